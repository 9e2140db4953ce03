"""The totals of each month, added up from those of its days."""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from sales_assets.graph import metadata, patience
from sales_assets.graph.assets import NAMED
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import _, mark

COMPLETE = Check(
    "totaux_concordants",
    "totaux_mois",
    mark(
        "Les ventes, les totaux par jour, par magasin, par produit et par mois disent le "
        "même chiffre d’affaires, au dix-millième d’euro. Sinon, rien n’est publié."
    ),
    blocking=True,
)
OPEN = Check(
    "publication_possible",
    "totaux_mois",
    mark(
        "Des produits, des magasins et des ventes ont déjà été chargés. Sinon, le site publié "
        "reste tel quel ; le premier dit ce qui manque. Un fichier refusé ou en attente n’empêche "
        "pas de publier : les chiffres ne changent pas, la page Qualité le montre."
    ),
    blocking=True,
)


def definitions(specs: Mapping[str, AssetSpec]) -> list[AssetsDefinition]:
    """The totals that are not partitioned by day."""

    @multi_asset(
        name="totaux_mois",
        specs=[specs["totaux_mois"]],
        check_specs=[COMPLETE.spec(), OPEN.spec()],
        backfill_policy=BackfillPolicy.single_run(),
    )
    @patience.patient
    def months(
        shop: ResourceParam[Shop],
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.warehouse import audit, frames, schema, windows

        with shop.warehouse().write() as connection:
            windows.sum_all_months(connection)
            rows = frames.table(connection, schema.totaux_mois)
            sums = windows.grand_totals(connection)
        agree = len(set(sums.values())) == 1
        with shop.warehouse().read() as connection:
            problems = [] if agree else [*map(str, audit.problems(connection))]
        yield MaterializeResult(
            metadata={
                "dagster/row_count": len(rows),
                _("CA"): metadata.euros(int(rows["ca_e4"].sum())),
                _("aperçu"): metadata.preview(rows.iloc[::-1]),
                "page": shop.page(NAMED["totaux_mois"].page),
            },
            data_version=metadata.digest(rows),
        )
        yield _agreement(sums, problems)
        yield _openness(shop)

    return [months]


def _agreement(sums: dict[str, int], problems: list[str]) -> AssetCheckResult:
    from sales_assets.report.formats import euros

    figures = {name: metadata.euros(e4) for name, e4 in sums.items()}
    told = ", ".join(f"{name} : {euros(e4)}" for name, e4 in sums.items())
    message = _("Rien n’est publié, les totaux se contredisent ({totaux}). {constats}").format(
        totaux=told, constats=" ".join(problems)
    )
    return COMPLETE.result([message] if len(set(sums.values())) > 1 else [], figures)


def _openness(shop: Shop) -> AssetCheckResult:
    from sales_assets.loading import summary

    message = _("Rien n’est publié tant que produits, magasins et ventes ne sont pas chargés.")
    first = not _shows_sales(shop)  # a first page says what is wrong, and hides no figure
    return OPEN.result([] if first or summary.is_open(shop.warehouse()) else [message])


def _shows_sales(shop: Shop) -> bool:
    """Whether the live site has a day that readers would miss."""
    from sales_assets.report import proof, releases

    live = releases.live(shop.settings.site_dir)
    return live is not None and bool(proof.days_of(live))
