"""The chart of CA by month, of a store or a product.

What goes in: monthly sums. What stays out: days and other charts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sales_assets.indicators import days
from sales_assets.indicators.comparisons import rate
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import NARROW, Trend, in_euros
from sales_assets.report.charts.words import changed, extremes, hover

MONTHS = 24


def monthly_revenue(sums: Mapping[str, int], last: date, short: Collection[str] = ()) -> Chart:
    """Show CA by month over the last `MONTHS` from the first known one, gaps where none is known.

    Args:
        sums: CA (1/10 000 €) of each month "AAAA-MM", from `indicators.ca.monthly_by`.
        last: J; its month is marked as under way unless J ends it.
        short: The months without enough valid days to be compared.
    """
    months = _months(min(sums, default=""), last)
    under_way = [last != days.month_end(last) and month == f"{last:%Y-%m}" for month in months]
    values = [sums.get(month) for month in months]
    before = [sums.get(_year_before(month)) for month in months]
    rates = [
        None if current or not {month, _year_before(month)}.isdisjoint(short) else rate(*pair)
        for month, current, *pair in zip(months, under_way, values, before, strict=True)
    ]
    names = [
        formats.long_month(month) + (_(" (en cours)") if current else "")
        for month, current in zip(months, under_way, strict=True)
    ]
    whole = [
        (value, name)
        for value, name, current in zip(values, names, under_way, strict=True)
        if value is not None and not current
    ]
    words = _("{evolution} sur {avant}, un an plus tôt")
    return Chart(
        id="ca-par-mois",
        title=_("CA par mois"),
        subtitle=_("En euros, jusqu’au {day}").format(day=formats.short_day(last)),
        alternative=_alternative(whole),
        table={
            _("Mois"): names,
            _("CA"): [formats.euros(value) for value in values],
            _("Un an plus tôt"): [formats.euros(value) for value in before],
            _("Évolution sur un an"): [formats.change(change) for change in rates],
        },
        picture=Trend(
            ticks=ticks.money(values),
            across=ticks.months(months),
            hover=[
                hover(name, value, _("aucune donnée"), *changed(words, change, then))
                for name, value, change, then in zip(names, values, rates, before, strict=True)
            ],
            bars=[in_euros(value) for value in values],
            roles="vente",
            hatched=[place for place, current in enumerate(under_way) if current],
            gap=NARROW,
        ),
    )


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def _months(first: str, last: date) -> list[str]:
    """Return every month from `first` to the one of `last`, the last `MONTHS` at most."""
    if not first:
        return []
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = last.year * 12 + last.month
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(max(start, end - MONTHS), end)]


def _alternative(whole: Sequence[tuple[int, str]]) -> str:
    if not whole:
        return _("CA par mois : aucun mois complet.")
    return " ".join([_("CA par mois."), extremes(whole, _("{first} et {count} autres mois"))])
