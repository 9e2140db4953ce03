"""What the graph says of itself to the site: its assets and its last runs, as plain values."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from sales_assets.graph import assets, days
from sales_assets.language import _
from sales_assets.report.trace import Execution, TracedAsset, TracedColumn

RUNS = 50
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def described() -> tuple[TracedAsset, ...]:
    """Each asset with its columns and the assets that it is made from, in the table's order."""
    return tuple(
        TracedAsset(
            name=one.name,
            group=one.group,
            description=_(one.text),
            columns=tuple(
                TracedColumn(
                    column.name,
                    "" if one.columns else column.type,  # what a file holds is text
                    column.description or "",
                )
                for column in one.schema().columns
            ),
            sources=one.sources,
        )
        for one in assets.TABLE
    )


def runs(instance: DagsterInstance, zone: tzinfo | None) -> tuple[Execution, ...]:
    """The last runs that have ended, newest first."""
    records = instance.get_run_records(RunsFilter(statuses=ENDED), limit=RUNS)
    return tuple(
        Execution(
            started=datetime.fromtimestamp(record.start_time, zone),
            seconds=None if record.end_time is None else record.end_time - record.start_time,
            status=record.dagster_run.status.value,
            days=_days(record.dagster_run),
        )
        for record in records
        if record.start_time is not None
    )


def _days(run: DagsterRun) -> tuple[str, ...]:
    asked = days.asked(run)
    return tuple(day.isoformat() for day in dict.fromkeys([*asked[:1], *asked[-1:]]))
