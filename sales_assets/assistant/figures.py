"""The figures of a page of the site, with the indicator and the perimeter that each names.

What a figure stands on is read as `site/theme/assets/preuve-panneau.js` reads it: the page's own
address, what stands around the figure, its column, the sheet that its row links to, itself. What
stays out: what is behind a figure (`published.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from posixpath import dirname, join, normpath

_VOID = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"])
_SHEET = re.compile(r"(?:^|/)(jours|mois|produits|magasins)/([^/]+)\.html$")
_SCOPE = ("p", "magasin", "produit")
Scope = Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """A figure as a reader sees it.

    Attributes:
        indicator: Its key.
        shown: As it is written.
        days: "AAAA-MM-JJ/AAAA-MM-JJ", "" where the page names none.
        store: The store's name in addresses, "" for all.
        product: The product's.
        page: The address of its page within the site.
    """

    indicator: str
    shown: str
    days: str
    store: str
    product: str
    page: str


@dataclass
class _Element:
    tag: str
    scope: Scope


@dataclass
class _Table:
    """Where one is in a table: its heads, the row and the cell under way."""

    heads: list[Scope] = field(default_factory=list)
    rows: int = 0
    cell: int = -1
    link: Scope = field(default_factory=dict)


@dataclass
class _Open:
    """A figure whose text is under way."""

    depth: int
    indicator: str
    scopes: list[Scope]
    frame: str
    text: list[str] = field(default_factory=list)
    own: bool = True


def read(page: str, address: str) -> list[Figure]:
    """Return the figures of a page, in their order.

    Args:
        page: Its HTML.
        address: Its address within the site, such as `jours/2026-11-28.html`.
    """
    reader = _Reader(address)
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.found: list[Figure] = []
        self._address = address
        self._elements: list[_Element] = []
        self._tables: list[_Table] = []
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        own = {name: said[f"data-{name}"] for name in _SCOPE if f"data-{name}" in said}
        if tag in _VOID:
            return
        self._elements.append(_Element(tag, own))
        key = said.get("data-i", "")
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._tables.append(_Table())
        elif table and tag == "tr":
            table.rows, table.cell, table.link = table.rows + 1, -1, {}
        elif table and tag in ("td", "th"):
            table.cell += 1
            if table.rows == 1:
                table.heads.append({**own, "i": key})
            elif tag == "td" and table.cell < len(table.heads):
                head = table.heads[table.cell]
                if head["i"]:
                    self._begin(head["i"], [self._around(), head, table.link, own])
        elif tag == "a" and key:
            for outer in self._open:  # the cell's figure is that link
                outer.own = False
            link = table.link if table and table.rows > 1 else {}
            self._begin(key, [self._around(), link, own])
        elif table and tag == "a" and table.cell == 0 and table.rows > 1 and not table.link:
            table.link = _sheet(normpath(join(dirname(self._address), said.get("href", ""))))

    def _begin(self, key: str, scopes: list[Scope]) -> None:
        frame = self._around().get("p", "")
        self._open.append(_Open(len(self._elements), key, scopes, frame))

    def _around(self) -> dict[str, str]:
        return {name: text for one in self._elements for name, text in one.scope.items()}

    def handle_data(self, data: str) -> None:
        for one in self._open:
            one.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in [one.tag for one in self._elements]:
            return
        while self._elements:
            closed = self._elements.pop()
            if self._open and self._open[-1].depth > len(self._elements):
                self._end(self._open.pop())
            if closed.tag == "table":
                self._tables.pop()
            if closed.tag == tag:
                return

    def _end(self, one: _Open) -> None:
        shown = " ".join("".join(one.text).split())
        if not shown or not one.own:
            return
        scope: dict[str, str] = dict(_sheet(self._address))
        for part in one.scopes:
            scope |= {name: part[name] for name in _SCOPE if name in part}
        self.found.append(
            Figure(
                one.indicator,
                shown,
                _bounded(scope.get("p", ""), one.frame),
                scope.get("magasin", ""),
                scope.get("produit", ""),
                self._address,
            )
        )


def _bounded(days: str, frame: str) -> str:
    """These days up to the last one of what stands around: a month may go on."""
    if not days or not frame:
        return days
    first, last = days.split("/")
    return f"{first}/{min(last, frame.split('/')[1])}"


def _sheet(address: str) -> Scope:
    """What a sheet is of."""
    found = _SHEET.search(address)
    if found is None:
        return {}
    kind, name = found.groups()
    if kind == "jours":
        return {"p": f"{name}/{name}"}
    if kind == "mois":
        first = date.fromisoformat(f"{name}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return {"p": f"{first}/{last}"}
    return {"produit" if kind == "produits" else "magasin": name}


def spanned(figure: Figure, since: str, days: int) -> tuple[date, date] | None:
    """Return the first and the last day that a figure counts, as its indicator has it.

    Args:
        figure: The figure.
        since: "semaine", "mois" or "annee": it counts from the first day of it.
        days: It counts so many days up to its last one.
    """
    if not figure.days:
        return None
    first, last = map(date.fromisoformat, figure.days.split("/"))
    starts = {
        "semaine": last - timedelta(days=last.weekday()),
        "mois": last.replace(day=1),
        "annee": last.replace(month=1, day=1),
    }
    first = starts.get(since, first)
    return (last - timedelta(days=days - 1), last) if days else (first, last)


def each(first: date, last: date) -> Iterator[date]:
    """Yield every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
