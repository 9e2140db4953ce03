"""The whole site as one file: a zip that opens by double-click, once unpacked.

What goes in: a built release. What stays out: the release's own bookkeeping, the zip itself, and
the base where it would make the zip heavy. The same release gives the same bytes.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

NAME = "ventes-site.zip"
FOLDER = "ventes-site"
DATABASE = "donnees/ventes.db"
LARGEST = 500_000_000
"""Bytes of a site that is still packed at each publication (about ten seconds)."""
LARGEST_DATABASE = 20_000_000
_UNPACKED = frozenset({"manifest.sha256", "sources.sha256", "fiches.json", NAME})
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can write: the same bytes each time


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
