"""Tickets and hours: how many, what basket, when.

What goes in: the sums of the lines that tell a ticket's number or a time (`Snapshot.tickets`,
`Snapshot.heures`). What stays out: CA of all lines (`revenue`), words. Money is in 1/10 000 €,
quantities in 1/1000 unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from sales_assets.indicators import days

_SUMS = ["tickets", "lignes", "ca_e4", "quantite_e3"]


@dataclass(frozen=True)
class Tickets:
    """Sums over the lines with a ticket's number; a ticket is one of a day of a store.

    Attributes:
        tickets: How many. lignes: Their lines. ca_e4, quantite_e3: What these sold.
        apart: Lines without a number, which are in none of the others.
    """

    tickets: int = 0
    lignes: int = 0
    ca_e4: int = 0
    quantite_e3: int = 0
    apart: int = 0

    @property
    def basket_e4(self) -> Fraction | None:
        """CA by ticket, 1/10 000 €; None without a ticket."""
        return Fraction(self.ca_e4, self.tickets) if self.tickets else None

    @property
    def articles(self) -> Fraction | None:
        """Net quantity by ticket, in units; None without a ticket."""
        return Fraction(self.quantite_e3, 1000 * self.tickets) if self.tickets else None


def over(tickets: pd.DataFrame, every: pd.DataFrame, first: date, last: date) -> Tickets:
    """Sum a window.

    Args:
        tickets: date, `_SUMS`, in order of date.
        every: date, lignes: all the lines, of the same stores.
        first: First day.
        last: Last day, both included.
    """
    found = days.window(tickets, first, last)
    return _tickets(found[_SUMS].sum(), int(days.window(every, first, last)["lignes"].sum()))


def by_store(
    tickets: pd.DataFrame, every: pd.DataFrame, first: date, last: date
) -> dict[str, Tickets]:
    """Sum a window by store, those without a ticket left out; `over` says the rest."""
    return _by(days.window(tickets, first, last), days.window(every, first, last), "ID_magasin")


def by_day(
    tickets: pd.DataFrame, every: pd.DataFrame, first: date, last: date
) -> dict[date, Tickets]:
    """The same by day."""
    found = _by(days.window(tickets, first, last), days.window(every, first, last), "date")
    return {date.fromisoformat(day[:10]): one for day, one in found.items()}


def by_weekday(
    tickets: pd.DataFrame, every: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> dict[int, tuple[Tickets, int]]:
    """Sum a window by weekday (Monday is 0), with the open days of each, none left out."""
    daily = by_day(tickets, every, first, last)
    found: dict[int, tuple[Tickets, int]] = {}
    for day in days.open_days(states, first, last):
        sums, count = found.get(day.weekday(), (Tickets(), 0))
        found[day.weekday()] = _added(sums, daily.get(day, Tickets())), count + 1
    return dict(sorted(found.items()))


def _added(one: Tickets, other: Tickets) -> Tickets:
    return Tickets(*(getattr(one, name) + getattr(other, name) for name in vars(one)))


def _by(found: pd.DataFrame, every: pd.DataFrame, key: str) -> dict[str, Tickets]:
    sums = found.groupby(found[key].astype(str))[_SUMS].sum()
    lines = every.groupby(every[key].astype(str))["lignes"].sum()
    return {str(name): _tickets(row, int(lines.get(name, 0))) for name, row in sums.iterrows()}


def _tickets(sums: pd.Series, lines: int) -> Tickets:
    apart = lines - int(sums["lignes"])
    return Tickets(**{name: int(sums[name]) for name in _SUMS}, apart=apart)


@dataclass(frozen=True)
class Hour:
    """An hour (0 to 23) of a weekday (Monday is 0), summed over its open days.

    tickets counts those begun in it.
    """

    ca_e4: int
    tickets: int
    days: int

    @property
    def mean_e4(self) -> Fraction:
        """CA by open day of that weekday, 1/10 000 €."""
        return Fraction(self.ca_e4, self.days)

    @property
    def mean_tickets(self) -> Fraction:
        """Tickets by open day of that weekday."""
        return Fraction(self.tickets, self.days)


@dataclass(frozen=True)
class Week:
    """When the shop sells: each hour of each weekday that had a sale.

    Attributes:
        cells: By weekday and hour.
        opening: By weekday, the hours ("HH:MM") at which half of its days have begun selling, and
            still sold: a habit, whatever one late customer did.
        ca_e4: The CA of the lines with a time. apart_e4: That of the others.
    """

    cells: dict[tuple[int, int], Hour]
    opening: dict[int, tuple[str, str]]
    ca_e4: int
    apart_e4: int

    @property
    def hours(self) -> range:
        """From the first hour with a sale to the last."""
        found = [hour for _weekday, hour in self.cells]
        return range(min(found), max(found) + 1)

    @property
    def weekdays(self) -> list[int]:
        """Those with a sale."""
        return sorted({weekday for weekday, _hour in self.cells})


def week(
    hours: pd.DataFrame, every: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> Week | None:
    """Sum the hours of a window; None where no line of it tells its time.

    Args:
        hours: `Snapshot.heures`, of the stores wanted.
        every: date, ca_e4: all their lines.
        states: The state of every day.
        first: First day.
        last: Last day, both included.
    """
    rows = days.window(hours, first, last)
    if rows.empty:
        return None
    counts = pd.Series(
        [day.weekday() for day in days.open_days(states, first, last)]
    ).value_counts()
    by = [rows["date"].dt.day_of_week.rename("jour"), rows["heure"]]
    sums = rows.groupby(by)[["ca_e4", "tickets"]].sum().reset_index()
    cells = {
        (weekday, hour): Hour(ca, tickets, int(counts.get(weekday, 1)))
        for weekday, hour, ca, tickets in sums.itertuples(index=False, name=None)
    }
    timed = int(rows["ca_e4"].sum())
    whole = int(days.window(every, first, last)["ca_e4"].sum())
    return Week(cells, _opening(rows), timed, whole - timed)


def _opening(rows: pd.DataFrame) -> dict[int, tuple[str, str]]:
    daily = rows.groupby("date", as_index=False).agg(
        first=("premiere", "min"), last=("derniere", "max")
    )
    weekdays = daily["date"].dt.day_of_week
    return {
        int(weekday): (_middle(some["first"].tolist()), _middle(some["last"].tolist()))
        for weekday in sorted(weekdays.unique())
        for some in [daily[weekdays == weekday]]
    }


def _middle(clock: Sequence[str]) -> str:
    """The time that half of these have reached."""
    return sorted(clock)[len(clock) // 2]
