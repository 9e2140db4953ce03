"""Records of a CSV file, each with its physical lines and its raw text, in bounded memory.

What goes in: the csv module over a "tape" that keeps the lines of the records at hand, and the
refusal of quotes that swallow what follows. What stays out: what the cells mean (`rows`).
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

from sales_assets.contract.errors import Refused
from sales_assets.language import _

if TYPE_CHECKING:
    from _csv import Reader

_CHUNK = 1 << 20
_STEP = 5_000
_FULL = 1 << 24
"""Characters held after which a batch is handed over, however few its rows."""
_TOO_MUCH = 1 << 26
"""Characters that a step of records can never need: only a quote never closed does."""
_END = "\0"
"""Last line of every tape: a record of its own, unless an open quote swallows it."""


@dataclass
class Batch:
    """Consecutive records.

    Attributes:
        rows: the cells of each record, as the csv module cuts them.
        starts: physical line, from 1, where each record starts.
        ends: physical line where each record ends.
        tape: where their raw text is; it moves on with the next batch.
    """

    rows: list[list[str]]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    tape: Tape

    def raw(self, place: int) -> str:
        """Return the raw text of the record at `place`, without its line end."""
        return self.tape.text(int(self.starts[place]), int(self.ends[place]))


class Tape:
    """The physical lines of a file, kept from the first record in use to the last one read."""

    def __init__(self, name: str, delimiter: str) -> None:
        """Start before the first line."""
        self._name = name
        self._delimiter = delimiter
        self._lines: list[str] = []
        self._first = 1
        self.held = 0
        self.ended = False

    def play(self, file: TextIO) -> Iterator[str]:
        """Yield the lines of a file opened with universal newlines, then the end mark."""
        rest = ""
        while chunk := file.read(_CHUNK):
            lines = io.StringIO(rest + chunk).readlines()
            rest = "" if lines[-1].endswith("\n") else lines.pop()
            self._lines += lines
            self.held += len(chunk)
            if self.held > _TOO_MUCH or len(rest) > _CHUNK:
                raise self.refusal(self._first)
            yield from lines
        if rest:
            self._lines.append(rest)
            yield rest
        self.ended = True
        yield _END

    def text(self, start: int, end: int) -> str:
        """Return the raw text from line `start` to line `end`, without the last line end."""
        lines = self._lines[start - self._first : end + 1 - self._first]
        return "".join(lines).removesuffix("\n")

    def forget(self, line: int) -> None:
        """Drop the lines before `line`."""
        del self._lines[: line - self._first]
        self._first = line
        self.held = sum(map(len, self._lines))

    def refusal(self, start: int) -> Refused:
        """Return the refusal of a record that starts at line `start` and does not end properly."""
        opened = _opening(self.text(start, start + len(self._lines)), self._delimiter)
        if opened is None:
            return Refused(
                _(
                    "{nom}, ligne {ligne} : cette ligne est trop longue pour être une ligne de "
                    "tableau. Exportez le fichier de nouveau."
                ).format(nom=self._name, ligne=start),
                "ligne_trop_longue",
            )
        return Refused(
            _(
                "{nom}, ligne {ligne} : un guillemet est ouvert et jamais refermé correctement, "
                "ce qui avale les lignes suivantes. Supprimez ce guillemet ou refermez-le, puis "
                "redéposez le fichier."
            ).format(nom=self._name, ligne=start + opened),
            "guillemet_ouvert",
        )


def cut(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> Reader:
    """Return the csv module's reader, set as all our files are read."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)


def batches(
    path: Path, name: str, encoding: str, delimiter: str, skip: int, size: int
) -> Iterator[Batch]:
    """Yield the records of a file, at most `size` at a time, the first `skip` left out.

    Raises:
        Refused: a quote never closed, a line too long, a character that cannot be decoded.
    """
    with path.open(encoding=encoding, newline=None) as file:
        tape = Tape(name, delimiter)
        reader = cut(tape.play(file), delimiter)
        last = 0
        while not tape.ended:
            rows, ends = _fill(reader, tape, last, size)
            starts = [last, *ends[:-1]]
            last = ends[-1]
            if tape.ended:
                if rows.pop() != [_END]:
                    raise tape.refusal(starts[-1] + 1)
                del starts[-1], ends[-1]
            if skip:
                skipped = min(skip, len(rows))
                del rows[:skipped], starts[:skipped], ends[:skipped]
                skip -= skipped
            batch = Batch(rows, np.array(starts, np.int64) + 1, np.array(ends, np.int64), tape)
            _check_quotes(batch, delimiter)
            yield batch
            tape.forget(last + 1)


def _fill(reader: Reader, tape: Tape, last: int, size: int) -> tuple[list[list[str]], list[int]]:
    """Take records until the batch is full of rows, or of characters, or the tape has ended."""
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        while len(rows) < size and tape.held < _FULL and not tape.ended:
            for row in islice(reader, min(_STEP, size - len(rows))):
                rows.append(row)
                ends.append(reader.line_num)
    except csv.Error as error:
        raise tape.refusal((ends[-1] if ends else last) + 1) from error
    return rows, ends


def _check_quotes(batch: Batch, delimiter: str) -> None:
    """Refuse a record over several lines whose quote was closed by a later, unrelated one."""
    for place in np.flatnonzero(batch.starts != batch.ends).tolist():
        text = batch.raw(place)
        try:
            list(cut(io.StringIO(text), delimiter, strict=True))
        except csv.Error as error:
            raise batch.tape.refusal(int(batch.starts[place])) from error


def _opening(text: str, delimiter: str) -> int | None:
    """Return how many lines down the last quote that spans lines was opened, None without one."""
    stop = re.escape(delimiter) + "\n"
    field = re.compile(rf' *(?:"([^"]*(?:""[^"]*)*)("|\Z))?[^{stop}]*(?:[{stop}]|\Z)')
    place, opened = 0, None
    while place < len(text):
        found = field.match(text, place)
        if found is None or found.end() == place:
            break
        if found[1] is not None and (not found[2] or "\n" in found[1]):
            opened = text.count("\n", 0, found.start(1))
        place = found.end()
    return opened
