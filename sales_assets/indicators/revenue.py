"""CA, quantities and their means over a day, a window, a period to date.

What goes in: sums of daily totals (`Snapshot.jours`, or the rows of one store or product) and
ratios of them. What stays out: comparisons between periods, ranks, words. Money is in 1/10 000 €;
ratios of money are `Fraction` of 1/10 000 €.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Literal

import numpy as np
import pandas as pd

from sales_assets.indicators import days
from sales_assets.indicators.days import PeriodKind

MEASURES = ("lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4")


@dataclass(frozen=True)
class Totals:
    """Sums of daily rows; retours_e4 is negative or zero, ca_e4 = brut_e4 + retours_e4.

    quantite_e3 is in 1/1000 unit.
    """

    lignes: int = 0
    quantite_e3: int = 0
    ca_e4: int = 0
    brut_e4: int = 0
    retours_e4: int = 0

    @property
    def return_rate(self) -> Fraction | None:
        """Returns over gross CA, as a positive ratio; None when nothing was sold."""
        return Fraction(-self.retours_e4, self.brut_e4) if self.brut_e4 > 0 else None

    @property
    def mean_line_e4(self) -> Fraction | None:
        """CA by line, in 1/10 000 €; a line is not a ticket."""
        return Fraction(self.ca_e4, self.lignes) if self.lignes > 0 else None

    @property
    def pvm(self) -> Fraction | None:
        """Mean selling price (CA / net quantity), in 1/10 000 €; None when quantity <= 0."""
        return Fraction(self.ca_e4 * 1000, self.quantite_e3) if self.quantite_e3 > 0 else None


@dataclass(frozen=True)
class RunningTotal:
    """A sum over a window, with the days it stands on.

    Attributes:
        first: First day. last: Last day, both included.
        totals: The sums; None without one valid day, or under the minimum of a rolling figure.
        days: Number of valid days. expected: Days that were not closed.
        missing: The days without usable data.
    """

    first: date
    last: date
    totals: Totals | None
    days: int
    expected: int
    missing: tuple[date, ...]

    @property
    def ca_e4(self) -> int | None:
        """The CA, None when undefined."""
        return None if self.totals is None else self.totals.ca_e4

    @property
    def mean_e4(self) -> Fraction | None:
        """CA by open day, in 1/10 000 €: absent days left out, true zeros counted."""
        return None if self.totals is None else Fraction(self.totals.ca_e4, self.days)


def totals(frame: pd.DataFrame, first: date | None = None, last: date | None = None) -> Totals:
    """Sum the daily rows of `frame` (columns `MEASURES`), between two days when given."""
    rows = frame if first is None or last is None else days.window(frame, first, last)
    return Totals(**{name: int(rows[name].sum()) for name in MEASURES})


def totals_by(frame: pd.DataFrame, key: str, first: date, last: date) -> pd.DataFrame:
    """Sum daily rows by `key` (ID_produit or ID_magasin): key and `MEASURES`, by id."""
    return sums_by(days.window(frame, first, last), key)


def sums_by(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Sum these daily rows in the same way."""
    grouped = rows.groupby(key, observed=True)[list(MEASURES)].sum().astype("int64")
    table = grouped.reset_index()
    table[key] = table[key].astype(str)  # a category would sort by its own order
    return table.sort_values(key, ignore_index=True)


def day_totals(frame: pd.DataFrame, states: pd.DataFrame, day: date) -> Totals | None:
    """Return the sums of one day; zeros on a true zero, None without valid data."""
    return totals(frame, day, day) if days.state_of(states, day) in days.OPEN else None


def over(frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date) -> RunningTotal:
    """Sum the valid days of a window, naming the missing ones."""
    valid = len(days.open_days(states, first, last))
    return RunningTotal(
        first=first,
        last=last,
        totals=totals(frame, first, last) if valid else None,
        days=valid,
        expected=days.expected(states, first, last),
        missing=tuple(days.missing_days(states, first, last)),
    )


def running_total(
    frame: pd.DataFrame, states: pd.DataFrame, day: date, period: PeriodKind
) -> RunningTotal:
    """Sum from the start of the week, month or year to `day`."""
    return over(frame, states, days.period_start(day, period), day)


def rolling(frame: pd.DataFrame, states: pd.DataFrame, last: date, number: int) -> RunningTotal:
    """Sum the last `number` civil days; undefined under two thirds of the days not closed."""
    first = last - timedelta(days=number - 1)
    found = over(frame, states, first, last)
    expected = days.expected_whole(states, first, last)
    kept = found.totals if days.enough(found.days, expected) else None
    return RunningTotal(first, last, kept, found.days, expected, found.missing)


