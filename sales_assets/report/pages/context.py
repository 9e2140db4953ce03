"""What every page needs and is worked out once: J, names, windows, addresses, freshness.

What goes in: lookups over a `Snapshot`, computed lazily and kept. What stays out: the pages' own
content and wording, and the clock (`built_at` is given).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from sales_assets.indicators import (
    comparisons,
    days,
    margins,
    projection,
    quality,
    ranking,
    registry,
    revenue,
    shares,
    stock,
    stores,
)
from sales_assets.indicators.registry import Indicator, threshold
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages.ingredients import Ingredients
from sales_assets.report.pages.sample import is_sample
from sales_assets.report.trace import UNTRACED, Trace
from sales_assets.warehouse.snapshot import Snapshot

WEEKS = timedelta(days=27)  # four whole weeks: every weekday as often on both sides
STEP = timedelta(days=28)
YEAR = timedelta(days=364)
WEEKS_13 = timedelta(days=90)
SHEET_STATES = ("vendu", "zero", "quarantaine")


class Event(NamedTuple):
    """What the owner noted of some days, of one store or of all."""

    du: date
    au: date
    store: str | None
    texte: str


Link = tuple[str, str]
Neighbours = tuple[Link | None, Link | None]
MOVES = 5
"""Rises and falls shown."""
LONGEST_NAME = 120
"""Letters of a name that pages show."""


@dataclass(frozen=True)
class Context:
    """One publication: the snapshot, its build time, and what is derived for all pages."""

    snap: Snapshot
    built_at: datetime
    trace: Trace = UNTRACED
    base: bool = False
    """Whether readers are given a copy of the base."""
    due: time = time(8)
    """The hour by which yesterday's sales are there."""
    objective: Fraction | None = None
    """What a period is asked to sell over its N-1."""
    shop_name: str = ""
    """Empty where it is not told."""

    @cached_property
    def last_day(self) -> date | None:
        """J, the last complete day; None for an empty shop."""
        return days.last_complete_day(self.snap.etats, self.snap.today)

    @property
    def day(self) -> date:
        """J where the page exists only with one."""
        if self.last_day is None:
            raise ValueError("no complete day")
        return self.last_day

    @cached_property
    def told(self) -> frozenset[str]:
        """What the files tell beside: the `needs` of indicators, and of pages."""
        snap = self.snap
        worth, products = snap.valeur_magasins, snap.produits
        prices, lines = margins.prices(worth, snap.jours), snap.jours["lignes"].sum()
        there = {
            "tickets": len(snap.tickets),
            "heures": len(snap.heures),
            "tva": len(snap.tva),
            "ht": worth["lignes_ht"].any(),
            "ht_partiel": 0 < worth["lignes_ht"].sum() < lines,
            "cout": worth["lignes_cout"].any(),
            "cout_partiel": 0 < worth["lignes_cout"].sum() < lines,
            "remises": worth["remise_e4"].any(),
            "rayon": products["rayon"].notna().any(),
            "fournisseur": products["fournisseur"].notna().any(),
            "ca_ttc": prices == "ttc",
            "ca_ht": prices == "ht",
        }
        return frozenset(name for name, some in there.items() if some)

    @property
    def revenue(self) -> Indicator:
        """The CA, with the caveat that it has here."""
        return registry.indicator("ca").beside(self.told)

    @cached_property
    def departments(self) -> dict[str, str]:
        """Product id to its department, of those that have one."""
        return _said(self.snap.produits, "rayon")

    @cached_property
    def suppliers(self) -> dict[str, str]:
        """Product id to its supplier, of those that have one."""
        return _said(self.snap.produits, "fournisseur")

    @cached_property
    def costs(self) -> dict[str, int]:
        """Product id to what a unit costs without VAT (1/10 000 €), of those that have a cost."""
        some = self.snap.produits.dropna(subset="cout_e4")
        return {
            str(key): int(cost)
            for key, cost in zip(some["ID_produit"], some["cout_e4"], strict=True)
        }

    @cached_property
    def product_names(self) -> dict[str, str]:
        """Product id to the name shown: its id where it has none."""
        return _names(self.snap.produits, "ID_produit", "nom")

    @cached_property
    def store_names(self) -> dict[str, str]:
        """Store id to the name shown: its town, with the id where two stores share it."""
        names = _names(self.snap.magasins, "ID_magasin", "ville")
        seen = list(names.values())
        return {
            key: f"{name} ({key})" if seen.count(name) > 1 else name for key, name in names.items()
        }

    @cached_property
    def sheets(self) -> list[date]:
        """The days that have a sheet, oldest first."""
        states = self.snap.etats
        return days.to_days(states.loc[states["etat"].isin(SHEET_STATES), "date"])

    @cached_property
    def known_sheets(self) -> frozenset[date]:
        """The same, to ask whether a day has one."""
        return frozenset(self.sheets)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """`comparisons.comparable_days`, computed once."""
        return comparisons.comparable_days(
            self.snap.magasins_jour, self.snap.etats, self.snap.fetes
        )

    @cached_property
    def stores_n1(self) -> dict[str, comparisons.Comparison]:
        """Four weeks of each store against the same a year before, where it has any."""
        return comparisons.comparable_by_store(self.pairs, *self.window)

    @cached_property
    def own_files(self) -> frozenset[date]:
        """The days on which each store came by a file of its own."""
        return frozenset(days.to_days(comparisons.own_files(self.snap.magasins_jour).to_series()))

    @cached_property
    def stock(self) -> pd.DataFrame:
        """`stock.stock_table` at J, for who orders today."""
        snap = self.snap
        return stock.stock_table(
            snap.produits, snap.produits_jour, snap.etats, self.day, snap.today, snap.fetes
        )

    @cached_property
    def events(self) -> list[Event]:
        """The owner's own events, in their order."""
        frame = self.snap.evenements.sort_values(["du", "ligne"])
        return [
            Event(formats.as_date(du), formats.as_date(au), None if pd.isna(store) else str(store),
                  formats.clean(str(texte)))
            for du, au, store, texte in zip(
                frame["du"], frame["au"], frame["ID_magasin"], frame["texte"], strict=True
            )
        ]  # fmt: skip

    @cached_property
    def asked(self) -> dict[tuple[str, str | None], int]:
        """The objectives of the owner's file (1/10 000 €), by period and store, None for all."""
        frame = self.snap.objectifs
        return {
            (str(period), None if pd.isna(store) else str(store)): int(amount)
            for period, store, amount in zip(
                frame["periode"], frame["ID_magasin"], frame["montant_e4"], strict=True
            )
        }

    @cached_property
    def forecast(self) -> projection.Forecast:
        """The forecasts of the whole shop."""
        return projection.Forecast(self.snap.jours, self.snap.etats, self.snap.fermetures)

    def store_forecast(self, store: str) -> projection.Forecast:
        """The forecasts of a store."""
        return projection.Forecast(*self.own_days[store], self.snap.fermetures)

    @cached_property
    def own_days(self) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
        """The days of each store, from its first sale, and their states as it lives them."""
        found = {}
        for store, daily in self.snap.magasins_jour.groupby("ID_magasin", observed=True):
            states = days.store_states(self.snap.etats, daily)
            opened = days.window(states, formats.as_date(daily["date"].min()), date.max)
            found[str(store)] = daily, opened
        return found

    @property
    def window(self) -> tuple[date, date]:
        """The four weeks to J."""
        return self.day - WEEKS, self.day

    @property
    def window_before(self) -> tuple[date, date]:
        """The four weeks before."""
        return self.day - WEEKS - STEP, self.day - STEP

    @cached_property
    def four_weeks(self) -> comparisons.Comparison:
        """The four weeks to J and the four before; None on a side without enough valid days."""
        return comparisons.rolling(self.snap.jours, self.snap.etats, self.day, STEP.days)

    @property
    def comparable(self) -> bool:
        """Whether the four weeks to J can be compared with the four before."""
        return None not in (self.four_weeks.value_e4, self.four_weeks.reference_e4)

    @property
    def why_no_change(self) -> str:
        """Why a change over four weeks has no value."""
        return _("pas de vente avant") if self.comparable else _("trop peu de jours valides")

    @cached_property
    def products_28(self) -> pd.DataFrame:
        """Sums of every product over four weeks, with share (tenths of %), change and class.

        avant_e4, of the four before, is unknown where they are not `comparable`.
        """
        return self._window("ID_produit", self.snap.produits_jour, list(self.product_names))

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Places won (+) or lost in four weeks, of products and stores that sold in both."""
        if not self.comparable:
            return {}
        found: dict[tuple[str, str], int] = {}
        for key, table in (("ID_produit", self.products_28), ("ID_magasin", self.stores_28)):
            sold = table[table["avant_e4"] > 0]
            before = ranking.rank(sold[[key, "avant_e4"]], "avant_e4", key)
            won = ranking.rank_change(table, before, key).dropna()
            found |= {(key, str(identifier)): int(places) for identifier, places in won.items()}
        return found

    @cached_property
    def product_firsts(self) -> dict[str, date]:
        """The day of each product's first sale in the whole history."""
        return ranking.firsts(self.snap.produits_jour, "ID_produit")

    @cached_property
    def store_firsts(self) -> dict[str, date]:
        """The same for every store."""
        return ranking.firsts(self.snap.magasins_jour, "ID_magasin")

    @cached_property
    def moves_of_products(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The biggest rises and falls of products in euros; none where nothing is comparable."""
        now = self.products_28 if self.comparable else self.products_28.iloc[:0]
        before = now[["ID_produit", "avant_e4"]].rename(columns={"avant_e4": "ca_e4"})
        return ranking.movers(now, before, "ID_produit", MOVES)

    @cached_property
    def stores_28(self) -> pd.DataFrame:
        """The same for every store."""
        return self._window("ID_magasin", self.snap.magasins_jour, list(self.store_names))

    @cached_property
    def ranked_stores(self) -> pd.DataFrame:
        """`magasins_28` with headcounts and CA by employee, best first."""
        sums = self.stores_28[["ID_magasin", *revenue.MEASURES]]
        table = stores.per_employee(self.snap.magasins, sums)
        found = self.stores_28.drop(columns=[*revenue.MEASURES, "rang", "ex_aequo"])
        return ranking.rank(table.merge(found, on="ID_magasin"), "ca_e4", "ID_magasin")

    @cached_property
    def ingredients(self) -> Ingredients:
        """What the sheets of past days are made from."""
        return Ingredients(self.snap, self.rejected)

    @cached_property
    def store_weeks(self) -> dict[str, list[int | None]]:
        """The CA of each store in the last 13 whole weeks to J."""
        snap = self.snap
        return revenue.weekly_by(
            snap.magasins_jour, "ID_magasin", snap.etats, self.day, 13, self.store_names
        )

    @cached_property
    def short_months(self) -> frozenset[str]:
        """The months "AAAA-MM" without two thirds of their days valid, which compare with none."""
        return frozenset(
            month
            for month in map(str, self.snap.mois["mois"])
            for first in [date.fromisoformat(f"{month}-01")]
            if not days.sufficient(self.snap.etats, first, min(days.month_end(first), self.day))
        )

    @cached_property
    def thirteen_weeks(self) -> tuple[date, date]:
        """The last 13 weeks of data (`Snapshot.magasins_produits`), or as many as it has."""
        first, last = (formats.as_date(self.snap.jours["date"].agg(end)) for end in ("min", "max"))
        return max(first, last - WEEKS_13), last

    @cached_property
    def oversold(self) -> pd.DataFrame:
        """`stores.oversell` over these weeks."""
        return stores.oversell(self.snap.magasins_produits)

    @cached_property
    def ranked_oversold(self) -> pd.DataFrame:
        """The same, the best first within each product and each store."""
        order = ["ca_e4", "ID_magasin", "ID_produit"]
        return self.oversold.sort_values(order, ascending=[False, True, True], ignore_index=True)

    def _window(self, key: str, frame: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
        now = revenue.totals_by(frame, key, *self.window).set_index(key)
        before = revenue.totals_by(frame, key, *self.window_before).set_index(key)
        everyone = sorted({*ids, *map(str, now.index)})
        table = now.reindex(everyone, fill_value=0).reset_index(names=key)
        reference = before["ca_e4"].reindex(everyone, fill_value=0)
        table["avant_e4"] = reference.to_numpy() if self.comparable else None
        table["taux"] = pd.Series(
            [
                comparisons.rate(int(a), int(b)) if self.comparable else None
                for a, b in zip(table["ca_e4"], table["avant_e4"], strict=True)
            ],
            dtype=object,
        )
        table["part"] = shares.shares(table["ca_e4"])
        return ranking.abc(table, key)

    @cached_property
    def sample(self) -> bool:
        """Whether this is the sample shop, of which nothing is ever late."""
        return is_sample(self.snap)

    @cached_property
    def expected(self) -> tuple[date, ...]:
        """The days since J whose sales are expected and have not come, closing days left out."""
        if self.last_day is None or self.sample:
            return ()
        return tuple(day for day in self.snap.attendus if day > self.last_day)

    @property
    def late(self) -> bool:
        """Whether one of them should be there: not yesterday alone before the promised hour."""
        early = self.built_at.time() < self.due and len(self.expected) == 1
        return bool(self.expected) and not early

    @property
    def stopped(self) -> bool:
        """Whether sales have not come for so long that they are no more than late."""
        since = self.last_day or self.snap.today
        silent = (self.snap.today - since).days
        return not self.sample and silent > threshold("completude", "stopped")

    def expected_words(self) -> str:
        """Name every day that is expected: those that follow one another as one run."""
        runs = [
            list(run)
            for _gap, run in groupby(
                enumerate(self.expected), key=lambda pair: pair[1].toordinal() - pair[0]
            )
        ]
        spans = [(run[0][1], run[-1][1]) for run in runs]
        return formats.listed(
            f"{formats.weekday_name(first)} {formats.shortest_day(first)}"
            if first == last
            else formats.short_span(first, last)
            for first, last in spans
        )

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """`Snapshot.rejets` with montant, what each row is worth (1/10 000 €, Int64)."""
        rejects = self.snap.rejets
        return rejects.assign(montant=quality.rejected_amounts(rejects, self.snap.prix))

    @cached_property
    def checks(self) -> tuple[int, int]:
        """Checks passed, checks run."""
        frame = self.snap.controles
        return int(frame["reussi"].sum()), len(frame)

    def corrected(self, first: date, last: date) -> list[int]:
        """What each correction of these days added to the CA (1/10 000 €)."""
        rows = self.snap.rectifications
        rows = rows[rows["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
        return [int(gap) for gap in rows["ca_apres_e4"] - rows["ca_avant_e4"]]

    def said(self, day: date) -> str:
        """Write a day and month, with the year unless it is that of the publication."""
        shown = formats.day_and_month(day)
        return shown if day.year == self.built_at.year else f"{shown} {day.year}"

    def product_href(self, identifier: str, prefix: str = "") -> str:
        """Address of a product's sheet from a page at `prefix` below the root."""
        return f"{prefix}produits/{formats.slug(identifier)}.html"

    def store_href(self, identifier: str, prefix: str = "") -> str:
        """Address of a store's sheet."""
        return f"{prefix}magasins/{formats.slug(identifier)}.html"

    def day_href(self, day: date, prefix: str = "") -> str:
        """Address of a day's sheet."""
        return f"{prefix}jours/{day.isoformat()}.html"

    def products_beside(self, ordre: list[str]) -> dict[str, Neighbours]:
        """Address and name of the products before and after each, in the order given."""
        return _beside([(i, self.product_href(i, "../"), self.product_name(i)) for i in ordre])

    def stores_beside(self, ordre: list[str]) -> dict[str, Neighbours]:
        """The same for stores."""
        return _beside([(i, self.store_href(i, "../"), self.store_name(i)) for i in ordre])

    def product_name(self, identifier: str) -> str:
        """Name shown for a product, its id when it is unknown."""
        return self.product_names.get(identifier, identifier)

    def store_name(self, identifier: str) -> str:
        """Name shown for a store, its id when it is unknown."""
        return self.store_names.get(identifier, identifier)


def _beside(sheets: list[tuple[str, str, str]]) -> dict[str, Neighbours]:
    links = [None, *((href, formats.shortened(name)) for _id, href, name in sheets), None]
    return {
        identifier: (links[place], links[place + 2])
        for place, (identifier, _href, _name) in enumerate(sheets)
    }


def _names(frame: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    return {
        str(identifier): str(identifier) if formats.undefined(name) or not str(name).strip()
        else _short(str(name))
        for identifier, name in zip(frame[key], frame[column], strict=True)
    }  # fmt: skip


def _said(products: pd.DataFrame, column: str) -> dict[str, str]:
    """What a column says of each product, where it says something."""
    some = products[products[column].notna()]
    return {
        str(key): _short(str(name))
        for key, name in zip(some["ID_produit"], some[column], strict=True)
    }


def _short(name: str) -> str:
    """A name that a page can hold; downloads keep it whole."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def sparkline(context: Context, store: str) -> str:
    """Draw the CA of the last 13 whole weeks of a store."""
    return charts.sparkline(context.store_weeks[store], width=96, height=22)
