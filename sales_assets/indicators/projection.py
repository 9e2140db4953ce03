"""What the days to come should sell, by what is known of the days before; and by how much it erred.

The expected CA of a day, from an origin (the last day that is known then):

    mean of its weekday over 8 weeks × level of the last 4 weeks × season

The level is the CA of the open days of the last 4 weeks over what their weekdays' means add up to.
The season is, where a year is known, the CA by open day of the 7 days around the day's N-1 over
that of the N-1 of the last 4 weeks; else 1. A feast that sold in N-1 is the mean of the last 4
weeks × its N-1 ÷ the mean of theirs. A closed day, a weekday not sold over the 8 weeks, a public
holiday that did not sell in N-1 (or without a known N-1): nothing is expected.

The interval holds the middle 80 % of its own past errors, each of a forecast made with what was
known then. What stays out: objectives (`objective`), words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

import pandas as pd

from sales_assets.indicators import days, registry, revenue, year_before
from sales_assets.settings import Closing

PROFILE = 7 * int(registry.threshold("projection", "weeks"))
"""Civil days behind a forecast; under them nothing is expected."""
LEVEL = 28
AROUND = 3
"""Days on each side of an N-1 that say its season."""
BACK = 182
"""Civil days of past forecasts whose errors make the interval."""
LEAST = int(registry.threshold("projection", "errors"))
OUTSIDE = Fraction(1, 10)
"""Share of the errors left out at each end."""


@dataclass(frozen=True)
class Interval:
    """What a forecast leads to expect, in 1/10 000 €, by how many past errors."""

    low_e4: int
    high_e4: int
    errors: int

    def holds(self, value_e4: int) -> bool:
        """Whether it was right."""
        return self.low_e4 <= value_e4 <= self.high_e4


@dataclass(frozen=True)
class Projection:
    """What a period should come to, in 1/10 000 €.

    Attributes:
        done_e4: The CA to the origin. to_come_e4: That of its days to come.
        open_left: Days to come on which something is expected.
        interval: Of the whole; None with too few past forecasts, or nothing to come.
    """

    done_e4: int
    to_come_e4: int
    open_left: int
    interval: Interval | None

    @property
    def total_e4(self) -> int:
        """The CA at the end of the period."""
        return self.done_e4 + self.to_come_e4


@dataclass(frozen=True)
class Judged:
    """A day, what was expected of it the day before, and in how many cases that was right."""

    value_e4: int
    expected_e4: int
    interval: Interval
    right: int
    judged: int

    @property
    def inside(self) -> bool:
        """Whether the day fell where it was expected."""
        return self.interval.holds(self.value_e4)


@dataclass(frozen=True)
class _Pace:
    """What an origin knows: means (1/10 000 €) by weekday, the level, the mean by open day."""

    weekdays: dict[int, Fraction]
    level: Fraction
    mean: Fraction
    year_before: Fraction | None


class Forecast:
    """The forecasts of one shop, or one store, at any origin; made when they are asked for."""

    def __init__(self, daily: pd.DataFrame, states: pd.DataFrame, closing: Closing) -> None:
        """Keep the CA of each valid day.

        Args:
            daily: date and `revenue.MEASURES`, at most one row a day.
            states: The states of its days.
            closing: The closing calendar, of days to come too.
        """
        when = days.to_days(states["date"])
        self._states = dict(zip(when, states["etat"], strict=True))
        known = days.known(states)
        series = revenue.daily_series(daily, states, *known) if known else daily.iloc[:0]
        amounts = zip(days.to_days(series["date"]), series["ca_e4"], strict=True)
        self._sold = {day: int(amount) for day, amount in amounts if not pd.isna(amount)}
        self._closing = closing
        self._since = min(self._sold, default=date.max)

    def expected_e4(self, origin: date, day: date) -> Fraction | None:
        """Return what a day after `origin` should sell; None before 8 weeks are known."""
        pace = self._pace(origin)
        if pace is None:
            return None
        usual = pace.weekdays.get(day.weekday())
        if usual is None or self._closing.covers(day):
            return Fraction(0)
        if self._closing.feasts.of(day):
            return self._feast(pace, day, usual)
        season = self._around(year_before.reference(day, self._closing.feasts))
        if season is None or not pace.year_before:
            return usual * pace.level
        return usual * pace.level * season / pace.year_before

    def _feast(self, pace: _Pace, day: date, usual: Fraction) -> Fraction:
        before = year_before.reference(day, self._closing.feasts)
        sold = self._sold.get(before)
        if sold is not None and pace.year_before:
            return pace.mean * max(0, sold) / pace.year_before
        shut = self._states.get(before) == days.CLOSED or self._closing.feasts.is_holiday(day)
        return Fraction(0) if shut else usual * pace.level

    @lru_cache(maxsize=512)  # noqa: B019 - lives as long as one publication
    def _pace(self, origin: date) -> _Pace | None:
        if origin - self._since < timedelta(days=PROFILE - 1):
            return None
        window = self._back(origin, PROFILE)
        if not self._enough(window):
            return None
        by_weekday: dict[int, list[int]] = {}
        for day in window:
            if day in self._sold and not self._closing.feasts.of(day):
                by_weekday.setdefault(day.weekday(), []).append(self._sold[day])
        weekdays = {
            weekday: Fraction(sum(sold), len(sold))
            for weekday, sold in by_weekday.items()
            if sum(sold) > 0
        }
        recent = [
            day
            for day in self._back(origin, LEVEL)
            if day in self._sold and not self._closing.feasts.of(day) and day.weekday() in weekdays
        ]
        usual = sum((weekdays[day.weekday()] for day in recent), Fraction(0))
        sold = sum(self._sold[day] for day in recent)
        if sold <= 0:
            return None
        past = [
            year_before.reference(day, self._closing.feasts) for day in self._back(origin, LEVEL)
        ]
        return _Pace(
            weekdays, Fraction(sold) / usual, Fraction(sold, len(recent)), self._mean(past)
        )

    @lru_cache(maxsize=2048)  # noqa: B019 - lives as long as one publication
    def _around(self, day: date) -> Fraction | None:
        return self._mean([day + timedelta(days=n) for n in range(-AROUND, AROUND + 1)])

    def _mean(self, when: Sequence[date]) -> Fraction | None:
        """Return the CA by open day of these days; None under two thirds of them, or nothing."""
        if not self._enough(when):
            return None
        sold = [self._sold[day] for day in when if day in self._sold]
        return Fraction(sum(sold), len(sold)) if sum(sold) > 0 else None

    def _enough(self, when: Sequence[date]) -> bool:
        valid = sum(day in self._sold for day in when)
        closed = sum(self._states.get(day) == days.CLOSED for day in when)
        return days.enough(valid, len(when) - closed)

    @staticmethod
    def _back(origin: date, number: int) -> list[date]:
        return [origin - timedelta(days=n) for n in range(number)]

    def to_come(self, origin: date, last: date) -> tuple[Fraction, int] | None:
        """Return what the days after `origin` to `last` should sell, and how many will open."""
        found = [
            self.expected_e4(origin, origin + timedelta(days=n + 1))
            for n in range((last - origin).days)
        ]
        known = [amount for amount in found if amount is not None]
        if len(known) < len(found) or self._pace(origin) is None:
            return None
        return sum(known, Fraction(0)), sum(amount > 0 for amount in known)

    def project(self, done_e4: int, origin: date, last: date) -> Projection | None:
        """Return what a period that has done so much by `origin` should come to by `last`."""
        ahead = self.to_come(origin, last)
        if ahead is None:
            return None
        amount, number = ahead
        interval = self._interval(amount, self._errors(origin, (last - origin).days))
        if interval is not None:
            interval = Interval(
                done_e4 + interval.low_e4, done_e4 + interval.high_e4, interval.errors
            )
        return Projection(done_e4, round(amount), number, interval)

    def judge(self, day: date) -> Judged | None:
        """Return how a day stands against what was expected the day before; None when unsaid."""
        found = self._judged(day)
        if found is None:
            return None
        expected, interval = found
        past = [
            (other, judged[1])
            for other in self._back(day, LEVEL)
            if (judged := self._judged(other)) is not None
        ]
        right = sum(one.holds(self._sold[other]) for other, one in past)
        return Judged(self._sold[day], round(expected), interval, right, len(past))

    def _judged(self, day: date) -> tuple[Fraction, Interval] | None:
        eve = day - days.ONE_DAY
        expected = self.expected_e4(eve, day) if day in self._sold else None
        interval = self._interval(expected, self._errors(eve, 1)) if expected else None
        return (expected, interval) if expected and interval else None

    def _interval(self, amount: Fraction, ratios: list[Fraction]) -> Interval | None:
        if len(ratios) < LEAST or not amount:
            return None
        ordered = sorted(ratios)
        out = int(len(ordered) * OUTSIDE)
        low, high = ordered[out], ordered[-1 - out]
        return Interval(round(amount * low), round(amount * high), len(ordered))

    def _errors(self, origin: date, horizon: int) -> list[Fraction]:
        """Return what was sold ÷ what was expected, for each forecast of as many days before."""
        if horizon < 1:
            return []
        found = (self._error(then, horizon) for then in self._back(origin, BACK)[horizon:])
        return [ratio for ratio in found if ratio is not None]

    @lru_cache(maxsize=4096)  # noqa: B019 - lives as long as one publication
    def _error(self, origin: date, horizon: int) -> Fraction | None:
        last = origin + timedelta(days=horizon)
        states = [self._states.get(last - timedelta(days=n)) for n in range(horizon)]
        if not set(states) <= {*days.OPEN, days.CLOSED}:
            return None
        ahead = self.to_come(origin, last)
        if ahead is None or not ahead[0]:
            return None
        sold = sum(self._sold.get(last - timedelta(days=n), 0) for n in range(horizon))
        return Fraction(sold) / ahead[0]
