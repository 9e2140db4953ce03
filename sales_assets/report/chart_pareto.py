"""The Pareto curve: how few products make most of the CA.

What goes in: products classed by `ranking.abc`. What stays out: the classes' limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from sales_assets.indicators.ranking import A_LIMIT, B_LIMIT, NO_SALE
from sales_assets.language import _, plural
from sales_assets.report import formats
from sales_assets.report.chart import Chart, specification
from sales_assets.report.couleurs import clair
from sales_assets.report.svg import svg_trend

_POINTS = 120  # of the curve, whatever the number of products
_GUTTER = 56
_MARKS = (Fraction(0), Fraction(1, 2), A_LIMIT, B_LIMIT)


def pareto(classes: pd.DataFrame, periode: str) -> Chart:
    """Draw the share of CA of the first products, best first.

    Args:
        classes: From `ranking.abc`: ca_e4, cumul, classe.
        periode: Words for the subtitle.
    """
    sold = classes[classes["classe"] != NO_SALE]
    shares: list[Fraction] = [Fraction(0), *sold["cumul"]]
    count, first = len(sold), int((sold["classe"] == "A").sum())
    steps = min(_POINTS, count)
    regular = {round(Fraction(place * count, max(1, steps))) for place in range(steps + 1)}
    ranks = sorted(regular | {first})
    points = [shares[rank] for rank in ranks]
    title = plural(
        "{nombre} produit sur {tous} fait {part} du CA",
        "{nombre} produits sur {tous} font {part} du CA",
        first,
    ).format(
        nombre=formats.entier(first),
        tous=formats.entier(count),
        part=formats.pourcent(A_LIMIT, 0),
    )
    marks = [(mark, formats.pourcent(mark, 0)) for mark in _MARKS]
    return Chart(
        id="pareto",
        spec=_spec(ranks, points, marks, first),
        titre=title if count else _("Aucun produit vendu"),
        sous_titre=_(
            "Part du CA cumulée, du produit le plus vendu au moins vendu, {period}"
        ).format(period=periode),
        texte=title,
        table=_table(classes),
        svg=svg_trend(
            [None] * len(points),
            [float(point) for point in points],
            reperes=[(float(mark), words) for mark, words in marks],
            dates=_ends(ranks, first),
            point=ranks.index(first) if count else None,
            marge=_GUTTER,
        ),
    )


def _ends(ranks: Sequence[int], first: int) -> list[tuple[int, str]]:
    """The words under the curve: where it reaches the first limit, unless that is at its end."""
    place = ranks.index(first)
    words = plural("{rang} produit", "{rang} produits", first).format(rang=formats.entier(first))
    return [(place, words)] if 0 < place <= 0.9 * (len(ranks) - 1) else []


def _spec(
    ranks: list[int], points: list[Fraction], marks: list[tuple[Fraction, str]], first: int
) -> dict[str, object]:
    hover = [
        plural("{rang} produit : {part} du CA", "{rang} produits : {part} du CA", rank).format(
            rang=formats.entier(rank), part=f"<b>{formats.pourcent(point)}</b>"
        )
        for rank, point in zip(ranks, points, strict=True)
    ]
    ends = _ends(ranks, first)
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": ranks,
        "y": [float(point) for point in points],
        "line": {"color": clair("vente"), "width": 2},
        "hovertext": hover,
        "hoverinfo": "text",
    }
    limit = {
        "type": "scatter",
        "mode": "markers",
        "x": [first],
        "y": [float(points[ranks.index(first)])],
        "marker": {"color": clair("vente"), "size": 8},
        "hoverinfo": "skip",
    }
    layout = {
        "margin": {"l": _GUTTER, "r": 0, "t": 12, "b": 32},
        "xaxis": {
            "tickmode": "array",
            "tickvals": [ranks[place] for place, _words in ends],
            "ticktext": [words for _place, words in ends],
            "range": [0, max(1, ranks[-1])],
            "fixedrange": True,
        },
        "yaxis": {
            "tickmode": "array",
            "tickvals": [float(mark) for mark, _words in marks],
            "ticktext": [words for _mark, words in marks],
            "range": [0, 1],
            "fixedrange": True,
        },
    }
    return specification([curve, limit] if first else [curve], layout)


def _table(classes: pd.DataFrame) -> dict[str, list[str]]:
    whole = sum(int(value) for value in classes["ca_e4"] if value > 0)
    names = ("A", "B", "C", NO_SALE)
    amounts = [classes.loc[classes["classe"] == name, "ca_e4"] for name in names]
    sums = [int(found.sum()) for found in amounts]
    parts = [
        Fraction(amount, whole) if whole and name != NO_SALE else None
        for name, amount in zip(names, sums, strict=True)
    ]
    return {
        _("Classe"): [_(name) for name in names],
        _("Produits"): [formats.entier(len(found)) for found in amounts],
        _("CA"): [formats.euros(amount) for amount in sums],
        _("Part de CA"): [formats.pourcent(part) for part in parts],
    }
