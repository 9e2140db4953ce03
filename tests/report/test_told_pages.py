"""The pages of tickets, departments and margins: there where files tell it, and right.

Each figure is compared with SQL over the sales themselves, written apart from the program's own.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from sales_assets.context import Limits
from sales_assets.indicators import margins, tickets
from sales_assets.report import formats
from sales_assets.report.pages import Page, build_site
from sales_assets.report.pages import products as sheets
from sales_assets.report.pages.context import Context
from sales_assets.warehouse.snapshot import Snapshot
from tests.shop import NOON, Shop, products, stores

BUILT = NOON.replace(hour=7)
LAST = date(2025, 10, 19)
FIRST = LAST - timedelta(days=27)
CATALOGUE = (
    "ID_produit,Nom,Prix TTC,Stock,Rayon,Fournisseur,Prix d'achat HT,TVA\n"
    "A,Café,5.50,20,Épicerie,Nord,2.50,5.5\nB,Vin,12.00,10,Cave,Sud,6.00,20\n"
    "C,Savon,4.00,5,,,,20\nD,Thé,3.15,7,Épicerie,Sud,1.10,5.5\n"
)


def sales(days: int = 120, seed: int = 4) -> str:
    rng = random.Random(seed)
    prices = {"A": 550, "B": 1200, "C": 400, "D": 315}
    rows = ["Date,Heure,N° ticket,ID_produit,Quantité,ID_magasin,Montant TTC,Montant remise"]
    for back in range(days):
        day = LAST - timedelta(days=back)
        for store in ("1", "2"):
            for ticket in range(1, rng.randrange(3, 8)):
                hour = f"{rng.randrange(9, 19):02d}:{rng.randrange(60):02d}"
                number = ticket if rng.random() > 0.1 else ""
                for _ in range(rng.randrange(1, 4)):
                    product, many = rng.choice("ABCD"), rng.choice([1, 1, 2, 3, -1])
                    off = rng.choice([0, 0, 0, 50]) if many > 0 else 0
                    paid = many * prices[product] - off
                    rows.append(f"{day},{hour},{number},{product},{many},{store},"
                                f"{paid / 100:.2f},{off / 100:.2f}")  # fmt: skip
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with closing(Shop(tmp_path_factory.mktemp("full"), now=NOON)) as shop:
        shop.drop("produits.csv", CATALOGUE)
        shop.drop("magasins.csv", stores(1, 2))
        shop.drop("ventes.csv", sales())
        shop.run()
        yield shop


@pytest.fixture(scope="module")
def snap(full: Shop) -> Snapshot:
    return full.snapshot()


@pytest.fixture(scope="module")
def menu(snap: Snapshot) -> dict[str, Page]:
    return {page.path: page for page in build_site(snap, built_at=BUILT).menu}


def text(page: Page) -> str:
    bare = html.unescape(re.sub(r"<[^>]+>", " ", page.body))
    return re.sub(r"\s+", " ", bare.replace("\u202f", " ").replace("\xa0", " "))


def written(e4: int | Fraction) -> str:
    return formats.euros(Fraction(e4)).replace("\u202f", " ").replace("\xa0", " ")


WINDOW = f"date BETWEEN '{FIRST}' AND '{LAST}'"


def test_the_tickets_of_four_weeks_are_those_of_the_lines(
    full: Shop, menu: dict[str, Page]
) -> None:
    ((count, ca, quantity),) = full.rows(
        "SELECT COUNT(*), SUM(ca), SUM(q) FROM (SELECT SUM(total_e4) AS ca, SUM(quantite_e3) AS q "
        f"FROM ventes WHERE ticket IS NOT NULL AND {WINDOW} "
        'GROUP BY date, "ID_magasin", ticket)'
    )
    ((apart,),) = full.rows(f"SELECT COUNT(*) FROM ventes WHERE ticket IS NULL AND {WINDOW}")
    shown = text(menu["tickets.md"])
    assert f"Tickets {count} " in shown
    assert f"Panier moyen {written(Fraction(ca, count))}" in shown
    articles = formats.decimal(Fraction(quantity, 1000 * count))
    assert f"Articles par ticket {articles}" in shown
    assert f"{apart} lignes sans ticket" in shown


def test_an_hour_of_a_weekday_is_its_sales_by_open_day(full: Shop, snap: Snapshot) -> None:
    first = LAST - timedelta(days=90)
    week = tickets.week(snap.heures, snap.jours, snap.etats, first, LAST)
    assert week is not None
    found = full.rows(
        "SELECT (CAST(strftime('%w', date) AS INTEGER) + 6) % 7, CAST(SUBSTR(heure, 1, 2) AS "
        "INTEGER), SUM(total_e4) FROM ventes "
        f"WHERE heure IS NOT NULL AND date BETWEEN '{first}' AND '{LAST}' GROUP BY 1, 2"
    )
    assert {(day, hour): cell.ca_e4 for (day, hour), cell in week.cells.items()} == {
        (day, hour): ca for day, hour, ca in found
    }
    assert {cell.days for cell in week.cells.values()} == {13}
    whole = sum(cell.ca_e4 for cell in week.cells.values())
    assert whole == week.ca_e4
    assert week.apart_e4 == 0


@pytest.mark.parametrize("path", ["tickets.md", "rayons.md", "marges.md"])
def test_a_page_of_what_files_tell_is_not_there_where_they_do_not(
    tmp_path: Path, path: str
) -> None:
    with closing(Shop(tmp_path)) as plain:
        plain.drop("produits.csv", products(A="1.50", B=10))
        plain.drop("magasins.csv", stores(1, 2))
        plain.deliver("ventes.csv", "2025-10-18 A 2 1", "2025-10-19 B 1 2")
        site = build_site(plain.snapshot(), built_at=BUILT)
    assert path not in [page.path for page in site.menu]
    glossary = next(page.body for page in site.menu if page.path == "glossaire.md")
    assert 'id="marge"' not in glossary
    assert 'id="tickets"' not in glossary


def test_the_margin_is_ca_without_tax_less_cost_of_the_lines_that_tell_both(
    full: Shop, snap: Snapshot, menu: dict[str, Page]
) -> None:
    ((margin, base, every),) = full.rows(
        "SELECT SUM(ht_e4 - cout_e4), SUM(CASE WHEN cout_e4 IS NOT NULL THEN ht_e4 END), "
        f"SUM(ht_e4) FROM ventes WHERE {WINDOW}"
    )
    found = margins.over(snap.valeur_magasins, snap.jours, FIRST, LAST)
    assert found.margin_e4 == margin
    assert found.margin_rate == Fraction(margin, base)
    assert found.covered == Fraction(base, every)
    assert written(margin).removesuffix(" €") in text(menu["marges.md"])


def test_a_store_that_tells_nothing_more_stands_in_the_table_all_the_same(tmp_path: Path) -> None:
    with closing(Shop(tmp_path)) as shop:
        shop.drop("produits.csv", products(A="1.50"))
        shop.drop("magasins.csv", stores(1, 2))
        shop.drop(
            "ventes.csv",
            "Date,ID_produit,Quantité,ID_magasin,Montant TTC,Taux de TVA\n"
            "2025-10-19,A,2,1,11.00,10\n2025-10-19,A,1,2,1.50,\n",
        )
        shop.run()
        site = build_site(shop.snapshot(), built_at=BUILT)
    page = next(page for page in site.menu if page.path == "marges.md")
    table = page.body[page.body.index("marges&#45;magasins") :]
    rows = table[: table.index("</table>")].split("<tr")[2:]
    assert [re.findall(r">([\d,]+|—)</t[dh]>", row) for row in rows] == [
        ["12,50", "10,00"], ["11,00", "10,00"], ["1,50", "—"],
    ]  # fmt: skip


def test_the_taxes_of_a_month_and_its_ca_without_tax_make_its_ca(
    full: Shop, snap: Snapshot
) -> None:
    first = date(2025, 10, 1)
    found = margins.taxes(snap.tva, first, LAST)
    by_hand = full.rows(
        "SELECT taux_tva_e4, SUM(total_e4), SUM(ht_e4), SUM(tva_e4) FROM ventes "
        f"WHERE date BETWEEN '{first}' AND '{LAST}' GROUP BY 1 ORDER BY 1"
    )
    assert [(rate, one.ca_e4, one.ht_e4, one.tva_e4) for rate, one in found.items()] == by_hand
    month = snap.mois[snap.mois["mois"] == "2025-10"]
    assert sum(one.ht_e4 + one.tva_e4 for one in found.values()) == int(month["ca_e4"].iloc[0])


def test_a_department_sums_its_products_and_nothing_is_left_out(
    full: Shop, menu: dict[str, Page]
) -> None:
    found = full.rows(
        "SELECT COALESCE(p.rayon, 'sans rayon'), SUM(v.total_e4) FROM ventes v "
        'JOIN produits p ON p."ID_produit" = v."ID_produit" '
        f"WHERE v.{WINDOW} GROUP BY 1"
    )
    shown = text(menu["rayons.md"])
    for name, ca in found:
        bare = written(ca).removesuffix(" €")
        assert f"{name} {bare}" in shown, name
    ((whole,),) = full.rows(f"SELECT SUM(total_e4) FROM ventes WHERE {WINDOW}")
    assert sum(ca for _name, ca in found) == whole
    assert f"Total {written(whole).removesuffix(' €')}" in shown


def test_discounts_of_returns_are_taken_back(full: Shop, snap: Snapshot) -> None:
    ((off,),) = full.rows(
        "SELECT SUM(CASE WHEN quantite_e3 > 0 THEN remise_e4 ELSE -remise_e4 END) "
        f"FROM ventes WHERE {WINDOW}"
    )
    assert margins.over(snap.valeur_magasins, snap.jours, FIRST, LAST).remise_e4 == off
    by_product = margins.by(snap.valeur_produits, snap.produits_jour, "ID_produit", FIRST, LAST)
    assert sum(one.remise_e4 for one in by_product.values()) == off


def test_the_first_page_says_the_tickets_of_the_day_and_the_margin_of_the_month(
    full: Shop, menu: dict[str, Page]
) -> None:
    ((count, ca),) = full.rows(
        "SELECT COUNT(*), SUM(ca) FROM (SELECT SUM(total_e4) AS ca FROM ventes WHERE ticket IS NOT "
        f"NULL AND date = '{LAST}' GROUP BY \"ID_magasin\", ticket)"
    )
    ((margin,),) = full.rows(
        f"SELECT SUM(ht_e4 - cout_e4) FROM ventes WHERE date BETWEEN '2025-10-01' AND '{LAST}'"
    )
    shown = text(menu["index.md"])
    assert f"Tickets du jour {count} panier moyen : {written(Fraction(ca, count))}" in shown
    rounded = formats.round_euros(margin).replace("\u202f", " ").replace("\xa0", " ")
    assert f"Marge du mois à date {rounded}" in shown


def test_a_margin_by_euro_of_stock_is_that_of_a_whole_year(tmp_path: Path) -> None:
    """It said "par an" of a margin of 35 days."""
    with closing(Shop(tmp_path, now=NOON)) as shop:
        shop.drop("produits.csv", CATALOGUE)
        shop.drop("magasins.csv", stores(1))
        year = [LAST - timedelta(days=back) for back in range(365)]
        sold = "".join(f"{day},A,2,1,10.55\n" for day in year)
        shop.drop("ventes.csv", "Date,ID_produit,Quantité,ID_magasin,Montant TTC\n" + sold)
        shop.run()
        snap = shop.snapshot()
    frames = snap.valeur_magasins, snap.jours, snap.etats
    assert margins.gmroi(*frames, LAST, 100_000) == Fraction(365 * 5, 10)
    assert margins.gmroi(*frames, LAST - timedelta(days=1), 100_000) is None
    page = next(page for page in build_site(snap, built_at=BUILT).menu if page.path == "marges.md")
    assert "de marge par an et par euro" in text(page)


def test_a_year_that_is_not_whole_is_not_called_one(snap: Snapshot, menu: dict[str, Page]) -> None:
    assert "par an" not in text(menu["marges.md"])
    pages = sheets.build(Context(snap, BUILT))
    sheet = text(next(page for page in pages if page.path.startswith("produits/")))
    assert "depuis le 22 juin" in sheet
    assert "en un an" not in sheet


def test_the_stock_at_cost_says_whose_cost_is_not_known(snap: Snapshot) -> None:
    assert margins.stock_cost(snap.produits) == (20 * 25_000 + 10 * 60_000 + 7 * 11_000, 1)


SMALL = (
    "Date,ID_produit,Quantité,ID_magasin,Montant TTC,Taux de TVA\n"
    "2025-10-18,A,1,1,12.00,20\n2025-10-18,C,1,1,6.00,20\n2025-10-19,B,300,2,1982.00,\n"
)
"""12 € of 2 000 € (0,6 %) tell a rate and a cost, 18 € (0,9 %) a rate."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Page]]:
    with closing(Shop(tmp_path_factory.mktemp("small"), now=NOON)) as shop:
        shop.drop(
            "produits.csv",
            "ID_produit,Nom,Prix TTC,Stock,Prix d'achat HT,Rayon\n"
            "A,Thé,12.00,9,6.00,Cave\nB,Vin,9.00,9,,Cave\nC,Sel,6.00,9,,Cave\n",
        )
        shop.drop("magasins.csv", stores(1, 2))
        shop.drop("ventes.csv", SMALL)
        shop.run()
        yield {page.path: page for page in build_site(shop.snapshot(), built_at=BUILT).menu}


