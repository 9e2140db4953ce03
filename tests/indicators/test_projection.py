"""Forecasts against SQL and against plain counting; objectives against a sum of N-1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.feasts import Feasts
from sales_assets.indicators import objective, year_before
from sales_assets.indicators.projection import BACK, LEAST, LEVEL, Forecast
from sales_assets.settings import UNSTATED, Closing
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.indicators.shop import EURO, daily, day, states
from tests.indicators.sql import rows_of

J = date(2025, 11, 17)


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=560, products=6, stores=3)


@pytest.fixture(scope="module")
def forecast(shop: Snapshot) -> Forecast:
    return Forecast(shop.jours, shop.etats, UNSTATED)


SOLD = """
    SELECT e.date AS jour, COALESCE(j.ca_e4, 0) AS ca
    FROM etats e LEFT JOIN jours j ON j.date = e.date WHERE e.etat IN ('vendu', 'zero')
"""
FEASTS = "('2025-11-01', '2025-11-11')"  # those of the eight weeks


def number(shop: Snapshot, query: str) -> float:
    ((found,),) = rows_of(shop, query)
    return float(found)


def test_an_expected_day_is_what_sql_says(shop: Snapshot, forecast: Forecast) -> None:
    """Thursday 27 November 2025, from Monday 17; its N-1 is 28 November 2024."""
    weekday = number(
        shop,
        f"SELECT AVG(ca) FROM ({SOLD}) WHERE jour BETWEEN '2025-09-23' AND '2025-11-17' "
        f"AND strftime('%w', jour) = '4' AND jour NOT IN {FEASTS}",
    )
    level = number(
        shop,
        f"""WITH sold AS ({SOLD}), means AS (
            SELECT strftime('%w', jour) AS w, AVG(ca) AS mean FROM sold
            WHERE jour BETWEEN '2025-09-23' AND '2025-11-17' AND jour NOT IN {FEASTS} GROUP BY w)
        SELECT SUM(ca) / SUM(mean) FROM sold JOIN means ON w = strftime('%w', jour)
        WHERE jour BETWEEN '2025-10-21' AND '2025-11-17' AND jour NOT IN {FEASTS}""",
    )
    mean = f"SELECT AVG(ca) FROM ({SOLD}) WHERE jour BETWEEN '{{}}' AND '{{}}'"
    ahead = number(shop, mean.format("2024-11-25", "2024-12-01"))
    references = [
        year_before.reference(J - timedelta(days=n), Feasts()).isoformat() for n in range(LEVEL)
    ]
    rows = dict(rows_of(shop, f"SELECT jour, ca FROM ({SOLD})"))
    known = [rows[one] for one in references if one in rows]
    expected = weekday * level * ahead / (sum(known) / len(known))
    found = forecast.expected_e4(J, date(2025, 11, 27))
    assert found is not None
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_a_forecast_says_nothing_of_what_came_after(shop: Snapshot, forecast: Forecast) -> None:
    origin = pd.Timestamp("2025-09-30")
    past = Forecast(
        shop.jours[shop.jours["date"] <= origin], shop.etats[shop.etats["date"] <= origin], UNSTATED
    )
    for ahead in (1, 5, 20):
        then = origin.date() + timedelta(days=ahead)
        assert past.expected_e4(origin.date(), then) == forecast.expected_e4(origin.date(), then)
    assert past.project(0, origin.date(), date(2025, 10, 20)) == forecast.project(
        0, origin.date(), date(2025, 10, 20)
    )


def test_a_month_is_its_days_and_its_interval_its_own_errors(forecast: Forecast) -> None:
    last = date(2025, 11, 30)
    found = forecast.project(1_000 * EURO, J, last)
    days = [J + timedelta(days=n) for n in range(1, 14)]
    expected = [forecast.expected_e4(J, one) or Fraction(0) for one in days]
    assert found is not None
    assert found.to_come_e4 == round(sum(expected))
    assert found.open_left == sum(one > 0 for one in expected)
    assert found.total_e4 == 1_000 * EURO + found.to_come_e4
    assert found.interval is not None
    assert found.interval.low_e4 < found.total_e4 < found.interval.high_e4
    assert LEAST <= found.interval.errors <= BACK - 13


def test_eight_of_ten_forecasts_were_right_by_counting(forecast: Forecast) -> None:
    found = forecast.judge(J)
    assert found is not None
    ratios = []
    for back in range(1, BACK):
        then = J - timedelta(days=back)
        sold, expected = forecast._sold.get(then), forecast.expected_e4(then - timedelta(1), then)
        if sold is not None and expected:
            ratios.append(Fraction(sold) / expected)
    ratios.sort()
    out = len(ratios) // 10
    assert found.interval.errors == len(ratios)
    assert found.interval.low_e4 == round(ratios[out] * forecast.expected_e4(J - timedelta(1), J))
    inside = sum(ratios[out] <= ratio <= ratios[-1 - out] for ratio in ratios)
    assert inside >= 0.8 * len(ratios)
    assert found.inside == (found.interval.low_e4 <= found.value_e4 <= found.interval.high_e4)
    assert 0 < found.right <= found.judged <= LEVEL


def steady(count: int) -> Forecast:
    """A shop that sells 100 € a day and nothing on Sundays, from Monday 2 June 2025."""
    first = date(2025, 6, 2)
    every = [first + timedelta(days=n) for n in range(count)]
    letters = "".join("f" if one.weekday() == 6 else "v" for one in every)
    sold = [(one.isoformat(), 100) for one in every if one.weekday() != 6]
    return Forecast(daily(sold), states("2025-06-02", letters), UNSTATED)


def test_under_eight_weeks_nothing_is_expected() -> None:
    origin = date(2025, 6, 2) + timedelta(days=54)
    assert steady(55).project(0, origin, origin + timedelta(days=5)) is None
    assert steady(56).expected_e4(origin + timedelta(days=1), date(2025, 7, 28)) == 100 * EURO


def test_a_closed_day_a_holiday_and_a_weekday_never_sold_expect_nothing() -> None:
    found = steady(60)
    origin = date(2025, 7, 31)
    assert found.expected_e4(origin, date(2025, 8, 3)) == 0  # a Sunday
    assert found.expected_e4(origin, date(2025, 8, 15)) == 0  # no N-1 known
    assert found.expected_e4(origin, date(2025, 8, 14)) == 100 * EURO
    closing = Closing(dates=frozenset({date(2025, 8, 14)}))
    every = snapshots.shop(days=200, products=3, stores=1)
    shut = Forecast(every.jours, every.etats, replace(closing, weekdays=frozenset({1})))
    assert shut.expected_e4(J, date(2025, 11, 18)) == 0  # a Tuesday


def test_a_feast_that_sold_is_expected_as_it_sold() -> None:
    """25 December 2024 sold three times an ordinary day: so will 25 December 2025."""
    first, last = date(2024, 11, 1), date(2025, 12, 20)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    sold = [(one.isoformat(), 300 if one == date(2024, 12, 25) else 100) for one in every]
    found = Forecast(daily(sold), states("2024-11-01", "v" * len(every)), UNSTATED)
    assert found.expected_e4(last, date(2025, 12, 25)) == 300 * EURO
    assert found.expected_e4(last, date(2025, 12, 23)) == 100 * EURO


def test_an_objective_is_the_whole_n1_changed(shop: Snapshot) -> None:
    first, last = date(2025, 11, 1), date(2025, 11, 30)
    found = objective.on_year_before(shop.jours, shop.etats, Feasts(), first, last, Fraction(1, 20))
    sold = dict(rows_of(shop, f"SELECT jour, ca FROM ({SOLD})"))
    total = sum(
        sold.get(year_before.reference(first + timedelta(days=n), Feasts()).isoformat(), 0)
        for n in range(30)
    )
    assert found is not None
    assert abs(found - Fraction(21, 20) * total) <= EURO / 2
    assert found % EURO == 0


def test_without_a_whole_n1_there_is_no_objective() -> None:
    etats = states("2024-11-01", "v" * 10 + "a" + "v" * 20)
    jours = daily([("2024-11-01", 10)])
    span = day("2025-11-03"), day("2025-11-30")
    assert objective.on_year_before(jours, etats, Feasts(), *span, Fraction(0)) is None
    known = states("2024-10-25", "v" * 40)
    assert objective.on_year_before(jours, known, Feasts(), *span, Fraction(0)) == 0


def test_what_is_left_is_never_negative() -> None:
    assert objective.left_e4(100, 130) == 0
    assert objective.left_by_day(0, 3) is None
    assert objective.left_by_day(90, 0) is None
    assert objective.left_by_day(90, 4) == Fraction(45, 2)
