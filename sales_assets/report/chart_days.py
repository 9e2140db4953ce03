"""Charts of daily CA: bars, their 7-day mean, closed and missing days told apart from zero.

What goes in: one series over civil days. What stays out: other charts, the sums themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from sales_assets.indicators import ca, days
from sales_assets.indicators.comparisons import rate
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.chart import (
    LONG,
    Chart,
    day_axis,
    drawn,
    gutter,
    money_axis,
    money_ticks,
    specification,
)
from sales_assets.report.chart_words import (
    alternative,
    day_hover,
    mean_words,
    state_words,
    subtitle,
)
from sales_assets.report.couleurs import clair
from sales_assets.report.svg import middles, svg_trend

MEAN = 7
NOON = "T12:00:00"


def ca_quotidien(
    jours: pd.DataFrame, etats: pd.DataFrame, au: date, *, nombre: int = 90, id: str = "ca-90-jours"
) -> Chart:
    """Draw daily CA over the last `nombre` civil days to `au`, with the 7-day mean.

    Args:
        jours: `Snapshot.jours`.
        etats: `Snapshot.etats`.
        au: Last day, usually J.
        nombre: Civil days shown.
        id: HTML id.
    """
    du = au - timedelta(days=nombre - 1)
    serie = _serie(jours, etats, du, au, "zero")
    return _daily(serie, du, id, _("CA par jour"), "jour", "vente")


def serie_magasin(
    frame: pd.DataFrame,
    etats: pd.DataFrame,
    du: date,
    au: date,
    *,
    couleur: str = "jour",
    id: str = "serie-magasin",
) -> Chart:
    """Draw the daily CA of one store, its rows of `magasins_jour`: no row is a gap.

    `couleur` is the store's role, from `couleurs_magasins`.
    """
    serie = _serie(frame, etats, du, au, "trou")
    return _daily(serie, du, id, _("CA du magasin par jour"), couleur)


def _serie(
    frame: pd.DataFrame,
    etats: pd.DataFrame,
    du: date,
    au: date,
    sans_ligne: Literal["zero", "trou"],
) -> pd.DataFrame:
    """Return the series from a week before `du`, with its mean and its value a week before."""
    serie = ca.daily_series(frame, etats, du - timedelta(days=MEAN), au, sans_ligne=sans_ligne)
    serie["moyenne"] = pd.Series(ca.moving_average(serie, MEAN), dtype=object)
    serie["avant"] = serie["ca_e4"].shift(MEAN)  # etats holds every civil day
    return serie


def _daily(
    serie: pd.DataFrame, du: date, id: str, titre: str, role: str, dernier: str = ""
) -> Chart:
    """Draw bars in the colour of `role`, the last one in that of `dernier`."""
    shown = days.window(serie, du, date.max)
    when = days.to_days(shown["date"])
    amounts = [None if pd.isna(value) else int(value) for value in shown["ca_e4"]]
    means: list[Fraction | None] = list(shown["moyenne"])
    before = [None if pd.isna(value) else int(value) for value in shown["avant"]]
    roles = [role] * (len(when) - 1) + [dernier or role] if when else []
    states = [
        "absent" if amount is None and state in days.OPEN else str(state)
        for amount, state in zip(amounts, shown["etat"], strict=True)
    ]
    rates = [rate(*pair) for pair in zip(amounts, before, strict=True)]
    ticks = money_ticks([*amounts, *means])
    table = {
        _("Jour"): [formats.jour_court(day) for day in when],
        _("CA"): [formats.euros(amount) for amount in amounts],
        _("Évolution J-7"): [formats.evolution(change) for change in rates],
        _("Moyenne 7 jours"): [formats.euros_moyens(mean) for mean in means],
        _("État"): [state_words(state) for state in states],
    }
    hover = [day_hover(*row) for row in zip(when, amounts, means, rates, states, strict=True)]
    closed = [state == days.CLOSED for state in states]
    missing = [state in days.MISSING for state in states]
    texte = alternative(titre, when, amounts, states)
    return Chart(
        id=id,
        spec=_daily_spec(when, amounts, means, hover, closed, missing, ticks, roles),
        titre=titre,
        sous_titre=subtitle(when, any(closed), any(missing)),
        texte=texte,
        table=table,
        indicateurs={
            _("CA"): "ca",
            _("Évolution J-7"): "evolution_j7",
            _("Moyenne 7 jours"): "moyenne_mobile",
        },
        jours=when,
        svg=svg_trend(
            [drawn(amount) for amount in amounts],
            [drawn(mean) for mean in means],
            fermes=closed,
            manquants=missing,
            reperes=[(float(drawn(tick) or 0), formats.euros_ronds(tick)) for tick in ticks],
            dates=day_axis(when)[1],
            legende=mean_words() if any(mean is not None for mean in means) else "",
            roles=roles,
            marge=gutter(ticks),
        ),
    )


def _daily_spec(
    when: list[date],
    amounts: list[int | None],
    means: list[Fraction | None],
    hover: list[str],
    closed: list[bool],
    missing: list[bool],
    ticks: list[int],
    roles: list[str],
) -> dict[str, Any]:
    stamps = [day.isoformat() for day in when]
    silent = [place for place, amount in enumerate(amounts) if amount is None]
    signed = set(middles(missing))
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": stamps,
            "y": [drawn(amount) for amount in amounts],
            "hovertext": hover,
            "hoverinfo": "text",
            "marker": {"color": [clair(role) for role in roles]},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": stamps,
            "y": [drawn(mean) for mean in means],
            "connectgaps": False,
            "hoverinfo": "skip",
            "line": {"color": clair("vente"), "width": 2},
        },
        {
            "type": "scatter",
            "mode": "text",
            "x": [stamps[place] for place in silent],
            "y": [0] * len(silent),
            "text": ["?" if place in signed else "" for place in silent],
            "textposition": "top center",
            "textfont": {"color": clair("attention")},
            "hovertext": [hover[place] for place in silent],
            "hoverinfo": "text",
        },
    ]
    layout: dict[str, Any] = {
        "margin": {"l": gutter(ticks), "r": 0, "t": 24, "b": 32},
        "xaxis": day_axis(when)[0],
        "yaxis": money_axis(ticks),
        "shapes": [
            *_shades(when, closed, "ferme"),
            *_shades(when, missing, "manquant"),
        ],
        "annotations": _mean_label(means),
    }
    return specification(data, layout, zoom=len(when) > LONG)


def _shades(when: list[date], flags: list[bool], role: str) -> list[dict[str, Any]]:
    """Shade runs of days, one rectangle a run, from noon to noon around them."""
    shapes = []
    start: date | None = None
    for day, flag, following in zip(when, flags, [*flags, False][1:], strict=True):
        start = start or day if flag else None
        if start and not following:
            shapes.append(
                {
                    "type": "rect",
                    "xref": "x",
                    "yref": "paper",
                    "x0": (start - days.ONE_DAY).isoformat() + NOON,
                    "x1": day.isoformat() + NOON,
                    "y0": 0,
                    "y1": 1,
                    "fillcolor": clair(role),
                    "line": {"width": 0},
                    "layer": "below",
                }
            )
            start = None
    return shapes


def _mean_label(means: list[Fraction | None]) -> list[dict[str, Any]]:
    """Name the line above the plot, in its colour: no legend to look up."""
    if not any(mean is not None for mean in means):
        return []
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1,
            "text": mean_words(),
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "bottom",
            "font": {"color": clair("vente")},
        }
    ]
