"""The ledger: every delivery ever seen, its quarantined rows, and the verdicts of the gates.

Functions take the connection of the transaction they are part of. What stays out: the files
themselves (`deliveries.py`) and the sales they led to (`windows.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from sales_assets.warehouse.engine import bulk_insert
from sales_assets.warehouse.schema import controles, livraisons, rejets, totaux_magasin_jour

_BY_RECORD = tuple(column.name for column in rejets.columns)


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
    message: str = ""


def record(
    connection: Connection,
    *,
    nom: str,
    sha256: str,
    genre: str,
    jour: date | None,
    octets: int,
    recue_le: datetime,
    statut: str,
    message: str = "",
) -> Delivery:
    """Enter a delivery; its number is the next one: deliveries are ordered by arrival."""
    last = connection.execute(select(func.max(livraisons.c.livraison))).scalar() or 0
    row = {
        "livraison": last + 1,
        "nom": nom,
        "sha256": sha256,
        "genre": genre,
        "jour": jour,
        "statut": statut,
        "message": message,
    }
    connection.execute(insert(livraisons).values(octets=octets, recue_le=recue_le, **row))
    return Delivery(**row)


def deliveries(
    connection: Connection,
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


def latest_named(connection: Connection, nom: str) -> Delivery | None:
    """The last delivery under this file name."""
    query = select(func.max(livraisons.c.livraison)).where(livraisons.c.nom == nom)
    return _one(connection, connection.execute(query).scalar())


def latest_with_content(connection: Connection, sha256: str, genres: Iterable[str]) -> Delivery | None:
    """The last delivery of these kinds with this content that was not itself a duplicate."""
    query = select(func.max(livraisons.c.livraison)).where(
        livraisons.c.sha256 == sha256,
        livraisons.c.genre.in_(list(genres)),
        livraisons.c.statut != "doublon",
    )
    return _one(connection, connection.execute(query).scalar())


def latest_loaded(connection: Connection, genre: str) -> Delivery | None:
    """The last delivery of this kind whose content is in force."""
    query = select(func.max(livraisons.c.livraison)).where(
        livraisons.c.genre == genre, livraisons.c.statut == "chargee"
    )
    return _one(connection, connection.execute(query).scalar())


def _one(connection: Connection, number: int | None) -> Delivery | None:
    found = deliveries(connection, numbers=[number]) if number is not None else []
    return found[0] if found else None


def settle(connection: Connection, livraison: int, **changes: Any) -> None:
    """Change the state, the counts or the message of a delivery."""
    connection.execute(
        update(livraisons).where(livraisons.c.livraison == livraison).values(**changes)
    )


def quarantine(connection: Connection, livraison: int, rejects: pd.DataFrame) -> None:
    """Add rows to `rejets`; `rejects` has the columns of the table but `livraison`."""
    if rejects.empty:
        return
    frame = rejects.assign(livraison=livraison).reindex(columns=list(_BY_RECORD))
    bulk_insert(connection, rejets, frame)


def release(connection: Connection, livraison: int, lines: Sequence[int]) -> None:
    """Take these rows of a delivery out of `rejets`, before they are judged again."""
    for start in range(0, len(lines), 500):
        some = list(lines[start : start + 500])
        connection.execute(
            delete(rejets).where(rejets.c.livraison == livraison, rejets.c.ligne.in_(some))
        )


def release_all(connection: Connection, livraison: int) -> None:
    """Take every row of a delivery out of `rejets`, before it is read again."""
    connection.execute(delete(rejets).where(rejets.c.livraison == livraison))


def quarantined(
    connection: Connection,
    *,
    livraison: int | None = None,
    days: Iterable[date] | None = None,
    reasons: Iterable[str] | None = None,
) -> pd.DataFrame:
    """The quarantined rows (columns of `rejets`), by delivery and line."""
    query = select(rejets).order_by(rejets.c.livraison, rejets.c.ligne)
    if livraison is not None:
        query = query.where(rejets.c.livraison == livraison)
    if days is not None:
        query = query.where(rejets.c.date.in_(list(days)))
    if reasons is not None:
        query = query.where(rejets.c.raison.in_(list(reasons)))
    return pd.DataFrame(connection.execute(query).mappings().all(), columns=list(_BY_RECORD))


def concerned_by(connection: Connection, first: date, last: date) -> dict[int, set[date]]:
    """The deliveries that a rebuild of these days must read again, each with its days."""
    loaded = select(totaux_magasin_jour.c.livraison, totaux_magasin_jour.c.date)
    waiting = select(rejets.c.livraison, rejets.c.date).distinct()
    found: dict[int, set[date]] = {}
    for query, table in ((loaded, totaux_magasin_jour), (waiting, rejets)):
        for number, day in connection.execute(query.where(table.c.date.between(first, last))):
            found.setdefault(number, set()).add(day)
    return dict(sorted(found.items()))


def record_verdict(connection: Connection, asset: str, outcomes: Iterable[dict[str, Any]]) -> None:
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
    keys = [
        and_(controles.c.regle == row["regle"], controles.c.portee == row["portee"])
        for row in rows
    ]
    connection.execute(delete(controles).where(controles.c.asset == asset, or_(*keys)))
    for row in rows:
        row["exemples"] = json.dumps(row.get("exemples", []), ensure_ascii=False)
    connection.execute(insert(controles), rows)


def clear_verdicts(connection: Connection, asset: str, days: Iterable[date]) -> None:
    """Forget the verdicts on single days, about to be judged again."""
    scopes = [day.isoformat() for day in days]
    for start in range(0, len(scopes), 500):
        connection.execute(
            delete(controles).where(
                controles.c.asset == asset, controles.c.portee.in_(scopes[start : start + 500])
            )
        )
