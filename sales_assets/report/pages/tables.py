"""Tables and cards: what their columns say of themselves, and how their figures are written.

What goes in: the types that templates draw. A column, or a card, is made `of` an indicator, which
gives its title, unit, alignment, format, order and proof (`indicators/indicators.toml`); one that
shows no indicator is `plain`, and says so. What stays out: what a page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from markupsafe import Markup

from sales_assets.indicators import registry
from sales_assets.indicators.registry import Indicator
from sales_assets.report import formats
from sales_assets.report.pages.rendering import Scope, change, euros, finalized, own, piece

Figure = int | Fraction | float | date | str | None


class _Style(NamedTuple):
    """How the figures of a format stand in a column.

    `write` is given the figure and the format's options; `sign` says that the heading has the
    unit, so that cells leave it out.
    """

    write: Callable[..., str]
    sign: bool = False
    order: Callable[[Any], Any] = lambda figure: figure


def _bare(write: Callable[..., str]) -> Callable[..., str]:
    return lambda figure, **options: formats.bare(write(figure, **options))


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


_STYLES = {
    "whole": _Style(formats.whole),
    "euros": _Style(_bare(euros), sign=True),
    "exact_euros": _Style(_bare(formats.exact_euros), sign=True),
    "round_euros": _Style(_bare(formats.round_euros), sign=True),
    "change": _Style(change),
    "index": _Style(formats.index),
    "short_day": _Style(formats.short_day, order=_ordinal),
    "decimal": _Style(formats.decimal),
    "percent": _Style(formats.percent, sign=True),
    "quantity": _Style(formats.quantity),
}
_CLASSES = {
    (False, False): "",
    (True, False): ' class="v-nombre"',
    (False, True): ' class="v-large"',
    (True, True): ' class="v-nombre v-large"',
}


@dataclass(frozen=True)
class Cell:
    """What a cell shows and, where it is not its text, what it sorts by (None: unknown)."""

    html: Any
    value: Any = None

    @property
    def shown(self) -> str:
        """What it shows, as HTML."""
        return str(finalized(self.html))


BLANK = Cell("")


@dataclass(frozen=True)
class Column:
    """A column's heading and how its figures are written; made by `of` or by `plain`.

    `number` aligns right and sorts as numbers; `wide` hides on a phone. `indicator` is the key
    whose proof its figures open, `scope` what they stand on where that is not the table's.
    """

    title: str
    unit: str = ""
    number: bool = False
    wide: bool = False
    sortable: bool = True
    indicator: str = ""
    scope: Scope | None = None
    write: Callable[[Any], str] | None = None
    order: Callable[[Any], Any] = lambda figure: figure

    @classmethod
    def of(
        cls,
        key: str,
        title: str | None = None,
        *,
        unit: str | None = None,
        format: str | None = None,
        wide: bool = False,
        proof: bool = True,
        scope: Scope | None = None,
    ) -> Column:
        """Return the column of an indicator.

        Args:
            key: The indicator; KeyError for one that does not exist.
            title: Its title where it is not the indicator's short name.
            unit: Its unit where it is not the indicator's: what a change is counted from.
            format: Its format where that is not the indicator's: amounts rounded to the euro.
            wide: Whether it hides on a phone.
            proof: Whether its figures open their proof; not where each does so by itself.
            scope: What its figures stand on, where that is not the table's.
        """
        found = registry.indicator(key)
        style = _STYLES.get(format or found.format)
        return cls(
            found.short if title is None else title,
            _heading_unit(found, style) if unit is None else unit,
            number=style is not None,
            wide=wide,
            indicator=key if proof else "",
            scope=scope,
            write=_writer(found, style) if style else None,
            order=style.order if style else lambda figure: figure,
        )

    @classmethod
    def plain(
        cls,
        title: str,
        unit: str = "",
        *,
        number: bool = False,
        wide: bool = False,
        sortable: bool = True,
    ) -> Column:
        """Return a column that shows no indicator: names, words or, with `number`, counts."""
        write = formats.whole if number else None
        return cls(title, unit, number=number, wide=wide, sortable=sortable, write=write)

    def cell(self, figure: Figure) -> Cell:
        """Write a figure of this column, or foreign text where it holds no numbers."""
        if self.write is None:
            return Cell(figure)
        return number(self.write(figure), self.order(figure))

    @property
    def css(self) -> str:
        """The attribute that sets its heading and its cells."""
        return _CLASSES[self.number, self.wide]


def _heading_unit(found: Indicator, style: _Style | None) -> str:
    return found.unit if found.below or (style is not None and style.sign) else ""


def _writer(found: Indicator, style: _Style) -> Callable[[Any], str]:
    options: dict[str, Any] = {}
    if found.signed:
        options["signed"] = True
    if found.decimals is not None:
        options["decimals"] = found.decimals
    return (lambda figure: style.write(figure, **options)) if options else style.write


def filled(columns: Sequence[Column], *shown: Cell | Figure) -> list[Cell]:
    """Return a row: cells as they are, figures as their columns write them."""
    return [
        one if isinstance(one, Cell) else column.cell(one)
        for column, one in zip(columns, shown, strict=True)
    ]


@dataclass(frozen=True)
class Table:
    """A table as a template draws it: cells by row, an optional first row of totals."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    id: str = ""
    sortable: bool = False
    page: int = 0
    search: str = ""
    note: str = ""
    scope: Scope | None = None
    rest: str = ""
    """The script of its other rows (`remainder.cut`)."""

    def __bool__(self) -> bool:
        """An empty table is false, so that a template says its empty state instead."""
        return bool(self.rows)

    def cells(self, row: Sequence[Cell]) -> Iterator[tuple[Markup, Any]]:
        """Return the cells of a row: their attributes (class, order) and what they show."""
        for column, cell in zip(self.columns, row, strict=False):
            value = cell.value if self.sortable else None
            order = "" if value is None else f' data-v="{finalized(value)}"'
            yield own(column.css + order), cell.html


