"""The reporting sheet: by hand on a small shop, and against SQL on a large one."""

from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.feasts import Feasts
from sales_assets.indicators import comparisons, extremes, reporting
from tests import snapshots
from tests.indicators.shop import EURO, cells, daily, day, states
from tests.indicators.sql import rows_of

SPAN = day("2025-11-17"), day("2025-11-19")


def two_years(before: str, after: str) -> pd.DataFrame:
    """States from Monday 2024-11-18, and the same weekdays 364 days later."""
    gap = "f" * (364 - len(before))
    return states("2024-11-18", before + gap + after)


@pytest.fixture(scope="module")
def sheet() -> pd.DataFrame:
    etats = two_years("vvv", "vav")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2024-11-19", "A", 1, 100),
            ("2024-11-20", "A", 1, 200),
            ("2025-11-17", "A", 1, 150),
            ("2025-11-19", "A", 1, 150),
            ("2025-11-19", "B", 1, 10),
        ],
    )
    jours = daily([("2025-11-17", 150), ("2025-11-19", 160)])
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    return reporting.by_day(jours, pairs, etats, *SPAN)


def test_the_sheet_cumulates_and_leaves_blanks_blank(sheet: pd.DataFrame) -> None:
    assert sheet["etat"].tolist() == ["vendu", "absent", "vendu"]
    assert pd.isna(sheet["ca_e4"][1])
    assert sheet["indice"].tolist() == [Fraction(3, 2), None, Fraction(3, 4)]
    assert sheet["cumul_e4"].tolist() == [150 * EURO, 150 * EURO, 310 * EURO]
    assert sheet["cumul_n1_e4"].tolist() == [100 * EURO, 100 * EURO, 300 * EURO]
    assert sheet["indice_cumul"].tolist() == [Fraction(3, 2), Fraction(3, 2), Fraction(1)]
    parts = sheet["cumul_comparable_e4"]
    assert parts.tolist() == [150 * EURO, 150 * EURO, 300 * EURO]


def test_a_month_is_the_sum_of_its_days_and_says_how_many(sheet: pd.DataFrame) -> None:
    (month,) = reporting.by_month(sheet).to_dict("records")
    assert (month["mois"], month["ca_e4"]) == ("2025-11", 310 * EURO)
    assert (month["jours"], month["attendus"]) == (2, 3)
    assert (month["comparable_e4"], month["n1_e4"]) == (300 * EURO, 300 * EURO)
    assert month["indice"] == Fraction(1)


def test_a_month_without_data_is_undefined_not_zero() -> None:
    etats = states("2025-10-31", "avz")
    pairs = comparisons.comparable_days(cells("ID_magasin", []), etats, Feasts())
    jours = daily([("2025-11-01", 5)])
    found = reporting.by_day(jours, pairs, etats, day("2025-10-31"), day("2025-11-02"))
    october, november = reporting.by_month(found).to_dict("records")
    assert pd.isna(october["ca_e4"])
    assert (october["jours"], october["attendus"]) == (0, 1)
    assert november["ca_e4"] == 5 * EURO
    assert pd.isna(november["n1_e4"])
    assert november["indice"] is None


def test_an_index_divides_the_two_parts_beside_it_and_none_on_a_small_part() -> None:
    etats = two_years("vv", "vv")
    rows = [("2024-11-18", "A", 1, 100), ("2025-11-17", "A", 1, 150), ("2025-11-18", "B", 1, 200)]
    pairs = comparisons.comparable_days(cells("ID_magasin", rows), etats, Feasts())
    jours = daily([("2025-11-17", 150), ("2025-11-18", 200)])
    found = reporting.by_day(jours, pairs, etats, *SPAN)
    assert found["indice"].tolist() == [Fraction(3, 2), None]
    assert found["indice_cumul"].tolist() == [Fraction(3, 2), None]  # 150 of 350 is 43 %
    (month,) = reporting.by_month(found).to_dict("records")
    assert (month["indice"], month["comparable_e4"]) == (None, 150 * EURO)


