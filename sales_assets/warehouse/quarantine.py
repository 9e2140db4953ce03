"""The quarantined rows: what waits, what can be judged again, what is open still.

A row stays in `rejets` for ever; it is *open* until a later delivery puts it right. What stays
out: which delivery does (`closing.py`), and why a row is rejected (`contract/`, `loading.judging`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    true,
)

from sales_assets.contract.reasons import Reason
from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.schema import (
    livraisons,
    magasins,
    prix_historique,
    produits,
    rejets,
)

COLUMNS = tuple(column.name for column in rejets.columns if column.name != "clos_par")
SALES_KINDS = ("historique", "jour")
IS_OPEN = rejets.c.clos_par.is_(None)
IS_FUTURE = rejets.c.raison == Reason.DATE_FUTURE.value
"""Rejected by the reader until its day comes."""
_SOME = 500


def _waits(rows: FromClause) -> ColumnElement[bool]:
    """Held back by the gate by itself: for want of a product, a price, a store, or of belief."""
    unpriced = and_(rows.c.raison == Reason.PRIX_INVALIDE.value, rows.c.colonne == "prix")
    unknown = (
        Reason.PRODUIT_INCONNU.value,
        Reason.ID_ABIME.value,
        Reason.MAGASIN_INCONNU.value,
        Reason.HORS_REGLE.value,
    )
    return or_(rows.c.raison.in_(unknown), unpriced)


def _is_blocked(rows: FromClause) -> ColumnElement[bool]:
    """Held back by the gate with its whole day."""
    return rows.c.raison == Reason.CONTROLE_BLOQUANT.value


def is_judged(rows: FromClause) -> ColumnElement[bool]:
    """To be judged again: held back by the gate, or until its day comes."""
    future = rows.c.raison == Reason.DATE_FUTURE.value
    return or_(_waits(rows), _is_blocked(rows), future)


def add(connection: Transaction, livraison: int, rejects: pd.DataFrame) -> None:
    """Set rows aside; `rejects` has the columns of the table but `livraison`."""
    if rejects.empty:
        return
    seals.changing(connection, rejets, [livraison])
    frame = rejects.assign(livraison=livraison).reindex(columns=list(COLUMNS))
    for name in ("ID_magasin", "ID_produit"):  # NUL, which PostgreSQL cannot hold, is drawn
        frame[name] = frame[name].astype("str").str.replace("\0", "\u2400", regex=False)
    bulk_insert(connection, rejets, frame)


def judged(connection: Transaction, livraison: int) -> dict[int, bool]:
    """The lines of a delivery to be judged again, and whether they are open still."""
    query = select(rejets.c.ligne, IS_OPEN).where(
        rejets.c.livraison == livraison, is_judged(rejets)
    )
    return {line: bool(still_open) for line, still_open in connection.execute(query)}


def release(connection: Transaction, livraison: int, lines: Sequence[int]) -> None:
    """Take rows of a delivery back, by line: they have been judged again."""
    seals.changing(connection, rejets, [livraison])
    for start in range(0, len(lines), _SOME):
        some = rejets.c.ligne.in_(lines[start : start + _SOME])
        connection.execute(delete(rejets).where(rejets.c.livraison == livraison, some))


def release_all(connection: Transaction, livraison: int) -> None:
    """Take every row of a delivery back, before it is read again."""
    seals.changing(connection, rejets, [livraison])
    connection.execute(delete(rejets).where(rejets.c.livraison == livraison))


def of_delivery(connection: Transaction, livraison: int) -> pd.DataFrame:
    """The quarantined rows of a delivery (the columns of the table), by line."""
    query = select(rejets).where(rejets.c.livraison == livraison).order_by(rejets.c.ligne)
    return pd.DataFrame(connection.execute(query).mappings().all(), columns=list(COLUMNS))


def due(connection: Transaction, today: date) -> dict[int, frozenset[int]]:
    """The loaded deliveries with open rows that were future when read, and whose day has come.

    By number of delivery, oldest first: the physical lines of those rows.
    """
    query = (
        select(rejets.c.livraison, rejets.c.ligne)
        .join(livraisons, livraisons.c.livraison == rejets.c.livraison)
        .where(livraisons.c.statut == "chargee", _has_come(today), IS_OPEN)
    )
    found: dict[int, set[int]] = {}
    for number, line in connection.execute(query):
        found.setdefault(number, set()).add(line)
    return {number: frozenset(found[number]) for number in sorted(found)}


def _has_come(today: date) -> ColumnElement[bool]:
    return and_(IS_FUTURE, rejets.c.date <= today)


def ripe(connection: Transaction, today: date) -> dict[int, frozenset[date]]:
    """The loaded deliveries and days with an open row whose product, price, store or day has come.

    By number of delivery, oldest first.
    """
    causes = (
        (Reason.PRODUIT_INCONNU, produits.c.ID_produit == rejets.c.ID_produit),
        (Reason.ID_ABIME, produits.c.ID_produit == rejets.c.ID_produit),
        (Reason.MAGASIN_INCONNU, magasins.c.ID_magasin == rejets.c.ID_magasin),
        (Reason.PRIX_INVALIDE, prix_historique.c.ID_produit == rejets.c.ID_produit),
    )
    gone = [and_(rejets.c.raison == reason.value, exists().where(came)) for reason, came in causes]
    query = (
        select(rejets.c.livraison, rejets.c.date)
        .join(livraisons, livraisons.c.livraison == rejets.c.livraison)
        .where(
            livraisons.c.statut == "chargee",
            or_(and_(_waits(rejets), or_(*gone)), _has_come(today)),
            IS_OPEN,
        )
        .distinct()
    )
    found: dict[int, set[date]] = {}
    for number, day in connection.execute(query):
        found.setdefault(number, set()).add(day)
    return {number: frozenset(found[number]) for number in sorted(found)}


@dataclass(frozen=True)
class Waiting:
    """The open rows of a delivery that wait for one reason: how many, the first line, some ids."""

    raison: Reason
    lignes: int
    premiere: int
    noms: list[str]


WAITS_FOR = {
    Reason.PRODUIT_INCONNU: rejets.c.ID_produit,
    Reason.ID_ABIME: rejets.c.ID_produit,
    Reason.MAGASIN_INCONNU: rejets.c.ID_magasin,
    Reason.PRIX_INVALIDE: rejets.c.ID_produit,
    Reason.HORS_REGLE: rejets.c.colonne,
}


def waiting(
    connection: Transaction, livraison: int, days: Iterable[date] | None, names: int
) -> list[Waiting]:
    """What the open rows of a delivery (on these days) wait for, with up to `names` ids each."""
    found = []
    for reason, ident in WAITS_FOR.items():
        query = (
            select(ident, func.count(), func.min(rejets.c.ligne))
            .where(_open_of(livraison, days), _waits(rejets), rejets.c.raison == reason.value)
            .group_by(ident)
            .order_by(func.min(rejets.c.ligne))
        )
        rows = connection.execute(query).all()
        if rows:
            shown = [name for name, _count, _first in rows[:names]]
            found.append(Waiting(reason, sum(row[1] for row in rows), rows[0][2], shown))
    return found


@dataclass(frozen=True)
class Open:
    """An open row: its line, the column at fault ("" for all of it), the reason."""

    ligne: int
    colonne: str
    raison: str


def first_open(connection: Transaction, livraison: int, days: Iterable[date] | None) -> Open | None:
    """The first open row of a delivery (on these days), None without one."""
    columns = (rejets.c.ligne, rejets.c.colonne, rejets.c.raison)
    query = select(*columns).where(_open_of(livraison, days)).order_by(rejets.c.ligne).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Open(row[0], row[1] or "", row[2])


@dataclass(frozen=True)
class Aside:
    """The open rows of a delivery that have one reason: the column at fault ("" for all of it)."""

    livraison: int
    raison: str
    colonne: str
    lignes: int
    premiere: int


def by_reason(connection: Transaction, numbers: Iterable[int]) -> list[Aside]:
    """The open rows of these deliveries, those of most rows first within each."""
    why = (rejets.c.livraison, rejets.c.raison, func.coalesce(rejets.c.colonne, ""))
    rows, first = func.count(), func.min(rejets.c.ligne)
    query = (
        select(*why, rows, first)
        .where(rejets.c.livraison.in_(list(numbers)), IS_OPEN)
        .group_by(*why)
        .order_by(rejets.c.livraison, rows.desc(), first)
    )
    return [Aside(*row) for row in connection.execute(query)]


def blocked(
    connection: Transaction, livraison: int, days: Iterable[date] | None
) -> dict[date, str]:
    """The days of a delivery (among these) still held back, with the name of the rule."""
    query = (
        select(rejets.c.date, func.min(rejets.c.colonne))
        .where(_open_of(livraison, days), _is_blocked(rejets))
        .group_by(rejets.c.date)
        .order_by(rejets.c.date)
    )
    return dict(connection.execute(query).all())


def _open_of(livraison: int, days: Iterable[date] | None) -> ColumnElement[bool]:
    on_days = true() if days is None else rejets.c.date.in_(sorted(days))
    return and_(rejets.c.livraison == livraison, on_days, IS_OPEN)


def count_open(connection: Transaction) -> int:
    """How many rows nothing has put right yet."""
    query = select(func.count()).select_from(rejets).where(IS_OPEN)
    return int(connection.execute(query).scalar_one())


def claims(connection: Transaction, livraison: int, first: date, last: date) -> pd.DataFrame:
    """The days of stores that a newer delivery speaks of, with rows set aside.

    They are no longer this delivery's to fill, even while they hold nothing.

    Returns:
        livraison (the newer one), date (datetime64[s]), ID_magasin.
    """
    columns = ["livraison", "date", "ID_magasin"]
    query = (
        select(*(rejets.c[name] for name in columns))
        .join(livraisons, livraisons.c.livraison == rejets.c.livraison)
        .where(
            rejets.c.livraison > livraison,
            livraisons.c.statut == "chargee",
            is_judged(rejets),
            rejets.c.date.between(first, last),
        )
        .distinct()
    )
    frame = pd.DataFrame(connection.execute(query).all(), columns=columns)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame.astype({"ID_magasin": "str", "livraison": "int64"})


def held_days(connection: Transaction) -> dict[date, tuple[int, bool]]:
    """The days with open rows that the gate holds back: the newest delivery, whether all wait."""
    whole = func.max(case((_is_blocked(rejets), 1), else_=0))
    query = (
        select(rejets.c.date, func.max(rejets.c.livraison), whole)
        .where(or_(_waits(rejets), _is_blocked(rejets)), IS_OPEN)
        .group_by(rejets.c.date)
    )
    return {day: (newest, bool(all_)) for day, newest, all_ in connection.execute(query)}


def count_by_day(
    connection: Transaction, first: date, last: date
) -> dict[date, dict[tuple[str, str | None], int]]:
    """The number of open rows of each of these days, by reason and column."""
    why = (rejets.c.date, rejets.c.raison, rejets.c.colonne)
    query = (
        select(*why, func.count()).where(IS_OPEN, rejets.c.date.between(first, last)).group_by(*why)
    )
    found: dict[date, dict[tuple[str, str | None], int]] = {}
    for day, reason, column, rows in connection.execute(query):
        found.setdefault(day, {})[reason, column] = rows
    return found


def blocked_days(connection: Transaction) -> set[date]:
    """The days on which rows are still held back by a rule."""
    query = select(rejets.c.date).where(_is_blocked(rejets), IS_OPEN).distinct()
    return set(connection.execute(query).scalars())
