"""Which delivery puts a quarantined row right: said once, when it comes, in `rejets.clos_par`.

| the row                                  | is closed by the first newer delivery             |
|------------------------------------------|---------------------------------------------------|
| of sales                                 | whose content holds its day of its store          |
| of sales                                 | of the same file name, whose content holds its    |
|                                          | day (a wrong store, corrected, is another store)  |
| of sales                                 | loaded, with rows that wait for its day of its    |
|                                          | store, while nobody holds it                      |
| of sales, undated or dated in the future | of the same file name, once no sale of the row's  |
|                                          | own file is in force                              |
| of a catalogue                           | of the same kind, loaded                          |

The same content come back counts as newer. A closed row stays closed; a row that is judged again is
entered again. `close` is called in every transaction that can make a line of the table true: rows
enter quarantine, a delivery is loaded, a content comes back. What stays out: what enters
quarantine, and reading it (`quarantine.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select, true, union_all, update

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.quarantine import IS_FUTURE, IS_OPEN, SALES_KINDS, is_judged
from sales_assets.warehouse.schema import livraisons, rejets, totaux_magasin_jour

_held, _other = totaux_magasin_jour.alias("held"), rejets.alias("other")
_own, _newer, _holder = (livraisons.alias(name) for name in ("own", "newer", "holder"))
_SAME_STORE = _held.c.ID_magasin == rejets.c.ID_magasin
_SAME_DAY = _held.c.date == rejets.c.date
_SAME_NAME = _newer.c.nom == _own.c.nom


def close(
    connection: Transaction,
    *,
    days: tuple[date, date] | None = None,
    delivery: int | None = None,
) -> None:
    """Close the open rows that a newer delivery puts right.

    Args:
        connection: The transaction.
        days: The first and the last day that were written; every day when not given.
        delivery: The number of the one whose rows have just come; all when not given.
    """
    on_days = rejets.c.date.between(*days) if days else true()
    rows = on_days if delivery is None else rejets.c.livraison == delivery
    found = union_all(
        _of_cells().where(rows), _of_claims().where(rows), _of_files(), _of_catalogues()
    ).subquery()
    query = select(found.c.livraison, found.c.ligne, func.min(found.c.newer))
    closed = connection.execute(query.group_by(found.c.livraison, found.c.ligne)).all()
    if closed:
        seals.changing(connection, rejets, {number for number, _line, _by in closed})
        connection.execute(
            update(rejets)
            .where(rejets.c.livraison == bindparam("number"), rejets.c.ligne == bindparam("line"))
            .values(clos_par=bindparam("by")),
            [dict(zip(("number", "line", "by"), row, strict=True)) for row in closed],
        )


def _rows() -> Select[Any]:
    """The open rows, each beside its own delivery and a newer one; none that is the newest."""
    newest = select(func.max(livraisons.c.livraison)).scalar_subquery()
    return (
        select(rejets.c.livraison, rejets.c.ligne, _newer.c.livraison.label("newer"))
        .select_from(rejets)
        .join(_own, _own.c.livraison == rejets.c.livraison)
        .where(IS_OPEN, rejets.c.livraison < newest, _newer.c.livraison > rejets.c.livraison)
    )


def _of_cells() -> Select[Any]:
    return (
        _rows()
        .join(_held, _SAME_DAY)
        .join(_holder, _holder.c.livraison == _held.c.livraison)
        .join(_newer, _newer.c.sha256 == _holder.c.sha256)
        .where(
            _own.c.genre.in_(SALES_KINDS),
            _holder.c.livraison != rejets.c.livraison,
            or_(_SAME_STORE, _SAME_NAME),
        )
    )


def _of_claims() -> Select[Any]:
    same = and_(_other.c.date == rejets.c.date, _other.c.ID_magasin == rejets.c.ID_magasin)
    return (
        _rows()
        .join(_other, same)
        .join(_newer, _newer.c.livraison == _other.c.livraison)
        .where(
            _own.c.genre.in_(SALES_KINDS),
            is_judged(_other),
            _newer.c.statut == "chargee",
            ~exists().where(_SAME_DAY, _SAME_STORE),
        )
    )


def _of_files() -> Select[Any]:
    whole = or_(_own.c.genre == "historique", _own.c.jour.isnot(None))
    return (
        _rows()
        .join(_newer, _SAME_NAME)
        .where(
            _own.c.genre.in_(SALES_KINDS),
            _newer.c.statut.in_(["chargee", "doublon"]),
            or_(rejets.c.date.is_(None), IS_FUTURE),
            or_(whole, _own.c.acceptees > 0),
            ~exists().where(_held.c.livraison == rejets.c.livraison),
        )
    )


def _of_catalogues() -> Select[Any]:
    return (
        _rows()
        .join(_newer, _newer.c.genre == _own.c.genre)
        .where(_own.c.genre.not_in(SALES_KINDS), _newer.c.statut == "chargee")
    )
