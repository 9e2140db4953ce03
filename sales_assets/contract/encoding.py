"""Bytes to characters: which encoding a file has, proved on all of it, and what is no text.

What goes in: one pass over the bytes. What stays out: lines and cells (`dialect`, `tape`).
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from sales_assets.contract.values import clean
from sales_assets.errors import Refused
from sales_assets.language import Words, mark

_CHUNK = 1 << 20
_BINARY_SHARE = 0.1
"""A text file has no control characters; one with a tenth of them is none."""
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


@dataclass
class Text:
    """What one pass over the characters tells.

    Attributes:
        encoding: Python codec name.
        nul: NUL characters.
        controls: other control characters that no text has.
        chars: all characters.
        blank: whether nothing is written.
        strays: lines of a UTF-8 text that are not UTF-8.
    """

    encoding: str
    nul: int = 0
    controls: int = 0
    chars: int = 0
    blank: bool = True
    strays: int = 0


def scan(path: Path, name: str) -> Text:
    """Read every byte: the encoding is proved, not guessed from a sample.

    Raises:
        Refused: another format named .csv, binary data, bytes that are no character.
    """
    _check_signature(path, name)
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(path, name, "utf-16")
    if start.startswith(codecs.BOM_UTF8):
        return _decoded(path, name, "utf-8-sig")
    try:
        return _decoded(path, name, "utf-8")
    except Refused as refused:
        if refused.cause != "indecodable":
            raise
    text = Text("utf-8", strays=_strays(path))
    return text if text.strays else _decoded(path, name, "cp1252")


def _strays(path: Path) -> int:
    """Count the lines that are not UTF-8 in a text of which another line can be nothing else."""
    good = bad = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                try:
                    line.decode("utf-8")
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
    return bad if good else 0


def decode_line(line: bytes) -> str:
    """Decode a line by itself: UTF-8, else as Windows writes; � for a byte that is neither."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def not_text(name: str, what: str) -> Refused:
    """Return the refusal of a file that is `what`, not a CSV."""
    return Refused(
        mark(
            "{nom} : ce n’est pas un fichier CSV mais autre chose ({quoi}). Dans votre tableur, "
            "choisissez « Enregistrer sous », puis « CSV », et redéposez-le."
        ),
        "pas_du_texte",
        nom=name,
        quoi=Words(what),
    )


def undecodable(name: str, line: int | None = None) -> Refused:
    """Return the refusal of a file with bytes that are no character, at `line` when known."""
    where = Words(mark("{nom}, ligne {ligne}"), {"nom": name, "ligne": line}) if line else name
    return Refused(
        mark(
            "{ou} : des caractères sont illisibles. Enregistrez le fichier en "
            "« CSV UTF-8 » et redéposez-le."
        ),
        "indecodable",
        ou=where,
    )


_SIGNATURES = {  # first bytes of other formats
    b"PK\3\4": mark("classeur Excel (.xlsx) ou archive ZIP"),
    b"PK\5\6": mark("archive ZIP vide"),
    b"\xd0\xcf\x11\xe0": mark("ancien classeur Excel (.xls)"),
    b"%PDF": mark("PDF"),
    b"\x1f\x8b": mark("archive GZIP"),
    b"7z\xbc\xaf\x27\x1c": mark("archive 7-Zip"),
    b"Rar!\x1a": mark("archive RAR"),
    b"SQLite format 3\0": mark("base SQLite"),
    b"\x89PNG": mark("image PNG"),
}


def _check_signature(path: Path, name: str) -> None:
    with path.open("rb") as file:
        start = file.read(16)
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise not_text(name, what)


def _decoded(path: Path, name: str, encoding: str) -> Text:
    text = Text(encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoded = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(encoding, "replace")
                raise undecodable(name, line + _line_ends(before)) from error
            line += _line_ends(decoded)
            _count(text, decoded)
            if not chunk:
                break
    if text.nul + text.controls > _BINARY_SHARE * text.chars:
        raise not_text(name, mark("des données binaires"))
    return text


def _line_ends(decoded: str) -> int:
    """Count LF, CR and CRLF; one cut between two blocks counts twice, of thousands of lines."""
    return decoded.count("\n") + decoded.count("\r") - decoded.count("\r\n")


def _count(text: Text, decoded: str) -> None:
    nul = decoded.count("\0")
    text.nul += nul
    text.chars += len(decoded)
    plain = decoded.encode("latin-1", "replace")
    text.controls += len(plain) - len(plain.translate(None, _CONTROLS)) - nul
    text.blank = text.blank and not clean(decoded)
