"""What the graph says of itself to the site: its assets and its last runs, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from dagster import (
    AssetsDefinition,
    AssetSpec,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    RunsFilter,
    TableSchema,
)

from sales_assets.graph.private import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
)
from sales_assets.report.trace import Actif, Colonne, Execution

RUNS = 50
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def specs(definitions: Iterable[AssetsDefinition]) -> Iterator[AssetSpec]:
    """The specs of definitions, in their order."""
    for definition in definitions:
        yield from definition.specs


def described(assets: Iterable[AssetSpec]) -> tuple[Actif, ...]:
    """Each asset with its columns and the assets that it is made from, in the order given."""
    return tuple(
        Actif(
            nom=spec.key.to_user_string(),
            groupe=spec.group_name or "",
            description=spec.description or "",
            colonnes=_columns(spec.metadata.get("dagster/column_schema")),
            sources=tuple(dep.asset_key.to_user_string() for dep in spec.deps),
        )
        for spec in assets
    )


def _columns(found: Any) -> tuple[Colonne, ...]:
    schema = getattr(found, "value", found)  # metadata wraps what it is given
    if not isinstance(schema, TableSchema):
        return ()
    return tuple(
        Colonne(
            column.name, "" if column.type == "string" else column.type, column.description or ""
        )
        for column in schema.columns
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
    if PARTITION_NAME_TAG in run.tags:
        return (run.tags[PARTITION_NAME_TAG],)
    ends = (ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)
    return tuple(run.tags[tag] for tag in ends if tag in run.tags)
