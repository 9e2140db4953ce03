"""Stock: what to order (`orders`), how long the rest lasts, the products that do not sell.

What stays out: arithmetic (`indicators.stock`), HTML (`site/templates/stock.html`). Stock is one
undated figure for the whole company: the page says so beside it, and gives ranges of days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sales_assets.indicators import days, stock
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import orders, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.rows import Stock, records
from sales_assets.report.pages.tables import Card, Cell, Column, Table, filled


def build(context: Context) -> Iterator[Page]:
    """Return the page of stock, or the one that says how to begin."""
    title = _("Stock")
    if context.last_day is None or context.stock.empty:
        body = rendering.render("produits_vide.html", sujet=_("produit"), fichier=_("produits.csv"))
        yield Page("stock.md", title, body, (), "")
        return
    table = context.stock
    order = orders.order(context)
    counted = _("au soir du {jour}").format(jour=formats.medium_day(context.day))
    steps = stock.cover_steps(table)
    drawn = (charts.stock_cover(steps, counted), charts.stock_value(steps, counted))
    body = rendering.render(
        "stock.html",
        jour=context.day,
        commande=order,
        limites=(orders.DELAYS, orders.COVERS),
        usuels=(stock.DELAY, stock.COVER),
        telechargement=orders.FILE,
        cartes=_cards(table, Scope(*context.window)),
        graphiques=drawn,
        inconnus=int((table["statut"] == "inconnu").sum()),
        dormants=_idle(context, table),
        jamais=_never(context, table),
        seuil=stock.DORMANT_AFTER,
        jours_connus=len(days.open_days(context.snap.etats, *context.window)),
    )
    words = _("Quoi commander, quand, combien ; les produits dormants ou jamais vendus.")
    yield Page("stock.md", title, body, drawn, words, extras=order.extras)


def _cards(table: pd.DataFrame, over: Scope) -> list[Card]:
    whole, idle = stock.part(table), stock.part(table, ("dormant",))
    never = stock.part(table, ("jamais vendu",))
    out = int((table["statut"] == "rupture").sum())
    soon = int((table["statut"] == "bientot").sum())
    return [
        Card.of(
            "couverture",
            _("Sous {jours} jours ouverts").format(jours=stock.LOW_COVER),
            rendering.counted(soon, "produit", "produits"),
            over,
            [own(_("de stock, saison comptée"))],
        ),
        Card.plain(
            _("En rupture"),
            rendering.counted(out, "produit", "produits"),
            [own(_("stock à zéro"))],
        ),
        Card.of(
            "valeur_stock",
            _("Valeur du stock"),
            whole.value_e4,
            over,
            [own(_("au prix de vente, non au coût")), _unknown(whole)],
        ),
        Card.of(
            "dormant",
            _("Dormants"),
            rendering.counted(idle.products, "produit", "produits"),
            over,
            [_line(_("{montant} immobilisés"), montant=formats.round_euros(idle.value_e4))],
            href="#dormants",
        ),
        Card.plain(
            _("Jamais vendus"),
            rendering.counted(never.products, "produit", "produits"),
            [_line(_("{montant} en stock"), montant=formats.round_euros(never.value_e4))],
            href="#jamais-vendus",
        ),
    ]


def _line(words: str, **values: object) -> Any:
    return own(words.format(**values))


def _unknown(whole: stock.Part) -> Any:
    left = whole.products - whole.valued
    return own("") if not left else _line(_("sans stock ou prix connu : {nombre}"), nombre=left)


def _worth(e4: Any) -> Cell | int:
    """What a known stock is worth, or why that is not known."""
    return Cell(_("sans prix"), "") if formats.undefined(e4) else int(e4)


def _idle(context: Context, table: pd.DataFrame) -> Table:
    columns = [
        Column.plain(_("Produit")),
        Column.of("stock"),
        Column.of("valeur_stock"),
        Column.of("derniere_vente", wide=True),
        Column.of("dormant"),
    ]
    rows = [
        filled(
            columns,
            orders.product(context, row),
            row.stock,
            _worth(row.valeur_e4),
            row.derniere_vente,
            row.jours_sans_vente,
        )
        for row in records(_dearest(table, "dormant"), Stock)
    ]
    return _listed("dormants-liste", columns, rows, context)


def _never(context: Context, table: pd.DataFrame) -> Table:
    columns = [
        Column.plain(_("Produit")),
        Column.of("stock"),
        Column.of("prix_catalogue"),
        Column.of("valeur_stock"),
    ]
    rows = [
        filled(columns, orders.product(context, row), row.stock, row.prix_e4, _worth(row.valeur_e4))
        for row in records(_dearest(table, "jamais vendu"), Stock)
    ]
    return _listed("jamais-liste", columns, rows, context)


def _dearest(table: pd.DataFrame, status: str) -> pd.DataFrame:
    rows = table[table["statut"] == status]
    return rows.sort_values(
        ["valeur_e4", "ID_produit"], ascending=[False, True], na_position="last"
    )


def _listed(name: str, columns: list[Column], rows: list[list[Cell]], context: Context) -> Table:
    return Table(columns, rows, id=name, sortable=True, page=25, scope=Scope(*context.window))
