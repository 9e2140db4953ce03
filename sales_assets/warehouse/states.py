"""What became of each day: sold, nothing sold, closed, nothing came, or nothing usable came.

Pure functions of what `reads.py` has read. What stays out: queries, and how a state is drawn.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from sales_assets.contract.reasons import Reason
from sales_assets.settings import UNSTATED, Closing
from sales_assets.warehouse.openings import Shut


def day_states(
    jours: pd.DataFrame,
    rejets: pd.DataFrame,
    livraisons: pd.DataFrame,
    closing: Closing = UNSTATED,
) -> pd.DataFrame:
    """The state of every civil day from the first known to the last.

    Args:
        jours: The days with sales: date.
        rejets: The open quarantined rows: date (NaT when unreadable), raison. A day to come has no
            state, whatever a file says of it.
        livraisons: sha256, jour, lignes, vides, statut.
        closing: The closing calendar.

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
    shut = Shut(known["vendu"] | known["quarantaine"], closing)

    def state(day: date) -> str:
        for name, days in known.items():
            if day in days:
                return name
        return "ferme" if shut.covers(day) else "absent"

    calendar = pd.date_range(min(every), max(every), unit="s")
    return pd.DataFrame({"date": calendar, "etat": [state(stamp.date()) for stamp in calendar]})


def expected_day(
    jours: pd.DataFrame,
    today: date,
    closing: Closing = UNSTATED,
) -> date | None:
    """The last day before `today` on which the shops sell; None before the first sale.

    Args:
        jours: The days with sales: date.
        today: The civil day.
        closing: The closing calendar.
    """
    sold = _dates(jours["date"])
    shut = Shut(sold, closing)
    day = today - timedelta(days=1)
    while sold and day > min(sold) and shut.covers(day):
        day -= timedelta(days=1)
    return day if sold else None


def expected_days(
    jours: pd.DataFrame,
    today: date,
    closing: Closing = UNSTATED,
) -> tuple[date, ...]:
    """The days before `today`, after the last one with sales, on which the shops sell."""
    last, sold = expected_day(jours, today, closing), _dates(jours["date"])
    if last is None or last <= max(sold):
        return ()
    shut = Shut(sold, closing)
    after = (max(sold) + timedelta(days=n) for n in range(1, (last - max(sold)).days + 1))
    return tuple(day for day in after if not shut.covers(day))


def _days_without_sales(livraisons: pd.DataFrame) -> pd.Series:
    """The days named by loaded files without a row; two such files are often the same content."""
    loaded = livraisons[livraisons["statut"] == "chargee"]
    empty = loaded.loc[loaded["lignes"] == loaded["vides"], "sha256"]
    came = livraisons["statut"].isin(["chargee", "doublon"]) & livraisons["sha256"].isin(empty)
    return livraisons.loc[came, "jour"]


def _dates(days: pd.Series) -> set[date]:
    return {stamp.date() for stamp in days.dropna()}
