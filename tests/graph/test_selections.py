"""Whatever an engineer types of the graph is one run that ends well, or a clear reason why not.

One process goes through the commands of Dagster's own command line, in order, on one shop.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sales_assets.graph import instance, jobs
from sales_assets.graph.assets import TABLE
from sales_assets.settings import PROJECT_ROOT, Settings
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow

_ALL_OF_THEM = """
import json, sys
from dagster._cli import create_dagster_cli

cli, told = create_dagster_cli(), {}
for words in json.loads(sys.argv[1]):
    try:
        cli.main([*words.split(), "-m", "sales_assets.definitions"], standalone_mode=False)
        told[words] = ""
    except BaseException as error:
        told[words] = str(error) or type(error).__name__
print("\\n" + json.dumps(told))
"""
DAY, RANGE = "--partition 2025-10-02", "--partition-range 2025-10-01...2025-10-03"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each command, and why it ended badly; nothing when it did not."""
    folder = tmp_path_factory.mktemp("boutique")
    settings = Settings(
        data_dir=folder / "data", site_dir=folder / "public", log_dir=folder / "logs"
    )
    settings.data_dir.mkdir()
    (settings.data_dir / "produits.csv").write_text(products(A="1.50", B=10))
    (settings.data_dir / "magasins.csv").write_text(stores(1, 2))
    rows = "2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-10-04 A 5 1"
    (settings.data_dir / "ventes.csv").write_text(lines(*rows))
    instance.prepare_home(settings.dagster_home)
    commands = [
        *(
            f"asset materialize --select {asset.name}{f' {DAY}' if asset.daily else ''}"
            for asset in TABLE
        ),
        "asset materialize --select ventes",
        f"asset materialize --select ventes,totaux_jour {RANGE}",
        f"asset materialize --select * {RANGE}",
        f"asset materialize --select key:ventes+ {DAY}",
        *(f"job execute -j {job}" for job in (jobs.EVERYTHING, jobs.TABLES)),
    ]
    done = subprocess.run(
        [sys.executable, "-c", _ALL_OF_THEM, json.dumps(commands)],
        cwd=PROJECT_ROOT,
        env=settings.environment(),
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    assert len(found) == len(commands)
    return found


def test_every_selection_and_every_job_is_a_run_that_ends_well(told: dict[str, str]):
    assert len(TABLE) == 16
    assert {words: why for words, why in told.items() if why} == {
        "asset materialize --select ventes": told["asset materialize --select ventes"]
    }


def test_what_dagster_does_not_launch_says_why(told: dict[str, str]):
    assert "no '--partition' option was provided" in told["asset materialize --select ventes"]
