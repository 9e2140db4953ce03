"""Feasts and school holidays where a day is shown: its sheet, the calendar, the charts."""

from __future__ import annotations

import html
from dataclasses import replace

import pandas as pd
import pytest

from sales_assets.feasts import Feasts
from sales_assets.report import formats
from sales_assets.report.pages import calendar, day_list, home, months, stores
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.settings import Closing
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT
from tests.report.test_one_fact import text_of


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=80, products=3, stores=2)


def sheet(context: Context, name: str) -> Page:
    parts = [*months.build(context), *day_list.build(context)]
    made = next(part for part in parts if isinstance(part, Sheet) and part.name == name).make()
    assert isinstance(made, Page)
    return made


def test_a_feast_is_named_on_its_day_in_the_calendar_and_on_the_charts(shop: Snapshot) -> None:
    context = Context(shop, BUILT)
    assert "Armistice" in text_of(sheet(context, "jours/2025-11-11").body)
    assert "Armistice" not in text_of(sheet(context, "jours/2025-11-12").body)
    assert "· Armistice" in html.unescape(calendar.build(context).body)
    (chart,) = home.build(context).charts
    flagged = [chart.days[slot].isoformat() for slot in chart.picture.flags]  # type: ignore[union-attr]
    assert flagged == ["2025-11-01", "2025-11-11"]
    (month,) = sheet(context, "mois/2025-11").charts
    assert month.picture.flags == [0, 10]  # type: ignore[union-attr]


def test_school_holidays_are_those_of_the_zone_and_flagged_where_they_begin(shop: Snapshot) -> None:
    zoned = replace(shop, fermetures=Closing(feasts=Feasts(zone="C")))
    context = Context(zoned, BUILT)
    said = "Vacances de la Toussaint (zone C)"
    assert said in text_of(sheet(context, "jours/2025-10-20").body)
    assert said not in text_of(sheet(context, "jours/2025-11-05").body)
    (chart,) = home.build(context).charts
    flagged = [chart.days[slot].isoformat() for slot in chart.picture.flags]  # type: ignore[union-attr]
    assert flagged == ["2025-10-18", "2025-11-01", "2025-11-11"]
    assert said not in text_of(sheet(Context(shop, BUILT), "jours/2025-10-20").body)


def noted(shop: Snapshot) -> Snapshot:
    """Two events: one of store 2, three days long, and one of all, with markup in it."""
    when = pd.to_datetime(["2025-11-05", "2025-11-12"]).astype("datetime64[s]")
    until = pd.to_datetime(["2025-11-07", "2025-11-12"]).astype("datetime64[s]")
    events = pd.DataFrame(
        {
            "livraison": 9,
            "ligne": [2, 3],
            "du": when,
            "au": until,
            "ID_magasin": pd.Series(["2", None], dtype="str"),
            "texte": ["Travaux", "Braderie <b>du</b> quartier"],
        }
    )
    return replace(shop, evenements=events)


def test_the_owners_events_are_flags_on_charts_and_lines_on_their_days(shop: Snapshot) -> None:
    context = Context(noted(shop), BUILT)
    town = context.store_name("2")
    for day in ("2025-11-05", "2025-11-07"):
        assert f"{town} : Travaux" in text_of(sheet(context, f"jours/{day}").body)
    assert "Travaux" not in text_of(sheet(context, "jours/2025-11-08").body)
    assert "Braderie <b>du</b> quartier" in text_of(sheet(context, "jours/2025-11-12").body)
    assert "<b>du</b>" not in sheet(context, "jours/2025-11-12").body
    (chart,) = home.build(context).charts
    flagged = [chart.days[slot].isoformat() for slot in chart.picture.flags]  # type: ignore[union-attr]
    assert flagged == ["2025-11-01", "2025-11-05", "2025-11-11", "2025-11-12"]
    calendar_page = html.unescape(calendar.build(context).body)
    assert "Travaux" in calendar_page


def test_a_store_shows_its_own_events_and_those_of_all(shop: Snapshot) -> None:
    context = Context(noted(shop), BUILT)
    pages = {page.path: page for page in stores.build(context)}
    one, two = (pages[f"magasins/{formats.slug(store)}.md"].charts[0] for store in ("1", "2"))
    assert "Travaux" not in " ".join(one.table["À savoir"])
    assert "Travaux" in two.table["À savoir"]
    assert "Braderie <b>du</b> quartier" in one.table["À savoir"]


def test_an_event_makes_its_own_days_again_and_no_earlier_one(shop: Snapshot) -> None:
    def digests(snap: Snapshot) -> dict[str, str]:
        parts = day_list.build(Context(snap, BUILT))
        return {part.name: part.made_from for part in parts if isinstance(part, Sheet)}

    before, after = digests(shop), digests(noted(shop))
    assert before["jours/2025-11-04"] == after["jours/2025-11-04"]
    assert before["jours/2025-11-06"] != after["jours/2025-11-06"]
