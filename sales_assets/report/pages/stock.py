"""What to order: the products whose stock will not last, then those that do not sell.

What stays out: arithmetic (`indicators.stock`), HTML (`site/templates/stock.html`). Stock is one
undated figure for the whole company: the page says so beside it, and gives ranges of days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from sales_assets.indicators import days, stock
from sales_assets.language import _
from sales_assets.report import charts, downloads, formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import Stock, records
from sales_assets.report.pages.tables import BLANK, Card, Cell, Column, Table, filled

ORDERS = "donnees/a_commander.csv"
NBSP = "\u00a0"


def build(context: Context) -> Iterator[Page]:
    """Return the page of stock, or the one that says how to begin."""
    title = _("Stock")
    if context.last_day is None or context.stock.empty:
        body = rendering.render("produits_vide.html", sujet=_("produit"), fichier=_("produits.csv"))
        yield Page("stock.md", title, body, (), "")
        return
    table = context.stock
    orders = to_order(table)
    counted = _("au soir du {jour}").format(jour=formats.medium_day(context.day))
    steps = stock.cover_steps(table)
    drawn = (charts.stock_cover(steps, counted), charts.stock_value(steps, counted))
    body = rendering.render(
        "stock.html",
        jour=context.day,
        cartes=_cards(table, orders, Scope(*context.window)),
        graphiques=drawn,
        commandes=_orders(context, orders),
        telechargement=ORDERS,
        inconnus=int((table["statut"] == "inconnu").sum()),
        dormants=_idle(context, table),
        jamais=_never(context, table),
        seuil=stock.DORMANT_AFTER,
        jours_connus=len(days.open_days(context.snap.etats, *context.window)),
    )
    words = _("Quoi commander, quand, combien ; les produits dormants ou jamais vendus.")
    yield Page("stock.md", title, body, drawn, words, extras=(_csv(orders),))


def to_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return the products to order, the first to run out first."""
    rows = table[table["a_commander"].fillna(0) > 0]
    urgent = [float(value) for value in rows["couverture"]]
    rows = rows.assign(urgence=urgent).sort_values(["urgence", "ID_produit"], ignore_index=True)
    return rows.drop(columns="urgence")


def _cards(table: pd.DataFrame, orders: pd.DataFrame, over: Scope) -> list[Card]:
    whole, idle = stock.part(table), stock.part(table, ("dormant",))
    never = stock.part(table, ("jamais vendu",))
    ordered = formats.round_euros(stock.part(orders, column="commande_e4").value_e4)
    out = int((table["statut"] == "rupture").sum())
    soon = int((table["statut"] == "bientot").sum())
    return [
        Card.of(
            "a_commander",
            _("À commander"),
            rendering.counted(len(orders), "produit", "produits"),
            over,
            [
                rendering.counted(int(orders["a_commander"].sum()), "article", "articles"),
                _line(_("{montant} au prix de vente"), montant=ordered),
            ],
            href="#a-commander",
        ),
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


def _product(context: Context, row: Stock) -> Cell:
    identifier, name = str(row.ID_produit), context.product_name(str(row.ID_produit))
    after = identifier if name != identifier else ""
    return tables.link(context.product_href(identifier), name, after)


def _orders(context: Context, orders: pd.DataFrame) -> Table:
    columns = [
        Column.plain(_("Produit")),
        Column.of("stock"),
        Column.of("vmj", wide=True),
        Column.of("saison", wide=True),
        Column.of("couverture", wide=True),
        Column.of("rupture"),
        Column.of("a_commander"),
        Column.of("valeur_commande", wide=True),
    ]
    rows = [
        filled(
            columns,
            _product(context, row),
            row.stock,
            row.vmj,
            row.saison,
            row.couverture,
            _out(row),
            row.a_commander,
            _worth(row.commande_e4),
        )
        for row in records(orders, Stock)
    ]
    ordered = stock.part(orders, column="commande_e4")
    total = filled(
        columns,
        _("Total"),
        *[BLANK] * 5,
        int(orders["a_commander"].sum()),
        ordered.value_e4,
    )
    return Table(
        columns,
        rows,
        total,
        id="commandes",
        sortable=True,
        page=50,
        search=_("Chercher un produit"),
        scope=Scope(*context.window),
    )


def _worth(e4: Any) -> Cell | int:
    """What a known stock, or an order, is worth, or why that is not known."""
    return Cell(_("sans prix"), "") if formats.undefined(e4) else int(e4)


def _out(row: Stock) -> Cell:
    if row.stock == 0:
        return tables.number(_("en rupture"), 0)
    return tables.number(span(row.rupture_tot, row.rupture_tard), _ordinal(row.rupture_tot))


def span(soon: date | None, late: date | None) -> str:
    """Write the days between which a stock runs out, the year only where it changes."""
    if soon is None:
        return _("au-delà de dix ans")
    first = formats.shortest_day(soon).replace(" ", NBSP)
    if late is None:
        return _("dès le {jour}").format(jour=first)
    if soon == late:
        return first
    last = formats.shortest_day(late) if late.year == soon.year else formats.medium_day(late)
    return piece("span", own(first), own(last.replace(" ", NBSP)))


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


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
            _product(context, row),
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
        filled(columns, _product(context, row), row.stock, row.prix_e4, _worth(row.valeur_e4))
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


def _csv(orders: pd.DataFrame) -> Extra:
    return Extra(
        ORDERS,
        downloads.to_csv(
            orders,
            [
                ("ID_produit", "ID_produit", downloads.safe_text),
                ("nom", "nom", downloads.safe_text),
                ("stock", "stock", downloads.whole),
                ("vendu_e3", "vendu_28_jours", downloads.quantity),
                ("rupture_tot", "rupture_au_plus_tot", downloads.day),
                ("rupture_tard", "rupture_au_plus_tard", downloads.day),
                ("a_commander", "a_commander", downloads.whole),
                ("prix_e4", "prix", downloads.amount),
                ("commande_e4", "valeur_au_prix_de_vente", downloads.amount),
            ],
        ),
    )
