"""The whole base against itself: its structure, its keys, and every total against its lines.

For a copy that must be trusted, not for the daily run, which checks the days it writes. Reads a
month at a time. What stays out: copying and replacing the file (`backup.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
from sqlalchemy import Table, func, select

from sales_assets.language import _
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.measures import measure, measure_cells
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
from sales_assets.warehouse.windows import STORE_KEY, day_key

_NUMBERS = ("ID_vente", "quantite", "prix_unitaire_e4", "total_e4")
_LINE = (*_NUMBERS, "date", "ID_produit", "ID_magasin", "ticket")


def problems(connection: Transaction) -> list[str]:
    """What is wrong with an SQLite base, one sentence each; nothing more once one kind is found."""
    for look in (_structure, _keys, _ledger, _totals):
        try:
            found = list(look(connection))
        except (ArithmeticError, TypeError, ValueError) as error:  # a value that is none
            found = [_("Une valeur de la base est illisible ({cause}).").format(cause=error)]
        if found:
            return found
    return []


def _structure(connection: Transaction) -> Iterator[str]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(3)"):
        if said != "ok":
            yield _("Le fichier de la base est abîmé ({cause}).").format(cause=said)


def _keys(connection: Transaction) -> Iterator[str]:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        yield _("Une ligne de la table {table} renvoie à une ligne absente de {autre}.").format(
            table=broken[0], autre=broken[2]
        )


def _ledger(connection: Transaction) -> Iterator[str]:
    """The quarantined rows that the ledger counts are there."""
    query = (
        select(livraisons.c.nom, livraisons.c.rejetees, func.count(rejets.c.ligne))
        .join_from(livraisons, rejets, rejets.c.livraison == livraisons.c.livraison, isouter=True)
        .group_by(livraisons.c.livraison)
        .having(livraisons.c.rejetees != func.count(rejets.c.ligne))
    )
    for nom, expected, found in connection.execute(query.limit(1)):
        yield _(
            "{nom} : {attendu} ligne(s) en quarantaine selon la table livraisons, {trouve} dans "
            "la table rejets."
        ).format(nom=nom, attendu=expected, trouve=found)


def _totals(connection: Transaction) -> Iterator[str]:
    """Each table of totals says what the lines say, and each line stands under its own key."""
    days = _stored(connection, totaux_jour)
    months = days.assign(mois=days["date"].map(lambda day: day.isoformat()[:7]))
    months = months.drop(columns="date").groupby("mois", as_index=False).sum()
    if not _same(months, _stored(connection, totaux_mois), ["mois"]):
        yield _differs(totaux_mois.name, _("un mois"))
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


def _days(connection: Transaction, first: date, following: date) -> Iterator[str]:
    query = (
        select(*(ventes.c[name] for name in _LINE), magasins.c.numero)
        .join(magasins, magasins.c.ID_magasin == ventes.c.ID_magasin)
        .where(ventes.c.date >= first, ventes.c.date < following)
    )
    lines = pd.DataFrame(connection.execute(query).all(), columns=[*_LINE, "numero"])
    lines = lines.astype(dict.fromkeys(_NUMBERS, "int64")).astype({"ticket": "str"})
    month = f"{first:%m/%Y}"
    keys = lines["date"].map({day: day_key(day) for day in lines["date"].unique()})
    keys += lines["numero"] * STORE_KEY
    if not lines["ID_vente"].between(keys + 1, keys + STORE_KEY - 1).all():
        yield _differs(ventes.name, month)
    for table, found, by in (
        (totaux_magasin_jour, measure_cells(lines), ["date", "ID_magasin"]),
        (totaux_produit_jour, measure(lines, ["date", "ID_produit"]), ["date", "ID_produit"]),
        (totaux_jour, measure(lines, ["date"]), ["date"]),
    ):
        if not _same(found, _stored(connection, table, first, following), by):
            yield _differs(table.name, month)


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


def _same(found: pd.DataFrame, stored: pd.DataFrame, keys: list[str]) -> bool:
    """Whether two frames hold the same rows, in any order."""
    columns = list(stored.columns)
    one, other = (
        frame[columns].sort_values(keys).to_numpy(dtype="object").tolist()
        for frame in (found, stored)
    )
    return bool(one == other)


def _differs(table: str, where: str) -> str:
    return _("La table {table} ne dit pas la même chose que les autres ({ou}).").format(
        table=table, ou=where
    )
