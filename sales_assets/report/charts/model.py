"""What a chart's picture holds, before anything draws it: values, words, roles of colour.

What goes in: the types of pictures, and what their renderers must agree on (the ends of an axis,
the room of its words, what counts as a run of days). What stays out: SVG and Plotly (`painted`,
`live`), which charts exist, how ticks are chosen (`ticks`). Values are euros, shares or counts, for
the height of a mark only: a figure that is read is a text, written from the exact amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from sales_assets.report import formats

EURO_E4 = 10_000
NARROW = 0.08  # gap of wide bars: nothing answers between two of them
Value = float | int | None
"""The height of a mark; None is a gap."""


FLAG = "◆"
GHOST = 0.3  # share of a bar's room that the past beside it takes


class Tick(NamedTuple):
    """A mark on an axis: its value (across a trend, its slot), and its words."""

    at: float
    words: str


class Mark(NamedTuple):
    """What is known of a day beside its figures (plain text), and whether a flag shows it."""

    words: str
    flag: bool = True


UNMARKED = Mark("", False)
NONE: Mapping[date, Mark] = MappingProxyType({})


@dataclass(frozen=True)
class Line:
    """A line over the slots of a trend.

    Attributes:
        values: One a slot, None for a gap.
        role: Its colour, and that of its name.
        name: Its direct label, at the top right of the picture, or "".
        dot: The slot where it is dotted, beside its lone points.
    """

    values: Sequence[Value]
    role: str
    name: str = ""
    dot: int | None = None

    @property
    def dots(self) -> list[int]:
        """The slots where the line is dotted: a point without neighbours draws no line."""
        lone = [run[0] for run in spans([value is not None for value in self.values])
                if len(run) == 1]  # fmt: skip
        return lone if self.dot is None else sorted({*lone, self.dot})


class Layer(NamedTuple):
    """Bars of one kind: where each starts and ends, its colour, and its room in the slot.

    `left` and `wide` are shares of a slot; a bar that is `outlined` is not filled.
    """

    bases: Sequence[Value]
    ends: Sequence[Value]
    roles: str | Sequence[str]
    left: float
    wide: float
    outlined: bool = False


@dataclass(frozen=True)
class Trend:
    """Bars from zero and a line before them, over slots of equal width from left to right.

    Attributes:
        ticks: Those of the vertical axis, lowest first; at least one.
        across: The words under the slots.
        hover: What each slot says when it is pointed at, in Plotly's markup; foreign text escaped.
        bars: One value a slot; () for a line alone.
        roles: The colour of the bars, or of each.
        apart: What stands on each bar, outlined: a part of the whole that is not compared; () for
            nothing.
        ghosts: The past beside each bar, grey; () for none.
        hatched: The slots whose bar is not all there yet.
        line: The line, or None.
        closed: The slots shaded as closed days; () for none.
        missing: The slots shaded as missing days, "?" once a run; () for none.
        flags: The slots that carry a flag, for what their hover says.
        gap: The share of a slot that its bar leaves free.
        recent: The last slots that a phone shows; 0 for all.
    """

    ticks: Sequence[Tick]
    across: Sequence[Tick]
    hover: Sequence[str]
    bars: Sequence[Value] = ()
    roles: str | Sequence[str] = "jour"
    apart: Sequence[Value] = ()
    ghosts: Sequence[Value] = ()
    hatched: Sequence[int] = ()
    line: Line | None = None
    closed: Sequence[bool] = ()
    missing: Sequence[bool] = ()
    flags: Sequence[int] = ()
    gap: float = 0.2
    recent: int = 0

    height = 280

    @property
    def narrow(self) -> Trend | None:
        """The picture of its last slots alone; None where a phone shows them all."""
        left = len(self.hover) - self.recent
        if not self.recent or left <= 0:
            return None
        cut = {
            name: getattr(self, name)[left:]
            for name in ("hover", "bars", "apart", "ghosts", "closed", "missing")
        }
        if not isinstance(self.roles, str):
            cut["roles"] = self.roles[left:]
        line = self.line
        return replace(
            self,
            **cut,
            recent=0,
            across=[Tick(tick.at - left, tick.words) for tick in self.across if tick.at >= left],
            hatched=[slot - left for slot in self.hatched if slot >= left],
            flags=[slot - left for slot in self.flags if slot >= left],
            line=line and replace(line, values=line.values[left:]),
        )

    @property
    def extent(self) -> tuple[float, float]:
        """The ends of the vertical axis: they hold zero, the ticks and all values."""
        line = self.line.values if self.line else ()
        ends = [end for layer in self.layers for end in layer.ends]
        values = [*(tick.at for tick in self.ticks), *ends, *line]
        known = [0, *(value for value in values if value is not None)]
        low, high = min(known), max(known)
        return low, high if high > low else low + 1

    @property
    def layers(self) -> list[Layer]:
        """The bars as they are drawn, the first ones those that say what a slot is."""
        if not self.bars:
            return []
        room = 1 - self.gap
        beside = GHOST * room if self.ghosts else 0
        left, wide = self.gap / 2 + beside, room - beside
        zeros: list[Value] = [0] * len(self.bars)
        found = [Layer(zeros, self.bars, self.roles, left, wide)]
        if self.apart:
            ends = [
                None if part is None else (bar or 0) + part
                for bar, part in zip(self.bars, self.apart, strict=True)
            ]
            found.append(Layer(self.bars, ends, self.roles, left, wide, outlined=True))
        if self.ghosts:
            found.append(Layer(zeros, self.ghosts, "jour", self.gap / 2, beside))
        return found

    @property
    def gutter(self) -> int:
        """The pixels that the words of the vertical axis need at the left."""
        return 12 + 8 * max(len(tick.words) for tick in self.ticks)

    @property
    def shades(self) -> list[tuple[list[int], str]]:
        """The runs of shaded slots, each with its colour role."""
        return [
            (run, role)
            for flags, role in ((self.closed, "ferme"), (self.missing, "manquant"))
            for run in spans(flags)
        ]

    @property
    def signed(self) -> list[int]:
        """The slots that carry "?": the middle of each run of missing days."""
        return [run[len(run) // 2] for run in spans(self.missing)]


class Bar(NamedTuple):
    """A horizontal bar: its name, its value, the words of its value, its colour role."""

    name: str
    value: float
    words: str
    role: str


@dataclass(frozen=True)
class Ranking:
    """Horizontal bars from zero, each under its name and followed by its words.

    Attributes:
        bars: From top to bottom; their names all differ.
    """

    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        """The pixels that the bars and the names above them need."""
        return 16 + 44 * max(1, len(self.bars))

    @property
    def extent(self) -> tuple[float, float]:
        """The ends of the axis: they hold zero, the bars, and words at their right."""
        values = [0.0, *(bar.value for bar in self.bars)]
        low, high = min(values), max(values)
        longest, words = 52, 48  # shares of the width
        return low, high + ((high - low) or 1.0) * words / longest


def spans(flags: Sequence[bool]) -> list[list[int]]:
    """Return the places of each run of flags."""
    runs = groupby(range(len(flags)), key=flags.__getitem__)
    return [list(places) for flag, places in runs if flag]


def in_euros(e4: int | Fraction | None) -> Value:
    """Return an amount (1/10 000 €) as euros, for the height of a mark; None is a gap."""
    if e4 is None or formats.undefined(e4):
        return None
    whole, rest = divmod(e4, EURO_E4)
    return int(whole) if rest == 0 else float(Fraction(e4) / EURO_E4)
