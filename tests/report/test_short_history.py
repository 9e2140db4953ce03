"""What a shop of a few weeks compares: the same on every page, and nothing on a few days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.indicators import comparisons
from sales_assets.report import formats
from sales_assets.report.pages import build_site
from sales_assets.report.pages import products as sheets
from sales_assets.report.pages.context import Context
from sales_assets.warehouse.snapshot import Snapshot
from tests.report import BUILT, every_page
from tests.report.test_one_fact import plain, text_of
from tests.report.test_told_pages import CATALOGUE, LAST, sales
from tests.shop import NOON, Shop, products, stores

MONTH = date(2025, 10, 1), LAST
BEFORE = date(2025, 9, 1), date(2025, 9, 19)


@pytest.fixture(scope="module")
def snap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """40 days: 12 of the four weeks before, 10 of the 19 days of the month before."""
    with closing(Shop(tmp_path_factory.mktemp("short"), now=NOON)) as shop:
        shop.drop("produits.csv", CATALOGUE)
        shop.drop("magasins.csv", stores(1, 2))
        shop.drop("ventes.csv", sales(days=40))
        shop.run()
        yield shop.snapshot()


@pytest.fixture(scope="module")
def pages(snap: Snapshot) -> dict[str, str]:
    made = every_page(build_site(snap, built_at=BUILT))
    return {page.path: text_of(page.body) for page in made}


@pytest.mark.parametrize("path", ["marges", "tickets", "magasins", "produits"])
def test_twelve_days_of_the_four_weeks_before_are_no_reference(
    pages: dict[str, str], path: str
) -> None:
    assert "4 semaines d’avant : non comparable" in pages[f"{path}.md"]
    assert "les 4 semaines d’avant" not in pages[f"{path}.md"]


@pytest.mark.parametrize("path", ["magasins", "produits", "rayons"])
def test_no_row_nor_total_says_what_cannot_be_compared(
    snap: Snapshot, pages: dict[str, str], path: str
) -> None:
    """The rows of Magasins showed figures under a total of "—"; Rayons a total."""
    first, last = Context(snap, BUILT).window_before
    frame = snap.produits_jour if path != "magasins" else snap.magasins_jour
    rows = frame[frame["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    key = "ID_magasin" if path == "magasins" else "ID_produit"
    amounts = [*rows.groupby(key, observed=True)["ca_e4"].sum(), rows["ca_e4"].sum()]
    assert len(amounts) > 2
    for amount in amounts:
        assert plain(formats.euros(int(amount))).removesuffix(" €") not in pages[f"{path}.md"]


def test_thirteen_weeks_begin_with_the_data(pages: dict[str, str]) -> None:
    assert "13 dernières semaines, du 10 septembre au 19 octobre" in pages["tickets.md"]
    assert "13 dernières semaines, du 10 septembre au 19 octobre" in pages["magasins.md"]


def test_a_price_has_the_digits_that_were_delivered(tmp_path: Path) -> None:
    with closing(Shop(tmp_path)) as shop:
        shop.drop("produits.csv", products(A="0.333"))
        shop.drop("magasins.csv", stores(1))
        shop.deliver("ventes.csv", "2025-10-19 A 3 1")
        made = sheets.build(Context(shop.snapshot(), BUILT))
        sheet = text_of(next(page for page in made if page.path.startswith("produits/")).body)
    assert "Prix du catalogue 0,333 €" in sheet
    assert "en cours 0,333" in sheet


def test_a_month_is_not_compared_with_a_few_days_of_another(
    snap: Snapshot, pages: dict[str, str]
) -> None:
    """November said ▲ +413,0 %, 29 days against 9."""
    sums = [
        int(snap.jours[snap.jours["date"].between(*map(pd.Timestamp, span))]["ca_e4"].sum())
        for span in (MONTH, BEFORE)
    ]
    sheet = pages["mois/2025-10.md"]
    assert "(19 j ouverts contre 10) trop peu de jours valides" in sheet
    assert plain(formats.change(comparisons.rate(*sums))) not in sheet


def test_a_week_to_date_is_not_compared_with_half_of_its_days(pages: dict[str, str]) -> None:
    after = pages["jours/2025-09-18.md"].split("S-1 à date (4 j contre 2)")[1]
    assert re.match(r" [\d ,]+ non comparable ", after)


def test_a_week_on_another_with_more_days_says_both(snap: Snapshot) -> None:
    gone = pd.Timestamp(LAST - timedelta(days=2))
    less = replace(
        snap,
        etats=snap.etats.assign(etat=snap.etats["etat"].mask(snap.etats["date"] == gone, "absent")),
        jours=snap.jours[snap.jours["date"] != gone].reset_index(drop=True),
    )
    for some, said in ((snap, False), (less, True)):
        home = next(page for page in build_site(some, built_at=BUILT).menu if page.trail == ())
        shown = text_of(home.body)
        assert "les 7 jours d’avant" in shown
        assert ("les 7 jours d’avant (6 j ouverts contre 7)" in shown) is said
