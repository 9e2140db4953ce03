"""What became of the files in a step, told in the run's log and its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dagster import AssetExecutionContext, MetadataValue, TableColumn, TableRecord, TableSchema

from sales_assets.language import _, mark

if TYPE_CHECKING:
    from sales_assets.context import Step

NOTES = "notes"
"""Key of what was odd but taken in the files of a step, a list of sentences."""
_COLUMNS = (
    mark("fichier"), mark("statut"), mark("lignes"), mark("acceptées"), mark("en quarantaine"),
    mark("message"),
)  # fmt: skip


def tell(context: AssetExecutionContext, steps: Sequence[Step]) -> None:
    """Log what became of each file, a line each; what a person must act on is an error of its own.

    Dagster writes each message in a transaction: a year of files told one by one takes seconds.
    """
    fine = [_line(step) for step in steps if step.ok]
    if fine:
        context.log.info("\n".join(fine))
    for step in steps:
        if not step.ok:
            context.log.error(_line(step))
        for warning in step.warnings:
            context.log.warning(warning)


def _line(step: Step) -> str:
    line = _("{nom} : {statut}, {nombre} ligne(s). {message}").format(
        nom=step.nom or "-", statut=step.statut, nombre=step.lignes, message=step.message
    )
    return line.strip()


def figures(steps: Sequence[Step]) -> dict[str, Any]:
    """The counts and the files of a step, and what was odd in them."""
    notes = list(dict.fromkeys(note for step in steps for note in step.warnings))
    names = [_(name) for name in _COLUMNS]
    records = [
        TableRecord(
            dict(
                zip(
                    names,
                    (s.nom, s.statut, s.lignes, s.acceptees, s.rejetees, s.message),
                    strict=True,
                )
            )
        )
        for s in steps
    ]
    schema = TableSchema([TableColumn(name) for name in names])
    return {
        _("acceptées"): sum(step.acceptees for step in steps),
        _("fichiers"): MetadataValue.table(records, schema=schema),
        _("en quarantaine"): sum(step.rejetees for step in steps),
        **({NOTES: MetadataValue.json(notes)} if notes else {}),
    }
