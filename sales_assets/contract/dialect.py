"""How a file is cut: its delimiter, and where its header is, which may stand below title lines.

What goes in: a look at the top lines. What stays out: the encoding (`encoding`), the meaning of
the columns (`headers`), and the rows (`tape`, `rows`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sales_assets.contract import headers
from sales_assets.contract.encoding import Text, not_text
from sales_assets.contract.names import Genre
from sales_assets.contract.own_layouts import NONE, OwnLayout
from sales_assets.contract.tape import cut, open_quote
from sales_assets.contract.values import clean
from sales_assets.errors import Refused
from sales_assets.language import mark

DELIMITERS = ",;\t|"
_HEAD_CHARS = 1 << 16
_TITLE_ROWS = 50
"""How far down a header is looked for."""
_WEB = re.compile(r"\s*<(?:!doctype|html|\?xml|table|head|meta)", re.IGNORECASE)
_HINT = re.compile(r'"?sep=(.)"?[;,\t| ]*', re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[0-9][-0-9 .,/:€]*")
"""A number, a price or a date: no one calls a column so."""
_CONFLICT = re.compile(r"(?:<<<<<<<|>>>>>>>)(?: |$)")


@dataclass(frozen=True)
class Dialect:
    """How to cut a file into cells.

    Attributes:
        encoding: Python codec name.
        delimiter: one character.
        skip: records above the data: the header, and the `sep=` line when there is one.
        header: the columns, checked against the kind of file.
        has_nul: whether any NUL character is in the file.
        title_lines: lines above the header, a `sep=` one left out.
        constants: canonical column to the text that all its lines have, told by the file's name.
        wrapped: whether each line is wrapped in quotes: it must be unwrapped before it is cut.
    """

    encoding: str
    delimiter: str
    skip: int
    header: headers.Header
    has_nul: bool
    title_lines: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)
    wrapped: bool = False


def detect(
    path: Path,
    name: str,
    genre: Genre,
    text: Text,
    constants: Mapping[str, str],
    own: OwnLayout = NONE,
    *,
    unwrapped: bool = False,
) -> Dialect:
    """Look at the top lines of a file.

    Args:
        path: a file of text.
        name: its name for messages.
        genre: the kind its name says.
        text: what `encoding.scan` tells of it.
        constants: canonical column to the text that all its lines have.
        own: what the shop says of such files.
        unwrapped: whether its lines were wrapped in quotes before.

    Raises:
        Refused: empty, no header, another kind's header.
    """
    if text.blank:
        raise Refused(
            mark("{nom} : le fichier est vide. Exportez-le de nouveau."), "vide", nom=name
        )
    with path.open(encoding=text.encoding, newline=None) as file:
        head = file.read(_HEAD_CHARS)
    lines = io.StringIO(head.lstrip("\ufeff")).readlines()
    if _WEB.match(head):
        raise not_text(name, mark("page web"))
    if is_conflict(lines[0]):
        raise conflict(name, 1)
    hint = _hint(lines[0], name)
    top = Top(lines[1:] if hint else lines, hint, genre, frozenset(constants), own)
    place = top.place()
    delimiter, record = top.cut(place)
    _check_quote(name, record, place + (2 if hint else 1))
    titles = [" ".join(clean(title).split()) for title in record]
    if top.fits(titles) is False and any(_NUMBER.fullmatch(title) for title in titles):
        raise _no_header(name, genre)
    if not unwrapped and _is_wrapped(titles, top):
        return Dialect(text.encoding, delimiter, 0, _NO_HEADER, False, wrapped=True)
    header = headers.match(name, genre, titles, constants, own)
    given = {column: told for column, told in constants.items() if column not in header.places}
    above = top.records_above(place, delimiter, name)
    skip = above + (2 if hint else 1)
    return Dialect(text.encoding, delimiter, skip, header, text.nul > 0, place, given)


_NO_HEADER = headers.Header((), {}, ())


@dataclass(frozen=True)
class Top:
    """The first lines of a file, in which its header is looked for.

    Attributes:
        lines: those after the `sep=` one.
        hint: the delimiter announced by it, None without one.
        genre: the kind that the file's name says.
        given: the columns that something else than the header tells.
        own: what the shop says of such files.
    """

    lines: Sequence[str]
    hint: str | None
    genre: Genre
    given: frozenset[str]
    own: OwnLayout = NONE

    def place(self) -> int:
        """Return the place of the first line that holds every column, 0 when there is none."""
        if self.fits(self.cut(0)[1]):
            return 0
        whole = (one for one in range(1, min(_TITLE_ROWS, len(self.lines))) if self._whole(one))
        return next(whole, 0)

    def _whole(self, place: int) -> bool:
        return not headers.missing(self.genre, self.cut(place)[1], self.given, self.own)

    def fits(self, titles: Sequence[str]) -> bool:
        """Tell whether a line is a header, of this kind of file or of another."""
        titles = [" ".join(clean(title).split()) for title in titles]
        if not headers.missing(self.genre, titles, self.given, self.own):
            return True
        return headers.looks_like(self.genre, titles, self.own) is not None

    def cut(self, place: int) -> tuple[str, list[str]]:
        """Cut a record with each delimiter and keep the one that shows most known columns."""

        def score(candidate: tuple[str, list[str]]) -> tuple[int, int, int]:
            titles = candidate[1]
            others = sum(len(headers.find(other, titles)) for other in Genre)
            return len(headers.find(self.genre, titles, self.own)), others, len(titles)

        lines = self.lines[place:]
        cuts = [(delimiter, _first(lines, delimiter)) for delimiter in self.hint or DELIMITERS]
        return max(cuts, key=score)

    def records_above(self, place: int, delimiter: str, name: str) -> int:
        """Return how many records stand above a line; Refused where a quote goes past it."""
        reader = cut(iter(self.lines), delimiter)
        count = start = 0
        while reader.line_num < place:
            start = reader.line_num
            try:
                next(reader)
            except csv.Error as error:
                raise open_quote(name, start + 1) from error
            count += 1
        if reader.line_num > place:
            raise open_quote(name, start + 1)
        return count


def _is_wrapped(titles: Sequence[str], top: Top) -> bool:
    """Tell whether the only cell of the header is a whole header."""
    if len(titles) != 1:
        return False
    inside = Top([titles[0]], None, top.genre, top.given, top.own)
    return not headers.missing(top.genre, inside.cut(0)[1], top.given, top.own)


def is_conflict(line: str) -> bool:
    """Tell whether a line is the marker of a merge conflict left by a version control tool."""
    return _CONFLICT.match(line) is not None


def conflict(name: str, line: int) -> Refused:
    """Return the refusal of a file with merge-conflict markers."""
    return Refused(
        mark(
            "{nom}, ligne {ligne} : marques de conflit (« <<<<<<< »). Deux versions du fichier "
            "ont été mélangées : gardez la bonne et redéposez-la."
        ),
        "conflit",
        nom=name,
        ligne=line,
    )


def _hint(line: str, name: str) -> str | None:
    """Return the delimiter announced by Excel's `sep=;` first line."""
    match = _HINT.fullmatch(line.rstrip("\n"))
    if match is None:
        return None
    if match[1] not in DELIMITERS:
        raise Refused(
            mark(
                "{nom}, ligne 1 : le séparateur annoncé « {sep} » n’est pas géré. Utilisez la "
                "virgule, le point-virgule, la tabulation ou la barre « | »."
            ),
            "separateur",
            nom=name,
            sep=match[1],
        )
    return match[1]


def _first(lines: Sequence[str], delimiter: str) -> list[str]:
    try:
        return next(cut(iter(lines), delimiter), [])
    except csv.Error:
        return []


def _check_quote(name: str, record: Sequence[str], line: int) -> None:
    """Refuse a header that an open quote joins with the data below it."""
    if any("\n" in title and any(char in title for char in DELIMITERS) for title in record):
        raise open_quote(name, line)


def _no_header(name: str, genre: Genre) -> Refused:
    return Refused(
        mark(
            "{nom}, ligne 1 : ce sont déjà des données. Ajoutez au-dessus une ligne avec les "
            "titres des colonnes : {titres}."
        ),
        "entete_absent",
        nom=name,
        titres=", ".join(headers.required(genre)),
    )
