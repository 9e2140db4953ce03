"""The report: charts, pages and the site that the shop owner opens.

One step, so that whoever launches any part of it gets pages, figures and site of one state of the
tables; what a gate held back is not in the tables, so no launch can publish it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    DataVersion,
    Failure,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from sales_assets.etl_log import EtlLog
from sales_assets.graph import lineage, metadata, morning, patience, selection
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import _, mark
from sales_assets.places import FILES

if TYPE_CHECKING:
    from sales_assets.warehouse.snapshot import Snapshot

LOG_LINES = 200
PROVED = Check(
    "site_concordant",
    "site",
    mark(
        "Les montants du site, relus dans ses propres fichiers et additionnés, sont ceux "
        "des tables au dix-millième d’euro. Sinon, le dernier site publié reste en place."
    ),
)
INTACT = Check(
    "base_intacte",
    "site",
    mark(
        "Le fichier de la base est sain, elle connaît tout ce que l’archive a noté et chaque jour "
        "publié, et chaque table dont une page est faite est ce que le programme y a écrit, jour "
        "par jour. Sinon, le dernier site publié reste en place."
    ),
)


def definitions(specs: Mapping[str, AssetSpec]) -> list[AssetsDefinition]:
    """The report group."""
    assets = lineage.described()

    @multi_asset(
        name="rapport",
        specs=[specs[name] for name in ("graphiques", "pages", "site")],
        check_specs=[INTACT.spec(), PROVED.spec()],
        backfill_policy=BackfillPolicy.single_run(),
        can_subset=True,
    )
    @patience.patient
    @selection.only_asked
    def report(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.errors import BaseBehind, Damaged, FewerDays, SiteDiffers
        from sales_assets.inbox import records
        from sales_assets.report.publish import publish
        from sales_assets.report.texts import is_formula
        from sales_assets.report.trace import Trace
        from sales_assets.warehouse import audit, public, reads

        settings = shop.settings
        url = settings.warehouse_url
        copy = partial(public.write_database, url, is_formula)
        now = datetime.now(settings.timezone)
        warehouse = shop.warehouse()

        @cache
        def read() -> "Snapshot":
            records.check(warehouse, settings.archive_dir)
            if public.offered(url):  # a larger one is looked at by night
                with warehouse.read() as connection:
                    audit.check_file(connection)
            return reads.snapshot(warehouse, now.date(), settings.calendar)

        try:
            published = publish(
                read,
                built_at=now,
                root=FILES,
                site_dir=settings.site_dir,
                footer=_way_back(settings.dagster_url),
                trace=Trace(
                    assets=assets,
                    runs=lineage.runs(context.instance, settings.timezone),
                    log=EtlLog(settings.log_dir, settings.timezone).last(LOG_LINES),
                ),
                base=copy if public.offered(url) else None,
                due=settings.due,
                objective=settings.objective,
                shop_name=settings.shop_name or "",
            )
        except (Damaged, BaseBehind, FewerDays) as error:
            yield INTACT.result([str(error)])
            raise Failure(str(error), allow_retries=False) from error
        except SiteDiffers as error:
            yield PROVED.result([str(error)])
            raise Failure(str(error), allow_retries=False) from error
        for trouble in morning.send(settings, read(), now):
            context.log.warning(trouble)
        home = {_("ouvrir"): shop.page("index.html")}
        version = DataVersion(published.release)
        yield MaterializeResult(asset_key="graphiques", metadata=home, data_version=version)
        yield MaterializeResult(
            asset_key="pages",
            metadata={"dagster/row_count": published.pages, **home},
            data_version=version,
        )
        yield MaterializeResult(
            asset_key="site",
            metadata={
                **home,
                _("octets"): published.bytes,
                "version": published.release,
                _("nouveau"): published.changed,
                _("CA"): metadata.euros(int(read().jours["ca_e4"].sum())),
            },
            data_version=version,
        )
        yield INTACT.result()
        yield PROVED.result()

    return [report]


def _way_back(dagster_url: str | None) -> str:
    """A link from every page to the graph that made it, where people can reach it."""
    from sales_assets.report.formats import esc

    if dagster_url is None:
        return ""
    text = esc(_("Le pipeline qui fait ce site"))
    return f'<a href="{esc(dagster_url)}/assets/site">{text}</a>'
