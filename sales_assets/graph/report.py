"""The report: charts, pages and the site that the shop owner opens.

One step, so that whoever launches any part of it gets pages, figures and site of one state of the
tables; what a gate held back is not in the tables, so no launch can publish it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    Failure,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    multi_asset,
)

from sales_assets.etl_log import EtlLog
from sales_assets.graph import lineage, metadata, outcomes, patience
from sales_assets.graph.raw import OWNERS
from sales_assets.graph.shop import Shop
from sales_assets.language import _
from sales_assets.settings import PROJECT_ROOT

GROUP = "report"
LOG_LINES = 200
PROVED = AssetCheckSpec(
    "site_concordant",
    asset="site",
    description=_(
        "Les montants du site, relus dans ses propres fichiers et additionnés, sont ceux "
        "des tables au dix-millième d’euro. Sinon, le dernier site publié reste en place."
    ),
)
_CHART = {"page": "page du site", "graphique": "identifiant", "figure": "figure Plotly (JSON)"}
_PAGE = {"adresse": "adresse dans le site", "titre": "titre", "contenu": "contenu HTML"}
_FILE = {"adresse": "adresse dans le site", "sha256": "empreinte du fichier publié"}


def _spec(name: str, text: str, kinds: set[str], columns: dict[str, str], *deps: str) -> AssetSpec:
    lineage = {column: tuple((source, _FIRST[source]) for source in deps) for column in columns}
    return AssetSpec(
        name,
        deps=deps,
        description=text,
        group_name=GROUP,
        kinds=kinds,
        owners=OWNERS,
        metadata=metadata.of_columns(columns, lineage),
    )


_FIRST = {
    "totaux_jour": "ca_e4",
    "totaux_magasin_jour": "ca_e4",
    "totaux_produit_jour": "ca_e4",
    "totaux_mois": "ca_e4",
    "graphiques": "figure",
    "produits": "nom",
    "magasins": "ville",
    "ventes": "total_e4",
    "pages": "contenu",
}


def _specs() -> list[AssetSpec]:
    return [
        _spec(
            "graphiques",
            _("Les graphiques de chaque page, avec leur tableau et leur texte."),
            {"plotly"},
            _CHART,
            "totaux_jour",
            "totaux_magasin_jour",
            "totaux_produit_jour",
            "totaux_mois",
        ),
        _spec(
            "pages",
            _("Les pages du rapport, avant leur mise en site."),
            {"markdown", "jinja"},
            _PAGE,
            "graphiques",
            "produits",
            "magasins",
            "ventes",
        ),
        _spec(
            "site",
            _("Le site publié, que l’on ouvre chaque matin."),
            {"mkdocs", "html"},
            _FILE,
            "pages",
        ),
    ]


def assets(upstream: Iterable[AssetsDefinition]) -> list[AssetsDefinition]:
    """The report group.

    Args:
        upstream: What the report is made from, for the page of lineage.
    """
    specs = _specs()
    described = lineage.described([*lineage.specs(upstream), *specs])

    @multi_asset(
        name="rapport",
        specs=specs,
        check_specs=[PROVED],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def rapport(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.report.proof import SiteDiffers
        from sales_assets.report.publish import publish
        from sales_assets.report.texts import is_formula
        from sales_assets.report.trace import Trace
        from sales_assets.warehouse import public, reads

        settings = shop.settings
        url = settings.warehouse_url
        copy = partial(public.write_database, url, is_formula)
        now = datetime.now(settings.timezone)
        closed = settings.closed
        snapshot = reads.snapshot(
            shop.warehouse(), now.date(), closed=closed.dates, weekdays=closed.weekdays
        )
        try:
            published = publish(
                snapshot,
                built_at=now,
                root=PROJECT_ROOT,
                site_dir=settings.site_dir,
                footer=_way_back(settings.dagster_url),
                trace=Trace(
                    lignage=described,
                    executions=lineage.runs(context.instance, settings.timezone),
                    journal=EtlLog(settings.log_dir, settings.timezone).last(LOG_LINES),
                ),
                base=copy if public.offered(url) else None,
            )
        except SiteDiffers as error:
            yield _proved(str(error))
            raise Failure(str(error), allow_retries=False) from error
        home = {"ouvrir": MetadataValue.path(str(published.path))}
        yield MaterializeResult(asset_key="graphiques", metadata=home)
        yield MaterializeResult(
            asset_key="pages", metadata={"dagster/row_count": published.pages, **home}
        )
        yield MaterializeResult(
            asset_key="site",
            metadata={
                **home,
                "octets": published.bytes,
                "version": published.release,
                "nouveau": published.changed,
                "CA": metadata.euros(int(snapshot.jours["ca_e4"].sum())),
            },
        )
        yield _proved("")

    return [rapport]


def _way_back(dagster_url: str | None) -> str:
    """A link from every page to the graph that made it, where people can reach it."""
    from sales_assets.report.formats import esc

    if dagster_url is None:
        return ""
    text = esc(_("Le pipeline qui fait ce site"))
    return f'<a href="{esc(dagster_url)}/assets/site">{text}</a>'


def _proved(message: str) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=PROVED.name,
        asset_key=PROVED.asset_key,
        passed=not message,
        severity=AssetCheckSeverity.ERROR,
        metadata=outcomes.told([message] if message else []),
    )
