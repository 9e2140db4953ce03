"""Dagster's SQLite event log, with batches stored as batches.

Dagster hands a batch of events to its storage, whose SQLite version stores them one by one, at
about 7 ms each: ten years of days take minutes. Here a batch is one transaction for each of the two
files involved, about 0.3 ms an event. Single events, some two hundred a run, go Dagster's own way,
but not through a new engine each, which would compile its statements again, nor a new connection:
the last one to close has SQLite write its journal back into the file. Named in the `dagster.yaml`
that `instance.py` writes; other storages, such as PostgreSQL's, are Dagster's own. What any of them
complains of is told here in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from dagster import DagsterEventType, EventLogEntry
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from sales_assets.errors import SystemRefused
from sales_assets.graph.private import (
    SQLITE_BUSY_TIMEOUT_SECONDS,
    ConfigurableClassData,
    SqlEventLogStorageTable,
    SqliteEventLogStorage,
)
from sales_assets.language import mark

_FILES = 8
"""Files whose engine is kept: that of all runs, and those of the last few."""
_PLAIN = frozenset(
    {
        DagsterEventType.ASSET_MATERIALIZATION,
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        DagsterEventType.ASSET_OBSERVATION,
    }
)


@contextmanager
def plain_errors(home: Path) -> Iterator[None]:
    """Tell in one sentence what the storage of runs and events complains of.

    The shop's own tables complain by `WarehouseError`, so what is left of SQL is Dagster's.
    """
    try:
        yield
    except DBAPIError as error:
        raise SystemRefused(
            mark(
                "Dagster ne peut pas tenir le journal de ses passages ({dossier}) : {cause}. "
                "Vérifiez la place et les droits de ce dossier, ou la base de "
                "SALES_DAGSTER_STORAGE, puis recommencez : ce qui est déjà chargé le reste."
            ),
            dossier=home,
            cause=str(error.orig).strip().splitlines()[0],
        ) from error


class BatchedSqliteEventLog(SqliteEventLogStorage):
    """The stock SQLite event log with a `store_event_batch` worth its name."""

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> BatchedSqliteEventLog:
        """Build it from `dagster.yaml`; the parent would build its own class."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """A transaction on one of the files, as the parent's, through an engine that is kept."""
        with self._db_lock:
            engine = _engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events; those that only speak of an asset go in together."""
        plain = [event for event in events if _is_plain(event)]
        for event in events:
            if not _is_plain(event):
                self.store_event(event)
        if not plain:
            return
        rows = [self._event_to_row(event) for event in plain]
        insert = SqlEventLogStorageTable.insert()
        with self.run_connection(plain[0].run_id) as connection:
            connection.execute(insert, rows)
        with self.index_transaction() as connection:
            numbered = insert.returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
            numbers = list(connection.execute(numbered, rows).scalars())
            self._store_asset_event_tags(connection, plain, numbers)
            latest = {
                (event.get_dagster_event().asset_key, event.dagster_event_type): (event, number)
                for event, number in zip(plain, numbers, strict=True)
            }
            for event, number in latest.values():
                self._store_asset_event(connection, event, number)


@lru_cache(maxsize=_FILES)
def _engine(url: str) -> Engine:
    timeout = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
    return create_engine(url, pool_size=1, connect_args=timeout)


def _is_plain(event: EventLogEntry) -> bool:
    return (
        event.is_dagster_event
        and event.dagster_event_type in _PLAIN
        and event.get_dagster_event().asset_key is not None
    )
