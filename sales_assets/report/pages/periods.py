"""The months and years of the history, and their reporting sheets, worked out once for all pages.

What goes in: which periods have a page, their windows, addresses and sheets. What stays out: what
their pages say (`months`, `years`), arithmetic (`indicators.reporting`).
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import pandas as pd

from sales_assets.indicators import days, extremes, reporting
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rows import SheetDay, SheetMonth, records


@dataclass(frozen=True)
class Period:
    """A month or a year as far as it is known: from `first` to `last`, over by `end`.

    `key` is "2025-11" or "2025", `previous` and `following` the keys beside it that have a page.
    """

    key: str
    first: date
    last: date
    end: date
    previous: str | None = None
    following: str | None = None

    @property
    def under_way(self) -> bool:
        """Whether days of it are still to come."""
        return self.last < self.end

    @property
    def name(self) -> str:
        """Its name: "novembre 2025", "2025"."""
        return formats.long_month(self.key) if "-" in self.key else self.key


class Periods:
    """Every month and year up to the last known day before the current one."""

    def __init__(self, context: Context) -> None:
        """Find the months; nothing else is read before it is asked for."""
        self.context = context
        self.months: dict[str, Period] = {}
        self.years: dict[str, Period] = {}
        known = days.known(context.snap.etats)
        if known is None or context.last_day is None:
            return
        first, last = known[0], min(known[1], context.snap.today - days.ONE_DAY)
        self.months = _periods(first, last, "mois")
        self.years = _periods(first, last, "annee")

    def around(
        self, first: date, last: date, here: str = "", prefix: str = ""
    ) -> list[tuple[str, str]]:
        """Name and address of the day, week, month and year that end a period, where they exist.

        Args:
            first: Its first day.
            last: Its last day.
            here: The page that they are shown on; its own address is left empty.
            prefix: The way from there to the site's root.
        """
        sheets = self.context.sheets
        place = bisect(sheets, last)
        monday = days.period_start(last, "semaine")
        sunday = monday + timedelta(days=6)
        month = f"{last:%Y-%m}"
        found = [(_("Semaine"), f"explorer.html#du={monday}&au={sunday}&par=jour")]
        if place and sheets[place - 1] >= first:
            found.insert(0, (_("Jour"), f"jours/{sheets[place - 1]}.html"))
        if month in self.months:
            found += [(_("Mois"), month_href(month)), (_("Année"), year_href(month[:4]))]
        return [(name, "" if href == here else f"{prefix}{href}") for name, href in found]

    @cached_property
    def history(self) -> pd.DataFrame:
        """`reporting.by_day` of every known day but the current one."""
        first, last = min(self.months), max(self.months)
        return self._sheet(self.months[first].first, self.months[last].last)

    @cached_property
    def days(self) -> dict[date, SheetDay]:
        """The rows of `historique`, by day."""
        if not self.months:
            return {}
        return {row.date.date(): row for row in records(self.history, SheetDay)}

    @cached_property
    def by_month(self) -> dict[str, SheetMonth]:
        """The rows of `reporting.by_month`, by month; their cumuls are those of their year."""
        tables = (reporting.by_month(self.sheet(year)) for year in self.years)
        return {row.mois: row for table in tables for row in records(table, SheetMonth)}

    @cached_property
    def anomalies(self) -> dict[date, extremes.Anomaly]:
        """`extremes.anomalies` of the shop."""
        return extremes.anomalies(self.context.snap.jours, self.context.snap.etats)

    def week_row(self, day: date) -> SheetDay | None:
        """The row of a day in the sheet of its week, None outside the known days."""
        return self._week(days.period_start(day, "semaine")).get(day)

    def month_row(self, day: date) -> SheetDay | None:
        """The row of a day in the sheet of its month, None for a day without one."""
        return self._rows(f"{day:%Y-%m}").get(day)

    def year_row(self, day: date) -> SheetDay | None:
        """The row of a day in the sheet of its year, None for a day without one."""
        return self._rows(f"{day:%Y}").get(day)

    def sheet(self, key: str) -> pd.DataFrame:
        """`reporting.by_day` of a month or a year."""
        period = self.months[key] if "-" in key else self.years[key]
        return self._sheet(period.first, period.last)

    def _sheet(self, first: date, last: date) -> pd.DataFrame:
        snap = self.context.snap
        return reporting.by_day(snap.jours, self.context.pairs, snap.etats, first, last)

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as one publication
    def _week(self, monday: date) -> dict[date, SheetDay]:
        sheet = self._sheet(monday, monday + timedelta(days=6))
        return {row.date.date(): row for row in records(sheet, SheetDay)}

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as one publication
    def _rows(self, key: str) -> dict[date, SheetDay]:
        if key not in self.months and key not in self.years:
            return {}
        return {row.date.date(): row for row in records(self.sheet(key), SheetDay)}


def _periods(first: date, last: date, kind: days.PeriodKind) -> dict[str, Period]:
    """Return the months or years from `first` to `last`, oldest first."""
    spans: list[tuple[str, date, date, date]] = []
    start = days.period_start(first, kind)
    while start <= last:
        end = days.month_end(start if kind == "mois" else start.replace(month=12))
        key = f"{start:%Y-%m}" if kind == "mois" else f"{start:%Y}"
        spans.append((key, max(start, first), min(end, last), end))
        start = end + timedelta(days=1)
    keys = [None, *(span[0] for span in spans), None]
    return {
        span[0]: Period(*span, keys[place], keys[place + 2]) for place, span in enumerate(spans)
    }


def month_href(key: str, prefix: str = "") -> str:
    """Address of a month's sheet from a page at `prefix` below the root."""
    return f"{prefix}mois/{key}.html"


def year_href(key: str, prefix: str = "") -> str:
    """Address of a year's sheet."""
    return f"{prefix}annees/{key}.html"


def days_out_of(valid: int, expected: int) -> str:
    """Say how many days stand behind a figure: "26 j / 30"."""
    return _("{valides} j / {attendus}").format(valides=valid, attendus=expected)
