"""The lineage as a picture: groups from left to right, each asset under those it is made from.

What goes in: the graph's assets as plain values (`trace.Actif`). What stays out: how they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sales_assets.report.trace import TracedAsset

WIDTH, HEIGHT, ACROSS, DOWN = 184, 40, 112, 28
LEFT, TOP = 24, 40


def lineage_svg(assets: Sequence[TracedAsset], text: str) -> str:
    """Draw assets and what each is made from; "" without any.

    Args:
        assets: Each after those it is made from; groups stand in order of appearance.
        text: Text alternative.
    """
    if not assets:
        return ""
    groups = list(dict.fromkeys(asset.group for asset in assets))
    places = {
        asset.name: (groups.index(group), row)
        for group in groups
        for row, asset in enumerate(a for a in assets if a.group == group)
    }
    rows = 1 + max(row for _column, row in places.values())
    width = LEFT + len(groups) * (WIDTH + ACROSS) - ACROSS + 8
    height = TOP + rows * (HEIGHT + DOWN) - DOWN + 8
    links = "".join(
        _link(places[source], places[asset.name])
        for asset in assets
        for source in asset.sources
        if source in places
    )
    boxes = "".join(_box(asset.name, places[asset.name]) for asset in assets)
    titles = "".join(
        f'<text class="v-lignage__groupe" x="{_x(place)}" y="20">{escape(group)}</text>'
        for place, group in enumerate(groups)
    )
    return (
        f'<svg class="v-lignage" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(text)}" focusable="false"><defs><marker id="v-fleche" '
        'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0.5 7 4 0 7.5z"/></marker></defs>{titles}{links}{boxes}</svg>'
    )


def _x(column: int) -> int:
    return LEFT + column * (WIDTH + ACROSS)


def _y(row: int) -> int:
    return TOP + row * (HEIGHT + DOWN)


def _box(name: str, place: tuple[int, int]) -> str:
    x, y = _x(place[0]), _y(place[1])
    return (
        f'<rect class="v-lignage__boite" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="3"/>'
        f'<text x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}" text-anchor="middle">'
        f"{escape(name)}</text>"
    )


def _link(source: tuple[int, int], target: tuple[int, int]) -> str:
    """An arrow: down inside a group, around the left where a box stands between, else across."""
    x0, y0, x1, y1 = _x(source[0]), _y(source[1]), _x(target[0]), _y(target[1])
    if source[0] != target[0]:
        bend = ACROSS // 2
        start, end, middle = x0 + WIDTH, x1, HEIGHT // 2
        path = (
            f"M{start} {y0 + middle}C{start + bend} {y0 + middle} {end - bend} {y1 + middle} "
            f"{end - 1} {y1 + middle}"
        )
    elif target[1] == source[1] + 1:
        path = f"M{x0 + WIDTH // 2} {y0 + HEIGHT}V{y1 - 1}"
    else:
        path = (
            f"M{x0} {y0 + HEIGHT // 2}H{x0 - 10}q-6 0-6 6V{y1 + HEIGHT // 2 - 6}q0 6 6 6H{x1 - 1}"
        )
    return f'<path class="v-lignage__lien" d="{path}" marker-end="url(#v-fleche)"/>'
