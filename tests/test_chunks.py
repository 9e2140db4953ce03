"""A long delivery is loaded some days at a time, and ends the same however it is cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sales_assets.inbox import staged
from tests.shop import TOTALS, Shop, check_books, lines, products, stores

KEPT = ("ventes", *TOTALS, "rejets", "rectifications", "livraisons", "controles")
DAYS = ("2024-02-29", "2025-09-30", "2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06")
HISTORY = [
    *(f"{day} {sale}" for day in DAYS for sale in ("A 2 1", "B 1 1", "A -1 2", "B 3 2")),
    f"{DAYS[1]} X 1 1",  # waits for its product
    f"{DAYS[2]} A 20000 1",  # waits for a person
    f"{DAYS[4]} A 1 9",  # waits for its store
    f"{DAYS[5]} A zut 1",
]
AGAIN = [row.replace(" B 3 2", " B 4 2") for row in HISTORY[:-3]]  # a store of each day changes
FEWER = [row for row in AGAIN if row != f"{DAYS[4]} A 2 1"]


def told_and_kept(folder: Path) -> tuple[list[Any], dict[str, list[tuple[Any, ...]]]]:
    """What the steps of a shop's life say, and the tables it ends with."""
    shop = Shop(folder)
    shop.open()
    shop.drop("ventes.csv", lines(*HISTORY))
    steps = shop.run()
    shop.drop(f"ventes_{DAYS[3]}.csv", lines(f"{DAYS[3]} B 9 1", f"{DAYS[3]} B 9 1"))
    steps += shop.run()
    shop.drop("ventes.csv", lines(*AGAIN))
    steps += shop.run()
    shop.drop("produits.csv", products(A="1.50", B=10, X=3))
    shop.drop("magasins.csv", stores(1, 2, 9))
    steps += shop.run()
    shop.drop("ventes.csv", lines(*FEWER))
    steps += shop.run()
    held = shop.value("SELECT max(livraison) FROM livraisons")
    steps += [shop.accept(held), *shop.rebuild(DAYS[1], DAYS[4])]
    check_books(shop)
    kept = shop.dump(KEPT)
    shop.close()
    return [(s.step, s.nom, s.livraison, s.statut, s.message, s.ok, s.jours) for s in steps], kept


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], dict[str, Any]]:
    return told_and_kept(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(("most", "part"), [(1, 1), (1, 3), (9, 9)])
def test_a_delivery_ends_the_same_however_it_is_cut(
    whole: tuple[list[Any], dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    part: int,
) -> None:
    monkeypatch.setattr(staged, "CHUNK_ROWS", most)
    monkeypatch.setattr(staged, "PART_ROWS", part)
    assert told_and_kept(tmp_path) == whole
