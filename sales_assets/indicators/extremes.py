"""Days and months that stand out: best, weakest, weekday profile, anomaly of the day.

What goes in: order statistics of daily and monthly CA on valid days. What stays out: ranks of
products and stores (`ranking`). Ties are all named, oldest first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pandas as pd

from sales_assets.indicators import days, revenue
from sales_assets.indicators.registry import threshold

NORMAL_MAD = 1.4826


@dataclass(frozen=True)
class Extreme:
    """A highest or lowest CA (1/10 000 €) and every day, or month "AAAA-MM", that reached it."""

    ca_e4: int
    when: tuple[date | str, ...]


@dataclass(frozen=True)
class Anomaly:
    """How far a day is from the same weekdays before it.

    Attributes:
        z: Robust z-score: (CA − median) / (1.4826 · median absolute deviation), for display.
        mediane_e4: The median of those days. days: How many they are.
    """

    z: float
    median_e4: Fraction
    days: int

    @property
    def unusual(self) -> bool:
        """Whether the day is called unusual wherever it is spoken of."""
        return abs(self.z) >= threshold("anomalie", "unusual")


def _valid(
    frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> list[tuple[date, int]]:
    series = revenue.daily_series(frame, states, first, last)
    kept = series.loc[series["ca_e4"].notna()]
    return list(zip(days.to_days(kept["date"]), map(int, kept["ca_e4"]), strict=True))


def _reached(points: list[tuple[date, int]] | list[tuple[str, int]], value: int) -> Extreme:
    return Extreme(value, tuple(when for when, amount in points if amount == value))


def _extreme(points: list[tuple[date, int]], pick: Callable[..., int]) -> Extreme | None:
    amounts = {amount for _, amount in points}
    return _reached(points, pick(amounts)) if len(amounts) > 1 else None


def best_day(frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date) -> Extreme | None:
    """Return the highest daily CA among the valid days; None where all are equal, or one alone."""
    points = _valid(frame, states, first, last)
    return _extreme(points, max)


def worst_day(frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date) -> Extreme | None:
    """Return the lowest daily CA among them, true zeros included; None where there is no best."""
    points = _valid(frame, states, first, last)
    return _extreme(points, min)


def complete_months(months: pd.DataFrame, states: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of `months` whose days are all known, elapsed at `day`, and none missing."""
    kept = []
    for month in months["mois"]:
        start = date.fromisoformat(f"{month}-01")
        end = days.month_end(start)
        whole = len(days.window(states, start, end)) == end.day
        kept.append(end <= day and whole and not days.missing_days(states, start, end))
    return months.loc[kept]


def _months(months: pd.DataFrame) -> list[tuple[str, int]]:
    return [(str(m), int(v)) for m, v in zip(months["mois"], months["ca_e4"], strict=True)]


def best_month(months: pd.DataFrame) -> Extreme | None:
    """Return the highest CA among the months, whole or not; None without two of them.

    A month that misses days, or is not over, and is the best all the same, is the best.
    """
    points = _months(months)
    return _reached(points, max(amount for _, amount in points)) if len(points) > 1 else None


def worst_month(months: pd.DataFrame, states: pd.DataFrame, day: date) -> Extreme | None:
    """Return the lowest CA among the complete months; None without one that is not the best."""
    points = _months(complete_months(months, states, day))
    best = best_month(months)
    low = min((amount for _, amount in points), default=None)
    return None if low is None or best is None or low == best.ca_e4 else _reached(points, low)


def best_since(frame: pd.DataFrame, states: pd.DataFrame, day: date) -> date | None:
    """Return the last earlier day whose CA was at least that of `day`.

    None when `day` is a record of the whole history, or has no valid data.
    """
    limits = days.known(states)
    today = revenue.day_totals(frame, states, day)
    if limits is None or today is None:
        return None
    earlier = _valid(frame, states, limits[0], day - days.ONE_DAY)
    return next((when for when, amount in reversed(earlier) if amount >= today.ca_e4), None)


def weekday_profile(
    frame: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> pd.DataFrame:
    """Compare the weekdays of a window.

    Returns:
        Seven rows: jour_semaine (0 = Monday), jours (valid days), moyenne_e4 and indice (mean of
        the weekday / mean of all valid days), both Fraction, None under four such days.
    """
    points, least = _valid(frame, states, first, last), threshold("profil_semaine", "weekdays")
    whole = sum(amount for _, amount in points)
    rows = []
    for weekday in range(7):
        amounts = [amount for when, amount in points if when.weekday() == weekday]
        enough = len(amounts) >= least
        mean = Fraction(sum(amounts), len(amounts)) if enough else None
        index = mean * len(points) / whole if mean is not None and whole > 0 else None
        rows.append((weekday, len(amounts), mean, index))
    columns = ["jour_semaine", "jours", "moyenne_e4", "indice"]
    return pd.DataFrame(rows, columns=columns).astype({"moyenne_e4": object, "indice": object})


def anomaly(frame: pd.DataFrame, states: pd.DataFrame, day: date) -> Anomaly | None:
    """Compare a day with the same weekdays of the half year before it.

    None without valid data, under six such days, or when they do not vary at all.
    """
    points = dict(_valid(frame, states, day - timedelta(weeks=_weeks()), day))
    return _judged(points, day)


def anomalies(frame: pd.DataFrame, states: pd.DataFrame) -> dict[date, Anomaly]:
    """Return the `anomaly` of every day that has one, in one reading of the history."""
    limits = days.known(states)
    if limits is None:
        return {}
    points = dict(_valid(frame, states, *limits))
    judged = ((day, _judged(points, day)) for day in points)
    return {day: found for day, found in judged if found is not None}


def _weeks() -> int:
    return int(threshold("anomalie", "weeks"))


def _judged(points: dict[date, int], judged: date) -> Anomaly | None:
    """Judge the CA of a day of `points` by the same weekdays before it."""
    earlier = (judged - timedelta(weeks=back) for back in range(1, _weeks() + 1))
    same = [Fraction(points[day]) for day in earlier if day in points]
    if judged not in points or len(same) < threshold("anomalie", "weekdays"):
        return None
    middle = median(same)
    spread = median([abs(amount - middle) for amount in same])
    if spread == 0:
        return None
    return Anomaly(float((points[judged] - middle) / spread) / NORMAL_MAD, middle, len(same))
