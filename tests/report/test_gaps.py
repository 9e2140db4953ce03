"""A history with holes: what is missing is said once, and nothing is compared across it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pandas as pd
import pytest

from sales_assets.report.pages import calendar, home, months, products, quality, stores
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, markdown
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT


def without(snap: Snapshot, first: str, last: str) -> Snapshot:
    """The shop as if nothing had come from `first` to `last`."""

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[~frame["date"].between(first, last)].reset_index(drop=True)

    gone = snap.etats["date"].between(first, last)
    return replace(
        snap,
        etats=snap.etats.assign(etat=snap.etats["etat"].mask(gone, "absent")),
        jours=kept(snap.jours),
        magasins_jour=kept(snap.magasins_jour),
        produits_jour=kept(snap.produits_jour),
    )


def text_of(page: Page) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.body)))


@pytest.fixture(scope="module")
def holed() -> Context:
    shop = snapshots.shop(days=140, products=4, stores=2)
    return Context(without(shop, "2025-08-01", "2025-10-12"), BUILT)


def test_silent_months_are_one_line_of_the_calendar_and_one_row_of_the_list(holed: Context) -> None:
    page = text_of(calendar.build(holed))
    assert page.count("aucun fichier reçu") == 1
    assert "Août 2025 à septembre 2025 aucun fichier reçu" in page
    assert "Octobre 2025" in page  # in part silent: its days are shown
    listed = next(iter(months.build(holed)))
    assert isinstance(listed, Page)
    rows = re.findall(r"<tr>.*?</tr>", listed.body, re.DOTALL)
    assert sum("aucune donnée" in row for row in rows) == 1


def test_missing_days_are_runs_in_quality(holed: Context) -> None:
    page = text_of(next(iter(quality.build(holed))))
    assert "du 1er août au 12 octobre 2025" in page
    assert "du 9 au 12 octobre 2025 Fichier du jour : absent" in page


def test_four_weeks_are_not_compared_with_a_hole(holed: Context) -> None:
    assert "Trop peu de jours valides" in text_of(home.build(holed))
    _listed, *sheets = products.build(holed)
    assert all("trop peu de jours valides" in text_of(sheet) for sheet in sheets)
    assert "D’où vient l’écart" not in _listed.body
    assert not holed.moves_of_products[0].size + holed.moves_of_products[1].size


def test_nor_with_weeks_from_before_the_first_day() -> None:
    young = Context(snapshots.shop(days=40, products=4, stores=2), BUILT)
    assert not young.comparable
    grown = Context(snapshots.shop(days=56, products=4, stores=2), BUILT)
    assert grown.comparable
    assert "Ce qui baisse" in text_of(home.build(grown))


def test_sheets_lead_to_their_neighbours_and_up_to_the_first_page(holed: Context) -> None:
    for build, up in ((products.build, "produits.html"), (stores.build, "magasins.html")):
        first, second, *_ = list(build(holed))[1:]
        assert 'rel="prev"' not in first.body
        after = re.search(r'rel="next" href="([^"]+)"', first.body)
        before = re.search(r'rel="prev" href="([^"]+)"', second.body)
        assert after
        assert before
        assert after[1].endswith(second.path.split("/")[1].replace(".md", ".html"))
        assert before[1].endswith(first.path.split("/")[1].replace(".md", ".html"))
        assert re.findall(r'<li><a href="([^"]+)"', markdown(first, None)) == [
            "../index.html",
            f"../{up}",
        ]


def test_the_best_are_named_and_places_won_are_counted() -> None:
    shop = Context(snapshots.shop(days=80, products=6, stores=3), BUILT)
    sums = {"ID_produit": shop.snap.produits_jour, "ID_magasin": shop.snap.magasins_jour}
    for key, build, folder in (
        ("ID_produit", products.build, "produits"),
        ("ID_magasin", stores.build, "magasins"),
    ):
        listed, *sheets = list(build(shop))
        orders = []
        for first, last in (shop.window, shop.window_before):
            rows = sums[key][sums[key]["date"].between(str(first), str(last))]
            orders.append(list(rows.groupby(key)["ca_e4"].sum().sort_values().index[::-1]))
        now, before = orders
        assert f'<small><a href="{folder}/' in listed.body
        assert f'{now[0].lower()}.html">' in listed.body.split("Meilleur", 1)[1][:600]
        for sheet in sheets:
            name = sheet.path.split("/")[1].removesuffix(".md")
            place = next(n for n, one in enumerate(now) if one.lower() == name)
            won = before.index(now[place]) - place
            words = f"{abs(won)} place" if won else "même rang 4 semaines plus tôt"
            assert words in text_of(sheet)
