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
from sales_assets.report.pages import build_site, bulletin, day_list, home, months, products, stores
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, every_page

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
        amounts = [
            number(re.sub(r"[^\d,−]", "", line.split(":")[-1])) for line in lines if "€" in line
        ]
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


def test_the_best_month_is_the_one_that_the_table_shows_best(year: Snapshot) -> None:
    """Meilleur mois: avril, above a better October that missed a day."""
    months = year.mois[year.mois["mois"].str.startswith("2025")]
    best = months.loc[months["ca_e4"].idxmax()]
    day = f"{best['mois']}-14"
    holed = replace(year, etats=year.etats.assign(
        etat=year.etats["etat"].mask(year.etats["date"] == day, "absent")))  # fmt: skip
    said = page(Context(holed, BUILT), "annees/2025")
    name = formats.long_month(str(best["mois"]))
    found = re.search(r"Meilleur mois (.*?) Plus faible mois", said)
    assert found
    assert plain(formats.round_euros(int(best["ca_e4"]))) in found[1]
    assert name in found[1]
    assert "manque" in found[1]


def test_new_is_a_first_sale_ever_here_as_in_the_mail(year: Snapshot) -> None:
    """Last Christmas's best seller was « nouveau »."""
    daily = year.produits_jour
    last = daily["date"].max()
    recent = daily["date"] > last - pd.Timedelta(days=28)
    back = daily[(daily["ID_produit"] != "REF001") | recent | (daily["date"] < "2024-08-01")]
    new = back[(back["ID_produit"] != "REF002") | (back["date"] > last - pd.Timedelta(days=28))]
    context = Context(replace(year, produits_jour=new.reset_index(drop=True)), BUILT)
    listed = text_of(next(iter(products.build(context))).body)
    first, mail = text_of(home.build(context).body), bulletin.build(context)
    told = text_of(next(iter(mail)).content.decode())
    for key, words in (("REF001", "de retour"), ("REF002", "nouveau")):
        name = context.product_name(key)
        assert re.search(rf"{name} {key} .{{0,60}}{words}", listed)
        assert re.search(rf"{name} [^A-Z]{{0,40}}{words}", first)
        assert re.search(rf"{name} [^A-Z]{{0,40}}{words}", told)


def test_old_data_say_their_year_on_every_page(year: Snapshot) -> None:
    later = BUILT.replace(year=2026)
    context = Context(replace(year, today=later.date()), later)
    assert home.build(context).title == "Lundi 17 novembre 2025"
    assert "17 novembre 2025" in text_of(list(stores.build(context))[1].body)
    assert home.build(Context(year, BUILT)).title == "Lundi 17 novembre"


def test_pages_write_cents_and_the_proof_all_the_digits(year: Snapshot) -> None:
    daily = year.jours.copy()
    daily.loc[daily.index[-1], ["ca_e4", "brut_e4"]] += 37
    amount = int(daily["ca_e4"].iloc[-1])
    body = home.build(Context(replace(year, jours=daily), BUILT)).body
    assert plain(formats.euros(amount)) in text_of(body)
    assert f'data-exact="{formats.exact_euros(amount)}"' in html.unescape(body)
    assert not re.search(r"\d,\d{4} €", text_of(body))


WORDS = re.compile(r"PVM|VMJ|HHI|SHA-256|_connu|\bTrue\b|\bFalse\b|robuste|\bz\b")


def test_no_page_speaks_to_an_owner_as_to_an_engineer() -> None:
    snap = snapshots.shop(days=80, products=4, stores=2)
    failed = snap.controles.assign(reussi=False, exemples='[{"produit_connu": false}]')
    site = build_site(replace(snap, controles=failed), built_at=BUILT)
    for made in every_page(site):
        found = WORDS.search(text_of(made.body))
        assert not found, (made.path, found)


def test_cover_is_counted_in_open_days_wherever_it_is_said(year: Snapshot) -> None:
    context = Context(year, BUILT)
    told = text_of(next(iter(bulletin.build(context))).content.decode())
    first = text_of(home.build(context).body)
    for said in (told, first):
        assert re.search(r"pour tenir 28 jours ouverts", said)
    assert not re.search(r"reste [\d ]+, \d+ jours?(?! ouvert)", told)


def test_feasts_compared_with_their_own_day_are_said_where_they_count(year: Snapshot) -> None:
    context = Context(year, BUILT)
    said = page(context, "mois/2025-11")
    assert "Toussaint (1er nov. 2025) avec le 1er nov. 2024" in said
    assert "Armistice (11 nov. 2025) avec le 11 nov. 2024" in said
    assert "Comptés deux fois en N-1 : le 4 nov. 2024 (pour 3 nov. 2025 et 10 nov. 2025)." in said
    assert "Comparés à leur propre fête" not in page(context, "mois/2025-03")
    days = {part.name: part for part in day_list.build(context) if isinstance(part, Sheet)}
    eve = text_of(days["jours/2025-11-10"].make().body)  # type: ignore[union-attr]
    assert "lundi 4 nov. 2024" in eve
    assert "(le 11 nov. 2024 était Armistice)" in eve
    feast = text_of(days["jours/2025-11-11"].make().body)  # type: ignore[union-attr]
    assert "lundi 11 nov. 2024" in feast
    assert "N-1 comparable (Armistice)" in feast
