"""What was found wrong in the base, in words: the table, the day, the command that mends it.

What goes in: what a check found. What stays out: the checks (`seals.py`, `audit.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy.exc import DatabaseError

from sales_assets.errors import Damaged
from sales_assets.language import Words, mark

UNREADABLE = (ArithmeticError, TypeError, ValueError, DatabaseError, sqlite3.Error)
"""What a value that is none of its column's, or a page of the file that is none, raises."""
_SHOWN = 5
_COMMANDS = 3
_REBUILD = mark("Refaites la base depuis l’archive : sales-assets rebuild")


def found(what: Iterable[Words]) -> Damaged:
    """The error that tells these sentences."""
    return Damaged(mark("{constats}"), constats=" ".join(map(str, what)))


@contextmanager
def readable(table: str) -> Iterator[None]:
    """Read rows of a table inside.

    Raises:
        Damaged: A value is none of its column's, or a page of the file is none.
    """
    try:
        yield
    except UNREADABLE as error:
        raise found([unreadable(table, getattr(error, "orig", error))]) from error


def altered(table: str, days: Collection[date] = ()) -> Words:
    """A table does not hold what this program wrote in it, on these days where it has days."""
    if not days:
        return Words(
            mark("La table {table} n’est plus ce que le programme y a écrit. {remede}."),
            {"table": table, "remede": Words(_REBUILD)},
        )
    return Words(
        mark("La table {table} n’est plus ce que le programme y a écrit ({jours}). {remede}."),
        {"table": table, "jours": _told(days), "remede": _again(days)},
    )


def contradicted(table: str, other: str, days: Collection[date]) -> Words:
    """Two tables do not say the same of these days."""
    return Words(
        mark("Les tables {table} et {autre} ne disent pas la même chose ({jours}). {remede}."),
        {"table": table, "autre": other, "jours": _told(days), "remede": _again(days)},
    )


def unreadable(table: str, why: object) -> Words:
    """A value of a table is none of its column's."""
    return Words(
        mark("Une valeur de la table {table} est illisible ({cause}). {remede}."),
        {"table": table, "cause": why, "remede": Words(_REBUILD)},
    )


def broken(why: object) -> Words:
    """The file of the base is damaged."""
    return Words(
        mark("Le fichier de la base est abîmé ({cause}). {remede}."),
        {"cause": why, "remede": Words(_REBUILD)},
    )


def orphan(table: str, other: str) -> Words:
    """A row names another that is not there."""
    return Words(
        mark("Une ligne de la table {table} renvoie à une ligne absente de {autre}. {remede}."),
        {"table": table, "autre": other, "remede": Words(_REBUILD)},
    )


def lost_rejects(name: str, expected: int, found: int) -> Words:
    """The quarantined rows that the ledger counts for a delivery are not there."""
    return Words(
        mark(
            "{nom} : {attendu} ligne(s) en quarantaine selon la table livraisons, {trouve} dans "
            "la table rejets. {remede}."
        ),
        {"nom": name, "attendu": expected, "trouve": found, "remede": Words(_REBUILD)},
    )


def _told(days: Iterable[date]) -> str:
    listed = [f"{day:%d/%m/%Y}" for day in sorted(days)]
    return ", ".join([*listed[:_SHOWN], *(["…"] if len(listed) > _SHOWN else [])])


def _again(days: Iterable[date]) -> Words:
    """The command that makes these days again: one a run of days, or one for all of them."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    if len(spans) > _COMMANDS:
        spans = [(spans[0][0], spans[-1][1])]
    commands = " ; ".join(f"sales-assets run --from {first} --to {last}" for first, last in spans)
    return Words(mark("Refaites-les depuis l’archive : {commandes}"), {"commandes": commands})
