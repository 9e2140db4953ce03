"""The sheet of a year: its months with the same columns as a month's days.

What stays out: months (`mois`), what a period is made of (`ventilation`), arithmetic
(`indicators`).
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import ca, comparisons, days, extremes, fiche
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import rendering, ventilation
from sales_assets.report.pages.cellules import sans_chiffre
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periodes import (
    Periode,
    Periodes,
    lien_annee,
    lien_mois,
    nombre_de_jours,
)
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import SheetMonth
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled


def table(context: Context, periods: Periodes, cle: str, prefix: str) -> Table:
    """Return the months of a year, oldest first: CA, N-1, index, cumuls, days, a small line."""
    year = periods.annees[cle]
    columns = [
        Column.plain(_("Mois")),
        Column.of("ca"),
        Column.of("n1_comparable"),
        Column.of("indice_n1"),
        Column.of("cumul_annee", wide=True),
        Column.of("cumul_n1", wide=True),
        Column.of("indice_cumul", wide=True),
        Column.plain(_("Jours valides"), number=True, wide=True),
        Column.plain(_("Comparés"), number=True),
        Column.plain(_("Jour par jour"), number=True, wide=True),
    ]
    months = [key for key in periods.mois if key.startswith(f"{cle}-")]
    rows = []
    for silent, run in groupby(months, key=lambda key: not periods.par_mois[key].jours):
        keys = list(run)
        if silent and len(keys) > 1:
            rows.append(_gap(periods, keys))
        else:
            rows += [_row(context, columns, periods, periods.mois[key], prefix) for key in keys]
    last = periods.par_mois[months[-1]]
    valid = sum(periods.par_mois[key].jours for key in months)
    total = filled(
        columns,
        Cell(_("Total") if prefix else piece("link", lien_annee(cle), own(cle))),
        last.cumul_e4,
        last.cumul_n1_e4,
        last.indice_cumul,
        *[BLANK] * 3,
        Cell(own(nombre_de_jours(valid, last.cumul_attendus))),
        Cell(own(nombre_de_jours(last.cumul_jours, last.cumul_attendus))),
        BLANK,
    )
    window = Scope(year.du, year.au)
    return Table(columns, rows, total, id=f"mois-{cle}", scope=window)


def _row(
    context: Context, columns: list[Column], periods: Periodes, period: Periode, prefix: str
) -> list[Cell]:
    row = periods.par_mois[period.cle]
    month, year = formats.majuscule(formats.mois_long(period.cle)).split()
    name = piece("link", lien_mois(period.cle, prefix), piece("month", own(month), own(year)))
    small = _to_date(period)
    return filled(
        columns,
        Cell(piece("after", name, small) if small else name, period.cle),
        row.ca_e4,
        _n1(columns[2], row),
        row.indice,
        row.cumul_e4,
        row.cumul_n1_e4,
        row.indice_cumul,
        Cell(own(nombre_de_jours(row.jours, row.attendus)), f"{row.jours}"),
        Cell(own(nombre_de_jours(row.compares, row.attendus)), f"{row.compares}"),
        Cell(own(_line(context, period)), ""),
    )


def _gap(periods: Periodes, keys: list[str]) -> list[Cell]:
    """A row for a run of months of which nothing came."""
    first, last = keys[0], keys[-1]
    words = formats.majuscule(formats.plage_mois(first, last))
    expected = sum(periods.par_mois[key].attendus for key in keys)
    said = sans_chiffre(_("aucune donnée"), alerte=True)
    days_of = Cell(own(nombre_de_jours(0, expected)), "0")
    return [Cell(words, first), said, *[BLANK] * 5, days_of, BLANK, BLANK]


def _n1(column: Column, row: SheetMonth) -> Cell:
    """N-1 of a month, and how many days it stands on when the month has more."""
    cell = column.cell(row.n1_e4)
    if row.compares in (0, row.jours):
        return cell
    words = _("{jours} j :").format(jours=row.compares)
    return Cell(piece("before", own(words), cell.html), cell.value)


def _to_date(period: Periode) -> Markup:
    """Say that a month is not over, or did not begin with its first day."""
    if period.a_date:
        words = _("au {jour}").format(jour=formats.jour_mois(period.au))
    elif period.du.day > 1:
        words = _("depuis le {jour}").format(jour=formats.jour_mois(period.du))
    else:
        return own("")
    return own(words)


def _line(context: Context, period: Periode) -> str:
    """The CA of the open days as a small line: a closed day is no drop."""
    serie = ca.daily_series(context.snap.jours, context.snap.etats, period.du, period.au)
    kept = serie.loc[serie["etat"] != days.CLOSED, "ca_e4"]
    points = [None if pd.isna(value) else int(value) for value in kept]
    return charts.sparkline(points, width=96, height=22)


def sheet(context: Context, periods: Periodes, period: Periode) -> Page:
    """Return the page of a year."""
    snap = context.snap
    window = period.du, period.au
    months = fiche.par_mois(periods.feuille(period.cle))
    under_way = f"{period.au:%Y-%m}" if period.au < days.month_end(period.au) else ""
    chart = charts.year_compared(months, under_way)
    whole = snap.mois[snap.mois["mois"].astype(str).str.startswith(f"{period.cle}-")]
    found = ca.over(snap.jours, snap.etats, *window)
    body = rendering.render(
        "annee.html",
        periode=period,
        perimetre=Scope(*window),
        avant=period.avant and (f"{period.avant}.html", period.avant),
        apres=period.apres and (f"{period.apres}.html", period.apres),
        cumul=found,
        n1=comparisons.comparable_n1(context.pairs, snap.etats, *window),
        meilleur=_months(extremes.best_month(whole, snap.etats, period.au)),
        faible=_months(extremes.worst_month(whole, snap.etats, period.au)),
        graphique_ca=chart,
        fiche=table(context, periods, period.cle, "../"),
        magasins=ventilation.magasins(context, period, "../"),
        produits=ventilation.produits(context, period, "../"),
        profil=ventilation.profil(context, period),
    )
    total = formats.euros(found.ca_e4)
    return Page(
        f"annees/{period.cle}.md",
        period.cle,
        body,
        (chart,),
        _("{annee} : CA {ca}").format(annee=period.cle, ca=total),
        _("année") + " · " + _("CA {ca}").format(ca=total),
        ((_("Mois"), "mois.html"),),
    )


def _months(found: extremes.Extreme | None) -> Any:
    """The amount of an extreme, and every month that reached it, as links."""
    if found is None:
        return None
    links = [
        piece("link", lien_mois(str(month), "../"), own(formats.mois_long(str(month))))
        for month in found.quand
    ]
    return found.ca_e4, own(formats.enumere(links))
