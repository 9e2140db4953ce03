"""Single sales, read for a page, each time compared with the totals of their days.

What goes in: days, stores, months. What stays out: the tables of totals (`seals.py` vouches for
them) and everything that a page does not show.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Column, ColumnElement, Table, case, cast, func, select

from sales_assets.errors import WarehouseBusy, WarehouseError
from sales_assets.language import mark
from sales_assets.warehouse import damage, frames
from sales_assets.warehouse.engine import Transaction, Warehouse
from sales_assets.warehouse.measures import CELL, TOLD, measure_cells
from sales_assets.warehouse.schema import (
    MEASURES,
    totaux_magasin_jour,
    totaux_produit_jour,
    ventes,
)
from sales_assets.warehouse.windows import day_key, of_cells, of_day

_MATRIX_DAYS = 91
_NUMBERS = ("ID_vente", "quantite_e3", "prix_unitaire_e4", "remise_e4", "total_e4")
_LINE = ("ID_vente", "ID_magasin", "ID_produit", *_NUMBERS[1:], "ticket", *TOLD)
_SUMS = ["quantite_e3", "ca_e4"]


class Reader:
    """The sales of a warehouse, beside the totals that vouch for them.

    Raises:
        Damaged: Each method does, where the sales are not those of the totals.
        WarehouseBusy: They were written since the totals were read.
    """

    def __init__(self, warehouse: Warehouse, stores: pd.DataFrame, products: pd.DataFrame) -> None:
        """Keep what vouches for the sales.

        Args:
            warehouse: Where they are.
            stores: `totaux_magasin_jour`, by day.
            products: `totaux_produit_jour`, by day.
        """
        self._warehouse = warehouse
        self._stores = stores
        self._totals = ((totaux_magasin_jour, stores), (totaux_produit_jour, products))

    def lines(self, day: date) -> pd.DataFrame:
        """The sales of a day, as `Snapshot.lignes` has them."""
        query = select(*(ventes.c[name] for name in _LINE)).where(of_day(day))
        with self._warehouse.read() as connection, damage.readable(ventes.name):
            rows = frames.fetch_sums(connection, query.order_by(ventes.c.ID_vente), _NUMBERS)
            stored = _between(self._stores, day, day)
            found = measure_cells(rows.assign(date=pd.Timestamp(day))) if len(rows) else stored[:0]
            columns = ["ID_magasin", "lignes", *_SUMS, "empreinte"]
            if _differing(found[columns], stored[columns]):
                raise self._trouble(connection, totaux_magasin_jour, {day})
        return rows

    def sold(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The sums of each product on these days of these stores, a row for each of the days."""
        query = select(ventes.c.ID_produit, *_sums()).group_by(ventes.c.ID_produit)
        with self._warehouse.read() as connection, damage.readable(ventes.name):
            parts = [
                frames.fetch_sums(connection, query.where(of_a_day), _SUMS)
                for of_a_day in of_cells(cells)
            ]
            rows = pd.concat(parts, ignore_index=True)
            stored = cells[CELL].merge(self._stores, on=CELL)
            if rows[_SUMS].sum().tolist() != stored[_SUMS].sum().tolist():
                days = set(cells["date"].dt.date)
                raise self._trouble(connection, totaux_magasin_jour, days)
        return rows

    def cube(self, month: str) -> pd.DataFrame:
        """The sums of a month ("AAAA-MM") by day, store and product, as `Snapshot.cube`."""
        first = date.fromisoformat(f"{month}-01")
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        keys = [ventes.c.date, ventes.c.ID_magasin, ventes.c.ID_produit]
        returned = func.sum(case((ventes.c.quantite_e3 < 0, ventes.c.total_e4), else_=0))
        more = {"lignes": func.count(), "retours_e4": returned}
        lines, returns = (_whole(value).label(name) for name, value in more.items())
        query = (
            select(*keys, lines, *_sums(), returns)
            .where(ventes.c.ID_vente >= day_key(first), ventes.c.ID_vente < day_key(following))
            .group_by(*keys)
            .order_by(*keys)
        )
        with self._warehouse.read() as connection, damage.readable(ventes.name):
            rows = frames.fetch_sums(connection, query, [*more, *_SUMS])
            for table, stored in self._totals:
                within = _between(stored, first, following - timedelta(days=1))
                if wrong := _differing_days(table, rows, within):
                    raise self._trouble(connection, table, wrong)
        return rows

    def matrix(self, connection: Transaction) -> pd.DataFrame:
        """Each product in each store over the last 13 weeks of data."""
        keys = [ventes.c.ID_magasin, ventes.c.ID_produit]
        recent = [_last(stored, _MATRIX_DAYS) for _table, stored in self._totals]
        first = min((frame["date"].iloc[0].date() for frame in recent if len(frame)), default=None)
        since = ventes.c.ID_vente >= (day_key(first) if first else 0)
        query = select(*keys, *_sums()).where(since).group_by(*keys).order_by(*keys)
        with damage.readable(ventes.name):
            rows = frames.fetch_sums(connection, query, _SUMS)
        for (table, _all), stored in zip(self._totals, recent, strict=True):
            named = _of(table)
            if _differing(_summed(rows, [named.name]), _summed(stored, [named.name])):
                by_day = select(ventes.c.date, named, *_sums()).where(since)
                found = frames.fetch_sums(connection, by_day.group_by(ventes.c.date, named), _SUMS)
                if wrong := _differing_days(table, found, stored):
                    raise self._trouble(connection, table, wrong)
        return rows

    def _trouble(self, connection: Transaction, table: Table, days: set[date]) -> WarehouseError:
        """Why sales are not those of their totals: written since these were read, or damaged."""
        known = self._stores[self._stores["date"].isin(pd.to_datetime(sorted(days)))]
        columns = [*CELL, "empreinte"]
        query = select(*(totaux_magasin_jour.c[name] for name in columns))
        now = frames.fetch(connection, query.where(totaux_magasin_jour.c.date.in_(days)))
        if _differing(now, known[columns]):
            return WarehouseBusy(
                mark(
                    "La base a été écrite pendant que le site se faisait : il est à refaire sur "
                    "son état nouveau."
                )
            )
        return damage.found([damage.contradicted(ventes.name, table.name, days)])


