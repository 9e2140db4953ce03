"""The door to the database: how a connection is opened, how a transaction begins, how rows go in.

SQLite by default, PostgreSQL by URL; whatever differs between the two stays in this module. What
stays out: the tables and what is asked of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from sales_assets.language import _

_BUSY_SECONDS = 60
_CHUNK = 50_000


class WarehouseError(Exception):
    """The database cannot be opened, written or trusted; the message says what to do."""


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
    def read(self) -> Iterator[Connection]:
        """A consistent view: every query inside sees the same state."""
        with _plain_errors(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept at the end of the block, or none on an error."""
        with _plain_errors(self._engine), self._engine.connect() as connection:
            connection = connection.execution_options(sales_writer=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    """Make SQLite check keys, survive a power cut, and leave BEGIN to us.

    The driver would begin a transaction only at the first write, after what was read before it.
    """
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "journal_mode = DELETE"):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute("PRAGMA cache_size = -65536").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where one will write: a lock taken late fails without waiting."""
    writes = connection.get_execution_options().get("sales_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _plain_errors(engine: Engine) -> Iterator[None]:
    """Turn a driver's complaint about the disk, a lock or the server into one plain sentence."""
    try:
        yield
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise WarehouseError(
            _(
                "La base {where} ne répond pas : {reason}. Vérifiez que son dossier existe, que "
                "vous pouvez y écrire, qu’il reste de la place, et qu’aucun autre programme ne la "
                "tient ouverte."
            ).format(where=where, reason=reason)
        ) from error


def bulk_insert(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Insert the rows of `frame`, whose columns are columns of `table`; missing values are NULL.

    Days may be `datetime64`. SQLite takes tuples straight from the driver: a tenth of the cost of
    a dictionary per row on millions of rows.
    """
    columns = list(frame.columns)
    if connection.dialect.name != "sqlite":
        for start in range(0, len(frame), _CHUNK):
            rows = _rows(frame.iloc[start : start + _CHUNK])
            connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - own names
    for start in range(0, len(frame), _CHUNK):
        rows = _rows(frame.iloc[start : start + _CHUNK])
        connection.exec_driver_sql(statement, rows)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(*(_values(frame[name]) for name in frame.columns), strict=True))


def _values(series: pd.Series[Any]) -> list[Any]:
    """The column as plain Python values: whole numbers, text, ISO days, None."""
    if pd.api.types.is_datetime64_any_dtype(series):
        days = series.dt.normalize()
        texts = {day: day.strftime("%Y-%m-%d") for day in days.dropna().unique()}
        return [texts.get(day) for day in days]
    if series.hasnans:
        return [None if pd.isna(value) else value for value in series.astype(object)]
    return series.tolist()
