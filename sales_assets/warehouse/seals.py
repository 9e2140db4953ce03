"""A digest of what the program wrote, day by day, so that nothing else is taken for it.

Whatever changes a table says first which scopes it changes: a day of totals, a day of a store, a
month, a hundred deliveries, the whole catalogue. At the end of the transaction each scope's digest
moves by exactly what the transaction changed there: damage from before stays visible. A digest is a
sum of its rows' hashes, as those of the sales (`measures.py`), whose own stand in
`totaux_magasin_jour`. What SQLite keeps of the tables' own definitions is sealed too: a computed
column is in no digest of rows.

What stays out: the sales themselves against their totals (`audit.py`), and words (`damage.py`).
When to add here: with each table that a page is made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Table,
    and_,
    delete,
    or_,
    select,
    true,
)
from sqlalchemy.exc import DatabaseError

from sales_assets.errors import Damaged
from sales_assets.language import Words
from sales_assets.warehouse import damage, frames
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.schema import empreintes, metadata

_BY: Mapping[str, tuple[str, ...]] = {
    "produits": (),
    "magasins": (),
    "prix_historique": (),
    "valeurs_historique": (),
    "controles": (),
    "evenements": (),
    "objectifs": (),
    "livraisons": ("livraison",),
    "rejets": ("livraison",),
    "rectifications": ("date",),
    "totaux_jour": ("date",),
    "totaux_magasin_jour": ("date", "ID_magasin"),
    "totaux_produit_jour": ("date",),
    "totaux_mois": ("mois",),
    "totaux_tickets": ("date",),
    "totaux_heures": ("date",),
    "totaux_tva": ("date",),
    "totaux_valeur_magasin": ("date",),
    "totaux_valeur_produit": ("date",),
}
"""The columns by which a table is cut into scopes; none: it is one."""
_TOGETHER = {"livraisons": 100, "rejets": 1}
"""How many deliveries are one scope."""
_DEFINITIONS = "sqlite_master"
_SOME = 400
_WRAP = 2**64
_ISO = len("2025-10-01")
_CHANGES = "sales_changes"


class Changes:
    """What a transaction is about to change, and what stood there before."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.before: dict[str, dict[str, int | None]] = {}


def begin(connection: Transaction) -> None:
    """Begin to note what a transaction changes."""
    connection.info[_CHANGES] = Changes()


def changing(connection: Transaction, table: Table, *values: Iterable[Any]) -> None:
    """Say that rows of these days, months or deliveries are about to change.

    Args:
        connection: The transaction.
        table: A table of `_BY`.
        values: For each column by which it is cut, its value in each scope.
    """
    known = _noted(connection, table)
    new = sorted(_scopes(table, *values) - known.keys())
    if new:
        known.update(dict.fromkeys(new, 0) | dict(_found(connection, table, new)))


def rewriting(connection: Transaction, table: Table, *values: Iterable[Any]) -> None:
    """Say that all rows of these scopes are written anew: none of before stays; see `changing`."""
    _noted(connection, table).update(dict.fromkeys(_scopes(table, *values), None))


def _noted(connection: Transaction, table: Table) -> dict[str, int | None]:
    changes: Changes = connection.info[_CHANGES]
    return changes.before.setdefault(table.name, {})


def close(connection: Transaction) -> None:
    """Seal what the transaction has changed; call it last."""
    changes: Changes = connection.info.pop(_CHANGES)
    for name, before in changes.before.items():
        _seal(connection, metadata.tables[name], before)


def renew(connection: Transaction) -> None:
    """Seal all that is there, as it is: a schema that has just changed."""
    for name in _BY:
        table = metadata.tables[name]
        connection.execute(delete(empreintes).where(empreintes.c.objet == name))
        _write(connection, name, _digests(table, frames.table(connection, table)))
    connection.execute(delete(empreintes).where(empreintes.c.objet == _DEFINITIONS))
    _write(connection, _DEFINITIONS, _definitions(connection))


def _definitions(connection: Transaction) -> dict[str, int]:
    """The digest of how our tables are defined; none on a server, which keeps that by itself."""
    if connection.dialect.name != "sqlite":
        return {}
    query = "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master WHERE type = 'table'"
    found = sorted(map(tuple, connection.exec_driver_sql(query)))
    ours = {name.encode() for name in metadata.tables}
    digest = hashlib.sha256(repr([row for row in found if row[0] in ours]).encode())
    return {"": int.from_bytes(digest.digest()[:8], "big")}


def _seal(connection: Transaction, table: Table, before: Mapping[str, int | None]) -> None:
    scopes = sorted(before)
    sealed = _sealed(connection, table.name, scopes)
    after = dict(_found(connection, table, scopes))
    moved = {}
    for scope in scopes:
        now, past = after.get(scope, 0), before[scope]
        moved[scope] = now if past is None else (sealed.get(scope, 0) + now - past) % _WRAP
    for some in _chunks(scopes):
        mine = and_(empreintes.c.objet == table.name, empreintes.c.portee.in_(some))
        connection.execute(delete(empreintes).where(mine))
    _write(connection, table.name, {scope: value for scope, value in moved.items() if value})


def _write(connection: Transaction, name: str, digests: Mapping[str, int]) -> None:
    rows = [(name, scope, f"{value:016x}") for scope, value in digests.items()]
    if rows:
        columns = [column.name for column in empreintes.columns]
        bulk_insert(connection, empreintes, pd.DataFrame(rows, columns=columns))


