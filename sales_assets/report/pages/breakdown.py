"""What a period is made of: its stores, its products, its weekdays, why it moved.

What goes in: the tables that a month's and a year's sheet share. What stays out: arithmetic
(`indicators`).
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from sales_assets.indicators import comparisons, extremes, pvm, revenue, shares
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cells import barred, compared_cells, tenths, whole_share
from sales_assets.report.pages.context import YEAR, Context
from sales_assets.report.pages.periods import Period
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.rows import ProductTotals, StoreTotals, records
from sales_assets.report.pages.tables import Cell, Column, Figure, Table, filled

BEST = 10


def stores(context: Context, period: Period, prefix: str) -> Table:
    """Return the stores of a period, best first, each compared on its own days."""
    window = period.first, period.last
    table = revenue.totals_by(context.snap.magasins_jour, "ID_magasin", *window)
    compared = comparisons.comparable_by_store(context.pairs, *window)
    table["part"] = shares.shares(table["ca_e4"])
    ordered = table.sort_values(["ca_e4", "ID_magasin"], ascending=[False, True])
    columns = [
        Column.plain(_("Magasin")),
        Column.of("ca"),
        Column.of("part_ca"),
        Column.of("ca_comparable", wide=True),
        Column.of("n1_comparable", wide=True),
        Column.of("evolution_n1", wide=True),
    ]
    rows = []
    for row in records(ordered, StoreTotals):
        rows.append(
            filled(
                columns,
                tables.link(
                    context.store_href(row.ID_magasin, prefix),
                    context.store_name(row.ID_magasin),
                ),
                row.ca_e4,
                tenths(row.part, table["part"].max()),
                *compared_cells(compared.get(row.ID_magasin)),
            )
        )
    whole = comparisons.comparable_n1(context.pairs, *window)
    total = filled(
        columns, _("Total"), int(table["ca_e4"].sum()), whole_share(), *compared_cells(whole)
    )
    return Table(columns, rows, total, id="par-magasin", sortable=True, page=20,
                 scope=Scope(*window))  # fmt: skip


def products(context: Context, period: Period, prefix: str) -> Table:
    """Return the ten best products of a period, and all the others in one line."""
    window = period.first, period.last
    table = revenue.totals_by(context.snap.produits_jour, "ID_produit", *window)
    table = table.sort_values(["ca_e4", "ID_produit"], ascending=[False, True], ignore_index=True)
    table["part"] = shares.shares(table["ca_e4"])
    columns = [
        Column.plain(_("Produit")),
        Column.of("ca"),
        Column.of("part_ca"),
        Column.of("quantite", wide=True),
    ]
    best, rest = table.head(BEST), table.iloc[BEST:]
    rows = [
        filled(
            columns,
            tables.link(
                context.product_href(row.ID_produit, prefix), context.product_name(row.ID_produit)
            ),
            row.ca_e4,
            tenths(row.part, table["part"].max()),
            row.quantite_e3,
        )
        for row in records(best, ProductTotals)
    ]
    if len(rest):
        part = None if rest["part"].isna().any() else int(rest["part"].sum())
        rows.append(
            filled(
                columns,
                Cell(rendering.counted(len(rest), "autre produit", "autres produits")),
                int(rest["ca_e4"].sum()),
                tenths(part),
                int(rest["quantite_e3"].sum()),
            )
        )
    total = filled(
        columns,
        _("Total"),
        int(table["ca_e4"].sum()),
        whole_share(),
        int(table["quantite_e3"].sum()),
    )
    return Table(columns, rows, total, id="par-produit", scope=Scope(*window))


def profile(context: Context, period: Period) -> Table:
    """Return the mean of each weekday: in the period, and for a month over the year before.

    A side without four days of any weekday is left out; no side, no row.
    """
    snap = context.snap
    own_days = extremes.weekday_profile(snap.jours, snap.etats, period.first, period.last)
    year = extremes.weekday_profile(snap.jours, snap.etats, period.last - YEAR, period.last)
    window, back = Scope(period.first, period.last), Scope(period.last - YEAR, period.last)
    columns = [Column.plain(_("Jour"))]
    sides = []
    for words, profile, extent in ((period.name, own_days, window), (_("12 mois"), year, back)):
        known = [value for value in profile["indice"] if value is not None]
        if known and (profile is own_days or "-" in period.key):
            sides.append((profile, max(known)))
            columns += [
                Column.of("ca_jour_ouverture", unit=words, format="round_euros", scope=extent),
                Column.of("profil_semaine", scope=extent),
            ]  # fmt: skip
    rows = []
    for weekday in year.loc[year["jours"] > 0, "jour_semaine"] if sides else []:
        name = formats.weekday_name(date(2024, 1, 1 + weekday))
        figures: list[Cell | Figure] = []
        for profile, longest in sides:
            figures.append(profile["moyenne_e4"][weekday])
            figures.append(_index_bar(profile["indice"][weekday], longest))
        rows.append(filled(columns, Cell(formats.capital(name), f"{weekday}"), *figures))
    return Table(columns, rows, id="profil", scope=window)


def _index_bar(value: Any, longest: Any) -> Cell:
    if formats.undefined(value) or not longest:
        return tables.number(formats.index(value, 0), value)
    return barred(formats.index(value, 0), value, Fraction(value) / Fraction(longest))


def effects(context: Context, period: Period) -> Table:
    """Return why the CA moved against N-1, on the very perimeter of that comparison."""
    snap = context.snap
    window = period.first, period.last
    before, after = comparisons.comparable_products(
        context.pairs, snap.magasins_jour, snap.produits_jour, snap.vendus, *window
    )
    columns = [Column.plain(_("Effet")), Column.plain(_("Écart"), "€", number=True)]
    if before.empty:
        return Table(columns, [])
    measured = bool(snap.prix["ID_produit"].duplicated().any())
    found = pvm.price_volume_mix(before, after, measurable=measured)
    price = (
        _effect(_("Prix"), _("les prix ont changé"), found.price)
        if found.measurable or found.price
        else [_named(_("Prix"), _("aucun changement de prix connu")), Cell(_("non mesurable"), "")]
    )
    rows = [
        _effect(_("Volume"), _("plus ou moins d’articles"), found.volume),
        _effect(_("Mix"), _("des produits plus chers ou moins chers"), found.mix),
        price,
        _effect(_("Nouveaux produits"), _("vendus cette année seulement"), found.new),
        _effect(_("Produits arrêtés"), _("vendus l’an dernier seulement"), found.stopped),
    ]
    if found.rest:
        words = _("quantité nette nulle ou négative")
        rows.append(_effect(_("Non décomposé"), words, found.rest))
    total = [Cell(_("Écart avec N-1")), _gap(found.gap_e4)]
    return Table(columns, rows, total, id="effets", scope=Scope(*window))


def _named(name: str, words: str) -> Cell:
    return Cell(piece("after", name, own(words)))


def _effect(name: str, words: str, value: Any) -> list[Cell]:
    return [_named(name, words), _gap(value)]


def _gap(value: Any) -> Cell:
    shown = formats.bare(formats.euros(value, signed=True))
    return tables.number(shown, value)
