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
from typing import Any

import numpy as np
import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.indicators import days, revenue, year_before
from sales_assets.indicators.days import PeriodKind
from sales_assets.indicators.registry import threshold

SILENCE = 28  # days without a line that say nothing of a store's end


@dataclass(frozen=True)
class Comparison:
    """A CA and its reference over the same perimeter, in 1/10 000 €; None when absent.

    Attributes:
        value_e4: The CA that is compared. reference_e4: What it is compared with.
        whole_e4: The CA of which `value_e4` is the part that has an N-1; None where all of it is
            compared by nature.
        days: Valid days behind the value. reference_days: Those behind the reference.
        stores: Stores compared, where they are one by one.
    """

    value_e4: int | None
    reference_e4: int | None
    whole_e4: int | None = None
    days: int = 0
    reference_days: int = 0
    stores: int = 0

    @property
    def covered(self) -> Fraction | None:
        """The compared part of the CA, 1 = all of it; None when that has no meaning."""
        if self.value_e4 is None:
            return None
        if self.whole_e4 is None or self.value_e4 == self.whole_e4:
            return Fraction(1)
        return Fraction(self.value_e4, self.whole_e4) if self.whole_e4 > 0 else None

    @property
    def comparable(self) -> bool:
        """Whether enough of the CA is compared for a change, or an index, to mean something."""
        return self.covered is not None and self.covered >= threshold("n1_comparable", "part")

    @property
    def apart_e4(self) -> int:
        """The CA that has no reference (1/10 000 €): what the compared part leaves of the whole."""
        if self.whole_e4 is None:
            return 0
        return self.whole_e4 - (self.value_e4 or 0)

    @property
    def gap_e4(self) -> int | None:
        """The difference in 1/10 000 €."""
        if self.value_e4 is None or self.reference_e4 is None:
            return None
        return self.value_e4 - self.reference_e4

    @property
    def rate(self) -> Fraction | None:
        """The change over the reference; None when that is absent or not positive, or too small.

        Too small: when less than the threshold of the CA is compared (`comparable`).
        """
        return rate(self.value_e4, self.reference_e4) if self.comparable else None

    @property
    def index(self) -> Fraction | None:
        """Value over reference (1 = equal); None where the rate is."""
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

    A shorter previous period is taken whole. The reference is None where two thirds of the days of
    either are not valid.
    """
    now = revenue.running_total(frame, states, day, period)
    then = revenue.over(frame, states, *days.previous_to_date(day, period))
    enough = all(days.sufficient(states, one.first, one.last) for one in (now, then))
    return Comparison(
        now.ca_e4, then.ca_e4 if enough else None, days=now.days, reference_days=then.days
    )


def rolling(frame: pd.DataFrame, states: pd.DataFrame, day: date, number: int) -> Comparison:
    """Compare the last `number` days with the `number` before; None under the minimum of days."""
    now = revenue.rolling(frame, states, day, number)
    then = revenue.rolling(frame, states, day - timedelta(days=number), number)
    return Comparison(now.ca_e4, then.ca_e4, days=now.days, reference_days=then.days)


def comparable_days(store_days: pd.DataFrame, states: pd.DataFrame, feasts: Feasts) -> pd.DataFrame:
    """Pair every store and valid day with the same store on its N-1 (`year_before`).

    Compute it once: the functions below and `reporting` read windows of it. A store without a line
    on a day that was delivered for it sold nothing, which is a true zero (`_silent`).

    Args:
        store_days: `Snapshot.magasins_jour`.
        states: `Snapshot.etats`.
        feasts: `Snapshot.fetes`.

    Returns:
        date, ID_magasin, ca_e4 (int64), vendu (whether it has a line), n1_date, n1_e4 (Int64, NA
        when that store has no valid data on that day), n1_vendu; by date and store.
    """
    valid = states.loc[states["etat"].isin(days.OPEN), "date"]
    sold = store_days[["date", "ID_magasin", "livraison", "ca_e4"]].assign(vendu=True)
    sold = sold.loc[sold["date"].isin(valid)].astype({"ID_magasin": str})
    silent = _silent(sold, valid.loc[~valid.isin(own_files(sold))])
    cells = pd.concat([sold.drop(columns="livraison"), silent], ignore_index=True)
    names = {"date": "n1_date", "ca_e4": "n1_e4", "vendu": "n1_vendu"}
    before = cells.rename(columns=names)
    cells = cells.assign(n1_date=year_before.column(cells["date"], feasts))
    pairs = cells.merge(before, on=["n1_date", "ID_magasin"], how="left")
    pairs["n1_e4"] = pairs["n1_e4"].astype("Int64")
    pairs["n1_vendu"] = pairs["n1_vendu"].eq(True)
    return pairs.sort_values(["date", "ID_magasin"], ignore_index=True)


def own_files(store_days: pd.DataFrame) -> pd.Index:
    """Return the days on which each store came by a file of its own, which may yet be late.

    Those of one store alone are of them in a shop that has had a day of several such files.

    Args:
        store_days: date, ID_magasin, livraison, one row a store and day.
    """
    by_day = store_days.groupby("date")["livraison"]
    stores = by_day.size()
    apart = by_day.nunique() == stores
    return stores.index[apart] if (apart & (stores > 1)).any() else stores.index[:0]


def _silent(sold: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Return date, ID_magasin, ca_e4 (0), vendu (False): the days on which a store sold nothing.

    A store lives from its first sale until it has been silent for `SILENCE`, or for longer than
    ever before: what comes later does not change what a past day says.
    """
    if sold.empty:
        return sold.drop(columns="livraison")
    when = whole.to_numpy().astype("datetime64[D]")
    ordered = sold.sort_values(["ID_magasin", "date"])
    stores = ordered["ID_magasin"].to_numpy()
    dates = ordered["date"].to_numpy().astype("datetime64[D]")
    same = stores[1:] == stores[:-1]
    gaps = np.where(same, (dates[1:] - dates[:-1]).astype("int64"), 0)
    until = np.append(dates[1:] - 1, np.datetime64("9999-12-31"))
    until[:-1][~same] = np.datetime64("9999-12-31")
    longest = _longest_before(stores, gaps)
    until = np.minimum(until, dates + longest)
    first = np.searchsorted(when, dates, side="right")
    last = np.searchsorted(when, until, side="right")
    count = np.maximum(last - first, 0)
    place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    return pd.DataFrame(
        {
            "date": pd.Series(when[place]).astype("datetime64[s]"),
            "ID_magasin": pd.Series(np.repeat(stores, count), dtype=sold["ID_magasin"].dtype),
            "ca_e4": pd.Series(0, index=range(len(place)), dtype="int64"),
            "vendu": pd.Series(False, index=range(len(place)), dtype="bool"),
        }
    )


