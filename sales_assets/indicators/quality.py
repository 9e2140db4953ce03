"""Quality in days and in euros: completeness, and the CA held in quarantine.

What goes in: states of days, rejected rows and known prices. What stays out: the rules themselves.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from sales_assets.indicators import days

VOIDED = "ligne_annulee"


@dataclass(frozen=True)
class Quarantine:
    """Rejected rows in euros.

    Attributes:
        ca_e4: Σ |quantity · price| of the rows where both are known.
        chiffrables: How many those are. non_chiffrables: The other rows.
    """

    ca_e4: int
    valued: int
    unvalued: int


def completeness(states: pd.DataFrame, first: date, last: date) -> Fraction | None:
    """Return valid days over days that were not closed; None when none was expected."""
    whole = days.expected(states, first, last)
    return Fraction(len(days.open_days(states, first, last)), whole) if whole else None


def unsettled(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return the deliveries refused or held that no later file of the same name has replaced.

    A refused one that the shop has taken out of the folder says nothing more.
    """
    latest = deliveries.drop_duplicates("nom", keep="last")
    return latest[latest["statut"].isin(["refusee", "en_attente"]) & (latest["message"] != "")]


def rejected_amounts(rejects: pd.DataFrame, prices: pd.DataFrame) -> pd.Series:
    """Return |quantity · price| of each rejected row in 1/10 000 € (Int64, NA when unknown).

    A line that the till has voided is worth nothing: no sale is missing from the figures.
    The price is the row's own (column prix_unitaire_e4, when `rejects` has it), else the product's
    on that day, else its first known one.

    Args:
        rejects: `Snapshot.rejets`.
        prices: `Snapshot.prix`.
    """
    known = _price_dates(prices)
    own = rejects.get("prix_unitaire_e4", pd.Series(pd.NA, index=rejects.index))
    reasons = rejects.get("raison", pd.Series("", index=rejects.index))
    amounts: list[int | None] = []
    for reason, quantity, price, identifier, when in zip(
        reasons, rejects["quantite_e3"], own, rejects["ID_produit"], rejects["date"], strict=True
    ):
        if reason == VOIDED:
            amounts.append(0)
            continue
        if pd.isna(quantity):
            amounts.append(None)
            continue
        found = _price(known, identifier, when) if pd.isna(price) else int(price)
        amounts.append(None if found is None else round(abs(int(quantity) * found) / 1000))
    return pd.Series(amounts, index=rejects.index, dtype="Int64")


def quarantine(rejects: pd.DataFrame, prices: pd.DataFrame) -> Quarantine:
    """Sum the rejected rows in euros, and count those that cannot be valued."""
    amounts = rejected_amounts(rejects, prices)
    known = int(amounts.notna().sum())
    return Quarantine(int(amounts.sum()), known, len(amounts) - known)


def _price_dates(prices: pd.DataFrame) -> dict[str, tuple[list[pd.Timestamp], list[int]]]:
    priced = prices.loc[prices["prix_e4"].notna()].sort_values("valable_du")
    return {
        str(identifier): (list(rows["valable_du"]), [int(value) for value in rows["prix_e4"]])
        for identifier, rows in priced.groupby("ID_produit", observed=True)
    }


def _price(
    known: dict[str, tuple[list[pd.Timestamp], list[int]]], identifier: Any, when: Any
) -> int | None:
    if pd.isna(when) or identifier not in known:
        return None
    starts, prices = known[str(identifier)]
    return prices[max(0, bisect_right(starts, when) - 1)]
