"""The chart of CA by week, of one product: a year at a glance, light on thousands of sheets.

What goes in: sums of whole weeks. What stays out: days, months and other charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from sales_assets.indicators.comparisons import rate
from sales_assets.language import _, locale
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import NARROW, Tick, Trend, in_euros
from sales_assets.report.charts.words import changed, extremes, hover

WEEK = timedelta(days=7)


def weekly_revenue(sums: Sequence[int | None], last: date) -> Chart:
    """Show the CA of the last weeks, each of seven days, gaps where nothing is known.

    Args:
        sums: CA (1/10 000 €) of each week, oldest first, from `indicators.ca.weekly_by`.
        last: J, the last day of the last week.
    """
    first = next((place for place, value in enumerate(sums) if value is not None), 0)
    values = list(sums[first:])
    names, across = _weeks(last, len(values), locale())
    before = [None, *values[:-1]]
    rates = [rate(*pair) for pair in zip(values, before, strict=True)]
    words = _("{evolution} sur {avant}, la semaine d’avant")
    return Chart(
        id="ca-par-semaine",
        title=_("CA par semaine"),
        subtitle=_("En euros, semaines de sept jours jusqu’au {day}").format(
            day=formats.short_day(last)
        ),
        alternative=_alternative(names, values),
        table={
            _("Semaine"): names,
            _("CA"): [formats.euros(value) for value in values],
            _("Évolution S-1"): [formats.change(change) for change in rates],
        },
        picture=Trend(
            ticks=ticks.money(values),
            across=across,
            hover=[
                hover(name, value, _("aucune donnée"), *changed(words, change, last))
                for name, value, change, last in zip(names, values, rates, before, strict=True)
            ],
            bars=[in_euros(value) for value in values],
            roles="vente",
            gap=NARROW,
        ),
    )


@lru_cache(maxsize=256)
def _weeks(last: date, count: int, _language: str) -> tuple[list[str], list[Tick]]:
    """The name of each week and their ticks; the same for all products of a publication."""
    starts = [last - WEEK * back + timedelta(days=1) for back in range(count, 0, -1)]
    names = [formats.span_words(day, day + timedelta(days=6)) for day in starts]
    return names, ticks.days(starts)


def _alternative(names: Sequence[str], values: Sequence[int | None]) -> str:
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not known:
        return _("CA par semaine : aucune donnée.")
    weeks = _("CA par semaine, {count} semaines.").format(count=formats.whole(len(known)))
    return " ".join([weeks, extremes(known, _("{first} et {count} autres semaines"))])
