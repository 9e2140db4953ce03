"""The resource every asset receives: the shop, behind its settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dagster import (
    InitResourceContext,
    MetadataValue,
    PathMetadataValue,
    ResourceDefinition,
    UrlMetadataValue,
    resource,
)

from sales_assets import garbage
from sales_assets.graph import days, instance, jobs, liveness, private
from sales_assets.places import FILES
from sales_assets.settings import Settings

if TYPE_CHECKING:
    from sales_assets.context import Context
    from sales_assets.warehouse.engine import Warehouse

RULES_DIR = FILES / "expectations"


@dataclass(frozen=True)
class Shop:
    """Opens the warehouse and the folders when an asset runs; loading the graph opens nothing."""

    settings: Settings

    def context(self) -> Context:
        """One pass over the data folder, now."""
        from sales_assets.context import Context, Limits
        from sales_assets.etl_log import EtlLog

        return Context(
            warehouse=self.warehouse(),
            data_dir=self.settings.data_dir,
            archive_dir=self.settings.archive_dir,
            rules_dir=RULES_DIR,
            log=EtlLog(self.settings.log_dir, self.settings.timezone),
            now=datetime.now(self.settings.timezone),
            limits=Limits.of(self.settings),
        )

    def page(self, address: str) -> PathMetadataValue | UrlMetadataValue:
        """The page of the published site at this address, as a link in the UI."""
        if self.settings.site_url:
            return MetadataValue.url(f"{self.settings.site_url}/{address}")
        return MetadataValue.path(str(self.settings.site_dir / address))

    def warehouse(self) -> Warehouse:
        """The tables, created when they are not there yet."""
        from sales_assets.warehouse.engine import Warehouse

        return Warehouse(self.settings.warehouse_url)


def of_runs(settings: Settings) -> ResourceDefinition:
    """The shop as each run receives it; while it does, the run shows that it lives."""

    @resource(description=str(settings.data_dir))
    def shop(context: InitResourceContext) -> Iterator[Shop]:
        if context.run is None or context.instance is None:
            yield Shop(settings)
            return
        instance.check_home(Path(context.instance.root_directory), settings.dagster_home)
        garbage.seek_rarely()
        if jobs.is_daily(context.run) and not days.asked(context.run):
            day = instance.Days.latest(settings)  # a run without a day is one of the last
            private.give_tags(context.instance, context.run, day.tags)
        with liveness.held(Path(context.instance.root_directory), context.run.run_id):
            yield Shop(settings)

    return shop
