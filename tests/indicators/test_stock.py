import math
from fractions import Fraction

import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.indicators import quality, stores
from sales_assets.indicators.stock import cover_steps, part, stock_table, to_order, urgency
from tests.indicators.shop import EURO, cells, day, states

J = day("2025-11-30")  # a Sunday; the 28 days start on Monday the 3rd
TODAY = day("2025-12-01")
ETATS = states("2025-06-01", "v" * 155 + "vvvvvvf" * 4)


def produits(*rows: tuple[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(who, who.title(), 2 * EURO, stock, True) for who, stock in rows],
        columns=["ID_produit", "nom", "prix_e4", "stock", "actif"],
    )
    return frame.astype({"prix_e4": "Int64", "stock": "Int64"})


def sheet(stock: object, sales: list[tuple[str, int]]) -> pd.Series:
    frame = cells("ID_produit", [(when, "p", q, 2 * q) for when, q in sales])
    return stock_table(produits(("p", stock)), frame, ETATS, J, TODAY, Feasts()).iloc[0]


WEEKS = [("2025-11-05", 12), ("2025-11-12", 6), ("2025-11-19", 12), ("2025-11-26", 18)]


def test_speed_cover_and_order_by_hand():
    row = sheet(20, WEEKS)  # 48 articles over 24 open days
    assert (row["vendu_e3"], row["jours_ouverts"], row["vmj"]) == (48_000, 24, 2)
    assert row["couverture"] == 10  # open days
    assert row["a_commander"] == 2 * 28 - (20 - 2 * 3)  # 3 open days until the delivery
    assert (row["urgence"], row["jours_semaine"]) == ("attendre", 6)
    assert row["valeur_e4"] == 40 * EURO
    assert row["statut"] == "bientot"


def test_what_is_sold_by_weight_is_counted_exactly():
    frame = cells("ID_produit", [("2025-11-05", "p", 1, 2)]).assign(quantite_e3=350)
    row = stock_table(produits(("p", 5)), frame, ETATS, J, TODAY, Feasts()).iloc[0]
    assert row["vendu_e3"] == 350
    assert row["vmj"] == Fraction(35, 2400)


def test_the_stock_out_is_a_range_from_the_strongest_and_weakest_week():
    row = sheet(20, WEEKS)
    # 18 a week lasts 7.8 civil days, 6 a week 23.3
    assert row["rupture_tot"] == day("2025-12-08")
    assert row["rupture_tard"] == day("2025-12-24")


def test_a_stock_out_is_never_in_the_past():
    """Published a week late, the page said: épuisé le 24 novembre."""
    frame = cells("ID_produit", [(when, "p", q, q) for when, q in WEEKS])
    late = day("2025-12-20")
    row = stock_table(produits(("p", 0)), frame, ETATS, J, late, Feasts()).iloc[0]
    assert row["rupture_tot"] == late


YEARS = states("2024-10-01", "v" * 426)  # to J, every day open


def in_season(before: int, after: int, now: int, stock: int = 0) -> pd.Series:
    """A product by what it sold in these four weeks last year, in the next ones, and now."""
    sales = [("2024-11-20", "p", before, 1), ("2024-12-10", "p", after, 1)]
    sales += [("2024-11-21", "x", 100, 1), ("2024-12-11", "x", 150, 1)]  # the rest of the shop
    sales += [("2025-11-19", "p", now, 1)]
    frame = cells("ID_produit", sales)
    table = stock_table(produits(("p", stock), ("x", 1)), frame, YEARS, J, TODAY, Feasts())
    return table[table["ID_produit"] == "p"].iloc[0]


def test_an_order_follows_the_season_of_last_year():
    """Coffret gourmand: 113 were proposed where last December sold 238."""
    row = in_season(before=56, after=238, now=112, stock=40)
    assert row["vmj"] == 4
    assert row["saison"] == Fraction(238, 56)
    assert row["a_commander"] == 2 * 238  # twice last year's pace, then as now; 40 go first
    assert row["couverture"] == Fraction(40, 4 * Fraction(238, 56))


def test_a_product_that_sold_little_then_has_the_season_of_the_shop():
    row = in_season(before=9, after=90, now=28)
    assert row["saison"] == Fraction(90 + 150, 9 + 100)


