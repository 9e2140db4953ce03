"""What the graph says of itself to the site: its assets and its last runs, as plain values."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from sales_assets.graph import assets, days
from sales_assets.language import _
from sales_assets.report.trace import Actif, Colonne, Execution

RUNS = 50
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def described() -> tuple[Actif, ...]:
    """Each asset with its columns and the assets that it is made from, in the table's order."""
    return tuple(
        Actif(
            nom=one.name,
            groupe=one.group,
            description=_(one.text),
            colonnes=tuple(
                Colonne(
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
            debut=datetime.fromtimestamp(record.start_time, zone),
            duree_s=None if record.end_time is None else record.end_time - record.start_time,
            statut=record.dagster_run.status.value,
            jours=_days(record.dagster_run),
        )
        for record in records
        if record.start_time is not None
    )


def _days(run: DagsterRun) -> tuple[str, ...]:
    asked = days.asked(run)
    return tuple(day.isoformat() for day in dict.fromkeys([*asked[:1], *asked[-1:]]))
