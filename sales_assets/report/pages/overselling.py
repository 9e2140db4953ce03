"""What each store sells more of than the others: on a sheet, and as a matrix of the first ones.

What stays out: the index itself (`indicators.stores.oversell`), HTML.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sales_assets.indicators import registry
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import Oversold, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

BEST = 20
STORES, PRODUCTS = 12, 20  # of the matrix: what a screen holds
MORE, LESS = (registry.threshold("sur_vente", name) for name in ("more", "less"))


def sheet_table(context: Context, cells: list[Oversold], other: str, scope: Scope) -> Table:
    """Return the first stores of a product, or the first products of a store, by CA.

    Args:
        context: The publication.
        cells: The rows of `Context.survente_classee` of one product or store.
        other: What the rows name: ID_magasin or ID_produit.
        scope: The weeks, and the product or the store of the sheet.
    """
    by_store = other == "ID_magasin"
    columns = [
        Column.plain(_("Magasin") if by_store else _("Produit")),
        Column.of("ca"),
        Column.of("quantite"),
        Column.of("sur_vente"),
    ]
    if not cells:
        return Table(columns, [])
    rows = [
        filled(
            columns,
            _name(context, other, str(getattr(cell, other)), "../"),
            cell.ca_e4,
            cell.quantite_e3,
            cell.indice,
        )
        for cell in cells[:BEST]
    ]
    note = _("Les {nombre} premiers par CA.").format(nombre=BEST) if len(cells) > BEST else ""
    return Table(columns, rows, id="sur-vente", sortable=True, note=note,
                 scope=scope)  # fmt: skip


def _name(context: Context, key: str, identifier: str, prefix: str) -> Cell:
    if key == "ID_magasin":
        return tables.link(context.store_href(identifier, prefix), context.store_name(identifier))
    return tables.link(context.product_href(identifier, prefix), context.product_name(identifier))


def matrix(context: Context) -> Table:
    """Return the CA of the first products in the first stores, with what stands out."""
    cells = context.oversold
    stores = _first(cells, "ID_magasin", STORES)
    products = _first(cells, "ID_produit", PRODUCTS)
    kept = cells[cells["ID_magasin"].isin(stores) & cells["ID_produit"].isin(products)]
    found = {(str(row.ID_produit), str(row.ID_magasin)): row for row in records(kept, Oversold)}
    weeks = Scope(*context.thirteen_weeks)
    columns = [Column.plain(_("Produit"))]
    columns += [
        Column.of(
            "ca",
            formats.shortened(context.store_name(store)),
            unit="",
            scope=replace(weeks, store=store),
        )
        for store in stores
    ]
    rows = [
        [_name(context, "ID_produit", product, ""),
         *(_cell(found.get((product, store))) for store in stores)]
        for product in products
    ]  # fmt: skip
    return Table(columns, rows, id="matrice", sortable=True, scope=weeks)


def _first(cells: pd.DataFrame, key: str, count: int) -> list[str]:
    sums = cells[[key, "ca_e4"]].groupby(key, observed=True).sum().reset_index()
    ordered = sums.sort_values(["ca_e4", key], ascending=[False, True]).head(count)
    return [str(identifier) for identifier in ordered[key]]


def _cell(cell: Oversold | None) -> Cell:
    """CA rounded to the euro, marked where the index is far from 100."""
    if cell is None:
        return Cell(own(formats.UNDEFINED), "")
    shown = formats.bare(formats.round_euros(cell.ca_e4))
    if cell.indice is None or LESS < cell.indice < MORE:
        return tables.number(piece("marked", own(shown)), cell.ca_e4)
    kind, sign = ("plus", "▲") if cell.indice >= MORE else ("moins", "▽")
    said = _("indice {indice}").format(indice=formats.index(cell.indice, 0))
    return tables.number(piece("marked", own(shown), kind, own(sign), own(said)), cell.ca_e4)
