"""What became of each day: sold, nothing sold, closed, nothing came, or nothing usable came.

Pure functions of what `reads.py` has read. What stays out: queries, and how a state is drawn.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from sales_assets.contract.reasons import Reason

_WEEKS = 8  # of data, before a weekday without sales is a habit


def day_states(
    jours: pd.DataFrame,
    rejets: pd.DataFrame,
    livraisons: pd.DataFrame,
    closed: frozenset[date] = frozenset(),
    weekdays: frozenset[int] = frozenset(),
) -> pd.DataFrame:
    """The state of every civil day from the first known to the last.

    Args:
        jours: The days with sales: date.
        rejets: The open quarantined rows: date (NaT when unreadable), raison. A day to come has no
            state, whatever a file says of it.
        livraisons: sha256, jour, lignes, vides, statut.
        closed: The closing calendar, dates.
        weekdays: The closing calendar, days of the week (Monday is 0).

    Returns:
        date (datetime64[s]), etat: vendu, quarantaine, zero, ferme or absent.
    """
    known = {
        "vendu": _dates(jours["date"]),
        "quarantaine": _dates(rejets.loc[rejets["raison"] != Reason.DATE_FUTURE.value, "date"]),
        "zero": _dates(_days_without_sales(livraisons)),
    }
    every: set[date] = set().union(*known.values())
    if not every:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[s]"), "etat": []})
    if not closed and not weekdays:
        weekdays = habitual_closing(known["vendu"] | known["quarantaine"])

    def state(day: date) -> str:
        for name, days in known.items():
            if day in days:
                return name
        return "ferme" if day in closed or day.weekday() in weekdays else "absent"

    calendar = pd.date_range(min(every), max(every), unit="s")
    return pd.DataFrame({"date": calendar, "etat": [state(stamp.date()) for stamp in calendar]})


def expected_day(
    jours: pd.DataFrame,
    today: date,
    closed: frozenset[date] = frozenset(),
    weekdays: frozenset[int] = frozenset(),
) -> date | None:
    """The last day before `today` on which the shops sell; None before the first sale.

    Args:
        jours: The days with sales: date.
        today: The civil day.
        closed: The closing calendar, dates.
        weekdays: The closing calendar, days of the week (Monday is 0).
    """
    sold = _dates(jours["date"])
    if not closed and not weekdays:
        weekdays = habitual_closing(sold)
    day = today - timedelta(days=1)
    while sold and day > min(sold) and (day in closed or day.weekday() in weekdays):
        day -= timedelta(days=1)
    return day if sold else None


def habitual_closing(sold: set[date]) -> frozenset[int]:
    """The days of the week (Monday is 0) without a single sale, over at least eight weeks."""
    if not sold or max(sold) - min(sold) < timedelta(weeks=_WEEKS, days=-1):
        return frozenset()
    return frozenset(range(7)) - {day.weekday() for day in sold}


def _days_without_sales(livraisons: pd.DataFrame) -> pd.Series:
    """The days named by loaded files without a row; two such files are often the same content."""
    loaded = livraisons[livraisons["statut"] == "chargee"]
    empty = loaded.loc[loaded["lignes"] == loaded["vides"], "sha256"]
    came = livraisons["statut"].isin(["chargee", "doublon"]) & livraisons["sha256"].isin(empty)
    return livraisons.loc[came, "jour"]


def _dates(days: pd.Series) -> set[date]:
    return {stamp.date() for stamp in days.dropna()}
