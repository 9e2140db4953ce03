"""What a person must act on or know, read from the events of a run."""

from __future__ import annotations

from collections.abc import Iterable

from dagster import AssetCheckEvaluation, AssetCheckSeverity, DagsterEvent, DagsterEventType

from sales_assets.graph.checks import MESSAGES
from sales_assets.graph.outcomes import NOTES
from sales_assets.language import _


def of_run(events: Iterable[DagsterEvent]) -> list[str]:
    """What a person must act on, out of the events of a run, each thing once.

    What was said of a file goes before the rule it breaks; the bare rule is told when nothing is
    said of a file, and a run that failed is never silent.
    """
    told: list[str] = []
    rules: list[str] = []
    for event in events:
        if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION:
            messages, rule = of_check(event.asset_check_evaluation_data)
            told += messages
            rules += rule
        elif event.event_type == DagsterEventType.STEP_FAILURE:
            told += _of_failure(event)
        elif event.event_type == DagsterEventType.PIPELINE_FAILURE:
            rules.append(event.message or _("Le traitement a échoué."))
    return list(dict.fromkeys(told or rules))


def notes_of_run(events: Iterable[DagsterEvent]) -> list[str]:
    """What was odd but taken in the files of a run, each thing once."""
    told: list[str] = []
    for event in events:
        if event.event_type == DagsterEventType.ASSET_MATERIALIZATION:
            found = event.step_materialization_data.materialization.metadata
        elif event.event_type == DagsterEventType.ASSET_OBSERVATION:
            found = event.asset_observation_data.asset_observation.metadata
        else:
            continue
        note = found.get(NOTES)
        told += note.value if note is not None and isinstance(note.value, list) else []
    return list(dict.fromkeys(map(str, told)))


def of_check(check: AssetCheckEvaluation) -> tuple[list[str], list[str]]:
    """What a check says a person must act on: its messages, else the rule that is broken."""
    if check.passed or check.severity is not AssetCheckSeverity.ERROR:
        return [], []
    told = check.metadata.get(MESSAGES)
    if told is not None and isinstance(told.value, list):
        return [str(message) for message in told.value], []
    return [], [check.description or check.check_name]


def _of_failure(event: DagsterEvent) -> list[str]:
    if event.step_failure_data.user_failure_data is not None:
        return []  # a check has said why
    error = event.step_failure_data.error
    cause = error.cause if error and error.cause else error
    text = cause.message.strip() if cause else str(event.message)
    if cause and cause.cls_name == "DagsterAssetCheckFailedError":
        return []  # the check itself has said why
    if text.startswith("sales_assets."):
        return [text.partition(": ")[2]]
    return [
        _("L’étape {etape} a échoué : {cause} Le détail est dans Dagster : sales-assets ui").format(
            etape=event.step_key, cause=text
        )
    ]
