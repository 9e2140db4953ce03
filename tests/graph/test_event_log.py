"""A batch of events stored as one batch reads back as Dagster's own storage would have it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dagster import AssetKey, AssetMaterialization, AssetObservation, DagsterInstance, EventLogEntry
from dagster._core.events import (
    AssetMaterializationPlannedData,
    AssetObservationData,
    DagsterEvent,
    DagsterEventType,
    StepMaterializationData,
)
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.utils import make_new_run_id

from sales_assets.graph import instance
from sales_assets.graph.event_log import BatchedSqliteEventLog

RUN = make_new_run_id()
ASSETS = ("ventes", "totaux_jour")
START = 1_760_000_000.0


@contextmanager
def storage(home: Path, kind: str) -> Iterator[tuple[DagsterInstance, SqliteEventLogStorage]]:
    if kind == "stock":
        home.mkdir(parents=True)
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with instance.opened(home) as dagster:
        assert isinstance(dagster.event_log_storage, SqliteEventLogStorage)
        assert isinstance(dagster.event_log_storage, BatchedSqliteEventLog) == (kind == "batched")
        yield dagster, dagster.event_log_storage


def entry(number: int, kind: DagsterEventType, data: Any) -> EventLogEntry:
    event = DagsterEvent(event_type_value=kind.value, job_name="tout", event_specific_data=data)
    return EventLogEntry(
        error_info=None,
        level=20,
        user_message="",
        run_id=RUN,
        timestamp=START + number,
        step_key="ventes",
        job_name="tout",
        dagster_event=event,
    )


def planned(number: int, asset: str, day: date) -> EventLogEntry:
    data = AssetMaterializationPlannedData(AssetKey(asset), partition=day.isoformat())
    return entry(number, DagsterEventType.ASSET_MATERIALIZATION_PLANNED, data)


def done(number: int, asset: str, day: date) -> EventLogEntry:
    data = AssetMaterialization(
        asset,
        partition=day.isoformat(),
        metadata={"CA": f"{number} €", "dagster/partition_row_count": number},
        tags={"essai": str(number % 3)},
    )
    return entry(number, DagsterEventType.ASSET_MATERIALIZATION, StepMaterializationData(data, []))


def seen(number: int, asset: str) -> EventLogEntry:
    data = AssetObservationData(AssetObservation(asset, metadata={"lignes": number}))
    return entry(number, DagsterEventType.ASSET_OBSERVATION, data)


def plain(number: int) -> EventLogEntry:
    return entry(number, DagsterEventType.STEP_START, None)


def days(count: int) -> list[date]:
    return [date(2025, 1, 1) + timedelta(days=number) for number in range(count)]


def batch(count: int = 12) -> list[EventLogEntry]:
    """Every kind of event, two assets mixed, a day twice, the latest not the last day."""
    found = [planned(0, asset, day) for asset in ASSETS for day in days(3)]
    found.append(plain(1))
    for number, day in enumerate(days(count), start=2):
        found += [done(number, asset, day) for asset in ASSETS]
    found.append(done(900, "ventes", days(1)[0]))
    return [*found, seen(901, "totaux_jour")]


def read_back(dagster: DagsterInstance, store: SqliteEventLogStorage) -> dict[str, Any]:
    found: dict[str, Any] = {"keys": sorted(key.to_user_string() for key in store.all_asset_keys())}
    for asset in ASSETS:
        key = AssetKey(asset)
        (record,) = store.get_asset_records([key])
        latest = dagster.get_latest_materialization_event(key)
        assert latest is not None
        assert latest.asset_materialization is not None
        events = dagster.fetch_materializations(key, limit=1000).records
        found[asset] = {
            "partitions": sorted(dagster.get_materialized_partitions(key)),
            "latest": (latest.timestamp, latest.asset_materialization),
            "planned": dagster.get_latest_planned_materialization_info(key),
            "record": (
                record.asset_entry.last_run_id,
                record.asset_entry.last_materialization,
                record.asset_entry.last_planned_materialization_run_id,
                record.asset_entry.last_observation,
            ),
            "events": [(one.timestamp, one.asset_materialization) for one in events],
            "tags": [dict(tags) for tags in store.get_event_tags_for_asset(key)],
        }
    found["log"] = sorted(one.timestamp for one in store.get_logs_for_run(RUN))
    return found


def test_a_batch_reads_back_as_the_stock_storage_has_it(tmp_path: Path):
    found = {}
    for kind in ("stock", "batched"):
        with storage(tmp_path / kind, kind) as (dagster, store):
            store.store_event_batch(batch())
            found[kind] = read_back(dagster, store)
    assert found["stock"]["ventes"]["partitions"] == [day.isoformat() for day in days(12)]
    assert found["batched"] == found["stock"]


def test_an_empty_batch_and_a_batch_without_assets_are_stored(tmp_path: Path):
    with storage(tmp_path, "batched") as (_dagster, store):
        store.store_event_batch([])
        store.store_event_batch([plain(1)])
        assert [one.timestamp for one in store.get_logs_for_run(RUN)] == [START + 1]
        assert list(store.all_asset_keys()) == []


def test_a_batch_follows_another(tmp_path: Path):
    with storage(tmp_path, "batched") as (dagster, store):
        store.store_event_batch([done(1, "ventes", day) for day in days(3)])
        store.store_event_batch([done(2, "ventes", day) for day in days(5)])
        latest = dagster.get_latest_materialization_event(AssetKey("ventes"))
        assert latest is not None
        assert latest.timestamp == START + 2
        assert dagster.get_materialized_partitions(AssetKey("ventes")) == {
            day.isoformat() for day in days(5)
        }


def test_the_years_of_a_history_are_stored_quickly(tmp_path: Path):
    took = {}
    for kind, count in (("stock", 100), ("batched", 500)):
        with storage(tmp_path / kind, kind) as (dagster, store):
            events = [done(number, "ventes", day) for number, day in enumerate(days(count))]
            start = time.perf_counter()
            store.store_event_batch(events)
            took[kind] = time.perf_counter() - start
            assert len(dagster.get_materialized_partitions(AssetKey("ventes"))) == count
    assert took["batched"] < took["stock"], "five times the events in less time"


FIRST = """
import sys
from pathlib import Path
from sales_assets.graph import instance

print("ready", flush=True)
sys.stdin.readline()
with instance.opened(Path(sys.argv[1])) as dagster:
    print(dagster.get_runs_count())
"""


def test_the_first_runs_at_once_share_one_journal(tmp_path: Path) -> None:
    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", "-c", FIRST, str(tmp_path / "dagster")]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    processes = [begin() for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:  # as near to one moment as there is
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ends = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, ends
    assert begin().communicate("\n") == ("ready\n0\n", "")
