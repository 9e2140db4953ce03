"""How many sales lines of a delivery repeat another."""

from alembic import op
from sqlalchemy import BigInteger, Column, inspect

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; a base made today has it already, since 0001 makes the tables of today."""
    known = {column["name"] for column in inspect(op.get_bind()).get_columns("livraisons")}
    if "identiques" not in known:
        op.add_column(
            "livraisons", Column("identiques", BigInteger, nullable=False, server_default="0")
        )
