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
    magasins_jour: pd.DataFrame, etats: pd.DataFrame, rejets: pd.DataFrame, jour: date
) -> list[str]:
    """Return the stores, by id, that usually sell on such a weekday and sent nothing on `jour`.

    A store is usual when it sold on three of the last four same weekdays that were open; with
    fewer such days nobody is expected. A line in quarantine is something sent.

    Args:
        magasins_jour: date, ID_magasin; a row is a store that sold.
        etats: `Snapshot.etats`.
        rejets: date, ID_magasin.
        jour: A day with valid data.
    """
    open_before = [
        day
        for day in days.open_days(etats, date.min.replace(year=1678), jour - days.ONE_DAY)
        if day.weekday() == jour.weekday() and day >= jour - timedelta(weeks=2 * SAME_WEEKDAYS)
    ][-SAME_WEEKDAYS:]
    if len(open_before) < SAME_WEEKDAYS:
        return []
    past = magasins_jour[magasins_jour["date"].isin(pd.to_datetime(open_before))]
    sold = past.groupby("ID_magasin")["date"].nunique()
    usual = set(sold[sold >= _USUAL].index.astype(str))
    for sent in (magasins_jour, rejets):
        usual -= set(sent.loc[sent["date"] == pd.Timestamp(jour), "ID_magasin"].dropna())
    return sorted(usual)
