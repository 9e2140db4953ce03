"""A picture as SVG text: what a chart shows before its script and on paper, and sparklines.

What goes in: one function a type of picture; words are escaped here. What stays out: the choice of
values, words and ticks (`model` holds them), figures of tables, scripts. Shapes are stretched to
the frame (a nested svg without aspect ratio) while words keep their size, so one picture serves a
phone, a screen and paper. Numbers are rounded to a tenth of a unit: the same values give the same
bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from sales_assets.report.charts.colours import css
from sales_assets.report.charts.model import FLAG, Layer, Ranking, Trend, Value, spans

TOP, DEPTH = 8.5, 80  # percent of the frame's height: above the plot, the plot
SLOT, TALL = 10, 1000  # a slot's width and the plot's height, before they are stretched
LEAST = 3  # values of a sparkline
HATCH = 30  # of `TALL`, between two lines of a hatched bar

Points = list[tuple[float, float]]


def svg(picture: Trend | Ranking) -> str:
    """Draw a picture that fills its frame; "" for a ranking of nothing."""
    return _trend(picture) if isinstance(picture, Trend) else _ranking(picture)


def sparkline(
    values: Sequence[Value], *, width: int = 120, height: int = 28, role: str = "vente"
) -> str:
    """Draw a small line, oldest value first, gaps for None; the last value is dotted.

    The line runs from its lowest to its highest value. It is hidden from screen readers: the
    figure is beside it. "" under three values: a dot or two show no course.
    """
    known = [value for value in values if value is not None]
    if len(known) < LEAST:
        return ""
    low, high = min(known), max(known)
    step = (width - 6) / max(1, len(values) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        part = (value - low) / (high - low) if high > low else 0.5
        return 3 + place * step, height - 3 - part * (height - 6)

    drawn = [[at(*point) for point in run] for run in _runs(values)]
    dot = _stroke(_path([[drawn[-1][-1]]]), role, 5) if values[-1] is not None else ""
    return (
        f'<svg class="v-etincelle" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{_stroke(_path(drawn), role, 1.5)}{dot}</svg>"
    )


def _trend(picture: Trend) -> str:
    low, high = picture.extent
    slots = max(1, len(picture.hover))
    width = SLOT * slots

    def y(value: float) -> float:
        return (high - value) / (high - low) * TALL

    def down(value: float) -> str:
        return f"{_n(TOP + DEPTH * y(value) / TALL)}%"

    def across(slot: float) -> str:
        return f"{_n((slot + 0.5) * 100 / slots)}%"

    shapes = _shades(picture)
    shapes += [_stroke(f"M0 {_n(y(tick.at))}H{width}", "filet", 1) for tick in picture.ticks]
    shapes += [_stroke(f"M{_middle(slot)} 0V{TALL}", "filet", 1) for slot in picture.flags]
    for layer in picture.layers:
        edges = [[y(value or 0) for value in values] for values in (layer.bases, layer.ends)]
        shapes += _bars(layer, *edges)
    shapes += _hatches(picture, y)
    shapes.append(_stroke(f"M0 {_n(y(0))}H{width}", "gris", 1))
    words = [_text("-6", down(tick.at), tick.words, dy="4", anchor="end") for tick in picture.ticks]
    words += [
        _text(across(slot), "86%", "?", anchor="middle", role="attention")
        for slot in picture.signed
    ]
    words += [_text(across(slot), "13%", FLAG, anchor="middle") for slot in picture.flags]
    words += [_text(across(tick.at), "97%", tick.words, anchor="middle") for tick in picture.across]
    line = picture.line
    if line:
        heights = [None if value is None else y(value) for value in line.values]
        runs = [[(_middle(slot), top) for slot, top in run] for run in _runs(heights)]
        dots = [[(_middle(slot), heights[slot] or 0.0)] for slot in line.dots]
        shapes += [_stroke(_path(runs), line.role, 2), _stroke(_path(dots), line.role, 8)]
        words.append(_text("100%", "5%", line.name, anchor="end", role=line.role))
    # The sizes are repeated as style because a page may size every svg it holds.
    return _frame(
        f'<svg x="0" y="{TOP}%" width="100%" height="{DEPTH}%" style="width:100%;height:{DEPTH}%" '
        f'viewBox="0 0 {width} {TALL}" preserveAspectRatio="none">{"".join(shapes)}</svg>'
        f"{''.join(words)}",
        picture.gutter,
    )


def _shades(picture: Trend) -> list[str]:
    """Shade the slots of closed and missing days, a rectangle a run."""
    paths: dict[str, str] = {}
    for run, role in picture.shades:
        long = SLOT * len(run)
        paths[role] = paths.get(role, "") + f"M{SLOT * run[0]} 0h{long}v{TALL}h-{long}z"
    return [_fill(path, role) for role, path in paths.items()]


def _bars(layer: Layer, starts: Sequence[float], tops: Sequence[float]) -> list[str]:
    """Draw bars from where they start to where they end, a path a colour."""
    each = [layer.roles] * len(tops) if isinstance(layer.roles, str) else layer.roles
    before, wide = SLOT * layer.left, _n(SLOT * layer.wide)
    paths: dict[str, str] = dict.fromkeys(each, "")
    for slot, (zero, top, role) in enumerate(zip(starts, tops, each, strict=True)):
        if top != zero and layer.ends[slot] is not None:
            start = _n(SLOT * slot + before)
            paths[role] += f"M{start} {_n(zero)}V{_n(top)}h{wide}V{_n(zero)}z"
    draw = partial(_stroke, width=1) if layer.outlined else _fill
    return [draw(path, role) for role, path in paths.items()]


def _hatches(picture: Trend, y: Callable[[float], float]) -> list[str]:
    """Draw lines of paper over the bars that are not all there yet."""
    if not picture.hatched:
        return []
    layer = picture.layers[0]
    start, wide = SLOT * layer.left, _n(SLOT * layer.wide)
    path = ""
    for slot in picture.hatched:
        low, high = sorted((y(0), y(layer.ends[slot] or 0)))
        for step in range(math.ceil(low / HATCH), math.ceil(high / HATCH)):
            path += f"M{_n(SLOT * slot + start)} {step * HATCH}h{wide}"
    return [_stroke(path, "papier", 1)]


def _ranking(picture: Ranking) -> str:
    low, high = picture.extent
    scale, row = 100 / (high - low), 100 / max(1, len(picture.bars))
    shapes = []
    for place, bar in enumerate(picture.bars):
        left, right = (min(bar.value, 0.0) - low) * scale, (max(bar.value, 0.0) - low) * scale
        shapes += [
            _text("0", f"{_n((place + 0.5) * row)}%", bar.name, dy="-3", role="encre"),
            _text(f"{_n(right)}%", f"{_n((place + 0.74) * row)}%", bar.words, dy="4", dx="6"),
            f'<rect x="{_n(left)}%" y="{_n((place + 0.56) * row)}%" '
            f'width="{_n(right - left)}%" height="{_n(row * 0.36)}%" '
            f'style="fill:{css(bar.role)}"/>',
        ]
    return _frame("".join(shapes)) if shapes else ""


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _middle(slot: int) -> float:
    return SLOT * (slot + 0.5)


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """Cut a series into runs without gaps: (place, value)."""
    known = {place: float(value) for place, value in enumerate(values) if value is not None}
    runs = spans([value is not None for value in values])
    return [[(place, known[place]) for place in run] for run in runs]


def _path(runs: Sequence[Points]) -> str:
    """Draw runs as lines; a lone point as a dot (a line of no length with round ends)."""
    parts = []
    for run in runs:
        (x, y), *rest = run
        tail = "".join(f"L{_n(a)} {_n(b)}" for a, b in rest) or "h0"
        parts.append(f"M{_n(x)} {_n(y)}{tail}")
    return "".join(parts)


def _stroke(path: str, role: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" style="stroke:{css(role)}" stroke-width="{width:g}" '
        'stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        if path
        else ""
    )


def _fill(path: str, role: str) -> str:
    return f'<path d="{path}" style="fill:{css(role)}"/>' if path else ""


def _text(
    x: str,
    y: str,
    words: str,
    *,
    dx: str = "0",
    dy: str = "0",
    anchor: str = "start",
    role: str = "gris",
) -> str:
    if not words:
        return ""
    return (
        f'<text x="{x}" y="{y}" dx="{dx}" dy="{dy}" text-anchor="{anchor}" font-size="13" '
        f'style="fill:{css(role)}">{escape(words)}</text>'
    )


def _frame(inner: str, gutter: int = 0) -> str:
    style = f"box-sizing:border-box;padding-left:{gutter}px;overflow:visible"
    return (
        f'<svg class="v-peint" width="100%" height="100%" style="{style}" aria-hidden="true" '
        f'focusable="false">{inner}</svg>'
    )
