"""A base of every schema there has been: brought to today's without loss, killed at any step.

`schemas/VERSION.sql` is the dump of a small shop that the program of that version wrote.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text

from sales_assets.warehouse import ledger, migrations
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.schema import metadata
from tests.open_rows import derived_open, noted_open

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
    """Whether nothing of `before` is lost or changed; columns and tables may have come.

    Seals are of the columns as they are: they are made anew.
    """
    return all(
        len(rows) == len(after[table])
        and all(old.items() <= new.items() for old, new in zip(rows, after[table], strict=True))
        for table, rows in before.items()
        if table != "empreintes"
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
def test_the_rows_that_were_put_right_are_closed(tmp_path: Path, version: str) -> None:
    path = made(tmp_path, version)
    Warehouse(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as base:

        def ask(query: str) -> list[tuple[Any, ...]]:
            return base.execute(query).fetchall()

        assert noted_open(ask) == derived_open(ask)
        closed = ask("SELECT count(*) FROM rejets WHERE clos_par IS NOT NULL")
    assert closed == [(0,)] if version == "0001" else closed > [(5,)]


def described(engine: Engine) -> dict[str, Any]:
    """What a database says of its own tables; the order of columns is nothing."""
    look = inspect(engine)
    return {
        table: {
            "columns": {
                one["name"]: (
                    str(one["type"]),
                    one["nullable"],
                    one["default"],
                    one.get("comment"),
                    one.get("computed"),
                    one["autoincrement"] if engine.name == "postgresql" else None,
                )
                for one in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table),
            "foreign": sorted(
                (
                    one["constrained_columns"],
                    one["referred_table"],
                    one["referred_columns"],
                    one["name"] if engine.name == "postgresql" else None,
                )
                for one in look.get_foreign_keys(table)
            ),
            "checks": sorted(
                (one["name"], one["sqltext"]) for one in look.get_check_constraints(table)
            ),
            "unique": sorted(
                (one["name"], one["column_names"]) for one in look.get_unique_constraints(table)
            ),
            "indexes": sorted(
                (one["name"], one["column_names"], one["unique"]) for one in look.get_indexes(table)
            ),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_the_steps_build_the_schema_as_it_is_described(warehouse_url: str, tmp_path: Path) -> None:
    Warehouse(warehouse_url).close()
    stepped = create_engine(warehouse_url)
    found = described(stepped)
    if stepped.name == "sqlite":
        whole = create_engine(f"sqlite:///{tmp_path / 'whole.db'}")
    else:
        with stepped.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        whole = stepped
    metadata.create_all(whole)
    assert found == described(whole)
    stepped.dispose()
    whole.dispose()


def test_a_step_knows_nothing_of_today() -> None:
    steps = Path(migrations.__file__).parent / "versions"
    assert [path.name for path in steps.glob("*.py") if "sales_assets" in path.read_text()] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_killed_at_any_step_leaves_one_schema_or_the_other(
    tmp_path: Path, version: str, figure: Callable[..., None]
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
    figure("P15", versions=1, kills=kills, damaged=0)
    assert kills > 5
