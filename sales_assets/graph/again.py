"""A run that failed is asked for again, later and later: what lasted longer than a step's patience.

A disk that stays full for an hour, a server that is away for the evening: the files are received,
and nothing new would wake the watch. What stays out: the tries within a step (`patience.py`), and a
run whose process vanished, which Dagster does again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dagster import (
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    RunRequest,
    RunsFilter,
)

from sales_assets.graph import jobs, lineage
from sales_assets.graph.private import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
    WILL_RETRY_TAG,
)

TAG = "sales/reprise"
TRIES = 6  # the last one is five hours after the first failure
_FIRST_WAIT = timedelta(minutes=5)
_DAYS = (PARTITION_NAME_TAG, ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)


def due(dagster: DagsterInstance, now: datetime) -> RunRequest | datetime | None:
    """The last run again if it failed, or when it will be; None when there is nothing to hope for.

    The last one of everything: a part that somebody ran since, or the night's check, mends nothing.

    Args:
        dagster: Where runs are known.
        now: The time, with its zone.
    """
    whole = RunsFilter(job_name=jobs.EVERYTHING, statuses=lineage.ENDED)
    records = dagster.get_run_records(whole, limit=1)
    if not records or not _may_pass(dagster, records[0].dagster_run):
        return None
    run, tries = records[0].dagster_run, int(records[0].dagster_run.tags.get(TAG, 0))
    if tries >= TRIES:
        return None
    ended = records[0].end_time or records[0].create_timestamp.timestamp()
    moment = datetime.fromtimestamp(ended, UTC) + _FIRST_WAIT * float(2**tries)
    if now < moment:
        return moment
    return RunRequest(
        run_key=f"reprise-{run.run_id}",
        run_config=run.run_config,
        tags={TAG: str(tries + 1), **{name: run.tags[name] for name in _DAYS if name in run.tags}},
    )


def _may_pass(dagster: DagsterInstance, run: DagsterRun) -> bool:
    """Whether a run failed by itself, and not because a person must act."""
    if run.status is not DagsterRunStatus.FAILURE:
        return False
    if run.tags.get(WILL_RETRY_TAG) == "true":
        return False
    failures = dagster.all_logs(run.run_id, of_type=DagsterEventType.STEP_FAILURE)
    return not any(_is_deliberate(entry.get_dagster_event()) for entry in failures)


def _is_deliberate(failure: DagsterEvent) -> bool:
    """Whether a step failed by `Failure`, or by a check that stops the run."""
    if failure.step_failure_data.user_failure_data is not None:
        return True
    error = failure.step_failure_data.error
    chain = (error, error.cause if error else None)
    return any(one and one.cls_name == "DagsterAssetCheckFailedError" for one in chain)
