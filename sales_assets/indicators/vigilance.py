"""What should have come and did not: the stores that are silent on a day when they usually sell.

What goes in: comparisons with the same weekdays before. What stays out: amounts that stand out
(`extremes.anomaly`), and what is done about it.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from sales_assets.indicators import days

SAME_WEEKDAYS = 4  # the last of them on which the shop was open
_USUAL = 3  # of those


def silent_stores(
    store_days: pd.DataFrame, states: pd.DataFrame, rejects: pd.DataFrame, today: date
) -> list[str]:
    """Return the stores, by id, that usually sell on such a weekday and sent nothing on `today`.

    A store is usual when it sold on three of the last four same weekdays that were open; with
    fewer such days nobody is expected. A line in quarantine is something sent.

    Args:
        store_days: date, ID_magasin; a row is a store that sold.
        states: `Snapshot.etats`.
        rejects: date, ID_magasin.
        today: A day with valid data.
    """
    open_before = [
        day
        for day in days.open_days(states, date.min.replace(year=1678), today - days.ONE_DAY)
        if day.weekday() == today.weekday() and day >= today - timedelta(weeks=2 * SAME_WEEKDAYS)
    ][-SAME_WEEKDAYS:]
    if len(open_before) < SAME_WEEKDAYS:
        return []
    past = store_days[store_days["date"].isin(pd.to_datetime(open_before))]
    sold = past.groupby("ID_magasin")["date"].nunique()
    usual = set(sold[sold >= _USUAL].index.astype(str))
    for sent in (store_days, rejects):
        usual -= set(sent.loc[sent["date"] == pd.Timestamp(today), "ID_magasin"].dropna())
    return sorted(usual)
