"""The calendar: CA of every day with its five states, of all stores and store by store.

What goes in: shades and signs of days, links to their sheets. What stays out: the list of days
(`day_list`), arithmetic (`indicators`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import days, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import UNMARKED, Mark
from sales_assets.report.pages import marks, rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periods import Periods, month_href
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.tables import Cell, Column, Table

SIGNS = {"zero": "0", "ferme": "–", "absent": "?", "quarantaine": "!", "rare": "·"}
"""How a state without an amount is written, so that colour is never alone."""
STEPS = (Fraction(3, 4), Fraction(1), Fraction(5, 4))
"""Where the shades of a day part, its CA over the usual one of its weekday."""


@dataclass(frozen=True)
class Month:
    """One month: its key, its name, its CA, its sheet or "", its weeks of seven cells of HTML.

    `silent`: a run of whole months of which nothing came, by its name alone.
    """

    key: str
    name: str
    revenue: str
    href: str
    weeks: list[list[Markup]]
    silent: bool = False


def build(context: Context) -> Page:
    """Return the page of all months, newest first, and of the last four weeks by store."""
    stores = matrix(context, *context.window, "") if context.last_day else None
    body = rendering.render(
        "calendrier.html",
        mois=_without_gaps(_months(context)) if context.sheets else [],
        jours_semaine=[formats.weekday_name(date(2024, 1, 1 + n))[:2] for n in range(7)],
        magasins=stores,
    )
    words = _("Chaque jour de vente et son état, magasin par magasin.")
    return Page("calendrier.md", _("Calendrier"), body, (), words)


def _months(context: Context) -> Iterator[Month]:
    snap = context.snap
    states = dict.fromkeys(
        context.expected if context.late and not context.stopped else (), "absent"
    )
    states |= dict(zip(days.to_days(snap.etats["date"]), snap.etats["etat"], strict=True))
    amounts = dict(zip(days.to_days(snap.jours["date"]), snap.jours["ca_e4"], strict=True))
    usual = _usual(amounts)
    by_month = dict(zip(snap.mois["mois"].astype(str), snap.mois["ca_e4"], strict=True))
    sheets = Periods(context).months
    for year, month in sorted({(day.year, day.month) for day in states}, reverse=True):
        first = date(year, month, 1)
        cells = [own("")] * first.weekday()
        noted = marks.between(context, first, days.month_end(first))
        for day in _month_days(first):
            note = noted.get(day, UNMARKED)
            cells.append(_cell(context, day, states.get(day), amounts.get(day), usual, note))
        cells += [own("")] * (-len(cells) % 7)
        weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
        key = f"{year:04d}-{month:02d}"
        total = formats.round_euros(by_month.get(key))
        link = month_href(key) if key in sheets else ""
        silent = all(states.get(day) == "absent" for day in _month_days(first))
        yield Month(key, formats.long_month(first), total, link, weeks, silent)


def _month_days(first: date) -> list[date]:
    return [first.replace(day=n + 1) for n in range(days.month_end(first).day)]


def _without_gaps(months: Iterable[Month]) -> list[Month]:
    """Say each run of silent months, newest first, in one line; one alone keeps its days."""
    found: list[Month] = []
    for silent, run in groupby(months, key=lambda month: month.silent):
        group = list(run)
        if silent and len(group) > 1:
            words = formats.month_span(group[-1].key, group[0].key)
            found.append(Month("", words, "", "", [], silent=True))
        else:
            found += [replace(month, silent=False) for month in group]
    return found


def matrix(context: Context, since: date, until: date, prefix: str) -> Table:
    """Return a row a store, best first, and a column a day: its CA in whole euros, shaded.

    A store without a line on a delivered day sold nothing: "0", or "·" where it sells less than
    every second day; without a file of its own, "?" within the time it sells. It is closed on the
    weekdays it has never sold on.
    """
    snap = context.snap
    known = days.window(snap.etats, since, until)
    when = days.to_days(known["date"])
    columns = [Column.plain(_("Magasin"))]
    columns += [
        Column.of("ca", _heading(context, day, prefix), unit="", scope=Scope(day, day))
        for day in when
    ]
    columns.append(Column.of("ca", _("Total")))
    sold = days.window(snap.magasins_jour, since, until)
    apart = context.own_files
    by_store = dict(iter(sold.groupby("ID_magasin", observed=True)))
    lives = dict(iter(snap.magasins_jour.groupby("ID_magasin", observed=True)))
    rows = []
    best_first = sorted(by_store, key=lambda key: (-int(by_store[key]["ca_e4"].sum()), str(key)))
    for identifier in best_first:
        own_rows, life = by_store[identifier], lives[identifier]
        past = life[life["date"] <= pd.Timestamp(until)]
        amounts = dict(zip(days.to_days(own_rows["date"]), own_rows["ca_e4"], strict=True))
        usual = _usual(dict(zip(days.to_days(past["date"]), past["ca_e4"], strict=True)))
        first, last = life["date"].min().date(), life["date"].max().date()
        states = days.window(days.store_states(snap.etats, life), since, until)["etat"]
        alive = [first <= day <= last for day in when]
        asleep = [
            state == "vendu" and there and day not in amounts and day not in apart
            for day, state, there in zip(when, states, alive, strict=True)
        ]
        none = "rare" if len(amounts) < sum(asleep) else "zero"
        shown = [none if silent else state for silent, state in zip(asleep, states, strict=True)]
        cells = [
            _square(day, amounts.get(day), state, usual, alive=there)
            for day, state, there in zip(when, shown, alive, strict=True)
        ]
        name = tables.link(
            context.store_href(str(identifier), prefix), context.store_name(str(identifier))
        )
        rows.append([name, *cells, _total(int(own_rows["ca_e4"].sum()))])
    total = [_whole(revenue.day_totals(snap.jours, snap.etats, day)) for day in when]
    whole = revenue.totals(snap.jours, since, until)
    return Table(
        columns,
        rows,
        [Cell(_("Tous")), *total, _total(whole.ca_e4)],
        id="calendrier-magasins",
        scope=Scope(since, until),
    )


def _heading(context: Context, day: date, prefix: str) -> Markup:
    weekday = own(formats.weekday_name(day)[:2])
    if day not in context.known_sheets:
        return piece("head", weekday, day.day)
    title = own(formats.long_day(day))
    return piece("head", weekday, day.day, context.day_href(day, prefix), title)


def _euros(e4: Any) -> str:
    return formats.bare(formats.round_euros(e4))


def _total(e4: int) -> Cell:
    return tables.number(_euros(e4), e4)


def _whole(found: revenue.Totals | None) -> Cell:
    return Cell(own("") if found is None else own(_euros(found.ca_e4)))


def _square(day: date, e4: Any, state: str, usual: Usual, *, alive: bool) -> Cell:
    if e4 is not None:
        kind, shown = f"v-jour--{_level(day, e4, usual)}", _euros(e4)
    elif state == "vendu":
        kind, shown = ("v-jour--absent", SIGNS["absent"]) if alive else ("", "")
    else:
        kind, shown = f"v-jour--{state}", SIGNS[state]
    return Cell(piece("square", kind, own(shown)))


Usual = Mapping[int, Fraction]
"""The usual CA (1/10 000 €) of each weekday, Monday first."""


def _usual(amounts: Mapping[date, Any]) -> Usual:
    by_weekday: dict[int, list[int]] = {}
    for day, amount in amounts.items():
        by_weekday.setdefault(day.weekday(), []).append(int(amount))
    return {weekday: Fraction(median(known)) for weekday, known in by_weekday.items()}


def _level(day: date, e4: Any, usual: Usual) -> int:
    """Return 1 to 4: how far the CA of a day is from the usual one of its weekday."""
    return 1 + sum(int(e4) >= usual[day.weekday()] * step for step in STEPS)


def _cell(
    context: Context, day: date, state: str | None, amount_e4: Any, usual: Usual, note: Mark
) -> Markup:
    if state is None:
        return piece("to_come", day.day, note.words, note.flag)
    words = {
        "zero": _("aucune vente"),
        "ferme": _("fermé"),
        "absent": _("fichier absent"),
        "quarantaine": _("en quarantaine"),
    }
    shown = words.get(state) or formats.euros(amount_e4)
    title = _("{jour} : {valeur}").format(jour=formats.long_day(day), valeur=shown)
    if note.words:
        title = f"{title} · {rendering.escaped(note.words)}"
    sold = state == "vendu"
    kind = f"v-jour--{_level(day, amount_e4, usual) if sold else state}"
    href = context.day_href(day) if day in context.known_sheets else ""
    if note.flag:
        kind += " v-jour--note"
    return piece("place", day.day, kind, "" if sold else SIGNS[state], own(title), href)
