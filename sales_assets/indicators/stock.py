"""Stock against selling speed: cover, estimated stock-out, what to order, dormant products.

What goes in: the catalogue's stock (undated, company-wide) and the daily totals by product. What
stays out: stock by store, costs: no file gives them. An unknown stock gives unknown figures.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.indicators import days, registry, year_before

WINDOW = registry.days("vmj")
COVER = int(registry.threshold("a_commander", "cover"))
DELAY = int(registry.threshold("a_commander", "delay"))
DORMANT_AFTER = int(registry.threshold("dormant", "days"))
LOW_COVER = int(registry.threshold("couverture", "low"))
WEEK = 7
STEPS = (7, 14, 28, 90)
URGENCIES = ("aujourdhui", "semaine", "attendre")
INFINITE = math.inf


class _Cover(NamedTuple):
    couverture: Fraction | float | None
    rupture_tot: date | None
    rupture_tard: date | None
    a_commander: int | None
    urgence: str | None


def to_order(stock: int, speed: Fraction, delay: int, cover: int) -> int:
    """Return how many whole articles last for `cover` days with what is left at the delivery.

    The page's script works it out too (`commande-regle.js`); a test compares the two.

    Args:
        stock: Articles held.
        speed: Articles sold an open day.
        delay: Open days until the delivery.
        cover: Open days of sales that the delivery begins.
    """
    left = max(Fraction(0), stock - speed * delay)
    return max(0, math.ceil(speed * cover - left))


def urgency(stock: int, speed: Fraction, delay: int, week: int) -> str:
    """Return when to order, of `URGENCIES`, what sells: today what lacks before the delivery.

    This week: what would lack before the delivery of an order made in a week.

    Args:
        stock: Articles held.
        speed: Articles sold an open day.
        delay: Open days until the delivery.
        week: Open days of a week.
    """
    if stock <= 0 or stock < speed * delay:
        return URGENCIES[0]
    return URGENCIES[1] if stock < speed * (delay + week) else URGENCIES[2]


def stock_table(
    products: pd.DataFrame,
    product_days: pd.DataFrame,
    states: pd.DataFrame,
    day: date,
    today: date,
    feasts: Feasts,
    *,
    window: int = WINDOW,
    target: int = COVER,
    delay: int = DELAY,
    seasonal: bool = True,
) -> pd.DataFrame:
    """Return the stock sheet at `day`, one row an active product, by id.

    Args:
        products: `Snapshot.produits`.
        product_days: `Snapshot.produits_jour`.
        states: `Snapshot.etats`.
        day: J, to which speeds are measured.
        today: The day of the publication, from which stocks last.
        feasts: `Snapshot.fetes`.
        window: Civil days over which the speed is measured, a multiple of 7.
        target: Open days of sales that an order should cover.
        delay: Open days until it is delivered.
        seasonal: Whether last year's season counts; without it, today's pace goes on.

    Returns:
        ID_produit, nom, stock, prix_e4, vendu_e3 (sold in the window), jours_ouverts,
        vmj (quantity an open day: Fraction or None without open day),
        saison (what last year says the speed of the weeks to come is to that of the last four:
        Fraction, None without such a year),
        couverture (stock / vmj of the season, in open days: Fraction, inf when nothing sells, None
        when unknown),
        rupture_tot, rupture_tard (date or None: the pace of the strongest and of the weakest week
        of the window, in season; rupture_tard None when the weakest week sold nothing),
        a_commander (Int64), urgence (of `URGENCIES`, None where nothing sells or is known),
        jours_semaine (open days of a week, the same for all),
        valeur_e4 (Int64: the stock at the selling price),
        derniere_vente (date or None), jours_sans_vente (Int64),
        statut: "rupture", "bientot", "normal", "dormant", "jamais vendu", "inconnu".
    """
    table = products.loc[products["actif"], ["ID_produit", "nom", "stock", "prix_e4"]]
    table = table.sort_values("ID_produit", ignore_index=True)
    ids = table["ID_produit"].astype(str)
    weeks = _weekly(product_days, states, day, window)
    open_count = sum(weeks.open_days)
    sold = [sum(quantity for quantity, _ in weeks.of(i)) for i in ids]
    table["vendu_e3"] = pd.Series([int(1000 * quantity) for quantity in sold], dtype="int64")
    table["jours_ouverts"] = open_count
    table["vmj"] = _objects([Fraction(n, open_count) if open_count else None for n in sold])
    stocks = [None if pd.isna(value) else int(value) for value in table["stock"]]
    season = Season(product_days, states, (day, today), feasts, weeks.rhythm, window)
    seasons = [season.of(i) if seasonal else None for i in ids]
    table["saison"] = _objects(list(seasons))
    table["jours_semaine"] = math.ceil(WEEK * weeks.rhythm)
    covers = [
        _cover(stock, _in_season(weeks.of(i), factor), weeks.rhythm, today, (target, delay))
        for i, stock, factor in zip(ids, stocks, seasons, strict=True)
    ]
    for name in ("couverture", "rupture_tot", "rupture_tard", "urgence"):
        table[name] = _objects([getattr(cover, name) for cover in covers])
    table["a_commander"] = pd.Series([cover.a_commander for cover in covers], dtype="Int64")
    prices = table["prix_e4"].astype("Int64")
    table["valeur_e4"] = table["stock"].astype("Int64") * prices
    last = last_sales(product_days, day)
    table["derniere_vente"] = _objects([last.get(i) for i in ids])
    idle = [(day - last[i]).days if i in last else None for i in ids]
    table["jours_sans_vente"] = pd.Series(idle, dtype="Int64")
    table["statut"] = _objects([_status(*row) for row in zip(stocks, covers, idle, strict=True)])
    return table


@dataclass(frozen=True)
class Part:
    """Some products: how many, how many of their stock's values are known, their sum."""

    products: int
    value_e4: int
    valued: int


