"""The entry of `correspondances.toml` that a file asks for, guessed from what its columns hold.

A file is refused for want of a column whose title is not known: which of its free titles is it?
What goes in: the shapes of values that a day, a quantity, an amount, a product or a store may have,
and whether the catalogue knows them. What stays out: reading the file for good (`contract/`). A
guess is proposed, never applied by itself.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sales_assets.contract.encoding import decode_line
from sales_assets.contract.headers import KINDS, find, missing
from sales_assets.contract.layouts import normalise
from sales_assets.contract.names import Genre
from sales_assets.contract.own_layouts import CONTENTS, NAME
from sales_assets.contract.reasons import Reason
from sales_assets.contract.values import (
    DateStyle,
    clean,
    parse_amount,
    parse_date,
    parse_quantity,
    unprotected,
)
from sales_assets.errors import Refused

_LOOK = 200
_SHOWN = 3
_LIMIT = 1_000_000


@dataclass(frozen=True)
class Proposal:
    """What the file asks for.

    Attributes:
        text: the entry, in TOML.
        guessed: our columns and the titles guessed for them.
        unknown: our columns that no title seems to be.
    """

    text: str
    guessed: Mapping[str, str]
    unknown: tuple[str, ...]


def propose(path: Path, genre: Genre, known: Mapping[str, Collection[str]]) -> Proposal | None:
    """Return the entry that would let a text file be read; None when its titles cannot be seen.

    Args:
        path: the file, plain text.
        genre: its kind.
        known: the ids known, by canonical column.
    """
    with path.open("rb") as file:
        lines = [decode_line(line) for line in islice(file, _LOOK)]
    rows = _cut(lines)
    if len(rows) < len(("titles", "values")):
        return None
    titles, *values = rows
    absent = missing(genre, titles)
    taken = {place for places in find(genre, titles).values() for place in places}
    free = {
        title: [row[place] for row in values if len(row) > place and clean(row[place])]
        for place, title in enumerate(titles)
        if place not in taken and normalise(title)
    }
    guessed: dict[str, str] = {}
    for column in absent:
        fits = {title: _fit(column, cells, known) for title, cells in free.items()}
        best = max(fits, key=lambda title: fits[title], default="")
        if best and fits[best] > 0:
            guessed[column] = best
            free.pop(best)
    unknown = tuple(column for column in absent if column not in guessed)
    return Proposal(_entry(path.name, genre, guessed, unknown, free), guessed, unknown)


def write(folder: Path, proposal: Proposal) -> Path:
    """Add a proposal to the shop's own layouts."""
    path = folder / NAME
    before = path.read_text("utf-8").rstrip() + "\n\n" if path.exists() else ""
    aside = path.with_suffix(".toml.part")
    aside.write_text(before + proposal.text, encoding="utf-8")
    aside.replace(path)
    return path


def _cut(lines: list[str]) -> list[list[str]]:
    """Cut lines with the delimiter that gives most of them the width of the first."""

    def rows(delimiter: str) -> list[list[str]]:
        return [[clean(cell) for cell in row] for row in csv.reader(lines, delimiter=delimiter)]

    def alike(found: list[list[str]]) -> tuple[int, int]:
        width = len(found[0]) if found else 0
        return (sum(len(row) == width for row in found) if width > 1 else 0, width)

    return max((rows(delimiter) for delimiter in ",;\t|"), key=alike)


def _fit(column: str, cells: list[str], known: Mapping[str, Collection[str]]) -> float:
    """Return which share of the values could be of a column, 0 for too few of them."""
    if not cells:
        return 0.0
    if ids := set(known.get(column, ())):
        return sum(unprotected(cell) in ids for cell in cells) / len(cells)
    read = _READ.get(column)
    if read is None:
        return 0.0
    share = sum(not isinstance(read(cell), Reason) for cell in cells) / len(cells)
    return share if share > 0.9 else 0.0


_READ: Mapping[str, Callable[[str], object]] = {
    "date": lambda text: parse_date(text, DateStyle(short_years=True)),
    "quantite": lambda text: parse_quantity(text, _LIMIT),
    "prix": parse_amount,
}


def _entry(
    name: str,
    genre: Genre,
    guessed: Mapping[str, str],
    unknown: tuple[str, ...],
    free: Mapping[str, list[str]],
) -> str:
    stem = re.sub(r"[0-9]+", "*", name)
    contents = next(word for word, kind in CONTENTS.items() if KINDS[kind] == KINDS[genre])
    lines = ["[[fichier]]", f"nom = {_quoted(stem)}", f"contenu = {_quoted(contents)}"]
    lines.append("[fichier.colonnes]")
    lines += [f"{column} = {_quoted(title)}" for column, title in guessed.items()]
    for column in unknown:
        seen = " | ".join(f"{title} ({', '.join(cells[:_SHOWN])})" for title, cells in free.items())
        lines.append(f"# {column} = ?  {' '.join(seen.split())}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def can_help(refusal: Refused) -> bool:
    """Tell whether a file is refused for want of a title."""
    return refusal.cause == "colonne_manquante"
