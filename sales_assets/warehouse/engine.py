"""The door to the database: how a connection is opened, how a transaction begins, how rows go in.

SQLite by default, PostgreSQL by URL; whatever differs between the two stays in this module. What
stays out: the tables and what is asked of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from sales_assets.errors import WarehouseBusy, WarehouseError
from sales_assets.language import cause, mark
from sales_assets.warehouse.address import address

Transaction = Connection
"""What the functions of this package take: the connection of the transaction they are part of."""

_BUSY_SECONDS = 60
_CHUNK = 10_000
_MARKS = 900
"""Values of one statement: older SQLite takes 999."""
_PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR")
_PASSING_POSTGRES = ("08", "40", "53", "55P03", "57P")  # network, conflict, room, lock, restart
_NO_RIGHT = ("42501", "3F000", "25006")  # of a table, of any schema, of writing at all
_PASSING_REFUSALS = ("starting up", "shutting down", "recovery", "too many", "remaining connection")
_WRITERS_LOCK = 20_251_017  # any number, the same for every writer of one PostgreSQL database


class Warehouse:
    """A store of sales behind one SQLAlchemy URL, its schema up to date once opened.

    Args:
        url: `sqlite:///…` or `postgresql+psycopg2://…`.

    Raises:
        WarehouseError: The folder cannot be written, the server does not answer, or the schema is
            newer than this program.
    """

    def __init__(self, url: str) -> None:
        """Open the store, create or migrate its schema."""
        from sales_assets.warehouse import migrations

        self._engine = _engine(url)
        migrations.upgrade(self._engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view: every query inside sees the same state."""
        with plain_errors(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: all of it is kept at the end of the block, or none on an error.

        What it changed is sealed at its end (`seals.py`).
        """
        from sales_assets.warehouse import seals

        with plain_errors(self._engine), writing(self._engine) as connection:
            seals.begin(connection)
            yield connection
            seals.close(connection)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    found = address(url)
    if found.get_backend_name() != "sqlite":
        return create_engine(found, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    if found.database:
        _make_folder(Path(found.database).parent)
        _make_private(Path(found.database))
    engine = create_engine(found, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            mark("Le dossier {dossier} ne peut pas être créé : {cause}. Vérifiez vos droits."),
            dossier=folder,
            cause=cause(error),
        ) from error


def _make_private(path: Path) -> None:
    """Let only its owner read a new base; SQLite gives its journals the same rights."""
    with suppress(OSError):  # SQLite says it better
        path.touch(mode=0o600, exist_ok=False)


def _configure_sqlite(connection: Any, _record: object) -> None:
    """Make SQLite check keys, survive a power cut, and leave BEGIN to us.

    The driver would begin a transaction only at the first write, after what was read before it.
    """
    connection.isolation_level = None
    try:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "journal_mode = DELETE"):
            connection.execute(f"PRAGMA {pragma}").close()
    except UnicodeDecodeError as error:  # what SQLite quotes of a damaged schema is no text
        raise sqlite3.DatabaseError("malformed database schema") from error
    connection.execute("PRAGMA cache_size = -24576").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where one will write: a lock taken late fails without waiting."""
    writes = connection.get_execution_options().get("sales_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Transaction]:
    """A transaction that writes; writers wait for one another, readers for nobody.

    A PostgreSQL writer reads what is committed once it holds the lock: a view of the whole
    transaction would date from before the wait.
    """
    with engine.connect() as connection:
        connection = connection.execution_options(sales_writer=True)
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_WRITERS_LOCK)))
            yield connection


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turn a driver's complaint about the disk, a lock or the server into one plain sentence.

    A value that breaks a constraint is a fault of this program and stays as it is.
    """
    try:
        yield
    except DatabaseError as error:
        url = engine.url
        where = url.database if url.host is None else url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        if getattr(error.orig, "pgcode", None) in _NO_RIGHT:
            raise WarehouseError(
                mark(
                    "La base {where} refuse : {reason}. Donnez à cet utilisateur le droit de créer "
                    "des tables et d’y écrire (GRANT ALL ON SCHEMA public TO utilisateur), ou "
                    "choisissez une autre base par SALES_WAREHOUSE_URL."
                ),
                where=where,
                reason=reason,
            ) from error
        # What SQLite says of a damaged file has no class of its own.
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise
        kind = WarehouseBusy if _passes(error.orig, reason) else WarehouseError
        raise kind(
            mark(
                "La base {where} ne répond pas : {reason}. Vérifiez que son dossier existe, que "
                "vous pouvez y écrire, qu’il reste de la place, et qu’aucun autre programme ne la "
                "tient ouverte."
            ),
            where=where,
            reason=reason,
        ) from error


def _passes(cause: BaseException | None, reason: str) -> bool:
    """Whether a driver's complaint may end by itself: a lock, a full disk, a server that is away.

    A server that answers with a refusal (a wrong password, no such base) goes on refusing.
    """
    sqlite = getattr(cause, "sqlite_errorname", None)
    if sqlite is not None:
        return str(sqlite).startswith(_PASSING_SQLITE)
    code = getattr(cause, "pgcode", None)
    if code is not None:
        return str(code).startswith(_PASSING_POSTGRES)
    return "FATAL" not in reason or any(words in reason for words in _PASSING_REFUSALS)


def bulk_insert(connection: Transaction, table: Table, frame: pd.DataFrame) -> None:
    """Insert the rows of `frame`, whose columns are columns of `table`; missing values are NULL.

    Days may be `datetime64`. SQLite takes a hundred rows a statement straight from the driver:
    two thirds of the cost of a statement a row, a tenth of that of a dictionary a row. A column
    that holds nothing is left to be NULL, for nothing costs the driver more to bind than None.
    """
    frame = frame.dropna(axis="columns", how="all") if len(frame) else frame
    columns = list(frame.columns)
    if connection.dialect.name != "sqlite":
        for start in range(0, len(frame), _CHUNK):
            rows = _rows(frame.iloc[start : start + _CHUNK]).tolist()
            records = [dict(zip(columns, row, strict=True)) for row in rows]
            connection.execute(insert(table), records)
        return
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    together = _MARKS // len(columns)
    for start in range(0, len(frame), _CHUNK):
        rows = _rows(frame.iloc[start : start + _CHUNK])
        even = len(rows) // together * together
        for some, count in ((rows[:even], together), (rows[even:], 1)):
            if len(some):
                values = ", ".join([f"({marks})"] * count)
                connection.exec_driver_sql(
                    f'INSERT INTO "{table.name}" ({names}) VALUES {values}',  # noqa: S608 - own names
                    list(map(tuple, some.reshape(-1, count * len(columns)).tolist())),
                )


def bulk_update(connection: Transaction, table: Table, key: str, frame: pd.DataFrame) -> None:
    """Give the rows of `table` named by the column `key` the other values of `frame`."""
    columns = [name for name in frame.columns if name != key]
    statement = (
        update(table)
        .where(table.c[key] == bindparam(f"{key}_"))
        .values({name: bindparam(f"{name}_") for name in columns})
    )
    names = [f"{name}_" for name in frame.columns]
    rows = [dict(zip(names, row, strict=True)) for row in _rows(frame).tolist()]
    if rows:
        connection.execute(statement, rows)


def _rows(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The rows as plain Python values: whole numbers, text, ISO days, None."""
    rows = np.empty(frame.shape, dtype=object)
    for place, name in enumerate(frame.columns):
        rows[:, place] = _values(frame[name])
    return rows


def _values(series: pd.Series[Any]) -> npt.NDArray[np.object_]:
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _spread(series.cat.categories, series.cat.codes)
    if pd.api.types.is_datetime64_any_dtype(series):
        codes, days = pd.factorize(series)  # few days, many rows
        return _spread(pd.DatetimeIndex(days).strftime("%Y-%m-%d"), codes)
    values = series.to_numpy(dtype=object, copy=True)
    if series.hasnans:
        values[series.isna().to_numpy()] = None
    return values


def _spread(values: Iterable[Any], codes: Any) -> npt.NDArray[np.object_]:
    table = np.array([*values, None], dtype=object)
    rows: npt.NDArray[np.object_] = table[codes]  # -1, the last, is a missing one
    return rows
