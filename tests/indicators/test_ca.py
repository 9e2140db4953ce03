from fractions import Fraction

import pandas as pd

from sales_assets.indicators import extremes, revenue
from tests.indicators.shop import EURO, cells, daily, day, states

# Monday 3 to Sunday 16 November: Sundays closed, Thursday 6 absent, Wednesday 12 a true zero.
ETATS = states("2025-11-03", "vvvavvfvvzvvvf")
JOURS = daily(
    [
        ("2025-11-03", 100),
        ("2025-11-04", 200),
        ("2025-11-05", 300),
        ("2025-11-07", 400),
        ("2025-11-08", 500),
        ("2025-11-10", 100),
        ("2025-11-11", 200),
        ("2025-11-13", 400),
        ("2025-11-14", 500),
        ("2025-11-15", 500),
    ]
)


def test_ratios_are_exact_and_returns_count_positively():
    sums = revenue.Totals(lignes=3, quantite_e3=7000, ca_e4=100, brut_e4=150, retours_e4=-50)
    assert sums.mean_line_e4 == Fraction(100, 3)
    assert sums.pvm == Fraction(100, 7)
    assert sums.return_rate == Fraction(1, 3)


def test_ratios_without_a_base_are_undefined():
    only_returns = revenue.Totals(lignes=1, quantite_e3=-1000, ca_e4=-10, brut_e4=0, retours_e4=-10)
    assert only_returns.pvm is None
    assert only_returns.return_rate is None
    assert revenue.Totals().mean_line_e4 is None


def test_a_day_is_its_sum_a_true_zero_or_undefined():
    assert revenue.day_totals(JOURS, ETATS, day("2025-11-04")).ca_e4 == 200 * EURO
    assert revenue.day_totals(JOURS, ETATS, day("2025-11-12")) == revenue.Totals()
    for undefined in ("2025-11-06", "2025-11-09", "2025-12-01"):
        assert revenue.day_totals(JOURS, ETATS, day(undefined)) is None


def test_a_cumul_names_its_missing_days():
    week = revenue.running_total(JOURS, ETATS, day("2025-11-08"), "semaine")
    assert (week.first, week.ca_e4) == (day("2025-11-03"), 1500 * EURO)
    assert (week.days, week.expected, week.missing) == (5, 6, (day("2025-11-06"),))


def test_the_mean_leaves_absent_days_out_and_counts_zeros():
    span = day("2025-11-10"), day("2025-11-16")
    assert revenue.mean_per_open_day(JOURS, ETATS, *span) == Fraction(1700 * EURO, 6)
    assert revenue.mean_per_open_day(JOURS, ETATS, day("2025-11-06"), day("2025-11-06")) is None


def test_rolling_needs_two_thirds_of_the_days_not_closed():
    full = revenue.rolling(JOURS, ETATS, day("2025-11-15"), 7)
    assert (full.ca_e4, full.days, full.expected) == (1700 * EURO, 6, 6)
    assert revenue.rolling(JOURS, ETATS, day("2025-11-05"), 7).ca_e4 is None  # 3 of 7
    assert revenue.rolling(JOURS, ETATS, day("2025-11-08"), 7).ca_e4 == 1500 * EURO  # 5 of 7
    assert revenue.rolling(JOURS, ETATS, day("2025-11-15"), 365).totals is None


def test_the_moving_mean_breaks_on_missing_days_and_not_on_closed_ones():
    serie = revenue.daily_series(JOURS, ETATS, day("2025-11-03"), day("2025-11-16"))
    means = revenue.moving_average(serie)
    assert means[:5] == [None] * 5
    assert means[5] == 300 * EURO  # 100+200+300+400+500 over 5
    assert means[6] == 300 * EURO  # closed Sunday
    assert means[12] == Fraction(1700 * EURO, 6)
    missing = revenue.moving_average(serie.assign(etat="absent", ca_e4=pd.NA))
    assert missing == [None] * 14


def test_a_series_tells_zero_from_missing():
    serie = revenue.daily_series(JOURS, ETATS, day("2025-11-03"), day("2025-11-16"))
    values = serie["ca_e4"]
    assert len(serie) == 14
    assert values[9] == 0
    assert pd.isna(values[3])
    assert pd.isna(values[6])
    assert values.sum() == JOURS["ca_e4"].sum()


def test_a_store_that_sent_nothing_is_a_gap_and_a_product_not_sold_is_zero():
    some = JOURS.iloc[[0]]
    span = day("2025-11-03"), day("2025-11-04")
    assert revenue.daily_series(some, ETATS, *span)["ca_e4"].tolist() == [100 * EURO, 0]
    gap = revenue.daily_series(some, ETATS, *span, no_row="trou")["ca_e4"]
    assert pd.isna(gap[1])


def test_sums_by_id_are_by_id():
    frame = cells("ID_produit", [("2025-11-03", "b", 1, 5), ("2025-11-04", "a", 2, 7)])
    again = pd.concat([frame, cells("ID_produit", [("2025-11-05", "b", 1, 1)])])
    found = revenue.totals_by(again, "ID_produit", day("2025-11-03"), day("2025-11-05"))
    assert found["ID_produit"].tolist() == ["a", "b"]
    assert found["ca_e4"].tolist() == [7 * EURO, 6 * EURO]


