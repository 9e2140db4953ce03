"""Quantities in 1/1000 unit, discounts, and a line's total that may be what was paid."""

import warnings

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Text,
)
from sqlalchemy.exc import SAWarning

revision = "0006"
down_revision = "0005"

_RENAMED = {
    "totaux_jour": {"quantite": "quantite_e3"},
    "totaux_magasin_jour": {"quantite": "quantite_e3"},
    "totaux_produit_jour": {"quantite": "quantite_e3"},
    "totaux_mois": {"quantite": "quantite_e3"},
    "rejets": {"quantite": "quantite_e3"},
    "rectifications": {
        "quantite_avant": "quantite_avant_e3",
        "quantite_apres": "quantite_apres_e3",
    },
}
_PAID = "total_e4 = 0 OR (total_e4 > 0 AND quantite_e3 > 0) OR (total_e4 < 0 AND quantite_e3 < 0)"
_KEPT = """
INSERT INTO ventes ("ID_vente", "ID_produit", "ID_magasin", date, quantite_e3, prix_unitaire_e4,
    total_e4, ticket)
SELECT "ID_vente", "ID_produit", "ID_magasin", date, quantite * 1000, prix_unitaire_e4, total_e4,
    ticket FROM ventes_0005
"""
# SQLite makes only an INTEGER (not a BIGINT) primary key the table's own index.
_KEY = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Multiply every quantity by 1000, and free the total from the product it was."""
    with warnings.catch_warnings():
        # The units are computed when read, or stored by a PostgreSQL that cannot (< 18).
        warnings.filterwarnings("ignore", "Computed column", SAWarning)
        for table, columns in _RENAMED.items():
            for old, new in columns.items():
                _in_thousandths(table, old, new)
        _sales()


def _in_thousandths(table: str, old: str, new: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, new, type_=BigInteger())
    op.execute(f"UPDATE {table} SET {new} = {new} * 1000")  # noqa: S608 - names of this file
    op.add_column(table, _units(old))


def _units(name: str) -> Column[object]:
    return Column(name, Numeric(18, 3), Computed(f'"{name}_e3" / 1000.0'))


def _euros(name: str) -> Column[object]:
    return Column(name, Numeric(18, 4), Computed(f'"{name}_e4" / 10000.0'))


def _sales() -> None:
    op.rename_table("ventes", "ventes_0005")
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:  # the names of its constraints are those of the schema
        for kind in ("pk_ventes", "fk_ventes_ID_magasin", "fk_ventes_ID_produit"):
            op.execute(f'ALTER TABLE ventes_0005 RENAME CONSTRAINT "{kind}" TO "{kind}_0005"')
    op.create_table(
        "ventes",
        Column("ID_vente", _KEY, autoincrement=False, nullable=False),
        Column("ID_produit", Text, nullable=False),
        Column("ID_magasin", Text, nullable=False),
        Column("date", Date, nullable=False),
        Column("quantite_e3", BigInteger, nullable=False),
        _units("quantite"),
        Column("prix_unitaire_e4", BigInteger, nullable=False),
        _euros("prix_unitaire"),
        Column("remise_e4", BigInteger, nullable=False, server_default="0"),
        _euros("remise"),
        Column("total_e4", BigInteger, nullable=False),
        Column("total_price", Numeric(18, 4), Computed('"total_e4" / 10000.0')),
        Column("ticket", Text),
        CheckConstraint("prix_unitaire_e4 >= 0", name="ck_ventes_prix"),
        CheckConstraint("quantite_e3 <> 0", name="ck_ventes_quantite"),
        CheckConstraint("remise_e4 >= 0", name="ck_ventes_remise"),
        CheckConstraint(_PAID, name="ck_ventes_total"),
        ForeignKeyConstraint(["ID_magasin"], ["magasins.ID_magasin"], name="fk_ventes_ID_magasin"),
        ForeignKeyConstraint(["ID_produit"], ["produits.ID_produit"], name="fk_ventes_ID_produit"),
        PrimaryKeyConstraint("ID_vente", name="pk_ventes"),
    )
    op.execute(_KEPT)
    op.drop_table("ventes_0005")
