"""What the graph says of itself in the UI, and what it costs to load."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dagster import AssetKey, AssetSelection, Definitions, TableColumnLineage, TableSchema
from dagster._core.workspace.load import location_origins_from_yaml_paths

from sales_assets.graph import instance
from sales_assets.graph.shop import RULES_DIR
from sales_assets.rules import load_suite
from sales_assets.settings import PROJECT_ROOT
from tests.graph import picture

HEAVY = ("pandas", "great_expectations", "mkdocs", "plotly", "pyarrow")


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return picture.definitions(tmp_path_factory.mktemp("shop"))


def schemas(defs: Definitions) -> dict[AssetKey, TableSchema]:
    graph = defs.resolve_asset_graph()
    found = {key: graph.get(key).metadata for key in graph.get_all_asset_keys()}
    return {
        key: metadata["dagster/column_schema"]
        for key, metadata in found.items()
        if "dagster/column_schema" in metadata
    }


def test_the_graph_loads(defs: Definitions):
    Definitions.validate_loadable(defs)


def test_the_graph_is_the_one_committed(defs: Definitions):
    assert picture.text(defs) == picture.PICTURE.read_text(), (
        "write it again if this is meant: see tests/graph/picture.py"
    )


def test_every_dependency_is_an_asset_of_this_graph(defs: Definitions):
    graph = defs.resolve_asset_graph()
    assert graph.external_asset_keys == set()
    assert graph.unexecutable_asset_keys == set()


def told_selections() -> list[str]:
    """The selections that the docs tell to type."""
    page = (PROJECT_ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    table = page.partition("| taper |")[2].partition("\n\n")[0]
    cells = (row.split("|")[2] for row in table.splitlines() if row.count("|") == 3)
    return [words for cell in cells for words in re.findall(r"`([^`]+)`", cell)]


def test_every_selection_told_finds_some_assets_and_not_all(defs: Definitions):
    graph = defs.resolve_asset_graph()
    whole = graph.get_all_asset_keys()
    told = told_selections()
    assert len(told) > 8
    for words in told:
        found = AssetSelection.from_string(words).resolve(graph)
        assert found, words
        assert found < whole, words


def test_every_asset_says_what_it_is_to_a_shopkeeper(defs: Definitions):
    for name, told in picture.describe(defs).items():
        assert re.fullmatch(r"(Le|La|Les|Chaque) .{15,180}\.", told["description"]), name
        assert told["kinds"], name
        assert told["owners"] == ["team:boutique"], name
        assert told["tags"]["grain"], name
        assert told["group"] in ("raw", "tables", "totals", "report"), name
        assert told["backfill"] == "BackfillPolicy.single_run()", name


def test_every_table_names_and_describes_its_columns(defs: Definitions):
    assert set(schemas(defs)) == defs.resolve_asset_graph().get_all_asset_keys()
    for key, schema in schemas(defs).items():
        assert schema.columns, key
        assert [column.name for column in schema.columns if not column.description] == [], key


def test_columns_come_from_columns_that_exist(defs: Definitions):
    graph, known = defs.resolve_asset_graph(), schemas(defs)
    names = {key: {column.name for column in schema.columns} for key, schema in known.items()}
    links = 0
    for key in known:
        lineage = graph.get(key).metadata["dagster/column_lineage"]
        assert isinstance(lineage, TableColumnLineage)
        for column, sources in lineage.deps_by_column.items():
            assert column in names[key], (key, column)
            for source in sources:
                assert source.column_name in names[source.asset_key], (key, column, source)
                links += 1
    assert links > 50


@pytest.mark.parametrize(
    ("suite", "asset"),
    [
        ("produits", "produits"),
        ("magasins", "magasins"),
        ("ventes", "ventes"),
        ("totaux", "totaux_jour"),
    ],
)
def test_every_rule_is_a_check_of_its_table(defs: Definitions, suite: str, asset: str):
    graph = defs.resolve_asset_graph()
    checks = {key.name for key in graph.asset_check_keys if key.asset_key == AssetKey(asset)}
    rules = load_suite(RULES_DIR / f"{suite}.json").rules
    assert len(rules) >= 3
    assert {rule.name for rule in rules} <= checks
    assert all(rule.notes for rule in rules)


def test_the_workspace_and_the_command_line_speak_of_one_code_location():
    origins = location_origins_from_yaml_paths([str(PROJECT_ROOT / "workspace.yaml")])
    assert [origin.location_name for origin in origins] == [instance.MODULE]
    load_from = yaml.safe_load((PROJECT_ROOT / "workspace.yaml").read_text())["load_from"]
    assert load_from == [{"python_module": {"module_name": instance.MODULE}}]


def test_loading_the_graph_is_light_and_silent(tmp_path: Path):
    script = (
        "import sys, sales_assets.definitions;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT_ROOT,
        env={"SALES_DATA_DIR": str(tmp_path), "SALES_LOG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
    assert loaded.stderr == ""
    assert list(tmp_path.iterdir()) == [], "loading the graph creates nothing"
