"""What a base is made of, beside what this program makes: nothing else may be in one of a stranger.

A trigger, a view or a column that computes something else would act, or lie, once the base is
opened. So SQLite's own list of its objects is read first, and compared with that of a base which
the steps to its version build. What stays out: the rows (`audit.py`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sales_assets.warehouse import migrations

_LIST = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^'"(),]+""")
_STATISTICS = ("table", "sqlite_stat1")  # SQLite's own, for its own use


def strange(path: Path) -> list[str]:
    """The objects of a base that are not those of its version, such as `trigger nom`.

    One that says no version, or one to come, is told when it is opened.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as base:
        base.text_factory = lambda text: text.decode("utf-8", "replace")
        found = _objects(base.execute(_LIST))
        versioned = ("table", "alembic_version") in found
        versions = base.execute("SELECT * FROM alembic_version").fetchall() if versioned else []
    if len(versions) == 1 and versions[0][0] not in migrations.versions():
        return []
    known = _objects(migrations.built(versions[0][0], _LIST) if len(versions) == 1 else ())
    return [
        " ".join(key)
        for key in sorted(found)
        if key != _STATISTICS and found[key] != known.get(key)
    ]


def _objects(rows: Iterable[Any]) -> dict[tuple[str, str], object]:
    """Each object by kind and name: what it is of, and the parts of its text in any order.

    Columns and constraints may have come in another order, by steps or at once.
    """
    return {(kind, name): (of, _parts(sql or "")) for kind, name, of, sql in rows}


def _parts(sql: str) -> list[str]:
    """The text cut where its first bracket opens and closes, and at the commas between; sorted."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(sql):
        depth += (piece == "(") - (piece == ")")
        if (depth == 1 and piece in "(,") or (depth == 0 and piece == ")"):
            parts.append("")
        else:
            parts[-1] += piece if piece[0] in "'\"" else " ".join(piece.split())
    return sorted(parts)
