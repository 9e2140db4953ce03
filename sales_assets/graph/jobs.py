"""The jobs a person starts by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import AssetSelection, DagsterRun, define_asset_job, in_process_executor

from sales_assets.language import _

if TYPE_CHECKING:
    from sales_assets.graph.private import UnresolvedAssetJobDefinition

EVERYTHING = "tout"
TABLES = "sans_site"
ACCEPTING = "accepter"
OF_ASSETS = (EVERYTHING, TABLES, ACCEPTING)
# A run whose process vanished is done again from its beginning: each step knows what is done.
_TAGS = {"dagster/retry_strategy": "ALL_STEPS"}


def is_daily(run: DagsterRun) -> bool:
    """Whether a run is of assets, which are made day by day, and not of upkeep."""
    return run.job_name in OF_ASSETS or bool(run.asset_selection)


def jobs() -> list[UnresolvedAssetJobDefinition]:
    """Everything, everything but the report, everything with held deliveries accepted."""
    return [
        define_asset_job(
            EVERYTHING,
            selection=AssetSelection.all(),
            description=_(
                "Charger tout ce qui est nouveau, contrôler, recalculer, publier le site."
            ),
            executor_def=in_process_executor,
            tags=_TAGS,
        ),
        define_asset_job(
            TABLES,
            selection=AssetSelection.all() - AssetSelection.groups("report"),
            description=_("Charger tout ce qui est nouveau sans publier le site."),
            executor_def=in_process_executor,
            tags=_TAGS,
        ),
        define_asset_job(
            ACCEPTING,
            selection=AssetSelection.all(),
            description=_(
                "Accepter des livraisons en attente : mettre leurs numéros dans accept, à l’onglet "
                "Launchpad."
            ),
            config={"ops": {"ventes_et_totaux": {"config": {"accept": []}}}},
            executor_def=in_process_executor,
            tags=_TAGS,
        ),
    ]
