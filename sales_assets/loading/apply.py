"""What the plan says, done: cells written, confirmed or corrected, and their days verified.

Everything here belongs to the caller's transaction. What stays out: deciding (`plan.py`), and the
quarantined rows and the ledger (`transaction.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from sales_assets.context import Context
from sales_assets.loading.plan import Action, Shrinks, corrections, inside
from sales_assets.loading.totals import verify_days
from sales_assets.rules import Verdict
from sales_assets.warehouse import provenance, windows
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.lines import Lines


def refuse_to_shrink(planned: pd.DataFrame, rejects: Iterable[pd.DataFrame]) -> None:
    """Write nothing of a delivery of which a cell is held.

    Args:
        planned: `plan.decide`.
        rejects: The lines that wait, as in `Judged`; looked at where a cell is held.

    Raises:
        Shrinks: One is.
    """
    held = planned[planned["action"] == Action.HOLD]
    if len(held):
        waiting = [some[inside(some, held)] for some in rejects]
        raise Shrinks(held, pd.concat(waiting, ignore_index=True))


def written(planned: pd.DataFrame) -> pd.DataFrame:
    """The cells to write, of those of `plan.decide`."""
    return planned[planned["action"] == Action.WRITE]


def write_cells(
    connection: Transaction, planned: pd.DataFrame, lines: Lines, totals: pd.DataFrame
) -> set[date]:
    """Write what is planned.

    Args:
        connection: The transaction.
        planned: `plan.decide`.
        lines: The good ones of the cells to write.
        totals: `measures.measure_cells` of all the good ones.

    Returns:
        The days of which a cell was written.
    """
    cells = written(planned)
    windows.replace(connection, cells, lines, totals[inside(totals, cells)])
    provenance.confirm(connection, planned[planned["action"] == Action.CONFIRM])
    windows.rectify(connection, corrections(cells))
    return {stamp.date() for stamp in cells["date"].unique()}


def verify(
    context: Context,
    connection: Transaction,
    what: str,
    days: set[date],
    planned: pd.DataFrame,
    totals: pd.DataFrame,
    held: pd.DataFrame,
) -> Verdict | None:
    """Judge the totals of the days written; see `totals.verify_days`.

    Args:
        context: The pass.
        connection: The transaction.
        what: What was written, for the message.
        days: `write_cells`.
        planned: `plan.decide`.
        totals: `measures.measure_cells` of the good lines: what the cells acted on hold now.
        held: `provenance.cells`, read before writing: what the others hold still.
    """
    acted = planned[planned["action"].isin([Action.WRITE, Action.CONFIRM])]
    read = pd.concat([totals[inside(totals, acted)], held[~inside(held, acted)]], ignore_index=True)
    return verify_days(context, connection, what, days, read)
