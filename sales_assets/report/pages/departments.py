"""Departments and suppliers: what each sells, gains and holds in stock.

The page of a shop whose catalogue, or whose sales, tell one or the other. What stays out:
arithmetic (`indicators`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sales_assets.indicators import comparisons, margins, ranking, shares
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cells import tenths, whole_share
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import GroupSums, ProductSums, Stock, records
from sales_assets.report.pages.tables import Cell, Column, Figure, Table, filled

BEST = 3
"""Products of class A shown of each department."""


def build(context: Context) -> Iterator[Page]:
    """Return the page, if there is something to say."""
    if context.last_day is None or context.told.isdisjoint({"rayon", "fournisseur"}):
        return
    body = rendering.render(
        "rayons.html",
        fenetre=formats.span_words(*context.window),
        rayons=_table(context, context.departments, _("Rayon"), _("sans rayon"), "rayons")
        if context.departments
        else None,
        fournisseurs=_suppliers(context) if context.suppliers else None,
        premiers=_first_of_each(context) if context.departments else None,
    )
    words = _("CA, part, évolution et marge de chaque rayon et de chaque fournisseur.")
    yield Page("rayons.md", _("Rayons"), body, (), words)


def grouped(context: Context, groups: Mapping[str, str]) -> pd.DataFrame:
    """Four weeks of the products, summed by what they belong to ("" for the others), by CA.

    Returns:
        groupe, produits (how many), ca_e4, quantite_e3, avant_e4, part (tenths of %).
    """
    frame = context.products_28
    named = frame.assign(groupe=frame["ID_produit"].map(groups).fillna(""), produits=1)
    sums = named.groupby("groupe", as_index=False)[
        ["produits", "ca_e4", "quantite_e3", "avant_e4"]
    ].sum(min_count=1)
    ordered = sums.sort_values(["ca_e4", "groupe"], ascending=[False, True], ignore_index=True)
    return ordered.assign(part=shares.shares(ordered["ca_e4"]))


def _table(
    context: Context, groups: Mapping[str, str], title: str, none: str, identifier: str
) -> Table:
    columns = [
        Column.plain(title),
        Column.of("ca", proof=False),
        Column.of("part_ca", wide="cout" in context.told, proof=False),
        Column.of("ca", _("4 sem. avant"), wide=True, proof=False),
        Column.of("evolution_4s", proof=False),
        Column.of("quantite", wide=True, proof=False),
        Column.plain(_("Produits"), number=True, wide=True),
        *_margin_columns(context),
    ]
    frame = grouped(context, groups)
    snap = context.snap
    worth = margins.by_group(snap.valeur_produits, snap.produits_jour, groups, *context.window)
    longest = frame["part"].max()
    rows = [
        filled(
            columns,
            row.groupe or Cell(none, ""),
            row.ca_e4,
            tenths(row.part, longest),
            row.avant_e4,
            tables.variation(comparisons.rate(row.ca_e4, row.avant_e4)),
            row.quantite_e3,
            tables.whole(row.produits),
            *_margin(context, worth.get(row.groupe, margins.Worth())),
        )
        for row in records(frame, GroupSums)
    ]
    whole = margins.over(snap.valeur_magasins, snap.jours, *context.window)
    total = filled(
        columns,
        _("Total"),
        int(frame["ca_e4"].sum()),
        whole_share(),
        context.four_weeks.reference_e4,
        context.four_weeks.rate,
        int(frame["quantite_e3"].sum()),
        tables.whole(int(frame["produits"].sum())),
        *_margin(context, whole),
    )
    return Table(columns, rows, total, id=identifier, sortable=True, scope=Scope(*context.window))


def _margin_columns(context: Context) -> list[Column]:
    if "cout" not in context.told:
        return []
    partial = ["part_marge"] if "cout_partiel" in context.told else []
    return [
        Column.of("marge", proof=False),
        *(Column.of(key, wide=True, proof=False) for key in (*partial, "taux_marge")),
    ]


def _margin(context: Context, worth: margins.Worth) -> list[Figure]:
    if "cout" not in context.told:
        return []
    partial = [worth.covered] if "cout_partiel" in context.told else []
    return [worth.margin_e4, *partial, worth.margin_rate]


def _suppliers(context: Context) -> Table:
    """The same of suppliers, with what is in stock of each: what an order begins with."""
    found = _table(
        context, context.suppliers, _("Fournisseur"), _("sans fournisseur"), "fournisseurs"
    )
    held = _stock(context, context.suppliers)
    columns = [*found.columns, Column.of("valeur_stock", _("Stock"), wide=True, proof=False)]
    by_name = {name or _("sans fournisseur"): value for name, value in held.items()}
    rows = [[*row, columns[-1].cell(by_name.get(str(row[0].html), 0))] for row in found.rows]
    total = [*found.total, columns[-1].cell(sum(held.values()))]
    return Table(columns, rows, total, id=found.id, sortable=True, scope=found.scope)


def _stock(context: Context, groups: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in records(context.stock, Stock):
        group = groups.get(row.ID_produit, "")
        found[group] = found.get(group, 0) + int(row.valeur_e4 or 0)
    return found


def _first_of_each(context: Context) -> Table:
    """The first products of each department, with their class within it."""
    columns = [
        Column.plain(_("Rayon")),
        Column.plain(_("Produit")),
        Column.of("ca", proof=False),
        Column.plain(_("Part du rayon"), _("%"), number=True, wide=True),
        Column.of("abc", _("Classe dans le rayon"), proof=False),
    ]
    frame = context.products_28
    named = frame.assign(groupe=frame["ID_produit"].map(context.departments).fillna(""))
    rows = []
    for name in grouped(context, context.departments)["groupe"]:
        own = named[named["groupe"] == name].drop(columns=["rang", "ex_aequo", "classe"])
        own = own.assign(part=shares.shares(own["ca_e4"]))
        best = ranking.abc(own, "ID_produit").head(BEST)
        for row in records(best, ProductSums):
            if row.ca_e4 <= 0:
                continue
            link = tables.link(
                context.product_href(row.ID_produit), context.product_name(row.ID_produit)
            )
            heading = Cell(name or _("sans rayon"))
            rows.append(filled(columns, heading, link, row.ca_e4, tenths(row.part), _(row.classe)))
    return Table(columns, rows, scope=Scope(*context.window))
