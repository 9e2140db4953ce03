"""P22: the shop's files are its owner's, and its secrets are nowhere but in its settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sales_assets.alerts.memory import Memory
from tests.command import Command
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow


def open_to_others(place: Path) -> Iterator[Path]:
    """The files below that another user of the machine could read."""
    if place.is_dir():
        if place.stat().st_mode & 0o007 or place.stat().st_mode & 0o070:
            for path in place.iterdir():
                yield from open_to_others(path)
    elif place.stat().st_mode & 0o077:
        yield place


def test_what_the_shop_keeps_is_readable_by_its_owner_only(
    tmp_path: Path, figure: Callable[..., None]
):
    command = Command(tmp_path)
    dropped = [command.drop("produits.csv", products(A="1.50")),
               command.drop("magasins.csv", stores(1)),
               command.drop("ventes.csv", lines("2025-10-01 A 2 1"))]  # fmt: skip
    before = os.umask(0o022)  # what most systems give
    try:
        kept = tmp_path / "garde.sauvegarde"
        for words in (["run"], ["backup", kept], ["rebuild"], ["restore", kept]):
            assert command(*words).code == 0, words
        Memory(command.logs).keep("mail", ["retard"])
    finally:
        os.umask(before)
    assert [*open_to_others(command.data)] == sorted(dropped) or {
        *open_to_others(command.data)
    } == {*dropped}
    assert [*open_to_others(command.logs)] == []
    assert [*open_to_others(kept)] == []
    page = command.site / "index.html"
    assert page.stat().st_mode & 0o004, "the web server reads the site"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    own = [path for path in files if "site" not in path.parts and path not in dropped]
    figure("P22", files=len(own), readable_by_others=0)
