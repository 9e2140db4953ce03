"""A snapshot's frames as tables of SQLite, to ask the same question in another language."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sales_assets.warehouse.snapshot import Snapshot

TABLES = ("jours", "magasins_jour", "produits_jour", "etats")


def rows_of(snapshot: Snapshot, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query on `jours`, `magasins_jour`, `produits_jour` and `etats`."""
    with closing(sqlite3.connect(":memory:")) as base:
        for name in TABLES:
            frame = getattr(snapshot, name)
            dated = frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d"))
            dated.to_sql(name, base, index=False)
        return base.execute(query).fetchall()
