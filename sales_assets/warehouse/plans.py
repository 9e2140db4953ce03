"""The owner's events and objectives: the last file of each is all that is known.

What stays out: which rows of it are good (`loading/plans.py`).
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import delete

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.schema import metadata


def replace(connection: Transaction, name: str, livraison: int, rows: pd.DataFrame) -> None:
    """Make `rows` (the columns of the table but livraison) all that a table holds."""
    table = metadata.tables[name]
    seals.changing(connection, table)
    connection.execute(delete(table))
    bulk_insert(connection, table, rows.assign(livraison=livraison))
