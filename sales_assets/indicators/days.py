"""Civil days: their states, the reference day J, windows and elapsed periods.

What goes in: questions about days only. What stays out: amounts. Frames are sorted by date, as a
`Snapshot` gives them, so that a window is found without reading the history. A day is one of
vendu, zero (a file came, no sale), ferme, absent, quarantaine (`Snapshot.etats`); E, the open days
with valid data, are vendu and zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

OPEN = ("vendu", "zero")
MISSING = ("absent", "quarantaine")
CLOSED = "ferme"
ONE_DAY = timedelta(days=1)
HABIT = 6
"""Weeks after which a weekday without a sale is one that a store does not open on."""

PeriodKind = Literal["semaine", "mois", "annee"]


def window(frame: pd.DataFrame, since: date, until: date) -> pd.DataFrame:
    """Return the rows of `frame` (sorted by its date) from `since` to `until`, both included."""
    days = frame["date"].to_numpy().astype("datetime64[s]", copy=False)
    first = int(np.searchsorted(days, np.datetime64(since, "s"), side="left"))
    after = int(np.searchsorted(days, np.datetime64(until, "s"), side="right"))
    return frame.iloc[first:after]


def to_days(column: pd.Series) -> list[date]:
    """Return a date column as civil days."""
    found: list[date] = column.to_numpy().astype("datetime64[D]").tolist()
    return found


def known(states: pd.DataFrame) -> tuple[date, date] | None:
    """Return the first and last known day, or None when nothing is known."""
    if states.empty:
        return None
    first, last = states["date"].iloc[0], states["date"].iloc[-1]
    return first.date(), last.date()


def state_of(states: pd.DataFrame, day: date) -> str | None:
    """Return the state of a day, None outside the known days."""
    rows = window(states, day, day)
    return None if rows.empty else str(rows["etat"].iloc[0])


def store_states(states: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """Return the states as one store lives them: closed on weekdays it has never sold on.

    Args:
        states: The states of the shop's days.
        daily: The store's days: date. A weekday is judged from its first to its last sale, once
            the shop has sold on it `HABIT` times in between.
    """
    if daily.empty:
        return states
    weekdays, sold = states["date"].dt.day_of_week, states["etat"] == "vendu"
    alive = states["date"].between(daily["date"].min(), daily["date"].max())
    seen = weekdays[sold & alive].value_counts()
    never = set(seen[seen >= HABIT].index) - set(daily["date"].dt.day_of_week)
    return states.assign(etat=states["etat"].mask(sold & weekdays.isin(never), CLOSED))


def last_complete_day(states: pd.DataFrame, today: date) -> date | None:
    """Return J: the last day before `today` with valid data, sales or a true zero."""
    past = window(states, date.min.replace(year=1678), today - ONE_DAY)
    valid = past.loc[past["etat"].isin(OPEN), "date"]
    return None if valid.empty else valid.iloc[-1].date()


def _days_in(frame: pd.DataFrame, first: date, last: date, states: tuple[str, ...]) -> list[date]:
    rows = window(frame, first, last)
    return to_days(rows.loc[rows["etat"].isin(states), "date"])


def open_days(states: pd.DataFrame, first: date, last: date) -> list[date]:
    """Return E between two days: sold, or truly zero."""
    return _days_in(states, first, last, OPEN)


def missing_days(states: pd.DataFrame, first: date, last: date) -> list[date]:
    """Return the known days without usable data, which are never counted as zero."""
    return _days_in(states, first, last, MISSING)


def runs(when: Iterable[date]) -> list[tuple[date, date]]:
    """Return the first and last day of each run of days that follow one another."""
    found: list[tuple[date, date]] = []
    for day in sorted(when):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def expected(states: pd.DataFrame, first: date, last: date) -> int:
    """Count the known days between two days that are not closed."""
    return int((window(states, first, last)["etat"] != CLOSED).sum())


def expected_whole(states: pd.DataFrame, first: date, last: date) -> int:
    """Count the civil days between two days that are not known to be closed."""
    closed = int((window(states, first, last)["etat"] == CLOSED).sum())
    return (last - first).days + 1 - closed


def enough(valid: int, expected: int) -> bool:
    """Tell whether a rolling figure has its minimum: two thirds of the days that were expected."""
    return valid > 0 and 3 * valid >= 2 * expected


def sufficient(states: pd.DataFrame, first: date, last: date) -> bool:
    """Tell whether two thirds of a window are valid days; one before all data is not."""
    valid = len(open_days(states, first, last))
    return enough(valid, expected_whole(states, first, last))


def period_start(day: date, period: PeriodKind) -> date:
    """Return the first day of the week (Monday), month or year that holds `day`."""
    if period == "semaine":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "mois" else day.replace(month=1, day=1)


def previous_to_date(day: date, period: PeriodKind) -> tuple[date, date]:
    """Return the same number of elapsed days at the start of the previous week, month or year.

    A shorter previous period is taken whole: 31 March is compared with all of February.
    """
    start = period_start(day, period)
    last = start - ONE_DAY
    first = period_start(last, period)
    return first, min(first + (day - start), last)


def month_end(day: date) -> date:
    """Return the last day of the month that holds `day`."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - ONE_DAY
