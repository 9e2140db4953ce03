"""What the partition bar says of each day: green, failed or missing, as the ledger has it.

A day of an asset is green when its rows are in the tables, failed when a file of it is refused or
held, missing when nothing came. Dagster would paint green each day that a run was asked for and no
other, so the outputs of the daily assets say nothing (`private.SILENT`): each step that loads
compares all the days with the ledger and logs those whose colour differs, in batches. Whoever
launched the run, the bar then says the same.

- Green is a materialisation, with the data version of that day and what it was made from.
- Failed is a day that a failed run was to make and did not: `verdict.py` fails the run in which a
  person must act; in a run without it, the last run that failed stands for it.
- Missing is a day that was to be made by a run that is not known.

What stays out: where each day stands (`loading/standing.py`), and what a day shows
(`raw.py`, `tables.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetObservation,
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    PartitionsDefinition,
    RunsFilter,
)

from sales_assets.graph import private, verdict
from sales_assets.graph.assets import CODE_VERSION, LASTING, NAMED
from sales_assets.graph.private import AssetPartitionStatus
from sales_assets.language import _

NOBODY = "00000000-0000-0000-0000-000000000000"
"""The run that is not known."""


@dataclass(frozen=True)
class Truth:
    """Where the days of an asset stand; those of neither are missing.

    Attributes:
        green: Those in the tables.
        failed: Those for which a person must act: day → what to do.
    """

    green: Set[date]
    failed: Mapping[date, str]


@dataclass(frozen=True)
class Day:
    """What is told of a green day.

    Attributes:
        version: The same as long as its rows are.
        shown: Its metadata.
        inputs: The version of that day of the daily assets that it is made from.
    """

    version: str
    shown: Mapping[str, Any]
    inputs: Mapping[str, str] = field(default_factory=dict)


Describe = Callable[[Collection[date]], Mapping[date, Day]]


def paint(
    context: AssetExecutionContext,
    calendar: PartitionsDefinition[str],
    assets: Sequence[str],
    truth: Truth,
    touched: Set[date],
    describe: Describe,
) -> None:
    """Give each day of these assets its colour.

    Args:
        context: The step that has just loaded.
        calendar: The days that have a partition.
        assets: Those of this step that were asked for, each after what it is made from.
        truth: Where each day stands.
        touched: The days that this run was asked for or has loaded.
        describe: What is told of each of these green days.
    """
    changes = {
        asset: _changes(context.instance, calendar, asset, truth, touched) for asset in assets
    }
    told = describe(set().union(*(green for green, _failed, _missing in changes.values())))
    failing = _failing_run(context)
    for asset, (green, failed, missing) in changes.items():
        private.plan_batch(context, NOBODY, asset, _keys(missing))
        private.plan_batch(context, failing, asset, _keys(failed))
        private.log_batch(context, _observations(asset, {d: truth.failed[d] for d in failed}))
        if missing:  # Dagster remembers which days have failed
            context.instance.wipe_asset_cached_status([AssetKey(asset)])
        private.log_batch(
            context,
            # Another run may have taken a day since.
            _materializations(context.instance, asset, {d: told[d] for d in green if d in told}),
        )


def _keys(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _changes(
    dagster: DagsterInstance,
    calendar: PartitionsDefinition[str],
    asset: str,
    truth: Truth,
    touched: Set[date],
) -> tuple[list[date], set[date], set[date]]:
    """The days to paint green (in their order), failed and missing."""
    key = AssetKey(asset)
    known = truth.green | truth.failed.keys()
    if not {*map(date.fromisoformat, dagster.get_materialized_partitions(key))} <= known:
        dagster.wipe_assets([key])  # a day left the tables: a green square cannot be taken back
    shown = _shown(dagster, calendar, key)
    wrong = {
        status: {day for day, found in shown.items() if found is not status} | touched
        for status in (AssetPartitionStatus.MATERIALIZED, AssetPartitionStatus.FAILED, None)
    }
    return (
        sorted(truth.green & wrong[AssetPartitionStatus.MATERIALIZED]),
        truth.failed.keys() & wrong[AssetPartitionStatus.FAILED],
        (wrong[None] & shown.keys()) - known,
    )


def _shown(
    dagster: DagsterInstance, calendar: PartitionsDefinition[str], key: AssetKey
) -> dict[date, AssetPartitionStatus | None]:
    """The colour of each day of the calendar.

    Dagster is asked only for those that a run was to make since they were made: for thousands of
    days its answer takes seconds.
    """
    made, planned = (
        dagster.get_latest_storage_id_by_partition(key, kind)
        for kind in (
            DagsterEventType.ASSET_MATERIALIZATION,
            DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        )
    )
    names = calendar.get_partition_keys()
    doubtful = [name for name in names if planned.get(name, 0) > made.get(name, 0)]
    asked = dagster.get_status_by_partition(key, doubtful, calendar) if doubtful else None
    green = dict.fromkeys(made.keys() & {*names}, AssetPartitionStatus.MATERIALIZED)
    found = {**dict.fromkeys(names), **green, **(asked or {})}
    return {date.fromisoformat(name): status for name, status in found.items()}


def _failing_run(context: AssetExecutionContext) -> str:
    """The run by which a day is failed: this one when its verdict will fail it."""
    if context.job_def.graph.has_node_named(verdict.NAME):
        return str(context.run.run_id)
    failures = RunsFilter(statuses=[DagsterRunStatus.FAILURE])
    last = next(iter(context.instance.get_runs(failures, limit=1)), None)
    return NOBODY if last is None else str(last.run_id)


def _observations(asset: str, days: Mapping[date, str]) -> list[AssetObservation]:
    """What to do of each failed day, where Dagster shows the day."""
    return [
        AssetObservation(asset, partition=day.isoformat(), metadata={_("à faire"): message})
        for day, message in days.items()
    ]


def _materializations(
    dagster: DagsterInstance, asset: str, days: Mapping[date, Day]
) -> list[AssetMaterialization]:
    sources = NAMED[asset].sources
    made = DagsterEventType.ASSET_MATERIALIZATION
    numbers = {
        source: dagster.get_latest_storage_id_by_partition(
            AssetKey(source), made, partitions={day.isoformat() for day in days}
        )
        for source in sources
        if NAMED[source].daily
    }
    return [
        AssetMaterialization(
            asset,
            partition=day.isoformat(),
            metadata=dict(told.shown),
            tags={
                private.CODE_VERSION_TAG: CODE_VERSION,
                private.DATA_VERSION_TAG: told.version,
                private.DATA_VERSION_IS_USER_PROVIDED_TAG: "true",
            }
            | {
                private.get_input_data_version_tag(AssetKey(source)): told.inputs.get(
                    source, LASTING
                )
                for source in sources
            }
            | {
                private.get_input_event_pointer_tag(AssetKey(source)): str(
                    numbers.get(source, {}).get(day.isoformat(), private.NULL_EVENT_POINTER)
                )
                for source in sources
            },
        )
        for day, told in days.items()
    ]
