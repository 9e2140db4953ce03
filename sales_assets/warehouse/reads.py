"""What leaves the warehouse: one consistent picture of it, for the indicators and the report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Table, case, cast, func, select

from sales_assets.warehouse import quarantine, schema
from sales_assets.warehouse.engine import Transaction, Warehouse
from sales_assets.warehouse.measures import day_digests
from sales_assets.warehouse.schema import MEASURES
from sales_assets.warehouse.snapshot import Snapshot
from sales_assets.warehouse.states import day_states, expected_day
from sales_assets.warehouse.windows import day_key, of_cells, of_day

_DAYS = ("date", "valable_du", "valable_au", "jour")
_MAYBE_WHOLE = ("prix_e4", "stock", "nombre_salaries", "quantite_rejet", "prix_unitaire_e4")
_MATRIX_DAYS = 91


def snapshot(
    warehouse: Warehouse, today: date, *, closed: Iterable[date] = (), weekdays: Iterable[int] = ()
) -> Snapshot:
    """Read everything the report needs, in one transaction; what is of single sales when asked for.

    Args:
        warehouse: Where to read.
        today: The civil day, which is not complete.
        closed: The days the shops do not open.
        weekdays: The days of the week they do not open (Monday is 0). With neither, those that
            the sales themselves show.
    """
    with warehouse.read() as connection:
        jours = _table(connection, schema.totaux_jour, "date", measures=True)
        rejets = open_rejects(connection)
        livraisons = _table(connection, schema.livraisons, "livraison")
        magasins_jour = _table(
            connection, schema.totaux_magasin_jour, "date", "ID_magasin", measures=True
        )
        return Snapshot(
            today=today,
            produits=_table(connection, schema.produits, "ID_produit"),
            magasins=_table(connection, schema.magasins, "ID_magasin"),
            jours=jours,
            magasins_jour=magasins_jour,
            produits_jour=_table(
                connection, schema.totaux_produit_jour, "date", "ID_produit", measures=True
            ),
            magasins_produits=_matrix(connection),
            mois=_table(connection, schema.totaux_mois, "mois", measures=True),
            prix=_table(connection, schema.prix_historique, "ID_produit", "valable_du"),
            livraisons=livraisons,
            rejets=rejets,
            rectifications=_table(connection, schema.rectifications, "date", "ID_magasin", "rang"),
            controles=_table(connection, schema.controles, "asset", "regle", "portee"),
            etats=day_states(jours, rejets, livraisons, frozenset(closed), frozenset(weekdays)),
            empreintes=day_digests(magasins_jour),
            lignes=lambda day: _lines(warehouse, day),
            vendus=lambda cells: _sold(warehouse, cells),
            cube=lambda month: _cube(warehouse, date.fromisoformat(f"{month}-01")),
            attendu=expected_day(jours, today, frozenset(closed), frozenset(weekdays)),
        )


def _table(
    connection: Transaction, table: Table, *order: str, measures: bool = False
) -> pd.DataFrame:
    columns = [column for column in table.columns if column.computed is None]
    query = select(*columns).order_by(*(table.c[name] for name in order))
    return fetch_sums(connection, query, MEASURES) if measures else fetch(connection, query)


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
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame


def open_rejects(connection: Transaction) -> pd.DataFrame:
    """The quarantined rows that nothing has put right yet, with the name of their file."""
    query = (
        select(*(schema.rejets.c[name] for name in quarantine.COLUMNS), schema.livraisons.c.nom)
        .join(schema.livraisons, schema.livraisons.c.livraison == schema.rejets.c.livraison)
        .where(quarantine.IS_OPEN)
        .order_by(schema.rejets.c.livraison, schema.rejets.c.ligne)
    )
    return fetch(connection, query).astype({"quantite": "Int64"})


def _matrix(connection: Transaction) -> pd.DataFrame:
    """Each product in each store over the last 13 weeks of data."""
    line = schema.ventes.c
    last = connection.execute(select(func.max(schema.totaux_jour.c.date))).scalar()
    since = day_key(last - timedelta(days=_MATRIX_DAYS - 1)) if last else 0
    query = (
        select(
            line.ID_magasin,
            line.ID_produit,
            _whole(func.sum(line.quantite)).label("quantite"),
            _whole(func.sum(line.total_e4)).label("ca_e4"),
        )
        .where(line.ID_vente >= since)
        .group_by(line.ID_magasin, line.ID_produit)
        .order_by(line.ID_magasin, line.ID_produit)
    )
    return fetch_sums(connection, query, ("quantite", "ca_e4"))


def _whole(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL sums big integers into decimals; they come back whole."""
    return cast(expression, BigInteger)


