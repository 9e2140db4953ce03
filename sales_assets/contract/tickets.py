"""Tickets of several lines: what only the first one says, and totals that all of them repeat.

What goes in: runs of lines of one ticket, which may go on from one batch to the next. What stays
out: which columns are completed so (`rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sales_assets.contract.cells import Column, Mask


@dataclass(frozen=True)
class Runs:
    """Consecutive lines of one ticket.

    Attributes:
        starts: per line, the place of the first line of its run.
        named: per line, whether it has a ticket.
        goes_on: whether the first run is the last one of the batch before.
    """

    starts: npt.NDArray[np.intp]
    named: Mask
    goes_on: bool

    @classmethod
    def of(cls, ticket: Column, before: str) -> Runs:
        """Find the runs of a batch, `before` being the ticket of the last line before it."""
        seen: dict[str, int] = {}  # two texts may be equal once trimmed
        same = np.array([seen.setdefault(text, len(seen)) for text in ticket.texts], np.intp)
        same = same[ticket.codes]
        first = np.ones(len(same), np.bool_)
        first[1:] = same[1:] != same[:-1]
        starts = np.maximum.accumulate(np.where(first, np.arange(len(same)), 0))
        return cls(starts, ~ticket.empty, bool(before) and ticket.texts[ticket.codes[0]] == before)

    def filled(self, column: Column, carried: dict[str, str], name: str) -> Column:
        """Return a column with the empty cells of a run given the text above them in it.

        Args:
            column: The cells.
            carried: What the run that goes on had last, by column; kept up to date here.
            name: The column's name in `carried`.
        """
        empty = column.empty
        places = np.arange(len(empty))
        last = np.maximum.accumulate(np.where(empty, -1, places))
        inside = empty & self.named & (last >= self.starts)
        codes, texts = column.codes.copy(), column.texts
        codes[inside] = column.codes[last[inside]]
        if self.goes_on and carried.get(name):
            above = empty & (self.starts == 0) & (last < 0)
            codes[above], texts = len(texts), [*texts, carried[name]]
        found = Column(codes, texts)
        carried[name] = found.texts[found.codes[-1]]
        return found


def repeats_total(ticket: pd.Series, amount: pd.Series, worth: pd.Series) -> bool:
    """Tell whether the amount on each line of some ticket is what the whole ticket comes to.

    Args:
        ticket: per line, NA without one.
        amount: what the lines say, Float64.
        worth: what they should say by their price, Float64; the same index.
    """
    lines = pd.DataFrame({"ticket": ticket, "amount": amount, "worth": worth}).dropna()
    found = lines.groupby("ticket").agg(
        lines=("amount", "size"),
        least=("amount", "min"),
        most=("amount", "max"),
        worth=("worth", "sum"),
    )
    cent = 100
    same = (found["lines"] > 1) & (found["least"] == found["most"])
    return bool((same & ((found["most"] - found["worth"]).abs() < cent * found["lines"])).any())
