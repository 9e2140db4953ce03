"""Dagster's own run launcher, which can also tell whether a run still lives.

Named in the `dagster.yaml` that `instance.py` writes. With it, the daemon's monitoring ends the
runs that a crash or a power cut left "started": right after a restart, with nobody's help.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import DagsterInstance, DagsterRun, DefaultRunLauncher

from sales_assets.graph import liveness
from sales_assets.graph.private import (
    CheckRunHealthResult,
    ConfigurableClassData,
    LaunchRunContext,
    WorkerStatus,
)


class WatchedRunLauncher(DefaultRunLauncher):
    """The stock launcher with a health check that holds across restarts and containers."""

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> WatchedRunLauncher:
        """Build it from `dagster.yaml`; the parent would build its own class."""
        return cls(inst_data, **config_value)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Announce the run, then launch it."""
        liveness.announce(_home(self._instance), context.dagster_run.run_id)
        super().launch_run(context)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """It does."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run that has started is still there."""
        if liveness.is_gone(_home(self._instance), run.run_id):
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its process is gone")
        return CheckRunHealthResult(WorkerStatus.RUNNING)


def _home(instance: DagsterInstance) -> Path:
    return Path(instance.root_directory)
