"""Small painted pictures as SVG text: sparklines, and what a chart shows before its script.

What goes in: numbers, and words that are escaped here. What stays out: figures of tables, scripts.
Shapes are stretched to the frame (nested svg without aspect ratio) while words keep their size, so
one picture serves a phone, a screen and paper. Numbers are rounded to a tenth of a unit:
the same values give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from sales_assets.report.couleurs import css

Number = int | float | None
GUTTER = 64
TOP, DEPTH = 8.5, 80
LEAST = 3  # values of a sparkline
BARS, WORDS = 52, 48  # shares of the width: the longest bar, the words at its end


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _runs(values: Sequence[Number]) -> list[list[tuple[int, float]]]:
    """Cut a series into runs without gaps: (place, value)."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, float(value)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(runs: list[list[tuple[float, float]]]) -> str:
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
    )


def sparkline_svg(
    values: Sequence[Number], *, largeur: int = 120, hauteur: int = 28, role: str = "vente"
) -> str:
    """Draw a small line, oldest value first, gaps for None; the last value is dotted.

    The line runs from its lowest to its highest value. It is hidden from screen readers: the
    figure is beside it. "" under three values: a dot or two show no course.
    """
    runs = _runs(values)
    flat = [value for run in runs for _, value in run]
    if len(flat) < LEAST:
        return ""
    low, high = min(flat), max(flat)
    step = (largeur - 6) / max(1, len(values) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        part = (value - low) / (high - low) if high > low else 0.5
        return 3 + place * step, hauteur - 3 - part * (hauteur - 6)

    drawn = [[at(*point) for point in run] for run in runs]
    dot = _stroke(_path([[drawn[-1][-1]]]), role, 5) if values[-1] is not None else ""
    return (
        f'<svg class="v-etincelle" viewBox="0 0 {largeur} {hauteur}" width="{largeur}" '
        f'height="{hauteur}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{_stroke(_path(drawn), role, 1.5)}{dot}</svg>"
    )


def middles(flags: Sequence[bool]) -> list[int]:
    """Return the place in the middle of each run of flags: one sign for a run of days."""
    known = [True if flag else None for flag in flags]
    return [run[len(run) // 2][0] for run in _runs(known)]


def svg_trend(
    barres: Sequence[Number],
    ligne: Sequence[Number] = (),
    *,
    fermes: Sequence[bool] = (),
    manquants: Sequence[bool] = (),
    reperes: Sequence[tuple[float, str]] = (),
    dates: Sequence[tuple[int, str]] = (),
    legende: str = "",
    point: int | None = None,
    texte: str = "",
    roles: str | Sequence[str] = "jour",
    trait: str = "vente",
    marge: int = GUTTER,
) -> str:
    """Draw bars from zero and a line before them; fills its frame.

    Args:
        barres: One value a day (or month), None for a gap.
        ligne: The line (their mean, N-1), as many values, None for a gap; may be empty.
        fermes: Which days are shaded as closed.
        manquants: Which days are shaded as missing; each run of them is marked "?".
        reperes: Horizontal marks: value, words.
        dates: Words under the bars: place, words.
        legende: Words at the top right, in the colour of the line.
        point: Place of the value of the line that is dotted.
        texte: Text alternative; the picture is hidden from screen readers without it.
        roles: Colour role of the bars, or of each.
        trait: Colour role of the line.
        marge: Pixels kept for the words of the marks.
    """
    flat = [value for value in [*barres, *ligne, *(mark for mark, _ in reperes)] if value]
    top, bottom = max([0.0, *flat]) or 1.0, min([0.0, *flat])
    width, height = 10 * max(1, len(barres)), 1000

    def y(value: float) -> float:
        return (top - value) / (top - bottom) * height

    shades = ((fermes, "ferme"), (manquants, "manquant"))
    shapes = [_columns(flags, width, height, role) for flags, role in shades]
    shapes += [_stroke(f"M0 {_n(y(mark))}H{width}", "filet", 1) for mark, _ in reperes]
    each = [roles] * len(barres) if isinstance(roles, str) else list(roles)
    for role in dict.fromkeys(each):
        drawn = zip(barres, each, strict=True)
        path = "".join(
            f"M{10 * place + 1} {_n(y(0))}V{_n(y(value))}h8V{_n(y(0))}z"
            for place, (value, own) in enumerate(drawn)
            if value and own == role
        )
        shapes.append(f'<path d="{path}" style="fill:{css(role)}"/>' if path else "")
    shapes.append(_stroke(f"M0 {_n(y(0))}H{width}", "gris", 1))
    line = [[(10 * place + 5.0, y(value)) for place, value in run] for run in _runs(ligne)]
    shapes.append(_stroke(_path(line), trait, 2) if line else "")
    if point is not None:
        shapes.append(_stroke(_path([[(10 * point + 5.0, y(ligne[point] or 0))]]), trait, 8))
    inside = "".join(shapes)
    across = 100 / max(1, len(barres))
    words = [
        _text("-6", f"{_n(TOP + DEPTH * y(mark) / height)}%", said, dy="4", anchor="end")
        for mark, said in reperes
    ]
    words += [
        _text(f"{_n((place + 0.5) * across)}%", "86%", "?", anchor="middle", role="attention")
        for place in middles(manquants)
    ]
    words += [
        _text(f"{_n((place + 0.5) * across)}%", "97%", said, anchor="middle")
        for place, said in dates
    ]
    words.append(_text("100%", "5%", legende, anchor="end", role=trait))
    # The sizes are repeated as style because a page may size every svg it holds.
    return _frame(
        f'<svg x="0" y="{TOP}%" width="100%" height="{DEPTH}%" style="width:100%;height:{DEPTH}%" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none">{inside}</svg>{"".join(words)}',
        texte,
        marge,
    )


def _columns(flags: Sequence[bool], width: int, height: int, role: str) -> str:
    path = "".join(f"M{10 * p} 0h10v{height}h-10z" for p, flag in enumerate(flags) if flag)
    return f'<path d="{path}" style="fill:{css(role)}"/>' if path and width else ""


class Bar(NamedTuple):
    """A horizontal bar: its name, its value, the words of its value, its colour role."""

    nom: str
    valeur: float
    mots: str
    role: str


def bars_range(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that holds zero, the bars, and words at their right."""
    top, bottom = max([0.0, *values]), min([0.0, *values])
    return bottom, top + ((top - bottom) or 1.0) * WORDS / BARS


def svg_bars(barres: Sequence[Bar], *, texte: str = "") -> str:
    """Draw horizontal bars, each under its name and followed by its words; fills its frame.

    Args:
        barres: From top to bottom.
        texte: Text alternative; the picture is hidden from screen readers without it.
    """
    low, high = bars_range([bar.valeur for bar in barres])
    scale, row = 100 / (high - low), 100 / max(1, len(barres))
    shapes = []
    for place, bar in enumerate(barres):
        left, right = (min(bar.valeur, 0.0) - low) * scale, (max(bar.valeur, 0.0) - low) * scale
        shapes.append(
            _text("0", f"{_n((place + 0.5) * row)}%", bar.nom, dy="-3", role="encre")
            + _text(
                f"{_n(right)}%",
                f"{_n((place + 0.74) * row)}%",
                bar.mots,
                dy="4",
                dx="6",
            )
            + f'<rect x="{_n(left)}%" y="{_n((place + 0.56) * row)}%" '
            f'width="{_n(right - left)}%" height="{_n(row * 0.36)}%" '
            f'style="fill:{css(bar.role)}"/>'
        )
    return _frame("".join(shapes), texte) if shapes else ""


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


def _frame(inner: str, texte: str, marge: int = 0) -> str:
    said = f'role="img" aria-label="{escape(texte)}"' if texte else 'aria-hidden="true"'
    style = f"box-sizing:border-box;padding-left:{marge}px;overflow:visible"
    return (
        f'<svg class="v-peint" width="100%" height="100%" style="{style}" {said} '
        f'focusable="false">{inner}</svg>'
    )
