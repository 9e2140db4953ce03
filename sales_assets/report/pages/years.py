"""The sheet of a year: its months with the same columns as a month's days.

What stays out: months (`months`), what a period is made of (`breakdown`), arithmetic
(`indicators`).
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import comparisons, days, extremes, reporting, revenue
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import breakdown, cells, feasts, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periods import (
    Period,
    Periods,
    days_out_of,
    month_href,
    year_href,
)
from sales_assets.report.pages.rendering import Scope, counted, own, piece
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled


def table(context: Context, periods: Periods, chosen: str, prefix: str) -> Table:
    """Return the months of a year, oldest first: CA, N-1, index, cumuls, days, a small line."""
    year = periods.years[chosen]
    columns = [
        Column.plain(_("Mois")),
        Column.of("ca"),
        Column.of("ca_comparable"),
        Column.of("n1_comparable"),
        Column.of("indice_n1"),
        Column.of("cumul_annee", wide=True),
        Column.of("ca_comparable", _("Cumul comparable"), wide=True),
        Column.of("cumul_n1", wide=True),
        Column.of("indice_cumul", wide=True),
        Column.plain(_("Jours valides"), number=True, wide=True),
        Column.plain(_("Jour par jour"), number=True, wide=True),
    ]
    months = [key for key in periods.months if key.startswith(f"{chosen}-")]
    rows = []
    for silent, run in groupby(months, key=lambda key: not periods.by_month[key].jours):
        keys = list(run)
        if silent and len(keys) > 1:
            rows.append(_gap(periods, keys))
        else:
            rows += [_row(context, columns, periods, periods.months[key], prefix) for key in keys]
    last = periods.by_month[months[-1]]
    valid = sum(periods.by_month[key].jours for key in months)
    expected = sum(periods.by_month[key].attendus for key in months)
    sums = (last.cumul_e4, last.cumul_comparable_e4, last.cumul_n1_e4, last.indice_cumul)
    total = filled(
        columns,
        Cell(_("Total") if prefix else piece("link", year_href(chosen), own(chosen))),
        *cells.compared(*sums),
        *[BLANK] * 4,
        Cell(own(days_out_of(valid, expected))),
        BLANK,
    )
    window = Scope(year.first, year.last)
    return Table(columns, rows, total, id=f"mois-{chosen}", scope=window)


def _row(
    context: Context, columns: list[Column], periods: Periods, period: Period, prefix: str
) -> list[Cell]:
    row = periods.by_month[period.key]
    month, year = formats.capital(formats.long_month(period.key)).split()
    name = piece("link", month_href(period.key, prefix), piece("month", own(month), own(year)))
    small = _to_date(period)
    return filled(
        columns,
        Cell(piece("after", name, small) if small else name, period.key),
        *cells.compared(row.ca_e4, row.comparable_e4, row.n1_e4, row.indice),
        *cells.compared(row.cumul_e4, row.cumul_comparable_e4, row.cumul_n1_e4, row.indice_cumul),
        Cell(own(days_out_of(row.jours, row.attendus)), f"{row.jours}"),
        Cell(own(_line(context, period)), ""),
    )


def _gap(periods: Periods, keys: list[str]) -> list[Cell]:
    """A row for a run of months of which nothing came."""
    first, last = keys[0], keys[-1]
    words = formats.capital(formats.month_span(first, last))
    expected = sum(periods.by_month[key].attendus for key in keys)
    said = cells.no_figure(_("aucune donnée"), loud=True)
    days_of = Cell(own(days_out_of(0, expected)), "0")
    return [Cell(words, first), said, *[BLANK] * 7, days_of, BLANK]


def _to_date(period: Period) -> Markup:
    """Say that a month is not over, or did not begin with its first day."""
    if period.under_way:
        words = _("au {jour}").format(jour=formats.day_and_month(period.last))
    elif period.first.day > 1:
        words = _("depuis le {jour}").format(jour=formats.day_and_month(period.first))
    else:
        return own("")
    return own(words)


def _line(context: Context, period: Period) -> str:
    """The CA of the open days as a small line: a closed day is no drop."""
    series = revenue.daily_series(context.snap.jours, context.snap.etats, period.first, period.last)
    kept = series.loc[series["etat"] != days.CLOSED, "ca_e4"]
    points = [None if pd.isna(value) else int(value) for value in kept]
    return charts.sparkline(points, width=96, height=22)


def sheet(context: Context, periods: Periods, period: Period) -> Page:
    """Return the page of a year."""
    snap = context.snap
    window = period.first, period.last
    months = reporting.by_month(periods.sheet(period.key))
    under_way = f"{period.last:%Y-%m}" if period.last < days.month_end(period.last) else ""
    chart = charts.year_compared(months, under_way)
    whole = snap.mois[snap.mois["mois"].astype(str).str.startswith(f"{period.key}-")]
    found = revenue.over(snap.jours, snap.etats, *window)
    body = rendering.render(
        "annee.html",
        periode=period,
        perimetre=Scope(*window),
        periodes=periods.around(*window, year_href(period.key), "../"),
        avant=period.previous and (f"{period.previous}.html", period.previous),
        apres=period.following and (f"{period.following}.html", period.following),
        cumul=found,
        n1=comparisons.comparable_n1(context.pairs, *window),
        constant=comparisons.constant_n1(context.pairs, *window),
        rectifications=context.corrected(*window),
        fetes=feasts.compared(context, *window),
        meilleur=_months(periods, extremes.best_month(whole)),
        faible=_months(periods, extremes.worst_month(whole, snap.etats, period.last)),
        graphique_ca=chart,
        fiche=table(context, periods, period.key, "../"),
        magasins=breakdown.stores(context, period, "../"),
        produits=breakdown.products(context, period, "../"),
        profil=breakdown.profile(context, period),
    )
    total = formats.euros(found.ca_e4)
    return Page(
        f"annees/{period.key}.md",
        period.key,
        body,
        (chart,),
        _("{annee} : CA {ca}").format(annee=period.key, ca=total),
        _("année") + " · " + _("CA {ca}").format(ca=total),
        ((_("Mois"), "mois.html"),),
    )


def _months(periods: Periods, found: extremes.Extreme | None) -> Any:
    """The amount of an extreme, and every month that reached it, as links with what they lack."""
    if found is None:
        return None
    links = [_month(periods, str(month)) for month in found.when]
    return found.ca_e4, own(formats.listed(links))


def _month(periods: Periods, month: str) -> Markup:
    link = piece("link", month_href(month, "../"), own(formats.long_month(month)))
    row, period = periods.by_month[month], periods.months[month]
    missing = row.attendus - row.jours
    notes = [counted(missing, "jour manque", "jours manquent")] if missing else []
    notes += [own(_("en cours"))] if period.under_way else []
    return piece("after", link, own(f"({', '.join(notes)})")) if notes else link
