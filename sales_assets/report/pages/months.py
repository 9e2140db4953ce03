"""The months: their list by year, and the reporting sheet of each.

What goes in: the list, the months' sheets, the table that years share. What stays out: the sheets
of years (`years`), what a period is made of (`breakdown`), arithmetic (`indicators`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import comparisons, extremes, revenue
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import (
    breakdown,
    calendar,
    cells,
    feasts,
    marks,
    objectives,
    rendering,
    years,
)
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.report.pages.periods import (
    Period,
    Periods,
    month_href,
    year_href,
)
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import SheetDay, records
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled


@dataclass(frozen=True)
class Year:
    """One year of the list: its key, where it leads, its months."""

    key: str
    href: str
    table: Table


def build(context: Context) -> Iterator[Page | Sheet]:
    """Return the list, then a sheet a month and a sheet a year, newest first."""
    periods = Periods(context)
    shown = [
        Year(key, year_href(key), years.table(context, periods, key, ""))
        for key in reversed(periods.years)
    ]
    body = rendering.render("mois.html", annees=shown)
    words = _("Le chiffre d’affaires mois par mois, comparé à l’année précédente.")
    yield Page("mois.md", _("Mois"), body, (), words)
    made_of = context.ingredients
    for kind, make in ((periods.months, _sheet), (periods.years, years.sheet)):
        for period in reversed(kind.values()):
            asked = context.objective, objectives.of_period(context, period.key)
            around = periods.around(period.first, period.last)
            digest = made_of.day(period.last, period, len(context.snap.prix), around, *asked)
            folder = "mois" if make is _sheet else "annees"
            yield Sheet(f"{folder}/{period.key}", digest, partial(make, context, periods, period))


def _sheet(context: Context, periods: Periods, period: Period) -> Page:
    snap = context.snap
    sheet = periods.sheet(period.key)
    window = period.first, period.last
    chart = charts.month_compared(sheet, marks.between(context, *window))
    body = rendering.render(
        "fiche_mois.html",
        periode=period,
        perimetre=Scope(*window),
        periodes=periods.around(*window, month_href(period.key), "../"),
        nom=period.name,
        avant=period.previous
        and (month_href(period.previous, "../"), formats.long_month(period.previous)),
        apres=period.following
        and (month_href(period.following, "../"), formats.long_month(period.following)),
        cumul=revenue.over(snap.jours, snap.etats, *window),
        n1=comparisons.comparable_n1(context.pairs, *window),
        constant=comparisons.constant_n1(context.pairs, *window),
        rectifications=context.corrected(*window),
        objectifs=objectives.table(context, period.last, "../"),
        fetes=feasts.compared(context, *window),
        m1=comparisons.to_date(snap.jours, snap.etats, period.last, "mois"),
        m1_nom=formats.long_month(period.previous) if period.previous else "",
        meilleur=_days(context, extremes.best_day(snap.jours, snap.etats, *window)),
        faible=_days(context, extremes.worst_day(snap.jours, snap.etats, *window)),
        graphique_ca=chart,
        fiche=_table(context, sheet),
        magasins=breakdown.stores(context, period, "../"),
        produits=breakdown.products(context, period, "../"),
        profil=breakdown.profile(context, period),
        effets=breakdown.effects(context, period),
        matrice=calendar.matrix(context, *window, "../"),
    )
    title = formats.capital(period.name)
    total = formats.euros(periods.by_month[period.key].ca_e4)
    year = period.key[:4]
    return Page(
        f"mois/{period.key}.md",
        title,
        body,
        (chart,),
        _("{mois} : CA {ca}").format(mois=title, ca=total),
        f"{period.key} · " + _("CA {ca}").format(ca=total),
        ((_("Mois"), "mois.html"), (year, year_href(year))),
    )


def _days(context: Context, found: extremes.Extreme | None) -> Any:
    """The amount of an extreme, and every day that reached it, as links."""
    if found is None:
        return None
    links = [_day_link(context, day) for day in found.when if isinstance(day, date)]
    return found.ca_e4, own(formats.listed(links))


def _day_link(context: Context, day: date) -> Markup:
    shown = f"{formats.weekday_name(day)} {formats.day_and_month(day)}"
    return piece("link", context.day_href(day, "../"), own(shown))


def _table(context: Context, sheet: pd.DataFrame) -> Table:
    """The reporting sheet: a row a day, words where there is no figure."""
    columns = [
        Column.plain(_("Date")),
        Column.of("ca"),
        Column.of("ca_comparable"),
        Column.of("n1_comparable"),
        Column.of("indice_n1"),
        Column.of("cumul_mois", wide=True),
        Column.of("ca_comparable", _("Cumul comparable"), wide=True),
        Column.of("cumul_n1", wide=True),
        Column.of("indice_cumul", wide=True),
    ]
    rows = []
    for row in records(sheet, SheetDay):
        day = cells.weekday_cell(context, formats.as_date(row.date), "../")
        if formats.undefined(row.ca_e4):
            rows.append([day, cells.state_cell(row.etat), *[BLANK] * 7])
            continue
        parts = cells.compared(row.ca_e4, row.comparable_e4, row.n1_e4, row.indice)
        sums = (row.cumul_e4, row.cumul_comparable_e4, row.cumul_n1_e4, row.indice_cumul)
        rows.append(filled(columns, day, *parts, *cells.compared(*sums)))
    return Table(columns, rows, _last(columns, sheet), id="fiche", scope=_extent(sheet))


def _last(columns: list[Column], sheet: pd.DataFrame) -> list[Cell]:
    """The sums of the whole sheet: where its cumuls ended."""
    if sheet.empty:
        return []
    last = next(iter(records(sheet.tail(1), SheetDay)))
    sums = (last.cumul_e4, last.cumul_comparable_e4, last.cumul_n1_e4, last.indice_cumul)
    return filled(columns, Cell(_("Total")), *cells.compared(*sums), *[BLANK] * 4)


def _extent(sheet: pd.DataFrame) -> Scope | None:
    if sheet.empty:
        return None
    first, last = sheet["date"].iloc[0], sheet["date"].iloc[-1]
    return Scope(formats.as_date(first), formats.as_date(last))
