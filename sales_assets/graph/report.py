"""The report: charts, pages and the site that the shop owner opens."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dagster import (
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    multi_asset,
)

from sales_assets.graph.raw import OWNERS
from sales_assets.graph.shop import Shop
from sales_assets.settings import PROJECT_ROOT

GROUP = "report"


def assets() -> list[AssetsDefinition]:
    """The report group."""

    @multi_asset(
        name="rapport",
        specs=[
            AssetSpec(
                "graphiques",
                deps=["totaux_jour", "totaux_magasin_jour", "totaux_produit_jour", "totaux_mois"],
                description="Les graphiques de chaque page, avec leur tableau et leur texte.",
                group_name=GROUP,
                kinds={"plotly"},
                owners=OWNERS,
            ),
            AssetSpec(
                "pages",
                deps=["graphiques", "produits", "magasins", "ventes"],
                description="Les pages du rapport, avant leur mise en site.",
                group_name=GROUP,
                kinds={"markdown", "jinja"},
                owners=OWNERS,
            ),
            AssetSpec(
                "site",
                deps=["pages"],
                description="Le site publié, que l’on ouvre chaque matin.",
                group_name=GROUP,
                kinds={"mkdocs", "html"},
                owners=OWNERS,
            ),
        ],
        backfill_policy=BackfillPolicy.single_run(),
    )
    def rapport(shop: ResourceParam[Shop]) -> Iterator[MaterializeResult[Any]]:
        from sales_assets.report.publish import publish
        from sales_assets.warehouse import reads

        settings = shop.settings
        now = datetime.now(settings.timezone)
        snapshot = reads.snapshot(
            shop.warehouse(),
            now.date(),
            closed=settings.closed.dates,
            weekdays=settings.closed.weekdays,
        )
        published = publish(snapshot, built_at=now, root=PROJECT_ROOT, site_dir=settings.site_dir)
        yield MaterializeResult(asset_key="graphiques")
        yield MaterializeResult(asset_key="pages", metadata={"dagster/row_count": published.pages})
        yield MaterializeResult(
            asset_key="site",
            metadata={
                "ouvrir": MetadataValue.path(str(published.path)),
                "octets": published.bytes,
                "version": published.release,
            },
        )

    return [rapport]
