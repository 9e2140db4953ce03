"""A pass over the sales received: what a person decided, what is new, what waits, days again.

The one order of all this, the same for a run and for a base made again. What stays out: receiving
and reading (`inbox/`), the catalogue (`catalogue.py`), and how each is done (`sales.py`,
`repricing.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sales_assets.context import Context, Step
from sales_assets.inbox import records
from sales_assets.loading import repricing, sales
from sales_assets.warehouse import doubts, journal, quarantine


@dataclass(frozen=True)
class Decisions:
    """What a person decided for a pass.

    Attributes:
        allow_shrink: Take every delivery, even one that takes lines away.
        accept: The numbers of deliveries on hold to take.
        reprice: Products whose sales are valued at their price now: id, first day, last day.
        again: Days of which a rule holds rows, to be judged again.
        limits: What is believed, where it is not the usual (`Limits.chosen`).
    """

    allow_shrink: bool = False
    accept: tuple[int, ...] = ()
    reprice: tuple[tuple[str, str, str], ...] = ()
    again: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """What there is of it, as plain values."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Decisions:
        """From what `written` gave."""
        asked = tuple((product, first, last) for product, first, last in written.get("reprice", ()))
        return cls(
            allow_shrink=written.get("allow_shrink", False),
            accept=tuple(written.get("accept", ())),
            reprice=asked,
            again=tuple(written.get("again", ())),
            limits=written.get("limits", {}),
        )


def load(
    context: Context,
    decisions: Decisions = Decisions(),
    days: tuple[date, date] | None = None,
) -> list[Step]:
    """Note the pass and do it, load these days again, and record it all in the archive.

    Args:
        context: The pass.
        decisions: What a person decided.
        days: The first and the last day to load again, but those just loaded; none when not given.

    Raises:
        BaseBehind: The archive knows what the base does not.
    """
    with context.warehouse.write() as connection:
        limits, doubted = context.limits.chosen(), doubts.days(connection)
        again = doubted if limits != journal.limits(connection) else set()
        held = quarantine.blocked_days(connection) | doubted
        again |= {day for day in held if days and days[0] <= day <= days[1]}
        noted = replace(decisions, again=tuple(map(str, sorted(again))), limits=limits)
        journal.begin(connection, context.today, noted.written())
    steps = do(context, noted)
    if days is not None:
        loaded = {day for step in steps for day in step.jours}
        steps += sales.rebuild(context, *days, but=loaded)
    records.follow(context.warehouse, context.archive_dir)
    return steps


def do(context: Context, decisions: Decisions) -> list[Step]:
    """Do what was decided, load what was read, try again what waits, then judge days again."""
    steps = [
        *repricing.reprice_all(context, decisions.reprice),
        *sales.accept(context, decisions.accept),
        *sales.load_sales(context, allow_shrink=decisions.allow_shrink),
        *sales.retry(context),
    ]
    loaded = {day for step in steps for day in step.jours}
    for day in map(date.fromisoformat, decisions.again):
        steps += sales.rebuild(context, day, day, but=loaded)
    return steps
