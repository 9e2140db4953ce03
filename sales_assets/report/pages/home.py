"""The first page: one big number, its comparisons, the trend, words, then the rest.

What stays out: the arithmetic (`indicators`) and the HTML (`site/templates/accueil.html`).
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from sales_assets.contract import Genre
from sales_assets.indicators import comparisons, quality, revenue
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import (
    key_figures,
    marks,
    objectives,
    phrases,
    rendering,
    sample,
    tables,
)
from sales_assets.report.pages.benchmarks import why_no_reference
from sales_assets.report.pages.cells import change_words, per_employee_cell
from sales_assets.report.pages.context import Context, sparkline
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.registers import rejects_table
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.rows import Delivery, Stock, StoreSums, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

FIRST_REJECTS = 20


def build(context: Context) -> Page:
    """Return the first page, or the one that says how to begin when there is no data."""
    if context.last_day is None:
        return _first(context)
    snap, day = context.snap, context.day
    known = marks.between(context, day - timedelta(days=charts.SHOWN - 1), day)
    trend = charts.daily_revenue(snap.jours, snap.etats, day, marks=known)
    totals = revenue.day_totals(snap.jours, snap.etats, day) or revenue.Totals()
    rises, falls = _movers(context)
    description = _("Les ventes du {jour} : {ca}.").format(
        jour=formats.long_day(day), ca=formats.euros(totals.ca_e4)
    )
    body = rendering.render(
        "accueil.html",
        chiffre=rendering.euros(totals.ca_e4),
        ca=context.revenue,
        semaine_mots=_("vs {jour} d’avant").format(jour=formats.weekday_name(day)),
        semaine=comparisons.compare_day(snap.jours, snap.etats, day, 7),
        semaine_vide=why_no_reference(snap.etats, day - timedelta(days=7)),
        n1=comparisons.comparable_n1(context.pairs, day, day),
        jour=day,
        perimetre=Scope(day, day),
        attendu=objectives.expected(context),
        tendance=trend,
        phrases=phrases.morning(context),
        partage=own(description),
        cartes=key_figures.cards(context, totals),
        comparables=context.comparable,
        hausses=rises,
        baisses=falls,
        magasins=_stores(context),
        stock=_stock(context),
        fenetre=formats.span_words(*context.window),
        exemple=context.sample,
        melange=sample.is_mixed(snap),
    )
    title = formats.capital(formats.weekday_name(day)) + " " + context.said(day)
    return Page("index.md", title, body, (trend,), description)


def _first(context: Context) -> Page:
    """The page of a shop without sales: how to begin, or what is wrong with the files that came."""
    snap = context.snap
    kinds = {
        Genre.PRODUITS: _("le catalogue (produits.csv)"),
        Genre.MAGASINS: _("les magasins (magasins.csv)"),
        Genre.HISTORIQUE: _("les ventes (ventes.csv)"),
    }
    came = {Genre(str(kind)) for kind in snap.livraisons["genre"]}
    if any(kind.is_sales for kind in came):
        came.add(Genre.HISTORIQUE)
    body = rendering.render(
        "accueil_vide.html",
        recus=len(snap.livraisons),
        manquent=[words for kind, words in kinds.items() if kind not in came],
        refus=[row.message for row in records(quality.unsettled(snap.livraisons), Delivery)],
        rejets=rejects_table(context, context.rejected.head(FIRST_REJECTS)),
        rejets_total=len(snap.rejets),
    )
    title = _("Vos fichiers n’ont pas encore donné de ventes") if came else _("Bienvenue")
    return Page("index.md", title, body)


def _movers(context: Context) -> tuple[Table, Table]:
    rises, falls = context.moves_of_products
    firsts = context.product_firsts
    columns = [
        Column.plain(_("Produit")),
        Column.of("ca", _("Avant"), format="round_euros", proof=False),
        Column.of("ecart_4s", format="round_euros"),
        Column.of("evolution_4s", "%"),
    ]

    def table(moves: pd.DataFrame) -> Table:
        return Table(
            columns,
            [
                filled(
                    columns,
                    tables.link(context.product_href(str(i)), context.product_name(str(i))),
                    before,
                    gap,
                    Cell(change_words(ratio, before, firsts.get(str(i)), context.window[0])),
                )
                for i, gap, ratio, before in zip(
                    moves["ID_produit"],
                    moves["ecart_e4"],
                    moves["taux"],
                    moves["reference_e4"],
                    strict=True,
                )
            ],
            scope=Scope(*context.window),
        )

    return table(rises), table(falls)


def _stores(context: Context) -> Table:
    ranked = context.ranked_stores
    columns = [
        Column.plain(_("Magasin")),
        Column.of("ca", format="round_euros"),
        Column.of("ca_par_salarie", _("par salarié")),
        Column.plain(_("13 semaines"), number=True),
    ]
    rows = [
        filled(
            columns,
            tables.link(
                context.store_href(str(row.ID_magasin)), context.store_name(str(row.ID_magasin))
            ),
            row.ca_e4,
            per_employee_cell(row.ca_par_salarie_e4),
            Cell(own(sparkline(context, str(row.ID_magasin)))),
        )
        for row in records(ranked.head(10), StoreSums)
    ]
    return Table(columns, rows, scope=Scope(*context.window))


def _stock(context: Context) -> Table:
    table = context.stock
    low = table[table["statut"].isin(["rupture", "bientot"])]
    low = low.assign(ordre=[_cover_key(value) for value in low["couverture"]])
    low = low.sort_values(["ordre", "ID_produit"]).head(7)
    columns = [
        Column.plain(_("Produit")),
        Column.of("stock"),
        Column.of("couverture", _("Tient")),
        Column.of("a_commander", _("Commander"), unit=""),
    ]
    rows = [
        filled(
            columns,
            tables.link(
                context.product_href(str(row.ID_produit)), context.product_name(str(row.ID_produit))
            ),
            row.stock,
            row.couverture,
            row.a_commander,
        )
        for row in records(low, Stock)
    ]
    return Table(columns, rows, scope=Scope(*context.window))


def _cover_key(value: formats.Number | None) -> float:
    return -1.0 if formats.undefined(value) else float(value)
