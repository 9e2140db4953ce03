"""The stores: ranked with their CA by employee, one sheet each.

What stays out: arithmetic (`indicators`), charts' drawing (`charts`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pandas as pd

from sales_assets.indicators import comparisons, days, ranking, revenue
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import links, marks, objectives, overselling, rendering, tables
from sales_assets.report.pages.cells import (
    compared_cells,
    evolution,
    per_employee_cell,
    tenths,
    whole_share,
)
from sales_assets.report.pages.context import WEEKS_13, Context, Neighbours, sparkline
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import Oversold, StoreDay, StoreSums, grouped, records
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled

RECENT = 14


def build(context: Context) -> Iterator[Page]:
    """Return the table of all stores, then a sheet for each."""
    title = _("Magasins")
    if context.last_day is None or not context.store_names:
        body = rendering.render("produits_vide.html", sujet=_("magasin"), fichier=_("magasins.csv"))
        yield Page("magasins.md", title, body, (), "")
        return
    ranked = context.ranked_stores
    named = ranked.assign(ville=[context.store_name(str(i)) for i in ranked["ID_magasin"]])
    chart = charts.stores_ranked(
        named[["ID_magasin", "ville", "ca_e4"]],
        formats.span_words(*context.window),
    )
    matrix = overselling.matrix(context)
    body = rendering.render(
        "magasins.html",
        fenetre=formats.span_words(*context.window),
        ensemble=revenue.over(context.snap.jours, context.snap.etats, *context.window),
        semaines=context.four_weeks,
        meilleur_ca=ranking.best(ranked, "ca_e4", "ID_magasin"),
        noms=partial(links.stores, context),
        graphique_ca=chart,
        table=_table(context, ranked),
        objectifs=objectives.table(context, context.day, ""),
        matrice=matrix,
        annee=formats.span_words(matrix.scope.first, matrix.scope.last) if matrix.scope else "",
        bornes=(overselling.PRODUCTS, overselling.STORES),
    )
    words = _("CA, part, évolution et CA par salarié de chaque magasin.")
    yield Page("magasins.md", title, body, (chart,), words)
    groups = Groups(context)
    ordered = ranked.sort_values("ID_magasin")
    beside = context.stores_beside(ordered["ID_magasin"].astype(str).tolist())
    for row in records(ordered, StoreSums):
        yield _sheet(context, row, groups, beside[str(row.ID_magasin)])


class Groups:
    """Rows cut by store, once for all sheets."""

    def __init__(self, context: Context) -> None:
        """Cut the snapshot's frames."""
        snap = context.snap
        self.daily = dict(iter(snap.magasins_jour.groupby("ID_magasin", observed=True)))
        self.months = revenue.monthly_by(snap.magasins_jour, "ID_magasin")
        self.cells = grouped(context.ranked_oversold, "ID_magasin", Oversold)
        self.none = snap.magasins_jour.iloc[:0]


def _n1(context: Context, identifier: str) -> comparisons.Comparison:
    return context.stores_n1.get(identifier, comparisons.Comparison(None, None))