def _lines(warehouse: Warehouse, day: date) -> pd.DataFrame:
    line = schema.ventes.c
    names = [
        "ID_vente",
        "ID_magasin",
        "ID_produit",
        "quantite",
        "prix_unitaire_e4",
        "total_e4",
        "ticket",
    ]
    query = select(*(line[name] for name in names)).where(of_day(day)).order_by(line.ID_vente)
    with warehouse.read() as connection:
        return fetch_sums(connection, query, names[:1] + names[3:6])


def _sold(warehouse: Warehouse, cells: pd.DataFrame) -> pd.DataFrame:
    """The sums of each product on these days of these stores, a row for each of the days."""
    line = schema.ventes.c
    sums = {"quantite": line.quantite, "ca_e4": line.total_e4}
    query = select(
        line.ID_produit, *(_whole(func.sum(value)).label(name) for name, value in sums.items())
    ).group_by(line.ID_produit)
    with warehouse.read() as connection:
        parts = [
            fetch_sums(connection, query.where(of_a_day), sums) for of_a_day in of_cells(cells)
        ]
    return pd.concat(parts, ignore_index=True)


def _cube(warehouse: Warehouse, first: date) -> pd.DataFrame:
    """The sums of a month, which begins on `first`, by day, store and product."""
    line = schema.ventes.c
    keys = [line.date, line.ID_magasin, line.ID_produit]
    returned = case((line.quantite < 0, line.total_e4), else_=0)
    sums = {
        "lignes": func.count(),
        "quantite": func.sum(line.quantite),
        "ca_e4": func.sum(line.total_e4),
        "retours_e4": func.sum(returned),
    }
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    query = (
        select(*keys, *(_whole(value).label(name) for name, value in sums.items()))
        .where(line.ID_vente >= day_key(first), line.ID_vente < day_key(following))
        .group_by(*keys)
        .order_by(*keys)
    )
    with warehouse.read() as connection:
        return fetch_sums(connection, query, sums)


def latest(connection: Transaction, stored: Table, rows: int) -> pd.DataFrame:
    """The last rows of a table by primary key."""
    columns = [column for column in stored.columns if column.computed is None]
    order = [column.desc() for column in stored.primary_key.columns]
    return fetch(connection, select(*columns).order_by(*order).limit(rows))


def size(connection: Transaction, stored: Table) -> int:
    """The number of rows of a table; sales are not counted again, their days have done it."""
    query = select(func.count()).select_from(stored)
    if stored is schema.ventes:
        query = select(func.sum(schema.totaux_jour.c.lignes))
    return int(connection.execute(query).scalar() or 0)


def table(connection: Transaction, stored: Table) -> pd.DataFrame:
    """The rows of a small table by primary key, without the derived columns in euros."""
    return _table(connection, stored, *(column.name for column in stored.primary_key.columns))


def extent(connection: Transaction) -> tuple[int, date | None, date | None, int]:
    """The number of days with sales, the first, the last, and their CA (1/10 000 €)."""
    day = schema.totaux_jour.c
    count, first, last, ca = connection.execute(
        select(func.count(), func.min(day.date), func.max(day.date), func.sum(day.ca_e4))
    ).one()
    return count, first, last, int(ca or 0)


def corrections(connection: Transaction) -> int:
    """The number of rectifications."""
    count = select(func.count()).select_from(schema.rectifications)
    return int(connection.execute(count).scalar_one())


def day_totals(connection: Transaction, first: date, last: date) -> pd.DataFrame:
    """The totals of these days, for the graph's metadata."""
    query = (
        select(schema.totaux_jour)
        .where(schema.totaux_jour.c.date.between(first, last))
        .order_by(schema.totaux_jour.c.date)
    )
    return fetch(connection, query)
