"""Columns of cells: each distinct text is parsed once, then spread over the rows.

What goes in: texts of one column to arrays of values and of reasons. What stays out: which parser
a column takes (`rows`), and how one value is read (`values`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sales_assets.contract.reasons import Reason
from sales_assets.contract.values import Moment, clean

REASONS = (None, *Reason)
"""Reason of a code in the arrays; 0 is no reason."""
CODES = {reason: code for code, reason in enumerate(REASONS)}

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
"""Places of chosen rows."""


@dataclass(frozen=True)
class Column:
    """Texts of one column.

    Attributes:
        codes: per row, the place of its text in `texts`.
        texts: the distinct texts, trimmed (two may be equal).
    """

    codes: npt.NDArray[np.intp]
    texts: list[str]

    def spread(self, per_text: Sequence[bool]) -> Mask:
        """Return per row what is said of its text."""
        return np.fromiter(per_text, np.bool_, len(self.texts))[self.codes]

    def changed(self, change: Callable[[str], str]) -> Column:
        """Return the column with each text changed."""
        return Column(self.codes, [change(text) for text in self.texts])

    @property
    def empty(self) -> Mask:
        """Return per row whether there is no text."""
        return self.spread([not text for text in self.texts])


@dataclass(frozen=True)
class Parsed:
    """Values of one column.

    Attributes:
        values: per row, int64 or datetime64[s]; meaningless where `known` is false.
        known: per row, whether there is a value.
        reasons: per row, the code of its reason in `REASONS`, 0 without one.
    """

    values: npt.NDArray[Any]
    known: Mask
    reasons: npt.NDArray[np.int8]

    def integers(self, rows: Rows) -> pd.arrays.IntegerArray:
        """Return the values as Int64, NA where unknown."""
        return pd.arrays.IntegerArray(self.values[rows], ~self.known[rows])

    def with_values(self, values: npt.NDArray[Any]) -> Parsed:
        """Return other values, known where these are."""
        return Parsed(values, self.known, self.reasons)

    def or_else(self, other: Parsed) -> Parsed:
        """Return these values, and those of another column where there is none."""
        return Parsed(
            np.where(self.known, self.values, other.values),
            self.known | other.known,
            np.where(self.reasons, self.reasons, other.reasons).astype(np.int8),
        )

    def days(self, rows: Rows) -> npt.NDArray[np.datetime64]:
        """Return the values as days, NaT where unknown."""
        days = self.values[rows].astype("datetime64[s]")
        days[~self.known[rows]] = np.datetime64("NaT", "s")
        return days


def column(texts: Sequence[str]) -> Column:
    """Find the distinct texts of a column and trim them."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    codes, distinct = pd.factorize(array)
    return Column(codes, [clean(text) for text in distinct])


def parse_integers(cells: Column, parser: Callable[[str], int | Reason | None]) -> Parsed:
    """Parse a column of whole numbers (units, employees, 1/10 000 €)."""
    results = [parser(text) for text in cells.texts]
    values = [0 if result is None or isinstance(result, Reason) else result for result in results]
    return _spread(cells, np.array(values, dtype=np.int64), results)


def parse_moments(cells: Column, parser: Callable[[str], Moment | Reason]) -> tuple[Parsed, Parsed]:
    """Parse a column of days, and the minute of each day where a time stands beside it."""
    results = [parser(text) for text in cells.texts]
    days = [one.day if isinstance(one, Moment) else "NaT" for one in results]
    minutes = [one.minute if isinstance(one, Moment) else None for one in results]
    return (
        _spread(cells, np.array(days, dtype="datetime64[D]").astype("datetime64[s]"), results),
        _spread(cells, np.array([minute or 0 for minute in minutes], dtype=np.int64), minutes),
    )


def texts(cells: Column, rows: Rows) -> pd.api.extensions.ExtensionArray:
    """Return the texts as a str array, NA where empty."""
    return strings(cells.texts).take(cells.codes[rows])


def strings(values: Sequence[str | None]) -> pd.api.extensions.ExtensionArray:
    """Return texts as a str array, NA where there is none or an empty one."""
    return pd.array(np.array([value or None for value in values], dtype=object), dtype="str")


def _spread(cells: Column, values: npt.NDArray[Any], results: Sequence[object]) -> Parsed:
    count = len(results)
    reasons = np.fromiter(
        (CODES[r] if isinstance(r, Reason) else 0 for r in results), np.int8, count
    )
    empty = np.fromiter((r is None for r in results), np.bool_, count)
    known = ~empty & (reasons == 0)
    return Parsed(values[cells.codes], known[cells.codes], reasons[cells.codes])
