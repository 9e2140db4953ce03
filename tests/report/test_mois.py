"""Months, years, calendar and days: what their pages say of a seeded shop, checked with SQL."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest

from sales_assets.report import formats
from sales_assets.report.pages import calendar, day_list, months
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.indicators.sql import rows_of
from tests.report import BUILT


def made(snap: Snapshot) -> dict[str, Page]:
    """The pages of this file's subject, made."""
    context = Context(snap, BUILT)
    parts = [calendar.build(context), *months.build(context), *day_list.build(context)]
    pages = [part.make() if isinstance(part, Sheet) else part for part in parts]
    return {page.path: page for page in pages if isinstance(page, Page)}


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=80, products=6, stores=3)


@pytest.fixture(scope="module")
def site(shop: Snapshot) -> dict[str, Page]:
    return made(shop)


def row_of(page: Page, begins: str) -> str:
    """The text of the first row of a table that begins so."""
    rows = re.findall(r"<tr.*?</tr>", page.body, re.DOTALL)
    texts = [re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
    return next(text for text in texts if text.startswith(begins))


def test_a_month_says_its_sum_and_each_of_its_days(shop: Snapshot, site: dict[str, Page]) -> None:
    page = site["mois/2025-11.md"]
    query = "SELECT date, ca_e4 FROM jours WHERE date LIKE '2025-11-%' ORDER BY date"
    days = rows_of(shop, query)
    assert formats.euros(sum(amount for _, amount in days)) in page.body
    running = 0
    for day, amount in days:
        running += amount
        row = row_of(page, f"{formats.weekday_name(datetime.fromisoformat(day))[:3]}. {day[8:]}/11")
        for shown in (amount, running):
            assert formats.bare(formats.euros(shown)) in row


def test_a_closed_day_is_a_word_not_a_zero(site: dict[str, Page]) -> None:
    assert row_of(site["mois/2025-11.md"], "dim. 16/11").split() == ["dim.", "16/11/2025", "fermé"]
    assert row_of(site["jours.md"], "dim. 16/11").split() == ["dim.", "16/11/2025", "fermé"]


def test_a_year_and_the_list_say_the_same_months(shop: Snapshot, site: dict[str, Page]) -> None:
    for month, amount in zip(shop.mois["mois"], shop.mois["ca_e4"], strict=True):
        shown = formats.bare(formats.euros(int(amount)))
        name = formats.capital(formats.long_month(str(month)))
        assert shown in row_of(site["annees/2025.md"], name)
        assert shown in row_of(site["mois.md"], name)


def test_the_month_under_way_is_to_date_and_a_past_one_is_not(site: dict[str, Page]) -> None:
    assert "le mois n’est pas fini" in site["mois/2025-11.md"].body
    assert "le mois n’est pas fini" not in site["mois/2025-10.md"].body


def test_the_calendar_tells_states_by_signs(shop: Snapshot) -> None:
    etats = shop.etats.copy()
    etats.loc[etats["date"] == "2025-11-02", "etat"] = "quarantaine"
    page = made(replace(shop, etats=etats))["calendrier.md"]
    assert re.search(r'v-jour--quarantaine"[^>]*>2<small>!</small>', page.body)
    assert re.search(r'v-jour--ferme"[^>]*>9<small>–</small>', page.body)


def test_a_quarantined_day_has_no_figure(shop: Snapshot) -> None:
    etats = shop.etats.copy()
    etats.loc[etats["date"] == "2025-11-17", "etat"] = "quarantaine"
    page = made(replace(shop, etats=etats))["jours/2025-11-17.md"]
    assert 'v-une__mots">En quarantaine' in page.body


def test_a_day_leads_up_to_its_month_and_year(site: dict[str, Page]) -> None:
    trail = [href for _, href in site["jours/2025-11-17.md"].trail]
    assert trail == ["mois.html", "annees/2025.html", "mois/2025-11.html"]


def test_a_day_names_the_state_of_a_silent_eve(site: dict[str, Page]) -> None:
    assert "fermé" in row_of(site["jours/2025-11-17.md"], "dimanche 16")


def test_a_day_says_its_week_to_date_and_the_one_before(
    shop: Snapshot, site: dict[str, Page]
) -> None:
    def total(first: str, last: str) -> str:
        query = f"SELECT sum(ca_e4) FROM jours WHERE date BETWEEN '{first}' AND '{last}'"
        ((amount,),) = rows_of(shop, query)
        return formats.bare(formats.euros(amount))

    page = site["jours/2025-11-15.md"]  # a Saturday
    assert total("2025-11-10", "2025-11-15") in row_of(page, "Semaine du 10 novembre")
    before = row_of(page, "Du 3 au 8 novembre 2025")
    assert "S-1 à date (" in before
    assert total("2025-11-03", "2025-11-08") in before
