"""The runs told to a catalogue of lineage, as OpenLineage events, where one is set up.

Each run that has ended is told once, with the assets that it made: what they are made from, their
columns, what the checks found. A catalogue that does not answer is told at the next look. What
stays out: what an asset is (`assets.py`). The library is that of the extra `openlineage`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRecord,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from sales_assets.errors import NotReady
from sales_assets.graph import days, jobs, lineage
from sales_assets.graph.assets import NAMED, Asset
from sales_assets.language import _, mark
from sales_assets.settings import Settings

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent

NAME = "openlineage"
NAMESPACE = "sales-assets"
_SECONDS = 60
_AT_ONCE = 20
"""Runs told at a look."""
_PRODUCER = "urn:sales-assets"


def told(settings: Settings) -> list[SensorDefinition]:
    """The sensor that tells; none where no catalogue is set up.

    Raises:
        NotReady: One is, and the library is not installed.
    """
    url = settings.openlineage_url
    if url is None:
        return []
    if find_spec("openlineage") is None:
        raise NotReady(
            mark(
                "SALES_OPENLINEAGE_URL demande un paquet : pip install 'sales-assets[openlineage]'"
            )
        )

    @sensor(
        name=NAME,
        minimum_interval_seconds=_SECONDS,
        default_status=DefaultSensorStatus.RUNNING,
        description=_("Dit chaque lancement terminé à {catalogue}, en OpenLineage.").format(
            catalogue=url
        ),
    )
    def openlineage(context: SensorEvaluationContext) -> SensorResult:
        from openlineage.client import OpenLineageClient
        from openlineage.client.transport.http import HttpConfig, HttpTransport

        since = datetime.fromisoformat(context.cursor) if context.cursor else None
        records = context.instance.get_run_records(
            RunsFilter(statuses=lineage.ENDED, updated_after=since),
            limit=_AT_ONCE,
            order_by="update_timestamp",
            ascending=True,
        )
        client = OpenLineageClient(transport=HttpTransport(HttpConfig(url=url)))
        number = 0
        for record in records:
            for event in events(context.instance, record):
                client.emit(event)
                number += 1
        client.close()
        cursor = records[-1].update_timestamp.isoformat() if records else context.cursor
        said = _("{nombre} événement(s) envoyé(s)").format(nombre=number)
        return SensorResult(skip_reason=SkipReason(said), cursor=cursor)

    return [openlineage]


def events(dagster: DagsterInstance, record: RunRecord) -> Iterator["RunEvent"]:
    """Yield what is told of a run that has ended: the run itself, then each asset that it made."""
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.generated import nominal_time_run, parent_run

    run = record.dagster_run
    ends = {
        DagsterRunStatus.SUCCESS: RunState.COMPLETE,
        DagsterRunStatus.FAILURE: RunState.FAIL,
        DagsterRunStatus.CANCELED: RunState.ABORT,
    }
    moments = [_moment(record.start_time, record), _moment(record.end_time, record)]
    facets: dict[str, Any] = {}
    if jobs.is_daily(run) and (asked := days.asked(run)):
        facets["nominalTime"] = nominal_time_run.NominalTimeRunFacet(
            nominalStartTime=f"{asked[0]}T00:00:00Z",
            nominalEndTime=f"{asked[-1] + timedelta(days=1)}T00:00:00Z",
        )
    job = Job(NAMESPACE, run.job_name)
    for state, moment in zip((RunState.START, ends[run.status]), moments, strict=True):
        yield RunEvent(
            eventType=state, eventTime=moment, run=Run(run.run_id, facets), job=job,
            producer=_PRODUCER,
        )  # fmt: skip
    parent = parent_run.ParentRunFacet(
        parent_run.Run(run.run_id), parent_run.Job(NAMESPACE, run.job_name)
    )
    for asset in _made(dagster, run.run_id):
        its = Run(str(uuid5(UUID(run.run_id), asset.name)), {**facets, "parent": parent})
        for state, moment in zip((RunState.START, RunState.COMPLETE), moments, strict=True):
            yield RunEvent(
                eventType=state, eventTime=moment, run=its,
                job=Job(NAMESPACE, f"{run.job_name}.{asset.name}"), producer=_PRODUCER,
                inputs=[_input(NAMED[source]) for source in asset.sources],
                outputs=[_output(asset)],
            )  # fmt: skip
    yield from _judged(dagster, run.run_id, job, parent, moments[1])


def _moment(seconds: float | None, record: RunRecord) -> str:
    """A moment of a run; one that never started has that of its end."""
    known = seconds or record.update_timestamp.timestamp()
    return datetime.fromtimestamp(known, UTC).isoformat()


def _made(dagster: DagsterInstance, run: str) -> Iterator[Asset]:
    logs = dagster.all_logs(run, of_type=DagsterEventType.ASSET_MATERIALIZATION)
    found = {entry.get_dagster_event().asset_key for entry in logs}
    names = {key.to_user_string() for key in found if key}
    yield from (asset for name, asset in NAMED.items() if name in names)


def _input(asset: Asset) -> "InputDataset":
    from openlineage.client.event_v2 import InputDataset

    return InputDataset(NAMESPACE, asset.name, facets=_facets(asset))


def _output(asset: Asset) -> "OutputDataset":
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.generated import column_lineage_dataset as columns

    lineage_of = asset.lineage().deps_by_column
    fields = {
        column: columns.Fields(
            [
                columns.InputField(NAMESPACE, dep.asset_key.to_user_string(), dep.column_name)
                for dep in deps
            ]
        )
        for column, deps in lineage_of.items()
    }
    facets = {**_facets(asset), "columnLineage": columns.ColumnLineageDatasetFacet(fields=fields)}
    return OutputDataset(NAMESPACE, asset.name, facets=facets)


def _facets(asset: Asset) -> dict[str, Any]:
    from openlineage.client.generated import schema_dataset as schema

    fields = [
        schema.SchemaDatasetFacetFields(column.name, column.type, column.description)
        for column in asset.schema().columns
    ]
    return {"schema": schema.SchemaDatasetFacet(fields=fields)}


def _judged(
    dagster: DagsterInstance, run: str, job: Any, parent: Any, moment: str
) -> Iterator["RunEvent"]:
    """What the checks of a run found, a run of each asset judged."""
    from openlineage.client.event_v2 import InputDataset, Job, Run, RunEvent, RunState
    from openlineage.client.generated import data_quality_assertions_dataset as quality

    found: dict[str, list[quality.Assertion]] = {}
    for entry in dagster.all_logs(run, of_type=DagsterEventType.ASSET_CHECK_EVALUATION):
        check = entry.get_dagster_event().asset_check_evaluation_data
        one = quality.Assertion(
            assertion=check.check_name,
            success=check.passed,
            severity=check.severity.value.lower(),
            description=check.description,
        )
        found.setdefault(check.asset_key.to_user_string(), []).append(one)
    for name, assertions in found.items():
        facet = quality.DataQualityAssertionsDatasetFacet(assertions=assertions)
        judged = InputDataset(
            NAMESPACE, name, facets=_facets(NAMED[name]),
            inputFacets={"dataQualityAssertions": facet},
        )  # fmt: skip
        yield RunEvent(
            eventType=RunState.COMPLETE, eventTime=moment,
            run=Run(str(uuid5(UUID(run), f"controles {name}")), {"parent": parent}),
            job=Job(NAMESPACE, f"{job.name}.controles.{name}"), producer=_PRODUCER,
            inputs=[judged],
        )  # fmt: skip
