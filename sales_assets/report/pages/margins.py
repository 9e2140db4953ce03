"""Margin, VAT and discounts: what is left once tax, cost and gestures are taken off.

The page of a shop whose files tell one of them. What stays out: arithmetic (`indicators.margins`),
HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sales_assets.indicators import days, margins, registry, revenue
from sales_assets.indicators.margins import Worth
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periods import month_href
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.tables import Cell, Column, Table, filled

MONTHS = 13
PRODUCTS = 20


class Stock(NamedTuple):
    """What the stock cost (1/10 000 €), the products in stock without a cost, and GMROI."""

    cost_e4: int
    unknown: int
    gmroi: Fraction | None


_FIGURES: dict[str, Callable[[Worth], int | Fraction | None]] = {
    "ca_ht": lambda worth: worth.ht_e4 if worth.lignes_ht else None,
    "part_ht": lambda worth: worth.untaxed,
    "cout_ventes": lambda worth: worth.cout_e4 if worth.lignes_cout else None,
    "marge": lambda worth: worth.margin_e4,
    "part_marge": lambda worth: worth.covered,
    "taux_marge": lambda worth: worth.margin_rate,
    "remises": lambda worth: worth.remise_e4,
    "part_remises": lambda worth: _discounted(worth),
}
"""The columns of its tables, after the CA, each from what its lines are worth."""
_NARROW = {"marge", "taux_marge"}
"""What a phone keeps of them, where there is a margin."""


def build(context: Context) -> Iterator[Page]:
    """Return the page, if there is something to say."""
    told = context.told
    if context.last_day is None or told.isdisjoint({"ht", "tva", "cout", "remises"}):
        return
    snap, window = context.snap, context.window
    now = margins.over(snap.valeur_magasins, snap.jours, *window)
    taxes = margins.taxes(snap.tva, *window).values()
    body = rendering.render(
        "marges.html",
        fenetre=formats.span_words(*window),
        perimetre=Scope(*window),
        dit=told,
        valeur=now,
        avant=margins.over(snap.valeur_magasins, snap.jours, *context.window_before)
        if context.comparable
        else None,
        semaines=context.four_weeks,
        tva_e4=sum(one.tva_e4 for one in taxes),
        tva_sur_e4=sum(one.ca_e4 for one in taxes),
        part_remises=_discounted(now),
        sans_cout=_without_cost(context),
        stock=_stock(context),
        mois=_months(context),
        magasins=_stores(context, now),
        produits=_products(context) if "cout" in told else None,
        taux=_rates(context) if "tva" in told else None,
    )
    words = _("Marge brute, CA hors taxes, TVA par taux et remises.")
    yield Page("marges.md", _("Marge, TVA et remises"), body, (), words)


def _discounted(worth: Worth) -> Fraction | None:
    """Discounts over what would have been paid without them."""
    whole = worth.ca_e4 + worth.remise_e4
    return Fraction(worth.remise_e4, whole) if whole > 0 else None


def _without_cost(context: Context) -> int:
    """How many of the products sold in the window have no known cost."""
    found = _products_worth(context)
    return sum(1 for one in found.values() if one.lignes_ht > one.lignes_cout)


def _products_worth(context: Context) -> dict[str, Worth]:
    snap = context.snap
    return margins.by(snap.valeur_produits, snap.produits_jour, "ID_produit", *context.window)


def _stock(context: Context) -> Stock | None:
    if "cout" not in context.told:
        return None
    cost, unknown = margins.stock_cost(context.snap.produits)
    snap = context.snap
    rate = margins.gmroi(snap.valeur_magasins, snap.jours, snap.etats, context.day, cost)
    return Stock(cost, unknown, rate)


def _keys(context: Context) -> list[str]:
    """Those that the files have something for."""
    return [key for key in _FIGURES if registry.indicator(key).needs in context.told]


def _columns(context: Context, first: str) -> list[Column]:
    margin = "cout" in context.told
    shown = [Column.of(key, wide=margin and key not in _NARROW) for key in _keys(context)]
    return [Column.plain(first), Column.of("ca"), *shown]


def _row(context: Context, columns: list[Column], first: Cell | str, worth: Worth) -> list[Cell]:
    figures = (_FIGURES[key](worth) for key in _keys(context))
    return filled(columns, first, worth.ca_e4, *figures)


def _months(context: Context) -> Table:
    """The last months, the newest first."""
    columns = _columns(context, _("Mois"))
    found = margins.by_month(context.snap.valeur_magasins, context.snap.jours)
    rows = [
        _row(
            context,
            columns,
            tables.link(month_href(month), formats.medium_month(month)),
            found[month],
        )
        for month in sorted(found, reverse=True)[:MONTHS]
    ]
    return Table(columns, rows, id="marges-mois", sortable=True)


def _stores(context: Context, whole: Worth) -> Table:
    """Every store that sold, whether or not its files tell more."""
    columns = _columns(context, _("Magasin"))
    snap = context.snap
    found = margins.by(snap.valeur_magasins, snap.magasins_jour, "ID_magasin", *context.window)
    sums = revenue.totals_by(snap.magasins_jour, "ID_magasin", *context.window)
    ca = {str(one): int(of) for one, of in zip(sums["ID_magasin"], sums["ca_e4"], strict=True)}
    ordered = sorted(ca, key=lambda store: (-ca[store], store))
    rows = [
        _row(
            context,
            columns,
            tables.link(context.store_href(store), context.store_name(store)),
            found.get(store, Worth(ca_e4=ca[store])),
        )
        for store in ordered
    ]
    total = _row(context, columns, _("Total"), whole)
    return Table(
        columns, rows, total, id="marges-magasins", sortable=True, scope=Scope(*context.window)
    )


def _products(context: Context) -> Table:
    """The products that bring the most margin."""
    columns = _columns(context, _("Produit"))
    found = _products_worth(context)
    ordered = sorted(found, key=lambda one: (-(found[one].margin_e4 or 0), one))[:PRODUCTS]
    rows = [
        _row(
            context,
            columns,
            tables.link(context.product_href(product), context.product_name(product)),
            found[product],
        )
        for product in ordered
        if found[product].lignes_cout
    ]
    return Table(columns, rows, id="marges-produits", sortable=True, scope=Scope(*context.window))


def _rates(context: Context) -> list[tuple[str, Table]]:
    """The VAT of this month to J, and of the one before, each with a line a rate."""
    this = context.day.replace(day=1)
    before = (this - days.ONE_DAY).replace(day=1)
    spans = [(this, context.day), (before, this - days.ONE_DAY)]
    found = ((formats.span_words(*span), _of_rates(context, *span)) for span in spans)
    return [(words, table) for words, table in found if table]


def _of_rates(context: Context, first: date, last: date) -> Table:
    """A line a rate, and one for the CA whose rate is not known.

    Where prices have their tax, CA without tax, VAT and CA without a rate add up to the CA; where
    they have none, the CA is itself without tax, and VAT comes on top.
    """
    untaxed = "ca_ht" in context.told
    found = margins.taxes(context.snap.tva, first, last)
    whole = revenue.totals(context.snap.jours, first, last).ca_e4
    apart = whole - sum(one.ca_e4 for one in found.values())
    columns = [
        Column.plain(_("Taux")),
        *([] if untaxed else [Column.of("ca")]),
        Column.of("ca_ht"),
        Column.of("tva_collectee"),
        *([Column.of("ca", _("CA sans taux"), proof=False)] if apart and not untaxed else []),
    ]

    def line(
        name: Cell | str, paid: int, net: int | None, tax: int | None, rest: int
    ) -> list[Cell]:
        figures = [paid, tax] if untaxed else [paid, net, tax, *([rest] if apart else [])]
        return filled(columns, name, *figures)

    rows = [
        line(
            tables.number(formats.percent(Fraction(rate, 10_000), rate % 100 and 1), rate),
            one.ca_e4,
            one.ht_e4,
            one.tva_e4,
            0,
        )
        for rate, one in found.items()
    ]
    if apart:
        rows.append(line(Cell(own(_("inconnu")), ""), apart, None, None, apart))
    net, tax = (sum(getattr(one, name) for one in found.values()) for name in ("ht_e4", "tva_e4"))
    total = line(_("Total"), whole, net, tax, apart)
    return Table(columns, rows, total, scope=Scope(first, last))