def test_a_store_is_compared_on_its_own_days() -> None:
    etats = two_years("vv", "vv")
    frame = cells(
        "ID_magasin",
        [
            ("2024-11-18", "A", 1, 100),
            ("2024-11-19", "A", 1, 100),
            ("2024-11-19", "B", 1, 40),
            ("2025-11-17", "A", 1, 150),
            ("2025-11-17", "B", 1, 999),
            ("2025-11-18", "B", 1, 50),
            ("2025-11-18", "C", 1, 7),
        ],
    )
    pairs = comparisons.comparable_days(frame, etats, Feasts())
    found = comparisons.comparable_by_store(pairs, *SPAN)
    assert set(found) == {"A", "B"}
    assert (found["A"].value_e4, found["A"].reference_e4) == (150 * EURO, 200 * EURO)
    assert found["A"].rate == -Fraction(1, 4)
    assert (found["B"].value_e4, found["B"].whole_e4) == (50 * EURO, 1049 * EURO)
    assert found["B"].rate is None


@pytest.fixture(scope="module")
def shop() -> snapshots.Snapshot:
    return snapshots.shop(days=420, products=6, stores=3)


NOVEMBER = day("2025-11-01"), day("2025-11-17")
COMPARABLE = """
    SELECT {what} FROM magasins_jour n
    JOIN magasins_jour p ON p.ID_magasin = n.ID_magasin AND p.date = CASE n.date
        WHEN '2025-11-01' THEN '2024-11-01' WHEN '2025-11-11' THEN '2024-11-11'
        WHEN '2025-11-10' THEN '2024-11-04' -- the 11th was a Monday
        ELSE date(n.date, '-364 days') END
    WHERE n.date BETWEEN '2025-11-01' AND '2025-11-17' {group}
"""


def test_the_sheet_says_what_sql_says(shop: snapshots.Snapshot) -> None:
    pairs = comparisons.comparable_days(shop.magasins_jour, shop.etats, Feasts())
    found = reporting.by_day(shop.jours, pairs, shop.etats, *NOVEMBER)
    query = COMPARABLE.format(
        what="n.date, SUM(n.ca_e4), SUM(p.ca_e4)", group="GROUP BY n.date ORDER BY n.date"
    )
    expected = rows_of(shop, query)
    both = found.dropna(subset=["n1_e4"])
    assert len(expected) > 5
    assert [
        (f"{row.date:%Y-%m-%d}", row.comparable_e4, row.n1_e4) for row in both.itertuples()
    ] == expected
    assert found["cumul_n1_e4"].iloc[-1] == sum(row[2] for row in expected)
    whole = rows_of(
        shop, "SELECT SUM(ca_e4) FROM jours WHERE date BETWEEN '2025-11-01' AND '2025-11-17'"
    )
    assert found["cumul_e4"].iloc[-1] == whole[0][0]


@pytest.mark.parametrize("left_out", [[], ["2"]])
def test_products_on_the_comparable_perimeter_sum_to_the_comparison(
    shop: snapshots.Snapshot, left_out: list[str]
) -> None:
    known = shop.magasins_jour
    young = known["ID_magasin"].isin(left_out) & (known["date"] < pd.Timestamp("2025-01-01"))
    pairs = comparisons.comparable_days(known[~young], shop.etats, Feasts())
    asked: list[pd.DataFrame] = []

    def vendus(cells: pd.DataFrame) -> pd.DataFrame:
        asked.append(cells)
        return shop.vendus(cells)

    before, after = comparisons.comparable_products(
        pairs, known, shop.produits_jour, vendus, *NOVEMBER
    )
    whole = comparisons.comparable_n1(pairs, *NOVEMBER)
    assert whole.value_e4
    assert int(before["ca_e4"].sum()) == whole.reference_e4
    assert int(after["ca_e4"].sum()) == whole.value_e4
    assert after["ID_produit"].is_unique
    assert bool(asked) == bool(left_out)
    everything = _products_of(shop, pairs)
    assert dict(zip(after["ID_produit"], after["ca_e4"], strict=True)) == everything


def _products_of(shop: snapshots.Snapshot, pairs: pd.DataFrame) -> dict[str, int]:
    """The CA of each product in November, cell by cell."""
    compared = pairs.loc[pairs["n1_e4"].notna(), ["date", "ID_magasin"]]
    cells = shop.cube("2025-11").merge(compared, on=["date", "ID_magasin"])
    found: dict[str, int] = cells.groupby("ID_produit")["ca_e4"].sum().to_dict()
    return found


def test_every_day_is_judged_as_it_is_alone(shop: snapshots.Snapshot) -> None:
    found = extremes.anomalies(shop.jours, shop.etats)
    assert len(found) > 200
    for jour in list(found)[::40]:
        assert found[jour] == extremes.anomaly(shop.jours, shop.etats, jour)
    assert extremes.anomaly(shop.jours, shop.etats, day("2024-10-01")) is None
