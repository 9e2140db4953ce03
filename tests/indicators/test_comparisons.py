from datetime import timedelta
from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.feasts import Feasts
from sales_assets.indicators import comparisons, reporting
from sales_assets.indicators.comparisons import Comparison
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
    assert (found.days, found.reference_days) == (12, 10)


def test_n1_compares_only_stores_and_days_that_both_years_have():
    etats = two_years("vva", "vvv")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2024-11-19", "A", 1, 100),
            ("2024-11-19", "B", 1, 50),
            ("2025-11-17", "A", 1, 110),
            ("2025-11-17", "B", 1, 99),  # B had not begun that Monday
            ("2025-11-18", "A", 1, 120),
            ("2025-11-18", "B", 1, 60),
            ("2025-11-18", "C", 1, 8),  # a new store
            ("2025-11-19", "A", 1, 7),  # absent last year
        ],
    )
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    week = comparisons.comparable_n1(pairs, day("2025-11-17"), day("2025-11-19"))
    assert week.value_e4 == (110 + 120 + 60) * EURO
    assert week.reference_e4 == (100 + 100 + 50) * EURO
    assert week.apart_e4 == (99 + 8 + 7) * EURO
    assert week.index == Fraction(290, 250)
    alone = comparisons.comparable_n1(pairs, day("2025-11-19"), day("2025-11-19"))
    assert alone.value_e4 is None
    assert alone.rate is None


def test_the_parts_are_the_whole_and_a_small_one_is_not_compared():
    etats = two_years("vv", "vv")
    rows = [("2024-11-18", "A", 1, 100), ("2025-11-17", "A", 1, 150), ("2025-11-18", "B", 1, 101)]
    pairs = comparisons.comparable_days(cells("ID_magasin", rows), etats, Feasts())
    found = comparisons.comparable_n1(pairs, day("2025-11-17"), day("2025-11-18"))
    assert found.value_e4 + found.apart_e4 == found.whole_e4 == 251 * EURO
    assert found.covered == Fraction(150, 251)  # 59,8 %
    assert (found.rate, found.index) == (None, None)
    assert found.gap_e4 == 50 * EURO
    alone = comparisons.comparable_n1(pairs, day("2025-11-17"), day("2025-11-17"))
    assert alone.rate == Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "whole", "covered"),
    [(60, 100, Fraction(3, 5)), (0, 0, Fraction(1)), (-5, -5, Fraction(1)), (5, -5, None)],
)
def test_what_is_covered_is_counted_in_revenue(value, whole, covered):
    found = Comparison(value, 50, whole)
    assert found.covered == covered
    assert (found.rate is None) == (covered is None)


def silent_store(deliveries: tuple[int, int, int, int]):
    """Two years of a Monday and a Tuesday; B sells nothing on the last Tuesday."""
    etats = two_years("vv", "vv")
    rows = [
        ("2024-11-18", "A", 1, 100),
        ("2024-11-18", "B", 1, 80),
        ("2024-11-19", "A", 1, 100),
        ("2024-11-19", "B", 1, 50),
        ("2025-11-17", "A", 1, 100),
        ("2025-11-17", "B", 1, 90),
        ("2025-11-18", "A", 1, 110),
    ]
    frame = cells("ID_magasin", rows)
    frame.loc[frame["date"] >= "2025-11-01", "livraison"] = [*deliveries[:2], deliveries[2]]
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    return comparisons.comparable_n1(pairs, day("2025-11-18"), day("2025-11-18"))


def test_a_store_without_a_line_on_a_delivered_day_sold_nothing():
    found = silent_store((2, 2, 2, 2))
    assert (found.value_e4, found.reference_e4) == (110 * EURO, 150 * EURO)


def test_unless_each_store_has_its_own_files():
    found = silent_store((2, 3, 4, 4))
    assert (found.value_e4, found.reference_e4) == (110 * EURO, 100 * EURO)


def test_a_store_that_closed_for_good_is_no_zero_for_ever():
    etats = states("2024-01-01", "v" * 700)
    rows = [("2024-02-01", "B", 1, 10), ("2025-01-30", "B", 1, 10)]  # a seldom one
    rows += [(f"2024-01-{n:02d}", "A", 1, 10) for n in range(1, 32)]
    pairs = comparisons.comparable_days(cells("ID_magasin", rows), etats, Feasts())
    lives = pairs.groupby("ID_magasin")["date"].agg(["min", "max"])
    assert f"{lives['max']['A']:%Y-%m-%d}" == "2024-02-28"  # four weeks after its last sale
    assert lives["max"]["B"] == etats["date"].iloc[-1]
    sold = pairs[pairs["ca_e4"] > 0]
    assert len(sold) == 33
    assert sold["vendu"].all()


def test_what_a_past_day_says_does_not_change_later():
    etats = states("2024-01-01", "v" * 800)
    days = [0, 3, 40, 41, 130, 370, 404, 420, 600]
    rows = [(f"{day('2024-01-01') + timedelta(days=n)}", "A", 1, 10) for n in days]
    rows += [(f"{day('2024-01-01') + timedelta(days=n)}", "B", 1, 1) for n in range(800)]
    whole = comparisons.comparable_days(cells("ID_magasin", rows), etats, Feasts())
    for end in (45, 160, 450):
        last = day("2024-01-01") + timedelta(days=end)
        early = [row for row in rows if day(row[0]) <= last]
        known = etats[etats["date"] <= pd.Timestamp(last)]
        found = comparisons.comparable_days(cells("ID_magasin", early), known, Feasts())
        pd.testing.assert_frame_equal(found, whole[whole["date"] <= pd.Timestamp(last)])


def test_the_constant_perimeter_leaves_out_who_opened_or_closed_meanwhile():
    etats = two_years("vvv", "vvv")
    days = ("18", "19", "20"), ("17", "18", "19")
    rows = [(f"2024-11-{n}", "A", 1, 100) for n in days[0]]
    rows += [(f"2025-11-{n}", "A", 1, 110) for n in days[1]]
    rows += [("2024-11-20", "B", 1, 50)]  # opened on the Wednesday
    rows += [(f"2025-11-{n}", "B", 1, 100) for n in days[1]]
    pairs = comparisons.comparable_days(cells("ID_magasin", rows), etats, Feasts())
    span = day("2025-11-17"), day("2025-11-19")
    assert comparisons.comparable_n1(pairs, *span).reference_e4 == 350 * EURO
    found = comparisons.constant_n1(pairs, *span)
    assert (found.value_e4, found.reference_e4, found.stores) == (330 * EURO, 300 * EURO, 1)
    assert found.whole_e4 == 330 * EURO


def test_a_true_zero_day_counts_zero_for_the_stores_then_alive():
    etats = two_years("vz", "vvv")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2025-11-17", "A", 1, 100),
            ("2025-11-18", "A", 1, 50),
            ("2025-11-18", "B", 1, 20),
        ],
    )
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    day_two = comparisons.comparable_n1(pairs, day("2025-11-18"), day("2025-11-18"))
    assert (day_two.value_e4, day_two.reference_e4) == (50 * EURO, 0)
    assert day_two.rate is None


def test_nothing_known_gives_nothing_and_no_error():
    etats = states("2025-11-17", "")
    frame = cells("ID_magasin", [])
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    found = comparisons.comparable_n1(pairs, day("2025-11-17"), day("2025-11-19"))
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
