"""Section 4: the tables, prices in time, exact money."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from sales_assets.loading import repricing
from tests.corpus.case import BASE, NOTHING, PRICED, Case, Step, sales
from tests.shop import PRODUCTS, Shop, products

COLUMNS = {
    "produits": "ID_produit nom prix stock",
    "magasins": "ID_magasin ville nombre_salaries",
    "ventes": "ID_vente ID_produit ID_magasin date quantite prix_unitaire total_price",
    "prix_historique": "ID_produit prix valable_du valable_au",
    "livraisons": "nom sha256 recue_le octets lignes acceptees rejetees statut",
    "rejets": "livraison ligne colonne raison texte",
    "rectifications": "date ID_magasin ca_avant_e4 ca_apres_e4 livraison",
    "totaux_jour": "date ca",
    "totaux_produit_jour": "date ID_produit ca",
    "totaux_magasin_jour": "date ID_magasin ca",
    "totaux_mois": "mois ca",
}
BROKEN = [
    'INSERT INTO ventes ("ID_vente", "ID_produit", "ID_magasin", date, {ventes}) '
    'SELECT "ID_vente" + 1, \'Z\', "ID_magasin", date, {ventes} FROM ventes',
    "UPDATE ventes SET quantite_e3 = 0",
    "UPDATE ventes SET total_e4 = -total_e4",
    "UPDATE ventes SET remise_e4 = -1",
    "UPDATE ventes SET \"ID_magasin\" = '9'",
    "UPDATE livraisons SET acceptees = acceptees + 1 WHERE genre = 'historique'",
    "UPDATE produits SET prix_e4 = -1",
    "UPDATE magasins SET numero = NULL",
]


def priced(**prices: object) -> Step:
    """A catalogue with these prices, a day later."""

    def change(shop: Shop) -> None:
        shop.later(days=1)
        shop.drop("produits.csv", products(**prices))
        shop.run()

    return change


def tables(shop: Shop) -> bool:
    """Whether every column can be asked for; a missing one is an error of the query."""
    for table, names in COLUMNS.items():
        columns = ", ".join(f'"{table}"."{name}"' for name in names.split())
        shop.rows(f"SELECT {columns} FROM {table} LIMIT 1")
    return True


def constrained(shop: Shop) -> bool:
    """Each statement that would break the base is refused by the base itself."""
    names = "quantite_e3, prix_unitaire_e4, total_e4, ticket"
    for statement in BROKEN:
        with suppress(IntegrityError):
            shop.execute("PRAGMA foreign_keys = ON", statement.replace("{ventes}", names))
            return False
    return True


def at(query: str, expected: object) -> Callable[[Shop], bool]:
    """Whether a query gives this value."""
    return lambda shop: shop.value(query) == expected


def corrected(shop: Shop) -> bool:
    repricing.reprice_all(shop.context, [("A", "2025-10-17", "2025-10-17")])
    query = "SELECT ca_avant_e4, ca_apres_e4 FROM rectifications"
    amount = "SELECT total_e4 FROM ventes WHERE date = '2025-10-17'"
    return shop.rows(query) == [(3_0000, 4_0000)] and shop.value(amount) == 4_0000


CASES = [
    Case("4 tables", "every table and column", [sales(BASE)], (1, 1, 10_0000), look=tables),
    Case("4 contraintes", "SQL that would lie", [sales(BASE)], (1, 1, 10_0000), look=constrained),
    Case(
        "4 schéma",
        "its version",
        [],
        NOTHING,
        statut="-",
        look=lambda shop: shop.value("SELECT count(*) FROM alembic_version") == 1,
    ),
    Case(
        "4 exact",
        "four decimals, three times",
        [("produits.csv", PRODUCTS + "A,Thé,0.1234,1\n"), sales("2025-10-17;A;3;1")],
        (1, 3, 3702),
        look=lambda shop: (
            shop.rows("SELECT total_price, ca FROM ventes, totaux_jour") == [(0.3702, 0.3702)]
        ),
    ),
    Case(
        "4 ligne", "the line's own", [sales("2025-10-17;A;2;1;3,25", titles=PRICED)], (1, 2, 6_5000)
    ),
    Case(
        "4 date",
        "the day before the change, and that day",
        [priced(A=2, B=10), sales("2025-10-20;A;1;1", "2025-10-21;A;1;1")],
        (2, 2, 3_5000),
    ),
    Case("4 premier", "years before", [sales("2019-03-01;A;4;1")], (1, 4, 6_0000)),
    Case(
        "4 passé",
        "a price that changes, the day sent again longer",
        [
            sales("2025-10-17;A;2;1"),
            priced(A=2, B=10),
            sales("2025-10-17;A;2;1", "2025-10-17;A;1;1"),
        ],
        (2, 3, 4_5000),
    ),
    Case(
        "4 rectifie",
        "one day of one product",
        [sales("2025-10-17;A;2;1", "2025-10-18;A;2;1"), priced(A=2, B=10)],
        (2, 4, 6_0000),
        look=corrected,
        statut="chargee",
    ),
    Case(
        "4 inactif",
        "gone from products.csv",
        [sales("2025-10-17;A;2;1"), priced(B=10), sales("2025-10-18;A;1;1")],
        (2, 3, 4_5000),
        look=at("SELECT actif FROM produits WHERE \"ID_produit\" = 'A'", 0),
    ),
]
