"""Table assets: the catalogue and the sales in the database, with the totals that move with them.

Sales and totals are one step, for they are one transaction: a day is never half written.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    Config,
    DailyPartitionsDefinition,
    MaterializeResult,
    ResourceParam,
    asset,
    multi_asset,
)
from pydantic import Field

from sales_assets.graph import checks, days, events, metadata, outcomes, patience, vigilance
from sales_assets.graph.raw import OWNERS
from sales_assets.graph.shop import Shop
from sales_assets.language import _

LOADED = AssetCheckSpec(
    "livraisons_chargees",
    asset="ventes",
    description=_(
        "Chaque livraison de ventes est chargée tout entière : aucune n’attend parce "
        "qu’elle enlèverait des lignes, aucun jour n’est retenu, aucun produit n’est inconnu."
    ),
)
COUNTED = AssetCheckSpec(
    "lignes_toutes_comptees",
    asset="ventes",
    description=_(
        "Pour chaque livraison du registre : lignes du fichier = acceptées + en quarantaine + "
        "vides, et chaque ligne en quarantaine est dans la table rejets. Rien ne se perd."
    ),
)


class Repricing(Config):
    """A product whose price was wrong on some days, and is right in the catalogue now."""

    produit: str = Field(description=_("L’identifiant du produit."))
    du: str = Field(description=_("Le premier jour, AAAA-MM-JJ."))
    au: str = Field(description=_("Le dernier jour, AAAA-MM-JJ."))


class Loading(Config):
    """What a run may be allowed to do."""

    allow_shrink: bool = Field(
        default=False,
        description=_(
            "Accepter toute livraison qui laisse à un jour d’un magasin moins de lignes."
        ),
    )
    accept: list[int] = Field(
        default=[], description=_("Les numéros des livraisons en attente à accepter.")
    )
    reprice: list[Repricing] = Field(
        default=[],
        description=_("Les produits dont les ventes sont à revaloriser à leur prix actuel."),
    )


_LOADED = ("ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour")
_PAGES = {
    "produits": "produits.html",
    "magasins": "magasins.html",
    "ventes": "jours.html",
    "totaux_jour": "jours.html",
    "totaux_magasin_jour": "magasins.html",
    "totaux_produit_jour": "produits.html",
}
_LINE = {
    "ID_produit": (("raw_sales", "ID_produit"), ("produits", "ID_produit")),
    "ID_magasin": (("raw_sales", "ID_magasin"), ("magasins", "ID_magasin")),
    "date": (("raw_sales", "date"),),
    "quantite": (("raw_sales", "quantite"),),
    "prix_unitaire_e4": (("raw_sales", "prix_unitaire_e4"), ("produits", "prix_e4")),
    "total_e4": (("raw_sales", "quantite"), ("raw_sales", "prix_unitaire_e4")),
    "ticket": (("raw_sales", "ticket"),),
}
_SUMS: metadata.Lineage = {
    "lignes": (("ventes", "ID_vente"),),
    "quantite": (("ventes", "quantite"),),
    "ca_e4": (("ventes", "total_e4"),),
    "brut_e4": (("ventes", "total_e4"),),
    "retours_e4": (("ventes", "total_e4"),),
    "date": (("ventes", "date"),),
}


def _catalogue(
    name: str, source: str, columns: tuple[str, ...], load: str, kinds: set[str], text: str
) -> AssetsDefinition:
    lineage = {column: ((source, column),) for column in columns}
    loaded = AssetCheckSpec(
        f"{name}_en_vigueur",
        asset=name,
        description=_(
            "Le dernier fichier reçu est en vigueur. Sinon, la version d’avant le reste."
        ),
    )

    @asset(
        name=name,
        description=text,
        group_name="tables",
        kinds=kinds,
        owners=OWNERS,
        deps=[source],
        check_specs=[*checks.specs(name, name), loaded],
        backfill_policy=BackfillPolicy.single_run(),
        metadata=metadata.of_table(name, lineage),
    )
    @patience.patient
    def catalogue(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.loading import catalogue
        from sales_assets.warehouse import reads, schema

        passage = shop.context()
        steps = getattr(catalogue, load)(passage)
        outcomes.tell(context, steps)
        with passage.warehouse.read() as connection:
            rows = reads.table(connection, schema.metadata.tables[name])
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                "aperçu": metadata.preview(rows),
                "page": shop.page(_PAGES[name]),
            }
        )
        verdicts = [verdict for step in steps for verdict in step.verdicts]
        yield from checks.results(name, name, verdicts)
        yield outcomes.check(loaded, steps)

    return catalogue


def _loaded_specs(partitions: DailyPartitionsDefinition, kinds: set[str]) -> list[AssetSpec]:
    store = {**_SUMS, "ID_magasin": (("ventes", "ID_magasin"),)}
    product = {**_SUMS, "ID_produit": (("ventes", "ID_produit"),)}
    described = (
        (
            "ventes",
            "tables",
            ["raw_sales", "produits", "magasins"],
            _LINE,
            _("Chaque ligne de vente, contrôlée et valorisée, remplacée par jour et par magasin."),
        ),
        ("totaux_jour", "totals", ["ventes"], _SUMS, _("Le chiffre d’affaires de chaque jour.")),
        (
            "totaux_magasin_jour",
            "totals",
            ["ventes"],
            store,
            _("Le chiffre d’affaires de chaque magasin, jour par jour."),
        ),
        (
            "totaux_produit_jour",
            "totals",
            ["ventes"],
            product,
            _("Le chiffre d’affaires de chaque produit, jour par jour."),
        ),
    )
    return [
        AssetSpec(
            name,
            deps=sources,
            description=text,
            group_name=group,
            kinds=kinds,
            owners=OWNERS,
            partitions_def=partitions,
            metadata=metadata.of_table(name, lineage),
        )
        for name, group, sources, lineage, text in described
    ]


def _sales(partitions: DailyPartitionsDefinition, kinds: set[str]) -> AssetsDefinition:
    @multi_asset(
        name="ventes_et_totaux",
        specs=_loaded_specs(partitions, kinds),
        check_specs=[
            *checks.specs("ventes", "ventes"),
            *checks.specs("totaux", "totaux_jour"),
            LOADED,
            COUNTED,
            *vigilance.SPECS,
        ],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def ventes_et_totaux(
        context: AssetExecutionContext, shop: ResourceParam[Shop], config: Loading
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.loading import repricing, sales

        first, last = days.of_run(context)
        passage = shop.context()
        steps = [
            *repricing.reprice_all(passage, [(r.produit, r.du, r.au) for r in config.reprice]),
            *sales.accept(passage, config.accept),
            *sales.load_sales(passage, allow_shrink=config.allow_shrink),
            *sales.retry(passage),
        ]
        just_loaded = {day for step in steps for day in step.jours}
        steps += sales.rebuild(passage, first, last, but=just_loaded)
        outcomes.tell(context, steps)
        _tell_days(context, shop, first, last, {day for step in steps for day in step.jours})
        for name in _LOADED:
            shown = {**outcomes.figures(steps), **_shown(shop, name)}
            yield MaterializeResult(asset_key=name, metadata=shown)
        verdicts = [verdict for step in steps for verdict in step.verdicts]
        yield from checks.results("ventes", "ventes", verdicts)
        yield from checks.results("totaux", "totaux_jour", verdicts)
        waiting = sales.still_waiting(passage, steps)
        yield outcomes.check(LOADED, [*steps, *waiting])
        yield _counted(shop)
        yield from vigilance.results(shop, passage.today)

    return ventes_et_totaux


def _counted(shop: Shop) -> AssetCheckResult:
    """Whether every row of every file ever delivered is accounted for."""
    from sales_assets.loading import summary

    account = summary.account(shop.warehouse())
    lost = _(
        "{nom} : des lignes manquent au compte (acceptées + en quarantaine + vides). Restaurez une "
        "sauvegarde, ou redéposez le fichier après l’avoir modifié."
    )
    return AssetCheckResult(
        check_name=COUNTED.name,
        asset_key=COUNTED.asset_key,
        passed=not account.wrong,
        severity=AssetCheckSeverity.ERROR,
        metadata={
            "livraisons": account.livraisons,
            "lignes des fichiers": account.lignes,
            "acceptées": account.acceptees,
            "en quarantaine": account.rejetees,
            "vides": account.vides,
            **outcomes.told([lost.format(nom=nom) for nom in account.wrong]),
        },
    )


def _shown(shop: Shop, name: str) -> dict[str, Any]:
    """The size of a table, its last rows and the page of the site that shows it."""
    from sales_assets.warehouse import reads, schema

    table = schema.metadata.tables[name]
    with shop.warehouse().read() as connection:
        rows = reads.latest(connection, table, metadata.PREVIEW_ROWS)
        size = reads.size(connection, table)
    return {
        "dagster/row_count": size,
        "aperçu": metadata.preview(rows),
        "page": shop.page(_PAGES[name]),
    }


def _tell_days(
    context: AssetExecutionContext, shop: Shop, first: date, last: date, loaded: set[date]
) -> None:
    """Give each day its figures: those asked for, and those that a file brought besides."""
    from sales_assets.warehouse import reads

    with shop.warehouse().read() as connection:
        totals = reads.day_totals(connection, min(loaded | {first}), max(loaded | {last}))
    figures = {
        row["date"].date(): {
            "dagster/partition_row_count": int(row["lignes"]),
            "CA": metadata.euros(row["ca_e4"]),
            "page": shop.page(f"jours/{row['date'].date()}.html"),
        }
        for row in totals.to_dict("records")
    }
    asked = {day: values for day, values in figures.items() if first <= day <= last}
    others = {day: figures.get(day, {}) for day in sorted(loaded) if not first <= day <= last}
    events.describe_days(context, _LOADED, asked)
    events.log_days(context, _LOADED, others)


def assets(partitions: DailyPartitionsDefinition, kind: str) -> list[AssetsDefinition]:
    """The tables, and the totals that are loaded with the sales.

    Args:
        partitions: The days.
        kind: The database's: `sqlite` or `postgresql`.
    """
    kinds = {kind, "greatexpectations"}
    return [
        _catalogue(
            "produits",
            "raw_products",
            ("ID_produit", "nom", "prix_e4", "stock"),
            "load_products",
            kinds,
            _(
                "Le catalogue en vigueur. Un produit qui disparaît du fichier reste, marqué "
                "inactif."
            ),
        ),
        _catalogue(
            "magasins",
            "raw_stores",
            ("ID_magasin", "ville", "nombre_salaries"),
            "load_stores",
            kinds,
            _("Les magasins connus, avec leur ville et leur effectif."),
        ),
        _sales(partitions, {kind}),
    ]
