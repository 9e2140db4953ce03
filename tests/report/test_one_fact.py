"""What two pages say of one fact: the same, to the cent, and nothing that its neighbours deny."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.indicators import comparisons
from sales_assets.report import formats
from sales_assets.report.pages import bulletin, home, months
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT

SPACES = re.compile(r"[\s\u00a0\u202f]+")


def text_of(body: str) -> str:
    """What a reader sees, every space plain."""
    return SPACES.sub(" ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def plain(written: str) -> str:
    """A figure as `text_of` gives it."""
    return SPACES.sub(" ", written)


def page(context: Context, path: str) -> str:
    """The text of a month's or a year's sheet."""
    for part in months.build(context):
        if isinstance(part, Sheet) and part.name == path:
            made = part.make()
            assert isinstance(made, Page)
            return text_of(made.body)
    raise AssertionError(path)


def opened(snap: Snapshot, store: str, day: str) -> Snapshot:
    """The shop as if a store had begun on a day."""
    cells = snap.magasins_jour
    kept = cells[(cells["ID_magasin"] != store) | (cells["date"] >= day)].reset_index(drop=True)
    days = kept.groupby("date", as_index=False)[snapshots.SUMS].sum()
    months = days.assign(mois=days["date"].dt.strftime("%Y-%m"))
    return replace(
        snap,
        magasins_jour=kept,
        jours=days,
        mois=months.groupby("mois", as_index=False)[snapshots.SUMS].sum(),
    )


@pytest.fixture(scope="module")
def year() -> Snapshot:
    return snapshots.shop(days=500, products=5, stores=3)


def test_both_parts_of_a_comparison_and_the_rest_stand_beside_the_whole(year: Snapshot) -> None:
    context = Context(opened(year, "3", "2025-11-05"), BUILT)
    window = context.day.replace(day=1), context.day
    found = comparisons.comparable_n1(context.pairs, *window)
    assert found.value_e4
    assert found.apart_e4 > 0
    assert found.value_e4 + found.apart_e4 == found.whole_e4
    parts = [found.whole_e4, found.value_e4, found.reference_e4, found.apart_e4]
    sheet = page(context, "mois/2025-11")
    for amount in parts:
        assert plain(formats.euros(amount)) in sheet
    assert plain(formats.change(found.rate)) in sheet
    assert 'class="v-parts"' in home.build(context).body
    rounded = [formats.to_euro(amount or 0) for amount in parts]
    card = text_of(home.build(context).body)
    mail = text_of(next(iter(bulletin.build(context))).content.decode())
    for said in (card, mail):
        for amount in (*rounded[:3], rounded[0] - rounded[1]):
            assert plain(formats.round_euros(amount)) in said


def test_under_six_tenths_of_the_revenue_nothing_is_compared(year: Snapshot) -> None:
    """Northwind said ▲ +155,5 % in green on 4,4 % of its CA."""
    small = opened(opened(year, "1", "2025-01-01"), "2", "2025-01-01")
    context = Context(small, BUILT)
    window = context.day.replace(day=1), context.day
    found = comparisons.comparable_n1(context.pairs, *window)
    assert found.covered is not None
    assert found.covered < Fraction(6, 10)
    sheet = page(context, "mois/2025-11")
    assert "non comparable : " in sheet
    ratio = Fraction(found.gap_e4 or 0, found.reference_e4 or 1)
    assert plain(formats.change(ratio)) not in sheet.split("Par magasin")[0]  # which may be alone
    assert "non comparable vs N-1 : " in text_of(home.build(context).body)


def rows_with_an_index(body: str) -> Iterator[list[str]]:
    """The rows of the reporting sheet that print an index: their cells."""
    table = body[body.index('id="fiche"') :].split("</table>")[0]
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        cells = [text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        if len(cells) > 4 and re.fullmatch(r"[\d ]+,\d", cells[4]):
            yield cells


def number(shown: str) -> Fraction:
    return Fraction(shown.replace(" ", "").replace(",", ".").replace("−", "-"))


def test_every_index_divides_the_two_figures_before_it(year: Snapshot) -> None:
    """The year showed 600 654,80 beside 241 723,80 and an index of 104,6."""
    context = Context(opened(year, "3", "2025-03-10"), BUILT)
    made = {part.name: part.make() for part in months.build(context) if isinstance(part, Sheet)}
    seen = 0
    for name in ("mois/2025-11", "mois/2025-10"):
        body = made[name].body  # type: ignore[union-attr]
        for cells in rows_with_an_index(body):
            _name, whole, part, before, index = cells[:5]
            assert number(part) <= number(whole)
            assert abs(100 * number(part) / number(before) - number(index)) <= Fraction(1, 20)
            seen += 1
    assert seen > 30


def test_no_hover_denies_its_own_figures(year: Snapshot) -> None:
    context = Context(opened(year, "3", "2025-06-10"), BUILT)
    made = [part.make() for part in months.build(context) if isinstance(part, Sheet)]
    hovers = [
        [plain(line) for line in re.split(r"<br>", text)]
        for sheet in made
        if isinstance(sheet, Page)
        for chart in sheet.charts
        for text in chart.picture.hover
    ]
    judged = [lines for lines in hovers if any("indice" in line for line in lines)]
    assert judged
    for lines in judged:
        (index,) = [number(line.split("indice ")[1]) for line in lines if "indice" in line]
        amounts = [number(re.sub(r"[^\d,−]", "", line.split(":")[-1])) for line in lines[1:-1]]
        part, before = amounts[-2:]
        assert abs(100 * part / before - index) <= Fraction(1, 20)


def test_a_silent_store_is_compared_as_a_zero_everywhere(year: Snapshot) -> None:
    day = pd.Timestamp("2025-11-15")
    cells = year.magasins_jour
    kept = cells[(cells["ID_magasin"] != "2") | (cells["date"] != day)].reset_index(drop=True)
    context = Context(replace(year, magasins_jour=kept), BUILT)
    before = cells[(cells["date"] == pd.Timestamp("2024-11-16")) & (cells["ID_magasin"] == "2")]
    pair = context.pairs[(context.pairs["date"] == day) & (context.pairs["ID_magasin"] == "2")]
    assert pair["ca_e4"].tolist() == [0]
    assert pair["n1_e4"].tolist() == before["ca_e4"].tolist()


def test_a_corrected_day_is_told_once_and_said_where_it_counts(year: Snapshot) -> None:
    came = year.livraisons.assign(recue_le=pd.Timestamp(BUILT.replace(tzinfo=None)))
    corrected = snapshots.corrections(year, 3)  # one euro more on the last three days of sales
    snap = replace(year, rectifications=corrected, livraisons=came)
    told = "Des fichiers reçus aujourd’hui corrigent deux jours passés : +2,00 €."
    assert told in text_of(home.build(Context(snap, BUILT)).body)
    assert "corrigent" not in text_of(home.build(Context(snap, BUILT + timedelta(days=1))).body)
    for path in ("mois/2025-11", "annees/2025"):
        said = page(Context(snap, BUILT), path)
        assert "3 remplacements ont changé ces chiffres après coup, de +3,00 € en tout." in said
    assert "après coup" not in page(Context(snap, BUILT), "mois/2025-10")
