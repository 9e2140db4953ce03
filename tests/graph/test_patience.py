"""What can pass by itself is tried again, nothing else; a run shows that it lives until it ends."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dagster import (
    DagsterRun,
    DagsterRunStatus,
    ExecuteInProcessResult,
    MaterializeResult,
    asset,
    materialize,
)

from sales_assets.errors import WarehouseBusy, WarehouseError
from sales_assets.graph import instance, liveness, patience, troubles
from sales_assets.graph.launcher import WatchedRunLauncher
from sales_assets.graph.private import WorkerStatus
from sales_assets.settings import PROJECT_ROOT
from sales_assets.warehouse import engine
from sales_assets.warehouse.engine import Warehouse


def run(failures: list[Exception]) -> ExecuteInProcessResult:
    """Run an asset that raises these, one a try."""

    @asset
    @patience.patient
    def fragile() -> Iterator[MaterializeResult[Any]]:
        """Fails, then not."""
        if failures:
            raise failures.pop(0)
        yield MaterializeResult()

    return materialize([fragile], raise_on_error=False)


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_WAIT", 0.01)


def test_a_full_disk_is_tried_again():
    result = run([OSError(errno.ENOSPC, "No space left on device"), WarehouseBusy("occupée")])
    assert result.success
    assert len(retries(result)) == 2


def retries(result: ExecuteInProcessResult) -> list[object]:
    return [event for event in result.all_events if event.event_type_value == "STEP_RESTARTED"]


@pytest.mark.parametrize(
    "error",
    [ValueError("bad data"), WarehouseError("plus récent"), PermissionError(errno.EACCES, "non")],
)
def test_bad_data_and_wrong_rights_are_not(error: Exception):
    result = run([error])
    assert not result.success
    assert retries(result) == []


def test_what_does_not_pass_ends_with_its_cause():
    result = run([WarehouseBusy("La base ne répond pas.") for _ in range(9)])
    assert not result.success
    assert len(retries(result)) == patience.RETRIES
    assert troubles.of_run(result.all_events) == ["La base ne répond pas."]


def test_the_wait_doubles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patience, "_FIRST_WAIT", 10.0)
    for tries, (low, high) in enumerate([(8, 12), (16, 24), (32, 48)]):
        assert all(low <= patience.wait(tries) <= high for _ in range(50))


# --- what a database says ------------------------------------------------------------------------


def test_a_locked_base_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.1)
    path = tmp_path / "ventes.db"
    warehouse = Warehouse(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WarehouseBusy), warehouse.write():
            pass
    warehouse.close()


def test_a_base_without_room_passes(tmp_path: Path):
    warehouse = Warehouse(f"sqlite:///{tmp_path / 'ventes.db'}")

    def fill() -> None:
        with warehouse.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.exec_driver_sql("CREATE TABLE large (x)")
            connection.exec_driver_sql("INSERT INTO large VALUES (zeroblob(1000000))")

    with pytest.raises(WarehouseBusy, match="full"):
        fill()
    warehouse.close()


def test_a_file_that_is_no_base_does_not(tmp_path: Path):
    (tmp_path / "ventes.db").write_text("not a database, and long enough to be read as one" * 50)
    with pytest.raises(WarehouseError) as told:
        Warehouse(f"sqlite:///{tmp_path / 'ventes.db'}")
    assert not patience.passes_by_itself(told.value)


@pytest.mark.postgres
def test_an_absent_server_passes_and_a_wrong_password_does_not(postgres_base: str):
    with pytest.raises(WarehouseBusy):
        Warehouse("postgresql+psycopg2://sales:secret@127.0.0.1:1/ventes")
    with pytest.raises(WarehouseError) as told:
        Warehouse(postgres_base.replace(":secret@", ":wrong@"))
    assert not patience.passes_by_itself(told.value)


# --- whether a run lives -------------------------------------------------------------------------

HOLDER = (
    "import sys, time; from pathlib import Path; from sales_assets.graph import liveness\n"
    "with liveness.held(Path(sys.argv[1]), 'r1'): print('held', flush=True); time.sleep(600)"
)


def test_a_killed_process_is_seen_as_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(liveness, "_GRACE", -1)
    assert not liveness.is_gone(tmp_path, "r1"), "never announced here: it may live elsewhere"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=PROJECT_ROOT, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert not liveness.is_gone(tmp_path, "r1")
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
    assert liveness.is_gone(tmp_path, "r1")
    liveness.sweep(tmp_path, {"r1"})
    assert liveness.is_gone(tmp_path, "r1"), "one that Dagster still shows as started is kept"
    liveness.sweep(tmp_path, set())
    assert not liveness.is_gone(tmp_path, "r1")


def test_a_run_that_has_just_been_announced_is_given_time(tmp_path: Path):
    liveness.announce(tmp_path, "r1")
    assert not liveness.is_gone(tmp_path, "r1")


def test_the_instance_watches_its_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(liveness, "_GRACE", -1)
    with instance.opened(tmp_path) as dagster:
        launcher = dagster.run_launcher
        assert isinstance(launcher, WatchedRunLauncher)
        assert launcher.supports_check_run_worker_health
        found = dagster.add_run(DagsterRun("tout", status=DagsterRunStatus.STARTED))
        assert launcher.check_run_worker_health(found).status is WorkerStatus.RUNNING
        liveness.announce(tmp_path, found.run_id)
        assert launcher.check_run_worker_health(found).status is WorkerStatus.NOT_FOUND
        assert dagster.run_monitoring_enabled
        assert dagster.run_monitoring_max_runtime_seconds == 6 * 3600, "a run that hangs ends"
        assert dagster.run_retries_enabled
        assert not dagster.run_retries_retry_on_asset_or_op_failure


# --- Dagster's home ------------------------------------------------------------------------------


def test_the_configuration_is_kept_up_to_date_until_somebody_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    instance.prepare_home(tmp_path)
    path = tmp_path / "dagster.yaml"
    first = path.read_text()
    monkeypatch.setattr(instance, "_CONFIGURATION", "telemetry: {enabled: false}\n")
    instance.prepare_home(tmp_path)
    assert path.read_text() != first
    theirs = path.read_text() + "nux: {enabled: false}\n"
    path.write_text(theirs)
    instance.prepare_home(tmp_path)
    assert path.read_text() == theirs


def test_the_code_location_validates_as_dagster_reads_it(tmp_path: Path):
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), "definitions", "validate"],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "SALES_DATA_DIR": str(tmp_path),
            "SALES_LOG_DIR": str(tmp_path),
            "DAGSTER_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Validation successful" in done.stdout + done.stderr
