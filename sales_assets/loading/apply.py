"""What the plan says, done: cells written, confirmed or corrected, and their days verified.

Everything here belongs to the caller's transaction. What stays out: deciding (`plan.py`), and the
quarantined rows and the ledger (`transaction.py`).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from sales_assets.context import Context
from sales_assets.loading.judging import Judged
from sales_assets.loading.plan import Action, Shrinks, corrections, inside
from sales_assets.loading.totals import verify_days
from sales_assets.rules import Verdict
from sales_assets.warehouse import provenance, windows
from sales_assets.warehouse.engine import Transaction


def refuse_to_shrink(planned: pd.DataFrame, judged: Judged) -> None:
    """Write nothing of a delivery of which a cell is held.

    Raises:
        Shrinks: One is.
    """
    held = planned[planned["action"] == Action.HOLD]
    if len(held):
        raise Shrinks(held, judged.rejects[inside(judged.rejects, held)])


def write_cells(
    connection: Transaction, planned: pd.DataFrame, judged: Judged, totals: pd.DataFrame
) -> set[date]:
    """Write what is planned.

    Args:
        connection: The transaction.
        planned: `plan.decide`.
        judged: The lines.
        totals: `measures.measure_cells` of the good ones.

    Returns:
        The days of which a cell was written.
    """
    written = planned[planned["action"] == Action.WRITE]
    lines = judged.good[inside(judged.good, written)]
    windows.replace(connection, written, lines, totals[inside(totals, written)])
    provenance.confirm(connection, planned[planned["action"] == Action.CONFIRM])
    windows.rectify(connection, corrections(written))
    return {stamp.date() for stamp in written["date"].unique()}


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
