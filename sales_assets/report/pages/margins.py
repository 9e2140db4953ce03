"""Margin, VAT and discounts: what is left once tax, cost and gestures are taken off.

The page of a shop whose files tell one of them. What stays out: arithmetic (`indicators.margins`),
HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
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
YEAR = timedelta(days=364)


class Stock(NamedTuple):
    """What the stock cost (1/10 000 €), the products in stock without a cost, and GMROI."""

    cost_e4: int
    unknown: int
    gmroi: Fraction | None


_FIGURES: dict[str, Callable[[Worth, int], int | Fraction | None]] = {
    "ca_ht": lambda worth, _amount: worth.ht_e4 if worth.lignes_ht else None,
    "cout_ventes": lambda worth, _amount: worth.cout_e4 if worth.lignes_cout else None,
    "marge": lambda worth, _amount: worth.margin_e4,
    "taux_marge": lambda worth, _amount: worth.margin_rate,
    "remises": lambda worth, _amount: worth.remise_e4,
    "part_remises": lambda worth, ca_e4: _part(worth.remise_e4, ca_e4),
}
"""The columns of its tables, after the CA, each from what its lines are worth and their CA."""
_NARROW = {"marge", "taux_marge"}
"""What a phone keeps of them, where there is a margin."""


def build(context: Context) -> Iterator[Page]:
    """Return the page, if there is something to say."""
    told = context.told
    if context.last_day is None or told.isdisjoint({"ht", "tva", "cout", "remises"}):
        return
    snap, window = context.snap, context.window
    now = margins.over(snap.valeur_magasins, *window)
    ca_e4 = revenue.totals(snap.jours, *window).ca_e4
    body = rendering.render(
        "marges.html",
        fenetre=formats.span_words(*window),
        perimetre=Scope(*window),
        dit=told,
        valeur=now,
        avant=margins.over(snap.valeur_magasins, *context.window_before),
        ca_e4=ca_e4,
        tva_e4=sum(one.tva_e4 for one in margins.taxes(snap.tva, *window).values()),
        part_remises=_part(now.remise_e4, ca_e4),
        sans_cout=_without_cost(context),
        stock=_stock(context),
        mois=_months(context),
        magasins=_stores(context, now),
        produits=_products(context) if "cout" in told else None,
        taux=_rates(context) if "tva" in told else None,
    )
    words = _("Marge brute, CA hors taxes, TVA par taux et remises.")
    yield Page("marges.md", _("Marge, TVA et remises"), body, (), words)


def _part(discount_e4: int, ca_e4: int) -> Fraction | None:
    """Discounts over what would have been paid without them."""
    whole = ca_e4 + discount_e4
    return Fraction(discount_e4, whole) if whole > 0 else None


def _without_cost(context: Context) -> int:
    """How many of the products sold in the window have no known cost."""
    found = margins.by(context.snap.valeur_produits, "ID_produit", *context.window)
    return sum(1 for one in found.values() if one.lignes_ht > one.lignes_cout)


def _stock(context: Context) -> Stock | None:
    if "cout" not in context.told:
        return None
    cost, unknown = margins.stock_cost(context.snap.produits)
    year = margins.over(context.snap.valeur_magasins, context.day - YEAR, context.day)
    return Stock(cost, unknown, margins.gmroi(year, cost))


def _keys(context: Context) -> list[str]:
    """Those that the files have something for."""
    return [key for key in _FIGURES if registry.indicator(key).needs in context.told]


def _columns(context: Context, first: str) -> list[Column]:
    margin = "cout" in context.told
    shown = [Column.of(key, wide=margin and key not in _NARROW) for key in _keys(context)]
    return [Column.plain(first), Column.of("ca"), *shown]


def _row(
    context: Context, columns: list[Column], first: Cell | str, ca_e4: int, worth: Worth
) -> list[Cell]:
    figures = (_FIGURES[key](worth, ca_e4) for key in _keys(context))
    return filled(columns, first, ca_e4, *figures)


def _months(context: Context) -> Table:
    """The last months, the newest first."""
    columns = _columns(context, _("Mois"))
    ca = dict(zip(context.snap.mois["mois"], context.snap.mois["ca_e4"], strict=True))
    found = margins.by_month(context.snap.valeur_magasins)
    rows = [
        _row(
            context,
            columns,
            tables.link(month_href(month), formats.medium_month(month)),
            int(ca.get(month, 0)),
            found[month],
        )
        for month in sorted(found, reverse=True)[:MONTHS]
    ]
    return Table(columns, rows, id="marges-mois", sortable=True)


def _stores(context: Context, whole: Worth) -> Table:
    """Every store that sold, whether or not its files tell more."""
    columns = _columns(context, _("Magasin"))
    found = margins.by(context.snap.valeur_magasins, "ID_magasin", *context.window)
    ca = _revenue(context, "ID_magasin")
    ordered = sorted(ca, key=lambda store: (-ca[store], store))
    rows = [
        _row(
            context,
            columns,
            tables.link(context.store_href(store), context.store_name(store)),
            ca[store],
            found.get(store, Worth()),
        )
        for store in ordered
    ]
    total = _row(context, columns, _("Total"), sum(ca.values()), whole)
    return Table(
        columns, rows, total, id="marges-magasins", sortable=True, scope=Scope(*context.window)
    )


def _products(context: Context) -> Table:
    """The products that bring the most margin."""
    columns = _columns(context, _("Produit"))
    found = margins.by(context.snap.valeur_produits, "ID_produit", *context.window)
    ca = _revenue(context, "ID_produit")
    ordered = sorted(found, key=lambda one: (-(found[one].margin_e4 or 0), one))[:PRODUCTS]
    rows = [
        _row(
            context,
            columns,
            tables.link(context.product_href(product), context.product_name(product)),
            ca.get(product, 0),
            found[product],
        )
        for product in ordered
        if found[product].lignes_cout
    ]
    return Table(columns, rows, id="marges-produits", sortable=True, scope=Scope(*context.window))


def _revenue(context: Context, key: str) -> Mapping[str, int]:
    frame = context.snap.magasins_jour if key == "ID_magasin" else context.snap.produits_jour
    sums = revenue.totals_by(frame, key, *context.window)
    return {str(one): int(ca) for one, ca in zip(sums[key], sums["ca_e4"], strict=True)}


def _rates(context: Context) -> list[tuple[str, Table]]:
    """The VAT of this month to J, and of the one before, each with a line a rate."""
    this = context.day.replace(day=1)
    before = (this - days.ONE_DAY).replace(day=1)
    spans = [(this, context.day), (before, this - days.ONE_DAY)]
    found = ((formats.span_words(*span), _of_rates(context, *span)) for span in spans)
    return [(words, table) for words, table in found if table]


def _of_rates(context: Context, first: date, last: date) -> Table:
    columns = [
        Column.plain(_("Taux")),
        Column.of("ca"),
        Column.of("ca_ht"),
        Column.of("tva_collectee"),
    ]
    found = margins.taxes(context.snap.tva, first, last)
    rows = [
        filled(
            columns,
            tables.number(formats.percent(Fraction(rate, 10_000), rate % 100 and 1), rate),
            one.ca_e4,
            one.ht_e4,
            one.tva_e4,
        )
        for rate, one in found.items()
    ]
    sums = [
        sum(getattr(one, name) for one in found.values()) for name in ("ca_e4", "ht_e4", "tva_e4")
    ]
    whole = revenue.totals(context.snap.jours, first, last).ca_e4
    apart = whole - sums[0]
    if apart:
        rows.append(filled(columns, Cell(own(_("inconnu")), ""), apart, None, None))
    return Table(
        columns, rows, filled(columns, _("Total"), whole, *sums[1:]), scope=Scope(first, last)
    )
