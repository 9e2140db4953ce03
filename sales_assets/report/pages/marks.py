"""What is known of days beside their sales: feasts, school holidays, the owner's own events.

What stays out: drawing them (`charts`), which day is compared with which (`feasts`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report.charts import Mark
from sales_assets.report.pages.context import Context


def of_day(context: Context, day: date) -> list[str]:
    """Return what is known of a day: plain text, foreign too."""
    return [words for words, _begins in _known(context, day, day).get(day, [])]


def between(
    context: Context, first: date, last: date, store: str | None = None
) -> dict[date, Mark]:
    """Return what is known of each day of a window; what lasts is flagged on its first day.

    Of a store, where one is given, without the events of the others, nor its own name.
    """
    return {
        day: Mark(
            ", ".join(words for words, _begins in found),
            any(begins or day == first for _words, begins in found),
        )
        for day, found in _known(context, first, last, store).items()
    }


def _known(
    context: Context, first: date, last: date, store: str | None = None
) -> dict[date, list[tuple[str, bool]]]:
    """Return (words, whether they begin that day) by day."""
    feasts = context.snap.fetes
    found: dict[date, list[tuple[str, bool]]] = defaultdict(list)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if name := feasts.named(day):
            found[day].append((name, True))
        if school := feasts.school_holiday(day):
            words = _("{vacances} (zone {zone})").format(vacances=school, zone=feasts.zone)
            found[day].append((words, feasts.school_holiday(day - days.ONE_DAY) != school))
    for event in context.events:
        if event.au < first or event.du > last or store not in (None, event.store or store):
            continue
        words = event.texte
        if event.store and store is None:
            words = f"{context.store_name(event.store)}\u00a0: {words}"
        start, end = max(event.du, first), min(event.au, last)
        for number in range((end - start).days + 1):
            day = start + timedelta(days=number)
            found[day].append((words, day == event.du))
    return found
