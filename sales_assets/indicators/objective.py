"""What a period is asked to sell, and what is left to do.

What goes in: the objectives that the owner's file gives, or a change on N-1. What stays out: the
days to come (`projection`), words.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.indicators import days, year_before


def on_year_before(
    daily: pd.DataFrame,
    states: pd.DataFrame,
    feasts: Feasts,
    first: date,
    last: date,
    change: Fraction,
) -> int | None:
    """Return the CA of the N-1 of a whole period, changed so; None where a day of it is missing.

    Args:
        daily: date, ca_e4, at most one row a day.
        states: The states of these days.
        feasts: `Snapshot.fetes`.
        first: First day of the period.
        last: Its last day, to come or not.
        change: 1/20 is 5 % more.

    Returns:
        1/10 000 €, a whole number of euros.
    """
    before = year_before.references(first, last, feasts)
    known = year_before.rows(states, before)["etat"]
    if len(known) < len(before) or known.isin(days.MISSING).any():
        return None
    sold = int(year_before.rows(daily, before)["ca_e4"].sum())
    return round(sold * (1 + change) / 10_000) * 10_000


def left_e4(objective_e4: int, done_e4: int) -> int:
    """Return what is left to do, 0 once the objective is reached."""
    return max(0, objective_e4 - done_e4)


def left_by_day(left_e4: int, open_left: int) -> Fraction | None:
    """Return it by open day to come; None where there is none, or nothing is left."""
    return Fraction(left_e4, open_left) if left_e4 and open_left else None
