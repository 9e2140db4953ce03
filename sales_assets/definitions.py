"""What Dagster loads: the graph of this shop, from its settings."""

from __future__ import annotations

from dagster import Definitions, in_process_executor

from sales_assets import language
from sales_assets.graph import (
    alerts,
    assets,
    jobs,
    openlineage,
    raw,
    report,
    schedules,
    sensors,
    shop,
    tables,
    totals,
    verdict,
)
from sales_assets.settings import Settings, asked_locale


def build_defs(settings: Settings) -> Definitions:
    """The asset graph: raw, tables, totals, report."""
    language.use(settings.locale)
    specs = assets.specs(settings)
    return Definitions(
        assets=[
            definition
            for room in (raw, tables, totals, report)
            for definition in room.definitions(specs)
        ],
        asset_checks=[verdict.definition()],
        jobs=jobs.jobs(),
        schedules=schedules.schedules(settings),
        sensors=[
            sensors.folder(settings),
            alerts.alerts(settings),
            *openlineage.told(settings),
        ],
        resources={"shop": shop.of_runs(settings)},
        executor=in_process_executor,
    )


language.use(asked_locale())  # what is wrong with the settings is told in it
defs = build_defs(Settings())
