"""What a day is read against: the eve, the week before, N-1, the week, month and year so far.

What goes in: the day's tables of comparisons and its anomaly in words. What stays out: arithmetic
(`indicators`), the rest of the day's sheet (`jour`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from sales_assets.indicators import days
from sales_assets.indicators.comparisons import YEAR, Comparison
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cellules import amount, day_link, indice, sans_chiffre
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.periodes import (
    Periode,
    Periodes,
    lien_annee,
    lien_mois,
    nombre_de_jours,
)
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import SheetDay
from sales_assets.report.pages.tables import Cell, Column, Table


def sans_reference(etats: pd.DataFrame, jour: date) -> str:
    """Say why a day is no reference for another."""
    state = days.etat(etats, jour)
    if state is None:
        return _("avant le premier jour connu")
    words = _("sans vente") if state in days.OPEN else state_words(state)
    return _("{etat} le {jour}").format(etat=words, jour=formats.jour_mois(jour))


def sans_semaine(found: Comparison) -> str:
    """Say why seven days, or their change on the seven before, are undefined."""
    if found.valeur_e4 is None:
        return _("trop peu de jours valides")
    return _("trop peu de jours valides la semaine d’avant")


@dataclass(frozen=True)
class Reperes:
    """A day among the others; without them (the current day) every comparison is undefined."""

    context: Context
    periodes: Periodes
    jour: date

    def _ca(self, day: date) -> int | None:
        row = self.periodes.jours.get(day)
        return row.ca_e4 if row else None

    def comparison(self, recul: int) -> Comparison:
        """The day against the one `recul` days before."""
        return Comparison(self._ca(self.jour), self._ca(self.jour - timedelta(days=recul)))

    def comparaisons(self) -> Table:
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
            self._semaine(),
            self._n1(),
        ]
        return Table(columns, rows if self.jour in self.periodes.jours else [])

    def _against(self, words: str, recul: int, key: str) -> list[Cell]:
        day = self.jour - timedelta(days=recul)
        return [self._named(words, day), *self._gap(self.comparison(recul), day, "ca", key)]

    def _semaine(self) -> list[Cell]:
        """The week to this day against as many days of the week before."""
        before = self.jour - timedelta(days=7)
        now, then = map(self.periodes.fiche_semaine, (self.jour, before))
        found = Comparison(now.cumul_e4 if now else None, then.cumul_e4 if then else None)
        monday = days.period_start(before, "semaine")
        week = own(formats.majuscule(formats.plage(monday, before)))
        name = Cell(piece("after", week, own(self._compared(before))))
        if found.reference_e4 is None:
            words = state_words("absent")
            return [name, sans_chiffre(words), Cell(""), Cell("")]
        gap = formats.sans_unite(formats.euros(found.ecart_e4, signe=True))
        return [
            name,
            _proved(amount(found.reference_e4), "cumul_semaine", monday, before),
            _proved(tables.number(gap, found.ecart_e4), "evolution_s1", self.jour, self.jour),
            _proved(tables.variation(found.taux), "evolution_s1", self.jour, self.jour),
        ]

    def _compared(self, before: date) -> str:
        """Say how many valid days each of the two weeks to date stands on."""
        counts = [
            sum(self._ca(end - timedelta(days=n)) is not None for n in range(end.weekday() + 1))
            for end in (self.jour, before)
        ]
        return _("S-1 à date ({jours} j contre {avant})").format(jours=counts[0], avant=counts[1])

    def _n1(self) -> list[Cell]:
        row = self.periodes.jours.get(self.jour)
        pair = None if row is None or row.n1_e4 is None else row
        found = Comparison(pair.comparable_e4, pair.n1_e4) if pair else Comparison(None, None)
        words = _("N-1 comparable")
        if pair and pair.magasins != pair.magasins_attendus:
            words = _("N-1 comparable ({nombre}/{tous} magasins)").format(
                nombre=pair.magasins, tous=pair.magasins_attendus
            )
        gap = self._gap(found, self.jour - YEAR, "n1_comparable", "evolution_n1")
        return [self._named(words, self.jour - YEAR), *gap]

    def _named(self, words: str, day: date) -> Cell:
        shown = f"{formats.jour_semaine(day)} {formats.jour_moyen(day)}"
        return Cell(piece("after", day_link(self.context, day, shown, "../"), own(words)))

    def _gap(self, found: Comparison, day: date, reference: str, change: str) -> list[Cell]:
        if found.reference_e4 is None:
            row = self.periodes.jours.get(day)
            silent = row is not None and formats.undefined(row.ca_e4)
            words = state_words(row.etat) if row and silent else _("non comparable")
            return [sans_chiffre(words), Cell(""), Cell("")]
        gap = formats.sans_unite(formats.euros(found.ecart_e4, signe=True))
        # the day before is proved by its own files; what is comparable of it, by this day's
        stands_on = day if reference == "ca" else self.jour
        return [
            _proved(amount(found.reference_e4), reference, stands_on, stands_on),
            _proved(tables.number(gap, found.ecart_e4), change, self.jour, self.jour),
            _proved(tables.variation(found.taux), change, self.jour, self.jour),
        ]

    def cumuls(self) -> Table:
        """The week, the month and the year to this day, beside N-1."""
        month, year = f"{self.jour:%Y-%m}", f"{self.jour:%Y}"
        monday = days.period_start(self.jour, "semaine")
        week = Periode("", monday, self.jour, monday + timedelta(days=6))
        rows = [
            self._cumul(Cell(own(_("Semaine du {jour}").format(jour=formats.jour_mois(monday)))),
                        "cumul_semaine", week, self.periodes.fiche_semaine(self.jour)),
            self._cumul(_link(lien_mois(month, "../"), formats.mois_long(month)), "cumul_mois",
                        self.periodes.mois.get(month), self.periodes.fiche_mois(self.jour)),
            self._cumul(_link(lien_annee(year, "../"), year), "cumul_annee",
                        self.periodes.annees.get(year), self.periodes.fiche_annee(self.jour)),
        ]  # fmt: skip
        columns = [
            Column.plain(_("Cumul à ce jour")),
            Column.of("ca", proof=False),
            Column.of("cumul_n1", _("N-1"), proof=False),
            Column.of("indice_cumul", _("Indice"), proof=False),
            Column.plain(_("Jours comparés"), number=True, wide=True),
        ]
        return Table(columns, [row for row in rows if row])

    def _cumul(
        self, name: Cell, key: str, period: Periode | None, row: SheetDay | None
    ) -> list[Cell]:
        if period is None or row is None:
            return []
        window = period.du, self.jour
        return [
            name,
            _proved(amount(row.cumul_e4), key, *window),
            *self._cumul_n1(row, window),
            Cell(own(nombre_de_jours(row.cumul_jours, row.cumul_attendus))),
        ]

    def _cumul_n1(self, row: SheetDay, window: tuple[date, date]) -> list[Cell]:
        if formats.undefined(row.cumul_n1_e4):
            return [sans_chiffre(_("non comparable")), Cell("")]
        return [
            _proved(amount(row.cumul_n1_e4), "cumul_n1", *window),
            _proved(indice(row.indice_cumul), "indice_cumul", *window),
        ]

    def anomalie(self) -> str:
        """Say how the day stands among the same weekdays; "" when that cannot be said."""
        found = self.periodes.anomalies.get(self.jour)
        if found is None or self.jour not in self.periodes.jours:
            return ""
        words = (
            _("Journée habituelle : la médiane des {nombre} derniers {jour}s est de {mediane}.")
            if not found.unusual
            else _("Journée nettement au-dessus des {nombre} derniers {jour}s (médiane {mediane}).")
            if found.z > 0
            else _("Journée nettement sous les {nombre} derniers {jour}s (médiane {mediane}).")
        )
        said = words.format(
            nombre=found.jours,
            jour=formats.jour_semaine(self.jour),
            mediane=formats.euros_moyens(found.mediane_e4),
        )
        score = _("Écart robuste : {z}.").format(z=formats.nombre(found.z, signe=True))
        return f"{said} {score}"


def _link(href: str, name: str) -> Cell:
    return Cell(piece("link", href, own(formats.majuscule(name))))


def _proved(cell: Cell, key: str, du: date, au: date) -> Cell:
    """A figure of a table whose rows do not stand on the same days."""
    return replace(cell, html=rendering.preuve(cell.html, key, "../", Scope(du, au)))
