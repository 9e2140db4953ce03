"""How the cost grows with the rows, the days and the products: one picture for the docs.

What goes in: processor seconds of whole runs, one a point. What stays out: floors (`races`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.scale.cost import HERE, run
from tests.scale.shops import deliver, fresh, shop

PICTURE = HERE.parents[1] / "docs" / "images" / "croissance.svg"
WIDE, HIGH, LEFT, TOP, GAP = 220, 150, 40, 56, 60
INK, PALE, LINE = "#1f2933", "#d9dee3", "#1d5fa8"


class Curve(NamedTuple):
    """A panel: its title, the name of its scale, and (size, processor seconds)."""

    title: str
    scale: str
    points: list[tuple[int, float]]


def growth(tmp: Path) -> Iterator[Curve]:
    """Measure the three curves."""
    yield Curve("Load a history", "thousands of rows", _rows(tmp))
    yield Curve("A new day, file to site", "days of history", _days(tmp))
    yield Curve("A first site", "products", _products(tmp))


def _rows(tmp: Path) -> list[tuple[int, float]]:
    sources = {n: shop(tmp / f"rows{n}", n * 1000, days=365) for n in (100, 500, 1000, 2000)}
    return _each(sources, lambda folder: run(fresh(folder, tmp / "ours"), "--no-site").cpu)


def _days(tmp: Path) -> list[tuple[int, float]]:
    def one(folder: Path) -> float:
        for place in range(
            2
        ):  # the first makes every sheet, the second has a release to start from
            deliver(folder, place)
            run(folder)
        deliver(folder, 2)
        return run(folder).cpu

    return _each({n: shop(tmp / f"days{n}", n * 500, days=n) for n in (30, 180, 365, 730)}, one)


def _products(tmp: Path) -> list[tuple[int, float]]:
    sizes = (100, 500, 1000, 2000)
    sources = {n: shop(tmp / f"products{n}", 20_000, days=60, products=n) for n in sizes}
    return _each(sources, lambda folder: run(fresh(folder, tmp / "ours")).cpu)


def _each(sources: dict[int, Path], work: Callable[[Path], float]) -> list[tuple[int, float]]:
    return [(size, work(folder)) for size, folder in sources.items()]


def drawn(curves: list[Curve]) -> str:
    """Return the picture: a panel a curve, both axes from zero, each point with its seconds."""
    panels = [_panel(curve, LEFT + place * (WIDE + GAP)) for place, curve in enumerate(curves)]
    width, height = LEFT + len(curves) * (WIDE + GAP), TOP + HIGH + 48
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}">',
            "<title>Processor seconds by rows, days of history and products</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *panels,
            "</svg>\n",
        ]
    )


def _panel(curve: Curve, left: int) -> str:
    most = max(size for size, _seconds in curve.points)
    longest = max(seconds for _size, seconds in curve.points) * 1.15
    places = [
        (left + WIDE * size / most, TOP + HIGH * (1 - seconds / longest), size, seconds)
        for size, seconds in curve.points
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _size, _seconds in places)
    floor = TOP + HIGH
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{LINE}"/>'
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{seconds:.1f} s</text>'
        f'<text x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{size:,}</text>'
        for x, y, size, seconds in places
    )
    return (
        f'<text x="{left}" y="20" font-size="14" font-weight="600">{curve.title}</text>'
        f'<text x="{left}" y="36">processor seconds</text>'
        f'<line x1="{left}" x2="{left + WIDE}" y1="{floor}" y2="{floor}" stroke="{PALE}"/>'
        f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>{marks}'
        f'<text x="{left + WIDE / 2}" y="{floor + 36}" text-anchor="middle">{curve.scale}</text>'
    )
