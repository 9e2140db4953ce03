"""Raw assets: the files as they came, archived, recognised and read."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from sales_assets.graph import days, events, metadata, outcomes, patience
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import mark

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
        yield MaterializeResult(metadata=outcomes.figures(steps))
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

        steps, rows = read_catalogue(shop.context(), Genre(kind))
        outcomes.tell(context, steps)
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                "aperçu": metadata.preview(rows),
            }
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
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.inbox.stage import day_counts, read_sales

        steps = read_sales(shop.context())
        outcomes.tell(context, steps)
        first, last = days.of_run(context)
        counts = day_counts(shop.context(), steps)
        figures = {day: {"dagster/partition_row_count": rows} for day, rows in counts.items()}
        asked = {day: values for day, values in figures.items() if first <= day <= last}
        events.describe_days(context, ["raw_sales"], asked)
        others = {day: values for day, values in figures.items() if day not in asked}
        events.log_days(context, ["raw_sales"], others)
        yield MaterializeResult(metadata=outcomes.figures(steps))
        yield readable.of(steps)

    return raw_sales
