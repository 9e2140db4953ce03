"""A price that was wrong: what is valued again, what is not, and what stays right afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.context import Step
from sales_assets.errors import TotalsDiffer
from sales_assets.loading import repricing
from sales_assets.warehouse.prices import Period, splice
from tests.shop import TOTALS, Shop, check_books, products

EVERYTHING = ("ventes", "prix_historique", "rectifications", "rejets", *TOTALS)
PRICED = "Date,ID_produit,Quantite,ID_magasin,prix_unitaire\n"


@pytest.fixture
def shop(tmp_path: Path, warehouse_url: str) -> Iterator[Shop]:
    """A was 1.50 € for three days in two stores; the catalogue now says 2 €."""
    opened = Shop(tmp_path, warehouse_url)
    opened.open()
    opened.deliver(
        "ventes.csv", "2025-10-01 A 2 1", "2025-10-02 A 3 1", "2025-10-02 A -1 2",
        "2025-10-02 B 1 1", "2025-10-03 A 4 2", "2025-10-03 B 1 1",
    )  # fmt: skip
    opened.later(days=1)
    opened.drop("produits.csv", products(A=2, B=10))
    opened.run()
    yield opened
    check_books(opened)
    opened.close()


def reprice(shop: Shop, product: str, first: str, last: str) -> list[Step]:
    return repricing.reprice_all(shop.context, [(product, first, last)])


def amounts(shop: Shop) -> dict[str, int]:
    """The CA of each day."""
    return {str(day): ca for day, ca in shop.rows("SELECT date, ca_e4 FROM totaux_jour")}


def corrected(shop: Shop) -> list[tuple[str, str, int, int]]:
    query = (
        'SELECT date, "ID_magasin", ca_avant_e4, ca_apres_e4 FROM rectifications '
        'ORDER BY date, "ID_magasin", rang'
    )
    return [(str(day), store, before, after) for day, store, before, after in shop.rows(query)]


def test_only_these_days_of_this_product_are_valued_again(shop: Shop) -> None:
    before = amounts(shop)
    steps = reprice(shop, "A", "2025-10-02", "2025-10-02")
    assert [(step.statut, step.ok) for step in steps] == [("chargee", True)]
    assert steps[0].jours == {date(2025, 10, 2)}
    assert amounts(shop) == {**before, "2025-10-02": 2 * 2_0000 + 10_0000}
    assert corrected(shop) == [
        ("2025-10-02", "1", 3 * 1_5000 + 10_0000, 3 * 2_0000 + 10_0000),
        ("2025-10-02", "2", -1_5000, -2_0000),
    ]


def test_the_prices_in_time_say_it(shop: Shop) -> None:
    reprice(shop, "A", "2025-10-02", "2025-10-02")
    query = (
        "SELECT valable_du, valable_au, prix_e4 FROM prix_historique "
        "WHERE \"ID_produit\" = 'A' ORDER BY valable_du"
    )
    told = [(str(begin), str(end), price) for begin, end, price in shop.rows(query)]
    assert told == [
        ("2025-10-01", "2025-10-01", 1_5000),
        ("2025-10-02", "2025-10-02", 2_0000),
        ("2025-10-03", "2025-10-20", 1_5000),
        ("2025-10-21", "None", 2_0000),
    ]


def test_the_same_again_changes_nothing(shop: Shop) -> None:
    reprice(shop, "A", "2025-10-01", "2025-10-03")
    before = shop.dump(EVERYTHING)
    steps = reprice(shop, "A", "2025-10-01", "2025-10-03")
    assert all(step.ok for step in steps)
    assert shop.dump(EVERYTHING) == before


def test_a_rebuild_and_the_file_sent_again_keep_the_right_price(shop: Shop) -> None:
    reprice(shop, "A", "2025-10-02", "2025-10-02")
    before = shop.dump(EVERYTHING)
    shop.rebuild("2025-10-01", "2025-10-03")
    assert shop.dump(EVERYTHING) == before
    sold = ["2025-10-02 B 1 1", "2025-10-02 A 3 1", "2025-10-02 A -1 2", "2025-10-01 A 2 1"]
    shop.deliver("ventes_bis.csv", *sold)
    again = shop.dump(["ventes", "rectifications"])
    assert again == {name: before[name] for name in again}


def test_an_older_sale_that_comes_later_has_the_price_of_its_day(shop: Shop) -> None:
    reprice(shop, "A", "2025-10-02", "2025-10-03")
    shop.deliver("ventes_jour.csv", "2025-09-01 A 1 1")
    assert amounts(shop)["2025-09-01"] == 1_5000


def test_a_line_with_its_own_price_keeps_it(shop: Shop) -> None:
    shop.drop("ventes_jour.csv", PRICED + "2025-10-04,A,1,1,9\n2025-10-04,A,1,1,\n")
    shop.run()
    reprice(shop, "A", "2025-10-01", "2025-10-04")
    assert amounts(shop)["2025-10-04"] == 9_0000 + 2_0000


def test_files_that_share_the_days_are_all_valued_again(shop: Shop) -> None:
    shop.deliver("ventes_jour.csv", "2025-10-02 A 5 1", "2025-10-02 B 1 1")
    steps = reprice(shop, "A", "2025-10-01", "2025-10-03")
    assert {step.nom for step in steps} == {"ventes.csv", "ventes_jour.csv"}
    assert amounts(shop) == {
        "2025-10-01": 4_0000,
        "2025-10-02": 4 * 2_0000 + 10_0000,
        "2025-10-03": 4 * 2_0000 + 10_0000,
    }


def test_the_next_change_of_price_starts_from_there(shop: Shop) -> None:
    reprice(shop, "A", "2025-10-01", "2025-10-21")
    repriced = amounts(shop)
    shop.later(days=2)
    shop.drop("produits.csv", products(A=3, B=10))
    shop.deliver("ventes_jour.csv", "2025-10-22 A 1 1", "2025-10-23 A 1 1")
    assert amounts(shop) == {**repriced, "2025-10-22": 2_0000, "2025-10-23": 3_0000}


def test_a_day_held_back_for_its_price_is_taken_at_the_right_one(shop: Shop) -> None:
    shop.drop("produits.csv", products(A=2, B=10, C=90_000_000))
    shop.later(days=1)
    shop.run()
    step = shop.deliver("ventes_jour.csv", "2025-10-10 C 1 1")
    assert not step.ok
    assert "2025-10-10" not in amounts(shop)
    shop.later(days=1)
    shop.drop("produits.csv", products(A=2, B=10, C=9))
    shop.run()
    assert all(step.ok for step in reprice(shop, "C", "2025-10-10", "2025-10-10"))
    assert amounts(shop)["2025-10-10"] == 9_0000


# --- what cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "first", "last", "said"),
    [
        ("a", "2025-10-01", "2025-10-03", "Le produit a n’est pas connu"),
        ("A", "2025-10-03", "2025-10-01", "--from vient après --to"),
        ("A", "2025-10-01", "2025-10-22", "22/10/2025 n’est pas encore passé"),
        ("A", "2025-10-04", "2025-10-05", "Aucune vente du produit A"),
        ("A", "20251001", "2025-10-05", "« 20251001 »"),
        ("A", "2025-02-30", "2025-10-05", "« 2025-02-30 »"),
    ],
)
def test_what_cannot_be_repriced_is_said_and_nothing_changes(
    shop: Shop, product: str, first: str, last: str, said: str
) -> None:
    before = shop.dump(EVERYTHING)
    (step,) = reprice(shop, product, first, last)
    assert not step.ok
    assert said in step.message.replace("\u202f", " ").replace("\u00a0", " ")
    assert shop.dump(EVERYTHING) == before


def test_a_product_without_a_readable_price_is_said(shop: Shop) -> None:
    shop.drop("produits.csv", products(A="gratuit", B=10))
    shop.run()
    before = shop.dump(EVERYTHING)
    (step,) = reprice(shop, "A", "2025-10-01", "2025-10-03")
    assert not step.ok
    assert "n’a pas de prix valable" in step.message
    assert shop.dump(EVERYTHING) == before


@pytest.mark.parametrize("lost", ["livraison.csv", "ventes"])
def test_a_lost_archive_leaves_prices_and_sales_as_they_were(shop: Shop, lost: str) -> None:
    shop.deliver("ventes_jour.csv", "2025-10-02 A 5 1", "2025-10-02 B 1 1")
    sha256 = shop.value("SELECT sha256 FROM livraisons WHERE nom = 'ventes.csv'")
    folder = shop.context.archive_dir / sha256
    before = shop.dump(EVERYTHING)
    shutil.rmtree(folder / "lignes")
    if lost == "livraison.csv":
        (folder / lost).unlink()
        (step,) = reprice(shop, "A", "2025-10-01", "2025-10-03")
        assert "L’archive de ventes.csv est absente" in step.message
        assert shop.dump(EVERYTHING) == before
    else:  # what can be made again is
        assert all(step.ok for step in reprice(shop, "A", "2025-10-01", "2025-10-03"))


def test_totals_that_would_differ_undo_the_price_and_every_file(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2025-10-01 A 2 1")
    shop.deliver("ventes_jour.csv", "2025-10-02 A 5 1")
    shop.later(days=1)
    shop.drop("produits.csv", products(A=2, B=10))
    shop.run()
    before = shop.dump(EVERYTHING)
    shop.execute(  # the newest file is loaded again first, the trouble comes with the other
        "CREATE TRIGGER tamper AFTER INSERT ON totaux_jour WHEN NEW.date = '2025-10-01' BEGIN "
        "UPDATE totaux_jour SET quantite_e3 = quantite_e3 + 1 WHERE date = NEW.date; END"
    )
    with pytest.raises(TotalsDiffer):
        reprice(shop, "A", "2025-10-01", "2025-10-02")
    assert shop.dump(EVERYTHING) == before
    shop.close()


# --- periods -------------------------------------------------------------------------------------

DAYS = st.integers(1, 40).map(lambda number: date(2025, 1, 1) + timedelta(days=number))


def price_on(periods: list[Period], day: date) -> int:
    """The rule of the contract: the price of the day, before the first the first."""
    held = [period for period in periods if period.valable_du <= day]
    return (held[-1] if held else periods[0]).prix_e4


@given(
    st.dictionaries(DAYS, st.integers(0, 3), min_size=1),
    st.tuples(DAYS, DAYS).map(sorted),
    st.integers(0, 3),
    st.none() | DAYS,
)
def test_each_other_day_keeps_its_price(
    prices: dict[date, int], days: list[date], price: int, first_sale: date | None
) -> None:
    before = [Period(day, prices[day], 1) for day in sorted(prices)]
    after = splice(before, *days, price, 2, first_sale)
    first, last = days
    for number in range(-5, 50):
        day = date(2025, 1, 1) + timedelta(days=number)
        expected = price if first <= day <= last else price_on(before, day)
        assert price_on(after, day) == expected
    begins = [period.valable_du for period in after]
    assert begins == sorted(set(begins))
    assert splice(after, *days, price, 2, first_sale) == after
