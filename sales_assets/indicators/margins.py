"""Margin, CA without tax, VAT and discounts: what the lines that tell it add up to.

What goes in: `Snapshot.valeur_magasins`, `valeur_produits` and `tva`. What stays out: what a line
is worth without tax, which is frozen on it (`loading/valuation.py`). Money is in 1/10 000 €.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from sales_assets.indicators import days

_SUMS = [
    "remise_e4", "lignes_ht", "ca_connu_e4", "ht_e4", "lignes_cout", "ht_cout_e4", "cout_e4",
]  # fmt: skip


@dataclass(frozen=True)
class Worth:
    """Sums of what lines tell of their worth.

    Attributes:
        remise_e4: Discounts of the sales, less those of the returns.
        lignes_ht: Lines whose CA without tax is known. ca_connu_e4: Their CA. ht_e4: The same
            without tax.
        lignes_cout: Those of them whose cost is known too. ht_cout_e4: Their CA without tax.
            cout_e4: Their cost.
    """

    remise_e4: int = 0
    lignes_ht: int = 0
    ca_connu_e4: int = 0
    ht_e4: int = 0
    lignes_cout: int = 0
    ht_cout_e4: int = 0
    cout_e4: int = 0

    @property
    def margin_e4(self) -> int | None:
        """CA without tax less cost, of the lines that tell both; None without one."""
        return self.ht_cout_e4 - self.cout_e4 if self.lignes_cout else None

    @property
    def margin_rate(self) -> Fraction | None:
        """The margin over that CA without tax; None where that is not positive."""
        margin = self.margin_e4
        return (
            Fraction(margin, self.ht_cout_e4)
            if margin is not None and self.ht_cout_e4 > 0
            else None
        )

    @property
    def covered(self) -> Fraction | None:
        """The part of the CA without tax whose cost is known; None where there is none."""
        return Fraction(self.ht_cout_e4, self.ht_e4) if self.ht_e4 > 0 else None


def over(frame: pd.DataFrame, first: date, last: date) -> Worth:
    """Sum a window of `Snapshot.valeur_magasins`, or of some of its rows."""
    return _worth(days.window(frame, first, last)[_SUMS].sum())


def by(frame: pd.DataFrame, key: str, first: date, last: date) -> dict[str, Worth]:
    """Sum a window by ID_magasin or ID_produit."""
    rows = days.window(frame, first, last)
    return {str(name): _worth(row) for name, row in _grouped(rows, rows[key].astype(str))}


def by_group(
    frame: pd.DataFrame, groups: Mapping[str, str], first: date, last: date
) -> dict[str, Worth]:
    """Sum a window of `valeur_produits` by what each product belongs to; "" for the others."""
    rows = days.window(frame, first, last)
    of = rows["ID_produit"].astype(str).map(groups).fillna("")
    return {str(name): _worth(row) for name, row in _grouped(rows, of)}


def by_month(frame: pd.DataFrame) -> dict[str, Worth]:
    """Sum by month "AAAA-MM", in order."""
    months = frame["date"].dt.strftime("%Y-%m")
    return {str(name): _worth(row) for name, row in _grouped(frame, months)}


def prices(frame: pd.DataFrame, daily: pd.DataFrame) -> str:
    """Return whether the CA is "ttc" or "ht", where every line tells; else "".

    Args:
        frame: `Snapshot.valeur_magasins`.
        daily: `Snapshot.jours`.
    """
    if frame["lignes_ht"].sum() != daily["lignes"].sum() or not len(daily):
        return ""
    return "ht" if frame["ca_connu_e4"].equals(frame["ht_e4"]) else "ttc"


def _grouped(rows: pd.DataFrame, keys: pd.Series) -> list[tuple[object, pd.Series]]:
    return list(rows.groupby(keys)[_SUMS].sum().iterrows())


def _worth(sums: pd.Series) -> Worth:
    return Worth(*(int(sums[name]) for name in _SUMS))


@dataclass(frozen=True)
class Tax:
    """The lines of a rate of VAT: their CA, the same without tax, and the tax.

    The CA is the two together where prices have their tax, else the first alone.
    """

    ca_e4: int
    ht_e4: int
    tva_e4: int


def taxes(vat: pd.DataFrame, first: date, last: date) -> dict[int, Tax]:
    """Sum a window by rate (1/10 000), in order."""
    rows = days.window(vat, first, last)
    sums = rows.groupby("taux_tva_e4")[["ca_e4", "ht_e4", "tva_e4"]].sum()
    return {int(rate): Tax(*map(int, row)) for rate, *row in sums.itertuples(name=None)}


def stock_cost(products: pd.DataFrame) -> tuple[int, int]:
    """What the stock cost (1/10 000 €), and how many products in stock have no known cost."""
    held = products[products["stock"].fillna(0) > 0]
    known = held[held["cout_e4"].notna()]
    return int((known["stock"] * known["cout_e4"]).sum()), len(held) - len(known)


def gmroi(year: Worth, stock_e4: int) -> Fraction | None:
    """The margin of a year over what today's stock cost; None where either is not known."""
    margin = year.margin_e4
    return Fraction(margin, stock_e4) if margin is not None and stock_e4 > 0 else None
