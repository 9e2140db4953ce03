"""Lines on their way into `ventes`, which get their keys by the order of their content.

They are held and put in order here; those of a day with too many are put in order by the database,
in a table that goes with the transaction. What stays out: what they replace (`windows.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    MetaData,
    Table,
    Text,
    UnaryExpression,
    func,
    insert,
    select,
)

from sales_assets.warehouse import details
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.measures import TOLD, measure
from sales_assets.warehouse.schema import ventes

STORE_KEY = 10**7
"""How many keys a day of a store has: one a line."""
DAY_KEY = 10**4 * STORE_KEY
"""How many a day has."""
_STORED = [
    "ID_produit",
    "ID_magasin",
    "date",
    "quantite_e3",
    "prix_unitaire_e4",
    "remise_e4",
    "total_e4",
    "ticket",
    *TOLD,
]
_CONTENT = [
    "ID_produit",
    "quantite_e3",
    "prix_unitaire_e4",
    "ticket",
    "total_e4",
    "remise_e4",
    *TOLD,
]
"""The order of the lines of a day of a store; nothing comes before something."""
_TEXTS = ("ID_produit", "ID_magasin", "ticket", "heure")
_ASIDE = Table(
    "ventes_a_ranger",
    MetaData(),
    Column("premiere", BigInteger),
    Column("date", Date),
    *(Column(name, Text) for name in _TEXTS),
    *(Column(name, BigInteger) for name in _STORED if name not in (*_TEXTS, "date")),
    prefixes=["TEMPORARY"],
)


@contextmanager
def gathered(connection: Transaction, *, large: bool) -> Iterator[Lines]:
    """Lines to be gathered, written and forgotten; `large` when they are too many to be held."""
    if large:
        _ASIDE.create(connection)
    yield Lines(connection, large=large)
    if large:  # where the block failed, the transaction undoes it
        _ASIDE.drop(connection)


class Lines:
    """The lines that some days of stores will hold.

    Attributes:
        products: Their sums (`measures.measure`) by day and product, a frame for each that was
            added.
        told: What they tell more (`details.told`), the same way.
    """

    def __init__(self, connection: Transaction, *, large: bool) -> None:
        """Begin with none; see `gathered`."""
        self.products: list[pd.DataFrame] = []
        self.told: list[pd.DataFrame] = []
        self._connection = connection
        self._large = large
        self._held: list[pd.DataFrame] = []

    def add(self, lines: pd.DataFrame) -> None:
        """Add lines, in any order.

        Args:
            lines: date, ID_produit, ID_magasin, numero (of the store), quantite_e3,
                prix_unitaire_e4, remise_e4, total_e4, ticket, and those of `measures.TOLD` that
                any of them tells.
        """
        self.products.append(measure(lines, ["date", "ID_produit"]))
        self.told.append(details.told(lines))
        if self._large:
            stored = lines[lines.columns.intersection(_STORED)]
            bulk_insert(self._connection, _ASIDE, stored.assign(premiere=_first_keys(lines)))
        else:
            self._held.append(lines)

    def insert(self) -> None:
        """Write them all, with their keys."""
        if self._large:
            key = (_ASIDE.c.premiere + func.row_number().over(
                partition_by=_ASIDE.c.premiere, order_by=[*map(self._order, _CONTENT)]
            )).label("ID_vente")  # fmt: skip
            rows = select(key, *(_ASIDE.c[name] for name in _STORED))
            self._connection.execute(insert(ventes).from_select(["ID_vente", *_STORED], rows))
        for lines in self._held:
            bulk_insert(self._connection, ventes, _keyed(lines))

    def _order(self, name: str) -> UnaryExpression[Any]:
        """By code point, as Python compares texts, wherever the database would not."""
        column = _ASIDE.c[name]
        if name in _TEXTS and self._connection.dialect.name == "postgresql":
            return column.collate("C").asc().nulls_first()
        return column.asc().nulls_first()


def _first_keys(lines: pd.DataFrame) -> pd.Series[int]:
    """The key before the first of each line's day of its store: AAAAMMJJ 0000 0000000."""
    days = lines["date"].dt
    day = days.year.astype("int64") * 10_000 + days.month * 100 + days.day
    keys: pd.Series[int] = day * DAY_KEY + lines["numero"].astype("int64") * STORE_KEY
    return keys


def _keyed(lines: pd.DataFrame) -> pd.DataFrame:
    """Give each line its key: the day, the store, and its rank in the order of the content."""
    products = lines["ID_produit"].astype("category").cat
    # A category sorts by its own order, which would depend on what else was read with it.
    named = lines.assign(ID_produit=products.reorder_categories(sorted(products.categories)))
    order = ["date", "numero", *(name for name in _CONTENT if name in lines)]
    ordered = named.sort_values(order, kind="stable", na_position="first")
    rank = ordered.groupby(["date", "numero"], observed=True, sort=False).cumcount() + 1
    stored = ["ID_vente", *(name for name in _STORED if name in lines)]
    return ordered.assign(ID_vente=_first_keys(ordered) + rank)[stored]
