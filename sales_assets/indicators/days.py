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

Periode = Literal["semaine", "mois", "annee"]


def window(frame: pd.DataFrame, du: date, au: date) -> pd.DataFrame:
    """Return the rows of `frame` (sorted by its column date) from `du` to `au`, both included."""
    days = frame["date"].to_numpy().astype("datetime64[s]", copy=False)
    first = int(np.searchsorted(days, np.datetime64(du, "s"), side="left"))
    after = int(np.searchsorted(days, np.datetime64(au, "s"), side="right"))
    return frame.iloc[first:after]


def to_days(column: pd.Series) -> list[date]:
    """Return a date column as civil days."""
    found: list[date] = column.to_numpy().astype("datetime64[D]").tolist()
    return found


def known(etats: pd.DataFrame) -> tuple[date, date] | None:
    """Return the first and last known day, or None when nothing is known."""
    if etats.empty:
        return None
    first, last = etats["date"].iloc[0], etats["date"].iloc[-1]
    return first.date(), last.date()


def etat(etats: pd.DataFrame, jour: date) -> str | None:
    """Return the state of a day, None outside the known days."""
    rows = window(etats, jour, jour)
    return None if rows.empty else str(rows["etat"].iloc[0])


def etats_magasin(etats: pd.DataFrame, jours: pd.DataFrame) -> pd.DataFrame:
    """Return the states as one store lives them: closed on weekdays it has never sold on.

    Args:
        etats: The states of the shop's days.
        jours: The store's days: date. A weekday is judged from its first to its last sale, once
            the shop has sold on it `HABIT` times in between.
    """
    if jours.empty:
        return etats
    weekdays, sold = etats["date"].dt.day_of_week, etats["etat"] == "vendu"
    alive = etats["date"].between(jours["date"].min(), jours["date"].max())
    seen = weekdays[sold & alive].value_counts()
    never = set(seen[seen >= HABIT].index) - set(jours["date"].dt.day_of_week)
    return etats.assign(etat=etats["etat"].mask(sold & weekdays.isin(never), CLOSED))


def last_complete_day(etats: pd.DataFrame, today: date) -> date | None:
    """Return J: the last day before `today` with valid data, sales or a true zero."""
    past = window(etats, date.min.replace(year=1678), today - ONE_DAY)
    valid = past.loc[past["etat"].isin(OPEN), "date"]
    return None if valid.empty else valid.iloc[-1].date()


def _days_in(etats: pd.DataFrame, du: date, au: date, states: tuple[str, ...]) -> list[date]:
    rows = window(etats, du, au)
    return to_days(rows.loc[rows["etat"].isin(states), "date"])


def open_days(etats: pd.DataFrame, du: date, au: date) -> list[date]:
    """Return E between two days: sold, or truly zero."""
    return _days_in(etats, du, au, OPEN)


def missing_days(etats: pd.DataFrame, du: date, au: date) -> list[date]:
    """Return the known days without usable data, which are never counted as zero."""
    return _days_in(etats, du, au, MISSING)


def runs(jours: Iterable[date]) -> list[tuple[date, date]]:
    """Return the first and last day of each run of days that follow one another."""
    found: list[tuple[date, date]] = []
    for jour in sorted(jours):
        if found and jour - found[-1][1] == ONE_DAY:
            found[-1] = found[-1][0], jour
        else:
            found.append((jour, jour))
    return found


def expected(etats: pd.DataFrame, du: date, au: date) -> int:
    """Count the known days between two days that are not closed."""
    return int((window(etats, du, au)["etat"] != CLOSED).sum())


def expected_whole(etats: pd.DataFrame, du: date, au: date) -> int:
    """Count the civil days between two days that are not known to be closed."""
    closed = int((window(etats, du, au)["etat"] == CLOSED).sum())
    return (au - du).days + 1 - closed


def enough(jours: int, attendus: int) -> bool:
    """Tell whether a rolling figure has its minimum: two thirds of the days that were expected."""
    return jours > 0 and 3 * jours >= 2 * attendus


def period_start(jour: date, periode: Periode) -> date:
    """Return the first day of the week (Monday), month or year that holds `jour`."""
    if periode == "semaine":
        return jour - timedelta(days=jour.weekday())
    return jour.replace(day=1) if periode == "mois" else jour.replace(month=1, day=1)


def previous_to_date(jour: date, periode: Periode) -> tuple[date, date]:
    """Return the same number of elapsed days at the start of the previous week, month or year.

    A shorter previous period is taken whole: 31 March is compared with all of February.
    """
    start = period_start(jour, periode)
    last = start - ONE_DAY
    first = period_start(last, periode)
    return first, min(first + (jour - start), last)


def month_end(jour: date) -> date:
    """Return the last day of the month that holds `jour`."""
    following = (jour.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - ONE_DAY
