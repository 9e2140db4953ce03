"""What is leaned on that is not Dagster's public interface is still there, name by name."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
from dagster import DefaultRunLauncher

from sales_assets.graph import instance
from sales_assets.settings import PROJECT_ROOT

ROOM = PROJECT_ROOT / "sales_assets" / "graph"


def imported() -> list[tuple[str, str]]:
    """Every module of Dagster's own and the name that `private.py` takes from it."""
    tree = ast.parse((ROOM / "private.py").read_text())
    return [
        (node.module, name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dagster._")
        for name in node.names
    ]


@pytest.mark.parametrize(("module", "name"), imported())
def test_dagster_still_has(module: str, name: str):
    assert hasattr(importlib.import_module(module), name), f"{module}.{name} has moved"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("dagster._core.storage.runs", "SqliteRunStorage"),
        ("dagster._core.storage.schedules", "SqliteScheduleStorage"),
    ],
)
def test_the_configuration_still_finds(module: str, name: str):
    assert hasattr(importlib.import_module(module), name), f"{module}.{name} has moved"


def test_the_event_log_still_has_what_ours_calls(tmp_path: Path):
    called = set(re.findall(r"self\.(\w+)", (ROOM / "event_log.py").read_text()))
    assert len(called) > 8
    with instance.opened(tmp_path) as dagster:
        assert [one for one in sorted(called) if not hasattr(dagster.event_log_storage, one)] == []


def test_the_launcher_still_asks_what_ours_answers():
    ours = re.findall(r"    def (\w+)", (ROOM / "launcher.py").read_text())
    assert len(ours) == 4
    assert [name for name in ours if not hasattr(DefaultRunLauncher, name)] == []


def test_one_module_names_what_is_not_public():
    naming = {
        path.name
        for path in sorted((PROJECT_ROOT / "sales_assets").rglob("*.py"))
        if re.search(r"\bdagster\._", path.read_text())
    }
    assert naming == {"private.py"}
