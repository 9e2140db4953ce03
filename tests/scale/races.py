"""The races of `make bench`: this program against a floor, a row of the table each.

Both sides run in turn in one session, and only ratios of processor time are compared: other work
on the machine slows the clock. Nothing here asserts a time.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.scale.cost import HERE, Cost, cost, number, race, row, run
from tests.scale.shops import DAY_ROWS, deliver, deliver_large, deliver_together, fresh, shop

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
IMPORTS = "import dagster, great_expectations, pandas, plotly, mkdocs"


class Asked(NamedTuple):
    """Where to work, on how many rows of history, how many times."""

    tmp: Path
    rows: int
    rounds: int


def python(*arguments: object) -> Cost:
    """Run a small script."""
    return cost(sys.executable, *map(str, arguments))


def shell(folder: Path) -> Cost:
    """Load the history by the sqlite3 shell, unchecked."""
    (folder / "shell.db").unlink(missing_ok=True)
    csv = folder / "data" / "ventes.csv"
    return cost("sqlite3", str(folder / "shell.db"), stdin=SHELL.format(csv=csv))


def history(asked: Asked) -> Iterator[str]:
    """A history against the shell."""
    source = shop(asked.tmp / "history", asked.rows)
    yield race(
        f"history of {asked.rows:,} rows; floor: the sqlite3 shell, no check",
        "≤ 1.0",
        asked.rounds,
        lambda: run(fresh(source, asked.tmp / "ours"), "--no-site"),
        lambda: shell(source),
    )


def columns(asked: Asked) -> Iterator[str]:
    """Lines that tell all they may, against as many that tell little."""
    full = shop(asked.tmp / "full", asked.rows, full=True)
    plain = shop(asked.tmp / "plain", asked.rows)
    yield race(
        f"{asked.rows:,} rows with all columns; floor: as many with the first ones",
        "≤ 1.4",
        asked.rounds,
        lambda: run(fresh(full, asked.tmp / "ours"), "--no-site"),
        lambda: run(fresh(plain, asked.tmp / "ours"), "--no-site"),
    )


def loop(asked: Asked) -> Iterator[str]:
    """A million rows against a loop."""
    million = shop(asked.tmp / "million", 1_000_000)
    yield race(
        "1,000,000 rows; against a loop of one INSERT a row",
        "≤ 0.067",
        asked.rounds,
        lambda: run(fresh(million, asked.tmp / "ours"), "--no-site"),
        lambda: python(HERE / "loop.py", million / "data", asked.tmp / "loop.db"),
    )


def day(asked: Asked) -> Iterator[str]:
    """One new day, file to site: on a history and on none, and against bare imports."""
    full, empty = shop(asked.tmp / "full", asked.rows), shop(asked.tmp / "empty", 1_000, days=1)
    places = {full: 0, empty: 0}

    def one(folder: Path) -> Cost:
        deliver(folder, places[folder])
        places[folder] += 1
        return run(folder)

    for folder in places:  # the first makes every sheet, the second has a release to start from
        one(folder), one(folder)
    title = f"a day of {DAY_ROWS:,} rows on {asked.rows:,} rows, file to site; floor: on no history"
    yield race(title, "≤ 1.15", asked.rounds, lambda: one(full), lambda: one(empty))
    yield race(
        f"a day of {DAY_ROWS:,} rows on no history, file to site; floor: the bare imports",
        "≤ 2",
        asked.rounds,
        lambda: one(empty),
        lambda: python("-c", IMPORTS),
    )


def backfill(asked: Asked) -> Iterator[str]:
    """A year of daily files in one run, against the same rows as one file."""
    source, places = shop(asked.tmp / "source", 1_000, days=1), range(365)

    def loaded(send: Callable[[Path], object]) -> Cost:
        folder = fresh(source, asked.tmp / "ours")
        send(folder)
        return run(folder, "--no-site")

    yield race(
        f"365 files of {DAY_ROWS:,} rows in one run; floor: the same rows as one file",
        "≤ 1.3",
        asked.rounds,
        lambda: loaded(lambda folder: [deliver(folder, place) for place in places]),
        lambda: loaded(lambda folder: deliver_together(folder, places)),
    )


def gates(_asked: Asked) -> Iterator[str]:
    """The gate on sales against the same rules by hand."""
    command = [sys.executable, "-m", "tests.scale.gates"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parents[1])
    ours, floor = map(float, told.stdout.split())
    title = "gates on 1,000,000 rows, once imported; floor: the same rules by hand in pandas"
    yield row(title, number(ours), "", number(floor), "", f"{ours / floor:.2f}", "≤ 4", "")


def location(asked: Asked) -> Iterator[str]:
    """The code location, which does not depend on the data."""
    dagster = str(Path(sys.executable).with_name("dagster"))
    command = (dagster, "definitions", "validate", "-m", "sales_assets.definitions")
    yield race(
        "code location load; floor: import dagster",
        "≤ 1.5",
        asked.rounds,
        lambda: cost(*command, folder=asked.tmp),
        lambda: python("-c", "import dagster"),
    )


def sheets(asked: Asked) -> Iterator[str]:
    """What each product more costs the site, in time and in bytes."""
    few, many = 100, 5_000
    spent: dict[int, list[tuple[float, float]]] = {few: [], many: []}
    for products, found in spent.items():
        source = shop(asked.tmp / f"{products}", 20_000, days=60, products=products)
        for _round in range(asked.rounds):
            folder = fresh(source, asked.tmp / "ours")
            run(folder, "--no-site")
            found.append((run(folder).cpu, _size(folder)))
    more = many - few
    (time_few, size_few), (time_many, size_many) = (min(found) for found in spent.values())
    each = f"{1000 * (time_many - time_few) / more:.1f} ms, {(size_many - size_few) / more:.0f} kB"
    title = f"a product's sheet, from {few:,} to {many:,} products"
    yield row(title, number(time_many), "", number(time_few), "", each, "≤ 6 ms, ≤ 40 kB", "")


def large(asked: Asked) -> Iterator[str]:
    """A day of one store that is too large to be held, against the same rows over a year."""
    source, rows = shop(asked.tmp / "source", 1_000, days=1), 3_600_000

    def loaded(days: int) -> Cost:
        folder = fresh(source, asked.tmp / "ours")
        deliver_large(folder, rows, days)
        return run(folder, "--no-site")

    yield race(
        f"one day of one store of {rows:,} rows; floor: the same rows over 360 days",
        "≤ 600 MB",
        asked.rounds,
        lambda: loaded(1),
        lambda: loaded(360),
    )


def _size(folder: Path) -> float:
    """The live site in kB, without the zip of it."""
    live = (folder / "site" / "public").resolve()
    files = [path for path in live.rglob("*") if path.is_file() and path.suffix != ".zip"]
    return sum(path.stat().st_size for path in files) / 1000


_RACERS = (history, columns, loop, day, backfill, gates, location, sheets, large)
RACES = {race.__name__: race for race in _RACERS}
