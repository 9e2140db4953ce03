"""The totals of each month, added up from those of its days."""

from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    BackfillPolicy,
    MaterializeResult,
    ResourceParam,
    asset,
)

from sales_assets.graph import metadata
from sales_assets.graph.raw import OWNERS
from sales_assets.graph.shop import Shop
from sales_assets.warehouse import schema

_COLUMNS = ("lignes", "quantite", "ca_e4", "brut_e4", "retours_e4")
COMPLETE = AssetCheckSpec(
    "totaux_concordants",
    asset="totaux_mois",
    blocking=True,
    description="Les ventes, les totaux par jour, par magasin, par produit et par mois disent le "
    "même chiffre d’affaires, au dix-millième d’euro. Sinon, rien n’est publié.",
)


def assets(kind: str) -> list[AssetsDefinition]:
    """The totals that are not partitioned by day.

    Args:
        kind: The database's: `sqlite` or `postgresql`.
    """

    @asset(
        name="totaux_mois",
        group_name="totals",
        kinds={kind},
        owners=OWNERS,
        deps=["totaux_jour", "totaux_magasin_jour", "totaux_produit_jour"],
        check_specs=[COMPLETE],
        backfill_policy=BackfillPolicy.single_run(),
        metadata=metadata.of_table(
            schema.totaux_mois,
            {name: (("totaux_jour", name),) for name in _COLUMNS}
            | {"mois": (("totaux_jour", "date"),)},
        ),
    )
    def totaux_mois(
        context: AssetExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
        """Le chiffre d’affaires de chaque mois, somme de ses jours."""
        from sales_assets.warehouse import reads, windows

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
            }
        )
        yield AssetCheckResult(
            check_name=COMPLETE.name,
            passed=len(set(sums.values())) == 1,
            metadata={name: metadata.euros(e4) for name, e4 in sums.items()},
        )

    return [totaux_mois]