def _longest_before(stores: np.ndarray, gaps: np.ndarray) -> Any:
    """Return, for each sale of a store, its longest silence before it in days, `SILENCE` at least.

    Args:
        stores: The store of each sale, in order.
        gaps: Days from each sale to the next one, 0 to another store.
    """
    earlier = pd.Series(np.append(0, gaps)).groupby(stores, sort=False).cummax()
    return earlier.clip(lower=SILENCE).to_numpy("int64")


def comparable_n1(pairs: pd.DataFrame, first: date, last: date) -> Comparison:
    """Compare a window with its N-1, on the stores and days that both have.

    Args:
        pairs: From `comparable_days`.
        first: First day.
        last: Last day, both included.
    """
    return _compared(days.window(pairs, first, last))


def constant_n1(pairs: pd.DataFrame, first: date, last: date) -> Comparison:
    """Compare the same, on the stores alone that both years have from end to end.

    A store that opened, or closed, between the first and the last day compared is left out.
    """
    rows = days.window(pairs, first, last)
    both = rows.loc[rows["n1_e4"].notna()].groupby("ID_magasin")["date"].agg(["min", "max"])
    whole = both[(both["min"] == both["min"].min()) & (both["max"] == both["max"].max())]
    return _compared(rows[rows["ID_magasin"].isin(whole.index)])


def _compared(rows: pd.DataFrame) -> Comparison:
    both = rows.loc[rows["n1_e4"].notna()]
    whole = int(rows["ca_e4"].sum())
    if both.empty:
        return Comparison(None, None, whole)
    return Comparison(
        int(both["ca_e4"].sum()),
        int(both["n1_e4"].sum()),
        whole,
        days=int(both["date"].nunique()),
        stores=int(both["ID_magasin"].nunique()),
    )


def comparable_by_store(pairs: pd.DataFrame, first: date, last: date) -> dict[str, Comparison]:
    """Return `comparable_n1` of each store that has a day compared, by id."""
    rows = days.window(pairs, first, last)
    found = {str(store): _compared(own) for store, own in rows.groupby("ID_magasin")}
    return {store: one for store, one in found.items() if one.value_e4 is not None}


def comparable_products(
    pairs: pd.DataFrame,
    store_days: pd.DataFrame,
    product_days: pd.DataFrame,
    sales: Callable[[pd.DataFrame], pd.DataFrame],
    first: date,
    last: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum the products of a window and of its N-1, on the perimeter of `comparable_n1`.

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
    both = rows.loc[rows["n1_e4"].notna()]
    after = both.loc[both["vendu"], ["date", "ID_magasin"]]
    before = both.loc[both["n1_vendu"], ["n1_date", "ID_magasin"]]
    before = before.rename(columns={"n1_date": "date"})
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
    """Sum the products of these days of stores, each as often as it is there.

    Args:
        cells: date, ID_magasin.
        sold: How many stores sold, by day.
        product_days: `Snapshot.produits_jour`.
        sales: `Snapshot.vendus`.
    """
    parts = [product_days.iloc[:0]]
    again = cells.groupby(["date", "ID_magasin"]).cumcount()
    for _time, once in cells.groupby(again):
        whole = once.groupby("date")["date"].transform("size") == once["date"].map(sold)
        parts.append(product_days[product_days["date"].isin(once.loc[whole, "date"])])
        if not whole.all():
            parts.append(sales(once[~whole]))
    found = pd.concat([part[["ID_produit", "quantite_e3", "ca_e4"]] for part in parts])
    sums = found.astype({"ID_produit": str}).groupby("ID_produit").sum()
    return sums.astype("int64").reset_index()
