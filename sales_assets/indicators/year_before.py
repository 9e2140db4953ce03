"""N-1: the one day of the year before that a day is compared with, wherever it is compared.

The rule. A feast has the same feast of the year before (`feasts.Feasts`): Easter Monday an Easter
Monday, 25 December a 25 December. Any other day has the same weekday 364 days before. Where that
one is a feast, it has the nearest same weekday that is none, the week before rather than the week
after; that day, which is its own week's reference too, is then counted twice (`twice`), and the
weekday on which the feast would have fallen is not counted. So each day has one reference, no feast
is set against an ordinary day, and no ordinary day against another weekday.

What stays out: amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.indicators import days

YEAR = timedelta(days=364)  # 52 whole weeks: a Monday is compared with a Monday
_NEAREST = tuple(timedelta(days=back) for back in (364, 371, 357, 378, 350, 385, 343))


def reference(day: date, feasts: Feasts) -> date:
    """Return the N-1 of a day, which is always before it."""
    for feast in feasts.of(day):
        same = feasts.when(feast, day.year - 1)
        if same is not None:
            return same
    return next(day - back for back in _NEAREST if not feasts.of(day - back))


def references(first: date, last: date, feasts: Feasts) -> list[date]:
    """Return the N-1 of each day of a window, both included, in their order."""
    return [reference(day, feasts) for day in _each(first, last)]


def apart(first: date, last: date, feasts: Feasts) -> dict[date, date]:
    """Return the days of a window whose N-1 is not 364 days before, with it."""
    found = {day: reference(day, feasts) for day in _each(first, last)}
    return {day: before for day, before in found.items() if day - before != YEAR}


def twice(first: date, last: date, feasts: Feasts) -> dict[date, list[date]]:
    """Return the days that are the N-1 of several of a window, with these."""
    found = defaultdict(list)
    for day in _each(first, last):
        found[reference(day, feasts)].append(day)
    return {before: of for before, of in sorted(found.items()) if len(of) > 1}


def column(dates: pd.Series, feasts: Feasts) -> pd.Series:
    """Return the N-1 of each day of a date column, with its index."""
    when, place = np.unique(dates.to_numpy().astype("datetime64[D]"), return_inverse=True)
    found = np.array([reference(day, feasts) for day in when.tolist()], dtype="datetime64[s]")
    return pd.Series(found[place], index=dates.index)


def rows(frame: pd.DataFrame, when: Iterable[date]) -> pd.DataFrame:
    """Return the rows of `frame` (sorted by its date) of these days, as often as each is named."""
    wanted = pd.Series(sorted(when), name="date").astype("datetime64[s]")
    if wanted.empty:
        return frame.iloc[:0]
    near = days.window(frame, wanted.iloc[0].date(), wanted.iloc[-1].date())
    return wanted.to_frame().merge(near, on="date")


def open_days(states: pd.DataFrame, when: list[date]) -> int | None:
    """Count the open days among these; None under two thirds of those not known to be closed."""
    found = rows(states, when)["etat"]
    valid = int(found.isin(days.OPEN).sum())
    expected = len(when) - int((found == days.CLOSED).sum())
    return valid if days.enough(valid, expected) else None


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=after) for after in range((last - first).days + 1)]
