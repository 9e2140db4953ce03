"""The whole site as one file: a zip that opens by double-click, once unpacked.

What goes in: a built release, and what writes the base into it. What stays out of the zip: the
release's own bookkeeping, the zip itself, and a heavy base. The same release gives the same bytes.
"""

from __future__ import annotations

import copy
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from sales_assets.report import formats, releases

NAME = "ventes-site.zip"
FOLDER = "ventes-site"
DATABASE = "donnees/ventes.db"
LARGEST = 500_000_000
"""Bytes of a site that is still packed at each publication (about ten seconds)."""
LARGEST_DATABASE = 20_000_000
_UNPACKED = frozenset({"manifest.sha256", "sources.sha256", "fiches.json", NAME})
_HEADER = struct.Struct("<26xHH")  # of an entry: it ends with the lengths of its name and extra
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can write: the same bytes each time

PAGE = "donnees.html"
DATABASE_SIZE, ZIP_SIZE = "ventestaillebase", "ventestaillesite"
"""Written on `PAGE` where the sizes go, which are known once the rest of the site is built."""


def complete(release: Path, base: Callable[[Path], bool] | None, past: Path | None = None) -> None:
    """Put the base and the zip into a built release, and their sizes on its page of downloads.

    The page that is in the zip does not tell the zip's size: it is that copy.

    Args:
        release: The built site, not live yet.
        base: Writes the readers' copy of the base where it is told; False when there is none.
        past: An earlier release, whose packed files serve again if its zip is undamaged.
    """
    database, packed = release / DATABASE, release / NAME
    if base is not None:
        database.parent.mkdir(exist_ok=True)
        base(database)
    page = release / PAGE
    known = page.read_text("utf-8").replace(DATABASE_SIZE, _size(database))
    page.write_text(known.replace(ZIP_SIZE, formats.UNDEFINED), "utf-8")
    sound = past and releases.is_sound(past / NAME, releases.files(past).get(NAME))
    write_zip(release, packed, past if sound else None)
    page.write_text(known.replace(ZIP_SIZE, _size(packed)), "utf-8")


def _size(path: Path) -> str:
    return formats.file_size(path.stat().st_size) if path.exists() else formats.UNDEFINED


def write_zip(release: Path, target: Path, past: Path | None = None) -> bool:
    """Pack a release.

    Args:
        release: The built site.
        target: Where the zip goes; it may be in the release.
        past: An earlier release: a file that both share is not packed again.

    Returns:
        False, and nothing is written, when the site is larger than `LARGEST`.
    """
    names = list(_names(release))
    if sum((release / name).stat().st_size for name in names) > LARGEST:
        return False
    with ExitStack() as opened:
        known = _Packed(past, opened) if past and (past / NAME).is_file() else None
        # Fast beats small: at level 1 a page is a tenth larger and packed three times as fast.
        place = opened.enter_context(target.open("wb"))
        packed = opened.enter_context(
            zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        )
        for name in names:
            if not (known and known.copy(name, release / name, packed, place)):
                _pack(name, release / name, packed)
    return True


def _pack(name: str, path: Path, packed: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _NO_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with path.open("rb") as source, packed.open(entry, "w") as place:
        shutil.copyfileobj(source, place, 1 << 20)


class _Packed:
    """The zip of an earlier release, whose entries serve again as they are packed."""

    def __init__(self, past: Path, opened: ExitStack) -> None:
        self._past = past
        self._file = opened.enter_context((past / NAME).open("rb"))
        self._zip = opened.enter_context(zipfile.ZipFile(self._file))
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}

    def copy(self, name: str, path: Path, packed: zipfile.ZipFile, place: IO[bytes]) -> bool:
        """Copy an entry into `packed`, written at `place`, if both releases share the very file."""
        found = self._entries.get(f"{FOLDER}/{name}")
        before = self._past / name
        if found is None or not before.is_file() or not before.samefile(path):
            return False
        self._file.seek(found.header_offset)
        header = self._file.read(_HEADER.size)
        beside = sum(_HEADER.unpack(header))
        entry = copy.copy(found)
        entry.header_offset = packed.start_dir
        place.seek(packed.start_dir)
        place.write(header + self._file.read(beside + found.compress_size))
        packed.start_dir = place.tell()
        packed.filelist.append(entry)
        packed.NameToInfo[entry.filename] = entry
        return True


def _names(release: Path) -> Iterator[str]:
    """The files to pack, ordered by path."""
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        name = path.relative_to(release).as_posix()
        heavy = name == DATABASE and path.stat().st_size > LARGEST_DATABASE
        if name not in _UNPACKED and not heavy:
            yield name
