"""A shop whose passes are real Dagster runs, in this process, on a real instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dagster import (
    AssetCheckEvaluation,
    AssetKey,
    AssetSelection,
    DagsterInstance,
    DagsterRunStatus,
    ExecuteInProcessResult,
)

from sales_assets.definitions import build_defs
from sales_assets.graph import days, instance, jobs, verdict
from sales_assets.settings import Settings
from tests.shop import Shop

TEXTS = (".html", ".js", ".json", ".csv", ".txt")
DAILY = ("raw_sales", "ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour")


class DagsterShop:
    """A data folder, its tables, its site, and the Dagster instance that works on them."""

    def __init__(self, folder: Path, dagster: DagsterInstance) -> None:
        """Open an empty shop in `folder`."""
        self.settings = Settings(
            data_dir=folder / "data", site_dir=folder / "site" / "public", log_dir=folder / "logs"
        )
        self.files = Shop(folder, self.settings.warehouse_url)
        self.dagster = dagster

    def run(
        self,
        *asked: str,
        assets: AssetSelection | None = None,
        job: str = jobs.EVERYTHING,
        tags: Mapping[str, str] | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> ExecuteInProcessResult:
        """Run a job as a new process would: over one day, a range of days, or yesterday.

        Args:
            asked: One ISO day, or the first and the last.
            assets: Only these of the job.
            job: The job.
            tags: Those of the run, instead of its days'.
            config: Of the loading step.
        """
        defs = build_defs(self.settings)
        ends = [date.fromisoformat(day) for day in asked] or [None, None]
        span = days.within(self.settings, ends[0], ends[-1])
        assert span is not None
        chosen = assets.resolve(defs.resolve_asset_graph()) if assets else None
        return defs.resolve_job_def(job).execute_in_process(
            instance=self.dagster,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                **({"ops": {"ventes_et_totaux": {"config": config}}} if config else {}),
            },
            tags=instance.Days(*span).tags if tags is None else tags,
            asset_selection=sorted(chosen, key=str) if chosen else None,
            raise_on_error=False,
        )

    def materialized(self, asset: str) -> set[str]:
        """The days that Dagster shows as materialised."""
        return set(self.dagster.get_materialized_partitions(AssetKey(asset)))

    def colours(self, asset: str) -> dict[str, str]:
        """The days that are not missing in the partition bar, with their colour."""
        calendar = days.partitions(self.settings)
        keys = calendar.get_partition_keys()
        found = self.dagster.get_status_by_partition(AssetKey(asset), keys, calendar) or {}
        return {day: colour.value for day, colour in found.items() if colour}

    def site(self) -> dict[str, str]:
        """Every text file of the published site."""
        found = {}
        for path in sorted(self.settings.site_dir.rglob("*")):
            if path.suffix in TEXTS and "assets" not in path.parts:
                found[str(path.relative_to(self.settings.site_dir))] = path.read_text("utf-8")
        return found

    def release(self) -> tuple[str, int]:
        """The live release, and when its link was made."""
        link = self.settings.site_dir
        return str(link.readlink()), link.lstat().st_mtime_ns


def checks(result: ExecuteInProcessResult) -> dict[str, AssetCheckEvaluation]:
    """The check evaluations of a run by name."""
    return {one.check_name: one for one in result.get_asset_check_evaluations()}


def metadata_of(result: ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    """The metadata of an asset's materialisation for the run's own days."""
    events = result.asset_materializations_for_node(
        next(e.step_key for e in result.all_events if e.asset_key == AssetKey(asset) and e.step_key)
    )
    return dict(next(e for e in events if e.asset_key == AssetKey(asset)).metadata)


def published(result: ExecuteInProcessResult) -> bool:
    """Whether a run did all it had to do; whether a person must act is another matter."""
    failed = {event.step_key for event in result.all_events if event.is_step_failure}
    return failed <= {verdict.NAME} and result.dagster_run.status in (
        DagsterRunStatus.SUCCESS,
        DagsterRunStatus.FAILURE,
    )


def plain(text: str) -> str:
    """Text of a page without tags and with plain spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", re.sub(r"<[^>]+>", " ", text))