def part(table: pd.DataFrame, statuses: tuple[str, ...] = ()) -> Part:
    """Count and sum the products in some states; all of them without any state.

    Args:
        table: From `stock_table`.
        statuses: States.
    """
    rows = table[table["statut"].isin(statuses)] if statuses else table
    amounts = rows["valeur_e4"].dropna()
    return Part(len(rows), int(amounts.sum()), len(amounts))


def cover_steps(table: pd.DataFrame) -> list[Part]:
    """Cut the products of known stock by how long it lasts.

    Steps: no stock; less than 7, 14, 28, 90 open days; 90 and more; no sale in the window.
    Products without stock are in the first step only.
    """
    known = table[table["stock"].notna()]
    places = [
        _step(int(stock), cover)
        for stock, cover in zip(known["stock"], known["couverture"], strict=True)
    ]
    steps = pd.Series(places, index=known.index, dtype="int64")
    return [part(known[steps == place]) for place in range(len(STEPS) + 3)]


def _step(stock: int, cover: Fraction | float | None) -> int:
    if stock == 0:
        return 0
    if cover is None or cover == INFINITE:
        return len(STEPS) + 2
    return 1 + bisect_right(STEPS, cover)


def last_sales(product_days: pd.DataFrame, day: date) -> dict[str, date]:
    """Return the last day, up to `day`, that each product had a gross sale."""
    rows = days.window(product_days, date(1678, 1, 1), day)
    sold = rows.loc[(rows["brut_e4"] > 0) | (rows["quantite_e3"] > 0)]
    last = sold.groupby("ID_produit", observed=True)["date"].max()
    return {str(identifier): stamp.date() for identifier, stamp in last.items()}


class _Weeks(NamedTuple):
    """The weeks of the window, oldest first: open days, and net quantity of each product."""

    open_days: list[int]
    sold: list[dict[str, Fraction]]
    rhythm: Fraction  # open days by civil day, missing days left out

    def of(self, identifier: str) -> list[tuple[Fraction, int]]:
        """Return (quantity, open days) of the weeks that say something."""
        sold = [week.get(identifier, Fraction(0)) for week in self.sold]
        return [pair for pair in zip(sold, self.open_days, strict=True) if pair[1]]


def _weekly(product_days: pd.DataFrame, states: pd.DataFrame, day: date, window: int) -> _Weeks:
    open_counts, quantities = [], []
    for back in range(window - WEEK, -1, -WEEK):
        last = day - timedelta(days=back)
        first = last - timedelta(days=WEEK - 1)
        open_counts.append(len(days.open_days(states, first, last)))
        sold = _sums(days.window(product_days, first, last))
        quantities.append({i: Fraction(quantity, 1000) for i, quantity in sold.items()})
    known = days.window(states, day - timedelta(days=window - 1), day)
    useful = int((~known["etat"].isin(days.MISSING)).sum())
    rhythm = Fraction(sum(open_counts), useful) if useful else Fraction(0)
    return _Weeks(open_counts, quantities, rhythm)


