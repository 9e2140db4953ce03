"""Totals of what only some lines tell: tickets, hours, VAT, discounts, cost.

Each table sums the lines that tell it, by day and store, or by day and product; a shop whose files
tell none has them empty, and pays nothing for them. What goes in: how lines become these sums, and
the tables written beside those of `windows.py`. What stays out: what a line is worth
(`loading/valuation.py`), and the totals that every line has (`measures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Table, bindparam, delete, select

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.measures import CELL, TOLD
from sales_assets.warehouse.schema import (
    totaux_heures,
    totaux_tickets,
    totaux_tva,
    totaux_valeur_magasin,
    totaux_valeur_produit,
)

_BY_PRODUCT = ["date", "ID_produit"]
READ = [*CELL, "ID_produit", "quantite_e3", "total_e4", "remise_e4", "ticket", *TOLD]
"""The columns of lines that all this is made of."""


def told(lines: pd.DataFrame) -> pd.DataFrame:
    """What these tables need of lines; no row, and cheap, where they tell nothing more.

    Args:
        lines: As `lines.Lines.add` takes them.
    """
    beside = [name for name in ("ticket", *TOLD) if name in lines]
    some = lines[beside].notna().any(axis=None) or lines["remise_e4"].any()
    return lines[lines.columns.intersection(READ)] if some else lines.head(0)


def laid_out(lines: pd.DataFrame) -> pd.DataFrame:
    """The same, as the functions below take them.

    Returns:
        CELL, ID_produit, quantite_e3, total_e4, remise_e4; cout_e4, taux_tva_e4, ht_e4, tva_e4
        (Int64, NA where a line does not tell); ticket, a number for each text, and minute of the
        day, both -1 where a line has none.
    """
    frame = lines.reindex(columns=READ)
    frame = frame.astype(dict.fromkeys(TOLD[1:], "Int64"))
    minute = frame["heure"].astype("category").cat
    minutes = np.array([*map(_minute, minute.categories), -1])
    codes = pd.factorize(frame["ticket"])[0]
    return frame.assign(ticket=codes, minute=minutes[minute.codes]).drop(columns="heure")


def _minute(text: str) -> int:
    return 60 * int(text[:2]) + int(text[3:])


def tickets(lines: pd.DataFrame) -> pd.DataFrame:
    """By day and store: tickets, lignes, quantite_e3, ca_e4, of the lines with a ticket's number.

    A ticket is a number of a day of a store: tills begin again at 1 each morning.
    """
    some = lines[lines["ticket"] >= 0]
    found = _summed(some, CELL, quantite_e3=some["quantite_e3"], ca_e4=some["total_e4"])
    counts = some.drop_duplicates([*CELL, "ticket"]).groupby(CELL, observed=True).size()
    return found.merge(counts.rename("tickets").reset_index(), on=CELL)


def hours(lines: pd.DataFrame) -> pd.DataFrame:
    """By day, store and heure (0 to 23): lignes, ca_e4, tickets, premiere and derniere ("HH:MM").

    A ticket is counted once, at the hour of its first line.
    """
    some = lines[lines["minute"] >= 0]
    some = some.assign(heure=some["minute"] // 60)
    by = [*CELL, "heure"]
    found = _summed(some, by, ca_e4=some["total_e4"])
    ends = some.groupby(by, observed=True)["minute"].agg(premiere="min", derniere="max")
    ticketed = some[some["ticket"] >= 0].sort_values("minute", kind="stable")
    counts = ticketed.drop_duplicates([*CELL, "ticket"]).groupby(by, observed=True).size()
    ends = ends.apply(lambda minutes: _CLOCK[minutes.to_numpy()])
    found = found.merge(ends.reset_index(), on=by)
    found = found.merge(counts.rename("tickets").reset_index(), on=by, how="left")
    return found.assign(tickets=found["tickets"].fillna(0).astype("int64"))


_CLOCK = np.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)], object)


def taxes(lines: pd.DataFrame) -> pd.DataFrame:
    """By day, store and rate: lignes, ca_e4, ht_e4, tva_e4, of the lines whose VAT is known."""
    some = lines[lines["tva_e4"].notna()]
    sums = {"ca_e4": some["total_e4"], "ht_e4": some["ht_e4"], "tva_e4": some["tva_e4"]}
    return _summed(some, [*CELL, "taux_tva_e4"], **sums)


def worth(lines: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """By day and store or product, what is taken off, known without tax, and of cost.

    remise_e4 is that of the sales less that of the returns; lignes_ht, ca_connu_e4 and ht_e4 are of
    the lines whose HT is known; lignes_cout, ht_cout_e4 and cout_e4 of those whose cost is too.
    """
    untaxed, cost = lines["ht_e4"].notna(), lines["ht_e4"].notna() & lines["cout_e4"].notna()
    some = lines[untaxed | (lines["remise_e4"] != 0)]
    untaxed, cost = untaxed[some.index], cost[some.index]
    found = _summed(
        some,
        by,
        remise_e4=some["remise_e4"].where(some["quantite_e3"] > 0, -some["remise_e4"]),
        lignes_ht=untaxed.astype("int64"),
        ca_connu_e4=some["total_e4"].where(untaxed, 0),
        ht_e4=some["ht_e4"].where(untaxed, 0),
        lignes_cout=cost.astype("int64"),
        ht_cout_e4=some["ht_e4"].where(cost, 0),
        cout_e4=some["cout_e4"].where(cost, 0),
    )
    return found.drop(columns="lignes")


TABLES: Mapping[Table, Callable[[pd.DataFrame], pd.DataFrame]] = {
    totaux_tickets: tickets,
    totaux_heures: hours,
    totaux_tva: taxes,
    totaux_valeur_magasin: lambda lines: worth(lines, CELL),
    totaux_valeur_produit: lambda lines: worth(lines, _BY_PRODUCT),
}
"""Each table, and what fills it out of lines."""


def replace(connection: Transaction, days: Collection[date], lines: pd.DataFrame) -> None:
    """Make these lines all that the tables say of these days.

    Args:
        connection: The transaction.
        days: The days.
        lines: `told`, every line of these days.
    """
    laid = laid_out(lines)
    for table, fill in TABLES.items():
        if laid.empty and not _held(connection, table):
            continue
        seals.rewriting(connection, table, days)
        statement = delete(table).where(table.c.date == bindparam("day"))
        connection.execute(statement, [{"day": day} for day in days])
        bulk_insert(connection, table, fill(laid))


def _held(connection: Transaction, table: Table) -> bool:
    return connection.execute(select(table.c.date).limit(1)).first() is not None


def _summed(lines: pd.DataFrame, by: Iterable[str], **sums: pd.Series[int]) -> pd.DataFrame:
    keys = list(by)
    whole = {name: values.astype("int64") for name, values in sums.items()}
    frame = lines[keys].assign(lignes=1, **whole)
    return frame.groupby(keys, observed=True, as_index=False, sort=True).sum()
