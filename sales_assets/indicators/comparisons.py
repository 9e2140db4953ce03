"""A figure beside its reference: J-1, J-7, period to date, N-1 comparable.

What goes in: pairs of sums and the perimeter they share. What stays out: the sums themselves
(`revenue`), sheets day by day (`reporting`). A rate is undefined when the reference is absent or
not positive; the current, incomplete day is never handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from sales_assets.indicators import days, revenue
from sales_assets.indicators.days import PeriodKind

YEAR = timedelta(days=364)  # 52 whole weeks: a Monday is compared with a Monday


@dataclass(frozen=True)
class Coverage:
    """What a comparison stands on.

    Attributes:
        days: Days really compared. days_expected: Days of the window that were not closed.
        stores: Stores really compared. stores_expected: Stores that sold in the window;
            both 0 when the comparison is not made store by store.
    """

    days: int
    days_expected: int
    stores: int = 0
    stores_expected: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything that was expected is compared."""
        return self.days == self.days_expected and self.stores == self.stores_expected


@dataclass(frozen=True)
class Comparison:
    """A CA and its reference over the same perimeter, in 1/10 000 €; None when absent."""

    value_e4: int | None
    reference_e4: int | None
    coverage: Coverage | None = None

    @property
    def gap_e4(self) -> int | None:
        """The difference in 1/10 000 €."""
        if self.value_e4 is None or self.reference_e4 is None:
            return None
        return self.value_e4 - self.reference_e4

    @property
    def rate(self) -> Fraction | None:
        """The change over the reference; None when that is absent or not positive."""
        return rate(self.value_e4, self.reference_e4)

    @property
    def index(self) -> Fraction | None:
        """Value over reference (1 = equal); None when that is absent or not positive."""
        change = self.rate
        return None if change is None else change + 1


def rate(value: int | None, reference: int | None) -> Fraction | None:
    """Return (valeur − reference) / reference, None when undefined."""
    if value is None or reference is None or reference <= 0:
        return None
    return Fraction(value - reference, reference)


def compare_day(frame: pd.DataFrame, states: pd.DataFrame, day: date, back: int = 7) -> Comparison:
    """Compare a day with the one `back` days before; each side None without valid data."""
    now = revenue.day_totals(frame, states, day)
    then = revenue.day_totals(frame, states, day - timedelta(days=back))
    return Comparison(_revenue(now), _revenue(then))


def _revenue(found: revenue.Totals | None) -> int | None:
    return None if found is None else found.ca_e4


def to_date(frame: pd.DataFrame, states: pd.DataFrame, day: date, period: PeriodKind) -> Comparison:
    """Compare week, month or year to date with as many elapsed days of the previous one.

    The perimeter holds the valid days of the reference (jours) and of the value (attendus).
    """
    now = revenue.running_total(frame, states, day, period)
    then = revenue.over(frame, states, *days.previous_to_date(day, period))
    return Comparison(now.ca_e4, then.ca_e4, Coverage(then.days, now.days))


def rolling(frame: pd.DataFrame, states: pd.DataFrame, day: date, number: int) -> Comparison:
    """Compare the last `number` days with the `number` before; None under the minimum of days."""
    now = revenue.rolling(frame, states, day, number)
    then = revenue.rolling(frame, states, day - timedelta(days=number), number)
    return Comparison(now.ca_e4, then.ca_e4, Coverage(then.days, now.days))