class Season:
    """How much faster products sell in the weeks to come than in the last ones, by last year.

    It compares the N-1 (`year_before`) of two windows, by open day: that of the speeds, and the
    `COVER` open days to come. A product that sold too little then has the season of the shop.
    """

    def __init__(
        self,
        product_days: pd.DataFrame,
        states: pd.DataFrame,
        when: tuple[date, date],
        feasts: Feasts,
        rhythm: Fraction,
        window: int,
    ) -> None:
        """Sum last year's two windows.

        Args:
            product_days: `Snapshot.produits_jour`.
            states: `Snapshot.etats`.
            when: J, and the first day to come.
            feasts: `Snapshot.fetes`.
            rhythm: Open days by civil day.
            window: Civil days of the speeds.
        """
        day, today = when
        ahead = math.ceil(COVER / rhythm) if rhythm else COVER
        spans = (
            year_before.references(day - timedelta(days=window - 1), day, feasts),
            year_before.references(today, today + timedelta(days=ahead - 1), feasts),
        )
        self._sold = [_sums(year_before.rows(product_days, span)) for span in spans]
        self._open = [year_before.open_days(states, span) for span in spans]
        self._shop = self._ratio(*(sum(sums.values()) for sums in self._sold))

    def of(self, identifier: str) -> Fraction | None:
        """Return a product's season, the shop's where it sold too little; None without a year."""
        before, after = (sums.get(identifier, 0) for sums in self._sold)
        least = 1000 * registry.threshold("saison", "quantity")
        return self._ratio(before, after) if before >= least else self._shop

    def _ratio(self, before_e3: int, after_e3: int) -> Fraction | None:
        past, ahead = self._open
        if past is None or ahead is None or before_e3 <= 0:
            return None
        return Fraction(max(0, after_e3) * past, before_e3 * ahead)


def _sums(rows: pd.DataFrame) -> dict[str, int]:
    """Return the net quantity (1/1000 unit) of each product in these rows."""
    sums = rows.groupby("ID_produit", observed=True)["quantite_e3"].sum()
    return {str(identifier): int(sold) for identifier, sold in sums.items()}


def _in_season(
    weeks: list[tuple[Fraction, int]], season: Fraction | None
) -> list[tuple[Fraction, int]]:
    """Return what the last weeks would have sold in the season to come."""
    if season is None:
        return weeks
    return [(sold * season, count) for sold, count in weeks]


def _cover(
    stock: int | None,
    weeks: list[tuple[Fraction, int]],
    rhythm: Fraction,
    today: date,
    asked: tuple[int, int],
) -> _Cover:
    """Project a stock at the speed of the window and of its strongest and weakest week.

    What is `asked` of an order: days to cover, days until it is there.
    """
    if stock is None or not weeks:
        return _Cover(None, None, None, None, None)
    speed = sum(sold for sold, _ in weeks) / Fraction(sum(count for _, count in weeks))
    if speed <= 0:
        return _Cover(INFINITE, None, None, 0, None)
    target, delay = asked
    speeds = [sold / count for sold, count in weeks]
    soon = _out(today, stock, max(speeds) * rhythm)
    late = _out(today, stock, min(speeds) * rhythm)
    return _Cover(
        Fraction(stock) / speed,
        soon,
        late,
        to_order(stock, speed, delay, target),
        urgency(stock, speed, delay, math.ceil(WEEK * rhythm)),
    )


def _out(today: date, stock: int, pace: Fraction) -> date | None:
    """Return the day the stock runs out at `pace` (units a civil day).

    None when nothing sells, and beyond ten years, where a date says nothing.
    """
    if pace <= 0:
        return None
    ahead = math.floor(stock / pace)
    return today + timedelta(days=ahead) if ahead <= 3660 else None


def _status(stock: int | None, cover: _Cover, idle: int | None) -> str:
    if stock is None:
        return "inconnu"
    if idle is None:
        return "jamais vendu"
    if stock == 0:
        return "rupture"
    if idle >= DORMANT_AFTER:
        return "dormant"
    if cover.couverture is not None and cover.couverture < LOW_COVER:
        return "bientot"
    return "normal"


def _objects(values: list[object]) -> pd.Series:
    return pd.Series(values, dtype=object)
