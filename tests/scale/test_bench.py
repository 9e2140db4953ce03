"""How long whole runs take and how much memory they need, as the operating system counts them.

Run by `make bench`; nothing here asserts a time, since machines are noisy. A row is one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from sales_assets.demo import generate

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

COMMAND = [str(Path(sys.executable).with_name("sales-assets"))]


@dataclass(frozen=True)
class Cost:
    seconds: float
    peak_mb: float

    def __str__(self) -> str:
        return f"{self.seconds:8.1f} s {self.peak_mb:8.0f} Mo"


def cost(folder: Path, *arguments: str) -> Cost:
    """Run the command on a folder and measure that one process from outside."""
    environment = os.environ | {
        "SALES_DATA_DIR": str(folder / "data"),
        "SALES_SITE_DIR": str(folder / "site" / "public"),
        "SALES_LOG_DIR": str(folder / "logs"),
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    told = process.stdout.read().decode()
    _pid, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, told
    return Cost(time.perf_counter() - start, usage.ru_maxrss / 1024)


@pytest.mark.parametrize("rows", [10_000, 100_000, 1_000_000])
def test_a_history_is_loaded_then_a_day(rows: int, tmp_path: Path) -> None:
    last = date.today() - timedelta(days=2)  # noqa: DTZ011 - any recent day will do
    generate(tmp_path / "data", rows=rows, days=365, products=200, stores=10, seed=1, last_day=last)
    whole = cost(tmp_path, "run", "--no-site")
    day = tmp_path / "data" / f"ventes_{last + timedelta(days=1)}.csv"
    lines = "".join(f"{last + timedelta(days=1)},REF00001,1,1\n" for _ in range(1_000))
    day.write_text(f"Date,ID_produit,Quantite,ID_Magasin\n{lines}")
    one = cost(tmp_path, "run", "--no-site")
    nothing = cost(tmp_path, "run", "--no-site")
    print(f"\n{rows:>9} lignes : historique {whole}, un jour de plus {one}, rien {nothing}")


def test_a_history_is_published(tmp_path: Path) -> None:
    last = date.today() - timedelta(days=1)  # noqa: DTZ011 - any recent day will do
    generate(
        tmp_path / "data", rows=50_000, days=365, products=100, stores=7, seed=1, last_day=last
    )
    print(f"\n    50000 lignes, 100 produits, 365 jours : site publié {cost(tmp_path, 'run')}")
