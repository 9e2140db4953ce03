"""Margin, CA without tax, VAT and discounts: what the lines that tell it add up to.

What goes in: `Snapshot.valeur_magasins`, `valeur_produits` and `tva`. What stays out: what a line
is worth without tax, which is frozen on it (`loading/valuation.py`). Money is in 1/10 000 €.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from sales_assets.indicators import days
from sales_assets.indicators.registry import days as days_of
from sales_assets.indicators.registry import threshold

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
        ca_e4: The CA of all lines, those that tell nothing among them.
    """

    remise_e4: int = 0
    lignes_ht: int = 0
    ca_connu_e4: int = 0
    ht_e4: int = 0
    lignes_cout: int = 0
    ht_cout_e4: int = 0
    cout_e4: int = 0
    ca_e4: int = 0

    @property
    def margin_e4(self) -> int | None:
        """CA without tax less cost, of the lines that tell both; None without one."""
        return self.ht_cout_e4 - self.cout_e4 if self.lignes_cout else None

    @property
    def margin_rate(self) -> Fraction | None:
        """The margin over that CA without tax; None where too little of the CA tells its margin."""
        return self.enough(self.margin_e4, self.ht_cout_e4)

    def enough(self, margin_e4: int | None, over_e4: int) -> Fraction | None:
        """A ratio of the margin, None where it has no meaning or covers too little of the CA."""
        if margin_e4 is None or over_e4 <= 0:
            return None
        if self.covered is None or self.covered < threshold("taux_marge", "part"):
            return None
        return Fraction(margin_e4, over_e4)

    @property
    def untaxed(self) -> Fraction | None:
        """The part of the CA that is known without tax; None where the CA is not positive."""
        return Fraction(self.ca_connu_e4, self.ca_e4) if self.ca_e4 > 0 else None

    @property
    def covered(self) -> Fraction | None:
        """The part of the CA whose margin is known; None where the CA is not positive.

        That of the CA known without tax, times that of the latter whose cost is known.
        """
        if self.untaxed is None:
            return None
        if self.ht_e4 <= 0:
            return Fraction()
        return self.untaxed * Fraction(self.ht_cout_e4, self.ht_e4)


def over(frame: pd.DataFrame, every: pd.DataFrame, first: date, last: date) -> Worth:
    """Sum a window.

    Args:
        frame: `Snapshot.valeur_magasins`, or some of its rows.
        every: date, ca_e4: the CA of all their lines.
        first: First day.
        last: Last day, both included.
    """
    ca = int(days.window(every, first, last)["ca_e4"].sum())
    return _worth(days.window(frame, first, last)[_SUMS].sum(), ca)


def by(
    frame: pd.DataFrame, every: pd.DataFrame, key: str, first: date, last: date
) -> dict[str, Worth]:
    """Sum a window by ID_magasin or ID_produit."""
    rows, of_all = days.window(frame, first, last), days.window(every, first, last)
    return _grouped(rows, rows[key].astype(str), of_all, of_all[key].astype(str))


def by_group(
    frame: pd.DataFrame, every: pd.DataFrame, groups: Mapping[str, str], first: date, last: date
) -> dict[str, Worth]:
    """Sum a window of `valeur_produits` by what each product belongs to; "" for the others."""
    rows, of_all = days.window(frame, first, last), days.window(every, first, last)
    of = (some["ID_produit"].astype(str).map(groups).fillna("") for some in (rows, of_all))
    return _grouped(rows, next(of), of_all, next(of))


def by_month(frame: pd.DataFrame, every: pd.DataFrame) -> dict[str, Worth]:
    """Sum by month "AAAA-MM", in order."""
    months = (some["date"].dt.strftime("%Y-%m") for some in (frame, every))
    return _grouped(frame, next(months), every, next(months))


def prices(frame: pd.DataFrame, daily: pd.DataFrame) -> str:
    """Return whether the CA is "ttc" or "ht", where every line tells; else "".

    Args:
        frame: `Snapshot.valeur_magasins`.
        daily: `Snapshot.jours`.
    """
    if frame["lignes_ht"].sum() != daily["lignes"].sum() or not len(daily):
        return ""
    return "ht" if frame["ca_connu_e4"].equals(frame["ht_e4"]) else "ttc"


def _grouped(
    rows: pd.DataFrame, keys: pd.Series, every: pd.DataFrame, every_keys: pd.Series
) -> dict[str, Worth]:
    ca = every["ca_e4"].groupby(every_keys).sum()
    sums = rows.groupby(keys)[_SUMS].sum()
    return {str(name): _worth(row, int(ca.get(name, 0))) for name, row in sums.iterrows()}


def _worth(sums: pd.Series, ca_e4: int) -> Worth:
    return Worth(**{name: int(sums[name]) for name in _SUMS}, ca_e4=ca_e4)


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


def gmroi(
    frame: pd.DataFrame, every: pd.DataFrame, states: pd.DataFrame, day: date, stock_e4: int
) -> Fraction | None:
    """The margin of the year to `day` over what today's stock cost.

    None where either is not known, or the year is not whole: it begins before the first known day,
    lacks more than a third of its days, or tells the margin of too little of its CA.

    Args:
        frame: `Snapshot.valeur_magasins`.
        every: `Snapshot.jours`.
        states: `Snapshot.etats`.
        day: J.
        stock_e4: From `stock_cost`.
    """
    first = day - timedelta(days=days_of("gmroi") - 1)
    known = days.known(states)
    if known is None or known[0] > first or not days.sufficient(states, first, day):
        return None
    year = over(frame, every, first, day)
    return year.enough(year.margin_e4, stock_e4)
