"""What a day is read against: the eve, the week before, N-1, the week, month and year so far.

What goes in: the day's tables of comparisons and its anomaly in words. What stays out: arithmetic
(`indicators`), the rest of the day's sheet (`day_sheet`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from sales_assets.indicators import days, year_before
from sales_assets.indicators.comparisons import Comparison
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import feasts, rendering, tables
from sales_assets.report.pages.cells import amount, compared, day_link, index_cell, no_figure
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.periods import (
    Period,
    Periods,
    month_href,
    year_href,
)
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import SheetDay
from sales_assets.report.pages.tables import Cell, Column, Table


def why_no_reference(states: pd.DataFrame, day: date) -> str:
    """Say why a day is no reference for another."""
    state = days.state_of(states, day)
    if state is None:
        return _("avant le premier jour connu")
    words = _("sans vente") if state in days.OPEN else state_words(state)
    return _("{etat} le {jour}").format(etat=words, jour=formats.day_and_month(day))


def why_no_week(found: Comparison) -> str:
    """Say why seven days, or their change on the seven before, are undefined."""
    if found.value_e4 is None:
        return _("trop peu de jours valides")
    return _("trop peu de jours valides la semaine d’avant")


@dataclass(frozen=True)
class Benchmarks:
    """A day among the others; without them (the current day) every comparison is undefined."""

    context: Context
    periods: Periods
    day: date

    def _revenue(self, day: date) -> int | None:
        row = self.periods.days.get(day)
        return row.ca_e4 if row else None

    def comparison(self, back: int) -> Comparison:
        """The day against the one `back` days before."""
        return Comparison(self._revenue(self.day), self._revenue(self.day - timedelta(days=back)))

    def comparison_table(self) -> Table:
        """The eve, the week before (its day, and to date) and N-1: what they were, and the gap."""
        columns = [
            Column.plain(_("Comparé à")),
            Column.of("ca", proof=False),
            Column.plain(_("Écart"), "€", number=True, wide=True),
            Column.plain(_("Évolution"), number=True),
        ]
        rows = [
            self._against(_("veille"), 1, "evolution_j1"),
            self._against(_("semaine d’avant"), 7, "evolution_j7"),
            self._week(),
            self._n1(),
        ]
        return Table(columns, rows if self.day in self.periods.days else [])

    def _against(self, words: str, back: int, key: str) -> list[Cell]:
        day = self.day - timedelta(days=back)
        return [self._named(words, day), *self._gap(self.comparison(back), day, "ca", key)]

    def _week(self) -> list[Cell]:
        """The week to this day against as many days of the week before."""
        before = self.day - timedelta(days=7)
        now, then = map(self.periods.week_row, (self.day, before))
        found = Comparison(now.cumul_e4 if now else None, then.cumul_e4 if then else None)
        monday = days.period_start(before, "semaine")
        week = own(formats.capital(formats.span_words(monday, before)))
        name = Cell(piece("after", week, own(self._compared(before))))
        if found.reference_e4 is None:
            words = state_words("absent")
            return [name, no_figure(words), Cell(""), Cell("")]
        shown = _proved(amount(found.reference_e4), "cumul_semaine", monday, before)
        weeks = (days.period_start(self.day, "semaine"), self.day), (monday, before)
        if not all(days.sufficient(self.context.snap.etats, *one) for one in weeks):
            return [name, shown, Cell(""), no_figure(_("non comparable"))]
        gap = formats.bare(formats.euros(found.gap_e4, signed=True))
        return [
            name,
            shown,
            _proved(tables.number(gap, found.gap_e4), "evolution_s1", self.day, self.day),
            _proved(tables.variation(found.rate), "evolution_s1", self.day, self.day),
        ]

    def _compared(self, before: date) -> str:
        """Say how many valid days each of the two weeks to date stands on."""
        counts = [
            sum(
                self._revenue(end - timedelta(days=n)) is not None for n in range(end.weekday() + 1)
            )
            for end in (self.day, before)
        ]
        return _("S-1 à date ({jours} j contre {avant})").format(jours=counts[0], avant=counts[1])

    def _n1(self) -> list[Cell]:
        row = self.periods.days.get(self.day)
        pair = None if row is None or row.n1_e4 is None else row
        found = (
            Comparison(pair.comparable_e4, pair.n1_e4, pair.ca_e4)
            if pair
            else Comparison(None, None)
        )
        words = _("N-1 comparable")
        if pair and pair.comparable_e4 != pair.ca_e4:
            words = _("N-1 de {part} comparables").format(part=formats.euros(pair.comparable_e4))
        before = year_before.reference(self.day, self.context.snap.fetes)
        why = feasts.why_this_day(self.context.snap.fetes, self.day)
        gap = self._gap(found, before, "n1_comparable", "evolution_n1")
        return [self._named(" ".join(filter(None, (words, why))), before), *gap]

    def _named(self, words: str, day: date) -> Cell:
        shown = f"{formats.weekday_name(day)} {formats.medium_day(day)}"
        return Cell(piece("after", day_link(self.context, day, shown, "../"), own(words)))

    def _gap(self, found: Comparison, day: date, reference: str, change: str) -> list[Cell]:
        if found.reference_e4 is None:
            row = self.periods.days.get(day)
            silent = row is not None and formats.undefined(row.ca_e4)
            words = state_words(row.etat) if row and silent else _("non comparable")
            return [no_figure(words), Cell(""), Cell("")]
        gap = formats.bare(formats.euros(found.gap_e4, signed=True))
        # the day before is proved by its own files; what is comparable of it, by this day's
        stands_on = day if reference == "ca" else self.day
        return [
            _proved(amount(found.reference_e4), reference, stands_on, stands_on),
            _proved(tables.number(gap, found.gap_e4), change, self.day, self.day),
            self._change(found, change),
        ]

    def _change(self, found: Comparison, key: str) -> Cell:
        if not found.comparable:
            return no_figure(_("non comparable"))
        return _proved(tables.variation(found.rate), key, self.day, self.day)

    def running_totals(self) -> Table:
        """The week, the month and the year to this day, beside N-1."""
        month, year = f"{self.day:%Y-%m}", f"{self.day:%Y}"
        monday = days.period_start(self.day, "semaine")
        week = Period("", monday, self.day, monday + timedelta(days=6))
        name = _("Semaine du {jour}").format(jour=formats.day_and_month(monday))
        rows = [
            self._running_total(
                Cell(own(name)), "cumul_semaine", week, self.periods.week_row(self.day)
            ),
            self._running_total(
                _link(month_href(month, "../"), formats.long_month(month)),
                "cumul_mois",
                self.periods.months.get(month),
                self.periods.month_row(self.day),
            ),
            self._running_total(
                _link(year_href(year, "../"), year),
                "cumul_annee",
                self.periods.years.get(year),
                self.periods.year_row(self.day),
            ),
        ]
        columns = [
            Column.plain(_("Cumul à ce jour")),
            Column.of("ca", proof=False),
            Column.of("ca_comparable", proof=False),
            Column.of("cumul_n1", _("N-1"), proof=False),
            Column.of("indice_cumul", _("Indice"), proof=False),
        ]
        return Table(columns, [row for row in rows if row])

    def _running_total(
        self, name: Cell, key: str, period: Period | None, row: SheetDay | None
    ) -> list[Cell]:
        if period is None or row is None:
            return []
        window = period.first, self.day
        return [
            name,
            _proved(amount(row.cumul_e4), key, *window),
            *self._running_n1(row, window),
        ]

    def _running_n1(self, row: SheetDay, window: tuple[date, date]) -> list[Cell]:
        sums = row.cumul_e4, row.cumul_comparable_e4, row.cumul_n1_e4, row.indice_cumul
        _whole, part, before, index = compared(*sums)
        if before is None:
            return [no_figure(_("aucun jour comparable")), Cell(""), Cell("")]
        shown = index if isinstance(index, Cell) else index_cell(index)
        return [
            _proved(part, "ca_comparable", *window),
            _proved(amount(before), "cumul_n1", *window),
            _proved(shown, "indice_cumul", *window),
        ]

    def anomaly_words(self) -> str:
        """Say how the day stands among the same weekdays; "" when that cannot be said."""
        found = self.periods.anomalies.get(self.day)
        if found is None or self.day not in self.periods.days:
            return ""
        words = (
            _("Journée habituelle : la médiane des {nombre} derniers {jour}s est de {mediane}.")
            if not found.unusual
            else _("Inhabituel : au-dessus des {nombre} derniers {jour}s (médiane {mediane}).")
            if found.z > 0
            else _("Inhabituel : sous les {nombre} derniers {jour}s (médiane {mediane}).")
        )
        return words.format(
            nombre=found.days,
            jour=formats.weekday_name(self.day),
            mediane=formats.euros(found.median_e4),
        )


def _link(href: str, name: str) -> Cell:
    return Cell(piece("link", href, own(formats.capital(name))))


def _proved(cell: Cell, key: str, first: date, last: date) -> Cell:
    """A figure of a table whose rows do not stand on the same days."""
    return replace(cell, html=rendering.proof(cell.html, key, "../", Scope(first, last)))
