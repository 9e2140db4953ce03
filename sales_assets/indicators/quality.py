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


@dataclass(frozen=True)
class Quarantine:
    """Rejected rows in euros.

    Attributes:
        ca_e4: Σ |quantity · price| of the rows where both are known.
        chiffrables: How many those are. non_chiffrables: The other rows.
    """

    ca_e4: int
    chiffrables: int
    non_chiffrables: int


def completeness(etats: pd.DataFrame, du: date, au: date) -> Fraction | None:
    """Return valid days over days that were not closed; None when none was expected."""
    whole = days.expected(etats, du, au)
    return Fraction(len(days.open_days(etats, du, au)), whole) if whole else None


def unsettled(livraisons: pd.DataFrame) -> pd.DataFrame:
    """Return the deliveries refused or held that no later file of the same name has replaced."""
    latest = livraisons.drop_duplicates("nom", keep="last")
    return latest[latest["statut"].isin(["refusee", "en_attente"])]


def rejected_amounts(rejets: pd.DataFrame, prix: pd.DataFrame) -> pd.Series:
    """Return |quantity · price| of each rejected row in 1/10 000 € (Int64, NA when unknown).

    The price is the row's own (column prix_unitaire_e4, when `rejets` has it), else the product's
    on that day, else its first known one.

    Args:
        rejets: `Snapshot.rejets`.
        prix: `Snapshot.prix`.
    """
    known = _price_dates(prix)
    own = rejets.get("prix_unitaire_e4", pd.Series(pd.NA, index=rejets.index))
    amounts: list[int | None] = []
    for quantity, price, identifier, when in zip(
        rejets["quantite_e3"], own, rejets["ID_produit"], rejets["date"], strict=True
    ):
        if pd.isna(quantity):
            amounts.append(None)
            continue
        found = _price(known, identifier, when) if pd.isna(price) else int(price)
        amounts.append(None if found is None else round(abs(int(quantity) * found) / 1000))
    return pd.Series(amounts, index=rejets.index, dtype="Int64")


def quarantine(rejets: pd.DataFrame, prix: pd.DataFrame) -> Quarantine:
    """Sum the rejected rows in euros, and count those that cannot be valued."""
    amounts = rejected_amounts(rejets, prix)
    known = int(amounts.notna().sum())
    return Quarantine(int(amounts.sum()), known, len(amounts) - known)


def _price_dates(prix: pd.DataFrame) -> dict[str, tuple[list[pd.Timestamp], list[int]]]:
    priced = prix.loc[prix["prix_e4"].notna()].sort_values("valable_du")
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
