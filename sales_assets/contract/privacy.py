"""What of a raw record may be kept: the cells of known columns, and nothing else.

What goes in: blanking the cells of columns outside the contract (e-mail, phone, customer…) in the
text of a quarantined record. What stays out: typed rows, which never hold such a column.
"""

from __future__ import annotations

import csv
import io

from sales_assets.contract.headers import Header
from sales_assets.contract.tape import cut
from sales_assets.contract.values import clean, day_month_readings, is_iso, parse_quantity

HIDDEN = "…"
_LARGEST = 1_000_000


def public_text(raw: str, header: Header, delimiter: str) -> str:
    """Return a record's raw text, as is when the file has known columns only.

    Otherwise the cells of the other columns become « … ». In a record whose cells do not line up
    with the header nobody knows which cell is which: only dates and small numbers are shown.
    NUL, which no database can hold, is drawn as ␀.
    """
    raw = raw.replace("\0", "\u2400")
    width = len(header.titles)
    allowed = header.read
    if len(allowed) == width:
        return raw
    row = next(cut(io.StringIO(raw), delimiter), [])
    aligned = len(row) >= width and not any(map(clean, row[width:]))
    shown = [
        cell if not cell or (place in allowed if aligned else _is_plain(cell)) else HIDDEN
        for place, cell in enumerate(row)
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(shown)
    return text.getvalue()


def _is_plain(cell: str) -> bool:
    day = is_iso(cell) or day_month_readings(cell) is not None
    return day or isinstance(parse_quantity(cell, _LARGEST), int)
