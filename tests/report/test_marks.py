"""Feasts and school holidays where a day is shown: its sheet, the calendar, the charts."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from sales_assets.feasts import Feasts
from sales_assets.report.pages import calendar, day_list, home, months
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
