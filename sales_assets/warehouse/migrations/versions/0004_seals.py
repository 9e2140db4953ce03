"""A digest of what the program wrote, day by day; its rows follow once all steps are done."""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "empreintes",
        Column("objet", String(32), nullable=False),
        Column("portee", Text, nullable=False),
        Column("empreinte", String(16), nullable=False),
        PrimaryKeyConstraint("objet", "portee", name="pk_empreintes"),
    )
