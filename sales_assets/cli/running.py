"""The graph launched from the command line, followed while it goes on, and told at the end.

What stays out: words and options (`commands`), how things look (`console`), what a run does
(`graph`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sales_assets.cli import console
from sales_assets.context import Context
from sales_assets.errors import BaseBehind, NoSuchDays
from sales_assets.graph import days, instance, jobs, troubles
from sales_assets.graph.shop import Shop
from sales_assets.inbox import records
from sales_assets.language import _, mark
from sales_assets.loading import late, rebuilding, summary
from sales_assets.report import releases
from sales_assets.report.formats import euros
from sales_assets.settings import Settings
from sales_assets.warehouse import audit
from sales_assets.warehouse.engine import Warehouse

# The summary tells what matters, the UI has the rest.
_SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

_RECENT = 5  # files that `status` lists


def launch(
    settings: Settings, first: date | None, last: date | None, *, config: Any, site: bool
) -> list[str]:
    """Run the graph over these days, by default the last complete one, and sum up.

    Args:
        settings: The shop's.
        first: The first day.
        last: The last day.
        config: What the loading step may do, as `graph.tables.Loading`.
        site: Whether to publish.

    Returns:
        What a person must act on, already told.

    Raises:
        NoSuchDays: There is nothing to run.
    """
    span = days.within(settings, first, last)
    if span is None:
        raise NoSuchDays(
            mark(
                "Aucun de ces jours n’est à refaire : la boutique n’y vendait pas encore, ou était "
                "fermée."
            )
        )
    settings.export()
    warehouse = Warehouse(settings.warehouse_url)
    before, corrections = set(summary.deliveries(warehouse)), summary.corrections(warehouse)
    with instance.opened(settings.dagster_home, settings.dagster_storage) as dagster:
        execution = instance.execute(
            dagster,
            instance.Days(*span),
            job=jobs.EVERYTHING if site else jobs.TABLES,
            config={"ops": {"ventes_et_totaux": {"config": config}}, **_SILENT},
        )
        with console.steps(execution.steps) as steps:
            events = list(_follow(execution, steps))
    console.notes(troubles.notes_of_run(events))
    found = troubles.of_run(events)
    for message in found:
        console.problem(message)
    corrected = summary.corrections(warehouse) - corrections
    if corrected or (config.get("reprice") and not found):
        console.corrections(corrected)
    changed = [one for one in summary.deliveries(warehouse) if one not in before]
    _tell(settings, summary.summarise(warehouse, changed))
    return found


def _follow(execution: instance.Execution, steps: console.Steps) -> Iterator[Any]:
    """Show the steps of a run while its events go by."""
    for event in execution.events:
        if event.is_step_start:
            steps.start(str(event.step_key))
        elif event.is_step_success or event.is_step_failure:
            steps.finish()
        yield event


def tell_status(settings: Settings) -> None:
    """Say where the shop stands: what waits for a person, the days, the site."""
    warehouse = Warehouse(settings.warehouse_url)
    try:
        records.check(warehouse, settings.archive_dir)
    except BaseBehind as trouble:
        console.problem(str(trouble), trouble.code)
    found = summary.deliveries(warehouse)
    for one in summary.unsettled(found):
        console.problem(f"n° {one.livraison} {one.message}")
    there = [one for one in found if one.message or one.statut != "refusee"]
    _tell(settings, summary.summarise(warehouse, there[-_RECENT:]))


def verify(settings: Settings) -> None:
    """Compare the whole base with itself and the archive, and say how much was found sound.

    Raises:
        Damaged: The base is not.
        BaseBehind: It does not know what the archive has recorded.
        ArchiveError: An original file is missing or damaged.
    """
    warehouse = Warehouse(settings.warehouse_url)
    with warehouse.read() as connection:
        audit.check(connection)
    records.verify(warehouse, settings.archive_dir)
    console.sound(summary.summarise(warehouse, []))


def rebuild(settings: Settings) -> bool:
    """Make the base again from the archive; whether all of it could be read.

    Raises:
        NotReady: The archive has recorded nothing.
        WarehouseError: Another process holds the base.
    """

    def context(warehouse: Warehouse) -> Context:
        return replace(Shop(settings).context(), warehouse=warehouse)

    done = rebuilding.rebuild(settings.warehouse_url, settings.archive_dir, context)
    for message in done.unread:
        console.problem(message)
    console.rebuilt(done)
    tell_status(settings)
    return not done.unread


def tell_status_as_json(settings: Settings, now: datetime) -> None:
    """Say the same for a program: one JSON object, amounts in 1/10 000 €."""
    warehouse = Warehouse(settings.warehouse_url)
    found = summary.deliveries(warehouse)
    shop = summary.summarise(warehouse, [])
    missing = late.late(warehouse, now, settings.calendar, settings.due)
    page = settings.site_dir / "index.html"
    console.json(
        {
            "jours": shop.days,
            "premier": shop.first_day,
            "dernier": shop.last_day,
            "ca_e4": shop.ca_e4,
            "quarantaine": shop.rejects,
            "en_retard": missing.jour if missing else None,
            "a_reprendre": [
                {"livraison": d.livraison, "nom": d.nom, "statut": d.statut, "message": d.message}
                for d in summary.unsettled(found)
            ],
            "site": page if page.exists() else None,
        }
    )


def _tell(settings: Settings, found: summary.Summary) -> None:
    page = settings.site_dir / "index.html"
    published = page if page.exists() else None
    console.summary(found, euros(found.ca_e4), published, settings.site_url)
    if releases.withdrawn(settings.site_dir):
        console.warning(
            _("Le site montre une version antérieure (sales-assets rollback), jusqu’au prochain "
              "passage qui apporte du nouveau.")
        )  # fmt: skip
