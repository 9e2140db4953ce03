"""What a chart is, and what all charts share: the template, axes, labels, exact JSON.

What goes in: the `Chart` type and its parts. What stays out: which charts exist (`charts`).
plotly is imported only when a validated `figure` is asked for: pages need the specification only.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sales_assets.language import locale
from sales_assets.report import formats
from sales_assets.report.couleurs import clair

if TYPE_CHECKING:
    import plotly.graph_objects as go  # type: ignore[import-untyped]

POLICE = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
CLEAR = "rgba(0,0,0,0)"
EURO_E4 = 10_000
HEIGHT = 280
LONG = 120

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": POLICE, "size": 13, "color": clair("gris")},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 0, "r": 0, "t": 12, "b": 32, "pad": 0},
        "modebar": {"bgcolor": CLEAR, "color": clair("gris"), "activecolor": clair("encre")},
        "showlegend": False,
        "bargap": 0.2,
        "hoverlabel": {"align": "left", "font": {"family": POLICE, "size": 13}},
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": CLEAR,
            "tickangle": 0,
            "linecolor": clair("gris"),
        },
        "yaxis": {
            "gridcolor": clair("filet"),
            "zeroline": True,
            "zerolinecolor": clair("gris"),
            "ticks": "",
        },
    }
}


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart, its words and its figures.

    Attributes:
        id: Fixed HTML id, [a-z0-9-_].
        spec: {"data": […], "layout": {…}, "config": {…}} for `Plotly.newPlot`.
        titre: The finding or the measure, plain text (not escaped).
        sous_titre: Unit and period, plain text.
        texte: The text alternative, plain text; names in it are not escaped.
        table: The same figures as formatted strings, by the name of their column for the reader;
            not escaped.
        indicateurs: Those of the columns of `table` whose figures open their proof, by its name.
        jours: The day of each row of `table`, for these proofs.
        svg: The painted picture shown before Plotly is loaded and on paper; safe HTML, or "".
        hauteur: Height of its frame in pixels.
    """

    id: str
    spec: dict[str, Any]
    titre: str
    sous_titre: str
    texte: str
    table: Mapping[str, Sequence[str]]
    indicateurs: Mapping[str, str] = field(default_factory=dict)
    jours: Sequence[date] = ()
    svg: str = ""
    hauteur: int = HEIGHT

    @cached_property
    def figure(self) -> go.Figure:
        """The validated Plotly figure of `spec`; ValueError when plotly refuses it."""
        import plotly.graph_objects as go

        return go.Figure({"data": self.spec["data"], "layout": self.spec["layout"]})

    def json(self) -> str:
        """Return `spec` as compact JSON, byte for byte the same for the same data.

        Safe inside a script element or file: no "<", ">", "&" nor line separator is left bare.
        """
        text = json.dumps(self.spec, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def specification(
    data: list[dict[str, Any]], layout: dict[str, Any], *, zoom: bool = False
) -> dict[str, Any]:
    """Put traces on the template; only a long series over time can be zoomed, along its days."""
    frame = {"template": TEMPLATE, "dragmode": "zoom" if zoom else False, "hovermode": "x"}
    config = {
        "displaylogo": False,
        "displayModeBar": "hover" if zoom else False,
        "responsive": True,
        "locale": locale(),
    }
    return {"data": data, "layout": frame | layout, "config": config}


def drawn(e4: int | Fraction | None) -> float | int | None:
    """Return euros for the height of a mark (never for a text): None is a gap."""
    if e4 is None or formats.undefined(e4):
        return None
    whole, rest = divmod(e4, EURO_E4)
    return int(whole) if rest == 0 else float(Fraction(e4) / EURO_E4)


def plotly_text(text: str) -> str:
    """Make foreign text inert in Plotly, which reads some tags and entities in any text."""
    cleaned = formats.clean(text)
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def labels(
    ids: Sequence[str], noms: Sequence[object], longueur: int = formats.LABEL_LENGTH
) -> list[str]:
    """Name each id for a reader: its name, its id without one, both where they are shared.

    Always one label an id (two equal categories would be drawn as one bar), short, not escaped.
    """
    cleaned = ["" if formats.undefined(nom) else formats.clean(str(nom)).strip() for nom in noms]
    known = [formats.clean(identifier).strip() for identifier in ids]
    found = [
        formats.court(nom or identifier, longueur)
        for nom, identifier in zip(cleaned, known, strict=True)
    ]
    shared = Counter(found)
    for place, (nom, identifier) in enumerate(zip(cleaned, known, strict=True)):
        if shared[found[place]] > 1 and nom:
            start, end = longueur // 2, longueur - longueur // 2 - 3
            found[place] = f"{formats.court(nom, start)} ({formats.court(identifier, end)})"
    shared = Counter(found)
    seen: set[str] = set()
    for place, label in enumerate(found):
        unique = label
        if shared[label] > 1 or not label:
            unique = f"{label} n°{place + 1}".strip()
        while unique in seen:
            unique += "′"
        seen.add(unique)
        found[place] = unique
    return found


def money_ticks(values: Sequence[int | Fraction | None], count: int = 4) -> list[int]:
    """Return round amounts (1/10 000 €) that cover the values and zero, about `count` of them."""
    amounts = [value for value in values if value is not None]
    high, low = max([0, *amounts]), min([0, *amounts])
    span = Fraction(high - low) / EURO_E4
    if span <= 0:
        return [0]
    raw = max(span / count, Fraction(1))
    power = Fraction(10) ** math.floor(math.log10(raw))
    step = next(power * n for n in (1, 2, 5, 10, 20) if power * n >= raw) * EURO_E4
    first, last = math.floor(low / step), math.ceil(high / step)
    return [int(place * step) for place in range(first, last + 1)]


def money_axis(ticks: Sequence[int]) -> dict[str, Any]:
    """Return a vertical axis in euros: exact words inside the plot, fixed, zero included."""
    return {
        "tickmode": "array",
        "tickvals": [drawn(tick) for tick in ticks],
        "ticktext": [formats.euros_ronds(tick) for tick in ticks],
        "range": [drawn(ticks[0]), drawn(ticks[-1])] if len(ticks) > 1 else [0, 1],
        "fixedrange": True,
    }


def gutter(ticks: Sequence[int]) -> int:
    """Return the pixels that the words of a money axis need, in the figure and in its picture."""
    return 12 + 8 * max(len(formats.euros_ronds(tick)) for tick in ticks)


def day_axis(when: Sequence[date]) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """Return a horizontal axis of days, and its words by place: few enough for a phone."""
    days_of = {day: place for place, day in enumerate(when)}
    if len(when) > LONG:
        months = [day for day in when if day.day == 1]
        step = next(n for n in (1, 2, 3, 4, 6, 12, 24, 60, 120, 1200) if len(months) <= 4 * n)
        marks = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
        words = [formats.mois_moyen(day) for day in marks]
    else:
        mondays = [day for day in when if day.weekday() == 0] or list(when)
        marks = mondays[:: max(1, -(-len(mondays) // 5))]
        words = [formats.jour_tres_court(day) for day in marks]
    inside = [0.04 <= days_of[day] / len(when) <= 0.94 or len(when) == 1 for day in marks]
    marks = [day for day, kept in zip(marks, inside, strict=True) if kept]
    words = [said for said, kept in zip(words, inside, strict=True) if kept]
    axis = {
        "type": "date",
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in marks],
        "ticktext": words,
        "fixedrange": len(when) <= LONG,
    }
    if when:
        noon_before, noon = when[0] - timedelta(days=1), when[-1]
        axis["range"] = [f"{noon_before.isoformat()}T12:00:00", f"{noon.isoformat()}T12:00:00"]
    return axis, [(days_of[day], said) for day, said in zip(marks, words, strict=True)]