def comparable_days(store_days: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Pair every store and valid day with the same store 364 days before.

    Compute it once: the functions below and `fiche` read windows of it. On a true zero day, the
    stores that had begun and not ended selling count 0.

    Returns:
        date, ID_magasin, ca_e4 (int64), n1_e4 (Int64, NA when that day or store has no valid data
        364 days before); by date and store.
    """
    cells = _store_days(store_days, states)
    before = cells.assign(date=cells["date"] + YEAR).rename(columns={"ca_e4": "n1_e4"})
    pairs = cells.merge(before, on=["date", "ID_magasin"], how="left")
    pairs["n1_e4"] = pairs["n1_e4"].astype("Int64")
    return pairs.sort_values(["date", "ID_magasin"], ignore_index=True)


def _store_days(store_days: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return date, ID_magasin, ca_e4 of every store and valid day, true zeros included."""
    sold = store_days[["date", "ID_magasin", "ca_e4"]].copy()
    sold["ID_magasin"] = sold["ID_magasin"].astype(str)
    valid = states.loc[states["etat"].isin(days.OPEN), "date"]
    sold = sold.loc[sold["date"].isin(valid)]
    zeros = states.loc[states["etat"] == "zero", ["date"]]
    zeros = zeros.loc[~zeros["date"].isin(sold["date"])]
    lives = sold.groupby("ID_magasin")["date"].agg(["min", "max"]).reset_index()
    silent = zeros.merge(lives, how="cross").query("min <= date and date <= max")
    silent = silent[["date", "ID_magasin"]].assign(ca_e4=0)
    return pd.concat([sold, silent], ignore_index=True) if len(silent) else sold


def comparable_n1(pairs: pd.DataFrame, states: pd.DataFrame, first: date, last: date) -> Comparison:
    """Compare a window with the one 364 days before, on the stores and days that both have.

    Args:
        pairs: From `comparable_days`.
        states: The states of the days.
        first: First day.
        last: Last day, both included.
    """
    rows = days.window(pairs, first, last)
    both = rows.loc[rows["n1_e4"].notna()]
    scope = Coverage(
        days=int(both["date"].nunique()),
        days_expected=days.expected(states, first, last),
        stores=int(both["ID_magasin"].nunique()),
        stores_expected=int(rows["ID_magasin"].nunique()),
    )
    if both.empty:
        return Comparison(None, None, scope)
    return Comparison(int(both["ca_e4"].sum()), int(both["n1_e4"].sum()), scope)


def comparable_by_store(pairs: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Compare the window of each store on its own days that both years have.

    Args:
        pairs: From `comparable_days`.
        first: First day.
        last: Last day, both included.

    Returns:
        ID_magasin, ca_e4, n1_e4 (int64), jours (days compared), taux (Fraction, None when N-1 is
        not positive); by id, the stores with at least one day compared.
    """
    rows = days.window(pairs, first, last)
    both = rows.loc[rows["n1_e4"].notna()].astype({"n1_e4": "int64"})
    grouped = both.groupby("ID_magasin")
    table = grouped[["ca_e4", "n1_e4"]].sum().assign(jours=grouped.size()).reset_index()
    rates = [rate(int(a), int(b)) for a, b in zip(table["ca_e4"], table["n1_e4"], strict=True)]
    return table.assign(taux=pd.Series(rates, dtype=object))


def comparable_products(
    pairs: pd.DataFrame,
    store_days: pd.DataFrame,
    product_days: pd.DataFrame,
    sales: Callable[[pd.DataFrame], pd.DataFrame],
    first: date,
    last: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum the products of a window and of 364 days before, on the perimeter of `comparable_n1`.

    Args:
        pairs: From `comparable_days`.
        store_days: `Snapshot.magasins_jour`.
        product_days: `Snapshot.produits_jour`.
        sales: `Snapshot.vendus`, asked only for days that not all stores compare.
        first: First day.
        last: Last day, both included.

    Returns:
        Before and after, for `pvm.price_volume_mix`: ID_produit, quantite_e3, ca_e4, one row a
        product. Their CA sums to both sides of `comparable_n1`.
    """
    rows = days.window(pairs, first, last)
    after = rows.loc[rows["n1_e4"].notna(), ["date", "ID_magasin"]]
    before = after.assign(date=after["date"] - YEAR)
    sold = store_days.groupby("date").size()
    return (
        _products(before, sold, product_days, sales),
        _products(after, sold, product_days, sales),
    )


def _products(
    cells: pd.DataFrame,
    sold: pd.Series[int],
    product_days: pd.DataFrame,
    sales: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Sum the products of these days of stores; `sold` counts the stores that sold, by day."""
    whole = cells.groupby("date")["date"].transform("size") == cells["date"].map(sold)
    rest = cells[~whole]
    parts = [product_days[product_days["date"].isin(cells.loc[whole, "date"])]]
    if len(rest):
        parts.append(sales(rest))
    found = pd.concat([part[["ID_produit", "quantite_e3", "ca_e4"]] for part in parts])
    sums = found.astype({"ID_produit": str}).groupby("ID_produit").sum()
    return sums.astype("int64").reset_index()
