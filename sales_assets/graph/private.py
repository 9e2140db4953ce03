"""Everything of Dagster that is not its public interface, in this one place.

Each name is here because nothing public does the same; a test names the one that a new version of
Dagster has moved. What stays out: what is done with them. When to add here: only after a look at
Dagster's public interface, with the reason.

- The tags of a run that say its days and its next try: public in the UI, written nowhere in the
  interface.
- `log_batch`, `plan_batch`: `context.log_event` stores events one by one, at about 7 ms each, and
  nothing public says that a day was to be made and is not.
- `SILENT`: an output always says that the days asked for are made, but for what is only observed.
- `AssetPartitionStatus`: what the public `get_status_by_partition` answers.
- The tags of a data version: `MaterializeResult` gives one version to all the days of a range.
- `SqliteEventLogStorage` and its table: a storage named in `dagster.yaml` must be a subclass of it.
- `give_tags`: without a partition Dagster stops before a daily asset made from another; a run under
  way takes no tags.
- `CheckRunHealthResult`, `LaunchRunContext`, `WorkerStatus`: what a launcher is given, and answers.
- `run_of_job`, `events_of`: `execute_job` neither gives the events while they come nor says where
  the code is, so that the UI would show a run of no known job.
- `dev`: `dagster dev` has no option for a webserver with a guard before it.
- `UnresolvedAssetJobDefinition`: what `define_asset_job` returns.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetObservation,
    DagsterEvent,
    DagsterInstance,
    DagsterRun,
    JobDefinition,
)
from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_IS_USER_PROVIDED_TAG,
    DATA_VERSION_TAG,
    NULL_EVENT_POINTER,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition
from dagster._core.events import (
    AssetMaterializationPlannedData,
    DagsterEventBatchMetadata,
    generate_event_batch_id,
)
from dagster._core.execution.api import execute_run_iterator
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.partition_status_cache import AssetPartitionStatus
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
    REPOSITORY_LABEL_TAG,
    WILL_RETRY_TAG,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._serdes import ConfigurableClassData

__all__ = [
    "ASSET_PARTITION_RANGE_END_TAG",
    "ASSET_PARTITION_RANGE_START_TAG",
    "CODE_VERSION_TAG",
    "DATA_VERSION_IS_USER_PROVIDED_TAG",
    "DATA_VERSION_TAG",
    "NULL_EVENT_POINTER",
    "PARTITION_NAME_TAG",
    "RUNS_MODULE",
    "SCHEDULES_MODULE",
    "SILENT",
    "SQLITE_BUSY_TIMEOUT_SECONDS",
    "WILL_RETRY_TAG",
    "AssetPartitionStatus",
    "CheckRunHealthResult",
    "ConfigurableClassData",
    "LaunchRunContext",
    "SqlEventLogStorageTable",
    "SqliteEventLogStorage",
    "UnresolvedAssetJobDefinition",
    "WorkerStatus",
    "develop",
    "events_of",
    "get_input_data_version_tag",
    "get_input_event_pointer_tag",
    "give_tags",
    "log_batch",
    "plan_batch",
    "run_of_job",
]

RUNS_MODULE, SCHEDULES_MODULE = "dagster._core.storage.runs", "dagster._core.storage.schedules"
"""Where `dagster.yaml` finds the storages that are Dagster's own."""
SILENT = {SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True}
"""The metadata of an output that says nothing of its asset."""


def log_batch(
    context: AssetExecutionContext, events: Sequence[AssetMaterialization | AssetObservation]
) -> None:
    """Log materialisations or observations in the step that runs, stored all at once."""
    step = context.get_step_execution_context()
    batch = generate_event_batch_id()  # type: ignore[no-untyped-call]
    for number, event in enumerate(events, start=1):
        place = DagsterEventBatchMetadata(batch, number == len(events))
        if isinstance(event, AssetObservation):
            DagsterEvent.asset_observation(step, event, place)
        else:
            DagsterEvent.asset_materialization(step, event, place)


def plan_batch(
    context: AssetExecutionContext, run_id: str, asset: str, partitions: Sequence[str]
) -> None:
    """Say that a run was to make these partitions of an asset, stored all at once."""
    step = context.get_step_execution_context()
    batch = generate_event_batch_id()  # type: ignore[no-untyped-call]
    for number, partition in enumerate(partitions, start=1):
        planned = AssetMaterializationPlannedData(AssetKey(asset), partition=partition)
        event = DagsterEvent.build_asset_materialization_planned_event(
            step.job_name, step.step.key, planned
        )
        last = number == len(partitions)
        context.instance.report_dagster_event(
            event, run_id, batch_metadata=DagsterEventBatchMetadata(batch, last)
        )


def give_tags(instance: DagsterInstance, run: DagsterRun, tags: Mapping[str, str]) -> None:
    """Add tags to a run under way in this process."""
    instance.add_run_tags(run.run_id, dict(tags))
    run.tags.update(tags)  # type: ignore[attr-defined]


def run_of_job(
    instance: DagsterInstance,
    module: str,
    folder: Path,
    job: str,
    config: Mapping[str, Any],
    tags: Mapping[str, str],
) -> tuple[ReconstructableJob, JobDefinition, DagsterRun]:
    """Enter a run of a job of `defs` in a module, as if the UI had launched it.

    Args:
        instance: Where it is entered.
        module: The code location's.
        folder: Its working directory.
        job: The job's name.
        config: The run's configuration.
        tags: The run's.

    Returns:
        The job as `events_of` takes it, what it is, and its run.
    """
    repository = ReconstructableRepository.for_module(module, "defs", working_directory=str(folder))
    pipeline = repository.get_reconstructable_job(job)
    name = pipeline.repository.get_definition().name
    location = ManagedGrpcPythonEnvCodeLocationOrigin(
        LoadableTargetOrigin(
            module_name=module, working_directory=str(folder), executable_path=sys.executable
        ),
        location_name=module,
    )
    definition = pipeline.get_definition()
    run = instance.create_run_for_job(
        job_def=definition,
        run_config=config,
        remote_job_origin=RemoteJobOrigin(RemoteRepositoryOrigin(location, name), job),
        job_code_origin=pipeline.get_python_origin(),
        tags={REPOSITORY_LABEL_TAG: f"{name}@{module}", **tags},
    )
    return pipeline, definition, run


def events_of(
    job: ReconstructableJob, run: DagsterRun, instance: DagsterInstance
) -> Iterator[DagsterEvent]:
    """Execute a run in this process; it goes on as its events are asked for."""
    return execute_run_iterator(job, run, instance)


def develop(arguments: Sequence[str], webserver: str) -> None:
    """Run `dagster dev`, with a module in the place of its webserver's; it ends the process."""
    # imported here: only this command pays for it, not each run
    from dagster._cli import dev

    open_process = dev.open_ipc_subprocess  # type: ignore[attr-defined]

    def turned(words: Sequence[str], **options: Any) -> Any:
        ours = [webserver if word == "dagster_webserver" else word for word in words]
        return open_process(ours, **options)

    dev.open_ipc_subprocess = turned  # type: ignore[attr-defined, assignment]
    dev.dev_command(list(arguments))
