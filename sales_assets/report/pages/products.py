"""The products: one table to sort and search, one sheet each.

What stays out: arithmetic (`indicators`), charts' drawing (`charts`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from sales_assets.indicators import (
    comparisons,
    days,
    margins,
    ranking,
    revenue,
    shares,
    year_before,
)
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import effects, links, overselling, remainder, rendering, tables
from sales_assets.report.pages.cells import evolution, tenths, whole_share
from sales_assets.report.pages.context import STEP, YEAR, Context, Neighbours
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.rows import (
    Oversold,
    Price,
    ProductSums,
    Stock,
    grouped,
    records,
)
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled

WEEKS = 53
SHOWN = 500
"""Products that the page itself holds, the first by CA: 300 kB. The others follow in a script."""


def build(context: Context, shown: int = SHOWN) -> Iterator[Page]:
    """Return the table of all products, the first `shown` in the page, then a sheet for each."""
    title = _("Produits")
    if context.last_day is None or not context.product_names:
        body = rendering.render("produits_vide.html", sujet=_("produit"), fichier=_("produits.csv"))
        yield Page("produits.md", title, body, (), "")
        return
    frame = context.products_28
    named = frame.assign(nom=[context.product_name(str(i)) for i in frame["ID_produit"]])
    period = formats.span_words(*context.window)
    drawn = (
        charts.products_ranked(named[["ID_produit", "nom", "ca_e4"]], period),
        charts.pareto(frame, period),
    )
    table, rest = remainder.cut(_table(context), shown)
    body = rendering.render(
        "produits.html",
        fenetre=period,
        perimetre=Scope(*context.window),
        graphiques=drawn,
        resume=_summary(context),
        meilleur_ca=ranking.best(frame, "ca_e4", "ID_produit"),
        meilleur_quantite=ranking.best(frame, "quantite_e3", "ID_produit"),
        noms=partial(links.products, context),
        effets=effects.table(context),
        table=table,
    )
    words = _("CA, part, évolution, stock de chaque produit.")
    yield Page("produits.md", title, body, drawn, words, extras=rest)
    rows = {row.ID_produit: row for row in records(frame, ProductSums)}
    stocks = {row.ID_produit: row for row in records(context.stock, Stock)}
    groups = Groups(context)
    order = sorted({*context.product_names, *rows})
    beside = context.products_beside(order)
    for key in order:
        yield _sheet(context, key, rows.get(key), stocks.get(key), groups, beside[key])


@dataclass(frozen=True)
class Summary:
    """The products as a whole over four weeks: what they sold, how concentrated it is."""

    ca_e4: int
    weeks: comparisons.Comparison
    sold: int
    known: int
    top_five: Any
    hhi: Any


def _summary(context: Context) -> Summary:
    frame = context.products_28
    amounts = [int(value) for value in frame["ca_e4"]]
    return Summary(
        sum(amounts),
        context.four_weeks,
        int((frame["quantite_e3"] > 0).sum()),
        len(frame),
        shares.top_share(amounts),
        shares.hhi(amounts),
    )


def _table(context: Context) -> Table:
    stocks = {row.ID_produit: row for row in records(context.stock, Stock)}
    told = context.told
    columns = [
        Column.plain(_("Produit")),
        *([Column.plain(_("Rayon"), wide=True)] if "rayon" in told else []),
        Column.of("ca"),
        Column.of("part_ca", wide=True),
        Column.of("ca", _("4 sem. avant"), proof=False),
        Column.of("evolution_4s"),
        Column.of("pvm", wide=True),
        Column.of("quantite", wide=True),
        Column.of("abc", wide=True),
        Column.of("stock"),
        Column.of("couverture"),
        Column.of("derniere_vente", wide=True),
    ]
    frame = context.products_28
    longest = frame["part"].max()
    rows = [
        _row(context, columns, row, stocks.get(row.ID_produit), longest)
        for row in records(frame, ProductSums)
    ]
    totals = revenue.totals(context.snap.produits_jour, *context.window)
    total = filled(
        columns,
        _("Total"),
        *([BLANK] if "rayon" in told else []),
        totals.ca_e4,
        whole_share(),
        context.four_weeks.reference_e4,
        context.four_weeks.rate,
        totals.pvm,
        totals.quantite_e3,
        *[BLANK] * 4,
    )
    return Table(
        columns,
        rows,
        total,
        id="produits",
        sortable=True,
        page=100,
        search=_("Chercher un produit"),
        scope=Scope(*context.window),
    )


def _row(
    context: Context, columns: list[Column], row: ProductSums, stock: Stock | None, longest: int
) -> list[Cell]:
    identifier = row.ID_produit
    name = context.product_name(identifier)
    pvm = revenue.Totals(quantite_e3=int(row.quantite_e3), ca_e4=int(row.ca_e4)).pvm
    after = identifier if name != identifier else ""
    last = stock.derniere_vente if stock is not None else None
    return filled(
        columns,
        tables.link(context.product_href(identifier), name, after),
        *([context.departments.get(identifier, "")] if "rayon" in context.told else []),
        row.ca_e4,
        tenths(row.part, longest),
        row.avant_e4,
        evolution(context, row),
        pvm,
        row.quantite_e3,
        _(row.classe),
        stock.stock if stock is not None else None,
        stock.couverture if stock is not None else None,
        last if last is not None else Cell(_("jamais"), ""),
    )


class Groups:
    """What the sheets show, worked out for all products at once: a frame a sheet would be slow."""

    def __init__(self, context: Context) -> None:
        """Sum and cut the snapshot's frames."""
        snap, day = context.snap, context.day
        daily = snap.produits_jour
        begun, _last = days.known(snap.etats) or (day, day)
        self.year = Scope(max(day - YEAR, begun), day)
        first, last = context.window
        self.now = _totals(days.window(daily, first, last))
        before = year_before.references(last - STEP + days.ONE_DAY, last, snap.fetes)
        known = year_before.open_days(snap.etats, before) is not None
        self.last_year = _totals(year_before.rows(daily, before)) if known else {}
        self.whole_year = _totals(days.window(daily, self.year.first, day))
        self.weeks = revenue.weekly_by(daily, "ID_produit", snap.etats, day, WEEKS)
        self.months = revenue.monthly_by(daily, "ID_produit")
        self.cells = grouped(context.ranked_oversold, "ID_produit", Oversold)
        self.prices = grouped(snap.prix, "ID_produit", Price)
        self.worth = margins.by(snap.valeur_produits, daily, "ID_produit", first, last)
        self.price = dict(zip(snap.produits["ID_produit"], snap.produits["prix_e4"], strict=True))