def _table(context: Context, ranked: pd.DataFrame) -> Table:
    columns = [
        Column.plain(_("Magasin")),
        Column.of("ca"),
        Column.of("part_ca"),
        Column.of("ca", _("4 sem. avant"), proof=False),
        Column.of("evolution_4s"),
        Column.of("ca_comparable", wide=True),
        Column.of("n1_comparable", wide=True),
        Column.of("evolution_n1", wide=True),
        Column.of("quantite", wide=True),
        Column.of("salaries", wide=True),
        Column.of("ca_par_salarie"),
        Column.of("quantite_par_salarie", _("Quantité"), unit=_("par salarié"), wide=True),
        Column.plain(_("13 semaines"), number=True, wide=True, sortable=False),
    ]
    snap = context.snap
    longest = ranked["part"].max()
    rows = [
        filled(
            columns,
            tables.link(
                context.store_href(str(row.ID_magasin)), context.store_name(str(row.ID_magasin))
            ),
            row.ca_e4,
            tenths(row.part, longest),
            row.avant_e4,
            evolution(context, row),
            *compared_cells(_n1(context, str(row.ID_magasin))),
            row.quantite_e3,
            row.nombre_salaries,
            per_employee_cell(row.ca_par_salarie_e4),
            row.quantite_par_salarie,
            Cell(own(sparkline(context, str(row.ID_magasin))), ""),
        )
        for row in records(ranked, StoreSums)
    ]
    totals = revenue.totals(snap.magasins_jour, *context.window)
    weeks = context.four_weeks
    whole = comparisons.comparable_n1(context.pairs, *context.window)
    total = filled(
        columns, _("Total"), totals.ca_e4, whole_share(), weeks.reference_e4, weeks.rate,
        *compared_cells(whole), totals.quantite_e3, *[BLANK] * 4,
    )  # fmt: skip
    return Table(columns, rows, total, id="magasins", sortable=True, page=50,
                 scope=Scope(*context.window))  # fmt: skip


def _sheet(context: Context, row: StoreSums, groups: Groups, beside: Neighbours) -> Page:
    snap, day = context.snap, context.day
    identifier = str(row.ID_magasin)
    name = context.store_name(identifier)
    daily = groups.daily.get(identifier, groups.none)
    opened = days.to_days(daily["date"].iloc[:1]) or [day]
    first = min(day, max(day - WEEKS_13, opened[0]))
    drawn: tuple[charts.Chart, ...] = ()
    if len(daily):
        drawn = (
            charts.store_daily_revenue(
                daily,
                days.store_states(snap.etats, daily),
                first,
                day,
                marks=marks.between(context, first, day, identifier),
            ),
            charts.monthly_revenue(groups.months[identifier], day, context.short_months),
        )
    now = revenue.over(daily, snap.etats, *context.window)
    n1 = _n1(context, identifier)
    body = rendering.render(
        "magasin.html",
        id=identifier,
        avant=beside[0],
        apres=beside[1],
        ligne=row,
        salaries=row.nombre_salaries,
        totaux=now.totals or revenue.Totals(),
        n1=n1,
        moyenne=now.mean_e4,
        dernier=revenue.day_totals(daily, snap.etats, day),
        jour_dit=context.said(day),
        graphiques=drawn,
        produits=overselling.sheet_table(
            context,
            groups.cells.get(identifier, []),
            "ID_produit",
            Scope(*context.thirteen_weeks, store=identifier),
        ),
        recents=_recent(context, daily, identifier),
        fenetre=formats.span_words(*context.window),
        avant_vide=context.why_no_change,
        places=context.places.get(("ID_magasin", identifier)),
        perimetre=Scope(*context.window),
        du_jour=Scope(day, day),
    )
    return Page(
        f"magasins/{formats.slug(identifier)}.md",
        str(rendering.escaped(name)),
        body,
        drawn,
        str(rendering.escaped(_("Ventes du magasin de {nom}").format(nom=name))),
        f"{rendering.escaped(identifier)} · " + _("magasin"),
        ((_("Magasins"), "magasins.html"),),
    )


def _recent(context: Context, daily: pd.DataFrame, identifier: str) -> Table:
    columns = [
        Column.plain(_("Jour")),
        Column.of("ca"),
        Column.of("quantite"),
        Column.of("retours"),
    ]
    first = context.day - timedelta(days=RECENT - 1)
    rows = []
    for row in records(daily[daily["date"] >= pd.Timestamp(first)].iloc[::-1], StoreDay):
        day = row.date.date()
        shown = f"{formats.weekday_name(day)} {formats.medium_day(day)}"
        link = piece("link", context.day_href(day, "../"), own(shown))
        shown_day = Cell(link, day.isoformat())
        rows.append(filled(columns, shown_day, row.ca_e4, row.quantite_e3, row.retours_e4))
    perimeter = Scope(first, context.day, store=identifier)
    return Table(columns, rows, id="recents", sortable=True, scope=perimeter)
