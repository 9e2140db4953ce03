"""The chart of CA by month, of the shop, a store or a product.

What goes in: monthly sums. What stays out: days and other charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from sales_assets.indicators import days
from sales_assets.indicators.comparisons import rate
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.chart import Chart, drawn, gutter, money_axis, money_ticks, specification
from sales_assets.report.couleurs import clair
from sales_assets.report.svg import svg_trend


def ca_par_mois(
    mois: Mapping[str, int],
    jusqu_a: date,
    *,
    nombre: int = 24,
    couleur: str = "vente",
    id: str = "ca-par-mois",
) -> Chart:
    """Draw CA by month over the last `nombre` months, gaps where nothing is known.

    Args:
        mois: CA (1/10 000 €) of each month "AAAA-MM", from `indicators.ca.monthly_by`.
        jusqu_a: J; its month is marked as under way unless J ends it.
        nombre: Months shown at most, from the first known one.
        couleur: Colour role of the bars.
        id: HTML id.
    """
    months = _months(min(mois, default=""), jusqu_a, nombre)
    under_way = jusqu_a != days.month_end(jusqu_a)
    current = f"{jusqu_a:%Y-%m}" if under_way else ""
    values = [mois.get(month) for month in months]
    before = [mois.get(f"{int(month[:4]) - 1}{month[4:]}") for month in months]
    rates = [
        None if month == current else rate(*pair)
        for month, *pair in zip(months, values, before, strict=True)
    ]
    names = [
        formats.mois_long(month) + (_(" (en cours)") if month == current else "")
        for month in months
    ]
    ticks = money_ticks(values)
    table = {
        _("Mois"): names,
        _("CA"): [formats.euros(value) for value in values],
        _("Évolution sur un an"): [formats.evolution(change) for change in rates],
    }
    hover = [_month_hover(*row) for row in zip(names, values, rates, strict=True)]
    roles = ["jour" if month == current else couleur for month in months]
    data = [
        {
            "type": "bar",
            "x": [f"{month}-15" for month in months],
            "y": [drawn(value) for value in values],
            "hovertext": hover,
            "hoverinfo": "text",
            "marker": {"color": [clair(role) for role in roles]},
        }
    ]
    step = -(-len(months) // 4) if months else 1
    marks = [place for place in range(len(months)) if place % step == step // 2]
    axis = {
        "type": "date",
        "tickmode": "array",
        "tickvals": [f"{months[place]}-15" for place in marks],
        "ticktext": [formats.mois_moyen(months[place]) for place in marks],
        "fixedrange": True,
    }
    layout = {
        "bargap": 0.08,  # between two bars nothing answers: keep that narrow
        "margin": {"l": gutter(ticks), "r": 0, "t": 24, "b": 32},
        "xaxis": axis,
        "yaxis": money_axis(ticks),
    }
    return Chart(
        id=id,
        spec=specification(data, layout),
        titre=_("CA par mois"),
        sous_titre=_("En euros, jusqu’au {day}").format(day=formats.jour_court(jusqu_a)),
        texte=_month_words(
            names, [None if m == current else v for m, v in zip(months, values, strict=True)]
        ),
        table=table,
        svg=svg_trend(
            [drawn(value) for value in values],
            reperes=[(float(drawn(tick) or 0), formats.euros_ronds(tick)) for tick in ticks],
            dates=[(place, formats.mois_moyen(months[place])) for place in marks],
            roles=roles,
            marge=gutter(ticks),
        ),
    )


def _months(first: str, jusqu_a: date, nombre: int) -> list[str]:
    """Return every month from `first` to the one of `jusqu_a`, the last `nombre` at most."""
    if not first:
        return []
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    last = jusqu_a.year * 12 + jusqu_a.month - 1
    return [
        f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(max(start, last - nombre + 1), last + 1)
    ]


def _month_hover(name: str, value: int | None, change: Fraction | None) -> str:
    said = [name, f"<b>{formats.euros(value)}</b>" if value is not None else _("aucune donnée")]
    if change is not None:
        words = _("{evolution} sur un an")
        said.append(words.format(evolution=formats.evolution(change)))
    return "<br>".join(said)


def _month_words(names: list[str], values: list[int | None]) -> str:
    known = [(value, name) for value, name in zip(values, names, strict=True) if value is not None]
    if not known:
        return _("CA par mois : aucun mois complet.")
    high, low = max(known)[0], min(known)[0]
    return _("CA par mois. Plus haut : {high}, {best}. Plus bas : {low}, {worst}.").format(
        high=formats.euros(high),
        best=formats.enumere(name for value, name in known if value == high),
        low=formats.euros(low),
        worst=formats.enumere(name for value, name in known if value == low),
    )
