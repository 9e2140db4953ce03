"""Old runs, which Dagster would keep for ever, are forgotten after a while.

A run that is the last to have made a day of an asset stays: it is what the UI shows of that day.
What stays out: ticks, whose keeping `dagster.yaml` rules, and the data, which no run holds.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import (
    AssetRecordsFilter,
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    JobDefinition,
    OpExecutionContext,
    RunsFilter,
    in_process_executor,
    job,
    op,
)

from sales_assets.graph import lineage, liveness
from sales_assets.language import _

NAME = "menage"
KEPT_DAYS = 90
_BATCH = 400


def clearing() -> JobDefinition:
    """The job that forgets old runs."""

    @op(
        name="oublier_les_vieux_lancements",
        description=_("Les lancements de plus de 90 jours, sauf le dernier à avoir fait un jour."),
    )
    def forget_op(context: OpExecutionContext) -> None:
        number = forget(context.instance, datetime.now(UTC) - timedelta(days=KEPT_DAYS))
        context.log.info(f"{number} lancement(s) oublié(s)")

    @job(
        name=NAME,
        description=_("Oublier les lancements de plus de 90 jours."),
        executor_def=in_process_executor,
    )
    def menage() -> None:
        forget_op()

    return menage


def forget(dagster: DagsterInstance, before: datetime) -> int:
    """Delete the runs that ended and were created before this moment; how many they were."""
    old = {
        record.dagster_run.run_id
        for record in dagster.get_run_records(
            RunsFilter(statuses=lineage.ENDED, created_before=before)
        )
    }
    forgotten = old - _makers(dagster) if old else set()
    for run_id in sorted(forgotten):
        dagster.delete_run(run_id)
    under_way = dagster.get_run_records(RunsFilter(statuses=[DagsterRunStatus.STARTED]))
    liveness.sweep(
        Path(dagster.root_directory), {record.dagster_run.run_id for record in under_way}
    )
    return len(forgotten)


def _makers(dagster: DagsterInstance) -> set[str]:
    """The runs that last made each asset, or each day of it."""
    kind = DagsterEventType.ASSET_MATERIALIZATION
    makers: set[str] = set()
    for asset in dagster.all_asset_keys():
        event = dagster.get_latest_materialization_event(asset)
        makers |= {event.run_id} if event else set()
        numbers = sorted(dagster.get_latest_storage_id_by_partition(asset, kind).values())
        for start in range(0, len(numbers), _BATCH):
            batch = AssetRecordsFilter(asset, storage_ids=numbers[start : start + _BATCH])
            records = dagster.fetch_materializations(batch, limit=_BATCH).records
            makers |= {record.run_id for record in records}
    return makers
