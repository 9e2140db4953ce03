"""Verdicts added up over the parts of a load, for the ledger and for Dagster's checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from sales_assets.rules import EXAMPLES, Outcome, Verdict


def combine(verdicts: Iterable[Verdict]) -> list[Outcome]:
    """One outcome a rule: rows judged and failed added up, the first failing rows kept."""
    merged: dict[str, Outcome] = {}
    for verdict in verdicts:
        for outcome in verdict.outcomes:
            before = merged.get(outcome.rule.name)
            merged[outcome.rule.name] = outcome if before is None else _add(before, outcome)
    return list(merged.values())


def _add(one: Outcome, other: Outcome) -> Outcome:
    frames = [frame for frame in (one.examples, other.examples) if len(frame)]
    return replace(
        one,
        passed=one.passed and other.passed,
        judged=one.judged + other.judged,
        failed=one.failed + other.failed,
        examples=pd.concat(frames).head(EXAMPLES) if frames else one.examples,
        failing=one.failing.append(other.failing),
    )


def summary(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """The combined outcomes as rows of the ledger, for the whole table.

    A rule on what files need not tell, and do not, has nothing to say.
    """
    found = combine(verdicts)
    return [ledger_row(one) for one in found if one.judged or not one.rule.optional]


def ledger_row(outcome: Outcome, day: date | None = None) -> dict[str, Any]:
    """An outcome as a row of the ledger, for the whole table or for one day."""
    return {
        "regle": outcome.rule.name,
        "portee": "" if day is None else day.isoformat(),
        "severite": outcome.rule.severity.value,
        "reussi": outcome.passed,
        "juges": outcome.judged,
        "fautifs": outcome.failed,
        "phrase": outcome.rule.phrase,
        "exemples": examples(outcome),
    }


def examples(outcome: Outcome) -> list[dict[str, Any]]:
    """The first failing rows as plain JSON values (days as text, missing as null)."""
    rows: list[dict[str, Any]] = json.loads(
        outcome.examples.to_json(orient="records", date_format="iso", date_unit="s")
    )
    return rows
