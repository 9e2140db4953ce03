"""Cheap looks at the warehouse, without frames or migrations: at each load of the graph, each tick.

A database that is not there yet, is older than this program or is busy is no error here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, select, union
from sqlalchemy.exc import SQLAlchemyError

from sales_assets.warehouse.address import address
from sales_assets.warehouse.schema import (
    livraisons,
    magasins,
    prix_historique,
    produits,
    rejets,
    totaux_jour,
    totaux_magasin_jour,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Receipt:
    """What the ledger says of the last content received under a name.

    Attributes:
        octets: Its size.
        sha256: Its digest.
        recue_le: When it was received, as the shop's clock said it; naive on SQLite.
    """

    octets: int
    sha256: str
    recue_le: datetime


def days(url: str) -> frozenset[date]:
    """The days with sales; none while the database is not there or does not answer."""

    def ask(connection: Connection) -> frozenset[date]:
        return frozenset(connection.execute(select(totaux_jour.c.date)).scalars())

    nothing: frozenset[date] = frozenset()
    return _ask(url, ask, nothing, nothing)


def spoken_of(url: str) -> frozenset[date]:
    """The days of which anything came: sales, rows set aside that wait, a file that names them."""

    def ask(connection: Connection) -> frozenset[date]:
        aside = select(rejets.c.date).where(rejets.c.clos_par.is_(None), rejets.c.date.is_not(None))
        named = select(livraisons.c.jour).where(livraisons.c.jour.is_not(None))
        every = union(select(totaux_jour.c.date), aside, named)
        return frozenset(connection.execute(every).scalars())

    nothing: frozenset[date] = frozenset()
    return _ask(url, ask, nothing, nothing)


def receipts(url: str) -> dict[str, Receipt] | None:
    """The last receipt of each name ever delivered; None when the database does not answer."""

    def ask(connection: Connection) -> dict[str, Receipt] | None:
        row = livraisons.c
        query = select(row.nom, row.octets, row.sha256, row.recue_le).order_by(row.livraison)
        return {nom: Receipt(*rest) for nom, *rest in connection.execute(query)}

    nothing: dict[str, Receipt] | None = {}
    return _ask(url, ask, nothing, None)


def catalogue(url: str) -> tuple[dict[str, bool], set[str]]:
    """The products, with whether they have had a price, and the stores; empty without an answer."""

    def ask(connection: Connection) -> tuple[dict[str, bool], set[str]]:
        priced = set(connection.execute(select(prix_historique.c.ID_produit)).scalars())
        products = connection.execute(select(produits.c.ID_produit)).scalars()
        stores = connection.execute(select(magasins.c.ID_magasin)).scalars()
        return {ident: ident in priced for ident in products}, set(stores)

    nothing: tuple[dict[str, bool], set[str]] = ({}, set())
    return _ask(url, ask, nothing, nothing)


def received_as(url: str, sha256: str) -> str | None:
    """The name under which sales of this content came and were not refused, if they did."""

    def ask(connection: Connection) -> str | None:
        row = livraisons.c
        alive = row.statut.in_(["chargee", "en_attente"]), row.genre.in_(["historique", "jour"])
        query = select(row.nom).where(row.sha256 == sha256, *alive).order_by(row.livraison)
        found: str | None = connection.execute(query).scalars().first()
        return found

    return _ask(url, ask, None, None)


def rows_of_days(url: str, first: date, last: date) -> dict[tuple[date, str], int]:
    """The number of sales of each store on each of these days; empty without an answer."""

    def ask(connection: Connection) -> dict[tuple[date, str], int]:
        cell = totaux_magasin_jour.c
        query = select(cell.date, cell.ID_magasin, cell.lignes).where(
            cell.date.between(first, last)
        )
        return {(day, store): rows for day, store, rows in connection.execute(query)}

    nothing: dict[tuple[date, str], int] = {}
    return _ask(url, ask, nothing, nothing)


def _ask(url: str, ask: Callable[[Connection], Answer], missing: Answer, mute: Answer) -> Answer:
    """One question: `missing` where there is no database yet, `mute` where it does not answer."""
    found = address(url)
    if found.get_backend_name() == "sqlite":
        path = Path(found.database or "")
        if not path.is_file() or not path.stat().st_size:
            return missing
    engine = create_engine(found)
    try:
        with engine.connect() as connection:
            return ask(connection)
    except SQLAlchemyError:
        return mute
    finally:
        engine.dispose()
