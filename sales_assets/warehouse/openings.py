"""The days on which a shop without sales is closed, not silent: the same for the site and Dagster.

What goes in: the days with sales, the closing calendar. What stays out: what became of a day
(`states.py`).
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

from sales_assets.settings import Closing

_WEEKS = 8  # of data, before a weekday without sales is a habit


class Shut:
    """Those of its calendar, else the weekdays on which it never sells; and public holidays."""

    def __init__(self, sold: Set[date], closing: Closing) -> None:
        """Take the days with sales and the closing calendar."""
        given = closing.dates or closing.weekdays
        self._dates = closing.dates
        self._weekdays = closing.weekdays if given else habitual_closing(sold)
        self._feasts = closing.feasts

    def covers(self, day: date) -> bool:
        """Whether nothing is expected on this day."""
        usual = day in self._dates or day.weekday() in self._weekdays
        return usual or self._feasts.is_holiday(day)


def habitual_closing(sold: Set[date]) -> frozenset[int]:
    """The days of the week (Monday is 0) without a single sale, over at least eight weeks."""
    if not sold or max(sold) - min(sold) < timedelta(weeks=_WEEKS, days=-1):
        return frozenset()
    return frozenset(range(7)) - {day.weekday() for day in sold}
