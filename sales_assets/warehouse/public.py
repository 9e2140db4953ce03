"""The copy of the base that readers of the site may take away.

What goes in: where the base is, where the copy goes. What stays out: backups (`backup`), which hold
everything. The text of rejected rows is not copied: it may hold what its owner shows nobody. A text
that a spreadsheet would take for a formula is made text by an apostrophe, as in the other files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import String

from sales_assets.warehouse import backup
from sales_assets.warehouse.schema import metadata

LARGEST = 100_000_000
"""Bytes of a base that is still copied at each publication: two seconds, some 700 000 sales."""


def offered(url: str) -> bool:
    """Tell whether a base is copied for readers: one file, and not too large."""
    source = backup.sqlite_file(url)
    return source is not None and source.exists() and source.stat().st_size <= LARGEST


def write_database(url: str, is_formula: Callable[[str], bool], target: Path) -> bool:
    """Write the readers' copy of the base, as it is at one instant.

    Args:
        url: The warehouse's URL.
        is_formula: Whether a spreadsheet would take a text for a formula.
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
        _neutralise(base, is_formula)
        base.execute("VACUUM")
    target.chmod(0o644)
    return True


def _neutralise(base: sqlite3.Connection, is_formula: Callable[[str], bool]) -> None:
    """Put an apostrophe before each dangerous text, the same in every table: the keys still agree.

    One that has its apostrophe takes another, and takes it first: two ids stay two.
    """
    base.execute("BEGIN")
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, String):
                named = f'"{table.name}"', f'"{column.name}"'  # the schema's own
                _neutralise_column(base, *named, is_formula)
    base.execute("COMMIT")


def _neutralise_column(
    base: sqlite3.Connection, table: str, column: str, is_formula: Callable[[str], bool]
) -> None:
    # few distinct texts, many rows, and almost never one to change
    found = base.execute(f"SELECT DISTINCT {column} FROM {table}")  # noqa: S608
    texts = [text for (text,) in found if text and is_formula(text.lstrip("'"))]
    texts.sort(key=lambda text: len(text) - len(text.lstrip("'")), reverse=True)
    change = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608
    base.executemany(change, [(f"'{text}", text) for text in texts])