def test_best_and_weakest_days_name_every_tie():
    span = day("2025-11-03"), day("2025-11-16")
    best = extremes.best_day(JOURS, ETATS, *span)
    assert best.ca_e4 == 500 * EURO
    assert [d.day for d in best.when] == [8, 14, 15]
    worst = extremes.worst_day(JOURS, ETATS, *span)
    assert (worst.ca_e4, worst.when) == (0, (day("2025-11-12"),))
    assert extremes.best_day(JOURS, ETATS, day("2025-11-06"), day("2025-11-06")) is None


def test_best_since_is_the_last_day_that_did_as_well():
    assert extremes.best_since(JOURS, ETATS, day("2025-11-15")) == day("2025-11-14")
    assert extremes.best_since(JOURS, ETATS, day("2025-11-13")) == day("2025-11-08")
    assert extremes.best_since(JOURS, ETATS, day("2025-11-08")) is None


def test_the_best_month_is_the_best_even_with_a_missing_day():
    """April was the best month above a better October that missed a day."""
    etats = states("2025-08-31", "v" + "v" * 30 + "v" * 31 + "v" * 5)
    mois = pd.DataFrame(
        {"mois": ["2025-08", "2025-09", "2025-10", "2025-11"], "ca_e4": [1, 20, 30, 5]}
    )
    assert extremes.best_month(mois).when == ("2025-10",)
    assert extremes.worst_month(mois, etats, day("2025-11-05")).when == ("2025-09",)
    holed = etats.assign(etat=etats["etat"].where(etats["date"] != "2025-10-10", "absent"))
    assert extremes.best_month(mois).when == ("2025-10",)
    assert extremes.worst_month(mois, holed, day("2025-11-05")).when == ("2025-09",)


def test_the_best_is_never_also_the_weakest():
    etats = states("2025-09-01", "v" * 66)
    mois = pd.DataFrame({"mois": ["2025-09", "2025-10"], "ca_e4": [20, 20]})
    assert extremes.best_month(mois.head(1)) is None
    assert extremes.worst_month(mois.head(1), etats, day("2025-11-05")) is None
    assert extremes.worst_month(mois, etats, day("2025-11-05")) is None
    rows = daily([("2025-11-03", 5), ("2025-11-04", 5)])
    window = day("2025-11-03"), day("2025-11-04")
    assert extremes.best_day(rows, etats, *window) is None
    assert extremes.worst_day(rows, etats, *window) is None


def test_the_weekday_profile_needs_four_of_each():
    etats = states("2025-11-03", "v" * 28)
    rows = [(f"2025-11-{n:02d}", 20 if (n - 3) % 7 == 5 else 10) for n in range(3, 31)]
    found = extremes.weekday_profile(daily(rows), etats, day("2025-11-03"), day("2025-11-30"))
    assert found["jours"].tolist() == [4] * 7
    assert found["indice"][5] == Fraction(20 * 7, 80)
    short = extremes.weekday_profile(daily(rows), etats, day("2025-11-03"), day("2025-11-29"))
    assert short["indice"][6] is None
    assert short["indice"][5] is not None


def test_an_anomaly_needs_six_same_weekdays_that_vary():
    etats = states("2025-09-01", "vffffff" * 8)
    amounts = [100, 110, 90, 100, 120, 80, 100, 200]
    rows = [(f"{d:%Y-%m-%d}", a) for d, a in zip(etats["date"][::7], amounts, strict=True)]
    found = extremes.anomaly(daily(rows), etats, day("2025-10-20"))
    assert found.median_e4 == 100 * EURO
    assert found.days == 7
    assert found.z == 10 / 1.4826  # the median deviation is 10 €
    assert extremes.anomaly(daily(rows), etats, day("2025-10-06")) is None
    flat = daily([(when, 100) for when, _ in rows])
    assert extremes.anomaly(flat, etats, day("2025-10-20")) is None


def test_a_week_without_data_is_no_zero():
    sold = JOURS.assign(cle="a")
    weeks = revenue.weekly_by(sold, "cle", ETATS, day("2025-11-16"), 3, ["b"])
    # Days of a shop that had data but did not sell this product are zeros.
    assert weeks == {"a": [None, 1500 * EURO, 1700 * EURO], "b": [None, 0, 0]}


def test_months_are_the_sums_of_their_days():
    days = ["2025-10-31", "2025-11-01", "2025-11-30", "2024-11-30"]
    frame = pd.DataFrame({"date": pd.to_datetime(days), "cle": list("abba"), "ca_e4": [1, 2, 3, 4]})
    assert revenue.monthly_by(frame, "cle") == {
        "a": {"2024-11": 4, "2025-10": 1},
        "b": {"2025-11": 5},
    }


def weeks_of(frame: pd.DataFrame) -> list[int | None]:
    return revenue.weekly_by(frame.assign(cle=""), "cle", ETATS, day("2025-11-16"), 3)[""]


def test_weeks_of_many_are_the_weeks_of_each() -> None:
    other = JOURS.assign(ca_e4=JOURS["ca_e4"] * 3)
    both = pd.concat([JOURS.assign(cle="a"), other.iloc[2:].assign(cle="b")])
    both = both.sort_values("date", kind="stable")
    assert revenue.weekly_by(both, "cle", ETATS, day("2025-11-16"), 3) == {
        "a": weeks_of(JOURS),
        "b": weeks_of(other.iloc[2:]),
    }
