"""The first schema, as it was."""

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
    DateTime,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.exc import SAWarning

revision = "0001"
down_revision = None

# SQLite makes only an INTEGER (not a BIGINT) primary key the table's own index.
_KEY = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    with warnings.catch_warnings():
        # The euro columns are computed when read, or stored by a PostgreSQL that cannot (< 18).
        warnings.filterwarnings("ignore", "Computed column", SAWarning)
        _catalogue()
        _sales()
        _totals()


def _euros(name: str, source: str) -> Column[Any]:
    return Column(name, Numeric(18, 4), Computed(f'"{source}" / 10000.0'))


def _sums(table: str) -> list[Any]:
    return [
        Column("lignes", BigInteger, nullable=False),
        Column("quantite", BigInteger, nullable=False),
        Column("ca_e4", BigInteger, nullable=False),
        Column("brut_e4", BigInteger, nullable=False),
        Column("retours_e4", BigInteger, nullable=False),
        _euros("ca", "ca_e4"),
        CheckConstraint("lignes > 0", name=f"ck_{table}_lignes"),
        CheckConstraint("ca_e4 = brut_e4 + retours_e4", name=f"ck_{table}_ca"),
    ]


def _catalogue() -> None:
    op.create_table(
        "livraisons",
        Column("livraison", Integer, autoincrement=False, nullable=False),
        Column("nom", Text, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("genre", String(10), nullable=False),
        Column("jour", Date),
        Column("octets", BigInteger, nullable=False),
        Column("recue_le", DateTime(timezone=True), nullable=False),
        Column("lignes", BigInteger, nullable=False),
        Column("acceptees", BigInteger, nullable=False),
        Column("rejetees", BigInteger, nullable=False),
        Column("vides", BigInteger, nullable=False),
        Column("statut", String(10), nullable=False),
        Column("message", Text, nullable=False),
        CheckConstraint(
            "genre IN ('produits', 'magasins', 'historique', 'jour')", name="ck_livraisons_genre"
        ),
        CheckConstraint(
            "statut IN ('recue', 'lue', 'chargee', 'en_attente', 'refusee', 'doublon')",
            name="ck_livraisons_statut",
        ),
        CheckConstraint("lignes = acceptees + rejetees + vides", name="ck_livraisons_compte"),
        PrimaryKeyConstraint("livraison", name="pk_livraisons"),
    )
    op.create_index("ix_livraisons_nom", "livraisons", ["nom"])
    op.create_index("ix_livraisons_sha256", "livraisons", ["sha256"])
    op.create_table(
        "controles",
        Column("asset", String(32), nullable=False),
        Column("regle", String(64), nullable=False),
        Column("portee", String(10), nullable=False),
        Column("severite", String(10), nullable=False),
        Column("reussi", Boolean, nullable=False),
        Column("juges", BigInteger, nullable=False),
        Column("fautifs", BigInteger, nullable=False),
        Column("phrase", Text, nullable=False),
        Column("exemples", Text, nullable=False),
        CheckConstraint("severite IN ('critical', 'warning')", name="ck_controles_severite"),
        PrimaryKeyConstraint("asset", "regle", "portee", name="pk_controles"),
    )
    op.create_table(
        "produits",
        Column("ID_produit", Text, nullable=False),
        Column("nom", Text),
        Column("prix_e4", BigInteger),
        _euros("prix", "prix_e4"),
        Column("stock", BigInteger),
        Column("actif", Boolean, nullable=False),
        Column("livraison", Integer, nullable=False),
        CheckConstraint("\"ID_produit\" <> ''", name="ck_produits_id"),
        CheckConstraint("prix_e4 >= 0", name="ck_produits_prix"),
        CheckConstraint("stock >= 0", name="ck_produits_stock"),
        ForeignKeyConstraint(["livraison"], ["livraisons.livraison"], name="fk_produits_livraison"),
        PrimaryKeyConstraint("ID_produit", name="pk_produits"),
    )
    op.create_table(
        "magasins",
        Column("ID_magasin", Text, nullable=False),
        Column("numero", Integer, nullable=False),
        Column("ville", Text),
        Column("nombre_salaries", BigInteger),
        Column("actif", Boolean, nullable=False),
        Column("livraison", Integer, nullable=False),
        CheckConstraint("\"ID_magasin\" <> ''", name="ck_magasins_id"),
        CheckConstraint("nombre_salaries >= 0", name="ck_magasins_salaries"),
        CheckConstraint("numero BETWEEN 1 AND 9999", name="ck_magasins_numero"),
        ForeignKeyConstraint(["livraison"], ["livraisons.livraison"], name="fk_magasins_livraison"),
        PrimaryKeyConstraint("ID_magasin", name="pk_magasins"),
        UniqueConstraint("numero", name="uq_magasins_numero"),
    )
    op.create_table(
        "prix_historique",
        Column("ID_produit", Text, nullable=False),
        Column("valable_du", Date, nullable=False),
        Column("valable_au", Date),
        Column("prix_e4", BigInteger, nullable=False),
        _euros("prix", "prix_e4"),
        Column("livraison", Integer, nullable=False),
        CheckConstraint("prix_e4 >= 0", name="ck_prix_historique_prix"),
        CheckConstraint("valable_au >= valable_du", name="ck_prix_historique_periode"),
        ForeignKeyConstraint(
            ["ID_produit"], ["produits.ID_produit"], name="fk_prix_historique_ID_produit"
        ),
        ForeignKeyConstraint(
            ["livraison"], ["livraisons.livraison"], name="fk_prix_historique_livraison"
        ),
        PrimaryKeyConstraint("ID_produit", "valable_du", name="pk_prix_historique"),
    )


def _sales() -> None:
    op.create_table(
        "ventes",
        Column("ID_vente", _KEY, autoincrement=False, nullable=False),
        Column("ID_produit", Text, nullable=False),
        Column("ID_magasin", Text, nullable=False),
        Column("date", Date, nullable=False),
        Column("quantite", Integer, nullable=False),
        Column("prix_unitaire_e4", BigInteger, nullable=False),
        _euros("prix_unitaire", "prix_unitaire_e4"),
        Column("total_e4", BigInteger, nullable=False),
        _euros("total_price", "total_e4"),
        Column("ticket", Text),
        CheckConstraint("prix_unitaire_e4 >= 0", name="ck_ventes_prix"),
        CheckConstraint("quantite <> 0", name="ck_ventes_quantite"),
        CheckConstraint("total_e4 = quantite * prix_unitaire_e4", name="ck_ventes_total"),
        ForeignKeyConstraint(["ID_magasin"], ["magasins.ID_magasin"], name="fk_ventes_ID_magasin"),
        ForeignKeyConstraint(["ID_produit"], ["produits.ID_produit"], name="fk_ventes_ID_produit"),
        PrimaryKeyConstraint("ID_vente", name="pk_ventes"),
    )
    op.create_table(
        "rejets",
        Column("livraison", Integer, nullable=False),
        Column("ligne", BigInteger, nullable=False),
        Column("date", Date),
        Column("ID_magasin", Text),
        Column("ID_produit", Text),
        Column("quantite", Integer),
        Column("prix_unitaire_e4", BigInteger),
        Column("colonne", Text),
        Column("raison", String(32), nullable=False),
        Column("texte", Text, nullable=False),
        ForeignKeyConstraint(["livraison"], ["livraisons.livraison"], name="fk_rejets_livraison"),
        PrimaryKeyConstraint("livraison", "ligne", name="pk_rejets"),
    )
    op.create_index("ix_rejets_date", "rejets", ["date", "ID_magasin", "livraison"])
    op.create_table(
        "rectifications",
        Column("date", Date, nullable=False),
        Column("ID_magasin", Text, nullable=False),
        Column("rang", Integer, nullable=False),
        Column("livraison", Integer, nullable=False),
        Column("lignes_avant", BigInteger, nullable=False),
        Column("lignes_apres", BigInteger, nullable=False),
        Column("quantite_avant", BigInteger, nullable=False),
        Column("quantite_apres", BigInteger, nullable=False),
        Column("ca_avant_e4", BigInteger, nullable=False),
        Column("ca_apres_e4", BigInteger, nullable=False),
        ForeignKeyConstraint(
            ["ID_magasin"], ["magasins.ID_magasin"], name="fk_rectifications_ID_magasin"
        ),
        ForeignKeyConstraint(
            ["livraison"], ["livraisons.livraison"], name="fk_rectifications_livraison"
        ),
        PrimaryKeyConstraint("date", "ID_magasin", "rang", name="pk_rectifications"),
    )


def _totals() -> None:
    op.create_table(
        "totaux_jour",
        Column("date", Date, nullable=False),
        *_sums("totaux_jour"),
        PrimaryKeyConstraint("date", name="pk_totaux_jour"),
    )
    op.create_table(
        "totaux_magasin_jour",
        Column("date", Date, nullable=False),
        Column("ID_magasin", Text, nullable=False),
        *_sums("totaux_magasin_jour"),
        Column("livraison", Integer, nullable=False),
        Column("empreinte", String(16), nullable=False),
        ForeignKeyConstraint(
            ["ID_magasin"], ["magasins.ID_magasin"], name="fk_totaux_magasin_jour_ID_magasin"
        ),
        ForeignKeyConstraint(
            ["livraison"], ["livraisons.livraison"], name="fk_totaux_magasin_jour_livraison"
        ),
        PrimaryKeyConstraint("date", "ID_magasin", name="pk_totaux_magasin_jour"),
    )
    op.create_index("ix_totaux_magasin_jour_livraison", "totaux_magasin_jour", ["livraison"])
    op.create_table(
        "totaux_produit_jour",
        Column("date", Date, nullable=False),
        Column("ID_produit", Text, nullable=False),
        *_sums("totaux_produit_jour"),
        ForeignKeyConstraint(
            ["ID_produit"], ["produits.ID_produit"], name="fk_totaux_produit_jour_ID_produit"
        ),
        PrimaryKeyConstraint("date", "ID_produit", name="pk_totaux_produit_jour"),
    )
    op.create_index(
        "ix_totaux_produit_jour_ID_produit", "totaux_produit_jour", ["ID_produit", "date"]
    )
    op.create_table(
        "totaux_mois",
        Column("mois", String(7), nullable=False),
        *_sums("totaux_mois"),
        PrimaryKeyConstraint("mois", name="pk_totaux_mois"),
    )
