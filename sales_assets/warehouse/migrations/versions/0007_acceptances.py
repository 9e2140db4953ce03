"""The lines that a person accepted beyond a limit, and the shop's layout that read each file."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, ForeignKeyConstraint, PrimaryKeyConstraint, Text
from sqlalchemy import Integer as Number

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table and the column."""
    op.add_column("livraisons", Column("correspondances", Text))
    op.create_table(
        "lignes_acceptees",
        Column("date", Date, nullable=False),
        Column("ID_magasin", Text, nullable=False),
        Column("ID_produit", Text, nullable=False),
        Column("quantite_e3", BigInteger, nullable=False, autoincrement=False),
        Column("prix_unitaire_e4", BigInteger, nullable=False, autoincrement=False),
        Column("livraison", Number, nullable=False),
        ForeignKeyConstraint(
            ["livraison"], ["livraisons.livraison"], name="fk_lignes_acceptees_livraison"
        ),
        PrimaryKeyConstraint(
            "date",
            "ID_magasin",
            "ID_produit",
            "quantite_e3",
            "prix_unitaire_e4",
            name="pk_lignes_acceptees",
        ),
    )
