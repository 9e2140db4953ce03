"""The first schema."""

import warnings

from alembic import op
from sqlalchemy.exc import SAWarning

from sales_assets.warehouse.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table as `schema.py` has it now; later versions add only what is missing."""
    with warnings.catch_warnings():
        # The euro columns are computed when read, or stored by a PostgreSQL that cannot (< 18).
        warnings.filterwarnings("ignore", "Computed column", SAWarning)
        metadata.create_all(op.get_bind())
