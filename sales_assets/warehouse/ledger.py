"""The ledger: every delivery ever seen, and the verdicts of the gates.

Functions take the connection of the transaction they are part of. What stays out: the files
themselves (`inbox/`), their quarantined rows (`quarantine.py`) and the sales they led to
(`windows.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, func, insert, literal, or_, select, update

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.journal import Receipt
from sales_assets.warehouse.schema import controles, livraisons, rejets, totaux_magasin_jour


@dataclass(frozen=True)
class Delivery:
    """One line of the ledger: a file content, received once."""

    livraison: int
    nom: str
    sha256: str
    genre: str
    jour: date | None
    statut: str
    lignes: int = 0
    acceptees: int = 0
    rejetees: int = 0
    vides: int = 0
    identiques: int = 0
    message: str = ""
    correspondances: str | None = None


def record(
    connection: Transaction, receipt: Receipt, *, statut: str, message: str = ""
) -> Delivery:
    """Enter a delivery; numbers follow one another: deliveries are ordered by arrival."""
    seals.changing(connection, livraisons, [receipt.livraison])
    row = {**vars(receipt), "statut": statut, "message": message}
    connection.execute(insert(livraisons).values(row))
    known = Delivery.__dataclass_fields__.keys() & row.keys()
    return Delivery(**{name: row[name] for name in known})


def deliveries(
    connection: Transaction,
    *,
    genres: Iterable[str] | None = None,
    statuts: Iterable[str] | None = None,
    numbers: Iterable[int] | None = None,
) -> list[Delivery]:
    """The deliveries of these kinds, states and numbers (all when not given), oldest first."""
    names = list(Delivery.__dataclass_fields__)
    query = select(*(livraisons.c[name] for name in names)).order_by(livraisons.c.livraison)
    for column, values in (("genre", genres), ("statut", statuts), ("livraison", numbers)):
        if values is not None:
            query = query.where(livraisons.c[column].in_(list(values)))
    return [Delivery(**row) for row in connection.execute(query).mappings()]


def latest_named(connection: Transaction, nom: str) -> Delivery | None:
    """The last delivery under this file name."""
    query = select(func.max(livraisons.c.livraison)).where(livraisons.c.nom == nom)
    return _one(connection, connection.execute(query).scalar())


def latest_with_content(
    connection: Transaction, sha256: str, genres: Iterable[str]
) -> Delivery | None:
    """The last delivery of these kinds with this content that was not itself a duplicate."""
    query = select(func.max(livraisons.c.livraison)).where(
        livraisons.c.sha256 == sha256,
        livraisons.c.genre.in_(list(genres)),
        livraisons.c.statut != "doublon",
    )
    return _one(connection, connection.execute(query).scalar())


def latest_loaded(connection: Transaction, genre: str) -> Delivery | None:
    """The last delivery of this kind whose content is in force."""
    query = select(func.max(livraisons.c.livraison)).where(
        livraisons.c.genre == genre, livraisons.c.statut == "chargee"
    )
    return _one(connection, connection.execute(query).scalar())


def _one(connection: Transaction, number: int | None) -> Delivery | None:
    found = deliveries(connection, numbers=[number]) if number is not None else []
    return found[0] if found else None


def settle(connection: Transaction, livraison: int, **changes: Any) -> None:
    """Change the state, the counts or the message of a delivery."""
    seals.changing(connection, livraisons, [livraison])
    connection.execute(
        update(livraisons).where(livraisons.c.livraison == livraison).values(**changes)
    )


def load(
    connection: Transaction, delivery: Delivery, *, more_rejected: int, **changes: Any
) -> Delivery:
    """Note that a delivery is loaded, with more of its rows set aside; it, as it is now."""
    changes |= {
        "statut": "chargee",
        "acceptees": delivery.acceptees - more_rejected,
        "rejetees": delivery.rejetees + more_rejected,
    }
    settle(connection, delivery.livraison, **changes)
    return replace(delivery, **changes)


def concerned_by(connection: Transaction, first: date, last: date) -> dict[int, set[date]]:
    """The deliveries that hold sales or quarantined rows of these days, each with its days."""
    loaded = select(totaux_magasin_jour.c.livraison, totaux_magasin_jour.c.date)
    waiting = select(rejets.c.livraison, rejets.c.date).distinct()
    found: dict[int, set[date]] = {}
    for query, table in ((loaded, totaux_magasin_jour), (waiting, rejets)):
        for number, day in connection.execute(query.where(table.c.date.between(first, last))):
            found.setdefault(number, set()).add(day)
    return dict(sorted(found.items()))


def days_in_tables(connection: Transaction) -> dict[date, tuple[int, int]]:
    """The days with sales: how many rows, and the newest delivery that they come from."""
    cell = totaux_magasin_jour.c
    query = select(cell.date, func.sum(cell.lignes), func.max(cell.livraison)).group_by(cell.date)
    return {day: (int(rows), newest) for day, rows, newest in connection.execute(query)}


def record_verdict(connection: Transaction, asset: str, outcomes: Iterable[dict[str, Any]]) -> None:
    """Replace what is known of an asset's rules by the latest judgement.

    Args:
        connection: The transaction.
        asset: The table judged.
        outcomes: One dictionary a rule and scope: regle, portee, severite, reussi, juges,
            fautifs, phrase, exemples (a list of rows).
    """
    rows = [{"asset": asset, **outcome} for outcome in outcomes]
    if not rows:
        return
    seals.changing(connection, controles)
    keys = [
        and_(controles.c.regle == row["regle"], controles.c.portee == row["portee"]) for row in rows
    ]
    connection.execute(delete(controles).where(controles.c.asset == asset, or_(*keys)))
    for row in rows:
        row["exemples"] = json.dumps(row.get("exemples", []), ensure_ascii=False)
    connection.execute(insert(controles), rows)


@dataclass(frozen=True)
class Account:
    """The rows of every delivery, added up.

    `wrong` names the deliveries whose rows are not all in one of the three places, or whose
    quarantined rows are not all in `rejets`.
    """

    wrong: list[str]
    livraisons: int
    lignes: int
    acceptees: int
    rejetees: int
    vides: int


def account(connection: Transaction) -> Account:
    """Check that no row of any delivery is lost."""
    kept = (
        select(rejets.c.livraison, func.count().label("kept")).group_by(rejets.c.livraison)
    ).subquery()
    here = func.coalesce(kept.c.kept, 0)
    places = [livraisons.c[name] for name in ("acceptees", "rejetees", "vides")]
    rows = livraisons.outerjoin(kept, kept.c.livraison == livraisons.c.livraison)
    sums = select(func.count(), *(func.sum(column) for column in (livraisons.c.lignes, *places)))
    wrong = (
        select(livraisons.c.nom)
        .select_from(rows)
        .where(or_(livraisons.c.lignes != sum(places, literal(0)), livraisons.c.rejetees != here))
        .order_by(livraisons.c.livraison)
    )
    totals = [int(value or 0) for value in connection.execute(sums).one()]
    return Account(list(connection.execute(wrong).scalars()), *totals)


def keep_verdicts(connection: Transaction, asset: str, days: Iterable[date]) -> None:
    """Forget the verdicts on single days, but these."""
    kept = {day.isoformat() for day in days}
    query = select(controles.c.portee).where(controles.c.asset == asset, controles.c.portee != "")
    past = set(connection.execute(query).scalars()) - kept
    if past:
        seals.changing(connection, controles)
    for scope in past:
        connection.execute(
            delete(controles).where(controles.c.asset == asset, controles.c.portee == scope)
        )
