"""What one process costs, as the operating system counts it, and races of two of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
COMMAND = str(Path(sys.executable).with_name("sales-assets"))


_ALONE = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    json.dump([code, used.ru_utime + used.ru_stime, used.ru_maxrss], told)
"""
"""Starts a command from a small process: Linux counts in a child's peak that of who started it."""


@dataclass(frozen=True)
class Cost:
    """Processor seconds (user and system), seconds on the clock, peak memory."""

    cpu: float
    wall: float
    peak_mb: float


def cost(*command: str, folder: Path | None = None, stdin: str = "") -> Cost:
    """Run a command, with its data under `folder`, and measure that one process from outside."""
    home = folder or Path(tempfile.gettempdir())
    (home / "logs" / "dagster").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "SALES_DATA_DIR": str(home / "data"),
        "SALES_SITE_DIR": str(home / "site" / "public"),
        "SALES_LOG_DIR": str(home / "logs"),
        "DAGSTER_HOME": str(home / "logs" / "dagster"),
    }
    start = time.perf_counter()
    with tempfile.NamedTemporaryFile("r") as counted:
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, counted.name, *command],
            env=environment, input=stdin.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        wall = time.perf_counter() - start
        code, cpu, peak = json.load(counted)
    assert code == 0, done.stdout.decode()
    return Cost(cpu, wall, peak / 1024)


def run(folder: Path, *arguments: str) -> Cost:
    """Run `sales-assets run` on the files of `folder`."""
    return cost(COMMAND, "run", *arguments, folder=folder)


def race(
    title: str, goal: str, rounds: int, ours: Callable[[], Cost], theirs: Callable[[], Cost]
) -> str:
    """Run both sides in turn and return a row of the table: medians, and [least, most]."""
    pairs = [(ours(), theirs()) for _round in range(rounds)]
    cells = [title]
    for side in (0, 1):
        cells.append(_spread([pair[side].cpu for pair in pairs], " s"))
        cells.append(_spread([pair[side].wall for pair in pairs], " s"))
    cells.append(_spread([one.cpu / other.cpu for one, other in pairs], ""))
    cells.append(goal)
    cells.append(f"{max(one.peak_mb for one, _other in pairs):.0f} MB")
    return row(*cells)


def row(*cells: str) -> str:
    """Return a row of the table."""
    return f"| {' | '.join(cells)} |"


def number(seconds: float) -> str:
    """Return seconds as the table tells them."""
    return f"{seconds:.2f} s"


def _spread(values: list[float], unit: str) -> str:
    return f"{median(values):.2f}{unit} [{min(values):.2f}, {max(values):.2f}]"
