"""P21: a small machine is enough: what it takes to load does not follow what is delivered.

Seconds are told, never judged: a busy machine is no fault. The sheet of a day holds all its lines,
so the site of a shop that sells a million of them in a day takes more: see docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.command import Command
from tests.faults import FULL
from tests.faults.test_kills import opened
from tests.scale.cost import Cost, run
from tests.shop import SALES, check_books

pytestmark = [pytest.mark.slow, pytest.mark.timeout(10_800)]
Lived = Callable[..., Command]
MEGABYTES = 600
ROWS, FILES, BLANKS = (3_600_000, 5_000, 10_000_000) if FULL else (200_000, 100, 500_000)
DAY = date(2025, 10, 1)


def loaded(folder: Path, rows: int) -> Cost:
    """Load what lies there: so many rows more, every book right, in so much memory."""
    before = _rows(folder)
    found = run(folder, "--no-site")
    assert _rows(folder) == before + rows
    assert found.peak_mb < MEGABYTES
    return found


def _rows(folder: Path) -> int:
    shop = opened(Command(folder))
    check_books(shop)
    rows = int(shop.value("SELECT count(*) FROM ventes"))
    shop.close()
    return rows


def test_a_day_of_one_store_may_have_any_size(
    tmp_path: Path, lived: Lived, figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    with (command.data / "ventes_jour.csv").open("w") as file:
        file.write(SALES)
        file.writelines(f"{DAY},{'AB'[n % 2]},{1 + n % 3},1\n" for n in range(ROWS))
    found = loaded(tmp_path / "boutique", ROWS)
    figure("P21", lines=ROWS, peak_MB=found.peak_mb, seconds=found.wall)


def test_a_folder_may_hold_any_number_of_files(
    tmp_path: Path, lived: Lived, figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    for n in range(FILES):  # before the days it has, so that each is new
        day = DAY - timedelta(days=100 + n // 2)
        command.drop(f"ventes_{n}.csv", f"{SALES}{day},A,1,{1 + n % 2}\n")
    found = loaded(tmp_path / "boutique", FILES)
    again = loaded(tmp_path / "boutique", 0)
    figure("P21", files=FILES, peak_MB=found.peak_mb, seconds=found.wall, again=again.wall)


def test_blank_lines_cost_no_memory(tmp_path: Path, lived: Lived, figure: Callable[..., None]):
    command = lived(tmp_path / "boutique")
    with (command.data / "ventes_jour.csv").open("w") as file:
        file.write(SALES)
        for _ in range(100):
            file.write(f"{DAY},A,1,1\n" + "\n" * (BLANKS // 100))
    found = loaded(tmp_path / "boutique", 100)
    figure("P21", blank_lines=BLANKS, peak_MB=found.peak_mb, seconds=found.wall)
