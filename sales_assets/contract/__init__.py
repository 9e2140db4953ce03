"""The data contract: text in, typed rows and rejects out.

What goes in: everything that decides what a delivered file means. What stays out: where files
come from, where rows go, and any input or output beyond the one file handed in.
"""

from sales_assets.contract.names import Genre, Recognised, is_ignored, recognise
from sales_assets.contract.reader import Reading, Shop, raw_lines, read
from sales_assets.contract.reasons import Reason, explain
from sales_assets.contract.rows import Block
from sales_assets.contract.values import (
    DateOrder,
    clean,
    parse_count,
    parse_date,
    parse_price,
    parse_quantity,
)

__all__ = [
    "Block",
    "DateOrder",
    "Genre",
    "Reading",
    "Reason",
    "Recognised",
    "Shop",
    "clean",
    "explain",
    "is_ignored",
    "parse_count",
    "parse_date",
    "parse_price",
    "parse_quantity",
    "raw_lines",
    "read",
    "recognise",
]
