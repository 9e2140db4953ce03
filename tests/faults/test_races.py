"""P5, P6: the same days again, in another order, beside others: the same tables, and no lock."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sales_assets.settings import PROJECT_ROOT
from tests.command import PROGRAM, Command
from tests.faults import FULL
from tests.faults.test_kills import figures
from tests.shop import lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_the_same_sales_again_in_another_order_change_nothing(
    tmp_path: Path, figure: Callable[..., None]
):
    rng = random.Random(5)
    sold = [f"2025-10-{day:02} {product} {day} {store}"
            for day in range(1, 11) for product in "AB" for store in "12"]  # fmt: skip
    found = []
    for seed in range(4 if FULL else 2):
        command = Command(tmp_path / str(seed), PYTHONHASHSEED=seed)
        command.drop("produits.csv", products(A="1.50", B=10))
        command.drop("magasins.csv", stores(1, 2))
        command.drop("ventes.csv", lines(*rng.sample(sold, len(sold))))
        assert command("run").code == 0
        for _ in range(2 * seed if FULL else seed):
            command.drop("ventes_jour.csv", lines(*rng.sample(sold[-4:], 4)))
            assert command("run").code == 0
        found.append(figures(command))
    for one in found:
        del one["totals"]  # they name the delivery; the site's copies have every amount
        assert [name for name in one if one[name] != found[0].get(name)] == []
    figure("P5", shops=len(found), different=0)


def test_thirty_days_again_beside_other_writers_meet_no_lock(
    tmp_path: Path, lived: Callable[..., Command], figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    before = figures(command)["lines"]
    rounds = 20 if FULL else 1
    news: list[str] = []
    for number in range(rounds):
        news.append(f"2025-10-01 A {number + 1} 2")
        command.drop("ventes_jour.csv", lines(*news))
        asked = [["--from", "2025-08-01", "--to", "2025-08-30"], [],
                 ["--from", "2025-08-15", "--to", "2025-09-13"]]  # fmt: skip
        writers = [
            subprocess.Popen(
                [PROGRAM, "run", "--no-site", *words], env=command.environment, cwd=PROJECT_ROOT,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )
            for words in asked
        ]  # fmt: skip
        for writer in writers:
            said = writer.communicate(timeout=240)[0]
            assert writer.returncode == 0, said
    assert command("run").code == 0
    after = figures(command)["lines"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert after[: len(before)] == before
    assert len(after) == len(before) + rounds
    figure("P6", rounds=rounds, writers=3 * rounds, days=60 * rounds, locked=0, lost=0)
