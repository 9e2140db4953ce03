"""The first page: one big number, its comparisons, the trend, words, then the rest.

What stays out: the arithmetic (`indicators`) and the HTML (`site/templates/accueil.html`).
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from sales_assets.indicators import ca, comparisons
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import key_figures, phrases, rendering, tables
from sales_assets.report.pages.cellules import change_mots, par_salarie
from sales_assets.report.pages.context import Context, sparkline
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.reperes import sans_reference
from sales_assets.report.pages.rows import Stock, StoreSums, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled


def build(context: Context) -> Page:
    """Return the first page, or the one that says how to begin when there is no data."""
    if context.jour is None:
        return Page("index.md", _("Bienvenue"), rendering.render("accueil_vide.html"))
    snap, jour = context.snap, context.j
    trend = charts.daily_revenue(snap.jours, snap.etats, jour)
    totals = ca.day_totals(snap.jours, snap.etats, jour) or ca.Totals()
    rises, falls = _movers(context)
    body = rendering.render(
        "accueil.html",
        chiffre=formats.euros(totals.ca_e4),
        semaine_mots=_("vs {jour} dernier").format(jour=formats.jour_semaine(jour)),
        semaine=comparisons.compare_day(snap.jours, snap.etats, jour, 7),
        semaine_vide=sans_reference(snap.etats, jour - timedelta(days=7)),
        n1=comparisons.comparable_n1(context.pairs, snap.etats, jour, jour),
        jour=jour,
        perimetre=Scope(jour, jour),
        tendance=trend,
        phrases=phrases.morning(context),
        cartes=key_figures.cards(context, totals),
        comparables=context.comparables,
        hausses=rises,
        baisses=falls,
        magasins=_stores(context),
        stock=_stock(context),
        fenetre=formats.plage(*context.fenetre),
    )
    title = formats.majuscule(formats.jour_semaine(jour)) + " " + formats.jour_mois(jour)
    description = _("Les ventes du {jour} : {ca}.").format(
        jour=formats.jour_long(jour), ca=formats.euros(totals.ca_e4)
    )
    return Page("index.md", title, body, (trend,), description)


def _movers(context: Context) -> tuple[Table, Table]:
    rises, falls = context.mouvements
    columns = [
        Column.plain(_("Produit")),
        Column.of("ecart_4s", format="euros_ronds"),
        Column.of("evolution_4s", "%"),
    ]

    def table(moves: pd.DataFrame) -> Table:
        return Table(
            columns,
            [
                filled(
                    columns,
                    tables.link(context.lien_produit(str(i)), context.nom_produit(str(i))),
                    gap,
                    Cell(change_mots(ratio, before)),
                )
                for i, gap, ratio, before in zip(
                    moves["ID_produit"],
                    moves["ecart_e4"],
                    moves["taux"],
                    moves["reference_e4"],
                    strict=True,
                )
            ],
            scope=Scope(*context.fenetre),
        )

    return table(rises), table(falls)


def _stores(context: Context) -> Table:
    ranked = context.magasins_classes
    columns = [
        Column.plain(_("Magasin")),
        Column.of("ca", format="euros_ronds"),
        Column.of("ca_par_salarie", _("par salarié")),
        Column.plain(_("13 semaines"), number=True),
    ]
    rows = [
        filled(
            columns,
            tables.link(
                context.lien_magasin(str(row.ID_magasin)), context.nom_magasin(str(row.ID_magasin))
            ),
            row.ca_e4,
            par_salarie(row.ca_par_salarie_e4),
            Cell(own(sparkline(context, str(row.ID_magasin)))),
        )
        for row in records(ranked.head(10), StoreSums)
    ]
    return Table(columns, rows, scope=Scope(*context.fenetre))


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
                context.lien_produit(str(row.ID_produit)), context.nom_produit(str(row.ID_produit))
            ),
            row.stock,
            row.couverture,
            row.a_commander,
        )
        for row in records(low, Stock)
    ]
    return Table(columns, rows, scope=Scope(*context.fenetre))


def _cover_key(value: formats.Number | None) -> float:
    return -1.0 if formats.undefined(value) else float(value)
