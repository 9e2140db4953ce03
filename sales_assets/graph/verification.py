"""The whole base against itself, once a night: what a daily run does not read is looked at too.

A run of its own, so that what it finds is told as a run that failed. What stays out: the checks
themselves (`warehouse/audit.py`), and those of each publication (`report.py`).
"""

from dagster import JobDefinition, OpExecutionContext, ResourceParam, in_process_executor, job, op

from sales_assets.graph.shop import Shop
from sales_assets.language import _

NAME = "verification"


def verifying() -> JobDefinition:
    """The job that verifies the base."""

    @op(
        name="verifier_la_base",
        description=_(
            "La structure, les clés, les empreintes, chaque total contre ses lignes, l’archive."
        ),
    )
    def verify_op(context: OpExecutionContext, shop: ResourceParam[Shop]) -> None:
        from sales_assets.inbox import records
        from sales_assets.warehouse import audit

        warehouse = shop.warehouse()
        with warehouse.read() as connection:
            audit.check(connection)
        records.verify(warehouse, shop.settings.archive_dir)
        context.log.info("base saine")

    @job(
        name=NAME,
        description=_("Vérifier toute la base, ligne par ligne."),
        executor_def=in_process_executor,
    )
    def verification() -> None:
        verify_op()

    return verification