def test_the_end_of_a_season_orders_nothing():
    row = in_season(before=60, after=0, now=60, stock=5)
    assert (row["saison"], row["a_commander"], row["couverture"]) == (0, 0, math.inf)


def test_without_a_year_there_is_no_season():
    assert sheet(20, WEEKS)["saison"] is None
    frame = cells("ID_produit", [("2024-11-20", "p", 60, 1), ("2025-11-19", "p", 28, 1)])
    holed = YEARS.assign(etat=YEARS["etat"].mask(YEARS["date"] < "2024-12-20", "absent"))
    row = stock_table(produits(("p", 1)), frame, holed, J, TODAY, Feasts()).iloc[0]
    assert row["saison"] is None
    assert row["a_commander"] == 28  # the one left goes before the delivery


def test_a_week_without_sale_leaves_the_late_end_open():
    row = sheet(20, WEEKS[:3])
    assert row["rupture_tot"] is not None
    assert row["rupture_tard"] is None


def test_nothing_sold_is_infinite_cover_and_no_order():
    row = sheet(20, [("2025-11-05", 3), ("2025-11-06", -3)])
    assert row["couverture"] == math.inf
    assert row["a_commander"] == 0
    assert row["rupture_tot"] is None


def test_an_unknown_stock_gives_unknown_figures():
    row = sheet(pd.NA, WEEKS)
    assert row["couverture"] is None
    assert pd.isna(row["a_commander"])
    assert pd.isna(row["valeur_e4"])
    assert row["statut"] == "inconnu"


def test_dormant_never_sold_and_out_of_stock_are_told_apart():
    assert sheet(5, [("2025-06-02", 1)])["statut"] == "dormant"
    assert sheet(5, [("2025-06-02", 1)])["jours_sans_vente"] == 181
    assert sheet(5, [])["statut"] == "jamais vendu"
    assert pd.isna(sheet(5, [])["jours_sans_vente"])
    assert sheet(0, WEEKS)["statut"] == "rupture"


def test_missing_days_do_not_slow_a_product():
    holed = ETATS.assign(etat=ETATS["etat"].mask(ETATS["date"] >= "2025-11-17", "absent"))
    frame = cells("ID_produit", [(when, "p", q, q) for when, q in WEEKS[:2]])
    row = stock_table(produits(("p", 30)), frame, holed, J, TODAY, Feasts()).iloc[0]
    assert row["vmj"] == Fraction(18, 12)
    assert row["couverture"] == 20


def test_inactive_products_are_left_out():
    frame = produits(("a", 1), ("b", 1)).assign(actif=[False, True])
    table = stock_table(frame, cells("ID_produit", []), ETATS, J, TODAY, Feasts())
    assert table["ID_produit"].tolist() == ["b"]


def test_figures_by_employee_are_blank_without_headcount():
    magasins = pd.DataFrame(
        {
            "ID_magasin": ["A", "B", "C", "D"],
            "ville": ["Lyon", "Lyon", None, "Nice"],
            "nombre_salaries": pd.array([4, 0, pd.NA, 2], dtype="Int64"),
            "actif": True,
        }
    )
    sums = pd.DataFrame(
        {"ID_magasin": ["A", "B", "C"], "quantite_e3": [10_000, 5_000, 5_000], "ca_e4": [9, 9, 9]}
    )
    table = stores.per_employee(magasins, sums)
    assert table["ca_par_salarie_e4"].tolist() == [Fraction(9, 4), None, None, Fraction(0)]
    assert table["quantite_par_salarie"][0] == Fraction(5, 2)


def test_overselling_hides_small_cells():
    frame = pd.DataFrame(
        [
            ("A", "x", 30_000, 300),
            ("A", "y", 10_000, 100),
            ("B", "x", 9_999, 100),
            ("B", "y", 30_000, 300),
        ],
        columns=["ID_magasin", "ID_produit", "quantite_e3", "ca_e4"],
    )
    found = stores.oversell(frame)
    assert found["indice"].tolist() == [Fraction(3, 2), Fraction(1, 2), None, Fraction(3, 2)]


