"""What the tests of faults share: a small shop that has run once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Command
from tests.conftest import MadeOnce
from tests.shop import lines, products, stores

DAYS = [f"2025-{month:02}-{day:02} A 2 1" for month in (8, 9) for day in range(1, 29)]


@pytest.fixture
def lived(made_once: MadeOnce) -> Callable[..., Command]:
    """Give a shop with a published site in a folder that does not exist: `lived(folder)`."""

    def make(folder: Path) -> None:
        command = Command(folder)
        command.drop("produits.csv", products(A="1.50", B=10))
        command.drop("magasins.csv", stores(1, 2))
        command.drop("ventes.csv", lines(*DAYS))
        assert command("run").code == 0

    first = made_once("deja_vecu", make)

    def copy(folder: Path, **settings: object) -> Command:
        shutil.copytree(first, folder, symlinks=True)
        return Command(folder, **settings)

    return copy