def _sealed(connection: Transaction, name: str, scopes: list[str] | None = None) -> dict[str, int]:
    query = select(empreintes.c.portee, empreintes.c.empreinte).where(empreintes.c.objet == name)
    parts = [query] if scopes is None else [
        query.where(empreintes.c.portee.in_(some)) for some in _chunks(scopes)
    ]  # fmt: skip
    return {scope: int(text, 16) for part in parts for scope, text in connection.execute(part)}


def _found(connection: Transaction, table: Table, scopes: list[str]) -> Iterator[tuple[str, int]]:
    """The digest of each of these scopes as the table has it now; none where it holds nothing."""
    for some in _chunks(scopes):
        rows = frames.table(connection, table, _where(table, some))
        wanted = set(some)  # a condition on days finds all their stores
        yield from ((one, value) for one, value in _digests(table, rows).items() if one in wanted)


def _chunks(scopes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(scopes), _SOME):
        yield scopes[start : start + _SOME]


def _scopes(table: Table, *values: Iterable[Any]) -> set[str]:
    """The names of scopes: `2025-10-01`, `2025-10-01 3`, `2025-10`, a rank of deliveries, none."""
    together = _TOGETHER.get(table.name)
    if together:
        return {str(number // together) for number in values[0]}
    return {" ".join(map(str, parts)) for parts in zip(*values, strict=True)} if values else {""}


def _where(table: Table, scopes: list[str]) -> ColumnElement[bool]:
    if not _BY[table.name]:
        return true()
    column, together = table.c[_BY[table.name][0]], _TOGETHER.get(table.name)
    if together:
        starts = [int(scope) * together for scope in scopes]
        return or_(*(column.between(start, start + together - 1) for start in starts))
    if isinstance(column.type, Date):
        return column.in_(sorted({date.fromisoformat(scope[:_ISO]) for scope in scopes}))
    return column.in_(scopes)


# --- digests -------------------------------------------------------------------------------------


def _digests(table: Table, rows: pd.DataFrame) -> dict[str, int]:
    """The digest of each scope that these rows, all of their scopes, are of."""
    if rows.empty:
        return {}
    hashes = pd.util.hash_pandas_object(
        pd.DataFrame({name: _hashed(rows[name], table.c[name].type, table.c[name].nullable)
                      for name in rows.columns}),
        index=False,
    )  # fmt: skip
    sums = hashes.groupby(_names(table, rows)).sum()
    return {str(scope): int(value) for scope, value in sums.items()}


def _names(table: Table, rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The name of the scope of each row."""
    names = np.full(len(rows), "", dtype=object)
    together = _TOGETHER.get(table.name)
    for place, by in enumerate(_BY[table.name]):
        codes, found = pd.factorize(rows[by] // together if together else rows[by])
        days = isinstance(table.c[by].type, Date)
        texts = np.array([str(one.date() if days else one) for one in found], dtype=object)[codes]
        names = names + (" " if place else "") + texts
    return names


def _hashed(values: pd.Series[Any], kind: Any, nullable: bool | None) -> npt.NDArray[np.uint64]:
    """A hash of each value that depends on nothing but the value, whatever else was read."""
    if not nullable and isinstance(kind, Integer | BigInteger):
        return pd.util.hash_array(values.to_numpy("int64"))
    if not nullable and isinstance(kind, Date):
        return pd.util.hash_array(values.to_numpy("datetime64[s]").view("int64"))
    codes, found = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
    texts = np.array([_text(one) for one in found], dtype=object)
    return pd.util.hash_array(texts)[codes]


def _text(value: Any) -> str:
    if pd.isna(value):
        return "∅"
    if isinstance(value, str | bytes):
        return repr(value)
    if isinstance(value, pd.Timestamp):
        return (value.tz_convert("UTC") if value.tzinfo else value).isoformat()
    return str(int(value))


# --- reading -------------------------------------------------------------------------------------


def read(connection: Transaction) -> dict[str, pd.DataFrame]:
    """Every table that a page is made from, as the program wrote it.

    Raises:
        Damaged: One is not; with what was found, a sentence each.
    """
    tables: dict[str, pd.DataFrame] = {}
    found = list(_compare(connection, tables))
    if found:
        raise damage.found(found)
    return tables


def problems(connection: Transaction) -> Iterator[Words]:
    """What is no longer as the program wrote it."""
    return _compare(connection, {})


def _compare(connection: Transaction, tables: dict[str, pd.DataFrame]) -> Iterator[Words]:
    with suppress(DatabaseError):  # what cannot be read is told of each table
        sealed = _sealed(connection, _DEFINITIONS)
        if sealed and sealed != _definitions(connection):
            yield damage.altered(_DEFINITIONS)
    for name in _BY:
        table = metadata.tables[name]
        try:
            with damage.readable(name):
                tables[name] = frames.table(connection, table)
                now, sealed = _digests(table, tables[name]), _sealed(connection, name)
        except Damaged as trouble:
            yield trouble.sentence
            continue
        differ = sorted(
            scope for scope in now.keys() | sealed.keys() if now.get(scope) != sealed.get(scope)
        )
        if differ:
            yield damage.altered(name, _days(table, differ))


def _days(table: Table, scopes: Iterable[str]) -> set[date]:
    """The days that scopes speak of: a month gives its first."""
    if _BY[table.name][:1] not in (("date",), ("mois",)):
        return set()
    days = set()
    for scope in scopes:
        with suppress(ValueError):  # the seal's own name may be what is damaged
            days.add(date.fromisoformat(f"{scope}-01"[:_ISO]))
    return days
