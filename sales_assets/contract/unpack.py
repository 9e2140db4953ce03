"""From the file as it came to plain text: packed files, workbooks, lines to be put right.

What goes in: copies made aside, line for line, so that a line's number is that of the file or of
the sheet. What stays out: what the lines mean. A packed file may be made to fill the disk: what it
unpacks to is bounded, and read as it comes.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sales_assets.contract.encoding import decode_line
from sales_assets.contract.names import PACKED, TEXTS, WORKBOOKS
from sales_assets.contract.values import clean
from sales_assets.errors import Refused
from sales_assets.language import Words, mark

MAX_TEXT = 2 << 30
MAX_WORKBOOK = 400 << 20
"""Most bytes that a packed file, and the inside of a workbook, may unpack to."""
_BLOCK = 1 << 20
_LOOK = 50


@dataclass
class Plain:
    """Plain text, and the folder made for it, which goes with it.

    Attributes:
        path: the text: the file itself, or a copy.
        workbook: whether the cells come from a workbook.
        sheet: the name of the sheet read, "" for text.
    """

    path: Path
    workbook: bool = False
    sheet: str = ""
    _aside: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def copy(self) -> Path:
        """Return a path aside for a further copy."""
        if self._aside is None:
            self._aside = tempfile.TemporaryDirectory(prefix="sales-assets-")
        return Path(tempfile.mkstemp(dir=self._aside.name)[1])


def open_plain(path: Path, name: str, is_header: Callable[[list[str]], bool]) -> Plain:
    """Return the text of a file.

    Args:
        path: where its content is.
        name: its name, the endings of which say how it is packed.
        is_header: whether a row is the header looked for, to tell the sheet that holds it.

    Raises:
        Refused: it is not what its name says, holds several files, is locked, or is too large.
    """
    plain, low = Plain(path), name.lower()
    if low.endswith(PACKED):
        target = plain.copy()
        inside = (_gunzip if low.endswith(".gz") else _unzip)(path, name, target)
        plain.path, low = target, inside.lower()
    if low.endswith(WORKBOOKS):
        target = plain.copy()
        plain.sheet = _workbook(plain.path, name, low, target, is_header)
        plain.path, plain.workbook = target, True
    return plain


def straighten(plain: Plain, *, encoding: str, wrapped: bool) -> None:
    """Copy a text with each line decoded by itself, and unwrapped from its quotes if it is."""
    target = plain.copy()
    with plain.path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as copy:
        lines = source if encoding == "utf-8" else _encoded(plain.path, encoding)
        for line in lines:
            text = decode_line(line)
            copy.write(_unwrapped(text) if wrapped else text)
    plain.path = target


def _encoded(path: Path, encoding: str) -> Iterator[bytes]:
    with path.open(encoding=encoding, newline="") as source:
        for line in source:
            yield line.encode()


def _unwrapped(line: str) -> str:
    body = line.rstrip("\r\n")
    cells = next(csv.reader([body]), [])
    return (cells[0] if len(cells) == 1 else body) + line[len(body) :]


# --- packed files --------------------------------------------------------------------------------


def _gunzip(path: Path, name: str, target: Path) -> str:
    try:
        with gzip.open(path) as source, target.open("wb") as copy:
            _copy(source, copy, name)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise _broken(name) from error
    return name[: -len(".gz")]


def _unzip(path: Path, name: str, target: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            members = [
                one
                for one in packed.infolist()
                if not one.is_dir()
                and not Path(one.filename).name.startswith(".")
                and not one.filename.startswith("__MACOSX/")
            ]
            if len(members) != 1:
                raise _several(name, [one.filename for one in members])
            (member,) = members
            if member.flag_bits & 1:
                raise locked(name)
            if not member.filename.lower().endswith((*TEXTS, *WORKBOOKS)):
                raise _several(name, [member.filename])
            with packed.open(member) as source, target.open("wb") as copy:
                _copy(source, copy, name)
            return member.filename
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise _broken(name) from error


def _copy(source: IO[bytes] | gzip.GzipFile, copy: IO[bytes], name: str) -> None:
    left = MAX_TEXT
    while block := source.read(_BLOCK):
        left -= len(block)
        if left < 0:
            raise _too_large(name, MAX_TEXT)
        copy.write(block)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(
    path: Path, name: str, ending: str, target: Path, is_header: Callable[[list[str]], bool]
) -> str:
    """Write the sheet that holds the columns as CSV, row for row; return its name."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetVisibleEnum,
    )

    _check_size(path, name)
    copy = path.with_name(f"{path.name}{Path(ending).suffix}")
    try:
        shutil.copyfile(path, copy)  # the reader goes by the ending
        book = CalamineWorkbook.from_path(str(copy))
        sheets = [
            one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible
        ]
        first: tuple[str, list[list[Any]]] | None = None
        for sheet in sheets:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            top = ([_text(cell) for cell in row] for row in rows[:_LOOK])
            if any(map(is_header, top)):
                return _write(target, sheet, rows)
            first = first or ((sheet, rows) if rows else None)
    except PasswordError as error:
        raise locked(name) from error
    except CalamineError as error:
        raise _broken(name) from error
    finally:
        copy.unlink(missing_ok=True)
    if first is None:
        raise Refused(
            mark("{nom} : ce classeur n’a aucune feuille visible qui contienne quelque chose."),
            "vide",
            nom=name,
        )
    return _write(target, *first)


