"""What is decided once per file and column, from all its values, never value by value.

| what reads in two ways        | is settled by                                                    |
|-------------------------------|------------------------------------------------------------------|
| the mark in "1.234"           | the till; the other numbers of the column, then of the file; a   |
|                               | column of quantities that all have three decimals                |
| 1234 or 1.234, in "1.234"     | the same, where nothing in the file speaks for the other         |
| the order in 03/04/2025       | the dates that read in one way only (`DateOrder.decide`)         |
| 26 as a year, in 03/04/26     | a column that has no other, and cannot all be read year first    |
| "20" as a discount            | a title that says euros or per cent; a discount with cents       |
| "Type", "Nature"              | values that speak of lines (`meaning.are_statuses`)              |

What stays ambiguous is set aside, row by row. What goes in: one pass over the distinct texts of the
columns concerned, made only where a text asks for it. What stays out: reading one value (`values`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from sales_assets.contract.cells import Column
from sales_assets.contract.headers import Header
from sales_assets.contract.meaning import are_statuses, is_vague
from sales_assets.contract.values import (
    DateOrder,
    DateStyle,
    NumberStyle,
    clean,
    day_month_readings,
    decimal_mark,
    short_year,
    three_decimals,
    year_first,
)

NUMBERS = (
    "quantite",
    "prix_unitaire",
    "montant",
    "brut",
    "remise",
    "taux_remise",
    "prix",
    "cout",
    "cout_ligne",
)


@dataclass(frozen=True)
class Styles:
    """How the columns of a file are written.

    Attributes:
        numbers: by canonical column; a column that is not there has the default style.
        dates: of the column `date`.
        has_order: whether a date was met whose day and month are numbers without a year before.
        cents: whether a discount has cents: a bare "Remise" is then euros, not a share.
        goods: titles such as "Type" that speak of goods here, not of lines.
    """

    numbers: Mapping[str, NumberStyle]
    dates: DateStyle
    has_order: bool = False
    cents: bool = False
    goods: frozenset[str] = frozenset()

    def of(self, column: str) -> NumberStyle:
        """Return the style of a column of numbers."""
        return self.numbers.get(column, NumberStyle())


def is_needed(columns: Mapping[str, Column], header: Header) -> bool:
    """Tell whether a batch, or a title, has something that reads in two ways."""
    if "remise" in columns or any(map(is_vague, vague_titles(header))):
        return True
    numbers = (columns[name] for name in NUMBERS if name in columns)
    if any(three_decimals(text) for column in numbers for text in column.texts):
        return True
    return "date" in columns and any(map(day_month_readings, columns["date"].texts))


def vague_titles(header: Header) -> dict[str, int]:
    """Return the titles that may say what a line is, or what goods are, and their places."""
    found = {header.titles[place]: place for place in header.meaning}
    return {title: place for title, place in found.items() if not header.till and is_vague(title)}


@dataclass
class Evidence:
    """What the texts of a file say of its styles, gathered batch after batch."""

    marks: dict[str, set[str]] = field(default_factory=dict)
    threes: dict[str, set[str]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    words: dict[str, set[str]] = field(default_factory=dict)
    day_only: int = 0
    month_only: int = 0
    dates: int = 0
    short: bool = False
    long_years: bool = False
    year_first: set[date | None] = field(default_factory=set)

    def add(self, columns: Iterable[tuple[str, Column]]) -> None:
        """Look at the distinct texts of a batch, by canonical column."""
        for name, column in columns:
            for text in column.texts:
                self._date(text) if name == "date" else self._number(name, text)

    def add_words(self, title: str, column: Column) -> None:
        """Look at a column with a vague title."""
        self.words.setdefault(title, set()).update(column.texts)

    def _number(self, name: str, text: str) -> None:
        if mark := decimal_mark(text):
            self.marks.setdefault(name, set()).add(mark)
        elif three_decimals(text):
            self.threes.setdefault(name, set()).add(text)
        elif clean(text):
            self.others.add(name)

    def _date(self, text: str) -> None:
        readings = day_month_readings(text)
        if readings is None:
            self.long_years |= bool(clean(text))
            return
        self.dates += 1
        day_first, month_first = readings
        self.day_only += month_first is None and day_first is not None
        self.month_only += day_first is None and month_first is not None
        if short_year(text):
            self.short = True
            self.year_first.add(year_first(text))
        else:
            self.long_years = True

    def styles(self, decimal: str, today: date, zone: tzinfo | None) -> Styles:
        """Return what is settled.

        Args:
            decimal: The mark of the till, "" when it says nothing.
            today: The last day that is not in the future.
            zone: The shop's time zone.
        """
        everywhere = set().union(*self.marks.values()) if self.marks else set()
        numbers = {
            name: NumberStyle(decimal) if decimal else self._style(name, everywhere)
            for name in (*self.marks, *self.threes)
        }
        order = DateOrder.decide(self.day_only, self.month_only)
        goods = (title for title, words in self.words.items() if not are_statuses(words))
        return Styles(
            numbers,
            DateStyle(order, self._short_years(today), zone),
            self.dates > 0,
            bool(self.marks.get("remise")),
            frozenset(goods),
        )

    def _style(self, name: str, everywhere: set[str]) -> NumberStyle:
        """Settle the mark of a column, and whether the other one parts thousands.

        A mark that is decimal in one column never does in another; nor does one in quantities of
        which none shows its decimals: 1.250 is more often a weight than a crate.
        """
        mark = self._mark(name, everywhere)
        shown = name in self.marks or name != "quantite"
        return NumberStyle(mark, thousands=shown and everywhere <= {mark})

    def _mark(self, name: str, everywhere: set[str]) -> str:
        own = self.marks.get(name, set())
        for marks in (own, everywhere):
            if len(marks) == 1:
                return next(iter(marks))
            if marks:
                return ""
        three = self.threes.get(name, set())
        same = {three_decimals(text) for text in three}
        whole = name == "quantite" and name not in self.others and len(three) > 1
        return same.pop() if whole and len(same) == 1 else ""

    def _short_years(self, today: date) -> bool:
        """Tell whether two digits are a year, and the last ones: not where all may be the first."""
        if not self.short or self.long_years:
            return False
        return any(day is None or day > today for day in self.year_first)
