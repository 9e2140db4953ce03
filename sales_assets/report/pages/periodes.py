"""The months and years of the history, and their reporting sheets, worked out once for all pages.

What goes in: which periods have a page, their windows, addresses and sheets. What stays out: what
their pages say (`mois`, `annees`), arithmetic (`indicators.fiche`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import pandas as pd

from sales_assets.indicators import days, extremes, fiche
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rows import SheetDay, SheetMonth, records


@dataclass(frozen=True)
class Periode:
    """A month or a year as far as it is known: from `du` to `au`, ending on `fin` at the latest.

    `cle` is "2025-11" or "2025", `avant` and `apres` the keys beside it that have a page.
    """

    cle: str
    du: date
    au: date
    fin: date
    avant: str | None = None
    apres: str | None = None

    @property
    def a_date(self) -> bool:
        """Whether days of it are still to come."""
        return self.au < self.fin

    @property
    def nom(self) -> str:
        """Its name: "novembre 2025", "2025"."""
        return formats.mois_long(self.cle) if "-" in self.cle else self.cle


class Periodes:
    """Every month and year up to the last known day before the current one."""

    def __init__(self, context: Context) -> None:
        """Find the months; nothing else is read before it is asked for."""
        self.context = context
        self.mois: dict[str, Periode] = {}
        self.annees: dict[str, Periode] = {}
        known = days.known(context.snap.etats)
        if known is None or context.jour is None:
            return
        first, last = known[0], min(known[1], context.snap.today - days.ONE_DAY)
        self.mois = _periods(first, last, "mois")
        self.annees = _periods(first, last, "annee")

    @cached_property
    def historique(self) -> pd.DataFrame:
        """`fiche.par_jour` of every known day but the current one."""
        first, last = min(self.mois), max(self.mois)
        return self._sheet(self.mois[first].du, self.mois[last].au)

    @cached_property
    def jours(self) -> dict[date, SheetDay]:
        """The rows of `historique`, by day."""
        if not self.mois:
            return {}
        return {row.date.date(): row for row in records(self.historique, SheetDay)}

    @cached_property
    def par_mois(self) -> dict[str, SheetMonth]:
        """The rows of `fiche.par_mois`, by month; their cumuls are those of their year."""
        tables = (fiche.par_mois(self.feuille(year)) for year in self.annees)
        return {row.mois: row for table in tables for row in records(table, SheetMonth)}

    @cached_property
    def anomalies(self) -> dict[date, extremes.Anomaly]:
        """`extremes.anomalies` of the shop."""
        return extremes.anomalies(self.context.snap.jours, self.context.snap.etats)

    def fiche_semaine(self, jour: date) -> SheetDay | None:
        """The row of a day in the sheet of its week, None outside the known days."""
        return self._week(days.period_start(jour, "semaine")).get(jour)

    def fiche_mois(self, jour: date) -> SheetDay | None:
        """The row of a day in the sheet of its month, None for a day without one."""
        return self._rows(f"{jour:%Y-%m}").get(jour)

    def fiche_annee(self, jour: date) -> SheetDay | None:
        """The row of a day in the sheet of its year, None for a day without one."""
        return self._rows(f"{jour:%Y}").get(jour)

    def feuille(self, cle: str) -> pd.DataFrame:
        """`fiche.par_jour` of a month or a year."""
        period = self.mois[cle] if "-" in cle else self.annees[cle]
        return self._sheet(period.du, period.au)

    def _sheet(self, du: date, au: date) -> pd.DataFrame:
        snap = self.context.snap
        return fiche.par_jour(snap.jours, self.context.pairs, snap.etats, du, au)

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as one publication
    def _week(self, monday: date) -> dict[date, SheetDay]:
        sheet = self._sheet(monday, monday + timedelta(days=6))
        return {row.date.date(): row for row in records(sheet, SheetDay)}

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as one publication
    def _rows(self, cle: str) -> dict[date, SheetDay]:
        if cle not in self.mois and cle not in self.annees:
            return {}
        return {row.date.date(): row for row in records(self.feuille(cle), SheetDay)}


def _periods(first: date, last: date, kind: days.Periode) -> dict[str, Periode]:
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
        span[0]: Periode(*span, keys[place], keys[place + 2]) for place, span in enumerate(spans)
    }


def lien_mois(cle: str, prefix: str = "") -> str:
    """Address of a month's sheet from a page at `prefix` below the root."""
    return f"{prefix}mois/{cle}.html"


def lien_annee(cle: str, prefix: str = "") -> str:
    """Address of a year's sheet."""
    return f"{prefix}annees/{cle}.html"


def nombre_de_jours(valides: int, attendus: int) -> str:
    """Say how many days stand behind a figure: "26 j / 30"."""
    return _("{valides} j / {attendus}").format(valides=valides, attendus=attendus)
