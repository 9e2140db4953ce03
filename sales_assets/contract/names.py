"""What a file's name says: its kind and, when it carries one, its day, its store.

What goes in: the words looked for in names. What stays out: the file itself, never opened here,
and its header, which must agree (`headers`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sales_assets.contract.layouts import word


class Genre(StrEnum):
    """The kinds of files; history and day hold the same columns."""

    PRODUITS = "produits"
    MAGASINS = "magasins"
    HISTORIQUE = "historique"
    JOUR = "jour"
    EVENEMENTS = "evenements"
    OBJECTIFS = "objectifs"

    @property
    def is_sales(self) -> bool:
        """Tell whether the rows of this kind are sales."""
        return self in (Genre.HISTORIQUE, Genre.JOUR)


@dataclass(frozen=True)
class Recognised:
    """What a name says.

    Attributes:
        genre: the kind of file.
        jour: the day in the name of a daily file, None when it carries none.
    """

    genre: Genre
    jour: date | None = None


_WORDS = re.compile(
    r"(?P<jour>ventes_(?:du_)?jour|sales_day|daily)|(?P<produits>products|produits)"
    r"|(?P<magasins>stores|magasins)|(?P<historique>sales|ventes)"
    r"|(?P<evenements>evenements|events|notes)|(?P<objectifs>objectifs|objectives|targets)"
)
_DAY = re.compile(r"(?<![0-9])([0-9]{4})_([0-9]{2})_([0-9]{2})(?![0-9])")


TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".ods")
PACKED = (".gz", ".zip")
_OWN = (".db", ".db-wal", ".db-shm", ".db-journal", ".toml", ".lock")
"""What the program itself keeps in the data folder."""


def is_ignored(name: str) -> bool:
    """Tell whether a file of the data folder is none of ours: hidden, unfinished, the program's."""
    low = name.lower()
    return low.startswith((".", "~$")) or low.endswith((".part", ".tmp", *_OWN))


def stem(name: str) -> str | None:
    """Return a name without its endings, None when they are none that is read."""
    low = name.lower()
    bare = low.removesuffix(".gz").removesuffix(".zip")
    for ending in (*TEXTS, *WORKBOOKS):
        if bare.endswith(ending):
            return name[: len(bare) - len(ending)]
    return name[: len(bare)] if bare != low else None


def recognise(name: str) -> Recognised | None:
    """Return the kind and day that a file's name says, None when no known word is in it.

    The leftmost word wins: `ventes_magasins.csv` holds sales.
    """
    bare = None if is_ignored(name) else stem(name)
    if bare is None:
        return None
    plain = _plain(bare)
    word = _WORDS.search(plain)
    if word is None:
        return None
    genre = Genre(word.lastgroup or "")
    if not genre.is_sales:
        return Recognised(genre)
    jour = _only_day(plain)
    return Recognised(Genre.JOUR if jour else genre, jour)


def is_named(name: str) -> bool:
    """Tell whether a name says what its file holds, whatever its ending."""
    return not is_ignored(name) and _WORDS.search(_plain(name)) is not None


def stores_in(name: str, ids: Iterable[str], towns: Mapping[str, str]) -> set[str]:
    """Return the stores that a file's name, or that of its sub-folder, holds as a word.

    Args:
        name: of the file, after the sub-folder's if it is in one.
        ids: those of the stores; one that is a number is none of a name's words.
        towns: by town, as a word, the store that alone has it.
    """
    known: dict[str, set[str]] = {town: {ident} for town, ident in towns.items()}
    for ident in ids:
        if not ident.isdigit():
            known.setdefault(word(ident), set()).add(ident)
    words = [word(part) for part in re.split(r"[^\w]+|_", name) if part]
    named: set[str] = set()
    while words:  # the longest first: "saint_etienne" is no "etienne"
        sizes = range(len(words), 0, -1)
        taken = next((size for size in sizes if "".join(words[:size]) in known), 0)
        named |= known["".join(words[:taken])] if taken else set()
        words = words[taken or 1 :]
    return named


def alone(names: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each name, compared without case and accents, that only one id has."""
    found: dict[str, str | None] = {}
    for ident, name in names.items():
        key = word(name)
        found[key] = None if key in found else ident
    return {key: ident for key, ident in found.items() if key and ident is not None}


def _plain(stem: str) -> str:
    """Lower case, no accent, one underscore for every other run of characters."""
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters)


def _only_day(plain: str) -> date | None:
    """Return the day in a name; two days are a period, so a history."""
    days = set()
    for year, month, day in _DAY.findall(plain):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            return None
    return days.pop() if len(days) == 1 else None
