"""The project as `dg` and a plain Dagster find it: loaded, listed, and refused without its home."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sales_assets.graph import instance
from sales_assets.graph.assets import TABLE
from sales_assets.settings import PROJECT_ROOT, Settings
from tests.command import Command
from tests.conftest import free_port
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
DG = BIN / "dg"


@pytest.fixture
def shop(tmp_path: Path) -> Command:
    shop = Command(tmp_path, DAGSTER_DISABLE_TELEMETRY="1", PATH=f"{BIN}:{os.environ['PATH']}")
    shop.drop("produits.csv", products(A="1.50"))
    shop.drop("magasins.csv", stores(1))
    shop.drop("ventes.csv", lines("2025-10-01 A 2 1"))
    return shop


def test_dg_loads_the_definitions_and_lists_them(shop: Command):
    checked, listed = shop("check", "defs", program=DG), shop("list", "defs", "--json", program=DG)
    assert (checked.code, listed.code) == (0, 0), (checked, listed)
    found = json.loads(listed.out)
    assert {one["asset_key"] for one in found["assets"]} == {asset.name for asset in TABLE}


@contextmanager
def serving(shop: Command, port: int) -> Iterator[None]:
    """`dg dev`, once it answers."""
    with shop.started("dev", "--port", port, program=DG):
        end = time.monotonic() + 90
        while time.monotonic() < end:
            try:
                urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5).close()
            except URLError:
                time.sleep(0.5)
            else:
                yield
                return
        pytest.fail("dg dev does not answer")


def test_dg_dev_serves_the_project_in_its_own_home(shop: Command):
    home = Settings(log_dir=shop.logs).dagster_home
    instance.prepare_home(home)
    shop.environment["DAGSTER_HOME"] = str(home)
    with serving(shop, free_port()):
        assert not list(PROJECT_ROOT.glob(".tmp_dagster_home_*"))


@pytest.mark.parametrize("home", [None, "ailleurs", "logs/dagster"])
def test_a_dagster_that_is_not_set_up_loads_nothing_and_says_what_to_do(
    shop: Command, tmp_path: Path, home: str | None
):
    if home is not None:
        (tmp_path / home).mkdir(parents=True)
        shop.environment["DAGSTER_HOME"] = str(tmp_path / home)
    words = "asset", "materialize", "--select", "deliveries", "-m", instance.MODULE
    done = shop(*words, program=BIN / "dagster")
    assert done.code != 0
    assert "n’a pas les réglages de la boutique" in done.out + done.err
    assert "sales-assets ui" in done.out + done.err
    assert [path.suffix for path in shop.data.iterdir()] == [".csv"] * 3
