"""The files for other programs, read by the tools that they are meant for."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import open_data_contract_standard
import pytest
import yaml
from frictionless import Package
from open_data_contract_standard.model import OpenDataContractStandard
from pyarrow import parquet

from sales_assets import language
from sales_assets.graph.assets import TABLE
from sales_assets.indicators import registry
from sales_assets.report import contracted, downloads, packaged
from sales_assets.report.pages.model import Extra
from sales_assets.rules import load_suite
from sales_assets.settings import PROJECT_ROOT
from sales_assets.warehouse import schema
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots

HOSTILE = "=cmd|' /C calc'!A0\n<script>\"; DROP"


def written(snap: Snapshot, folder: Path) -> Path:
    """The downloads in a folder; its package."""
    offered = list(downloads.offered(snap))
    csv = downloads.tables(offered)
    for extra in [*csv, *packaged.files(offered, csv)]:
        place = folder / extra.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(extra.content)
    return folder / packaged.PACKAGE


@pytest.fixture
def snap() -> Snapshot:
    snap = snapshots.shop(days=30, products=4, stores=2)
    snap.produits.loc[0, "nom"] = HOSTILE
    return snap


@pytest.mark.parametrize("kind", ["some", "empty"])
def test_frictionless_finds_the_tables_as_the_package_says(
    kind: str, snap: Snapshot, tmp_path: Path
):
    path = written(snap if kind == "some" else snapshots.empty(), tmp_path)
    package = Package(str(path))
    assert {one.name for one in package.resources} >= {"produits", "totaux_magasins_jours"}
    package.resources = [one for one in package.resources if one.format == "csv"]
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


def test_frictionless_would_find_a_table_that_is_not_as_said(snap: Snapshot, tmp_path: Path):
    path = written(snap, tmp_path)
    totals = path.with_name("totaux_magasins_jours.csv")
    totals.write_bytes(totals.read_bytes().replace(b";1;", b";ailleurs;", 1))
    package = Package(str(path))
    package.resources = [one for one in package.resources if one.format == "csv"]
    kinds = {found[0] for found in package.validate().flatten(["type"])}
    assert "foreign-key" in kinds
    assert "hash-count" in kinds


def test_parquet_holds_what_the_csv_says_in_exact_types(snap: Snapshot):
    for table in downloads.offered(snap):
        held = parquet.read_table(io.BytesIO(packaged.to_parquet(table)))
        assert held.column_names == [title for _source, title, _write in table.columns]
        assert held.num_rows == len(table.rows)
        if "ca_e4" in table.rows:
            assert [int(ca * 10_000) for ca in held["ca"].to_pylist()] == list(table.rows["ca_e4"])
            assert all(isinstance(ca, Decimal) for ca in held["ca"].to_pylist())
    names = parquet.read_table(
        io.BytesIO(packaged.to_parquet(next(downloads.offered(snap))))
    )["nom"]  # fmt: skip
    assert names[0].as_py() == downloads.safe_text(HOSTILE)


def test_the_same_figures_give_the_same_bytes(snap: Snapshot):
    def made() -> list[Extra]:
        offered = list(downloads.offered(snap))
        return [*packaged.files(offered, downloads.tables(offered)), *contracted.files()]

    assert made() == made()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_contract_is_one_of_its_standard(locale: str):
    language.use(locale)
    contract = yaml.safe_load(contracted.files()[0].content)
    standard = Path(open_data_contract_standard.__file__).with_name("schema.json")
    jsonschema.validate(contract, json.loads(standard.read_text("utf-8")))
    OpenDataContractStandard.model_validate(contract)


def test_the_contract_says_every_table_column_and_rule():
    objects = {one["name"]: one for one in contracted.contract()["schema"]}
    for name, table in schema.metadata.tables.items():
        columns = [one["name"] for one in objects[name]["properties"]]
        assert columns == [column.name for column in table.columns]
    suites = sorted((PROJECT_ROOT / "expectations").glob("*.json"))
    written_rules = {rule.name for path in suites for rule in load_suite(path).rules}
    told = {rule["name"] for one in objects.values() for rule in one.get("quality", [])}
    assert told == written_rules
    assert objects["ventes_csv"]["properties"][0]["required"]
    assert {one.name for one in TABLE if one.columns is None} <= objects.keys()


def test_the_metrics_are_the_indicators():
    found = yaml.safe_load(contracted.files()[1].content)["metrics"]
    assert [one["name"] for one in found] == [one.key for one in registry.indicators()]
    assert all(one["description"] and one["page"] for one in found)
