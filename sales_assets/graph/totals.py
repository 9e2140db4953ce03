"""The totals of each month, added up from those of its days."""

from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetsDefinition,
    BackfillPolicy,
    MaterializeResult,
    ResourceParam,
    asset,
)

from sales_assets.graph import metadata, outcomes, patience
from sales_assets.graph.raw import OWNERS
from sales_assets.graph.shop import Shop
from sales_assets.language import _

_COLUMNS = ("lignes", "quantite", "ca_e4", "brut_e4", "retours_e4")
COMPLETE = AssetCheckSpec(
    "totaux_concordants",
    asset="totaux_mois",
    blocking=True,
    description=_(
        "Les ventes, les totaux par jour, par magasin, par produit et par mois disent le "
        "même chiffre d’affaires, au dix-millième d’euro. Sinon, rien n’est publié."
    ),
)
OPEN = AssetCheckSpec(
    "publication_possible",
    asset="totaux_mois",
    blocking=True,
    description=_(
        "Des produits, des magasins et des ventes ont déjà été chargés. Sinon, il n’y a rien à "
        "montrer. Un fichier refusé ou en attente n’empêche pas de publier : les chiffres ne "
        "changent pas, la page Qualité le montre."
    ),
)


def _agreement(sums: dict[str, int]) -> AssetCheckResult:
    figures = {name: metadata.euros(e4) for name, e4 in sums.items()}
    agree = len(set(sums.values())) == 1
    message = _(
        "Rien n’est publié, les totaux se contredisent ({totaux}). Refaites les jours concernés : "
        "sales-assets run --from AAAA-MM-JJ --to AAAA-MM-JJ."
    ).format(totaux=", ".join(f"{name} : {text}" for name, text in figures.items()))
    return AssetCheckResult(
        check_name=COMPLETE.name,
        passed=agree,
        metadata={**figures, **outcomes.told([] if agree else [message])},
    )


def _openness(shop: Shop) -> AssetCheckResult:
    from sales_assets.loading import summary

    is_open = summary.is_open(shop.warehouse())
    message = _("Rien n’est publié tant que produits, magasins et ventes ne sont pas chargés.")
    return AssetCheckResult(
        check_name=OPEN.name,
        passed=is_open,
        metadata=outcomes.told([] if is_open else [message]),
    )


def assets(kind: str) -> list[AssetsDefinition]:
    """The totals that are not partitioned by day.

    Args:
        kind: The database's: `sqlite` or `postgresql`.
    """

    @asset(
        name="totaux_mois",
        description=_("Le chiffre d’affaires de chaque mois, somme de ses jours."),
        group_name="totals",
        kinds={kind},
        owners=OWNERS,
        deps=["totaux_jour", "totaux_magasin_jour", "totaux_produit_jour"],
        check_specs=[COMPLETE, OPEN],
        backfill_policy=BackfillPolicy.single_run(),
        metadata=metadata.of_table(
            "totaux_mois",
            {name: (("totaux_jour", name),) for name in _COLUMNS}
            | {"mois": (("totaux_jour", "date"),)},
        ),
    )
    @patience.patient
    def totaux_mois(
        shop: ResourceParam[Shop],
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        from sales_assets.warehouse import reads, schema, windows

        with shop.warehouse().write() as connection:
            windows.sum_all_months(connection)
            months = reads.table(connection, schema.totaux_mois)
            sums = windows.grand_totals(connection)
        total = int(months["ca_e4"].sum())
        yield MaterializeResult(
            metadata={
                "dagster/row_count": len(months),
                "CA": metadata.euros(total),
                "aperçu": metadata.preview(months.iloc[::-1]),
                "page": shop.page("index.html"),
            }
        )
        yield _agreement(sums)
        yield _openness(shop)

    return [totaux_mois]
