"""Races between this program and a floor; `make bench` runs them and writes the table.

    make bench ARGS="history day --rows 10000000 --rounds 5"
    make bench ARGS=growth

A row of `docs/performance.md` stays until its race is run again, and so does its picture.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from pathlib import Path

from tests.scale.cost import HERE
from tests.scale.growth import PICTURE, drawn, growth
from tests.scale.races import RACES, Asked

PAGE = HERE.parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- bench -->\n", "<!-- /bench -->\n"
HEAD = """| work | ours, CPU | wall | floor, CPU | wall | ratio of CPU | goal | our peak |
|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Run the races asked for and write the page."""
    parser = argparse.ArgumentParser(prog="make bench")
    names = [*RACES, "growth"]
    parser.add_argument("races", nargs="*", default=names, help=" ".join(names))
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for name in asked.races:
        with tempfile.TemporaryDirectory() as tmp:
            if name == "growth":
                PICTURE.write_text(drawn(list(growth(Path(tmp)))), encoding="utf-8")
                continue
            for row in RACES[name](Asked(Path(tmp), asked.rows, asked.rounds)):
                print(row, flush=True)
                _write(row)


def _write(row: str) -> None:
    """Put a row into the page's table, in the place of the last one of the same work."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    known = [line for line in table.splitlines() if line.startswith("| ") and line not in HEAD]
    rows = {line.split("|")[1]: line for line in [*known, row]}
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    told = f"Medians [least, most], on {where}.\n\n{HEAD}" + "".join(
        f"{r}\n" for r in rows.values()
    )
    PAGE.write_text(f"{before}{BEGIN}{told}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
