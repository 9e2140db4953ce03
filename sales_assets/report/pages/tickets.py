"""Tickets and hours: how many customers paid, what basket, and when they come.

The page of a shop whose files tell a ticket's number or a time. What stays out: arithmetic
(`indicators.tickets`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from sales_assets.indicators import tickets
from sales_assets.indicators.tickets import Tickets
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cells import weekday_cell
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Scope, own, piece
from sales_assets.report.pages.tables import BLANK, Cell, Column, Table, filled

RECENT = 14
SHADES = 4
_MONDAY = date(2024, 1, 1)


def build(context: Context) -> Iterator[Page]:
    """Return the page, if there is something to say."""
    if context.last_day is None or context.told.isdisjoint({"tickets", "heures"}):
        return
    snap, window = context.snap, context.window
    now = tickets.over(snap.tickets, snap.jours, *window)
    before = tickets.over(snap.tickets, snap.jours, *context.window_before)
    week = tickets.week(snap.heures, snap.jours, snap.etats, *context.thirteen_weeks)
    body = rendering.render(
        "tickets.html",
        fenetre=formats.span_words(*window),
        perimetre=Scope(*window),
        tickets=now,
        avant=before,
        semaines=context.four_weeks,
        evolution=_rate(context, now.tickets, before.tickets),
        evolution_panier=_rate(context, now.basket_e4, before.basket_e4),
        par_jour=_by_day(context),
        par_jour_semaine=_by_weekday(context),
        par_magasin=_by_store(context),
        semaine=week,
        heures=_hours(context, week) if week else None,
        ouvertures=_openings(week) if week else [],
        treize=formats.span_words(*context.thirteen_weeks),
    )
    words = _("Tickets, panier moyen, articles par ticket, et CA par heure.")
    yield Page("tickets.md", _("Tickets et heures"), body, (), words)


def _rate(
    context: Context, now: Fraction | int | None, before: Fraction | int | None
) -> Fraction | None:
    if not context.comparable or not now or not before:
        return None
    return Fraction(now) / Fraction(before) - 1


def _columns(first: Column) -> list[Column]:
    return [
        first,
        Column.of("tickets"),
        Column.of("panier_moyen"),
        Column.of("articles_par_ticket"),
    ]


def _row(columns: list[Column], first: Cell | str, sums: Tickets) -> list[Cell]:
    return filled(columns, first, sums.tickets, sums.basket_e4, sums.articles)


def _by_day(context: Context) -> Table:
    columns = _columns(Column.plain(_("Jour")))
    first = context.day - timedelta(days=RECENT - 1)
    found = tickets.by_day(context.snap.tickets, context.snap.jours, first, context.day)
    rows = [
        _row(columns, weekday_cell(context, day, ""), one)
        for day, one in sorted(found.items(), reverse=True)
    ]
    return Table(columns, rows, id="tickets-jours", sortable=True, scope=Scope(first, context.day))


def _by_weekday(context: Context) -> Table:
    """Means by open day: the only fair way between weekdays that are not open as often."""
    columns = [
        Column.plain(_("Jour")),
        Column.of("tickets", _("Tickets par jour"), format="decimal", proof=False),
        Column.of("panier_moyen", proof=False),
        Column.of("articles_par_ticket", proof=False),
    ]
    weeks = context.thirteen_weeks
    snap = context.snap
    found = tickets.by_weekday(snap.tickets, snap.jours, snap.etats, *weeks)
    rows = [
        filled(
            columns,
            formats.weekday_name(_MONDAY + timedelta(days=weekday)),
            Fraction(sums.tickets, count),
            sums.basket_e4,
            sums.articles,
        )
        for weekday, (sums, count) in found.items()
    ]
    return Table(columns, rows, scope=Scope(*weeks))


def _by_store(context: Context) -> Table:
    columns = [
        *_columns(Column.plain(_("Magasin"))),
        Column.plain(_("Lignes sans ticket"), number=True, wide=True),
    ]
    snap = context.snap
    found = tickets.by_store(snap.tickets, snap.magasins_jour, *context.window)
    ranked = sorted(found.items(), key=lambda one: (-one[1].tickets, one[0]))
    rows = [
        [
            *_row(
                columns[:-1],
                tables.link(context.store_href(store), context.store_name(store)),
                sums,
            ),
            tables.whole(sums.apart),
        ]
        for store, sums in ranked
    ]
    whole = tickets.over(snap.tickets, snap.jours, *context.window)
    total = [*_row(columns[:-1], _("Total"), whole), tables.whole(whole.apart)]
    return Table(
        columns, rows, total, id="tickets-magasins", sortable=True, scope=Scope(*context.window)
    )


def _hours(context: Context, week: tickets.Week) -> Table:
    """The CA of each hour of each weekday, by open day; the darker, the more."""
    weekdays = week.weekdays
    columns = [Column.plain(_("Heure"))]
    columns += [
        Column.of("ca_heure", formats.weekday_name(_MONDAY + timedelta(days=one))[:3], unit="")
        for one in weekdays
    ]
    most = max(one.mean_e4 for one in week.cells.values())
    rows = [
        [
            Cell(own(f"{hour}\u00a0h"), hour),
            *(_shaded(week.cells.get((weekday, hour)), most) for weekday in weekdays),
        ]
        for hour in week.hours
    ]
    return Table(columns, rows, id="heures", scope=Scope(*context.thirteen_weeks))


def _shaded(hour: tickets.Hour | None, most: Fraction) -> Cell:
    if hour is None:
        return BLANK
    shade = 0 if most <= 0 else max(0, min(SHADES, round(SHADES * hour.mean_e4 / most)))
    said = _("{tickets} tickets").format(tickets=formats.decimal(hour.mean_tickets))
    shown = own(formats.bare(formats.round_euros(hour.mean_e4)))
    return Cell(piece("square", f"v-jour--{shade}", shown, own(said)), hour.mean_e4)


def _openings(week: tickets.Week) -> list[tuple[str, str, str]]:
    """Weekdays that open alike, together: "lundi", "09:00", "19:30"."""
    return [
        (formats.weekday_name(_MONDAY + timedelta(days=weekday)), *ends)
        for weekday, ends in sorted(week.opening.items())
    ]
