"""The promises, and the figures by which the tests show that they hold.

A test says its figure by the fixture `figure`: `figure("P1", kills=200, lost=0)`. The figures of a
test are added up over its cases (those with a fraction: the largest stays), shown at the end of the
run and, at full length (`make faults`), written into the table of `docs/promises.md`. A test that
fails is shown there too.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "promises.md"
_ROW = re.compile(r"\| (P\d+) \| \[([^]]+)\]\(\.\./([^)]+)\) \| (.*) \| (.*) \|")
Key = tuple[str, str, str]  # promise, test, its file
Counts = dict[str, int | float]


def name_of(nodeid: str) -> tuple[str, str]:
    """The test in words, and its file."""
    file, _found, test = nodeid.partition("::")
    return test.partition("[")[0].removeprefix("test_").replace("_", " "), file


def collect(reports: Iterable[object]) -> dict[Key, Counts]:
    """The figures of all the tests of a run."""
    found: dict[Key, Counts] = {}
    for report in reports:
        for name, value in getattr(report, "user_properties", []):
            if name != "figure":
                continue
            promise, counts = value
            sums = found.setdefault((promise, *name_of(report.nodeid)), {})  # type: ignore[attr-defined]
            for key, count in counts.items():
                add = max if isinstance(count, float) else int.__add__
                sums[key] = add(sums[key], count) if key in sums else count
    return found


def told(counts: Counts) -> str:
    """The figures of a test on one line."""
    return ", ".join(
        f"{name.replace('_', ' ')} {count:,.1f}" if isinstance(count, float)
        else f"{name.replace('_', ' ')} {count:,}" for name, count in counts.items()
    )  # fmt: skip


def order(key: Key) -> tuple[int, str, str]:
    """By promise, then by file and test."""
    return int(key[0][1:]), key[2], key[1]


def write(figures: dict[Key, Counts], failed: Iterable[str], page: Path = PAGE) -> None:
    """Put the figures of a run into the page; those of other tests stay."""
    head, *lines = re.split(r"(?m)^(?=\| P)", page.read_text("utf-8"))
    rows: dict[Key, tuple[str, str]] = {}
    for line in lines:
        row = _ROW.match(line)
        assert row is not None, line
        rows[row[1], row[2], row[3]] = row[4], row[5]
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    machine = f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rows |= {key: (told(counts), machine) for key, counts in figures.items()}
    broken = {name_of(nodeid) for nodeid in failed}
    for key in rows:
        if key[1:] in broken:
            rows[key] = "**failed**", machine
    table = "".join(
        f"| {key[0]} | [{key[1]}](../{key[2]}) | {rows[key][0]} | {rows[key][1]} |\n"
        for key in sorted(rows, key=order)
    )
    page.write_text(head + table, "utf-8")
