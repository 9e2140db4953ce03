"""The chart of CA by week, of one product: a year at a glance, light on thousands of sheets.

What goes in: sums of whole weeks. What stays out: days, months and other charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from sales_assets.indicators.comparisons import rate
from sales_assets.language import _, locale
from sales_assets.report import formats
from sales_assets.report.chart import (
    Chart,
    day_axis,
    drawn,
    gutter,
    money_axis,
    money_ticks,
    specification,
)
from sales_assets.report.couleurs import clair
from sales_assets.report.svg import svg_trend

WEEK = timedelta(days=7)
HALF = timedelta(days=4)
BAR = round(0.92 * WEEK / timedelta(milliseconds=1))  # between two bars nothing answers: narrow


def ca_par_semaine(
    sommes: Sequence[int | None], jusqu_a: date, *, id: str = "ca-par-semaine"
) -> Chart:
    """Draw the CA of the last weeks, each of seven days, gaps where nothing is known.

    Args:
        sommes: CA (1/10 000 €) of each week, oldest first, from `indicators.ca.weekly_by`.
        jusqu_a: J, the last day of the last week.
        id: HTML id.
    """
    first = next((place for place, value in enumerate(sommes) if value is not None), 0)
    values = list(sommes[first:])
    starts, names = _weeks(jusqu_a, len(values), locale())
    rates = [rate(*pair) for pair in zip(values, [None, *values], strict=False)]
    ticks = money_ticks(values)
    table = {
        _("Semaine"): names,
        _("CA"): [formats.euros(value) for value in values],
        _("Évolution S-1"): [formats.evolution(change) for change in rates],
    }
    data = [
        {
            "type": "bar",
            "x": [start.isoformat() for start in starts],
            "y": [drawn(value) for value in values],
            "hovertext": [_hover(*row) for row in zip(names, values, rates, strict=True)],
            "hoverinfo": "text",
            "marker": {"color": clair("vente")},
            "width": BAR,  # Plotly makes a lone bar a millisecond wide
        }
    ]
    axis, marks = day_axis(starts)
    if starts:  # a bar is a week wide: half of one at each end
        axis["range"] = [(starts[0] - HALF).isoformat(), (starts[-1] + HALF).isoformat()]
    layout = {
        "margin": {"l": gutter(ticks), "r": 0, "t": 24, "b": 32},
        "xaxis": axis,
        "yaxis": money_axis(ticks),
    }
    return Chart(
        id=id,
        spec=specification(data, layout),
        titre=_("CA par semaine"),
        sous_titre=_("En euros, semaines de sept jours jusqu’au {day}").format(
            day=formats.jour_court(jusqu_a)
        ),
        texte=_words(names, values),
        table=table,
        svg=svg_trend(
            [drawn(value) for value in values],
            reperes=[(float(drawn(tick) or 0), formats.euros_ronds(tick)) for tick in ticks],
            dates=marks,
            roles="vente",
            marge=gutter(ticks),
        ),
    )


@lru_cache(maxsize=256)
def _weeks(jusqu_a: date, count: int, _language: str) -> tuple[list[date], list[str]]:
    """The first day of each week and its name; the same for all products of a publication."""
    starts = [jusqu_a - WEEK * back + timedelta(days=1) for back in range(count, 0, -1)]
    return starts, [formats.plage(day, day + timedelta(days=6)) for day in starts]


def _hover(name: str, value: int | None, change: Fraction | None) -> str:
    said = [name, f"<b>{formats.euros(value)}</b>" if value is not None else _("aucune donnée")]
    if change is not None:
        words = _("{evolution} par rapport à la semaine d’avant")
        said.append(words.format(evolution=formats.evolution(change)))
    return "<br>".join(said)


def _words(names: Sequence[str], values: Sequence[int | None]) -> str:
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not known:
        return _("CA par semaine : aucune donnée.")
    high, low = max(known)[0], min(known)[0]
    return _(
        "CA par semaine, {count} semaines. Plus haut : {high}, {best}. Plus bas : {low}, {worst}."
    ).format(
        count=formats.entier(len(known)),
        high=formats.euros(high),
        best=_at(known, high),
        low=formats.euros(low),
        worst=_at(known, low),
    )


def _at(known: list[tuple[int, str]], amount: int) -> str:
    when = [name for value, name in known if value == amount]
    if len(when) > 3:
        return _("{first} et {count} autres semaines").format(first=when[0], count=len(when) - 1)
    return formats.enumere(when)
