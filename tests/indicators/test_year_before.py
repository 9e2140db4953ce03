"""The rule of N-1, day by day over twenty-one years, and by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.feasts import Feasts, Region
from sales_assets.indicators import comparisons, year_before
from tests.indicators.shop import EURO, cells, day, states

FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)
EVERY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
REGIONS: list[Region] = ["metropole", "alsace-moselle"]
every_day, regions = st.sampled_from(EVERY), st.sampled_from(REGIONS)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2025-11-17", "2024-11-18"),  # a Monday
        ("2025-04-21", "2024-04-01"),  # Easter Monday
        ("2025-04-20", "2024-03-31"),
        ("2025-12-25", "2024-12-25"),
        ("2025-12-24", "2024-12-24"),
        ("2025-05-01", "2024-05-01"),
        ("2025-05-29", "2024-05-09"),  # Ascension
        ("2024-02-29", "2023-03-02"),
        ("2025-10-31", "2024-10-25"),  # 364 days before was All Saints' Day
        ("2025-05-07", "2024-05-15"),  # it was 8 May, and the week before 1 May
        ("2025-12-26", "2024-12-27"),
    ],
)
def test_by_hand(now: str, before: str) -> None:
    assert year_before.reference(day(now), Feasts()) == day(before)


def test_good_friday_is_a_feast_in_alsace_alone() -> None:
    friday = day("2025-04-18")
    assert year_before.reference(friday, Feasts("alsace-moselle")) == day("2024-03-29")
    assert year_before.reference(friday, Feasts()) == day("2024-04-19")


@given(every_day, regions)
def test_a_feast_has_its_own_and_any_other_day_its_weekday(now: date, region: Region) -> None:
    feasts = Feasts(region)
    before = year_before.reference(now, feasts)
    assert feasts.of(now) == feasts.of(before)
    assert before.year == now.year - 1 or not feasts.of(now)
    if not feasts.of(now):
        assert before.weekday() == now.weekday()
        assert now - before in {timedelta(days=back) for back in (350, 357, 364, 371, 378)}
        if not feasts.of(now - year_before.YEAR):
            assert now - before == year_before.YEAR


@pytest.mark.parametrize("region", REGIONS)
def test_every_day_has_one_n1_and_what_counts_twice_is_told(region: Region) -> None:
    feasts = Feasts(region)
    found = year_before.references(FIRST, LAST, feasts)
    assert len(found) == len(EVERY)
    assert all(before < now for now, before in zip(EVERY, found, strict=True))
    often = {before: number for before, number in Counter(found).items() if number > 1}
    told = year_before.twice(FIRST, LAST, feasts)
    assert {before: len(of) for before, of in told.items()} == often
    for before, of in told.items():
        assert not feasts.of(before)
        displaced = [now for now in of if feasts.of(now - year_before.YEAR)]
        assert len(of) - len(displaced) <= 1
    apart = year_before.apart(FIRST, LAST, feasts)
    assert all(feasts.of(now) or feasts.of(now - year_before.YEAR) for now in apart)
    assert {
        now: before
        for now, before in zip(EVERY, found, strict=True)
        if now - before != timedelta(days=364)
    } == apart


def test_a_column_is_the_same_day_by_day() -> None:
    dates = pd.Series(pd.to_datetime(EVERY[::-3])).astype("datetime64[s]")
    dates.index = dates.index + 5
    found = year_before.column(dates, Feasts())
    assert found.index.equals(dates.index)
    assert found.dt.date.tolist() == [
        year_before.reference(stamp.date(), Feasts()) for stamp in dates
    ]


def test_a_day_counted_twice_is_counted_twice_in_products_too() -> None:
    """31 October 2025 and the Friday before are both compared with 25 October 2024."""
    etats = states("2024-10-25", "v" + "f" * 363 + "v" + "f" * 6 + "v")
    rows = [(when, "A", 1, euros) for when, euros in (
        ("2024-10-25", 100), ("2025-10-24", 150), ("2025-10-31", 130))]  # fmt: skip
    shop = cells("ID_magasin", rows)
    pairs = comparisons.comparable_days(shop, etats, Feasts())
    span = day("2025-10-24"), day("2025-10-31")
    whole = comparisons.comparable_n1(pairs, *span)
    assert (whole.value_e4, whole.reference_e4) == (280 * EURO, 200 * EURO)
    products = cells("ID_produit", [(when, "p", 1, euros) for when, _id, _q, euros in rows])
    before, after = comparisons.comparable_products(
        pairs, shop, products, lambda _cells: products.iloc[:0], *span
    )
    assert before["ca_e4"].tolist() == [200 * EURO]
    assert after["ca_e4"].tolist() == [280 * EURO]


def test_a_holiday_is_compared_with_itself_though_the_weekday_is_another() -> None:
    etats = states("2024-05-01", "v" + "f" * 364 + "v")
    frame = cells("ID_magasin", [("2024-05-01", "A", 1, 80), ("2025-05-01", "A", 1, 100)])
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    found = comparisons.comparable_n1(pairs, day("2025-05-01"), day("2025-05-01"))
    assert (found.value_e4, found.reference_e4) == (100 * EURO, 80 * EURO)


def test_rows_are_taken_as_often_as_their_day_is_named() -> None:
    frame = cells("ID_produit", [("2025-01-02", "p", 1, 5), ("2025-01-03", "p", 1, 7)])
    when = [day("2025-01-03"), day("2025-01-02"), day("2025-01-03"), day("2025-01-04")]
    assert year_before.rows(frame, when)["ca_e4"].tolist() == [5 * EURO, 7 * EURO, 7 * EURO]
    assert year_before.rows(frame, []).empty


def test_open_days_need_two_thirds_of_those_that_are_not_closed() -> None:
    etats = states("2025-01-01", "fvvvaa")
    days = [day("2025-01-01") + timedelta(days=n) for n in range(6)]
    assert year_before.open_days(etats, days[:5]) == 3
    assert year_before.open_days(etats, days) is None
