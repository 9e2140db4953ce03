"""The sentences of the morning on small shops written by hand: what is said, and what is not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pandas as pd
import pytest

from sales_assets import language
from sales_assets.report.pages import phrases
from sales_assets.report.pages.benchmarks import Benchmarks
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.periods import Periods
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT

J = date(2025, 11, 17)  # a Monday
Sales = dict[tuple[int, str, str], int]  # days before J, store, product: euros


def shop(sales: Sales, *, stock: dict[str, int] | None = None, states: dict[int, str] | None = None,
         days: int = 29) -> Snapshot:  # fmt: skip
    """A shop of `days` days to J in which every other day sold nothing (a true zero)."""
    empty = snapshots.empty()
    rows = [
        (pd.Timestamp(J - timedelta(days=back)), store, product, 1000 if euros > 0 else -1000,
         euros * 10_000)
        for (back, store, product), euros in sales.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["date", "ID_magasin", "ID_produit", "quantite_e3", "ca_e4"])
    frame["date"] = frame["date"].astype("datetime64[s]")
    frame["brut_e4"], frame["retours_e4"] = frame["ca_e4"].clip(0), frame["ca_e4"].clip(upper=0)
    frame["lignes"] = 1
    calendar = pd.date_range(J - timedelta(days=days - 1), J, unit="s")
    known = states or {}
    etats = pd.DataFrame({
        "date": calendar,
        "etat": [known.get((J - day.date()).days) or
                 ("vendu" if (frame["date"] == day).any() else "zero") for day in calendar],
    })  # fmt: skip

    def by(*keys: str) -> pd.DataFrame:
        return frame.groupby(list(keys), as_index=False)[snapshots.SUMS].sum()

    stocks = stock or {}
    products = sorted({product for _back, _store, product in sales} | set(stocks))
    stores = sorted({store for _back, store, _product in sales})
    return replace(
        empty,
        jours=by("date"),
        magasins_jour=by("date", "ID_magasin").assign(livraison=1),
        produits_jour=by("date", "ID_produit"),
        etats=etats,
        produits=pd.DataFrame({
            "ID_produit": pd.Series(products, dtype="str"),
            "nom": pd.Series(products, dtype="str"),
            "prix_e4": pd.Series([10_000] * len(products), dtype="Int64"),
            "stock": pd.Series([stocks.get(one, 10_000) for one in products], dtype="Int64"),
            "actif": [True] * len(products),
        }),
        magasins=pd.DataFrame({
            "ID_magasin": pd.Series(stores, dtype="str"),
            "ville": pd.Series(stores, dtype="str"),
            "nombre_salaries": pd.Series([1] * len(stores), dtype="Int64"),
            "actif": [True] * len(stores),
        }),
    )  # fmt: skip


def said(snap: Snapshot) -> list[str]:
    found = phrases.morning(Context(snap, BUILT))
    return [unescape(re.sub(r"<[^>]+>", "", one)).replace("\u202f", " ").replace("\xa0", " ")
            for one in found]  # fmt: skip


def test_a_shop_of_one_day_says_only_what_one_day_tells() -> None:
    assert said(shop({(0, "Lyon", "Thé"): 40}, days=1)) == []


def test_a_record_of_the_shop() -> None:
    assert said(shop({(0, "Lyon", "Thé"): 40, (28, "Lyon", "Thé"): 30})) == [
        "C’est le meilleur jour de tout l’historique."
    ]


def test_the_best_day_since_one_that_was_as_good() -> None:
    found = shop({(0, "Lyon", "Thé"): 40, (16, "Lyon", "Thé"): 40, (20, "Lyon", "Thé"): 90})
    assert said(found)[0] == "C’est le meilleur jour depuis le 1er novembre."


def test_the_best_for_a_fortnight_is_no_news() -> None:
    assert not said(shop({(0, "Lyon", "Thé"): 40, (14, "Lyon", "Thé"): 40}))


def test_stores_that_break_their_record_together_are_all_named() -> None:
    before = {(28, store, "Thé"): 10 for store in ("Lille", "Lyon", "Paris")}
    now = {(0, "Lyon", "Thé"): 40, (0, "Lille", "Thé"): 11}
    other = {(1, "Paris", "Thé"): 900}
    assert "Lille et Lyon font la meilleure journée de leur histoire." in said(
        shop({**before, **now, **other})
    )


def test_one_store_that_breaks_its_record() -> None:
    found = shop({(28, "Lyon", "Thé"): 10, (28, "Lille", "Thé"): 50, (0, "Lyon", "Thé"): 20,
                  (0, "Lille", "Thé"): 20, (3, "Lille", "Thé"): 60})  # fmt: skip
    assert "Lyon fait la meilleure journée de son histoire." in said(found)


@pytest.mark.parametrize(("today", "unusual"), [(85, False), (84, True)])  # −4.9 and −5.1
def test_a_day_is_unusual_here_as_on_its_sheet(today: int, unusual: bool) -> None:
    weeks = {(7 * back, "Lyon", "Thé"): 110 + 4 * (back % 3) for back in range(1, 10)}
    snap = shop({(0, "Lyon", "Thé"): today, **weeks}, days=64)
    context = Context(snap, BUILT)
    sheet = Benchmarks(context, Periods(context), J).anomaly_words()
    assert any("nettement en dessous" in one for one in said(snap)) is unusual
    assert ("Inhabituel" in sheet) is unusual


def test_many_stores_are_counted() -> None:
    stores = ("Lille", "Lyon", "Nantes", "Paris")
    found = shop({(back, store, "Thé"): 50 - back for store in stores for back in (0, 28)})
    assert "Quatre magasins font la meilleure journée de leur histoire." in said(found)


def test_a_new_store_is_told_and_breaks_no_record() -> None:
    found = said(shop({(28, "Lyon", "Thé"): 90, (0, "Lyon", "Thé"): 10, (0, "Nice", "Thé"): 25}))
    assert "Nice vend pour la première fois : 25 €." in found
    assert not [one for one in found if "histoire" in one and "Nice" in one]


def test_two_new_stores_are_told_together() -> None:
    found = said(shop({(28, "Lyon", "Thé"): 90, (0, "Arles", "Thé"): 10, (0, "Nice", "Thé"): 25}))
    assert "Arles et Nice vendent pour la première fois : 35 € ensemble." in found


def test_the_store_that_weighs_most_in_the_gap() -> None:
    sales = {(7, "Lyon", "Thé"): 100, (7, "Lille", "Thé"): 50, (1, "Lyon", "Thé"): 500,
             (0, "Lyon", "Thé"): 30, (0, "Lille", "Thé"): 60}  # fmt: skip
    assert "Lyon perd le plus sur le lundi d’avant : 70 €." in said(shop(sales))
    sales[0, "Lille", "Thé"] = 300
    assert "Lille gagne le plus sur le lundi d’avant : 250 €." in said(shop(sales))


def test_stores_that_gain_as_much_are_both_named() -> None:
    sales = {(7, "Lyon", "Thé"): 10, (7, "Lille", "Thé"): 10, (1, "Lyon", "Thé"): 500,
             (0, "Lyon", "Thé"): 30, (0, "Lille", "Thé"): 30}  # fmt: skip
    assert "Lille et Lyon gagnent le plus sur le lundi d’avant : 20 € chacun." in said(shop(sales))


def test_nothing_is_said_against_a_day_that_is_missing() -> None:
    sales = {(14, "Lyon", "Thé"): 100, (0, "Lyon", "Thé"): 30, (0, "Lille", "Thé"): 30}
    assert not [one for one in said(shop(sales, states={7: "absent"})) if "dernier" in one]


@pytest.mark.parametrize(
    ("states", "words"),
    [({3: "absent"}, "Il manque le 14 novembre : le cumul du mois est sans lui."),
     ({3: "absent", 4: "quarantaine"}, "Deux jours de ce mois manquent : le cumul est sans eux."),
     ({3: "ferme", 20: "absent"}, None)],
)  # fmt: skip
def test_missing_days_of_the_month_are_told(states: dict[int, str], words: str | None) -> None:
    found = said(shop({(0, "Lyon", "Thé"): 30, (28, "Lyon", "Thé"): 90}, states=states))
    assert [one for one in found if "manque" in one] == ([words] if words else [])


def test_a_day_of_returns_only() -> None:
    found = said(shop({(0, "Lyon", "Thé"): -12, (28, "Lyon", "Thé"): 90}))
    assert found[0] == "Rien que des retours ce lundi : −12 €."
    assert not [one for one in found if "meilleur" in one]


def test_a_day_of_more_returns_than_sales() -> None:
    found = said(shop({(0, "Lyon", "Thé"): -12, (0, "Lyon", "Miel"): 5, (28, "Lyon", "Thé"): 90}))
    assert found[0] == "Les retours dépassent les ventes ce lundi : −7 €."


def test_a_true_zero_is_told() -> None:
    assert said(shop({(28, "Lyon", "Thé"): 90}))[0] == (
        "Aucune vente ce lundi : un fichier est bien arrivé, sans une ligne."
    )


def test_the_product_of_the_day_and_ties() -> None:
    sales = {(0, "Lyon", "Thé"): 30, (0, "Lyon", "Miel"): 20, (1, "Lyon", "Thé"): 90}
    assert said(shop(sales)) == ["Meilleure vente du jour : Thé, 30 €."]
    sales[0, "Lyon", "Miel"] = 30
    assert said(shop(sales)) == ["Meilleures ventes du jour : Miel et Thé, 30 € chacun."]


def test_stock_out_one_and_many() -> None:
    sales = {(0, "Lyon", "Thé"): 30, (1, "Lyon", "Thé"): 90}
    assert said(shop(sales, stock={"Thé": 0})) == ["Thé est en rupture."]
    found = said(shop({**sales, (1, "Lyon", "Miel"): 1}, stock={"Thé": 0, "Miel": 0}))
    assert found == ["Deux produits sont en rupture."]


def test_at_most_five_and_every_name_leads_to_its_sheet() -> None:
    found = phrases.morning(Context(snapshots.shop(days=70, products=8, stores=3), BUILT))
    assert 2 <= len(found) <= 5
    text = " ".join(found)
    assert re.search(r'<a href="(magasins|produits)/[^"]+\.html">', text)
    assert re.search(r'<a class="v-chiffre" href="glossaire.html#\w+" data-i="\w+" data-p=', text)


def test_in_english() -> None:
    language.use("en")
    found = said(shop({(0, "Lyon", "Thé"): 40, (28, "Lyon", "Thé"): 30}))
    assert found == ["This is the best day on record."]
