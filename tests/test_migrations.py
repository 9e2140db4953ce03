"""A base of every schema there has been: brought to today's without loss, killed at any step.

`schemas/VERSION.sql` is the dump of a small shop that the program of that version wrote.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from sales_assets.warehouse import ledger, migrations
from sales_assets.warehouse.engine import Warehouse

SCHEMAS = Path(__file__).with_name("schemas")
VERSIONS = sorted(path.stem for path in SCHEMAS.glob("*.sql"))


def made(folder: Path, version: str) -> Path:
    """The base of a version, as its program left it."""
    path = folder / f"{version}.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))
    return path


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table by the names of its columns."""
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        base.row_factory = sqlite3.Row
        tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: [dict(row) for row in base.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2, 3')]
            for (name,) in tables
            if name != "alembic_version"
        }


def keeps(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether nothing of `before` is lost or changed; columns and tables may have come."""
    return all(
        len(rows) == len(after[table])
        and all(old.items() <= new.items() for old, new in zip(rows, after[table], strict=True))
        for table, rows in before.items()
    )


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as base:
        ((found,),) = base.execute("SELECT version_num FROM alembic_version")
    return str(found)


def killed_at(path: Path, moment: int) -> bool:
    """Open the base in a process killed before its statement or commit number `moment`."""
    child = os.fork()
    if child == 0:  # pragma: no cover - the child ends here
        left = iter(range(moment - 1))

        def count(*_context: object) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        Warehouse(f"sqlite:///{path}")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_every_earlier_schema_has_its_base() -> None:
    steps = Path(migrations.__file__).parent / "versions"
    known = sorted(path.stem.partition("_")[0] for path in steps.glob("[0-9]*.py"))
    assert [*VERSIONS, migrations.HEAD] == known


@pytest.mark.parametrize("version", VERSIONS)
def test_an_earlier_base_gains_what_came_since_and_loses_nothing(
    tmp_path: Path, version: str
) -> None:
    path = made(tmp_path, version)
    before = content(path)
    warehouse = Warehouse(f"sqlite:///{path}")
    with warehouse.read() as connection:
        assert not ledger.account(connection).wrong
    warehouse.close()
    assert version_of(path) == migrations.HEAD
    assert keeps(before, content(path))
    assert before["ventes"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_killed_at_any_step_leaves_one_schema_or_the_other(
    tmp_path: Path, version: str
) -> None:
    path = made(tmp_path, version)
    before = content(path)
    kills, other = 0, tmp_path / "autre.db"
    while True:
        shutil.copy(path, other)
        if not killed_at(other, kills + 1):
            break
        kills += 1
        assert version_of(other) == version  # each death comes before the only commit
        assert content(other) == before
        Warehouse(f"sqlite:///{other}").close()
        assert version_of(other) == migrations.HEAD
        assert keeps(before, content(other))
    print(f"schema {version}: killed {kills} times, lost 0")
    assert kills > 5