def test_rejected_rows_are_valued_at_the_price_of_their_day():
    prix = pd.DataFrame(
        {
            "ID_produit": ["a", "a", "b"],
            "valable_du": pd.to_datetime(["2025-01-01", "2025-06-01", "2025-01-01"]),
            "prix_e4": pd.array([EURO, 2 * EURO, pd.NA], dtype="Int64"),
        }
    )
    rejets = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-01", "2025-03-01", "2025-07-01", "2025-07-01", None]),
            "ID_produit": ["a", "a", "a", "b", "a"],
            "quantite_e3": pd.array([1000, -3000, 4000, 1000, 1000], dtype="Int64"),
        }
    )
    found = quality.rejected_amounts(rejets, prix)
    assert found[:3].tolist() == [EURO, 3 * EURO, 8 * EURO]
    assert found[3:].isna().all()
    assert quality.quarantine(rejets, prix) == quality.Quarantine(12 * EURO, 3, 2)
    assert quality.quarantine(rejets.iloc[:0], prix) == quality.Quarantine(0, 0, 0)


def test_a_voided_line_is_worth_nothing():
    prices = pd.DataFrame(
        {
            "ID_produit": ["a"],
            "valable_du": pd.to_datetime(["2025-01-01"]),
            "prix_e4": pd.array([EURO], dtype="Int64"),
        }
    )
    rejects = pd.DataFrame(
        {
            "raison": ["ligne_annulee", "date_invalide"],
            "date": pd.to_datetime(["2025-01-01", None]),
            "ID_produit": ["a", "a"],
            "quantite_e3": pd.array([5000, 1000], dtype="Int64"),
        }
    )
    assert quality.quarantine(rejects, prices) == quality.Quarantine(0, 1, 1)


def test_completeness_counts_the_days_that_were_expected():
    etats = states("2025-11-03", "vzaqf")
    assert quality.completeness(etats, day("2025-11-03"), day("2025-11-07")) == Fraction(1, 2)
    assert quality.completeness(etats, day("2025-11-07"), day("2025-11-07")) is None


def test_an_order_lasts_from_the_delivery_with_what_is_left_then():
    speed = Fraction(3, 2)
    assert to_order(0, speed, 5, 10) == 15  # nothing left, whatever the delay
    assert to_order(20, speed, 0, 10) == 0
    assert to_order(20, speed, 10, 10) == 10  # 5 left
    assert to_order(20, speed, 14, 1) == 2  # none left: a day and a half is two articles
    assert to_order(21, speed, 14, 1) == 2  # what is left at that very moment is nothing


def test_an_order_is_urgent_by_what_a_delivery_of_today_or_of_next_week_would_find():
    found = [urgency(stock, Fraction(2), 3, 6) for stock in (0, 5, 6, 17, 18)]
    assert found == ["aujourdhui", "aujourdhui", "semaine", "semaine", "attendre"]
    assert urgency(0, Fraction(2), 0, 6) == "aujourdhui"  # out of stock, and delivered at once


def test_the_pace_of_today_is_that_without_the_season():
    frame = cells("ID_produit", [(when, "p", q, 2 * q) for when, q in WEEKS])
    flat = stock_table(
        produits(("p", 20)), frame, ETATS, J, TODAY, Feasts(), seasonal=False, delay=0
    ).iloc[0]
    assert flat["saison"] is None
    assert flat["a_commander"] == 2 * 28 - 20


def test_each_product_of_known_stock_is_in_one_step_of_cover():
    stocks = {"a": 0, "b": 13, "c": 14, "d": 55, "e": 180, "f": 5, "g": pd.NA}
    sales = [(when, who, q, q) for when, q in WEEKS for who in "abcdeg"]  # 2 an open day
    table = stock_table(
        produits(*stocks.items()), cells("ID_produit", sales), ETATS, J, TODAY, Feasts()
    )
    steps = cover_steps(table)
    assert [step.products for step in steps] == [1, 1, 1, 1, 0, 1, 1]
    assert steps[2].value_e4 == 14 * 2 * EURO
    assert sum(step.value_e4 for step in steps) == part(table).value_e4
    assert (part(table).products, part(table).valued) == (7, 6)
