"""The owner's own events and objectives: their tables, and their kinds of files."""

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
    String,
    Text,
)
from sqlalchemy.exc import SAWarning

revision = "0009"
down_revision = "0008"

_BEFORE = "genre IN ('produits', 'magasins', 'historique', 'jour')"
_NOW = "genre IN ('produits', 'magasins', 'historique', 'jour', 'evenements', 'objectifs')"


def upgrade() -> None:
    """Add the tables, and let the ledger name the two kinds."""
    with warnings.catch_warnings():
        # The units are computed when read, or stored by a PostgreSQL that cannot (< 18).
        warnings.filterwarnings("ignore", "Computed column", SAWarning)
        _plans()
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_livraisons_genre", "livraisons")
        op.create_check_constraint("ck_livraisons_genre", "livraisons", _NOW)
    else:
        _reword()


def _plans() -> None:
    op.create_table(
        "evenements",
        Column("livraison", Integer, nullable=False),
        Column("ligne", BigInteger, nullable=False, autoincrement=False),
        Column("du", Date, nullable=False),
        Column("au", Date, nullable=False),
        Column("ID_magasin", Text),
        Column("texte", Text, nullable=False),
        CheckConstraint("au >= du", name="ck_evenements_periode"),
        ForeignKeyConstraint(["ID_magasin"], ["magasins.ID_magasin"],
                             name="fk_evenements_ID_magasin"),
        ForeignKeyConstraint(["livraison"], ["livraisons.livraison"],
                             name="fk_evenements_livraison"),
        PrimaryKeyConstraint("livraison", "ligne", name="pk_evenements"),
    )  # fmt: skip
    op.create_table(
        "objectifs",
        Column("livraison", Integer, nullable=False),
        Column("ligne", BigInteger, nullable=False, autoincrement=False),
        Column("periode", String(10), nullable=False),
        Column("ID_magasin", Text),
        Column("montant_e4", BigInteger, nullable=False),
        Column("montant", Numeric(18, 4), Computed('"montant_e4" / 10000.0')),
        CheckConstraint("montant_e4 > 0", name="ck_objectifs_montant"),
        ForeignKeyConstraint(["ID_magasin"], ["magasins.ID_magasin"],
                             name="fk_objectifs_ID_magasin"),
        ForeignKeyConstraint(["livraison"], ["livraisons.livraison"],
                             name="fk_objectifs_livraison"),
        PrimaryKeyConstraint("livraison", "ligne", name="pk_objectifs"),
    )  # fmt: skip


def _reword() -> None:
    """Change the constraint's words where SQLite keeps them: no row is touched.

    The way that its documentation gives for a constraint that frees what it held.
    """
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'livraisons'",
        (_BEFORE, _NOW),
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")
