"""How many sales lines of a delivery repeat another."""

from alembic import op
from sqlalchemy import BigInteger, Column

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the count; of the deliveries that came before it is not known, and stays 0."""
    op.add_column(
        "livraisons", Column("identiques", BigInteger, nullable=False, server_default="0")
    )
