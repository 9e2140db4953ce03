"""The calendar: CA of every day with its five states, of all stores and store by store.

What goes in: shades and signs of days, links to their sheets. What stays out: the list of days
(`day_list`), arithmetic (`indicators`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from sales_assets.indicators import days, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periods import Periods, month_href
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.tables import Cell, Column, Table

SIGNS = {"zero": "0", "ferme": "–", "absent": "?", "quarantaine": "!"}
"""How a state without an amount is written, so that colour is never alone."""


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
    states = dict.fromkeys(context.expected if context.late else (), "absent")
    states |= dict(zip(days.to_days(snap.etats["date"]), snap.etats["etat"], strict=True))
    amounts = dict(zip(days.to_days(snap.jours["date"]), snap.jours["ca_e4"], strict=True))
    levels = _levels([int(v) for v in amounts.values()])
    by_month = dict(zip(snap.mois["mois"].astype(str), snap.mois["ca_e4"], strict=True))
    sheets = Periods(context).months
    for year, month in sorted({(day.year, day.month) for day in states}, reverse=True):
        first = date(year, month, 1)
        cells = [own("")] * first.weekday()
        for day in _month_days(first):
            cells.append(_cell(context, day, states.get(day), amounts.get(day), levels))
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
    """Return a row a store and a column a day: its CA in whole euros, shaded by its own quartiles.

    A store without a row on a sold day shows "?" within the time it sells, nothing outside it;
    it is closed on the weekdays it has never sold on.
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
    by_store = dict(iter(sold.groupby("ID_magasin", observed=True)))
    lives = dict(iter(snap.magasins_jour.groupby("ID_magasin", observed=True)))
    rows = []
    for identifier in sorted(by_store, key=str):
        own_rows = by_store[identifier]
        amounts = dict(zip(days.to_days(own_rows["date"]), own_rows["ca_e4"], strict=True))
        levels = _levels([int(value) for value in amounts.values()])
        life = lives[identifier]["date"]
        first, last = life.min().date(), life.max().date()
        states = days.window(days.store_states(snap.etats, lives[identifier]), since, until)["etat"]
        cells = [
            _square(amounts.get(day), state, levels, alive=first <= day <= last)
            for day, state in zip(when, states, strict=True)
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


def _square(e4: Any, state: str, levels: list[int], *, alive: bool) -> Cell:
    if e4 is not None:
        kind, shown = f"v-jour--{_level(e4, levels)}", _euros(e4)
    elif state == "vendu":
        kind, shown = ("v-jour--absent", SIGNS["absent"]) if alive else ("", "")
    else:
        kind, shown = f"v-jour--{state}", SIGNS[state]
    return Cell(piece("square", kind, own(shown)))


def _levels(amounts: list[int]) -> list[int]:
    ordered = sorted(amounts)
    return [ordered[len(ordered) * quarter // 4] for quarter in (1, 2, 3)] if ordered else []


def _level(e4: Any, levels: list[int]) -> int:
    """Return 1 to 4: the quarter of its history that an amount is in."""
    return 1 + sum(int(e4) > limit for limit in levels)


def _cell(
    context: Context, day: date, state: str | None, amount_e4: Any, levels: list[int]
) -> Markup:
    if state is None:
        return piece("to_come", day.day)
    words = {
        "zero": _("aucune vente"),
        "ferme": _("fermé"),
        "absent": _("fichier absent"),
        "quarantaine": _("en quarantaine"),
    }
    shown = words.get(state) or formats.euros(amount_e4)
    title = _("{jour} : {valeur}").format(jour=formats.long_day(day), valeur=shown)
    sold = state == "vendu"
    kind = f"v-jour--{_level(amount_e4, levels) if sold else state}"
    href = context.day_href(day) if day in context.known_sheets else ""
    return piece("place", day.day, kind, "" if sold else SIGNS[state], own(title), href)
