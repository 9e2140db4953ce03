"""How a file is written: encoding, delimiter, where its header is; and what is no CSV at all.

What goes in: the first look at a file's bytes and top lines. What stays out: the meaning of the
columns (`headers`), and the rows (`tape`, `rows`).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sales_assets.contract import headers
from sales_assets.contract.errors import Refused
from sales_assets.contract.names import Genre
from sales_assets.contract.tape import cut
from sales_assets.contract.values import clean
from sales_assets.language import _

DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_HEAD_CHARS = 1 << 16
_TITLE_ROWS = 30
"""How far down a misplaced header is looked for, to say where it is."""
_BINARY_SHARE = 0.1
"""A text file has no control characters; one with a tenth of them is none."""
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_SIGNATURES = (
    (b"PK", "classeur Excel (.xlsx) ou archive ZIP"),
    (b"\xd0\xcf\x11\xe0", "ancien classeur Excel (.xls)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "archive GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "archive 7-Zip"),
    (b"Rar!\x1a", "archive RAR"),
    (b"SQLite format 3\0", "base SQLite"),
    (b"\x89PNG", "image PNG"),
)
_WEB = re.compile(r"\s*<(?:!doctype|html|\?xml|table|head|meta)", re.IGNORECASE)
_HINT = re.compile(r'"?sep=(.)"?[;,\t| ]*', re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[0-9][-0-9 .,/:€]*")
"""A number, a price or a date: no one calls a column so."""
_UTF8_SEEN = re.compile("[ÃÂ][\u0080-\u00bf€ŠŒŽšœžŸ‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]")
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
    _check_signature(path, name)
    text = _scan(path, name)
    if text.blank:
        raise Refused(
            _("{nom} : le fichier est vide. Exportez-le de nouveau.").format(nom=name), "vide"
        )
    with path.open(encoding=text.encoding, newline=None) as file:
        head = file.read(_HEAD_CHARS)
    lines = io.StringIO(head.lstrip("\ufeff")).readlines()
    if _WEB.match(head):
        raise _not_text(name, _("page web"))
    hint = _hint(lines[0], name)
    delimiter, titles = _header(lines[1:] if hint else lines, hint, genre)
    _check_place(name, genre, titles, lines)
    header = headers.match(name, genre, titles)
    return Dialect(text.encoding, delimiter, 2 if hint else 1, header, text.nul > 0, text.mixed)


def is_conflict(line: str) -> bool:
    """Tell whether a line is the marker of a merge conflict left by a version control tool."""
    return _CONFLICT.match(line) is not None


def conflict(name: str, line: int) -> Refused:
    """Return the refusal of a file with merge-conflict markers."""
    return Refused(
        _(
            "{nom}, ligne {ligne} : marques de conflit (« <<<<<<< »). Deux versions du fichier "
            "ont été mélangées : gardez la bonne et redéposez-la."
        ).format(nom=name, ligne=line),
        "conflit",
    )


@dataclass
class _Text:
    """What one pass over the characters tells."""

    encoding: str
    nul: int = 0
    controls: int = 0
    chars: int = 0
    blank: bool = True
    mixed: bool = False


def _check_signature(path: Path, name: str) -> None:
    with path.open("rb") as file:
        start = file.read(16)
    for signature, what in _SIGNATURES:
        if start.startswith(signature) and not (signature == b"PK" and start[2:3] not in b"\3\5"):
            raise _not_text(name, what)


def _not_text(name: str, what: str) -> Refused:
    return Refused(
        _(
            "{nom} : ce n’est pas un fichier CSV mais autre chose ({quoi}). Dans votre tableur, "
            "choisissez « Enregistrer sous », puis « CSV », et redéposez-le."
        ).format(nom=name, quoi=what),
        "pas_du_texte",
    )


def _scan(path: Path, name: str) -> _Text:
    """Read every byte once: the encoding is proved, not guessed from a sample."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(path, name, "utf-16")
    if start.startswith(codecs.BOM_UTF8):
        return _decoded(path, name, "utf-8-sig")
    try:
        return _decoded(path, name, "utf-8")
    except Refused as refused:
        if refused.code != "indecodable":
            raise
    return _decoded(path, name, "cp1252")


def _decoded(path: Path, name: str, encoding: str) -> _Text:
    text = _Text(encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoded = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise _undecodable(name, line) from error
            line += decoded.count("\n")
            _count(text, decoded)
            if not chunk:
                break
    if text.nul + text.controls > _BINARY_SHARE * text.chars:
        raise _not_text(name, _("des données binaires"))
    return text


def _count(text: _Text, decoded: str) -> None:
    nul = decoded.count("\0")
    text.nul += nul
    text.chars += len(decoded)
    plain = decoded.encode("latin-1", "replace")
    text.controls += len(plain) - len(plain.translate(None, _CONTROLS)) - nul
    text.blank = text.blank and not clean(decoded)
    text.mixed = text.mixed or (
        text.encoding == "cp1252" and _UTF8_SEEN.search(decoded) is not None
    )


def _undecodable(name: str, line: int) -> Refused:
    return Refused(
        _(
            "{nom}, ligne {ligne} : des caractères sont illisibles. Enregistrez le fichier en "
            "« CSV UTF-8 » et redéposez-le."
        ).format(nom=name, ligne=line),
        "indecodable",
    )


def _hint(line: str, name: str) -> str | None:
    """Return the delimiter announced by Excel's `sep=;` first line."""
    match = _HINT.fullmatch(line.rstrip("\n"))
    if match is None:
        return None
    if match[1] not in DELIMITERS:
        raise Refused(
            _(
                "{nom}, ligne 1 : le séparateur annoncé « {sep} » n’est pas géré. Utilisez la "
                "virgule, le point-virgule, la tabulation ou la barre « | »."
            ).format(nom=name, sep=match[1]),
            "separateur",
        )
    return match[1]


def _header(lines: Sequence[str], hint: str | None, genre: Genre) -> tuple[str, list[str]]:
    """Cut the first record with each delimiter and keep the one that shows most known columns."""

    def score(candidate: tuple[str, list[str]]) -> tuple[int, int, int]:
        titles = candidate[1]
        others = sum(len(headers.known(other, titles)) for other in Genre)
        return len(headers.known(genre, titles)), others, len(titles)

    cuts = [(delimiter, _first(lines, delimiter)) for delimiter in hint or DELIMITERS]
    return max(cuts, key=score)


def _first(lines: Sequence[str], delimiter: str) -> list[str]:
    try:
        record = next(cut(iter(lines), delimiter), [])
    except csv.Error:
        record = []
    return [" ".join(clean(title).split()) for title in record]


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
                _(
                    "{nom} : les titres de colonnes sont à la ligne {ligne}. Supprimez ce qui est "
                    "au-dessus : ils doivent être sur la première ligne."
                ).format(nom=name, ligne=place),
                "entete_deplace",
            )
    if any(_NUMBER.fullmatch(title) for title in titles):
        raise Refused(
            _(
                "{nom}, ligne 1 : ce sont déjà des données. Ajoutez au-dessus une ligne avec les "
                "titres des colonnes : {titres}."
            ).format(nom=name, titres=", ".join(headers.required(genre))),
            "entete_absent",
        )
