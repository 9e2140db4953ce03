"""Raw assets: the files as they came, archived, recognised and read."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetObservation,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    DataVersion,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from sales_assets.graph import colours, days, metadata, outcomes, patience, private
from sales_assets.graph.assets import LASTING
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import _, mark

if TYPE_CHECKING:
    from sales_assets.context import Context

ALL_READ = Check(
    "fichiers_acceptes",
    "deliveries",
    mark(
        "Produits, magasins et ventes sont arrivés, et chaque fichier du dossier de "
        "données a pu être pris. Un fichier refusé ne charge rien et n’enlève rien : le message "
        "dit pourquoi et quoi faire."
    ),
)
_READABLE = mark(
    "Chaque fichier a l’en-tête et le format attendus. Un fichier refusé ne charge rien : le "
    "message dit quelle ligne ou quelle colonne corriger."
)


def definitions(specs: Mapping[str, AssetSpec]) -> list[AssetsDefinition]:
    """The raw group."""
    return [
        _deliveries(specs["deliveries"]),
        _catalogue(specs["raw_products"], "produits"),
        _catalogue(specs["raw_stores"], "magasins"),
        _sales(specs["raw_sales"]),
    ]


def _deliveries(spec: AssetSpec) -> AssetsDefinition:
    @multi_asset(
        name="deliveries",
        specs=[spec],
        check_specs=[ALL_READ.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def deliveries(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.inbox.receive import receive
        from sales_assets.loading.missing import missing

        work = shop.context()
        steps = receive(work)
        if all(step.nom for step in steps):  # else the folder itself is the trouble
            steps += missing(work)
        outcomes.tell(context, steps)
        yield MaterializeResult(metadata=outcomes.figures(steps), data_version=DataVersion(LASTING))
        yield ALL_READ.of(steps)

    return deliveries


def _catalogue(spec: AssetSpec, kind: str) -> AssetsDefinition:
    name = spec.key.to_user_string()
    readable = Check(f"{name}_lisible", name, _READABLE)

    @multi_asset(
        name=name,
        specs=[spec],
        check_specs=[readable.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def read(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.contract import Genre
        from sales_assets.inbox.stage import read_catalogue
        from sales_assets.warehouse import ledger

        work = shop.context()
        steps, rows = read_catalogue(work, Genre(kind))
        with work.warehouse.read() as connection:
            known = ledger.deliveries(connection, genres=[kind], statuts=["lue", "chargee"])
        outcomes.tell(context, steps)
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                _("aperçu"): metadata.preview(rows),
            },
            data_version=DataVersion(known[-1].sha256 if known else ""),
        )
        yield readable.of(steps)

    return read


def _sales(spec: AssetSpec) -> AssetsDefinition:
    readable = Check("raw_sales_lisible", "raw_sales", _READABLE)

    @multi_asset(
        name="raw_sales",
        specs=[spec],
        check_specs=[readable.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def raw_sales(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetObservation | AssetCheckResult]:
        from sales_assets.inbox.stage import days_read, read_sales
        from sales_assets.loading.standing import standing

        work = shop.context()
        steps = read_sales(work)
        outcomes.tell(context, steps)
        found = standing(work)
        known = (found.loaded | found.read) - found.refused.keys()
        colours.paint(
            context,
            days.partitions(shop.settings),
            ["raw_sales"],
            colours.Truth(known, found.refused),
            {*days.asked(context.run), *days_read(work, steps)},
            partial(_told, work),
        )
        yield AssetObservation("raw_sales", metadata=outcomes.figures(steps))
        yield MaterializeResult(metadata=private.SILENT)
        yield readable.of(steps)

    return raw_sales


def _told(work: "Context", painted: Collection[date]) -> dict[date, colours.Day]:
    """The files of each day and the rows that they hold."""
    from sales_assets.loading.standing import sources

    if not painted:
        return {}
    with work.warehouse.read() as connection:
        found = sources(work, connection, painted)
    return {
        day: colours.Day(
            one.sha256, {"dagster/partition_row_count": one.rows, _("fichiers"): one.files}
        )
        for day, one in found.items()
    }
