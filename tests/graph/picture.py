"""The whole graph as plain data, as committed in `graph.json`.

When a change of the graph is meant, write it again and read the difference:

    .venv/bin/python -m tests.graph.picture > tests/graph/graph.json
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dagster import (
    DefaultScheduleStatus,
    DefaultSensorStatus,
    Definitions,
    FreshnessPolicy,
    ScheduleDefinition,
)
from dagster._core.definitions.freshness import CronFreshnessPolicy

from sales_assets.definitions import build_defs
from sales_assets.settings import Settings

PICTURE = Path(__file__).with_name("graph.json")


def definitions(folder: Path) -> Definitions:
    """The definitions of an empty shop whose days are fixed."""
    return build_defs(
        Settings(
            data_dir=folder / "data",
            site_dir=folder / "public",
            log_dir=folder / "logs",
            start_date=date(2024, 1, 1),
        )
    )


def describe(defs: Definitions) -> dict[str, Any]:
    """Each asset's key, group, kinds, owners, tags, deps, description, checks, days, backfills."""
    graph = defs.resolve_asset_graph()
    checks: dict[str, list[str]] = {}
    for check in graph.asset_check_keys:
        blocking = " (bloquant)" if graph.get_check_spec(check).blocking else ""
        checks.setdefault(check.asset_key.to_user_string(), []).append(check.name + blocking)
    return {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "kinds": sorted(graph.get(key).kinds or ()),
            "owners": list(graph.get(key).owners),
            "tags": _own_tags(graph.get(key).tags),
            "deps": sorted(dep.to_user_string() for dep in graph.get(key).parent_keys),
            "description": graph.get(key).description,
            "checks": sorted(checks.get(key.to_user_string(), [])),
            "partitions": str(graph.get(key).partitions_def or ""),
            "backfill": str(graph.get(key).backfill_policy or ""),
            "freshness": _freshness(graph.get(key).freshness_policy),
        }
        for key in sorted(graph.get_all_asset_keys(), key=str)
    }


def _own_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in tags.items() if not name.startswith("dagster/")}


def _freshness(policy: FreshnessPolicy | None) -> str:
    if not isinstance(policy, CronFreshnessPolicy):
        return ""
    return f"{policy.deadline_cron} {policy.timezone}, -{policy.lower_bound_delta}"


def describe_automation(defs: Definitions) -> dict[str, Any]:
    """Each job, schedule and sensor by name: what it is for, when it comes, whether it is on."""
    found: dict[str, Any] = {
        job.name: {"job": job.description}
        for job in defs.resolve_all_job_defs()
        if not job.name.startswith("__")
    }
    for schedule in defs.schedules or ():
        assert isinstance(schedule, ScheduleDefinition)
        found[schedule.name] = {
            "schedule": f"{schedule.cron_schedule} {schedule.execution_timezone}",
            "job": schedule.job_name,
            "on": schedule.default_status is DefaultScheduleStatus.RUNNING,
        }
    for sensor in defs.sensors or ():
        found[sensor.name] = {
            "sensor": f"{sensor.minimum_interval_seconds} s",
            "job": [target.job_name for target in sensor.targets],
            "on": sensor.default_status is DefaultSensorStatus.RUNNING,
        }
    return dict(sorted(found.items()))


def text(defs: Definitions) -> str:
    """The picture as it is committed."""
    whole = {"assets": describe(defs), "automation": describe_automation(defs)}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(text(definitions(Path(folder))), end="")
