"""The one partitions definition: a partition a civil day of the shop, the last one yesterday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dagster import (
    AssetExecutionContext,
    AssetKey,
    DagsterInstance,
    DailyPartitionsDefinition,
)

from sales_assets.settings import Settings
from sales_assets.warehouse.glance import first_day


def partitions(settings: Settings) -> DailyPartitionsDefinition:
    """Days from `SALES_START_DATE`, or from the first day with sales known so far.

    Days before the first partition load all the same and show up here at the next start: what is
    loaded never depends on what can be named. An empty warehouse starts two years back; yesterday
    is always there, for a run without days is a run of yesterday.
    """
    today = settings.today()
    start = settings.start_date or first_day(settings.warehouse_url) or date(today.year - 2, 1, 1)
    return DailyPartitionsDefinition(
        start_date=min(start, yesterday(today)).isoformat(), timezone=settings.timezone.key
    )


def yesterday(today: date) -> date:
    """The last complete day, and the day of a run that was asked for none."""
    return today - timedelta(days=1)


def within(settings: Settings, first: date | None, last: date | None) -> tuple[date, date] | None:
    """The part of these days that has partitions; None when there is none.

    An end that is not given is open; without either, it is yesterday.
    """
    keys = partitions(settings)
    lowest, highest = keys.get_first_partition_key(), keys.get_last_partition_key()
    if lowest is None or highest is None:  # never: yesterday is always there
        return None
    low, high = date.fromisoformat(lowest), date.fromisoformat(highest)
    if first is None and last is None:
        return high, high
    low, high = max(first or low, low), min(last or high, high)
    return (low, high) if low <= high else None


def due(settings: Settings, instance: DagsterInstance) -> tuple[date, date]:
    """The days that a run which nobody asked for goes over: those since the last one looked at.

    Yesterday alone as a rule; after the machine was off, every day that no run has seen.
    """
    last = yesterday(settings.today())
    seen = [
        day
        for day in map(date.fromisoformat, instance.get_materialized_partitions(AssetKey("ventes")))
        if day <= last
    ]
    first = max(seen) + timedelta(days=1) if seen else last
    return within(settings, min(first, last), last) or (last, last)


def of_run(context: AssetExecutionContext) -> tuple[date, date]:
    """The first and the last day that this run was asked for."""
    keys = context.partition_key_range
    return date.fromisoformat(keys.start), date.fromisoformat(keys.end)


def each(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