def _check_size(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > MAX_WORKBOOK:
                raise _too_large(name, MAX_WORKBOOK)
    except zipfile.BadZipFile as error:
        if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0":  # what Excel makes of a password
            raise locked(name) from error
        raise _broken(name) from error


def _write(target: Path, sheet: str, rows: Iterable[list[Any]]) -> str:
    with target.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy, lineterminator="\n")
        writer.writerows([_text(cell) for cell in row] for row in rows)
    return sheet


def _text(cell: Any) -> str:
    """Write a typed cell as a till would: days in ISO, numbers as a spreadsheet shows them."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _digits(cell)
    if isinstance(cell, dt.datetime):
        return (
            cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
        )
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return " ".join(str(cell).split("\n")) if isinstance(cell, str) else str(cell)


def _digits(value: float) -> str:
    """Write a number to the 15 digits that a spreadsheet keeps, without an exponent."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(Decimal(format(value, ".15g")), "f") if value == value else ""
    return clean(text)


# --- refusals ------------------------------------------------------------------------------------


def locked(name: str) -> Refused:
    """Return the refusal of a file that asks for a password."""
    return Refused(
        mark(
            "{nom} : ce fichier demande un mot de passe. Enregistrez-le sans mot de passe, puis "
            "redéposez-le."
        ),
        "mot_de_passe",
        nom=name,
    )


def _broken(name: str) -> Refused:
    return Refused(
        mark(
            "{nom} : ce fichier est abîmé, ou n’est pas ce que dit son nom. Exportez-le de "
            "nouveau, en CSV de préférence."
        ),
        "abime",
        nom=name,
    )


def _several(name: str, members: list[str]) -> Refused:
    shown = ", ".join(members[:5]) + ("…" if len(members) > 5 else "")
    return Refused(
        mark(
            "{nom} : une archive doit contenir un seul fichier de données ; celle-ci contient : "
            "{membres}. Décompressez-la et déposez les fichiers eux-mêmes."
        ),
        "plusieurs_fichiers",
        nom=name,
        membres=shown or Words(mark("rien")),
    )


def _too_large(name: str, limit: int) -> Refused:
    return Refused(
        mark(
            "{nom} : une fois décompressé, ce fichier dépasse {limite} Mo. S’il est bien de la "
            "boutique, découpez-le en plusieurs fichiers."
        ),
        "trop_grand",
        nom=name,
        limite=limit >> 20,
    )
