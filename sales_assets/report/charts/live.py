"""A picture as a Plotly figure, which the page's script draws over the painted one.

What goes in: the template all figures share, and one function a type of picture. What stays out:
the choice of values, words and ticks (`model` holds them). A figure is drawn with the light colours
of `colours.PALETTE`; a script that replaces, under keys whose name ends with "color", the keys of
`colours.dark_values()` by their values has recoloured it. Names from the data reach Plotly only as
data of category axes, texts and hover texts, never a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sales_assets.language import locale
from sales_assets.report import formats
from sales_assets.report.charts.colours import light
from sales_assets.report.charts.model import FLAG, Layer, Line, Ranking, Tick, Trend

FONT = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
CLEAR = "rgba(0,0,0,0)"

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 13, "color": light("gris")},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 0, "r": 0, "t": 12, "b": 32, "pad": 0},
        "modebar": {"bgcolor": CLEAR, "color": light("gris"), "activecolor": light("encre")},
        "showlegend": False,
        "hoverlabel": {
            "align": "left",
            "bgcolor": light("papier"),
            "bordercolor": light("gris"),
            "font": {"family": FONT, "size": 13, "color": light("encre")},
        },
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": CLEAR,
            "tickangle": 0,
            "linecolor": light("gris"),
        },
        "yaxis": {
            "gridcolor": light("filet"),
            "zeroline": True,
            "zerolinecolor": light("gris"),
            "ticks": "",
        },
    }
}


def specification(picture: Trend | Ranking) -> dict[str, Any]:
    """Return {"data": […], "layout": {…}, "config": {…}} for `Plotly.newPlot`."""
    data, layout = _trend(picture) if isinstance(picture, Trend) else _ranking(picture)
    frame = {"template": TEMPLATE, "dragmode": False, "hovermode": "x"}
    config = {
        "displaylogo": False,
        "displayModeBar": False,
        "responsive": True,
        "locale": locale(),
    }
    return {"data": data, "layout": frame | layout, "config": config}


def plotly_text(text: str) -> str:
    """Make foreign text inert in Plotly, which reads some tags and entities in any text."""
    cleaned = formats.clean(text)
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _trend(picture: Trend) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    low, high = picture.extent
    layout: dict[str, Any] = {
        "bargap": picture.gap,
        "barmode": "overlay",
        "margin": {"l": picture.gutter, "r": 0, "t": 24, "b": 32},
        "xaxis": _axis(picture.across, -0.5, max(len(picture.hover), 1) - 0.5),
        "yaxis": _axis(picture.ticks, low, high),
        "shapes": [
            *(_shade(run, role) for run, role in picture.shades),
            *map(_pole, picture.flags),
        ],
    }
    data = [*_bars(picture)]
    if picture.narrow:
        slots = len(picture.hover)
        layout["meta"] = {"etroit": [slots - picture.recent - 0.5, slots - 0.5]}
    if picture.line:
        data += _line(picture.line, () if picture.bars else picture.hover)
        layout["annotations"] = _name(picture.line)
    if picture.flags:
        layout["annotations"] = [*layout.get("annotations", []), *map(_flag, picture.flags)]
    return data, layout


def _bars(picture: Trend) -> list[dict[str, Any]]:
    """Draw the bars, and what a slot without one says."""
    if not picture.bars:
        return []
    bars = [_layer(layer, picture) for layer in picture.layers]
    bars[0] |= {"hovertext": list(picture.hover), "hoverinfo": "text"}
    if picture.hatched:
        hatched = set(picture.hatched)
        shapes = ["-" if slot in hatched else "" for slot in range(len(picture.bars))]
        bars[0]["marker"]["pattern"] = {
            "shape": shapes,
            "fillmode": "overlay",
            "fgcolor": light("papier"),
            "size": 7,
            "solidity": 0.15,
        }
    silent = [slot for slot, value in enumerate(picture.bars) if value is None]
    signed = set(picture.signed)
    words = {
        "type": "scatter",
        "mode": "text",
        "x": silent,
        "y": [0] * len(silent),
        "text": ["?" if slot in signed else "" for slot in silent],
        "textposition": "top center",
        "textfont": {"color": light("attention")},
        "hovertext": [picture.hover[slot] for slot in silent],
        "hoverinfo": "text",
    }
    return [*bars, words] if silent else bars


def _layer(layer: Layer, picture: Trend) -> dict[str, Any]:
    """Draw bars of one kind; each has its own place where the past stands beside them."""
    roles = layer.roles
    colour = light(roles) if isinstance(roles, str) else [light(role) for role in roles]
    marker: dict[str, Any] = {"color": colour}
    if layer.outlined:
        marker = {"color": CLEAR, "line": {"color": colour, "width": 1}}
    found: dict[str, Any] = {
        "type": "bar",
        "x": list(range(len(layer.ends))),
        "y": [
            None if end is None else end - (base or 0)
            for base, end in zip(layer.bases, layer.ends, strict=True)
        ],
        "marker": marker,
        "hoverinfo": "skip",
    }
    if len(picture.layers) > 1:
        found |= {"base": list(layer.bases), "width": layer.wide, "offset": layer.left - 0.5}
    return found


def _line(line: Line, hover: Sequence[str]) -> list[dict[str, Any]]:
    """Draw a line and its dots; it says `hover`, one text a slot, or nothing."""
    said = {"hovertext": list(hover), "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}
    course = {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(line.values))),
        "y": list(line.values),
        "connectgaps": False,
        "line": {"color": light(line.role), "width": 2},
        **said,
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": line.dots,
        "y": [line.values[slot] for slot in line.dots],
        "marker": {"color": light(line.role), "size": 8},
        "hoverinfo": "skip",
    }
    return [course, dots] if line.dots else [course]


def _name(line: Line) -> list[dict[str, Any]]:
    """Name the line above the plot, in its colour: no legend to look up."""
    if not line.name:
        return []
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1,
            "text": line.name,
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "bottom",
            "font": {"color": light(line.role)},
        }
    ]


def _axis(ticks: Sequence[Tick], low: float, high: float) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": [tick.at for tick in ticks],
        "ticktext": [tick.words for tick in ticks],
        "range": [low, high],
        "fixedrange": True,
    }


def _shade(run: list[int], role: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": run[0] - 0.5,
        "x1": run[-1] + 0.5,
        "y0": 0,
        "y1": 1,
        "fillcolor": light(role),
        "line": {"width": 0},
        "layer": "below",
    }


def _pole(slot: int) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": slot,
        "x1": slot,
        "y0": 0,
        "y1": 1,
        "line": {"color": light("filet"), "width": 1},
        "layer": "below",
    }


def _flag(slot: int) -> dict[str, Any]:
    return {
        "xref": "x",
        "yref": "paper",
        "x": slot,
        "y": 1,
        "text": FLAG,
        "showarrow": False,
        "yanchor": "top",
        "font": {"color": light("gris")},
    }


def _ranking(picture: Ranking) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    bars = picture.bars
    low, high = picture.extent
    rows = [plotly_text(bar.name) for bar in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        # From its low end, so that its words stand at its right even below zero.
        "base": [min(bar.value, 0) for bar in bars],
        "x": [abs(bar.value) for bar in bars],
        "y": rows,
        "width": 0.36,
        "offset": 0.06,
        "text": [bar.words for bar in bars],
        "textposition": "outside",
        "textfont": {"color": light("gris")},
        "cliponaxis": False,
        "hovertext": [f"{row}<br><b>{bar.words}</b>" for row, bar in zip(rows, bars, strict=True)],
        "hoverinfo": "text",
        "marker": {"color": [light(bar.role) for bar in bars]},
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [low] * len(rows),
        "y": rows,
        "text": rows,
        "textposition": "top right",
        "textfont": {"color": light("encre")},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = {
        "hovermode": "y",
        "height": picture.height,
        "margin": {"l": 0, "r": 0, "t": 8, "b": 8},
        "xaxis": {"visible": False, "range": [low, high], "fixedrange": True},
        "yaxis": {
            "type": "category",
            "visible": False,
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
        },
    }
    return [trace, names], layout
