"""The chart of a month or a year: bars of CA in two parts, and N-1 comparable beside them.

What goes in: the reporting sheet (`indicators.reporting`). What stays out: its arithmetic, and
charts of the CA alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import NONE, UNMARKED, Mark, Tick, Trend, in_euros
from sales_assets.report.charts.words import extremes, hover, marked, shade_words, state_words


class Point(NamedTuple):
    """A day or a month: its name, its figures and its state."""

    name: str
    ca_e4: int | None
    part_e4: int | None
    n1_e4: int | None
    ratio: Fraction | None
    state: str
    mark: Mark = UNMARKED


_FIGURES = ("ca_e4", "comparable_e4", "n1_e4", "indice")


def month_compared(sheet: pd.DataFrame, marks: Mapping[date, Mark] = NONE) -> Chart:
    """Show a month from `reporting.by_day`: daily CA in two parts, N-1 comparable beside it.

    `marks` is what is known of days beside their sales.
    """
    when = days.to_days(sheet["date"])
    columns = (sheet[name] for name in (*_FIGURES, "etat"))
    said = [marks.get(day, UNMARKED) for day in when]
    points = [
        Point(
            formats.long_day(day), _amount(ca), _amount(part), _amount(n1), index, str(state), mark
        )
        for day, ca, part, n1, index, state, mark in zip(when, *columns, said, strict=True)
    ]
    title, many = _("CA par jour et N-1 comparable"), _("{first} et {count} autres jours")
    return _chart(points, ticks.mondays(when), title, _("Jour"), many)


def year_compared(table: pd.DataFrame, under_way: str = "") -> Chart:
    """Show a year from `reporting.by_month`; `under_way` is the month that is not over, or ""."""
    months = list(table["mois"])
    points = [
        Point(
            formats.long_month(month) + (_(" (en cours)") if month == under_way else ""),
            _amount(ca),
            _amount(part),
            _amount(n1),
            index,
            "absent" if pd.isna(ca) else "vendu",
        )
        for month, ca, part, n1, index in zip(months, *(table[n] for n in _FIGURES), strict=True)
    ]
    title, many = _("CA par mois et N-1 comparable"), _("{first} et {count} autres mois")
    hatched = [place for place, month in enumerate(months) if month == under_way]
    return _chart(points, ticks.every_month(months), title, _("Mois"), many, hatched)


def _amount(e4: Any) -> int | None:
    return None if pd.isna(e4) else int(e4)


def _chart(
    points: Sequence[Point],
    across: Sequence[Tick],
    title: str,
    unit: str,
    many: str,
    hatched: Sequence[int] = (),
) -> Chart:
    amounts = [point.ca_e4 for point in points]
    before = [point.n1_e4 for point in points]
    closed = [point.state == days.CLOSED for point in points]
    missing = [point.state in days.MISSING for point in points]
    compared = any(amount is not None for amount in before)
    apart = compared and any(_apart(point) for point in points)
    flags = [slot for slot, point in enumerate(points) if point.mark.flag]
    noted = [point.mark.words for point in points]
    known = [(point.ca_e4, point.name) for point in points if point.ca_e4 is not None]
    return Chart(
        id="ca-et-n1",
        title=title,
        subtitle=" · ".join([*_legend(compared, apart), *shade_words(closed, missing, flags)]),
        alternative=f"{title}. {extremes(known, many)}"
        if known
        else _("{title} : aucune donnée.").format(title=title),
        table={
            unit: [point.name for point in points],
            _("CA"): [formats.euros(amount) for amount in amounts],
            _("dont comparable"): [formats.euros(point.part_e4) for point in points],
            _("N-1 comparable"): [formats.euros(amount) for amount in before],
            _("Indice"): [formats.index(point.ratio) for point in points],
            _("État"): [state_words(point.state) for point in points],
            **({_("À savoir"): noted} if any(noted) else {}),
        },
        picture=Trend(
            ticks=ticks.money(amounts, before),
            across=across,
            hover=[_hover(point) for point in points],
            bars=[in_euros(_part(point) if compared else point.ca_e4) for point in points],
            roles="vente",
            apart=[in_euros(_apart(point)) for point in points] if apart else (),
            ghosts=[in_euros(amount) for amount in before] if compared else (),
            hatched=hatched,
            closed=closed,
            missing=missing,
            flags=flags,
        ),
    )


def _legend(compared: bool, apart: bool) -> list[str]:
    said = [_("En euros")]
    if not compared:
        return [*said, _("aucun N-1 comparable")]
    said += [_("plein : CA comparable")] if apart else [_("plein : CA")]
    said += [_("contour : CA sans N-1")] if apart else []
    return [*said, _("gris : N-1 des mêmes magasins et jours")]


def _part(point: Point) -> int | None:
    """The compared part of a point that has a CA, 0 without N-1."""
    return None if point.ca_e4 is None else point.part_e4 or 0


def _apart(point: Point) -> int | None:
    """The CA of a point that has no N-1; None where it has none of it."""
    return None if point.ca_e4 is None else point.ca_e4 - (point.part_e4 or 0) or None


def _hover(point: Point) -> str:
    details = []
    if point.part_e4 is not None:
        if point.part_e4 != point.ca_e4:
            details.append(_("dont comparable : {part}").format(part=formats.euros(point.part_e4)))
        details.append(_("N-1 comparable : {n1}").format(n1=formats.euros(point.n1_e4)))
        details.append(
            _("non comparable")
            if point.ratio is None
            else _("indice {indice}").format(indice=formats.index(point.ratio))
        )
    return hover(marked(point.name, point.mark), point.ca_e4, state_words(point.state), *details)
