"""What Dagster loads: the graph of this shop, from its settings."""

from __future__ import annotations

from dagster import Definitions, in_process_executor

from sales_assets import language
from sales_assets.graph import (
    alerts,
    days,
    freshness,
    grain,
    jobs,
    raw,
    report,
    schedules,
    sensors,
    shop,
    tables,
    totals,
)
from sales_assets.settings import Settings


def build_defs(settings: Settings) -> Definitions:
    """The asset graph: raw, tables, totals, report."""
    language.use(settings.locale)
    partitions = days.partitions(settings)
    kind = "sqlite" if settings.warehouse_url.startswith("sqlite") else "postgresql"
    sources = [
        *raw.assets(partitions),
        *tables.assets(partitions, kind),
        *totals.assets(kind),
    ]
    return Definitions(
        assets=grain.tagged(freshness.promise(settings, [*sources, *report.assets(sources)])),
        jobs=jobs.jobs(),
        schedules=schedules.schedules(settings),
        sensors=[sensors.folder(settings), alerts.alerts(settings)],
        resources={"shop": shop.of_runs(settings)},
        executor=in_process_executor,
    )


defs = build_defs(Settings())