def _sums() -> list[ColumnElement[Any]]:
    columns = {"quantite_e3": ventes.c.quantite_e3, "ca_e4": ventes.c.total_e4}
    return [_whole(func.sum(column)).label(name) for name, column in columns.items()]


def _whole(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL sums big integers into decimals; they come back whole."""
    return cast(expression, BigInteger)


def _of(table: Table) -> Column[Any]:
    """What a table of totals counts by, beside the day: stores or products."""
    return ventes.c.ID_magasin if table is totaux_magasin_jour else ventes.c.ID_produit


def _between(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The rows of these days of a frame ordered by day."""
    start = frame["date"].searchsorted(pd.Timestamp(first), "left")
    end = frame["date"].searchsorted(pd.Timestamp(last), "right")
    return frame.iloc[start:end]


def _last(frame: pd.DataFrame, days: int) -> pd.DataFrame:
    """The rows of the last days of a frame ordered by day."""
    if frame.empty:
        return frame
    last = frame["date"].iloc[-1].date()
    return _between(frame, last - timedelta(days=days - 1), last)


def _summed(rows: pd.DataFrame, by: list[str], sums: list[str] = _SUMS) -> pd.DataFrame:
    return rows.groupby(by, as_index=False, observed=True)[sums].sum()


def _differing(found: pd.DataFrame, stored: pd.DataFrame) -> set[Any]:
    """What the first column holds where two frames do not have the same rows."""
    one, other = (set(frame.itertuples(index=False, name=None)) for frame in (found, stored))
    return {row[0] for row in one ^ other}


def _differing_days(table: Table, rows: pd.DataFrame, stored: pd.DataFrame) -> set[date]:
    """The days on which sums of sales are not those of a table of totals over the same days."""
    by = ["date", _of(table).name]
    sums = [name for name in MEASURES if name in rows.columns]
    return {stamp.date() for stamp in _differing(_summed(rows, by, sums), stored[[*by, *sums]])}
