"""The gate on totals: the file, the sales and each totals table must say the same, by day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sales_assets.context import Context
from sales_assets.errors import TotalsDiffer
from sales_assets.language import Words, mark
from sales_assets.rules import Verdict, judge
from sales_assets.warehouse import windows
from sales_assets.warehouse.engine import Transaction

_READ = {"lignes": "lignes_lu", "quantite_e3": "quantite_lu_e3", "ca_e4": "ca_lu_e4"}
_FAR = 31  # days


def verify_days(
    context: Context, connection: Transaction, what: str, days: set[date], read: pd.DataFrame
) -> Verdict | None:
    """Judge the totals of days just written, inside their transaction; None without days.

    Args:
        context: The pass.
        connection: The transaction.
        what: What was written, for the message.
        days: The days.
        read: What was read and kept of them, one row a cell: date, lignes, quantite_e3, ca_e4.

    Raises:
        TotalsDiffer: A critical rule failed.
    """
    if not days:
        return None
    stored = pd.concat(
        [windows.integrity(connection, first, last) for first, last in _spans(days)],
        ignore_index=True,
    )
    stored = stored[stored["date"].dt.date.isin(days)]
    sums = read[["date", *_READ]].groupby("date", as_index=False).sum().rename(columns=_READ)
    frame = stored.merge(sums[sums["date"].dt.date.isin(days)], on="date", how="outer")
    numbers = [name for name in frame.columns if name != "date"]
    frame[numbers] = frame[numbers].fillna(0).astype("int64")
    verdict = judge(context.suites["totaux"], frame)
    if verdict.blocking:
        worst = verdict.blocking[0]
        on = ", ".join(str(stamp.date()) for stamp in worst.examples["date"][:5])
        raise TotalsDiffer(
            mark("{quoi} : {phrase} Jours : {jours}. Rien n’a été publié."),
            quoi=what,
            phrase=Words(worst.rule.phrase),
            jours=on,
        )
    return verdict


def _spans(days: set[date]) -> list[tuple[date, date]]:
    """The first and last day of each run of days: what lies far between is not read."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and (day - spans[-1][1]).days <= _FAR:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
