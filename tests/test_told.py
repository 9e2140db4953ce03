"""What lines tell beside what they are worth: tickets, hours, departments, cost, VAT, discounts.

Each sum is compared with SQL over the sales themselves, written apart from the program's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.context import Limits
from sales_assets.contract.values import VAT_RATES, parse_time, parse_vat
from sales_assets.loading import passes
from tests.shop import Shop, check_books

PRODUCTS = (
    "ID_produit,Nom,Prix TTC,Stock,Rayon,Fournisseur,Prix d'achat HT,TVA\n"
    "P1,Café,5.50,20,Épicerie,Torréfacteur,2.50,5.5\n"
    "P2,Vin,12.00,10,Cave,Domaine,6.00,20\n"
    "P3,Savon,4.00,5,Hygiène,Savonnerie,,20 %\n"
)
SALES = (
    "Date,Heure,N° ticket,ID_produit,Quantité,ID_magasin,Montant TTC,Montant remise\n"
    "2025-10-10,09:05,1,P1,2,1,11.00,0\n"
    "2025-10-10,09:05,1,P2,1,1,10.00,2.00\n"
    "2025-10-10,12:59,2,P3,3,1,12.00,\n"
    "2025-10-10,24:30,3,P1,-1,1,-5.50,\n"
    "2025-10-10,10:15,1,P2,2,2,24.00,\n"
    "2025-10-11,10:15,1,P2,2,2,24.00,\n"
    "2025-10-11,,,P1,1,2,5.50,\n"
)


@pytest.fixture
def shop(tmp_path: Path, warehouse_url: str) -> Iterator[Shop]:
    with closing(Shop(tmp_path, warehouse_url)) as opened:
        yield opened


def full(shop: Shop) -> Shop:
    shop.drop("produits.csv", PRODUCTS)
    shop.drop("ventes.csv", SALES)
    shop.run()
    return shop


def test_a_line_keeps_its_hour_its_cost_and_its_tax(shop: Shop) -> None:
    full(shop)
    found = shop.rows(
        'SELECT "ID_produit", heure, cout_e4, taux_tva_e4, ht_e4, tva_e4 FROM ventes '
        "WHERE date = '2025-10-10' ORDER BY \"ID_vente\"",
    )
    assert found == [
        ("P1", None, -25_000, 550, -52_133, -2_867),
        ("P1", "09:05", 50_000, 550, 104_265, 5_735),
        ("P2", "09:05", 60_000, 2_000, 83_333, 16_667),
        ("P3", "12:59", None, 2_000, 100_000, 20_000),
        ("P2", "10:15", 120_000, 2_000, 200_000, 40_000),
    ]


TOTALS = {
    "totaux_tickets": (
        '"ID_magasin", tickets, lignes, quantite_e3, ca_e4',
        'SELECT date, "ID_magasin", COUNT(DISTINCT ticket), COUNT(*), SUM(quantite_e3), '
        'SUM(total_e4) FROM ventes WHERE ticket IS NOT NULL GROUP BY date, "ID_magasin"',
    ),
    "totaux_heures": (
        '"ID_magasin", heure, lignes, ca_e4, premiere, derniere',
        'SELECT date, "ID_magasin", CAST(SUBSTR(heure, 1, 2) AS INTEGER), COUNT(*), '
        "SUM(total_e4), MIN(heure), MAX(heure) FROM ventes WHERE heure IS NOT NULL "
        'GROUP BY date, "ID_magasin", CAST(SUBSTR(heure, 1, 2) AS INTEGER)',
    ),
    "totaux_tva": (
        '"ID_magasin", taux_tva_e4, lignes, ca_e4, ht_e4, tva_e4',
        'SELECT date, "ID_magasin", taux_tva_e4, COUNT(*), SUM(total_e4), SUM(ht_e4), SUM(tva_e4) '
        'FROM ventes WHERE tva_e4 IS NOT NULL GROUP BY date, "ID_magasin", taux_tva_e4',
    ),
    "totaux_valeur_magasin": ('"ID_magasin", {worth}', "{of_lines}"),
    "totaux_valeur_produit": ('"ID_produit", {worth}', "{of_lines}"),
}
WORTH = "remise_e4, lignes_ht, ca_connu_e4, ht_e4, lignes_cout, ht_cout_e4, cout_e4"
OF_LINES = (
    "SELECT date, {by}, SUM(CASE WHEN quantite_e3 > 0 THEN remise_e4 ELSE -remise_e4 END), "
    "COUNT(ht_e4), SUM(CASE WHEN ht_e4 IS NOT NULL THEN total_e4 ELSE 0 END), "
    "COALESCE(SUM(ht_e4), 0), COUNT(ht_e4 + cout_e4), "
    "COALESCE(SUM(CASE WHEN cout_e4 IS NOT NULL THEN ht_e4 END), 0), "
    "COALESCE(SUM(CASE WHEN ht_e4 IS NOT NULL THEN cout_e4 END), 0) "
    "FROM ventes WHERE ht_e4 IS NOT NULL OR remise_e4 <> 0 GROUP BY date, {by}"
)


@pytest.mark.parametrize("table", TOTALS)
def test_each_total_is_the_sum_of_its_lines(shop: Shop, table: str) -> None:
    full(shop)
    columns, query = TOTALS[table]
    stored = f"SELECT date, {columns} FROM {table}".format(worth=WORTH)
    by = '"ID_produit"' if table.endswith("produit") else '"ID_magasin"'
    found = [
        tuple(int(value) if isinstance(value, float) or hasattr(value, "quantize") else value
              for value in row)
        for row in shop.rows(query.format(of_lines=OF_LINES.format(by=by)))
    ]  # fmt: skip
    assert shop.rows(stored)
    assert sorted(map(str, shop.rows(stored))) == sorted(map(str, found))


def test_a_cost_too_large_to_be_summed_is_unknown(shop: Shop) -> None:
    shop.drop("produits.csv", PRODUCTS)
    title = "Date,ID_produit,Quantité,ID_magasin,Montant TTC,Prix d'achat HT\n"
    shop.drop("ventes.csv", title + "2025-10-10,P1,9500,1,52250.00,99999999\n")
    shop.run()
    assert shop.rows("SELECT total_e4, cout_e4 FROM ventes") == [(522_500_000, None)]


def test_a_ticket_is_counted_at_the_hour_of_its_first_line(shop: Shop) -> None:
    lines = (
        "Date,Ticket,ID_produit,Quantité,ID_magasin\n"
        "2025-10-10 10:02,7,P1,1,1\n2025-10-10 09:58,7,P1,1,1\n2025-10-10 10:30,8,P1,1,1\n"
    )
    shop.drop("produits.csv", PRODUCTS)
    shop.drop("ventes.csv", lines)
    shop.run()
    found = shop.rows("SELECT heure, tickets, lignes FROM totaux_heures ORDER BY heure")
    assert found == [(9, 1, 1), (10, 1, 2)]


def test_midnight_on_every_line_is_no_hour(shop: Shop) -> None:
    lines = "Date,ID_produit,Quantité,ID_magasin\n2025-10-10 00:00:00,P1,1,1\n"
    shop.drop("produits.csv", PRODUCTS)
    shop.drop("ventes.csv", lines)
    shop.run()
    assert shop.rows("SELECT heure FROM ventes") == [(None,)]
    shop.drop("ventes.csv", lines + "2025-10-10 00:12:00,P1,1,1\n")
    shop.run()
    assert shop.rows("SELECT heure FROM ventes ORDER BY heure") == [("00:00",), ("00:12",)]


def test_a_store_sent_again_alone_leaves_the_other_s_sums(shop: Shop) -> None:
    full(shop)
    before = shop.rows("SELECT * FROM totaux_valeur_produit WHERE date = '2025-10-10'")
    shop.drop("ventes_2025-10-10.csv", SALES.replace("12.00,\n", "13.00,\n"))
    shop.run()
    after = shop.rows("SELECT * FROM totaux_valeur_produit WHERE date = '2025-10-10'")
    assert before != after
    check_books(shop)


def test_sums_that_nothing_tells_any_more_go(shop: Shop) -> None:
    full(shop)
    plain = "Date,ID_produit,Quantité,ID_magasin\n2025-10-10,P1,1,1\n2025-10-10,P2,1,2\n"
    shop.drop("ventes_2025-10-10.csv", plain)
    shop.run(passes.Decisions(allow_shrink=True))
    found = shop.rows("SELECT date FROM totaux_tickets")
    assert {str(day) for (day,) in found} == {"2025-10-11"}
    check_books(shop)


def test_without_a_title_or_a_setting_nothing_is_known_without_tax(shop: Shop) -> None:
    shop.drop("produits.csv", PRODUCTS.replace("Prix TTC", "Prix"))
    shop.drop("ventes.csv", SALES.replace("Montant TTC", "Montant"))
    shop.run()
    assert shop.rows("SELECT COUNT(ht_e4), COUNT(tva_e4), COUNT(taux_tva_e4) FROM ventes") == [
        (0, 0, 7)
    ]


@pytest.mark.parametrize(
    ("prices", "untaxed", "tax"), [("ttc", 104_265, 5_735), ("ht", 110_000, 6_050)]
)
def test_the_setting_says_what_no_title_does(
    shop: Shop, prices: str, untaxed: int, tax: int
) -> None:
    shop.limits = Limits(prices=prices)
    shop.drop("produits.csv", PRODUCTS.replace("Prix TTC", "Prix"))
    shop.drop("ventes.csv", SALES.replace("Montant TTC", "Montant"))
    shop.run()
    query = "SELECT ht_e4, tva_e4 FROM ventes WHERE heure = '09:05' AND \"ID_produit\" = 'P1'"
    assert shop.rows(query) == [(untaxed, tax)]


@pytest.mark.parametrize(
    ("prices", "title", "total", "refused"),
    [
        ("", "Montant TTC", 100_000, None), ("ttc", "Montant TTC", 100_000, None),
        ("ht", "Montant TTC", None, "SALES_PRICES=ttc"),
        ("", "Montant HT", None, "SALES_PRICES=ht"),
        ("ttc", "Montant (HT)", None, "SALES_PRICES=ht"), ("ht", "Montant HT", 100_000, None),
        ("ht", "Total (excl. tax)", 100_000, None), ("", "PU HT", None, "SALES_PRICES=ht"),
        ("", "Montant HT,Total TTC", 120_000, None), ("", "Montant HT,Prix TTC", 240_000, None),
        ("", "Achat,Weight", 30_000, None),
    ],
)  # fmt: skip
def test_amounts_with_and_without_vat_are_never_added(
    shop: Shop, prices: str, title: str, total: int | None, refused: str | None
) -> None:
    shop.limits = Limits(prices=prices)
    shop.drop("produits.csv", "ID_produit,Nom,Prix\nP1,Café,1.50\n")
    money = "10.00,12.00" if "," in title else "10.00"
    header = f"Date,ID_produit,Quantité,ID_magasin,{title}"
    shop.drop("ventes.csv", f"{header}\n2025-10-10,P1,2,1,{money}\n")
    shop.run()
    assert shop.rows("SELECT total_e4 FROM ventes") == ([(total,)] if total else [])
    said = [text for (text,) in shop.rows("SELECT message FROM livraisons") if text]
    assert any(refused in text for text in said) if refused else True


def test_an_earlier_price_with_vat_values_nothing_once_prices_have_none(shop: Shop) -> None:
    shop.drop("produits.csv", "ID_produit,Nom,Prix TTC\nP1,Café,1.50\n")
    shop.run()
    shop.limits = Limits(prices="ht")
    shop.drop(
        "ventes.csv", "Date,ID_produit,Quantité,ID_magasin,Montant\n2025-10-10,P1,2,1,2.50\n"
        "2025-10-10,P1,3,1,\n"
    )  # fmt: skip
    shop.run()
    assert shop.rows("SELECT total_e4 FROM ventes") == [(25_000,)]
    assert shop.rows("SELECT COUNT(*) FROM rejets") == [(1,)]


def test_a_ticket_over_midnight_is_told_and_counts_once_a_day(shop: Shop) -> None:
    rows = ("10,7,P1", "10,8,P1", "11,8,P2", "11,1,P1", "12,1,P1", "12,,P1", "13,,P1")
    lines = "".join(f"2025-10-{row},1,1\n" for row in rows)
    shop.drop("produits.csv", PRODUCTS)
    shop.drop("ventes.csv", "Date,N° ticket,ID_produit,Quantité,ID_magasin\n" + lines)
    said = [text for step in shop.run() for text in step.warnings]
    assert any("tickets commencés la veille" in text and "(ligne 4)" in text for text in said)
    assert shop.rows("SELECT SUM(tickets) FROM totaux_tickets") == [(5,)]


def test_a_new_cost_never_changes_the_past(shop: Shop) -> None:
    full(shop)
    before = shop.rows('SELECT "ID_vente", cout_e4 FROM ventes ORDER BY 1')
    shop.drop("produits.csv", PRODUCTS.replace("2.50", "3.00"))
    shop.run()
    shop.rebuild("2025-10-10", "2025-10-11")
    assert shop.rows('SELECT "ID_vente", cout_e4 FROM ventes ORDER BY 1') == before
    assert shop.rows("SELECT cout_e4 FROM produits WHERE \"ID_produit\" = 'P1'") == [(30_000,)]


def test_a_department_told_by_the_sales_stands_until_a_catalogue_tells_one(shop: Shop) -> None:
    shop.drop("produits.csv", "ID_produit,Nom,Prix\nP1,Café,5.50\n")
    shop.drop(
        "ventes.csv", "Date,ID_produit,Quantité,ID_magasin,Rayon\n2025-10-10,P1,1,1,Boissons\n"
    )
    shop.run()
    assert shop.rows("SELECT rayon FROM produits") == [("Boissons",)]
    shop.drop("produits.csv", "ID_produit,Nom,Prix,Rayon\nP1,Café,5.50,Épicerie\n")
    shop.run()
    assert shop.rows("SELECT rayon FROM produits") == [("Épicerie",)]


@given(st.sampled_from(sorted(VAT_RATES - {0})))
def test_a_rate_reads_the_same_as_per_cent_and_as_a_share(rate: int) -> None:
    per_cent = f"{rate / 100:g}"
    assert parse_vat(per_cent) == parse_vat(f"{per_cent} %") == rate
    assert parse_vat(per_cent.replace(".", ",")) == rate
    assert parse_vat(f"{rate / 10_000:.4f}") == rate


@pytest.mark.parametrize("text_", ["12", "12 %", "-20", "vingt", "200", "0.12", "20 €"])
def test_a_rate_of_no_country_is_unknown(text_: str) -> None:
    assert parse_vat(text_) is None


@pytest.mark.parametrize(
    ("text_", "minute"),
    [("09:05", 545), ("9h05", 545), ("9 h", 540), ("14", 840), ("23:59:59", 1439), ("2:30 PM", 870),
     ("12:10 AM", 10), ("24:30", None), ("9:60", None), ("midi", None), ("٩:05", None)],
)  # fmt: skip
def test_a_time_is_read_to_the_minute(text_: str, minute: int | None) -> None:
    assert parse_time(text_) == minute
