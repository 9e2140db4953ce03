"""The rest of a long table: a script beside the page, loaded when the table comes into view.

What goes in: a whole table. What stays out: what its rows say. A page of thousands of rows would
take seconds to open, for a reader who wants the first ones or one that he names; sorting and
searching know them all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from sales_assets.report.pages.model import Extra
from sales_assets.report.pages.tables import Cell, Table


def cut(table: Table, shown: int) -> tuple[Table, tuple[Extra, ...]]:
    """Return a table of its first rows, and the script of the others; itself where it is short.

    Args:
        table: Sortable; its id is the name of its page.
        shown: Rows that the page holds.
    """
    rest = table.rows[shown:]
    if not rest:
        return table, ()
    rows = [[_written(cell) for cell in row] for row in rest]
    text = json.dumps([table.id, rows], ensure_ascii=False, separators=(",", ":"))
    data = f"ventes.suite(...{text});\n".encode()
    place = f"{table.id}-suite.{hashlib.sha256(data).hexdigest()[:12]}.js"
    return replace(table, rows=table.rows[:shown], rest=place), (Extra(place, data),)


def _written(cell: Cell) -> list[str]:
    """Return the cell's HTML and, where it is not its text, what it sorts by."""
    return [cell.shown] if cell.value is None else [cell.shown, str(cell.value)]
