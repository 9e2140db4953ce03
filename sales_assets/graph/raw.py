"""Raw assets: the files as they came, archived, recognised and read."""

from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    BackfillPolicy,
    DailyPartitionsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
)

from sales_assets.graph import days, events, metadata, outcomes, patience
from sales_assets.graph.shop import Shop
from sales_assets.language import _, mark

GROUP = "raw"
OWNERS = ["team:boutique"]
_SALE = {
    "date": "jour de la vente",
    "ID_produit": "produit",
    "ID_magasin": "magasin",
    "quantite": "quantité, négative pour un retour",
    "prix_unitaire_e4": "prix écrit sur la ligne, en 1/10 000 €",
    "ticket": "numéro de ticket",
}
_PRODUCT = {
    "ID_produit": "référence",
    "nom": "nom",
    "prix_e4": "prix, en 1/10 000 €",
    "stock": "stock",
}
_STORE = {"ID_magasin": "identifiant", "ville": "ville", "nombre_salaries": "nombre de salariés"}


def _readable(name: str) -> AssetCheckSpec:
    return AssetCheckSpec(
        f"{name}_lisible",
        asset=name,
        description=_(
            "Chaque fichier a l’en-tête et le format attendus. Un fichier refusé ne charge "
            "rien : le message dit quelle ligne ou quelle colonne corriger."
        ),
    )


ALL_READ = AssetCheckSpec(
    "fichiers_acceptes",
    asset="deliveries",
    description=_(
        "Produits, magasins et ventes sont arrivés, et chaque fichier du dossier de "
        "données a pu être pris. Un fichier refusé ne charge rien et n’enlève rien : le message "
        "dit pourquoi et quoi faire."
    ),
)


@asset(
    description=_(
        "Les fichiers déposés dans le dossier de données, gardés tels quels dans l’archive."
    ),
    group_name=GROUP,
    kinds={"csv", "file"},
    owners=OWNERS,
    check_specs=[ALL_READ],
    backfill_policy=BackfillPolicy.single_run(),
    metadata=metadata.of_columns(
        {"nom": "nom du fichier", "sha256": "empreinte du contenu", "statut": "ce qu’il devient"}
    ),
)
@patience.patient
def deliveries(
    context: AssetExecutionContext, shop: ResourceParam[Shop]
) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
    """Receive what is in the folder, and say what is missing there."""
    from sales_assets.inbox.receive import receive
    from sales_assets.loading.missing import missing

    passage = shop.context()
    steps = receive(passage)
    if all(step.nom for step in steps):  # else the folder itself is the trouble
        steps += missing(passage)
    outcomes.tell(context, steps)
    yield MaterializeResult(metadata=outcomes.figures(steps))
    yield outcomes.check(ALL_READ, steps)


def _catalogue(name: str, genre: str, columns: dict[str, str], text: str) -> AssetsDefinition:
    readable = _readable(name)

    @asset(
        name=name,
        description=_(text),
        group_name=GROUP,
        kinds={"csv", "pandas"},
        owners=OWNERS,
        deps=["deliveries"],
        check_specs=[readable],
        backfill_policy=BackfillPolicy.single_run(),
        metadata=metadata.of_columns(columns, dict.fromkeys(columns, (("deliveries", "nom"),))),
    )
    @patience.patient
    def read(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.contract import Genre
        from sales_assets.inbox.stage import read_catalogue

        steps, rows = read_catalogue(shop.context(), Genre(genre))
        outcomes.tell(context, steps)
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                "aperçu": metadata.preview(rows),
            }
        )
        yield outcomes.check(readable, steps)

    return read


def _sales(partitions: DailyPartitionsDefinition) -> AssetsDefinition:
    readable = _readable("raw_sales")

    @asset(
        name="raw_sales",
        description=_("Les lignes de vente lues dans les fichiers, rangées par jour."),
        group_name=GROUP,
        kinds={"csv", "parquet"},
        owners=OWNERS,
        deps=["deliveries"],
        check_specs=[readable],
        partitions_def=partitions,
        backfill_policy=BackfillPolicy.single_run(),
        metadata=metadata.of_columns(_SALE, dict.fromkeys(_SALE, (("deliveries", "nom"),))),
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
        yield outcomes.check(readable, steps)

    return raw_sales


def assets(partitions: DailyPartitionsDefinition) -> list[AssetsDefinition]:
    """The raw group."""
    return [
        deliveries,
        _catalogue(
            "raw_products",
            "produits",
            _PRODUCT,
            mark("Le catalogue tel que le dernier fichier de produits le donne."),
        ),
        _catalogue(
            "raw_stores",
            "magasins",
            _STORE,
            mark("Les magasins tels que le dernier fichier les donne."),
        ),
        _sales(partitions),
    ]
