from datetime import date

import pandas as pd
import pytest

from sales_assets.indicators import days
from tests.indicators.shop import day, states

WEEK = states("2025-11-10", "vzfaqv")  # Monday 10 to Saturday 15


def test_j_is_the_last_valid_day_before_the_current_one():
    assert days.last_complete_day(WEEK, day("2025-11-15")) == day("2025-11-11")
    assert days.last_complete_day(WEEK, day("2025-11-16")) == day("2025-11-15")


def test_there_is_no_j_without_any_complete_day():
    assert days.last_complete_day(WEEK, day("2025-11-10")) is None
    assert days.last_complete_day(WEEK.iloc[:0], day("2025-11-10")) is None


def test_true_zeros_are_open_days_and_quarantined_days_are_missing():
    span = day("2025-11-01"), day("2025-11-30")
    assert [d.day for d in days.open_days(WEEK, *span)] == [10, 11, 15]
    assert [d.day for d in days.missing_days(WEEK, *span)] == [13, 14]
    assert days.expected(WEEK, *span) == 5
    assert days.expected_whole(WEEK, *span) == 29


def test_a_day_outside_the_known_ones_has_no_state():
    assert days.state_of(WEEK, day("2025-11-16")) is None
    assert days.state_of(WEEK, day("2025-11-12")) == "ferme"


@pytest.mark.parametrize(
    ("jour", "periode", "du", "au"),
    [
        ("2025-11-12", "semaine", "2025-11-03", "2025-11-05"),
        ("2025-11-17", "mois", "2025-10-01", "2025-10-17"),
        ("2025-03-31", "mois", "2025-02-01", "2025-02-28"),
        ("2025-01-05", "mois", "2024-12-01", "2024-12-05"),
        ("2025-03-01", "annee", "2024-01-01", "2024-02-29"),
        ("2024-12-31", "annee", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_period_is_compared_with_as_many_elapsed_days(jour, periode, du, au):
    assert days.previous_to_date(day(jour), periode) == (day(du), day(au))


def test_the_end_of_a_month():
    assert days.month_end(date(2024, 2, 3)) == date(2024, 2, 29)
    assert days.month_end(date(2025, 12, 31)) == date(2025, 12, 31)


def test_a_store_is_closed_on_the_weekdays_it_has_never_sold_on() -> None:
    when = pd.date_range("2025-09-01", "2025-10-26")  # eight weeks from a Monday
    etats = pd.DataFrame({"date": when, "etat": "vendu"})
    sold = when[(when.day_of_week != 0) & (when != pd.Timestamp("2025-10-22"))]
    own = days.store_states(etats, pd.DataFrame({"date": sold}))
    closed = own.loc[own["etat"] == "ferme", "date"]
    assert closed.dt.day_of_week.eq(0).all()
    assert len(closed) == 8
    assert days.state_of(own, date(2025, 10, 22)) == "vendu"  # a day it usually sells on: missing

    young = pd.DataFrame({"date": sold[sold >= "2025-10-07"]})  # two Mondays only
    assert days.store_states(etats, young).equals(etats)


def test_days_that_follow_one_another_are_one_run():
    found = days.runs([day("2025-03-02"), day("2025-02-28"), day("2025-03-01"), day("2025-03-04")])
    assert found == [
        (day("2025-02-28"), day("2025-03-02")),
        (day("2025-03-04"), day("2025-03-04")),
    ]
    assert days.runs([]) == []
