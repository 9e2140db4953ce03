"""Races between this program and a floor; `make bench` runs them and writes the table.

    make bench ARGS="--rows 10000000 --rounds 5"

Other work on the machine slows both sides, so they run in turn and only ratios of processor time
are compared. Nothing here asserts a time. The table goes into `docs/performance.md`.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sales_assets.demo import generate
from tests.scale.cost import HERE, Cost, cost, race, run

PAGE = HERE.parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- bench -->\n", "<!-- /bench -->\n"
HEAD = """| work | ours, CPU | wall | floor, CPU | wall | ratio of CPU | goal | our peak |
|---|---|---|---|---|---|---|---|
"""
LAST = date.today() - timedelta(days=60)  # noqa: DTZ011 - any recent day will do
SHELL = """CREATE TABLE ventes
  (Date TEXT, ID_produit TEXT, Quantite INTEGER, ID_Magasin TEXT, Prix REAL);
.mode csv
.import --skip 1 {csv} ventes
CREATE INDEX ix ON ventes(Date, ID_Magasin);
CREATE TABLE magasins_jour AS SELECT Date, ID_Magasin, count(*), sum(Quantite), sum(Quantite * Prix)
  FROM ventes GROUP BY 1, 2;
CREATE TABLE produits_jour AS SELECT Date, ID_produit, count(*), sum(Quantite), sum(Quantite * Prix)
  FROM ventes GROUP BY 1, 2;
"""


def shop(folder: Path, rows: int | None, *, days: int = 730, products: int = 200) -> Path:
    """Write the files of a shop, its history only, under `folder`/data."""
    generate(
        folder / "data", rows=rows, days=days, products=products, stores=20, seed=1, last_day=LAST
    )
    for name in (folder / "data").glob("ventes_*.csv"):
        name.unlink()
    return folder


def fresh(source: Path, folder: Path) -> Path:
    """Return a folder with the files of `source` and nothing loaded."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    for file in (source / "data").glob("*.csv"):
        shutil.copy(file, folder / "data")
    return folder


def next_day(folder: Path, place: int) -> None:
    """Deliver a day of 10,000 rows."""
    day = LAST + timedelta(days=1 + place)
    lines = "".join(f"{day},REF{1 + n % 30:05},1,{1 + n % 7}\n" for n in range(10_000))
    header = "Date,ID_produit,Quantite,ID_Magasin\n"
    (folder / "data" / f"ventes_{day}.csv").write_text(header + lines)


def python(script: str, *arguments: object) -> Cost:
    """Run one of the small scripts beside this module."""
    return cost(sys.executable, str(HERE / script), *map(str, arguments))


def shell(folder: Path) -> Cost:
    """Load the history by the sqlite3 shell, unchecked."""
    (folder / "shell.db").unlink(missing_ok=True)
    csv = folder / "data" / "ventes.csv"
    return cost("sqlite3", str(folder / "shell.db"), stdin=SHELL.format(csv=csv))


def loads(tmp: Path, rows: int, rounds: int) -> Iterator[str]:
    """A history against the shell, a million rows against a loop."""
    history, million = shop(tmp / "history", rows), shop(tmp / "million", 1_000_000)
    yield race(
        f"history of {rows:,} rows; floor: the sqlite3 shell, no check",
        "≤ 1.0",
        rounds,
        lambda: run(fresh(history, tmp / "ours"), "--no-site"),
        lambda: shell(history),
    )
    yield race(
        "1,000,000 rows; against a loop of one INSERT a row",
        "≤ 0.067",
        rounds,
        lambda: run(fresh(million, tmp / "ours"), "--no-site"),
        lambda: python("loop.py", million / "data", tmp / "loop.db"),
    )


def days(tmp: Path, rows: int, rounds: int) -> Iterator[str]:
    """One new day, file to site, on a history and on none."""
    full, empty = shop(tmp / "full", rows), shop(tmp / "empty", 1_000, days=1)
    places = {full: 0, empty: 0}

    def one(folder: Path) -> Cost:
        next_day(folder, places[folder])
        places[folder] += 1
        return run(folder)

    for folder in places:
        one(folder)
    title = f"a day of 10,000 rows on {rows:,} rows, file to site; floor: on no history"
    yield race(title, "≤ 1.15", rounds, lambda: one(full), lambda: one(empty))


def fixed(tmp: Path, _rows: int, rounds: int) -> Iterator[str]:
    """What does not depend on the data."""
    dagster = str(Path(sys.executable).with_name("dagster"))
    yield race(
        "code location load; floor: import dagster",
        "≤ 1.5",
        rounds,
        lambda: cost(
            dagster, "definitions", "validate", "-m", "sales_assets.definitions", folder=tmp
        ),
        lambda: cost(sys.executable, "-c", "import dagster"),
    )


def sheets(tmp: Path, _rows: int, rounds: int) -> Iterator[str]:
    """The site of many products against that of a tenth of them."""
    few, many = 100, 1_000
    shops = {n: shop(tmp / f"products{n}", 20_000, days=60, products=n) for n in (few, many)}
    yield race(
        f"history and site, {many:,} products; floor: {few}",
        "linear",
        rounds,
        lambda: run(fresh(shops[many], tmp / "ours")),
        lambda: run(fresh(shops[few], tmp / "ours")),
    )


RACES = {"loads": loads, "days": days, "fixed": fixed, "sheets": sheets}


def main() -> None:
    """Run the races asked for and write the page."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("races", nargs="*", default=list(RACES), help=" ".join(RACES))
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        for name in asked.races:
            rows += RACES[name](Path(tmp) / name, asked.rows, asked.rounds)
    _write("\n".join([HEAD.strip(), *rows, ""]), asked.rounds)


def _write(table: str, rounds: int) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    told = f"Medians of {rounds} rounds [least, most], on {where}.\n\n{table}"
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
