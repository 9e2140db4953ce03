"""Dagster's own home, with a `dagster.yaml` kept up to date; runs from the command line.

A run started here is the run the UI would start: same job, same code location, same pages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dagster import DagsterEvent, DagsterInstance

from sales_assets import locks
from sales_assets.errors import NotReady
from sales_assets.graph import days, event_log, liveness, private
from sales_assets.graph.jobs import EVERYTHING
from sales_assets.language import mark
from sales_assets.settings import PROJECT_ROOT, Settings

MODULE = "sales_assets.definitions"
# A run in line at a time; ticks and their failures for a month, those that found nothing for a day;
# a run whose process vanished is ended, then done again from its beginning; one that hangs is ended
# after six hours, for the others wait behind it.
_CONFIGURATION = """\
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {runs: {max_concurrent_runs: 1}}
run_monitoring:
  enabled: true
  poll_interval_seconds: 20
  start_timeout_seconds: 180
  cancel_timeout_seconds: 60
  max_runtime_seconds: 21600
  free_slots_after_run_end_seconds: 60
run_retries: {enabled: true, max_retries: 2, retry_on_asset_or_op_failure: false}
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: {skipped: 1, success: 30, failure: 30, started: 30}}
run_launcher:
  module: sales_assets.graph.launcher
  class: WatchedRunLauncher
"""
_SQLITE = """\
run_storage:
  module: RUNS
  class: SqliteRunStorage
  config: {base_dir: HOME/history}
event_log_storage:
  module: sales_assets.graph.event_log
  class: BatchedSqliteEventLog
  config: {base_dir: HOME/history}
schedule_storage:
  module: SCHEDULES
  class: SqliteScheduleStorage
  config: {base_dir: HOME/schedules}
"""
_POSTGRESQL = """\
storage: {postgres: {postgres_url: {env: SALES_DAGSTER_STORAGE}}}
"""
_HEADER = "# Written by sales_assets, {seal}: change anything below and it is yours for good.\n"


def prepare_home(home: Path, storage: str | None = None) -> None:
    """Create Dagster's home and its configuration; one that somebody changed is left as it is.

    Args:
        home: The folder.
        storage: The base of its runs and events as in the settings; files in `home` when None.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / "dagster.yaml"
    if not path.exists() or _is_ours(path.read_text(encoding="utf-8")):
        place = _POSTGRESQL if storage else _sqlite(home)
        path.write_text(_sealed(_CONFIGURATION + place), encoding="utf-8")


def check_home(used: Path, home: Path) -> None:
    """Refuse a Dagster that is not set up for this shop: it would be another installation.

    Without a home of its own, as a plain `dagster dev` has none, Dagster forgets what it did, runs
    several writers at once and does not see a run whose process vanished.

    Args:
        used: Where Dagster keeps its runs.
        home: Where it should, `prepare_home` done.

    Raises:
        NotReady: It is elsewhere, or was never prepared.
    """
    if used.resolve() != home.resolve() or not (home / "dagster.yaml").exists():
        raise NotReady(
            mark(
                "Ce Dagster n’a pas les réglages de la boutique (il est dans {dossier}). "
                "Ouvrez-le par `sales-assets ui`, ou lancez une fois `sales-assets run` puis "
                "donnez-lui leur dossier : DAGSTER_HOME={attendu}, dans l’environnement ou dans "
                ".env."
            ),
            dossier=used,
            attendu=home,
        )


def _sqlite(home: Path) -> str:
    names = {
        # JSON's quotes are YAML's: a path may hold a comma, a brace, a `#`
        **{f"HOME/{name}": json.dumps(str(home / name), ensure_ascii=False)
           for name in ("history", "schedules")},
        "RUNS": private.RUNS_MODULE,
        "SCHEDULES": private.SCHEDULES_MODULE,
    }  # fmt: skip
    return re.sub("|".join(names), lambda found: names[found[0]], _SQLITE)


def _sealed(body: str) -> str:
    return _HEADER.format(seal=hashlib.sha256(body.encode()).hexdigest()[:16]) + body


def _is_ours(text: str) -> bool:
    """Whether a configuration is word for word one that this program wrote, maybe long ago."""
    return text == _sealed(text.partition("\n")[2])


@contextmanager
def opened(home: Path, storage: str | None = None) -> Iterator[DagsterInstance]:
    """The instance that lives in `home`, its runs and events in `storage`.

    Raises:
        SystemRefused: They cannot be kept there.
    """
    with event_log.plain_errors(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locks.held(home):  # two that create Dagster's tables at once break them for good
            prepare_home(home, storage)
            found = DagsterInstance.from_config(str(home))
        with found as instance:
            yield instance


@dataclass(frozen=True)
class Days:
    """The partitions of a run: from the first to the last day."""

    first: date
    last: date

    @classmethod
    def latest(cls, settings: Settings) -> Days:
        """The day of a run that nobody asked for; what else has come is loaded all the same."""
        day = date.fromisoformat(days.partitions(settings).get_partition_keys()[-1])
        return cls(day, day)

    @property
    def tags(self) -> dict[str, str]:
        """As Dagster names them."""
        if self.first == self.last:
            return {private.PARTITION_NAME_TAG: self.first.isoformat()}
        return {
            private.ASSET_PARTITION_RANGE_START_TAG: self.first.isoformat(),
            private.ASSET_PARTITION_RANGE_END_TAG: self.last.isoformat(),
        }


@dataclass(frozen=True)
class Execution:
    """A run in this process: it goes on as its events are asked for."""

    run_id: str
    steps: int
    events: Iterator[DagsterEvent]


def execute(
    instance: DagsterInstance, days: Days, *, job: str = EVERYTHING, config: Any = None
) -> Execution:
    """Enter a run of a job over `days`, to be executed in this process."""
    pipeline, definition, run = private.run_of_job(
        instance, MODULE, PROJECT_ROOT, job, config or {}, days.tags
    )
    liveness.announce(Path(instance.root_directory), run.run_id)
    events = private.events_of(pipeline, run, instance)
    return Execution(run.run_id, len(definition.graph.node_defs), events)
