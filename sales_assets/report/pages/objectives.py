"""The month's objective: what is done, left to do and to be expected, of the shop and its stores.

A shop without an objective sees none of it. What stays out: arithmetic (`indicators.objective`,
`indicators.projection`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from sales_assets.indicators import days, objective, projection, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cells import no_figure
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.periods import month_href
from sales_assets.report.pages.rendering import Scope, own, proof
from sales_assets.report.pages.tables import Card, Cell, Column, Figure, Table, filled


@dataclass(frozen=True)
class Month:
    """A month of the shop, or of one store, against its objective.

    Attributes:
        asked_e4: The objective. done_e4: The CA so far.
        projection: What it should come to; None for a past month, or where nothing can be said.
    """

    asked_e4: int
    done_e4: int
    projection: projection.Projection | None

    @property
    def left_e4(self) -> int:
        """What is left to do."""
        return objective.left_e4(self.asked_e4, self.done_e4)

    @property
    def share(self) -> Fraction | None:
        """The part of the objective that is done."""
        return Fraction(self.done_e4, self.asked_e4) if self.asked_e4 > 0 else None

    @property
    def by_day(self) -> Any:
        """What is left by open day to come, None where that has no meaning."""
        ahead = self.projection.open_left if self.projection else 0
        return objective.left_by_day(self.left_e4, ahead)


def of_month(context: Context, day: date, store: str | None = None) -> Month | None:
    """Return the month that holds a day, to that day; None without an objective."""
    snap = context.snap
    first, last = days.period_start(day, "mois"), days.month_end(day)
    daily = snap.jours if store is None else context.own_days[store][0]
    asked = _asked(context, first, last, store)
    if asked is None:
        return None
    done = revenue.totals(daily, first, day).ca_e4
    ahead = None
    if first <= context.day <= day < last:
        forecast = context.forecast if store is None else context.store_forecast(store)
        ahead = forecast.project(done, context.day, last)
    return Month(asked, done, ahead)


def _asked(context: Context, first: date, last: date, store: str | None) -> int | None:
    told = _told(context, f"{first:%Y-%m}", store)
    if told is not None or context.objective is None:
        return told
    snap = context.snap
    daily, states = (snap.jours, snap.etats) if store is None else context.own_days[store]
    return objective.on_year_before(daily, states, snap.fetes, first, last, context.objective)


def _told(context: Context, month: str, store: str | None) -> int | None:
    """Return what the owner's file asks of a month: itself, or its days; of all, or each store."""
    asked = context.asked
    if (month, store) in asked:
        return asked[month, store]
    days_of_it = [amount for (period, of), amount in asked.items()
                  if of == store and period.startswith(f"{month}-")]  # fmt: skip
    if days_of_it:
        return sum(days_of_it)
    if store is not None:
        return None
    stores = sorted({of for _period, of in asked if of is not None})
    found = [_told(context, month, one) for one in stores]
    known = [amount for amount in found if amount is not None]
    return sum(known) if known else None


def of_period(context: Context, key: str) -> list[object]:
    """Return what the owner's file says of a month or a year, for the digest of its sheet."""
    return [item for item in context.asked.items() if item[0][0].startswith(key)]


def of_day(context: Context, day: date) -> int | None:
    """Return what the owner's file asks of a day, of all stores or of each; None without it."""
    whole = context.asked.get((day.isoformat(), None))
    each = [amount for (period, of), amount in context.asked.items()
            if of is not None and period == day.isoformat()]  # fmt: skip
    return whole if whole is not None else sum(each) if each else None


def card(context: Context) -> list[Card]:
    """Return the card of the first page: none without an objective."""
    found = of_month(context, context.day)
    if found is None:
        return []
    scope = Scope(days.period_start(context.day, "mois"), context.day)
    words = _("{part} faits, reste {reste}")
    share = formats.percent(found.share, 0)
    left = proof(own(formats.round_euros(found.left_e4)), "reste_a_faire", scope=scope)
    details = [_line(words, part=share, reste=left) if found.left_e4 else own(_("atteint"))]
    if found.by_day is not None and found.projection:
        each = proof(own(formats.round_euros(found.by_day)), "reste_par_jour", scope=scope)
        number = rendering.counted(found.projection.open_left, "jour ouvert", "jours ouverts")
        details.append(_line(_("{montant} par jour, {nombre}"), montant=each, nombre=number))
    if found.projection:
        details.append(_projected(found.projection, scope))
    return [
        Card.of(
            "objectif",
            _("Objectif du mois"),
            found.asked_e4,
            scope,
            details,
            href=month_href(f"{context.day:%Y-%m}"),
        )
    ]


