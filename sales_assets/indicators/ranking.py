"""Order among products or stores: ranks, best ones, ABC, rises and falls.

What goes in: one amount for each id. What stays out: where the amounts come from. Grouping and
order are by id, never by name; equal amounts share their rank and are listed by id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from sales_assets.indicators.comparisons import rate
from sales_assets.indicators.registry import threshold
from sales_assets.language import mark

A_LIMIT, B_LIMIT = (threshold("abc", name) for name in ("a", "b"))
NO_SALE = mark("sans vente")


@dataclass(frozen=True)
class Best:
    """The highest amount and every id that reached it, in order."""

    value: int
    ids: tuple[str, ...]


def rank(frame: pd.DataFrame, column: str, key: str) -> pd.DataFrame:
    """Sort by `column`, highest first, then by id.

    Returns:
        The columns of `frame`, rang (1, 2, 2, 4…) and ex_aequo (bool).
    """
    ordered = frame.sort_values([column, key], ascending=[False, True], ignore_index=True)
    # Series.rank goes through floats: two large amounts that differ by one would tie.
    first = ~ordered[column].duplicated()
    places = pd.Series(range(1, len(ordered) + 1), index=ordered.index, dtype="Int64")
    ordered["rang"] = places.where(first).ffill()
    ordered["ex_aequo"] = ordered[column].duplicated(keep=False)
    return ordered


def best(frame: pd.DataFrame, column: str, key: str) -> Best | None:
    """Return the highest amount and its ids; None when nothing is above 0."""
    top = int(frame[column].max()) if len(frame) else 0
    if top <= 0:
        return None
    return Best(top, tuple(sorted(map(str, frame.loc[frame[column] == top, key]))))


def rank_change(current: pd.DataFrame, reference: pd.DataFrame, key: str) -> pd.Series:
    """Return the places won (+) or lost (−) since `reference`, by id (Int64, NA when new).

    Args:
        current: cle and rang, from `rank`.
        reference: The same, earlier.
        key: ID_produit or ID_magasin.
    """
    before = reference.set_index(key)["rang"]
    now = current.set_index(key)["rang"]
    return (before.reindex(now.index).astype("Int64") - now.astype("Int64")).rename("delta_rang")


def abc(frame: pd.DataFrame, key: str, column: str = "ca_e4") -> pd.DataFrame:
    """Class by Pareto: A while the share before an item is under 80 %, B under 95 %, else C.

    Returns:
        `rank(frame)` with cumul (share up to and with the item, among positive amounts: Fraction,
        None for the others) and classe: A, B, C or "sans vente" (amount not positive).
    """
    ordered = rank(frame, column, key)
    amounts = [int(value) for value in ordered[column]]
    whole = sum(value for value in amounts if value > 0)
    classes: list[str] = []
    shares: list[Fraction | None] = []
    before = 0
    for value in amounts:
        if value <= 0:
            classes.append(NO_SALE)
            shares.append(None)
            continue
        share = Fraction(before, whole)
        classes.append("A" if share < A_LIMIT else "B" if share < B_LIMIT else "C")
        before += value
        shares.append(Fraction(before, whole))
    ordered["cumul"] = pd.Series(shares, index=ordered.index, dtype=object)
    ordered["classe"] = pd.Series(classes, index=ordered.index, dtype=object)
    return ordered


def firsts(frame: pd.DataFrame, key: str) -> dict[str, date]:
    """Return the first day with a gross sale of each id of daily rows."""
    sold = frame[frame["brut_e4"] > 0]
    found = sold.groupby(key, observed=True)["date"].min()
    return {str(identifier): stamp.date() for identifier, stamp in found.items()}


def movers(
    current: pd.DataFrame, reference: pd.DataFrame, key: str, number: int = 5
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the biggest rises and falls in money between two periods.

    Args:
        current: cle and ca_e4, one row an id.
        reference: The same, earlier.
        key: ID_produit or ID_magasin.
        number: How many of each at most.

    Returns:
        Rises (largest first) and falls (largest first): cle, ca_e4, reference_e4, ecart_e4, and
        taux (Fraction, None when the reference is absent or not positive).
    """
    before = reference[[key, "ca_e4"]].rename(columns={"ca_e4": "reference_e4"})
    both = current[[key, "ca_e4"]].merge(before, on=key, how="outer")
    for name in ("ca_e4", "reference_e4"):
        both[name] = both[name].astype("Int64").fillna(0).astype("int64")
    both["ecart_e4"] = both["ca_e4"] - both["reference_e4"]
    pairs = zip(both["ca_e4"], both["reference_e4"], strict=True)
    both["taux"] = pd.Series([rate(int(a), int(b)) for a, b in pairs], both.index, dtype=object)
    up = both.sort_values(["ecart_e4", key], ascending=[False, True], ignore_index=True)
    down = both.sort_values(["ecart_e4", key], ignore_index=True)
    return (
        up.loc[up["ecart_e4"] > 0].head(number).reset_index(drop=True),
        down.loc[down["ecart_e4"] < 0].head(number).reset_index(drop=True),
    )
