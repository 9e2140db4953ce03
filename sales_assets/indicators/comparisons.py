"""A figure beside its reference: J-1, J-7, period to date, N-1 comparable.

What goes in: pairs of sums and the perimeter they share. What stays out: the sums themselves
(`ca`), sheets day by day (`fiche`). A rate is undefined when the reference is absent or not
positive; the current, incomplete day is never handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from sales_assets.indicators import ca, days
from sales_assets.indicators.days import Periode

YEAR = timedelta(days=364)  # 52 whole weeks: a Monday is compared with a Monday


@dataclass(frozen=True)
class Perimetre:
    """What a comparison stands on.

    Attributes:
        jours: Days really compared. attendus: Days of the window that were not closed.
        magasins: Stores really compared. magasins_attendus: Stores that sold in the window;
            both 0 when the comparison is not made store by store.
    """

    jours: int
    attendus: int
    magasins: int = 0
    magasins_attendus: int = 0

    @property
    def complet(self) -> bool:
        """Whether everything that was expected is compared."""
        return self.jours == self.attendus and self.magasins == self.magasins_attendus


@dataclass(frozen=True)
class Comparison:
    """A CA and its reference over the same perimeter, in 1/10 000 €; None when absent."""

    valeur_e4: int | None
    reference_e4: int | None
    perimetre: Perimetre | None = None

    @property
    def ecart_e4(self) -> int | None:
        """The difference in 1/10 000 €."""
        if self.valeur_e4 is None or self.reference_e4 is None:
            return None
        return self.valeur_e4 - self.reference_e4

    @property
    def taux(self) -> Fraction | None:
        """The change over the reference; None when that is absent or not positive."""
        return rate(self.valeur_e4, self.reference_e4)

    @property
    def indice(self) -> Fraction | None:
        """Value over reference (1 = equal); None when that is absent or not positive."""
        change = self.taux
        return None if change is None else change + 1


def rate(valeur: int | None, reference: int | None) -> Fraction | None:
    """Return (valeur − reference) / reference, None when undefined."""
    if valeur is None or reference is None or reference <= 0:
        return None
    return Fraction(valeur - reference, reference)


def compare_day(frame: pd.DataFrame, etats: pd.DataFrame, jour: date, recul: int = 7) -> Comparison:
    """Compare a day with the one `recul` days before; each side None without valid data."""
    now = ca.day_totals(frame, etats, jour)
    then = ca.day_totals(frame, etats, jour - timedelta(days=recul))
    return Comparison(_ca(now), _ca(then))


def _ca(found: ca.Totals | None) -> int | None:
    return None if found is None else found.ca_e4


def to_date(frame: pd.DataFrame, etats: pd.DataFrame, jour: date, periode: Periode) -> Comparison:
    """Compare week, month or year to date with as many elapsed days of the previous one.

    The perimeter holds the valid days of the reference (jours) and of the value (attendus).
    """
    now = ca.cumul(frame, etats, jour, periode)
    then = ca.over(frame, etats, *days.previous_to_date(jour, periode))
    return Comparison(now.ca_e4, then.ca_e4, Perimetre(then.jours, now.jours))


def rolling(frame: pd.DataFrame, etats: pd.DataFrame, jour: date, nombre: int) -> Comparison:
    """Compare the last `nombre` days with the `nombre` before; None under the minimum of days."""
    now = ca.rolling(frame, etats, jour, nombre)
    then = ca.rolling(frame, etats, jour - timedelta(days=nombre), nombre)
    return Comparison(now.ca_e4, then.ca_e4, Perimetre(then.jours, now.jours))


def comparable_days(magasins_jour: pd.DataFrame, etats: pd.DataFrame) -> pd.DataFrame:
    """Pair every store and valid day with the same store 364 days before.

    Compute it once: the functions below and `fiche` read windows of it. On a true zero day, the
    stores that had begun and not ended selling count 0.

    Returns:
        date, ID_magasin, ca_e4 (int64), n1_e4 (Int64, NA when that day or store has no valid data
        364 days before); by date and store.
    """
    cells = _store_days(magasins_jour, etats)
    before = cells.assign(date=cells["date"] + YEAR).rename(columns={"ca_e4": "n1_e4"})
    pairs = cells.merge(before, on=["date", "ID_magasin"], how="left")
    pairs["n1_e4"] = pairs["n1_e4"].astype("Int64")
    return pairs.sort_values(["date", "ID_magasin"], ignore_index=True)


def _store_days(magasins_jour: pd.DataFrame, etats: pd.DataFrame) -> pd.DataFrame:
    """Return date, ID_magasin, ca_e4 of every store and valid day, true zeros included."""
    sold = magasins_jour[["date", "ID_magasin", "ca_e4"]].copy()
    sold["ID_magasin"] = sold["ID_magasin"].astype(str)
    valid = etats.loc[etats["etat"].isin(days.OPEN), "date"]
    sold = sold.loc[sold["date"].isin(valid)]
    zeros = etats.loc[etats["etat"] == "zero", ["date"]]
    zeros = zeros.loc[~zeros["date"].isin(sold["date"])]
    lives = sold.groupby("ID_magasin")["date"].agg(["min", "max"]).reset_index()
    silent = zeros.merge(lives, how="cross").query("min <= date and date <= max")
    silent = silent[["date", "ID_magasin"]].assign(ca_e4=0)
    return pd.concat([sold, silent], ignore_index=True) if len(silent) else sold


def comparable_n1(pairs: pd.DataFrame, etats: pd.DataFrame, du: date, au: date) -> Comparison:
    """Compare a window with the one 364 days before, on the stores and days that both have.

    Args:
        pairs: From `comparable_days`.
        etats: The states of the days.
        du: First day.
        au: Last day, both included.
    """
    rows = days.window(pairs, du, au)
    both = rows.loc[rows["n1_e4"].notna()]
    perimetre = Perimetre(
        jours=int(both["date"].nunique()),
        attendus=days.expected(etats, du, au),
        magasins=int(both["ID_magasin"].nunique()),
        magasins_attendus=int(rows["ID_magasin"].nunique()),
    )
    if both.empty:
        return Comparison(None, None, perimetre)
    return Comparison(int(both["ca_e4"].sum()), int(both["n1_e4"].sum()), perimetre)


def comparable_by_store(pairs: pd.DataFrame, du: date, au: date) -> pd.DataFrame:
    """Compare the window of each store on its own days that both years have.

    Args:
        pairs: From `comparable_days`.
        du: First day.
        au: Last day, both included.

    Returns:
        ID_magasin, ca_e4, n1_e4 (int64), jours (days compared), taux (Fraction, None when N-1 is
        not positive); by id, the stores with at least one day compared.
    """
    rows = days.window(pairs, du, au)
    both = rows.loc[rows["n1_e4"].notna()].astype({"n1_e4": "int64"})
    grouped = both.groupby("ID_magasin")
    table = grouped[["ca_e4", "n1_e4"]].sum().assign(jours=grouped.size()).reset_index()
    rates = [rate(int(a), int(b)) for a, b in zip(table["ca_e4"], table["n1_e4"], strict=True)]
    return table.assign(taux=pd.Series(rates, dtype=object))


def comparable_products(
    pairs: pd.DataFrame,
    magasins_jour: pd.DataFrame,
    produits_jour: pd.DataFrame,
    vendus: Callable[[pd.DataFrame], pd.DataFrame],
    du: date,
    au: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum the products of a window and of 364 days before, on the perimeter of `comparable_n1`.

    Args:
        pairs: From `comparable_days`.
        magasins_jour: `Snapshot.magasins_jour`.
        produits_jour: `Snapshot.produits_jour`.
        vendus: `Snapshot.vendus`, asked only for days that not all stores compare.
        du: First day.
        au: Last day, both included.

    Returns:
        Before and after, for `pvm.price_volume_mix`: ID_produit, quantite_e3, ca_e4, one row a
        product. Their CA sums to both sides of `comparable_n1`.
    """
    rows = days.window(pairs, du, au)
    after = rows.loc[rows["n1_e4"].notna(), ["date", "ID_magasin"]]
    before = after.assign(date=after["date"] - YEAR)
    sold = magasins_jour.groupby("date").size()
    return (
        _products(before, sold, produits_jour, vendus),
        _products(after, sold, produits_jour, vendus),
    )


def _products(
    cells: pd.DataFrame,
    sold: pd.Series[int],
    produits_jour: pd.DataFrame,
    vendus: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Sum the products of these days of stores; `sold` counts the stores that sold, by day."""
    whole = cells.groupby("date")["date"].transform("size") == cells["date"].map(sold)
    rest = cells[~whole]
    parts = [produits_jour[produits_jour["date"].isin(cells.loc[whole, "date"])]]
    if len(rest):
        parts.append(vendus(rest))
    found = pd.concat([part[["ID_produit", "quantite_e3", "ca_e4"]] for part in parts])
    sums = found.astype({"ID_produit": str}).groupby("ID_produit").sum()
    return sums.astype("int64").reset_index()
