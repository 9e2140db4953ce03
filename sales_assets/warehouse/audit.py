"""The whole base against itself: its structure, its keys, its seals, every total against its lines.

Once a night, on demand, and for a copy that must be trusted; a daily run checks what it reads
(`seals.read`) and the structure of the file. Reads a month at a time. What stays out: copying and
replacing the file (`backup.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Table, func, select
from sqlalchemy.exc import DatabaseError

from sales_assets.language import Words
from sales_assets.warehouse import damage, details, frames, seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.lines import STORE_KEY
from sales_assets.warehouse.measures import TOLD, measure, measure_cells
from sales_assets.warehouse.schema import (
    MEASURES,
    livraisons,
    magasins,
    rejets,
    totaux_jour,
    totaux_magasin_jour,
    totaux_mois,
    totaux_produit_jour,
    ventes,
)
from sales_assets.warehouse.windows import day_key

_NUMBERS = ("ID_vente", "quantite_e3", "prix_unitaire_e4", "remise_e4", "total_e4")
_LINE = (*_NUMBERS, "date", "ID_produit", "ID_magasin", "ticket", *TOLD)


def problems(connection: Transaction) -> list[Words]:
    """What is wrong with a base, a sentence each; nothing more once one kind is found."""
    for look in (_structure, _keys, seals.problems, _ledger, _totals):
        try:
            found = list(look(connection))
        except damage.UNREADABLE as error:  # a value that is none, a page that is none
            found = [damage.broken(getattr(error, "orig", error))]
        if found:
            return found
    return []


def check(connection: Transaction) -> None:
    """Check the whole base.

    Raises:
        Damaged: With what was found.
    """
    found = problems(connection)
    if found:
        raise damage.found(found)


def check_file(connection: Transaction) -> None:
    """Check the structure and the keys of an SQLite base; a server keeps its own.

    Raises:
        Damaged: With what was found.
    """
    try:
        found = [*_structure(connection), *_keys(connection)]
    except DatabaseError as error:
        found = [damage.broken(error.orig)]
    if found:
        raise damage.found(found)


def _structure(connection: Transaction) -> Iterator[Words]:
    if connection.dialect.name == "sqlite":  # `quick_check` does not compare rows with indexes
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(3)"):
            if said != "ok":
                yield damage.broken(said)


def _keys(connection: Transaction) -> Iterator[Words]:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            yield damage.orphan(broken[0], broken[2])


def _ledger(connection: Transaction) -> Iterator[Words]:
    """The quarantined rows that the ledger counts are there."""
    query = (
        select(livraisons.c.nom, livraisons.c.rejetees, func.count(rejets.c.ligne))
        .join_from(livraisons, rejets, rejets.c.livraison == livraisons.c.livraison, isouter=True)
        .group_by(livraisons.c.livraison)
        .having(livraisons.c.rejetees != func.count(rejets.c.ligne))
    )
    for name, expected, found in connection.execute(query.limit(1)):
        yield damage.lost_rejects(name, expected, found)


def _totals(connection: Transaction) -> Iterator[Words]:
    """Each table of totals says what the lines say, and each line stands under its own key."""
    days = _stored(connection, totaux_jour)
    months = days.assign(mois=days["date"].map(lambda day: day.isoformat()[:7]))
    months = months.drop(columns="date").groupby("mois", as_index=False).sum()
    if wrong := _differing(months, _stored(connection, totaux_mois)):
        firsts = [date.fromisoformat(f"{month}-01") for month in wrong]
        yield damage.contradicted(totaux_mois.name, totaux_jour.name, firsts)
    for first, following in _spans(connection):
        yield from _days(connection, first, following)


def _spans(connection: Transaction) -> list[tuple[date, date]]:
    """The first day of each month that any table speaks of, and of the following one."""
    months: set[tuple[int, int]] = set()
    for table in (ventes, totaux_jour, totaux_magasin_jour, totaux_produit_jour):
        days = connection.execute(select(table.c.date).distinct()).scalars()
        months |= {(day.year, day.month) for day in days}
    return [
        (date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
        for year, month in sorted(months)
    ]


def _days(connection: Transaction, first: date, following: date) -> Iterator[Words]:
    query = (
        select(*(ventes.c[name] for name in _LINE), magasins.c.numero)
        .join(magasins, magasins.c.ID_magasin == ventes.c.ID_magasin)
        .where(ventes.c.date >= first, ventes.c.date < following)
    )
    lines = pd.DataFrame(connection.execute(query).all(), columns=[*_LINE, "numero"])
    lines = lines.astype(dict.fromkeys(_NUMBERS, "int64")).astype({"ticket": "str"})
    keys = lines["date"].map({day: day_key(day) for day in lines["date"].unique()})
    keys += lines["numero"] * STORE_KEY
    if strays := set(lines.loc[~lines["ID_vente"].between(keys + 1, keys + STORE_KEY - 1), "date"]):
        yield damage.altered(ventes.name, strays)
    for table, found in (
        (totaux_magasin_jour, measure_cells(lines)),
        (totaux_produit_jour, measure(lines, ["date", "ID_produit"])),
        (totaux_jour, measure(lines, ["date"])),
    ):
        if wrong := _differing(found, _stored(connection, table, first, following)):
            yield damage.contradicted(ventes.name, table.name, wrong)
    laid = details.laid_out(details.told(lines))
    for table, fill in details.TABLES.items():
        within = table.c.date >= first, table.c.date < following
        stored = frames.table(connection, table, *within)
        if wrong := _differing(fill(laid), stored.assign(date=stored["date"].dt.date)):
            yield damage.contradicted(ventes.name, table.name, wrong)


def _stored(
    connection: Transaction, table: Table, first: date | None = None, following: date | None = None
) -> pd.DataFrame:
    kept = [
        column
        for column in table.columns
        if column.primary_key or column.name in (*MEASURES, "empreinte")
    ]
    query = select(*kept)
    if first is not None:
        query = query.where(table.c.date >= first, table.c.date < following)
    frame = pd.DataFrame(connection.execute(query).all(), columns=[one.name for one in kept])
    return frame.astype(dict.fromkeys(MEASURES, "int64"))


def _differing(found: pd.DataFrame, stored: pd.DataFrame) -> set[Any]:
    """The days or months, in the first column of `stored`, whose rows two frames do not share."""
    columns = list(stored.columns)
    one, other = (
        set(frame[columns].itertuples(index=False, name=None)) for frame in (found, stored)
    )
    return {row[0] for row in one ^ other}