def _totals(rows: pd.DataFrame) -> dict[str, revenue.Totals]:
    sums = revenue.sums_by(rows, "ID_produit")
    return dict(zip(sums["ID_produit"], records(sums, revenue.Totals), strict=True))


def _sheet(
    context: Context,
    identifier: str,
    row: ProductSums | None,
    stock: Stock | None,
    groups: Groups,
    beside: Neighbours,
) -> Page:
    name = context.product_name(identifier)
    drawn: tuple[charts.Chart, ...] = ()
    if identifier in groups.months:
        drawn = (
            charts.monthly_revenue(groups.months[identifier], context.day, context.short_months),
        )
    if identifier in groups.weeks:
        drawn = (charts.weekly_revenue(groups.weeks[identifier], context.day), *drawn)
    now = groups.now.get(identifier, revenue.Totals())
    then = groups.last_year.get(identifier, revenue.Totals())
    body = rendering.render(
        "produit.html",
        id=identifier,
        avant=beside[0],
        apres=beside[1],
        prix=groups.price.get(identifier),
        rayon=context.departments.get(identifier, ""),
        fournisseur=context.suppliers.get(identifier, ""),
        valeur=groups.worth.get(identifier, margins.Worth()),
        ligne=row,
        totaux=now,
        taux=row.taux if row is not None else None,
        avant_e4=row.avant_e4 if row is not None else None,
        annee=groups.whole_year.get(identifier, revenue.Totals()),
        n1=comparisons.Comparison(now.ca_e4, then.ca_e4),
        stock=stock,
        graphiques=drawn,
        magasins=overselling.sheet_table(
            context,
            groups.cells.get(identifier, []),
            "ID_magasin",
            Scope(*context.thirteen_weeks, product=identifier),
        ),
        prix_historique=_prices(groups.prices.get(identifier, [])),
        fenetre=formats.span_words(*context.window),
        avant_vide=context.why_no_change,
        stock_connu=stock is not None and stock.stock is not None,
        places=context.places.get(("ID_produit", identifier)),
        perimetre=Scope(*context.window),
        un_an=groups.year,
        un_an_entier=groups.year.first == context.day - YEAR,
    )
    return Page(
        f"produits/{formats.slug(identifier)}.md",
        str(rendering.escaped(name)),
        body,
        drawn,
        str(rendering.escaped(_("Ventes et stock de {nom}").format(nom=name))),
        f"{rendering.escaped(identifier)} · " + _("produit"),
        ((_("Produits"), "produits.html"),),
    )


def _prices(prices: list[Price]) -> Table:
    columns = [
        Column.plain(_("Du")),
        Column.plain(_("Au")),
        Column.of("prix_catalogue"),
    ]
    rows = [
        filled(
            columns,
            Cell(own(formats.short_day(row.valable_du)), f"{row.valable_du}"),
            Cell(
                _("en cours")
                if formats.undefined(row.valable_au)
                else own(formats.short_day(row.valable_au))
            ),
            row.prix_e4,
        )
        for row in reversed(prices)
    ]
    return Table(columns, rows)
