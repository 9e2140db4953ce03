"""Departments and suppliers, hours, costs and VAT; the totals of what only some lines tell."""

import warnings
from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Text,
)
from sqlalchemy.exc import SAWarning

revision = "0008"
down_revision = "0007"

_TICKETS = """
INSERT INTO totaux_tickets (date, "ID_magasin", tickets, lignes, ca_e4, quantite_e3)
SELECT date, "ID_magasin", COUNT(DISTINCT ticket), COUNT(*), SUM(total_e4), SUM(quantite_e3)
FROM ventes WHERE ticket IS NOT NULL GROUP BY date, "ID_magasin"
"""
_BY = (("ID_magasin", "totaux_valeur_magasin"), ("ID_produit", "totaux_valeur_produit"))
_DISCOUNTS = """
INSERT INTO {table} (date, "{by}", remise_e4,
    lignes_ht, ca_connu_e4, ht_e4, lignes_cout, ht_cout_e4, cout_e4)
SELECT date, "{by}", SUM(CASE WHEN quantite_e3 > 0 THEN remise_e4 ELSE -remise_e4 END),
    0, 0, 0, 0, 0, 0
FROM ventes WHERE remise_e4 <> 0 GROUP BY date, "{by}"
"""


def upgrade() -> None:
    """Add the columns and the tables, and the sums of the tickets and discounts that are there."""
    with warnings.catch_warnings():
        # The units are computed when read, or stored by a PostgreSQL that cannot (< 18).
        warnings.filterwarnings("ignore", "Computed column", SAWarning)
        for column in (
            Column("rayon", Text),
            Column("fournisseur", Text),
            Column("cout_e4", BigInteger),
            _euros("cout", "cout_e4"),
            Column("taux_tva_e4", Integer),
            _percent(),
            Column("ttc", Boolean),
        ):
            op.add_column("produits", column)
        for column in (
            Column("heure", String(5)),
            Column("cout_e4", BigInteger),
            _euros("cout", "cout_e4"),
            Column("taux_tva_e4", Integer),
            _percent(),
            Column("ht_e4", BigInteger),
            _euros("total_ht", "ht_e4"),
            Column("tva_e4", BigInteger),
            _euros("tva", "tva_e4"),
        ):
            op.add_column("ventes", column)
        _dated_values()
        _totals()
    for statement in (_TICKETS, *(_DISCOUNTS.format(by=by, table=table) for by, table in _BY)):
        op.execute(statement)


def _euros(name: str, source: str) -> Column[object]:
    return Column(name, Numeric(18, 4), Computed(f'"{source}" / 10000.0'))


def _percent() -> Column[object]:
    return Column("taux_tva", Numeric(5, 2), Computed('"taux_tva_e4" / 100.0'))


def _number(name: str) -> Column[object]:
    return Column(name, BigInteger, nullable=False)


def _dated_values() -> None:
    op.create_table(
        "valeurs_historique",
        Column("ID_produit", Text, nullable=False),
        Column("valeur", String(16), nullable=False),
        Column("valable_du", Date, nullable=False),
        _number("nombre"),
        Column("livraison", Integer, nullable=False),
        CheckConstraint("nombre >= 0", name="ck_valeurs_historique_nombre"),
        CheckConstraint(
            "valeur IN ('cout_e4', 'taux_tva_e4')", name="ck_valeurs_historique_valeur"
        ),
        ForeignKeyConstraint(
            ["ID_produit"], ["produits.ID_produit"], name="fk_valeurs_historique_ID_produit"
        ),
        ForeignKeyConstraint(
            ["livraison"], ["livraisons.livraison"], name="fk_valeurs_historique_livraison"
        ),
        PrimaryKeyConstraint("ID_produit", "valeur", "valable_du", name="pk_valeurs_historique"),
    )


def _totals() -> None:
    _create(
        "totaux_tickets",
        _number("tickets"),
        *_part("totaux_tickets"),
        _number("quantite_e3"),
        Column("quantite", Numeric(18, 3), Computed('"quantite_e3" / 1000.0')),
        CheckConstraint("tickets BETWEEN 1 AND lignes", name="ck_totaux_tickets_tickets"),
    )
    _create(
        "totaux_heures",
        Column("heure", Integer, nullable=False, autoincrement=False),
        *_part("totaux_heures"),
        _number("tickets"),
        Column("premiere", String(5), nullable=False),
        Column("derniere", String(5), nullable=False),
        CheckConstraint("heure BETWEEN 0 AND 23", name="ck_totaux_heures_heure"),
        key=("heure",),
    )
    _create(
        "totaux_tva",
        Column("taux_tva_e4", Integer, nullable=False, autoincrement=False),
        _percent(),
        *_part("totaux_tva"),
        _number("ht_e4"),
        _euros("ht", "ht_e4"),
        _number("tva_e4"),
        _euros("tva", "tva_e4"),
        key=("taux_tva_e4",),
    )
    for table, by, whose in (
        ("totaux_valeur_magasin", "ID_magasin", "magasins"),
        ("totaux_valeur_produit", "ID_produit", "produits"),
    ):
        _create(
            table,
            _number("remise_e4"),
            _number("lignes_ht"),
            _number("ca_connu_e4"),
            _number("ht_e4"),
            _number("lignes_cout"),
            _number("ht_cout_e4"),
            _number("cout_e4"),
            Column("marge", Numeric(18, 4), Computed('("ht_cout_e4" - "cout_e4") / 10000.0')),
            CheckConstraint("lignes_cout BETWEEN 0 AND lignes_ht", name=f"ck_{table}_lignes"),
            by=by,
            whose=whose,
        )
    op.create_index(
        "ix_totaux_valeur_produit_ID_produit", "totaux_valeur_produit", ["ID_produit", "date"]
    )


def _part(table: str) -> list[Any]:
    return [
        _number("lignes"),
        _number("ca_e4"),
        _euros("ca", "ca_e4"),
        CheckConstraint("lignes > 0", name=f"ck_{table}_lignes"),
    ]


def _create(
    table: str,
    *columns: Any,
    key: tuple[str, ...] = (),
    by: str = "ID_magasin",
    whose: str = "magasins",
) -> None:
    op.create_table(
        table,
        Column("date", Date, nullable=False),
        Column(by, Text, nullable=False),
        *columns,
        ForeignKeyConstraint([by], [f"{whose}.{by}"], name=f"fk_{table}_{by}"),
        PrimaryKeyConstraint("date", by, *key, name=f"pk_{table}"),
    )
