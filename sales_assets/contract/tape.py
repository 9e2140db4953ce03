"""Records of a CSV file, each with its physical lines and its raw text, in bounded memory.

What goes in: a "tape" that keeps the lines of the records at hand, cut by `plain` where it can,
else by the csv module, and the refusal of quotes that swallow what follows. What stays out: what
the cells mean (`rows`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
import numpy.typing as npt

from sales_assets.contract import cells, plain
from sales_assets.contract.cells import Column
from sales_assets.contract.values import clean
from sales_assets.errors import Refused
from sales_assets.language import mark

if TYPE_CHECKING:
    from _csv import Reader

_CHUNK = 1 << 20
_PAGE = 1 << 22
"""Most characters that `plain` is offered at once."""
_LINE = 32
"""Characters of a usual line: no more are read ahead than the rows asked for may need."""
_STEP = 500
"""Records cut at once: few enough lists alive not to wake the garbage collector (twice as fast)."""
_FULL = 1 << 23
"""Characters held after which a batch is handed over, however few its rows."""
_TOO_MUCH = 1 << 24
"""Characters that a step of records can never need: only a quote never closed does."""
_END = "\0"
"""Last line of every tape: a record of its own, unless an open quote swallows it."""


@dataclass
class Batch:
    """Consecutive records.

    Attributes:
        columns: the cells, column by column; the odd records have empty ones.
        odd: the cells of the records that have not as many as the header, by place.
        starts: physical line, from 1, where each record starts.
        ends: physical line where each record ends.
        tape: where their raw text is; it moves on with the next batch.
    """

    columns: list[list[str]]
    odd: dict[int, list[str]]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    tape: Tape

    def column(self, place: int) -> Column:
        """Return the cells of a column."""
        return cells.column(self.columns[place])

    def row(self, place: int) -> list[str]:
        """Return the cells of the record at `place`."""
        return self.odd.get(place) or [column[place] for column in self.columns]

    def raw(self, place: int) -> str:
        """Return the raw text of the record at `place`, without its line end."""
        return self.tape.text(int(self.starts[place]), int(self.ends[place]))


Records = Batch | plain.Page
"""Consecutive records, however they were cut."""


class Tape:
    """The physical lines of a file, kept from the first record in use to the last one read.

    Attributes:
        first: number of the first line kept, from 1.
        held: characters kept.
        ended: whether all was played.
    """

    def __init__(self, file: TextIO, name: str, delimiter: str) -> None:
        """Start before the first line of a file opened with universal newlines."""
        self._file = file
        self._name = name
        self._delimiter = delimiter
        self._lines: list[str] = []
        self._rest = ""
        self.first = 1
        self.held = 0
        self.ended = False

    def page(self, size: int) -> bytes:
        """Return whole lines to come, about `size`; they will be played unless `turn` follows."""
        most = min(_PAGE, size * _LINE)
        text = "".join(self._lines) + self._rest
        self._rest = text + self._file.read(max(0, most - len(text)))
        self._lines = []
        self.held = len(self._rest)
        return self._rest[: self._rest.rfind("\n", 0, most) + 1].encode()

    def turn(self, page: plain.Page) -> None:
        """Go past a page; after the last one nothing is left to play."""
        self.first += len(page.starts)
        self._rest = self._rest[len(page.text.decode()) :] or self._file.read(1)
        self.ended = not self._rest

    def play(self) -> Iterator[str]:
        """Yield the lines to come, then the end mark."""
        yield from list(self._lines)
        more = True
        while more:
            chunk = self._file.read(_CHUNK)
            more = bool(chunk)
            lines = io.StringIO(self._rest + chunk).readlines()
            whole = not more or not lines or lines[-1].endswith("\n")
            self._rest = "" if whole else lines.pop()
            self._lines += lines
            self.held += len(chunk)
            if len(self._rest) > _CHUNK:
                raise self._too_long(self.first + len(self._lines))
            if self.held > _TOO_MUCH:
                raise self.refusal(self.first)
            yield from lines
        self.ended = True
        yield _END

    def text(self, start: int, end: int) -> str:
        """Return the raw text from line `start` to line `end`, without the last line end."""
        lines = self._lines[start - self.first : end + 1 - self.first]
        return "".join(lines).removesuffix("\n")

    def forget(self, line: int) -> None:
        """Drop the lines before `line`."""
        del self._lines[: line - self.first]
        self.first = line
        self.held = sum(map(len, self._lines))

    def refusal(self, start: int) -> Refused:
        """Return the refusal of a record that starts at line `start` and does not end properly."""
        opened = _opening(self.text(start, start + len(self._lines)), self._delimiter)[0]
        if opened is None:
            return self._too_long(start)
        return open_quote(self._name, start + opened)

    def _too_long(self, line: int) -> Refused:
        return Refused(
            mark(
                "{nom}, ligne {ligne} : cette ligne est trop longue pour être une ligne de "
                "tableau. Exportez le fichier de nouveau."
            ),
            "ligne_trop_longue",
            nom=self._name,
            ligne=line,
        )


def open_quote(name: str, line: int) -> Refused:
    """Return the refusal of a file with a quote opened at `line` and not closed properly."""
    return Refused(
        mark(
            "{nom}, ligne {ligne} : un guillemet est ouvert et jamais refermé correctement, "
            "ce qui avale les lignes suivantes. Supprimez ce guillemet ou refermez-le, puis "
            "redéposez le fichier."
        ),
        "guillemet_ouvert",
        nom=name,
        ligne=line,
    )


def cut(lines: Iterable[str], delimiter: str) -> Reader:
    """Return the csv module's reader, set as all our files are read."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


