"""What leaves the warehouse: one consistent picture of it, for the indicators and the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, func, select

from sales_assets.warehouse import schema
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.schema import MEASURES
from sales_assets.warehouse.snapshot import Snapshot
from sales_assets.warehouse.windows import day_key

_DAYS = ("date", "valable_du", "valable_au", "jour")
_MAYBE_WHOLE = ("prix_e4", "stock", "nombre_salaries", "quantite_rejet", "prix_unitaire_e4")
_MATRIX_DAYS = 365


def snapshot(
    warehouse: Warehouse, today: date, *, closed: Iterable[date] = (), weekdays: Iterable[int] = ()
) -> Snapshot:
    """Read everything the report needs, in one transaction; sales lines are read when asked for.

    Args:
        warehouse: Where to read.
        today: The civil day, which is not complete.
        closed: The days the shops do not open.
        weekdays: The days of the week they do not open (Monday is 0).
    """
    with warehouse.read() as connection:
        jours = _table(connection, schema.totaux_jour, "date", measures=True)
        rejets = _open_rejects(connection)
        livraisons = _table(connection, schema.livraisons, "livraison")
        return Snapshot(
            today=today,
            produits=_table(connection, schema.produits, "ID_produit"),
            magasins=_table(connection, schema.magasins, "ID_magasin"),
            jours=jours,
            magasins_jour=_table(
                connection, schema.totaux_magasin_jour, "date", "ID_magasin", measures=True
            ),
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
            etats=_states(jours, rejets, livraisons, frozenset(closed), frozenset(weekdays)),
            lignes=lambda day: _lines(warehouse, day),
        )


def _table(
    connection: Connection, table: Table, *order: str, measures: bool = False
) -> pd.DataFrame:
    columns = [column for column in table.columns if column.computed is None]
    query = select(*columns).order_by(*(table.c[name] for name in order))
    frame = _frame(connection, query)
    return frame.astype({name: "int64" for name in MEASURES}) if measures else frame


def _frame(connection: Connection, query: Any) -> pd.DataFrame:
    """The rows of a query, with days as `datetime64[s]` and numbers that may miss as `Int64`."""
    result = connection.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    for name in frame.columns.intersection(list(_DAYS)):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame.astype({name: "Int64" for name in frame.columns.intersection(list(_MAYBE_WHOLE))})


def _open_rejects(connection: Connection) -> pd.DataFrame:
    """The quarantined rows that no newer delivery of the same day of the same store replaced."""
    rejects, held = schema.rejets, schema.totaux_magasin_jour
    same_window = (held.c.date == rejects.c.date) & (held.c.ID_magasin == rejects.c.ID_magasin)
    query = (
        select(rejects, schema.livraisons.c.nom)
        .join(schema.livraisons, schema.livraisons.c.livraison == rejects.c.livraison)
        .outerjoin(held, same_window & (held.c.livraison > rejects.c.livraison))
        .where(held.c.livraison.is_(None))
        .order_by(rejects.c.livraison, rejects.c.ligne)
    )
    return _frame(connection, query).astype({"quantite": "Int64"})


def _matrix(connection: Connection) -> pd.DataFrame:
    """Each product in each store over the last year of data."""
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
    return _frame(connection, query).astype({"quantite": "int64", "ca_e4": "int64"})


def _whole(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """PostgreSQL sums big integers into decimals; they come back whole."""
    from sqlalchemy import BigInteger, cast

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
    following = day_key(day + timedelta(days=1))
    query = (
        select(*(line[name] for name in names))
        .where(line.ID_vente >= day_key(day), line.ID_vente < following)
        .order_by(line.ID_vente)
    )
    with warehouse.read() as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)


def _states(
    jours: pd.DataFrame,
    rejets: pd.DataFrame,
    livraisons: pd.DataFrame,
    closed: frozenset[date],
    weekdays: frozenset[int],
) -> pd.DataFrame:
    """The state of every civil day from the first known to the last."""
    loaded = livraisons[livraisons["statut"] == "chargee"]
    named = loaded.loc[loaded["lignes"] == loaded["vides"], "jour"]
    days = {
        name: {stamp.date() for stamp in column.dropna()}
        for name, column in (
            ("vendu", jours["date"]),
            ("quarantaine", rejets["date"]),
            ("zero", named),
        )
    }
    known = set().union(*days.values())
    if not known:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[s]"), "etat": []})
    calendar = pd.date_range(min(known), max(known), unit="s")

    def state(day: date) -> str:
        for name in ("vendu", "quarantaine", "zero"):
            if day in days[name]:
                return name
        return "ferme" if day in closed or day.weekday() in weekdays else "absent"

    return pd.DataFrame({"date": calendar, "etat": [state(stamp.date()) for stamp in calendar]})


def first_day(warehouse: Warehouse) -> date | None:
    """The first day with sales; None while there is none."""
    with warehouse.read() as connection:
        found: date | None = connection.execute(
            select(func.min(schema.totaux_jour.c.date))
        ).scalar()
    return found


def day_totals(connection: Connection, first: date, last: date) -> pd.DataFrame:
    """The totals of these days, for the graph's metadata."""
    query = (
        select(schema.totaux_jour)
        .where(schema.totaux_jour.c.date.between(first, last))
        .order_by(schema.totaux_jour.c.date)
    )
    return _frame(connection, query)
