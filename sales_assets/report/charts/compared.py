"""The chart of a month or a year: bars of CA, and N-1 comparable as a line before them.

What goes in: the reporting sheet (`indicators.reporting`). What stays out: its arithmetic, and
charts of the CA alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import Line, Tick, Trend, in_euros
from sales_assets.report.charts.words import extremes, hover, shade_words, state_words


class Point(NamedTuple):
    """A day or a month: its name, its figures and its state."""

    name: str
    ca_e4: int | None
    n1_e4: int | None
    ratio: Fraction | None
    state: str


def month_compared(sheet: pd.DataFrame) -> Chart:
    """Show a month from `reporting.par_jour`: bars of daily CA, line of N-1 comparable."""
    when = days.to_days(sheet["date"])
    columns = (sheet[name] for name in ("ca_e4", "n1_e4", "indice", "etat"))
    points = [
        Point(formats.long_day(day), _amount(revenue), _amount(n1), index, str(state))
        for day, revenue, n1, index, state in zip(when, *columns, strict=True)
    ]
    title, many = _("CA par jour et N-1 comparable"), _("{first} et {count} autres jours")
    return _chart(points, ticks.mondays(when), title, _("Jour"), many)


def year_compared(table: pd.DataFrame, under_way: str = "") -> Chart:
    """Show a year from `reporting.par_mois`; `under_way` is the month that is not over, or "".

    A month whose N-1 has fewer days than it would draw a fall that is none: it has no N-1 here.
    """
    months = list(table["mois"])
    whole = table["compares"] == table["jours"]
    columns = (table["ca_e4"], table["n1_e4"].where(whole), table["indice"].where(whole, None))
    points = [
        Point(
            formats.long_month(month) + (_(" (en cours)") if month == under_way else ""),
            _amount(revenue),
            _amount(n1),
            index,
            "vendu" if pd.notna(revenue) else "absent",
        )
        for month, revenue, n1, index in zip(months, *columns, strict=True)
    ]
    title, many = _("CA par mois et N-1 comparable"), _("{first} et {count} autres mois")
    return _chart(points, ticks.quarters(months), title, _("Mois"), many)


def _amount(e4: Any) -> int | None:
    return None if pd.isna(e4) else int(e4)


def _chart(
    points: Sequence[Point], across: Sequence[Tick], title: str, unit: str, many: str
) -> Chart:
    amounts = [point.ca_e4 for point in points]
    before = [point.n1_e4 for point in points]
    closed = [point.state == days.CLOSED for point in points]
    missing = [point.state in days.MISSING for point in points]
    compared = any(amount is not None for amount in before)
    said = [_("En euros"), _("barres : CA")]
    said += [_("trait : N-1 des mêmes magasins")] if compared else [_("aucun N-1 comparable")]
    known = [(point.ca_e4, point.name) for point in points if point.ca_e4 is not None]
    return Chart(
        id="ca-et-n1",
        title=title,
        subtitle=" · ".join([*said, *shade_words(closed, missing)]),
        alternative=f"{title}. {extremes(known, many)}"
        if known
        else _("{title} : aucune donnée.").format(title=title),
        table={
            unit: [point.name for point in points],
            _("CA"): [formats.euros(amount) for amount in amounts],
            _("N-1 comparable"): [formats.euros(amount) for amount in before],
            _("Indice"): [formats.index(point.ratio) for point in points],
            _("État"): [state_words(point.state) for point in points],
        },
        picture=Trend(
            ticks=ticks.money(amounts, before),
            across=across,
            hover=[_hover(point) for point in points],
            bars=[in_euros(amount) for amount in amounts],
            roles="vente",
            line=Line([in_euros(amount) for amount in before], "encre", _("— N-1 comparable"))
            if compared
            else None,
            closed=closed,
            missing=missing,
        ),
    )


def _hover(point: Point) -> str:
    details = []
    if point.n1_e4 is not None:
        details.append(_("N-1 comparable : {n1}").format(n1=formats.euros(point.n1_e4)))
    if point.ratio is not None:
        details.append(_("indice {indice}").format(indice=formats.index(point.ratio)))
    return hover(point.name, point.ca_e4, state_words(point.state), *details)
