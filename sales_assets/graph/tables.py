"""Table assets: the catalogue and the sales in the database, with the totals that move with them.

Sales and totals are one step, for they are one transaction: a day is never half written.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetObservation,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    Config,
    DataVersion,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)
from pydantic import Field

from sales_assets.graph import (
    checks,
    colours,
    days,
    metadata,
    outcomes,
    patience,
    private,
    selection,
    vigilance,
)
from sales_assets.graph.assets import LASTING, NAMED
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import _, mark

LOADED = Check(
    "livraisons_chargees",
    "ventes",
    mark(
        "Chaque livraison de ventes est chargée tout entière : aucune n’attend parce "
        "qu’elle enlèverait des lignes, aucun jour n’est retenu, aucun produit n’est inconnu."
    ),
)
COUNTED = Check(
    "lignes_toutes_comptees",
    "ventes",
    mark(
        "Pour chaque livraison du registre : lignes du fichier = acceptées + en quarantaine + "
        "vides, et chaque ligne en quarantaine est dans la table rejets. Rien ne se perd."
    ),
)
_IN_FORCE = mark("Le dernier fichier reçu est en vigueur. Sinon, la version d’avant le reste.")
_LOADED = ("ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour")


def definitions(specs: Mapping[str, AssetSpec]) -> list[AssetsDefinition]:
    """The tables, and the totals that are loaded with the sales."""
    return [
        _catalogue(specs["produits"], "load_products"),
        _catalogue(specs["magasins"], "load_stores"),
        _plan(specs["evenements"]),
        _plan(specs["objectifs"]),
        _sales([specs[name] for name in _LOADED]),
    ]


def _catalogue(spec: AssetSpec, load: str) -> AssetsDefinition:
    name = spec.key.to_user_string()
    in_force = Check(f"{name}_en_vigueur", name, _IN_FORCE)

    @multi_asset(
        name=name,
        specs=[spec],
        check_specs=[*checks.specs(name, name), in_force.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def catalogue(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.loading import catalogue
        from sales_assets.warehouse import frames, schema

        work = shop.context()
        steps = getattr(catalogue, load)(work)
        outcomes.tell(context, steps)
        with work.warehouse.read() as connection:
            rows = frames.table(connection, schema.metadata.tables[name])
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                _("aperçu"): metadata.preview(rows),
                "page": shop.page(NAMED[name].page),
            },
            data_version=DataVersion(LASTING),
        )
        verdicts = [verdict for step in steps for verdict in step.verdicts]
        yield from checks.results(name, name, verdicts)
        yield in_force.of(steps)

    return catalogue


def _plan(spec: AssetSpec) -> AssetsDefinition:
    name = spec.key.to_user_string()
    in_force = Check(f"{name}_en_vigueur", name, _IN_FORCE)

    @multi_asset(
        name=name,
        specs=[spec],
        check_specs=[in_force.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def plan(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.contract import Genre
        from sales_assets.inbox.stage import read_catalogue
        from sales_assets.loading import plans
        from sales_assets.warehouse import frames, schema

        work = shop.context()
        steps = [*read_catalogue(work, Genre(name))[0], *plans.load(work, Genre(name))]
        outcomes.tell(context, steps)
        with work.warehouse.read() as connection:
            rows = frames.table(connection, schema.metadata.tables[name])
        yield MaterializeResult(
            metadata={
                **outcomes.figures(steps),
                "dagster/row_count": len(rows),
                _("aperçu"): metadata.preview(rows),
                "page": shop.page(NAMED[name].page),
            },
            data_version=DataVersion(LASTING),
        )
        yield in_force.of(steps)

    return plan


def _sales(specs: list[AssetSpec]) -> AssetsDefinition:
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
            default=[],
            description=_(
                "Les numéros des livraisons à accepter : celles en attente, celles dont une limite "
                "retient des lignes."
            ),
        )
        reprice: list[Repricing] = Field(
            default=[],
            description=_("Les produits dont les ventes sont à revaloriser à leur prix actuel."),
        )

    @multi_asset(
        name="ventes_et_totaux",
        specs=specs,
        check_specs=[
            *checks.specs("ventes", "ventes"),
            *checks.specs("totaux", "totaux_jour"),
            LOADED.spec(),
            COUNTED.spec(),
            *(check.spec() for check in vigilance.CHECKS),
        ],
        backfill_policy=BackfillPolicy.single_run(),
        can_subset=True,
    )
    @patience.patient
    @selection.only_asked
    def sales_and_totals(
        context: AssetExecutionContext, shop: ResourceParam[Shop], config: Loading
    ) -> Iterator[MaterializeResult[Any] | AssetObservation | AssetCheckResult]:
        from sales_assets.loading import passes, sales
        from sales_assets.report import releases

        asked = days.asked(context.run)
        work = shop.context()
        decisions = passes.Decisions(
            allow_shrink=config.allow_shrink,
            accept=tuple(config.accept),
            reprice=tuple((one.produit, one.du, one.au) for one in config.reprice),
        )
        if decisions.allow_shrink or decisions.accept:
            releases.allow_fewer_days(shop.settings.site_dir)
        steps = passes.load(work, decisions, (asked[0], asked[-1]) if asked else None)
        outcomes.tell(context, steps)
        _paint(context, shop, {*asked, *(day for step in steps for day in step.jours)})
        for name in _LOADED:
            shown = {**outcomes.figures(steps), **_shown(shop, name)}
            yield AssetObservation(name, metadata=shown)
            yield MaterializeResult(asset_key=name, metadata=private.SILENT)
        verdicts = [verdict for step in steps for verdict in step.verdicts]
        yield from checks.results("ventes", "ventes", verdicts)
        yield from checks.results("totaux", "totaux_jour", verdicts)
        waiting = sales.still_waiting(work, steps)
        yield LOADED.of([*steps, *waiting])
        yield _counted(shop)
        yield from vigilance.results(shop, work.today)

    return sales_and_totals


def _counted(shop: Shop) -> AssetCheckResult:
    """Whether every row of every file ever delivered is accounted for."""
    from sales_assets.loading import summary

    account = summary.account(shop.warehouse())
    lost = _(
        "{nom} : des lignes manquent au compte (acceptées + en quarantaine + vides). Restaurez une "
        "sauvegarde, ou redéposez le fichier après l’avoir modifié."
    )
    return COUNTED.result(
        [lost.format(nom=name) for name in account.wrong],
        {
            _("livraisons"): account.livraisons,
            _("lignes des fichiers"): account.lignes,
            _("acceptées"): account.acceptees,
            _("en quarantaine"): account.rejetees,
            _("vides"): account.vides,
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
        _("aperçu"): metadata.preview(rows),
        "page": shop.page(NAMED[name].page),
    }


def _paint(context: AssetExecutionContext, shop: Shop, touched: set[date]) -> None:
    """Give each day its colour, and those that are green their figures."""
    from sales_assets.loading.standing import standing

    found = standing(shop.context())
    asked = {key.to_user_string() for key in context.selected_asset_keys}
    colours.paint(
        context,
        days.partitions(shop.settings),
        [name for name in _LOADED if name in asked],
        colours.Truth(found.loaded - found.waiting.keys(), found.waiting),
        touched,
        partial(_told, shop),
    )


def _told(shop: Shop, painted: Collection[date]) -> dict[date, colours.Day]:
    """What the tables hold of each day, the files that it comes from, the rows set aside."""
    from sales_assets.loading.judging import held_by_rule
    from sales_assets.loading.standing import sources
    from sales_assets.warehouse import quarantine, reads

    if not painted:
        return {}
    work = shop.context()
    with work.warehouse.read() as connection:
        totals = reads.day_totals(connection, painted)
        files = sources(work, connection, painted)
        aside = quarantine.count_by_day(connection, min(painted), max(painted))
    rows = totals.assign(date=totals["date"].dt.date).to_dict("records")
    return {
        row["date"]: colours.Day(
            row["empreinte"],
            {
                "dagster/partition_row_count": int(row["lignes"]),
                _("CA"): metadata.euros(int(row["ca_e4"])),
                _("fichiers"): files[row["date"]].files,
                _("en quarantaine"): sum(aside.get(row["date"], {}).values()),
                _("lignes retenues par contrôle"): held_by_rule(
                    work.suites["ventes"], aside.get(row["date"], {})
                ),
                "page": shop.page(f"jours/{row['date']}.html"),
            },
            {"raw_sales": files[row["date"]].sha256, "ventes": row["empreinte"]},
        )
        for row in rows
    }
