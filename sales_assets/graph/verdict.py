"""The last word of a run: it fails, once the site is published, when a person must act.

So the status of a run is the exit status of the command, and a day whose file is refused or held is
a failed one. What stays out: what stops a publication (`totals.py`, `report.py`).
"""

from collections.abc import Iterator

from dagster import (
    AssetCheckExecutionContext,
    AssetCheckResult,
    AssetChecksDefinition,
    DagsterEventType,
    Failure,
    ResourceParam,
    multi_asset_check,
)

from sales_assets.graph import troubles
from sales_assets.graph.checks import Check
from sales_assets.graph.shop import Shop
from sales_assets.language import mark

NAME = "rien_en_attente"
SETTLED = Check(
    NAME,
    "ventes",
    mark(
        "Personne n’a rien à faire : aucun fichier refusé, aucune livraison ni aucun jour en "
        "attente. Sinon le site est publié, puis le lancement est en échec."
    ),
    after=("totaux_mois", "site"),
)


def definition() -> AssetChecksDefinition:
    """The check that comes last."""

    @multi_asset_check(name=NAME, specs=[SETTLED.spec()])
    def rien_en_attente(
        context: AssetCheckExecutionContext, shop: ResourceParam[Shop]
    ) -> Iterator[AssetCheckResult]:
        from sales_assets.loading import standing

        checked = DagsterEventType.ASSET_CHECK_EVALUATION
        logs = context.instance.all_logs(context.run.run_id, of_type=checked)
        told = troubles.of_run(entry.get_dagster_event() for entry in logs)
        # A refused file that is no longer in the folder is told by no step.
        told += standing.standing(shop.context()).refused.values()
        messages = [*dict.fromkeys(told)]
        yield SETTLED.result(messages)
        if messages:
            raise Failure("\n".join(messages), allow_retries=False)

    return rien_en_attente
