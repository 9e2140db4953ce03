"""Where axes are marked: round amounts, days, months; few enough for a phone.

What goes in: the choice of ticks and their words, for both renderers. What stays out: drawing. The
page's own script draws Explorer's picture and chooses amounts by the same rule as `amounts`
(`explorer-graphique.js`); a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import count

from sales_assets.report import formats
from sales_assets.report.charts.model import EURO_E4, Tick, in_euros

MARKS = 4  # steps of an axis of amounts, about


def amounts(values: Sequence[int | Fraction | None]) -> list[int]:
    """Return round amounts (1/10 000 €) that hold the values and zero, lowest first.

    Their step is the least of 1, 2, 5, 10, 20, 50… euros that covers the values in `MARKS` steps.
    """
    known = [0, *(value for value in values if value is not None)]
    low, high = min(known), max(known)
    steps = (EURO_E4 * times * 10**power for power in count() for times in (1, 2, 5))
    step = next(step for step in steps if MARKS * step >= high - low)
    return [place * step for place in range(int(low // step), 1 - int(-high // step))]


def money(*series: Sequence[int | Fraction | None]) -> list[Tick]:
    """Return the ticks of an axis in euros that holds some series of amounts (1/10 000 €)."""
    marks = amounts([value for values in series for value in values])
    return [Tick(in_euros(mark) or 0, formats.round_euros(mark)) for mark in marks]


def shares(marks: Sequence[Fraction]) -> list[Tick]:
    """Return the ticks of an axis of shares, at chosen marks."""
    return [Tick(float(mark), formats.percent(mark, 0)) for mark in marks]


def days(when: Sequence[date]) -> list[Tick]:
    """Return about five ticks across, Mondays where there are any, none that the edge cuts."""
    mondays = [day for day in when if day.weekday() == 0] or list(when)
    kept = mondays[:: max(1, -(-len(mondays) // 5))]
    places = {day: place for place, day in enumerate(when)}
    return [
        Tick(places[day], formats.shortest_day(day))
        for day in kept
        if 0.04 <= places[day] / len(when) <= 0.94 or len(when) == 1
    ]


def mondays(when: Sequence[date]) -> list[Tick]:
    """Return a tick across on each Monday of a month."""
    return [
        Tick(place, formats.shortest_day(day))
        for place, day in enumerate(when)
        if day.weekday() == 0
    ]


def months(names: Sequence[str]) -> list[Tick]:
    """Return about four ticks across a run of months "AAAA-MM"."""
    step = -(-len(names) // 4) or 1
    return [
        Tick(place, formats.medium_month(name))
        for place, name in enumerate(names)
        if place % step == step // 2
    ]


def every_month(names: Sequence[str]) -> list[Tick]:
    """Return a tick across under each month "AAAA-MM" of a year, by its name alone."""
    return [Tick(place, formats.shortest_month(name)) for place, name in enumerate(names)]
