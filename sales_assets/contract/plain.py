"""Lines without a quote: a page of them is cut by Arrow, many times faster than cell by cell.

What goes in: text that the csv module and Arrow are known to read alike, record for line. Whatever
else stays out: `cut` declines it, and `tape` cuts it record by record.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sales_assets.contract.cells import Column
from sales_assets.contract.values import clean


@dataclass(frozen=True)
class Page:
    """Consecutive records of one line each, all of the header's width (see `tape.Batch`).

    Attributes:
        columns: the cells, column by column.
        text: the lines, in UTF-8.
        limits: where each line starts in `text`, and the end of the last one.
        first: physical line of the first record.
        delimiter: one character.
    """

    columns: list[Column]
    text: bytes
    limits: npt.NDArray[np.intp]
    first: int
    delimiter: str

    @property
    def odd(self) -> dict[int, list[str]]:
        """No record has another width than the header."""
        return {}

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """Physical line of each record."""
        return np.arange(self.first, self.first + len(self.limits) - 1, dtype=np.int64)

    def column(self, place: int) -> Column:
        """Return the cells of a column."""
        return self.columns[place]

    def row(self, place: int) -> list[str]:
        """Return the cells of the record at `place`."""
        return [cell.lstrip(" ") for cell in self.raw(place).split(self.delimiter)]

    def raw(self, place: int) -> str:
        """Return the raw text of the record at `place`, without its line end."""
        return self.text[self.limits[place] : self.limits[place + 1] - 1].decode()


def cut(text: bytes, first: int, delimiter: str, width: int, size: int) -> Page | None:
    """Cut whole lines into cells; None unless the csv module would find the very same cells.

    Args:
        text: lines in UTF-8 that end with a line feed, without any carriage return.
        first: physical line of the first one.
        delimiter: one character.
        width: cells of each line.
        size: most lines of a page.
    """
    if b'"' in text or b"\0" in text or not delimiter.isascii():
        return None
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1
    limits = np.concatenate(([0], ends[:size]))
    if not len(ends) or np.diff(limits).max() > csv.field_size_limit():
        return None
    text = text[: limits[-1]]
    columns = _columns(text, delimiter, width)
    if columns is None or len(columns[0].codes) != len(limits) - 1:
        return None
    return Page(columns, text, limits, first, delimiter)


def _columns(text: bytes, delimiter: str, width: int) -> list[Column] | None:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import csv as arrow

    names = list(map(str, range(width)))
    texts = pa.dictionary(pa.int32(), pa.string())
    try:
        table = arrow.read_csv(
            pa.py_buffer(text),
            arrow.ReadOptions(column_names=names),
            arrow.ParseOptions(delimiter=delimiter, quote_char=False, escape_char=False),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, texts)),
        )
    except pa.ArrowInvalid:  # a line of another width
        return None
    cells = (chunked.unify_dictionaries().combine_chunks() for chunked in table.columns)
    return [
        Column(
            cell.indices.to_numpy().astype(np.intp),
            [clean(distinct) for distinct in cell.dictionary.to_pylist()],
        )
        for cell in cells
    ]