def test_a_margin_known_of_a_small_part_of_the_ca_has_no_rate(small: dict[str, Page]) -> None:
    """It said 40,0 % of the CA without tax, known at 71 %, on 0,6 % of the CA."""
    home, page = text(small["index.md"]), text(small["marges.md"])
    assert "Marge du mois à date 4 € connue pour 0,6 % du CA" in home
    assert "Marge brute 4 € connue pour 0,6 % du CA" in page
    assert "40,0 %" not in home + page.split("Par magasin")[0] + text(small["rayons.md"])
    assert "CA hors taxes 15 € sur 18 € de CA dont le taux est connu, 0,9 % du CA ; TVA 3 €" in page
    row = page[page.index("Par magasin") :]
    assert "Total 2 000,00 15,00 0,9 % 6,00 4,00 0,6 % —" in row


def test_the_columns_of_vat_add_up_to_the_ca(small: dict[str, Page]) -> None:
    shown = text(small["marges.md"])
    assert "CA hors taxes, TVA et CA sans taux connu font ensemble le CA" in shown
    table = shown[shown.index("Taux CA € CA HT € TVA € CA sans taux €") :]
    assert "Total 2 000,00 15,00 3,00 1 982,00" in table
    assert "20 % 18,00 15,00 3,00 0,00 inconnu 1 982,00 — — 1 982,00" in table


def test_vat_comes_on_top_of_a_ca_without_tax(tmp_path: Path) -> None:
    with closing(Shop(tmp_path)) as shop:
        shop.limits = Limits(prices="ht")
        shop.drop("produits.csv", products(A="1.50", B="2.00"))
        shop.drop("magasins.csv", stores(1))
        shop.drop(
            "ventes.csv",
            "Date,ID_produit,Quantité,ID_magasin,Montant HT,Taux de TVA\n"
            "2025-10-19,A,2,1,10.00,20\n2025-10-19,B,1,1,5.00,\n",
        )
        shop.run()
        site = build_site(shop.snapshot(), built_at=BUILT)
    shown = text(next(page for page in site.menu if page.path == "marges.md"))
    assert "La TVA s’ajoute au CA, qui est hors taxes" in shown
    assert "Taux CA HT € TVA € Total 15,00 2,00 20 % 10,00 2,00 inconnu 5,00 —" in shown
