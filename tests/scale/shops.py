"""Shops to race on: their files, nothing loaded.

What goes in: sizes. What stays out: running and timing (`races`, `cost`).
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from sales_assets.tools.demo import generate

LAST = date.today() - timedelta(days=440)  # noqa: DTZ011 - any day that leaves room for new ones
DAY_ROWS = 10_000
_SUNDAY = 6
_HEADER = "Date,ID_produit,Quantite,ID_Magasin\n"


def shop(
    folder: Path, rows: int | None, *, days: int = 730, products: int = 200, full: bool = False
) -> Path:
    """Write the files of a shop, its history only, under `folder`/data; `full` with all columns."""
    size = {"days": days, "products": products, "stores": 20, "seed": 1}
    generate(folder / "data", rows=rows, last_day=LAST, full=full, **size)
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


def day_after(place: int) -> date:
    """Return an open day after the history: the first one, the one after it, and so on.

    A first Sunday ever would make every sheet again: the shop would no longer be closed on Sundays.
    """
    days = (LAST + timedelta(days=1 + n) for n in range(2 * place + 3))
    return [day for day in days if day.weekday() != _SUNDAY][place]


def deliver(folder: Path, place: int) -> None:
    """Deliver a day of 10,000 rows, in a file of its own."""
    day = day_after(place)
    (folder / "data" / f"ventes_{day}.csv").write_text(_HEADER + day_rows(day))


def deliver_together(folder: Path, places: range) -> None:
    """Deliver the same days as one file."""
    rows = "".join(day_rows(day_after(place)) for place in places)
    (folder / "data" / "ventes_suite.csv").write_text(_HEADER + rows)


def deliver_large(folder: Path, rows: int, days: int) -> None:
    """Deliver rows of one store, spread over so many days."""
    with (folder / "data" / "ventes_grandes.csv").open("w") as file:
        file.write(_HEADER)
        for place in range(days):
            day = LAST - timedelta(days=place)
            for n in range(rows // days):
                file.write(f"{day},REF{1 + n % 200:05},{1 + n % 3},1\n")


def day_rows(day: date) -> str:
    """Return the rows of a day, which differ from those of any other."""
    turn = day.toordinal()
    return "".join(
        f"{day},REF{1 + (n + turn) % 30:05},{1 + (n * turn) % 3},{1 + n % 7}\n"
        for n in range(DAY_ROWS)
    )
