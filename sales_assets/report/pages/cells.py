"""Cells of figures that tables of several pages hold: amounts, shares and their bars.

What stays out: what a table is (`rendering`), and formats (`report.formats`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from sales_assets.indicators.comparisons import Comparison
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import own, piece
from sales_assets.report.pages.rows import ProductSums, StoreSums
from sales_assets.report.pages.tables import Cell


def amount(e4: Any) -> Cell:
    """A cell in euros under a heading that gives the unit."""
    return tables.number(formats.bare(rendering.euros(e4)), e4)


def index_cell(value: Any) -> Cell:
    """A cell of an index, 100 = the reference."""
    return tables.number(formats.index(value), value)


def tenths(value: Any, longest: Any = 0) -> Cell:
    """A cell for a share counted in tenths of a percent, with a bar against the longest."""
    if formats.undefined(value):
        return Cell(own(formats.UNDEFINED), "")
    shown = formats.decimal(Fraction(int(value), 10))
    if formats.undefined(longest) or longest <= 0:
        return tables.number(shown, value)
    return barred(shown, value, Fraction(int(value), int(longest)))


def whole_share() -> Cell:
    """A cell of the share of all."""
    return Cell(own(formats.decimal(100)))


def barred(shown: str, value: Any, part: Fraction) -> Cell:
    """A cell of a figure beside a bar that fills `part` of its room, 0 to 1."""
    width = min(100, max(0, round(100 * part)))
    return tables.number(piece("bar", width, own(shown)), value)


def change_words(ratio: Any, before: Any, first: date | None, since: date) -> Any:
    """Write a change from the CA `before`, or why there is none.

    It was less than nothing; or nothing, since its `first` sale ever is not before the window that
    begins on `since` (new), or is (back).
    """
    if not formats.undefined(ratio):
        return rendering.change(ratio)
    if before < 0:
        return _("CA négatif avant")
    return _("nouveau") if first is None or first >= since else _("de retour")


def evolution(context: Context, row: ProductSums | StoreSums) -> Cell:
    """A cell of how a product's or a store's CA changed in four weeks."""
    firsts = context.product_firsts if isinstance(row, ProductSums) else context.store_firsts
    identifier = row.ID_produit if isinstance(row, ProductSums) else row.ID_magasin
    if not context.comparable:
        shown = formats.direction(None)
    elif row.ca_e4 or row.avant_e4:
        shown = change_words(row.taux, row.avant_e4, firsts.get(identifier), context.window[0])
    else:
        shown = ""
    return replace(tables.variation(row.taux), html=shown)


def per_employee_cell(e4: Any) -> Cell:
    """A cell of a CA by employee, rounded to the euro."""
    if formats.undefined(e4):
        return Cell(_("sans effectif"), "")
    return tables.number(formats.bare(formats.round_euros(e4)), e4)


def compared(ca_e4: Any, part_e4: Any, n1_e4: Any, index: Any) -> tuple[Any, Cell, Any, Any]:
    """The four figures of a comparison with N-1 that stand side by side.

    The CA, its compared part with a bar that it fills, N-1, and their index, or why there is none.
    """
    if formats.undefined(part_e4):
        return ca_e4, Cell(own(formats.UNDEFINED), ""), None, None
    part = Fraction(int(part_e4), int(ca_e4)) if ca_e4 else Fraction(1)
    shown = barred(formats.bare(rendering.euros(part_e4)), part_e4, part)
    return ca_e4, shown, n1_e4, no_figure(_("non comparable")) if index is None else index


def compared_cells(found: Comparison | None) -> tuple[Any, Any, Cell]:
    """The compared CA, N-1 and the change of a comparison with N-1, or why there is none."""
    if found is None or found.value_e4 is None:
        return None, None, tables.variation(None)
    rate = found.rate
    shown = no_figure(_("non comparable")) if rate is None else tables.variation(rate)
    return found.value_e4, found.reference_e4, shown


def state_cell(state: str) -> Cell:
    """A cell of a day without a figure: closed, missing, in quarantine."""
    return no_figure(state_words(state), loud=state != "ferme")


def no_figure(words: str, *, loud: bool = False) -> Cell:
    """Words in the place of a figure: why there is none."""
    return Cell(piece("state", own(words), loud), "")


def weekday_cell(context: Context, day: date, prefix: str) -> Cell:
    """A cell of a day with its weekday, leading to its sheet where it has one."""
    shown = f"{formats.weekday_name(day)[:3]}. {formats.short_day(day)}"
    return Cell(day_link(context, day, shown, prefix), day.isoformat())


def day_link(context: Context, day: date, shown: str, prefix: str = "") -> Markup:
    """Write a day, leading to its sheet where it has one."""
    if day not in context.known_sheets:
        return own(shown)
    return piece("link", context.day_href(day, prefix), own(shown))
