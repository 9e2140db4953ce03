"""What the columns of a file mean, as data: the known titles and the layouts of tills.

`common.toml` holds the titles, `meaning.toml` what a status or a currency says, every other file
the layout of one till. What goes in: reading these files. What stays out: choosing among them
(`headers`), and the values below the titles (`meaning`, `rows`). To add a till: write its file, a
case in `tests/test_exports.py`, and its line in `docs/caisses.md`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sales_assets.language import locale

SALES, PRODUCTS, STORES = "sales", "products", "stores"
EVENTS, OBJECTIVES = "events", "objectives"
KINDS = (SALES, PRODUCTS, STORES, EVENTS, OBJECTIVES)


def normalise(title: str) -> str:
    """Return a title without case, accents, spaces, punctuation, or units in brackets but "%"."""
    bare = re.sub(r"[(\[][^)\]%]*[)\]]", " ", title)
    bare = bare if re.search(r"\w", bare) else title
    return _letters(bare.replace("°", "o").replace("%", " pct ").replace("€", " "))


def word(text: str) -> str:
    """Return a value without case, accents, spaces and punctuation; "Vente (annulée)" is no sale.

    Unlike a title, it keeps what stands in brackets, and a text that is all signs as it is.
    """
    return _letters(text) or text.strip()


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", unicodedata.normalize("NFKD", text).casefold())


_UNTAXED = re.compile(r"(?:(?<![A-Za-z])[Hh][Tt]|HT)(?![A-Za-z])")


def tax(title: str) -> str:
    """Return what the title of an amount says of its VAT: "ttc", "ht", or "" for nothing."""
    text, families = word(title), meaning()
    if any(one in text for one in families["taxed"]["words"]):
        return "ttc"
    untaxed = any(one in text for one in families["untaxed"]["words"])
    return "ht" if untaxed or _UNTAXED.search(title) else ""


@dataclass(frozen=True)
class Titles:
    """What a column may be called.

    Attributes:
        titles: normalised titles, the preferred ones first.
        vague: those that count only where no other title stands for the column.
        untaxed: those that say an amount without its VAT, and count only in a file that has no
            other amount.
        several: what to do with two of `titles` in one file: refuse, first, fits (the one
            whose values are known), same (the first, if all agree), all.
        written: all of them, as a person writes them.
        english: some of `titles`, as who reads English writes them.
    """

    titles: tuple[str, ...]
    vague: tuple[str, ...]
    untaxed: tuple[str, ...]
    several: str
    written: tuple[str, ...]
    english: tuple[str, ...]

    def named(self) -> tuple[str, ...]:
        """Those to propose, in the language in use."""
        return self.english if self.english and locale() == "en" else self.written[:3]


@dataclass(frozen=True)
class Till:
    """The layout of one till's export.

    Attributes:
        name: what people call it.
        kind: sales, products or stores.
        titles: normalised titles that all stand in its header, and in no other till's.
        columns: canonical column to normalised titles, the preferred one first.
        meaning: normalised title to the family of `meaning.toml` that its values belong to.
        decimal: the decimal mark it writes, "" when it follows the computer's.
    """

    name: str
    kind: str
    titles: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    meaning: Mapping[str, str]
    decimal: str


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def titles(kind: str) -> dict[str, Titles]:
    """Return the known titles of each canonical column of a kind of file, in its order."""
    content = _load("common")
    found = {}
    for column, given in content[kind].items():
        other_kind, _dot, other = given.get("same", f"{kind}.{column}").partition(".")
        known = content[other_kind][other]
        named = known["titles"]
        found[column] = Titles(
            tuple(map(normalise, named)),
            tuple(map(normalise, given.get("vague", ()))),
            tuple(map(normalise, given.get("untaxed", ()))),
            given.get("several", "refuse"),
            (*named, *given.get("vague", ())),
            tuple(known.get("english", ())),
        )
    return found


@cache
def meaning() -> dict[str, Any]:
    """Return what statuses, currencies and answers say: titles normalised, values as words."""
    content = _load("meaning")
    return {
        name: {
            key: frozenset(map(normalise if key in _OF_TITLES else word, texts))
            for key, texts in given.items()
        }
        if isinstance(given, dict)
        else frozenset(map(normalise, given))
        for name, given in content.items()
    }


_OF_TITLES = ("words", "titles", "vague")


@cache
def tills() -> tuple[Till, ...]:
    """Return the layouts of tills, those with the most telling titles first."""
    names = sorted(
        path.name.removesuffix(".toml")
        for path in files(__package__).iterdir()
        if path.name.endswith(".toml") and path.name not in ("common.toml", "meaning.toml")
    )
    found = [_till(_load(name)) for name in names]
    return tuple(sorted(found, key=lambda till: (-len(till.titles), till.name)))


def _till(content: Mapping[str, Any]) -> Till:
    return Till(
        content["name"],
        content["kind"],
        frozenset(map(normalise, content["recognise"])),
        {
            column: tuple(map(normalise, [given] if isinstance(given, str) else given))
            for column, given in content["columns"].items()
        },
        {normalise(title): family for title, family in content.get("meaning", {}).items()},
        content.get("decimal", ""),
    )
