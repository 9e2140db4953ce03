"""One partition a civil day, whatever the zone and its clock changes; the last one is yesterday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sales_assets.graph import days, instance
from sales_assets.settings import Closing, Settings
from sales_assets.warehouse.engine import Warehouse
from tests.shop import Shop

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
# Paris; clocks that change at midnight (Santiago, Beirut, Cairo); half an hour; far ends.
ZONES = (
    *("Europe/Paris", "UTC", "America/Santiago", "Asia/Beirut", "Africa/Cairo"),
    *("Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
)


def settings(folder: Path, **values: object) -> Settings:
    return Settings(data_dir=folder, **values)


@pytest.mark.parametrize("zone", ZONES)
def test_one_partition_a_civil_day(tmp_path: Path, zone: str, figure: Callable[..., None]):
    partitions = days.partitions(settings(tmp_path, start_date=FIRST, timezone=ZoneInfo(zone)))
    keys = partitions.get_partition_keys(datetime(2036, 1, 1, 12, tzinfo=ZoneInfo(zone)))
    assert keys == [day.isoformat() for day in days.each(FIRST, LAST)]
    figure("P11", zones=1, days=len(keys), missing_or_doubled=0)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-29T00:00:01",  # the night when an hour is skipped
        "2026-03-29T23:59:59",
        "2026-03-30T00:00:01",
        "2026-10-25T02:30:00",  # lived twice
        "2026-10-26T00:00:01",
        "2024-03-01T00:00:00",  # after a leap day
        "2027-01-01T00:00:00",
    ],
)
def test_the_last_partition_is_yesterday(tmp_path: Path, moment: str):
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Paris"))
    partitions = days.partitions(settings(tmp_path, start_date=FIRST))
    last = partitions.get_partition_keys(now)[-1]
    assert last == (now.date() - timedelta(days=1)).isoformat()


def test_the_first_partition_is_the_first_day_with_sales(tmp_path: Path):
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2003-02-28 A 1 1", "2025-10-01 A 1 1")
    known = settings(tmp_path, warehouse_url=shop.url)
    assert days.partitions(known).get_first_partition_key() == "2003-02-28"
    shop.close()


def test_an_empty_or_missing_warehouse_starts_two_years_back(tmp_path: Path):
    known = settings(tmp_path)
    assert days.partitions(known).get_first_partition_key() == f"{known.today().year - 2}-01-01"
    assert not (tmp_path / "ventes.db").exists()
    Warehouse(known.warehouse_url).close()
    assert days.partitions(known).get_first_partition_key() == f"{known.today().year - 2}-01-01"


def test_yesterday_is_there_even_when_the_shop_opened_today(tmp_path: Path):
    known = settings(tmp_path, start_date=Settings().today())
    yesterday = known.today() - timedelta(days=1)
    assert days.within(known, None, None) == (yesterday, yesterday)


def test_closed_days_have_no_partition_unless_they_have_sales(tmp_path: Path):
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2025-09-27 A 1 1", "2025-10-05 A 1 1")  # a Saturday, a Sunday
    closing = Closing(weekdays=frozenset({6}), dates=frozenset({date(2025, 10, 1)}))
    known = settings(tmp_path, warehouse_url=shop.url, closed=closing)
    found = days.partitions(known).get_partition_keys()
    assert found[:8] == [
        "2025-09-27",
        *("2025-09-29", "2025-09-30", "2025-10-02", "2025-10-03", "2025-10-04"),
        *("2025-10-05", "2025-10-06"),
    ]
    assert "2025-10-12" not in found
    later = datetime.now(known.timezone) + timedelta(days=400)
    to_come = days.partitions(known).get_partition_keys(later)[-300:]
    assert {date.fromisoformat(key).weekday() for key in to_come} == {0, 1, 2, 3, 4, 5}
    sunday, wednesday = date(2025, 9, 28), date(2025, 10, 1)
    assert days.within(known, sunday, sunday) is None
    assert days.within(known, sunday, wednesday) == (date(2025, 9, 29), date(2025, 9, 30))
    shop.close()


def test_a_day_on_which_a_shop_without_sales_is_closed_has_no_partition(tmp_path: Path):
    """14 July is a public holiday; Sundays are closed by habit, once eight weeks tell."""
    shop = Shop(tmp_path)
    shop.open()
    weeks = [date(2025, 7, 1) + timedelta(days=n) for n in range(90)]
    open_days = [day for day in weeks if day.weekday() < 6 and day != date(2025, 7, 14)]
    shop.deliver("ventes.csv", *(f"{day} A 1 1" for day in open_days))
    known = settings(tmp_path, warehouse_url=shop.url)
    found = days.partitions(known).get_partition_keys()
    assert "2025-07-14" not in found
    assert "2025-09-07" not in found
    assert "2025-08-15" in found, "a public holiday with sales"
    shop.deliver("ventes_2025-07-14.csv", "2025-07-14 Z 1 1")  # an unknown product: set aside
    assert "2025-07-14" in days.partitions(known).get_partition_keys()
    yesterday = known.today() - timedelta(days=1)
    assert days.partitions(known).get_partition_keys()[-1] == yesterday.isoformat()
    shop.close()


def test_a_shop_closed_yesterday_is_run_for_its_last_open_day(tmp_path: Path):
    last = Settings().today() - timedelta(days=2)
    closing = Closing(dates=frozenset({last + timedelta(days=1)}))
    known = settings(tmp_path, closed=closing)
    assert days.within(known, None, None) == (last, last)
    assert instance.Days.latest(known) == instance.Days(last, last)
    every = Closing(weekdays=frozenset(range(7)))
    assert days.within(settings(tmp_path, closed=every), None, None) is not None


def test_the_days_asked_for_are_cut_to_those_that_exist(tmp_path: Path):
    known = settings(tmp_path, start_date=date(2025, 1, 1))
    yesterday = known.today() - timedelta(days=1)
    day, later = date(2025, 3, 1), date(2025, 3, 31)
    assert days.within(known, None, None) == (yesterday, yesterday)
    assert days.within(known, day, later) == (day, later)
    assert days.within(known, day, None) == (day, yesterday)
    assert days.within(known, None, day) == (date(2025, 1, 1), day)
    assert days.within(known, date(2020, 1, 1), date(2090, 1, 1)) == (date(2025, 1, 1), yesterday)
    assert days.within(known, known.today(), None) is None
    assert days.within(known, None, date(2024, 12, 31)) is None
