"""The whole site as one file: a zip that opens by double-click, once unpacked.

What goes in: a built release, and what writes the base into it. What stays out of the zip: the
release's own bookkeeping, the zip itself, and a heavy base. The same release gives the same bytes.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sales_assets.report import formats

NAME = "ventes-site.zip"
FOLDER = "ventes-site"
DATABASE = "donnees/ventes.db"
LARGEST = 500_000_000
"""Bytes of a site that is still packed at each publication (about ten seconds)."""
LARGEST_DATABASE = 20_000_000
_UNPACKED = frozenset({"manifest.sha256", "sources.sha256", "fiches.json", NAME})
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can write: the same bytes each time

PAGE = "donnees.html"
DATABASE_SIZE, ZIP_SIZE = "ventestaillebase", "ventestaillesite"
"""Written on `PAGE` where the sizes go, which are known once the rest of the site is built."""


def complete(release: Path, base: Callable[[Path], bool] | None) -> None:
    """Put the base and the zip into a built release, and their sizes on its page of downloads.

    The page that is in the zip does not tell the zip's size: it is that copy.

    Args:
        release: The built site, not live yet.
        base: Writes the readers' copy of the base where it is told; False when there is none.
    """
    database, packed = release / DATABASE, release / NAME
    if base is not None:
        database.parent.mkdir(exist_ok=True)
        base(database)
    page = release / PAGE
    known = page.read_text("utf-8").replace(DATABASE_SIZE, _size(database))
    page.write_text(known.replace(ZIP_SIZE, formats.UNDEFINED), "utf-8")
    write_zip(release, packed)
    page.write_text(known.replace(ZIP_SIZE, _size(packed)), "utf-8")


def _size(path: Path) -> str:
    return formats.octets(path.stat().st_size) if path.exists() else formats.UNDEFINED


def write_zip(release: Path, target: Path) -> bool:
    """Pack a release.

    Args:
        release: The built site.
        target: Where the zip goes; it may be in the release.

    Returns:
        False, and nothing is written, when the site is larger than `LARGEST`.
    """
    names = list(_names(release))
    if sum((release / name).stat().st_size for name in names) > LARGEST:
        return False
    # Fast beats small: at level 1 a page is a tenth larger and packed three times as fast.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in names:
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (release / name).open("rb") as source, packed.open(entry, "w") as place:
                shutil.copyfileobj(source, place, 1 << 20)
    return True


def _names(release: Path) -> Iterator[str]:
    """The files to pack, ordered by path."""
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        name = path.relative_to(release).as_posix()
        heavy = name == DATABASE and path.stat().st_size > LARGEST_DATABASE
        if name not in _UNPACKED and not heavy:
            yield name
