"""Rows of the tables as frames: days, whole numbers and text as the rest of the program has them.

What goes in: a query. What stays out: what is asked (`reads.py`, `seals.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Date, Integer, String, Table, select

from sales_assets.warehouse.engine import Transaction

_PLAIN = (Integer, String, Date)
"""Types of values that come from the driver as they are."""
_DAYS = ("date", "valable_du", "valable_au", "jour")
_MAYBE_WHOLE = (
    "prix_e4",
    "stock",
    "nombre_salaries",
    "quantite_rejet",
    "prix_unitaire_e4",
    "cout_e4",
    "taux_tva_e4",
)


def table(connection: Transaction, stored: Table, *where: ColumnElement[bool]) -> pd.DataFrame:
    """The rows of a table by primary key, without the derived columns in euros.

    Args:
        connection: The transaction.
        stored: The table.
        where: Conditions that the rows meet; none for all of them.
    """
    columns = [column for column in stored.columns if column.computed is None]
    query = select(*columns).where(*where).order_by(*stored.primary_key.columns)
    if all(not column.nullable and isinstance(column.type, _PLAIN) for column in columns):
        whole = [column.name for column in columns if isinstance(column.type, Integer)]
        return fetch_sums(connection, query, whole)
    return fetch(connection, query)


def fetch_sums(connection: Transaction, query: Any, sums: Iterable[str]) -> pd.DataFrame:
    """The rows of a query of ids, days and whole numbers that are never missing.

    They come as the driver gives them, three times as fast as `fetch`: these tables are the large
    ones.
    """
    result = connection.execute(query)
    names = list(result.keys())
    rows = result.cursor.fetchall() if result.cursor else []
    result.close()
    return _framed(names, rows, frozenset(sums))


def fetch(connection: Transaction, query: Any) -> pd.DataFrame:
    """The rows of a query, with days as `datetime64[s]` and numbers that may miss as `Int64`."""
    result = connection.execute(query)
    frame = _framed(list(result.keys()), result)
    return frame.astype(dict.fromkeys(frame.columns.intersection(list(_MAYBE_WHOLE)), "Int64"))


def _framed(
    names: list[str], rows: Iterable[Any], whole: Collection[str] = frozenset()
) -> pd.DataFrame:
    """A frame of rows; pandas guesses what a column holds, but of those that are `whole`."""
    columns = zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True)
    frame = pd.DataFrame(
        {name: np.array(values, "int64") if name in whole else values for name, values in columns}
    )
    for name in frame.columns.intersection(list(_DAYS)):
        frame[name] = pd.to_datetime(frame[name], format="ISO8601").astype("datetime64[s]")
    return frame