def mean_per_open_day(
    frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> Fraction | None:
    """Return CA by open day (1/10 000 €): absent days left out, true zeros counted."""
    return over(frame, states, first, last).mean_e4


def daily_series(
    frame: pd.DataFrame,
    states: pd.DataFrame,
    first: date,
    last: date,
    *,
    no_row: Literal["zero", "trou"] = "zero",
) -> pd.DataFrame:
    """Lay daily rows (at most one a day) on every known civil day between two days.

    Args:
        frame: date and `MEASURES`.
        states: The states of the days.
        first: First day.
        last: Last day, both cut to the known days.
        no_row: What a valid day without a row is: "zero" (a product not sold, the whole
            shop), or "trou" (a store that sent nothing).

    Returns:
        date, etat, then `MEASURES` as Int64, NA on the days without valid data.
    """
    found = days.window(states, first, last)[["date", "etat"]].reset_index(drop=True)
    rows = days.window(frame, first, last)
    place = pd.Index(rows["date"]).get_indexer(pd.Index(found["date"]))  # -1 without a row
    valid = found["etat"].isin(days.OPEN).to_numpy()
    if no_row == "trou":
        valid = valid & ((place >= 0) | (found["etat"] == "zero").to_numpy())
    for name in MEASURES:
        values = np.append(rows[name].to_numpy("int64"), 0)[place]
        found[name] = pd.arrays.IntegerArray(np.where(valid, values, 0), ~valid)
    return found


def moving_average(
    series: pd.DataFrame, window: int = 7, column: str = "ca_e4"
) -> list[Fraction | None]:
    """Return the mean of the valid days among the last `window` civil days, for every row.

    None (a gap) on a missing day, and under two thirds of the days not closed; a closed day keeps
    the mean of the days before it. `series` comes from `daily_series`.
    """
    values = series[column]
    valid = values.notna().tolist()
    states = series["etat"].tolist()
    sums = [0, *accumulate(int(v) if ok else 0 for v, ok in zip(values, valid, strict=True))]
    counts = [0, *accumulate(int(ok) for ok in valid)]
    closed = [0, *accumulate(int(state == days.CLOSED) for state in states)]
    means: list[Fraction | None] = []
    for end in range(1, len(sums)):
        start = max(0, end - window)
        daily = counts[end] - counts[start]
        expected = window - (closed[end] - closed[start])
        drawn = valid[end - 1] or states[end - 1] == days.CLOSED
        defined = drawn and days.enough(daily, expected)
        means.append(Fraction(sums[end] - sums[start], daily) if defined else None)
    return means


def weekly_by(
    frame: pd.DataFrame,
    by: str,
    states: pd.DataFrame,
    day: date,
    weeks: int,
    known: Iterable[str] = (),
) -> dict[str, list[int | None]]:
    """Sum the CA (1/10 000 €) of the last whole weeks to `day`, for each value of `by`.

    Args:
        frame: date, ca_e4 and `by`.
        by: ID_produit or ID_magasin.
        states: The state of every day.
        day: J.
        weeks: How many.
        known: Values to give even without a row in these weeks.

    Returns:
        One sum a week, oldest first; None where no day of the week has data, which is not a zero.
    """
    first = day - timedelta(days=weeks * 7 - 1)
    recent = days.window(frame, first, day)
    week = ((recent["date"] - pd.Timestamp(first)).dt.days // 7).rename("semaine")
    sums = recent["ca_e4"].groupby([recent[by].astype(str), week]).sum()
    empty = _unsold(states, day, weeks)
    found = {key: list(empty) for key in known}
    for key, number, amount in sums.reset_index().itertuples(index=False, name=None):
        row = found.setdefault(key, list(empty))
        if row[number] is not None:
            row[number] = int(amount)
    return found


def monthly_by(frame: pd.DataFrame, by: str) -> dict[str, dict[str, int]]:
    """Sum the CA (1/10 000 €) of each month "AAAA-MM" with rows, for each value of `by`."""
    months = frame["date"].to_numpy().astype("datetime64[M]")
    keys = [frame[by].astype(str), pd.Series(months.astype("int64"), frame.index, name="mois")]
    found: dict[str, dict[str, int]] = {}
    sums = frame["ca_e4"].groupby(keys).sum()
    for key, month, amount in sums.reset_index().itertuples(index=False, name=None):
        found.setdefault(key, {})[f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"] = int(amount)
    return found


def _unsold(states: pd.DataFrame, on: date, weeks: int) -> list[int | None]:
    """Zero in each week with valid data, None in the others."""
    first = on - timedelta(days=weeks * 7 - 1)
    known = {(day - first).days // 7 for day in days.open_days(states, first, on)}
    return [0 if number in known else None for number in range(weeks)]