@dataclass(frozen=True)
class Cutting:
    """How a file is cut into records.

    Attributes:
        encoding: Python codec name.
        delimiter: one character.
        skip: records above the data.
        width: cells of a regular record.
    """

    encoding: str
    delimiter: str
    skip: int
    width: int


def batches(path: Path, name: str, cutting: Cutting, size: int) -> Iterator[Records]:
    """Yield the data records of a file, at most `size` at a time.

    Raises:
        Refused: a quote never closed, a line too long.
    """
    with path.open(encoding=cutting.encoding, newline=None) as file:
        tape = Tape(file, name, cutting.delimiter)
        _skip(tape, cutting)
        while not tape.ended:
            page = plain.cut(tape.page(size), tape.first, cutting.delimiter, cutting.width, size)
            if page is not None:
                tape.turn(page)
                yield page
                continue
            batch = _fill(tape, cutting, size)
            for place in np.flatnonzero(batch.starts != batch.ends).tolist():
                start, end = int(batch.starts[place]), int(batch.ends[place])
                _check_quotes(tape, start, end, cutting)
            yield batch
            tape.forget(int(batch.ends[-1]) + 1 if len(batch.ends) else tape.first)


def _skip(tape: Tape, cutting: Cutting) -> None:
    """Go past the header and what stands above it."""
    reader = cut(tape.play(), cutting.delimiter)
    start = 1
    for _skipped in range(cutting.skip):
        start = reader.line_num + 1
        next(reader)
    _check_quotes(tape, start, reader.line_num, cutting)
    tape.forget(reader.line_num + 1)


def _fill(tape: Tape, cutting: Cutting, size: int) -> Batch:
    """Take records until the batch is full of rows, or of characters, or the tape has ended."""
    width = cutting.width
    reader = cut(tape.play(), cutting.delimiter)
    columns: list[list[str]] = [[] for _column in range(width)]
    odd: dict[int, list[str]] = {}
    above = tape.first - 1
    ends = [above]
    while len(ends) <= size and tape.held < _FULL and not tape.ended:
        rows = []
        try:
            for row in islice(reader, min(_STEP, size + 1 - len(ends))):
                rows.append(row)
                ends.append(above + reader.line_num)
        except csv.Error as error:
            raise tape.refusal(ends[-1] + 1) from error
        if set(map(len, rows)) != {width}:
            odd |= _regularise(rows, width, len(columns[0]))
        for column, texts in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(texts)
    if tape.ended:
        ends.pop()
        if odd.pop(len(ends) - 1, None) != [_END]:
            raise tape.refusal(ends[-1] + 1)
        for column in columns:
            column.pop()
    lines = np.array(ends, np.int64)
    return Batch(columns, odd, lines[:-1] + 1, lines[1:], tape)


def _regularise(rows: list[list[str]], width: int, first: int) -> dict[int, list[str]]:
    """Give all rows the same width; return those that had another, by place counted from `first`.

    Empty cells beyond the header hold nothing: a delimiter at the end of each line is no fault.
    """
    odd = {}
    for place, row in enumerate(rows):
        if len(row) > width and not any(map(clean, row[width:])):
            rows[place] = row[:width]
        elif len(row) != width:
            odd[first + place] = row
            rows[place] = [""] * width
    return odd


def _check_quotes(tape: Tape, start: int, end: int, cutting: Cutting) -> None:
    """Refuse a record over several lines whose quote was closed by a later, unrelated one."""
    text = tape.text(start, end)
    at_fault = _opening(text, cutting.delimiter)[1]
    regular = len(next(cut(io.StringIO(text), cutting.delimiter))) == cutting.width
    if at_fault or (not regular and _swallows(text, cutting)):
        raise tape.refusal(start)


def _swallows(text: str, cutting: Cutting) -> bool:
    """Tell whether a line inside an irregular record is a whole row by itself."""
    return any(
        '"' not in line and line.count(cutting.delimiter) == cutting.width - 1
        for line in text.split("\n")[1:]
    )


def _opening(text: str, delimiter: str) -> tuple[int | None, bool]:
    """Find the quote at fault: how many lines down it was opened, and whether there is a fault.

    It is the first quoted cell that spans lines without an end, or with an end in the middle of
    its text, or longer than a cell can be. Without fault, the first that spans lines at all.
    """
    stop = re.escape(delimiter) + "\n"
    cell = re.compile(rf' *(?:"([^"]*(?:""[^"]*)*)("|\Z))?([^{stop}]*)(?:[{stop}]|\Z)')
    place, opened, at_fault = 0, None, False
    while place < len(text) and not at_fault:
        found = cell.match(text, place)
        if found is None or found.end() == place:
            break
        place = found.end()
        if found[1] is not None and ("\n" in found[1] or not found[2]):
            too_long = len(found[1]) > csv.field_size_limit()
            at_fault = not found[2] or bool(clean(found[3])) or too_long
            opened = found.start(1) if at_fault or opened is None else opened
    return None if opened is None else text.count("\n", 0, opened), at_fault