@dataclass(frozen=True)
class Card:
    """A figure with its small lines and the page that explains it; made by `of` or by `plain`.

    `indicator` is the key whose proof the figure opens, on `scope`.
    """

    name: str
    figure: Markup
    details: Sequence[Markup] = ()
    svg: str = ""
    href: str = ""
    indicator: str = ""
    scope: Scope | None = None

    @classmethod
    def of(
        cls,
        key: str,
        name: str,
        figure: Markup | int | None,
        scope: Scope,
        details: Sequence[Markup] = (),
        *,
        svg: str = "",
        href: str = "",
    ) -> Card:
        """Return the card of an indicator on a scope; KeyError for one that does not exist.

        A number is written as the indicator is, an amount rounded to the euro; a count of what the
        indicator is about comes written.
        """
        found = registry.indicator(key)
        if not isinstance(figure, Markup):
            write = formats.round_euros if found.unit == "€" else getattr(formats, found.format)
            figure = own(write(figure))
        return cls(name, figure, details, svg, href, key, scope)

    @classmethod
    def plain(
        cls, name: str, figure: Markup, details: Sequence[Markup] = (), *, href: str = ""
    ) -> Card:
        """Return the card of a figure that is no indicator's."""
        return cls(name, figure, details, href=href)


def number(shown: str, value: Any) -> Cell:
    """A cell of a formatted figure and the number it sorts by ("" when undefined)."""
    return Cell(own(shown), _order(value))


def _order(value: Any) -> Markup:
    # "g" would keep six digits only, and sort two close amounts as equal
    return own("" if formats.undefined(value) else f"{float(value):.15g}")


def whole(value: Any) -> Cell:
    """A cell of a whole number."""
    return number(formats.whole(value), value)


def variation(value: Any) -> Cell:
    """A cell of a change, arrow first."""
    return Cell(change(value), _order(value))


def link(href: str, shown: Any, after: Any = "") -> Cell:
    """A cell that leads to a sheet, sorted by its text; `shown` and `after` are foreign text."""
    return Cell(piece("link", href, str(shown), str(after)))
