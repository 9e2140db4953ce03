"""The one partitions definition: a partition a civil day that the shop opens, up to yesterday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dagster import DagsterRun, DailyPartitionsDefinition

from sales_assets.graph.private import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
)
from sales_assets.settings import Settings
from sales_assets.warehouse import glance, openings

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=800)  # closed days to come, for a code location that is never loaded again


def partitions(settings: Settings) -> DailyPartitionsDefinition:
    """Days from `SALES_START_DATE`, or from the first day with sales known so far.

    Days before the first partition load all the same and show up here at the next start: what is
    loaded never depends on what can be named. An empty warehouse starts two years back; yesterday
    is always there when the shop opened, for a run without days is a run of the last one.

    A closed day has no partition, for nothing is missing there, unless something came of it. The
    days of `SALES_CLOSED` are closed, past or to come. From the first sale to before yesterday,
    whose file may still come, so are public holidays and, without `SALES_CLOSED`, the weekdays on
    which the shop never sells: the site shows the same.
    """
    today, sold = settings.today(), glance.days(settings.warehouse_url)
    came, shut = glance.spoken_of(settings.warehouse_url), openings.Shut(sold, settings.calendar)
    start = settings.start_date or min(sold, default=date(today.year - 2, 1, 1))
    first_sale = min(sold, default=today)
    start = min(start, today - _DAY)
    zone = settings.timezone.key
    every = DailyPartitionsDefinition(start_date=start.isoformat(), timezone=zone)
    closed = [
        every.time_window_for_partition_key(day.isoformat()).start
        for day in each(start + _DAY, today + _AHEAD)
        if day not in came
        and (settings.closed.covers(day) or (first_sale < day < today - _DAY and shut.covers(day)))
    ]
    return DailyPartitionsDefinition(
        start_date=start.isoformat(), timezone=zone, exclusions=closed or None
    )


def within(settings: Settings, first: date | None, last: date | None) -> tuple[date, date] | None:
    """The part of these days that has partitions; None when there is none.

    An end that is not given is open; without either, it is the last one.
    """
    found = [date.fromisoformat(key) for key in partitions(settings).get_partition_keys()]
    if first is None and last is None:
        return found[-1], found[-1]
    found = [day for day in found if (first or day) <= day <= (last or day)]
    return (found[0], found[-1]) if found else None


def asked(run: DagsterRun) -> list[date]:
    """The days that a run was asked for, in their order; none for one without a partition."""
    first = run.tags.get(ASSET_PARTITION_RANGE_START_TAG) or run.tags.get(PARTITION_NAME_TAG)
    last = run.tags.get(ASSET_PARTITION_RANGE_END_TAG) or first
    if not first or not last:
        return []
    return [*each(date.fromisoformat(first), date.fromisoformat(last))]


def each(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