def _projected(found: projection.Projection, scope: Scope) -> Markup:
    total = proof(own(formats.round_euros(found.total_e4)), "projection", scope=scope)
    if found.interval is None:
        return _line(_("projection : {montant}"), montant=total)
    return _line(
        _("projection : {montant}, entre {bas} et {haut}"),
        montant=total,
        bas=formats.round_euros(found.interval.low_e4),
        haut=formats.round_euros(found.interval.high_e4),
    )


def expected(context: Context) -> Markup:
    """Say whether J fell where it was expected, and how often that is so; "" when unsaid."""
    if of_month(context, context.day) is None:
        return own("")
    found = context.forecast.judge(context.day)
    if found is None:
        return own("")
    scope = Scope(context.day, context.day)
    words = (
        _("Attendu : {attendu}, entre {bas} et {haut} ; {jour} y est. C’est le cas de {bons} des "
          "{juges} derniers jours.")
        if found.inside
        else _("Attendu : {attendu}, entre {bas} et {haut} ; {jour} n’y est pas. {bons} des "
               "{juges} derniers jours y sont.")
    )  # fmt: skip
    return _line(
        words,
        attendu=proof(own(formats.round_euros(found.expected_e4)), "attendu", scope=scope),
        bas=formats.round_euros(found.interval.low_e4),
        haut=formats.round_euros(found.interval.high_e4),
        jour=formats.weekday_name(context.day),
        bons=found.right,
        juges=found.judged,
    )


def table(context: Context, day: date, prefix: str) -> Table:
    """Return the month to a day, of the shop then of each store; no row without an objective."""
    first, last = days.period_start(day, "mois"), days.month_end(day)
    ahead = first <= context.day <= day < last
    columns = [
        Column.plain(_("Magasin")),
        Column.of("objectif", format="round_euros"),
        Column.of("cumul_mois", _("Fait"), format="round_euros"),
        Column.plain(_("Réalisé"), number=True, wide=True),
        Column.of("reste_a_faire", format="round_euros"),
    ]
    if ahead:
        columns += [
            Column.of("reste_par_jour", format="round_euros", wide=True),
            Column.of("projection", format="round_euros"),
            Column.plain(_("Entre"), number=True, wide=True),
        ]
    whole = of_month(context, day)
    total = [] if whole is None else filled(columns, _("Tous"), *_figures(whole, ahead=ahead))
    found = {store: of_month(context, day, store) for store in sorted(context.own_days)}
    if not any(found.values()):
        return Table(columns, [total] if total else [], id="objectifs", scope=Scope(first, day))
    rows = []
    for store, month in found.items():
        done = revenue.totals(context.own_days[store][0], first, day).ca_e4
        if month is not None or done:  # every store that sold, so that they add up to the total
            shown = _figures(month, ahead=ahead) if month else _without(columns, done)
            rows.append(filled(columns, _store(context, store, prefix), *shown))
    return Table(columns, rows, total, id="objectifs", scope=Scope(first, day))


def _without(columns: list[Column], done_e4: int) -> list[Cell | Figure]:
    """A store that nothing is asked of."""
    blank: list[Cell | Figure] = [None if one.write else no_figure("") for one in columns[1:]]
    return [blank[0], done_e4, *blank[2:]]


def _figures(found: Month, *, ahead: bool) -> list[Cell | Figure]:
    left: Cell | Figure = found.left_e4 or no_figure(_("atteint"))
    shown: list[Cell | Figure] = [
        found.asked_e4, found.done_e4, tables.number(formats.percent(found.share, 0), found.share),
        left,
    ]  # fmt: skip
    if not ahead:
        return shown
    projected = found.projection
    between = projected.interval if projected else None
    span = (
        no_figure("")
        if between is None
        else Cell(
            rendering.piece(
                "span",
                own(formats.bare(formats.round_euros(between.low_e4))),
                own(formats.bare(formats.round_euros(between.high_e4))),
            ),
            f"{between.low_e4}",
        )
    )
    total = projected.total_e4 if projected else None
    return [*shown, found.by_day, total, span]


def _store(context: Context, store: str, prefix: str) -> Cell:
    return tables.link(context.store_href(store, prefix), context.store_name(store))


def _line(words: str, **values: object) -> Markup:
    return own(words.format(**values))
