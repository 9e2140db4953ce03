"""How a file is cut: its delimiter, and its header, which must be on the first line.

What goes in: a look at the top lines. What stays out: the encoding (`encoding`), the meaning of
the columns (`headers`), and the rows (`tape`, `rows`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sales_assets.contract import headers
from sales_assets.contract.encoding import not_text, scan
from sales_assets.contract.names import Genre
from sales_assets.contract.tape import cut, open_quote
from sales_assets.contract.values import clean
from sales_assets.errors import Refused
from sales_assets.language import mark

DELIMITERS = ",;\t|"
_HEAD_CHARS = 1 << 16
_TITLE_ROWS = 30
"""How far down a misplaced header is looked for, to say where it is."""
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
        mixed: whether a cp1252 file also holds UTF-8 sequences (two exports pasted together).
    """

    encoding: str
    delimiter: str
    skip: int
    header: headers.Header
    has_nul: bool
    mixed: bool


def detect(path: Path, name: str, genre: Genre) -> Dialect:
    """Look at a whole file once, as bytes, then at its top lines.

    Args:
        path: a regular file.
        name: its name for messages.
        genre: the kind its name says.

    Raises:
        Refused: no text, empty, undecodable, no header on the first line, another kind's header.
    """
    text = scan(path, name)
    if text.blank:
        raise Refused(
            mark("{nom} : le fichier est vide. Exportez-le de nouveau."), "vide", nom=name
        )
    with path.open(encoding=text.encoding, newline=None) as file:
        head = file.read(_HEAD_CHARS)
    lines = io.StringIO(head.lstrip("\ufeff")).readlines()
    if _WEB.match(head):
        raise not_text(name, mark("page web"))
    hint = _hint(lines[0], name)
    delimiter, record = _header(lines[1:] if hint else lines, hint, genre)
    _check_quote(name, record, 2 if hint else 1)
    titles = [" ".join(clean(title).split()) for title in record]
    _check_place(name, genre, titles, lines)
    header = headers.match(name, genre, titles)
    return Dialect(text.encoding, delimiter, 2 if hint else 1, header, text.nul > 0, text.mixed)


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


def _header(lines: Sequence[str], hint: str | None, genre: Genre) -> tuple[str, list[str]]:
    """Cut the first record with each delimiter and keep the one that shows most known columns."""

    def score(candidate: tuple[str, list[str]]) -> tuple[int, int, int]:
        titles = candidate[1]
        others = sum(len(headers.find(other, titles)) for other in Genre)
        return len(headers.find(genre, titles)), others, len(titles)

    cuts = [(delimiter, _first(lines, delimiter)) for delimiter in hint or DELIMITERS]
    return max(cuts, key=score)


def _first(lines: Sequence[str], delimiter: str) -> list[str]:
    try:
        return next(cut(iter(lines), delimiter), [])
    except csv.Error:
        return []


def _check_quote(name: str, record: Sequence[str], line: int) -> None:
    """Refuse a header that an open quote joins with the data below it."""
    if any("\n" in title and any(char in title for char in DELIMITERS) for title in record):
        raise open_quote(name, line)


def _check_place(name: str, genre: Genre, titles: list[str], lines: Sequence[str]) -> None:
    """Refuse, saying where the header is, a file whose first line is not its header."""
    if is_conflict(lines[0]):
        raise conflict(name, 1)
    if not headers.missing(genre, titles) or headers.looks_like(genre, titles):
        return
    for place, line in enumerate(lines[1:_TITLE_ROWS], start=2):
        below = _header([line], None, genre)[1]
        if not headers.missing(genre, below):
            raise Refused(
                mark(
                    "{nom} : les titres de colonnes sont à la ligne {ligne}. Supprimez ce qui est "
                    "au-dessus : ils doivent être sur la première ligne."
                ),
                "entete_deplace",
                nom=name,
                ligne=place,
            )
    if any(_NUMBER.fullmatch(title) for title in titles):
        raise Refused(
            mark(
                "{nom}, ligne 1 : ce sont déjà des données. Ajoutez au-dessus une ligne avec les "
                "titres des colonnes : {titres}."
            ),
            "entete_absent",
            nom=name,
            titres=", ".join(headers.required(genre)),
        )
