"""CA, quantities and their means over a day, a window, a period to date.

What goes in: sums of daily totals (`jours`, or the rows of one store or product) and ratios of
them. What stays out: comparisons between periods, ranks, words. Money is in 1/10 000 €; ratios of
money are `Fraction` of 1/10 000 €.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Literal

import numpy as np
import pandas as pd

from sales_assets.indicators import days
from sales_assets.indicators.days import Periode

MEASURES = ("lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4")


@dataclass(frozen=True)
class Totals:
    """Sums of daily rows; retours_e4 is negative or zero, ca_e4 = brut_e4 + retours_e4.

    quantite_e3 is in 1/1000 unit.
    """

    lignes: int = 0
    quantite_e3: int = 0
    ca_e4: int = 0
    brut_e4: int = 0
    retours_e4: int = 0

    @property
    def taux_retour(self) -> Fraction | None:
        """Returns over gross CA, as a positive ratio; None when nothing was sold."""
        return Fraction(-self.retours_e4, self.brut_e4) if self.brut_e4 > 0 else None

    @property
    def montant_moyen_ligne(self) -> Fraction | None:
        """CA by line, in 1/10 000 €; a line is not a ticket."""
        return Fraction(self.ca_e4, self.lignes) if self.lignes > 0 else None

    @property
    def pvm(self) -> Fraction | None:
        """Mean selling price (CA / net quantity), in 1/10 000 €; None when quantity <= 0."""
        return Fraction(self.ca_e4 * 1000, self.quantite_e3) if self.quantite_e3 > 0 else None


@dataclass(frozen=True)
class Cumul:
    """A sum over a window, with the days it stands on.

    Attributes:
        du: First day. au: Last day, both included.
        totals: The sums; None without one valid day, or under the minimum of a rolling figure.
        jours: Number of valid days. attendus: Days that were not closed.
        manquants: The days without usable data.
    """

    du: date
    au: date
    totals: Totals | None
    jours: int
    attendus: int
    manquants: tuple[date, ...]

    @property
    def ca_e4(self) -> int | None:
        """The CA, None when undefined."""
        return None if self.totals is None else self.totals.ca_e4

    @property
    def moyenne_e4(self) -> Fraction | None:
        """CA by open day, in 1/10 000 €: absent days left out, true zeros counted."""
        return None if self.totals is None else Fraction(self.totals.ca_e4, self.jours)


def totals(frame: pd.DataFrame, du: date | None = None, au: date | None = None) -> Totals:
    """Sum the daily rows of `frame` (columns `MEASURES`), between two days when given."""
    rows = frame if du is None or au is None else days.window(frame, du, au)
    return Totals(**{name: int(rows[name].sum()) for name in MEASURES})


def totals_by(frame: pd.DataFrame, cle: str, du: date, au: date) -> pd.DataFrame:
    """Sum daily rows by `cle` (ID_produit or ID_magasin): cle and `MEASURES`, by id."""
    rows = days.window(frame, du, au)
    grouped = rows.groupby(cle, observed=True)[list(MEASURES)].sum().astype("int64")
    table = grouped.reset_index()
    table[cle] = table[cle].astype(str)  # a category would sort by its own order
    return table.sort_values(cle, ignore_index=True)


def day_totals(frame: pd.DataFrame, etats: pd.DataFrame, jour: date) -> Totals | None:
    """Return the sums of one day; zeros on a true zero, None without valid data."""
    return totals(frame, jour, jour) if days.etat(etats, jour) in days.OPEN else None


def over(frame: pd.DataFrame, etats: pd.DataFrame, du: date, au: date) -> Cumul:
    """Sum the valid days of a window, naming the missing ones."""
    valid = len(days.open_days(etats, du, au))
    return Cumul(
        du=du,
        au=au,
        totals=totals(frame, du, au) if valid else None,
        jours=valid,
        attendus=days.expected(etats, du, au),
        manquants=tuple(days.missing_days(etats, du, au)),
    )


def cumul(frame: pd.DataFrame, etats: pd.DataFrame, jour: date, periode: Periode) -> Cumul:
    """Sum from the start of the week, month or year to `jour`."""
    return over(frame, etats, days.period_start(jour, periode), jour)


def rolling(frame: pd.DataFrame, etats: pd.DataFrame, au: date, nombre: int) -> Cumul:
    """Sum the last `nombre` civil days; undefined under two thirds of the days not closed."""
    du = au - timedelta(days=nombre - 1)
    found = over(frame, etats, du, au)
    attendus = days.expected_whole(etats, du, au)
    kept = found.totals if days.enough(found.jours, attendus) else None
    return Cumul(du, au, kept, found.jours, attendus, found.manquants)


def mean_per_open_day(
    frame: pd.DataFrame, etats: pd.DataFrame, du: date, au: date
) -> Fraction | None:
    """Return CA by open day (1/10 000 €): absent days left out, true zeros counted."""
    return over(frame, etats, du, au).moyenne_e4


def daily_series(
    frame: pd.DataFrame,
    etats: pd.DataFrame,
    du: date,
    au: date,
    *,
    sans_ligne: Literal["zero", "trou"] = "zero",
) -> pd.DataFrame:
    """Lay daily rows (at most one a day) on every known civil day between two days.

    Args:
        frame: date and `MEASURES`.
        etats: The states of the days.
        du: First day.
        au: Last day, both cut to the known days.
        sans_ligne: What a valid day without a row is: "zero" (a product not sold, the whole
            shop), or "trou" (a store that sent nothing).

    Returns:
        date, etat, then `MEASURES` as Int64, NA on the days without valid data.
    """
    found = days.window(etats, du, au)[["date", "etat"]].reset_index(drop=True)
    rows = days.window(frame, du, au)
    place = pd.Index(rows["date"]).get_indexer(pd.Index(found["date"]))  # -1 without a row
    valid = found["etat"].isin(days.OPEN).to_numpy()
    if sans_ligne == "trou":
        valid = valid & ((place >= 0) | (found["etat"] == "zero").to_numpy())
    for name in MEASURES:
        values = np.append(rows[name].to_numpy("int64"), 0)[place]
        found[name] = pd.arrays.IntegerArray(np.where(valid, values, 0), ~valid)
    return found


def moving_average(
    serie: pd.DataFrame, fenetre: int = 7, colonne: str = "ca_e4"
) -> list[Fraction | None]:
    """Return the mean of the valid days among the last `fenetre` civil days, for every row.

    None (a gap) on a missing day, and under two thirds of the days not closed; a closed day keeps
    the mean of the days before it. `serie` comes from `daily_series`.
    """
    values = serie[colonne]
    valid = values.notna().tolist()
    states = serie["etat"].tolist()
    sums = [0, *accumulate(int(v) if ok else 0 for v, ok in zip(values, valid, strict=True))]
    counts = [0, *accumulate(int(ok) for ok in valid)]
    closed = [0, *accumulate(int(state == days.CLOSED) for state in states)]
    means: list[Fraction | None] = []
    for end in range(1, len(sums)):
        start = max(0, end - fenetre)
        jours = counts[end] - counts[start]
        attendus = fenetre - (closed[end] - closed[start])
        drawn = valid[end - 1] or states[end - 1] == days.CLOSED
        defined = drawn and days.enough(jours, attendus)
        means.append(Fraction(sums[end] - sums[start], jours) if defined else None)
    return means


def weekly_by(
    frame: pd.DataFrame,
    cle: str,
    etats: pd.DataFrame,
    jour: date,
    weeks: int,
    known: Iterable[str] = (),
) -> dict[str, list[int | None]]:
    """Sum the CA (1/10 000 €) of the last whole weeks to `jour`, for each value of `cle`.

    Args:
        frame: date, ca_e4 and `cle`.
        cle: ID_produit or ID_magasin.
        etats: The state of every day.
        jour: J.
        weeks: How many.
        known: Values to give even without a row in these weeks.

    Returns:
        One sum a week, oldest first; None where no day of the week has data, which is not a zero.
    """
    first = jour - timedelta(days=weeks * 7 - 1)
    recent = days.window(frame, first, jour)
    week = ((recent["date"] - pd.Timestamp(first)).dt.days // 7).rename("semaine")
    sums = recent["ca_e4"].groupby([recent[cle].astype(str), week]).sum()
    empty = _unsold(etats, jour, weeks)
    found = {key: list(empty) for key in known}
    for key, number, amount in sums.reset_index().itertuples(index=False, name=None):
        row = found.setdefault(key, list(empty))
        if row[number] is not None:
            row[number] = int(amount)
    return found


def monthly_by(frame: pd.DataFrame, cle: str) -> dict[str, dict[str, int]]:
    """Sum the CA (1/10 000 €) of each month "AAAA-MM" with rows, for each value of `cle`."""
    months = frame["date"].to_numpy().astype("datetime64[M]")
    keys = [frame[cle].astype(str), pd.Series(months.astype("int64"), frame.index, name="mois")]
    found: dict[str, dict[str, int]] = {}
    sums = frame["ca_e4"].groupby(keys).sum()
    for key, month, amount in sums.reset_index().itertuples(index=False, name=None):
        found.setdefault(key, {})[f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"] = int(amount)
    return found


def _unsold(etats: pd.DataFrame, jour: date, weeks: int) -> list[int | None]:
    """Zero in each week with valid data, None in the others."""
    first = jour - timedelta(days=weeks * 7 - 1)
    known = {(day - first).days // 7 for day in days.open_days(etats, first, jour)}
    return [0 if number in known else None for number in range(weeks)]
