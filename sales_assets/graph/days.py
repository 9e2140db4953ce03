"""The one partitions definition: a partition a civil day of the shop, the last one yesterday."""

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
