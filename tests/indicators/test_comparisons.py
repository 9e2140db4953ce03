from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.indicators import comparisons, reporting
from sales_assets.indicators.comparisons import Comparison, Coverage
from tests.indicators.shop import EURO, cells, daily, day, states


def two_years(before: str, after: str) -> pd.DataFrame:
    """States from Monday 2024-11-18, and the same weekdays 364 days later."""
    gap = "f" * (364 - len(before))
    return states("2024-11-18", before + gap + after)


def test_a_rate_needs_a_positive_reference():
    assert Comparison(110, 100).rate == Fraction(1, 10)
    assert Comparison(110, 100).index == Fraction(11, 10)
    assert Comparison(110, 100).gap_e4 == 10
    for reference in (0, -5, None):
        assert Comparison(110, reference).rate is None
        assert Comparison(110, reference).index is None
    assert Comparison(110, -5).gap_e4 == 115
    assert Comparison(110, None).gap_e4 is None


def test_j7_is_blank_when_either_day_is_missing():
    etats = states("2025-11-03", "vavvvvvvvv")
    jours = daily([("2025-11-03", 100), ("2025-11-10", 125), ("2025-11-11", 50)])
    assert comparisons.compare_day(jours, etats, day("2025-11-10")).rate == Fraction(1, 4)
    assert comparisons.compare_day(jours, etats, day("2025-11-11")).rate is None
    assert comparisons.compare_day(jours, etats, day("2025-11-11"), back=1).rate == -Fraction(3, 5)


def test_month_to_date_compares_as_many_days_and_counts_them():
    etats = states("2025-10-01", "v" * 10 + "a" * 21 + "v" * 12)
    jours = daily(
        [(f"2025-10-{n:02d}", 10) for n in range(1, 11)]
        + [(f"2025-11-{n:02d}", 20) for n in range(1, 13)]
    )
    found = comparisons.to_date(jours, etats, day("2025-11-12"), "mois")
    assert found.value_e4 == 240 * EURO
    assert found.reference_e4 == 100 * EURO
    assert found.coverage == Coverage(days=10, days_expected=12)


def test_n1_compares_only_stores_and_days_that_both_years_have():
    etats = two_years("vva", "vvv")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2024-11-19", "A", 1, 100),
            ("2024-11-19", "B", 1, 50),
            ("2025-11-17", "A", 1, 110),
            ("2025-11-17", "B", 1, 999),  # B had sent nothing that Monday
            ("2025-11-18", "A", 1, 120),
            ("2025-11-18", "B", 1, 60),
            ("2025-11-18", "C", 1, 888),  # a new store
            ("2025-11-19", "A", 1, 777),  # absent last year
        ],
    )
    pairs = comparisons.comparable_days(frame, etats)
    week = comparisons.comparable_n1(pairs, etats, day("2025-11-17"), day("2025-11-19"))
    assert week.value_e4 == (110 + 120 + 60) * EURO
    assert week.reference_e4 == (100 + 100 + 50) * EURO
    assert week.index == Fraction(290, 250)
    assert week.coverage == Coverage(days=2, days_expected=3, stores=2, stores_expected=3)
    alone = comparisons.comparable_n1(pairs, etats, day("2025-11-19"), day("2025-11-19"))
    assert alone.value_e4 is None
    assert alone.rate is None


def test_a_true_zero_day_counts_zero_for_the_stores_then_alive():
    etats = two_years("vz", "vvv")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2025-11-17", "A", 1, 100),
            ("2025-11-18", "A", 1, 50),
            ("2025-11-18", "B", 1, 70),
        ],
    )
    pairs = comparisons.comparable_days(frame, etats)
    day_two = comparisons.comparable_n1(pairs, etats, day("2025-11-18"), day("2025-11-18"))
    assert (day_two.value_e4, day_two.reference_e4) == (50 * EURO, 0)
    assert day_two.rate is None


def test_nothing_known_gives_nothing_and_no_error():
    etats = states("2025-11-17", "")
    frame = cells("ID_magasin", [])
    pairs = comparisons.comparable_days(frame, etats)
    found = comparisons.comparable_n1(pairs, etats, day("2025-11-17"), day("2025-11-19"))
    assert found.value_e4 is None
    assert len(reporting.by_day(daily([]), pairs, etats, *[day("2025-11-17")] * 2)) == 0
    assert (
        len(reporting.by_month(reporting.by_day(daily([]), pairs, etats, *[day("2025-11-17")] * 2)))
        == 0
    )


@pytest.mark.parametrize("nombre", [7])
def test_seven_days_against_the_seven_before(nombre):
    etats = states("2025-11-03", "v" * 14)
    jours = daily([(f"2025-11-{n:02d}", 10 if n < 10 else 11) for n in range(3, 17)])
    found = comparisons.rolling(jours, etats, day("2025-11-16"), nombre)
    assert found.rate == Fraction(1, 10)
