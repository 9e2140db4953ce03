"""The sheet of a year: its months with the same columns as a month's days.

What stays out: months (`mois`), what a period is made of (`ventilation`), arithmetic
(`indicators`).
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from sales_assets.indicators import ca, comparisons, days, extremes, fiche
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import rendering, ventilation
from sales_assets.report.pages.cellules import amount, indice, sans_chiffre
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periodes import (
    Periode,
    Periodes,
    lien_annee,
    lien_mois,
    nombre_de_jours,
)
from sales_assets.report.pages.rendering import Cell, Column, Perimetre, Table, own


def table(context: Context, periods: Periodes, cle: str, prefix: str) -> Table:
    """Return the months of a year, oldest first: CA, N-1, index, cumuls, days, a small line."""
    year = periods.annees[cle]
    columns = [
        Column(_("Mois")),
        Column(_("CA"), "€", number=True, indicateur="ca"),
        Column(_("CA N-1"), "€", number=True, indicateur="n1_comparable"),
        Column(_("Indice"), number=True, indicateur="indice_n1"),
        Column(_("Cumul"), "€", number=True, wide=True, indicateur="cumul_annee"),
        Column(_("Cumul N-1"), "€", number=True, wide=True, indicateur="cumul_n1"),
        Column(_("Indice cumul"), number=True, wide=True, indicateur="indice_cumul"),
        Column(_("Jours valides"), number=True, wide=True),
        Column(_("Comparés"), number=True),
        Column(_("Jour par jour"), number=True, wide=True),
    ]
    months = [key for key in periods.mois if key.startswith(f"{cle}-")]
    rows = []
    for silent, run in groupby(months, key=lambda key: not periods.par_mois[key].jours):
        keys = list(run)
        if silent and len(keys) > 1:
            rows.append(_gap(periods, keys))
        else:
            rows += [_row(context, periods, periods.mois[key], prefix) for key in keys]
    last = periods.par_mois[months[-1]]
    total = [
        Cell(own(f'<a href="{lien_annee(cle, prefix)}">{cle}</a>') if not prefix else _("Total")),
        amount(last.cumul_e4), amount(last.cumul_n1_e4), indice(last.indice_cumul),
        Cell(""), Cell(""), Cell(""),
        Cell(own(nombre_de_jours(sum(periods.par_mois[key].jours for key in months),
                                 last.cumul_attendus))),
        Cell(own(nombre_de_jours(last.cumul_jours, last.cumul_attendus))), Cell(""),
    ]  # fmt: skip
    window = Perimetre(year.du, year.au)
    return Table(columns, rows, total, id=f"mois-{cle}", perimetre=window)


def _row(context: Context, periods: Periodes, period: Periode, prefix: str) -> list[Cell]:
    row = periods.par_mois[period.cle]
    month, year = formats.majuscule(formats.mois_long(period.cle)).split()
    name = f'{month}<span class="v-large"> {year}</span>'  # a phone has it in the heading
    small = _to_date(period)
    return [
        Cell(own(f'<a href="{lien_mois(period.cle, prefix)}">{name}</a>{small}'), period.cle),
        amount(row.ca_e4),
        _n1(row),
        indice(row.indice),
        amount(row.cumul_e4),
        amount(row.cumul_n1_e4),
        indice(row.indice_cumul),
        Cell(own(nombre_de_jours(row.jours, row.attendus)), f"{row.jours}"),
        Cell(own(nombre_de_jours(row.compares, row.attendus)), f"{row.compares}"),
        Cell(own(_line(context, period)), ""),
    ]


def _gap(periods: Periodes, keys: list[str]) -> list[Cell]:
    """A row for a run of months of which nothing came."""
    first, last = keys[0], keys[-1]
    words = formats.majuscule(formats.plage_mois(first, last))
    expected = sum(periods.par_mois[key].attendus for key in keys)
    said = sans_chiffre(_("aucune donnée"), alerte=True)
    days_of = Cell(own(nombre_de_jours(0, expected)), "0")
    return [Cell(words, first), said, *[Cell("")] * 5, days_of, Cell(""), Cell("")]


def _n1(row: Any) -> Cell:
    """N-1 of a month, and how many days it stands on when the month has more."""
    cell = amount(row.n1_e4)
    if row.compares in (0, row.jours):
        return cell
    words = _("{jours} j :").format(jours=row.compares)
    return Cell(own(f'<span class="v-ref">{words}</span> {cell.html}'), cell.value)


def _to_date(period: Periode) -> str:
    """Say that a month is not over, or did not begin with its first day."""
    if period.a_date:
        words = _("au {jour}").format(jour=formats.jour_mois(period.au))
    elif period.du.day > 1:
        words = _("depuis le {jour}").format(jour=formats.jour_mois(period.du))
    else:
        return ""
    return f' <span class="v-ref">{words}</span>'


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
        perimetre=Perimetre(*window),
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
        f'<a href="{lien_mois(str(month), "../")}">{formats.mois_long(str(month))}</a>'
        for month in found.quand
    ]
    return found.ca_e4, own(formats.enumere(links))
