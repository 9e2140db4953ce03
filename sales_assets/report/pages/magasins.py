"""The stores: ranked with their CA by employee, one sheet each.

What stays out: arithmetic (`indicators`), charts' drawing (`charts`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from sales_assets.indicators import ca, comparisons, days, stores
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import YEAR, Context, weekly
from sales_assets.report.pages.jours import amount, tenths
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Cell, Column, Table, own

RECENT = 14
BEST = 12


def build(context: Context) -> Iterator[Page]:
    """Return the table of all stores, then a sheet for each."""
    title = _("Magasins")
    if context.jour is None or not context.magasins:
        body = rendering.render("produits_vide.html", sujet=_("magasin"), fichier="stores.csv")
        yield Page("magasins.md", title, body, (), "", "magasins.html")
        return
    ranked = context.magasins_classes
    named = ranked.assign(ville=[context.nom_magasin(str(i)) for i in ranked["ID_magasin"]])
    chart = charts.barres_magasins(
        named[["ID_magasin", "ville", "ca_e4"]],
        formats.plage(*context.fenetre),
        tous=list(context.snap.magasins["ID_magasin"].astype(str)),
    )
    body = rendering.render(
        "magasins.html",
        fenetre=formats.plage(*context.fenetre),
        graphique_ca=chart,
        table=_table(context, ranked),
    )
    words = _("CA, part, évolution et CA par salarié de chaque magasin.")
    yield Page("magasins.md", title, body, (chart,), words, "magasins.html")
    cells = stores.oversell(context.snap.magasins_produits)
    for row in rendering.records(ranked.sort_values("ID_magasin")):
        yield _sheet(context, row, cells)


def _n1(context: Context, identifier: str) -> comparisons.Comparison:
    pairs = context.pairs[context.pairs["ID_magasin"] == identifier]
    return comparisons.comparable_n1(pairs, context.snap.etats, *context.fenetre)


def _table(context: Context, ranked: pd.DataFrame) -> Table:
    columns = [
        Column(_("Magasin")),
        Column(_("CA"), "€", number=True),
        Column(_("Part"), "%", number=True),
        Column(_("Évolution"), _("vs 4 sem. avant"), number=True),
        Column(_("N-1 comparable"), number=True),
        Column(_("Quantité"), number=True, wide=True),
        Column(_("Salariés"), number=True, wide=True),
        Column(_("CA par salarié"), "€", number=True),
        Column(_("13 semaines"), number=True, wide=True, sortable=False),
    ]
    snap = context.snap
    longest = ranked["part"].max()
    rows = [
        [
            rendering.link(context.lien_magasin(str(row.ID_magasin)),
                           context.nom_magasin(str(row.ID_magasin))),
            amount(row.ca_e4),
            tenths(row.part, longest),
            rendering.variation(row.taux),
            rendering.variation(_n1(context, str(row.ID_magasin)).taux),
            rendering.whole(row.quantite),
            rendering.whole(row.nombre_salaries),
            rendering.number(
                formats.sans_unite(formats.euros_ronds(row.ca_par_salarie_e4)),
                row.ca_par_salarie_e4),
            Cell(own(weekly(context, snap.magasins_jour, "ID_magasin", str(row.ID_magasin))), ""),
        ]
        for row in rendering.records(ranked)
    ]  # fmt: skip
    totals = ca.totals(snap.magasins_jour, *context.fenetre)
    whole = comparisons.comparable_n1(context.pairs, snap.etats, *context.fenetre)
    total = [Cell(_("Total")), amount(totals.ca_e4), Cell(own(formats.nombre(100))), Cell(""),
             rendering.variation(whole.taux), rendering.whole(totals.quantite),
             Cell(""), Cell(""), Cell("")]  # fmt: skip
    return Table(columns, rows, total, id="magasins", sortable=True)


def _sheet(context: Context, row: Any, cells: pd.DataFrame) -> Page:
    snap, jour = context.snap, context.j
    identifier = str(row.ID_magasin)
    name = context.nom_magasin(identifier)
    daily = snap.magasins_jour[snap.magasins_jour["ID_magasin"] == identifier]
    first = max(jour - YEAR, days.known(snap.etats)[0])  # type: ignore[index]
    drawn: tuple[charts.Chart, ...] = ()
    if len(daily):
        colours = charts.couleurs_magasins(list(snap.magasins["ID_magasin"].astype(str)))
        drawn = (
            charts.serie_magasin(
                daily, snap.etats, first, jour, couleur=colours.get(identifier, "vente")
            ),
            charts.ca_par_mois(charts.mois_de(daily), jour),
        )
    now = ca.over(daily, snap.etats, *context.fenetre)
    n1 = _n1(context, identifier)
    body = rendering.render(
        "magasin.html",
        id=identifier,
        ligne=row,
        totaux=now.totals or ca.Totals(),
        n1=n1,
        moyenne=now.moyenne_e4,
        dernier=ca.day_totals(daily, snap.etats, jour),
        jour=jour,
        graphiques=drawn,
        produits=_by_product(context, cells[cells["ID_magasin"] == identifier]),
        recents=_recent(context, daily),
        fenetre=formats.plage(*context.fenetre),
    )
    return Page(
        f"magasins/{formats.slug(identifier)}.md",
        str(rendering.escaped(name)),
        body,
        drawn,
        str(rendering.escaped(_("Ventes du magasin de {nom}").format(nom=name))),
        "magasins.html",
        f"{rendering.escaped(identifier)} · " + _("magasin"),
        ((_("Magasins"), "magasins.html"),),
    )


def _by_product(context: Context, cells: pd.DataFrame) -> Table:
    columns = [
        Column(_("Produit")),
        Column(_("CA"), "€", number=True),
        Column(_("Quantité"), number=True),
        Column(_("Indice de sur-vente"), _("100 = comme ailleurs"), number=True),
    ]
    ordered = cells.sort_values(["ca_e4", "ID_produit"], ascending=[False, True]).head(BEST)
    rows = [
        [
            rendering.link(context.lien_produit(str(cell.ID_produit), "../"),
                           context.nom_produit(str(cell.ID_produit))),
            amount(cell.ca_e4),
            rendering.whole(cell.quantite),
            rendering.number(formats.indice(cell.indice, 0), cell.indice),
        ]
        for cell in rendering.records(ordered)
    ]  # fmt: skip
    return Table(columns, rows, id="par-produit", sortable=True)


def _recent(context: Context, daily: pd.DataFrame) -> Table:
    columns = [
        Column(_("Jour")),
        Column(_("CA"), "€", number=True),
        Column(_("Quantité"), number=True),
        Column(_("Retours"), "€", number=True),
    ]
    first = pd.Timestamp(context.j - timedelta(days=RECENT - 1))
    rows = []
    for row in rendering.records(daily[daily["date"] >= first].iloc[::-1]):
        day = row.date.date()
        shown = f"{formats.jour_semaine(day)} {formats.jour_moyen(day)}"
        link = own(f'<a href="{context.lien_jour(day, "../")}">{shown}</a>')
        rows.append([Cell(link, day.isoformat()), amount(row.ca_e4),
                     rendering.whole(row.quantite), amount(row.retours_e4)])  # fmt: skip
    return Table(columns, rows, id="recents", sortable=True)
