"""The reporting sheet: CA beside N-1, day by day or month by month, and both cumulated.

What goes in: windows of daily CA and of pairs with N-1. What stays out: the pairing itself
(`comparisons`), words. What is undefined is NA: a day without data has no CA and no index, and adds
nothing to a cumul.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import Any

import pandas as pd

from sales_assets.indicators import days, revenue
from sales_assets.indicators.comparisons import Comparison

_SUMS = ("ca_e4", "comparable_e4", "n1_e4")


def by_day(
    daily: pd.DataFrame, pairs: pd.DataFrame, states: pd.DataFrame, first: date, last: date
) -> pd.DataFrame:
    """Return the sheet of a window, one row a known civil day.

    Args:
        daily: `Snapshot.jours`.
        pairs: From `comparisons.comparable_days`.
        states: `Snapshot.etats`.
        first: First day.
        last: Last day, both included.

    Returns:
        date, etat, ca_e4, comparable_e4 (the part of ca_e4 that has an N-1), n1_e4, then the
        cumuls: cumul_e4, cumul_comparable_e4, cumul_n1_e4 (Int64, NA when undefined), indice and
        indice_cumul (Fraction or None).
    """
    sheet = revenue.daily_series(daily, states, first, last)[["date", "etat", "ca_e4"]]
    rows = days.window(pairs, first, last)
    both = rows.loc[rows["n1_e4"].notna()]
    by_day = both.groupby("date")[["ca_e4", "n1_e4"]].sum().astype("Int64")
    sheet["comparable_e4"] = sheet["date"].map(by_day["ca_e4"]).astype("Int64")
    sheet["n1_e4"] = sheet["date"].map(by_day["n1_e4"]).astype("Int64")
    return _indexed(sheet)


def by_month(sheet: pd.DataFrame) -> pd.DataFrame:
    """Sum the rows of `by_day` by month, and cumulate the months.

    Returns:
        mois "AAAA-MM", ca_e4, comparable_e4, n1_e4, jours (with data), attendus (not closed), and
        the same cumuls and indices as `by_day`.
    """
    by_month = sheet.groupby(sheet["date"].dt.strftime("%Y-%m").rename("mois"))
    table = by_month[list(_SUMS)].sum(min_count=1).astype("Int64")
    table["jours"] = by_month["ca_e4"].count()
    table["attendus"] = by_month["etat"].agg(lambda states: int((states != days.CLOSED).sum()))
    return _indexed(table.reset_index())


def _indexed(sheet: pd.DataFrame) -> pd.DataFrame:
    for name in _SUMS:
        sheet[f"cumul_{name.replace('ca_', '')}"] = _running(sheet[name])
    for whole, prefix, name in (("ca_e4", "", "indice"), ("cumul_e4", "cumul_", "indice_cumul")):
        parts = sheet[f"{prefix}comparable_e4"], sheet[f"{prefix}n1_e4"]
        sheet[name] = _index(*parts, sheet[whole])
    return sheet


def _running(values: pd.Series) -> pd.Series:
    """Return the running sum, NA before the first value."""
    seen = values.notna().cummax()
    sums = list(accumulate(0 if pd.isna(value) else int(value) for value in values))
    return pd.Series(sums, index=values.index, dtype="Int64").where(seen)


def _index(values: pd.Series, references: pd.Series, wholes: pd.Series) -> pd.Series:
    ratios = [
        Comparison(_amount(value), _amount(reference), _amount(whole)).index
        for value, reference, whole in zip(values, references, wholes, strict=True)
    ]
    return pd.Series(ratios, index=values.index, dtype=object)


def _amount(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
