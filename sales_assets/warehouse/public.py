"""The copy of the base that readers of the site may take away.

What goes in: where the base is, where the copy goes. What stays out: backups (`backup`), which hold
everything. The text of rejected rows is not copied: it may hold what its owner shows nobody.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sales_assets.warehouse import backup

LARGEST = 100_000_000
"""Bytes of a base that is still copied at each publication: two seconds, some 700 000 sales."""


def offered(url: str) -> bool:
    """Tell whether a base is copied for readers: one file, and not too large."""
    source = backup.sqlite_file(url)
    return source is not None and source.exists() and source.stat().st_size <= LARGEST


def write_database(url: str, target: Path) -> bool:
    """Write the readers' copy of the base, as it is at one instant.

    Args:
        url: The warehouse's URL.
        target: Where the copy goes; its folder exists, it does not.

    Returns:
        False, and nothing is written, when the base is not `offered`.

    Raises:
        BackupError: The base is damaged, or the disk is full.
    """
    source = backup.sqlite_file(url)
    if source is None or not offered(url):
        return False
    backup.copy(source, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as base:
        base.execute("PRAGMA secure_delete = ON").close()  # or the text stays in freed pages
        base.execute("UPDATE rejets SET texte = ''")
        base.execute("VACUUM")
    target.chmod(0o644)
    return True
