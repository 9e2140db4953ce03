"""Charts of daily CA: bars, their 7-day mean, closed and missing days told apart from zero.

What goes in: one series over civil days. What stays out: other charts, the sums themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import pandas as pd

from sales_assets.indicators import days, revenue
from sales_assets.indicators.comparisons import rate
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import NONE, UNMARKED, Line, Mark, Trend, in_euros
from sales_assets.report.charts.words import (
    changed,
    extremes,
    hover,
    marked,
    shade_words,
    state_words,
)

MEAN = 7
SHOWN = 90  # days of the first page's
RECENT = 28  # days that a phone shows


def daily_revenue(
    rows: pd.DataFrame,
    states: pd.DataFrame,
    last: date,
    *,
    count: int = SHOWN,
    marks: Mapping[date, Mark] = NONE,
) -> Chart:
    """Show daily CA over the last `count` civil days, with the 7-day mean.

    Args:
        rows: `Snapshot.jours`.
        states: `Snapshot.etats`.
        last: Last day, usually J; its bar stands out.
        count: Civil days shown.
        marks: What is known of days beside their sales.
    """
    first = last - timedelta(days=count - 1)
    series = _series(rows, states, first, last, "zero")
    return _chart(series, first, "ca-90-jours", _("CA par jour"), marks)


def store_daily_revenue(
    rows: pd.DataFrame,
    states: pd.DataFrame,
    first: date,
    last: date,
    *,
    marks: Mapping[date, Mark] = NONE,
) -> Chart:
    """Show the daily CA of one store, its rows of `magasins_jour`: no row is a gap."""
    series = _series(rows, states, first, last, "trou")
    return _chart(series, first, "serie-magasin", _("CA du magasin par jour"), marks)


def _series(
    rows: pd.DataFrame,
    states: pd.DataFrame,
    first: date,
    last: date,
    no_row: Literal["zero", "trou"],
) -> pd.DataFrame:
    """Return the series from a week before `first`, with its mean and its value a week before."""
    series = revenue.daily_series(rows, states, first - timedelta(days=MEAN), last, no_row=no_row)
    series["moyenne"] = pd.Series(revenue.moving_average(series, MEAN), dtype=object)
    series["avant"] = series["ca_e4"].shift(MEAN)  # the states hold every civil day
    return series


def _chart(
    series: pd.DataFrame, first: date, id: str, title: str, marks: Mapping[date, Mark]
) -> Chart:
    """Show the days from `first`; the last one stands out."""
    shown = days.window(series, first, date.max)
    when = days.to_days(shown["date"])
    amounts = [None if pd.isna(value) else int(value) for value in shown["ca_e4"]]
    means: list[Fraction | None] = list(shown["moyenne"])
    before = [None if pd.isna(value) else int(value) for value in shown["avant"]]
    states = [
        "absent" if amount is None and state in days.OPEN else str(state)
        for amount, state in zip(amounts, shown["etat"], strict=True)
    ]
    rates = [rate(*pair) for pair in zip(amounts, before, strict=True)]
    closed = [state == days.CLOSED for state in states]
    missing = [state in days.MISSING for state in states]
    said = [marks.get(day, UNMARKED) for day in when]
    flags = [slot for slot, mark in enumerate(said) if mark.flag]
    noted = {_("À savoir"): [mark.words for mark in said]} if marks else {}
    averaged = any(mean is not None for mean in means)
    return Chart(
        id=id,
        title=title,
        subtitle=_subtitle(when, closed, missing, flags),
        alternative=_alternative(title, when, amounts, missing),
        table={
            _("Jour"): [formats.short_day(day) for day in when],
            _("CA"): [formats.euros(amount) for amount in amounts],
            _("CA J-7"): [formats.euros(amount) for amount in before],
            _("Évolution J-7"): [formats.change(change) for change in rates],
            _("Moyenne 7 jours"): [formats.euros(mean) for mean in means],
            _("État"): [state_words(state) for state in states],
            **noted,
        },
        indicators={
            _("CA"): "ca",
            _("Évolution J-7"): "evolution_j7",
            _("Moyenne 7 jours"): "moyenne_mobile",
        },
        days=when,
        picture=Trend(
            ticks=ticks.money(amounts, means),
            across=ticks.days(when),
            hover=[
                _hover(*row) for row in zip(when, amounts, means, before, states, said, strict=True)
            ],
            bars=[in_euros(amount) for amount in amounts],
            roles=[*["jour"] * (len(when) - 1), "vente"] if when else [],
            recent=RECENT,
            line=Line([in_euros(mean) for mean in means], "vente", _("— moyenne 7 jours"))
            if averaged
            else None,
            closed=closed,
            missing=missing,
            flags=flags,
        ),
    )


def _hover(
    day: date,
    amount: int | None,
    mean: Fraction | None,
    before: int | None,
    state: str,
    mark: Mark,
) -> str:
    words = _("{evolution} sur {avant}, la semaine d’avant")
    details = changed(words, rate(amount, before), before)
    if mean is not None:
        details.append(_("moyenne 7 jours : {mean}").format(mean=formats.euros(mean)))
    return hover(marked(formats.long_day(day), mark), amount, state_words(state), *details)


def _subtitle(
    when: Sequence[date], closed: Sequence[bool], missing: Sequence[bool], flags: Sequence[int]
) -> str:
    if not when:
        return _("Aucun jour connu sur cette période")
    period = _("En euros, {period}").format(period=formats.span_words(when[0], when[-1]))
    return " · ".join([period, *shade_words(closed, missing, flags)])


def _alternative(
    title: str, when: Sequence[date], amounts: Sequence[int | None], missing: Sequence[bool]
) -> str:
    """Say a series to a reader who does not see it: extent, extremes, missing days."""
    known = [
        (amount, formats.long_day(day))
        for amount, day in zip(amounts, when, strict=True)
        if amount is not None
    ]
    if not known:
        return _("{title} : aucune donnée.").format(title=title)
    said = [
        _("{title}, {period} : {count} jours de données.").format(
            title=title,
            period=formats.span_words(when[0], when[-1]),
            count=formats.whole(len(known)),
        ),
        extremes(known, _("{first} et {count} autres jours")),
    ]
    if any(missing):
        words = _("Jours sans données utilisables : {count}.")
        said.append(words.format(count=formats.whole(sum(missing))))
    return " ".join(said)
