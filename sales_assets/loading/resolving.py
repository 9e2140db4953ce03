"""Whom a line means: a store by its town, a product by its name, where exactly one has it.

What a till writes is taken as an id first; as a name only where no id is so written, and where one
store or one product alone is called so. A line that names no store is of the one its file is named
after, else of the only one there is. What was damaged on the way by a spreadsheet is recognised,
never loaded. What stays out: entering whoever is known from the sales only (`discovery.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

import pandas as pd

from sales_assets.contract.layouts import word
from sales_assets.contract.names import alone, stores_in
from sales_assets.contract.rows import VARIANT
from sales_assets.loading.valuation import Catalogue

NOWHERE = ""
"""The store of a line that nothing tells."""
_SHORTENED = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})", re.IGNORECASE | re.ASCII)


def resolve(
    lines: pd.DataFrame, known: Catalogue, files: Mapping[date, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give lines the ids that they mean.

    Args:
        lines: Sales as staged: ID_produit, ID_magasin (category), date.
        known: The catalogue.
        files: By day, the name of the file that the lines of the day come from.

    Returns:
        The lines, and what was read as what, by what was written.
    """
    products, told = _renamed(lines["ID_produit"], known.products, _product(known))
    stores, by_town = _renamed(lines["ID_magasin"], known.stores, _store(known))
    if stores.isna().any():
        days = {day: _of_file(name, known) for day, name in files.items()}
        own = lines["date"].dt.date.map(days).fillna(NOWHERE)
        stores = stores.astype("object").where(stores.notna(), own).astype("category")
    return lines.assign(ID_produit=products, ID_magasin=stores), told | by_town


def _renamed(
    ids: pd.Series, known: Iterable[str], find: Callable[[str], str | None]
) -> tuple[pd.Series, dict[str, str]]:
    """Return ids with those that nobody has replaced by the one that `find` knows."""
    texts, here = ids.astype("category"), set(known)
    found = {text: find(text) for text in texts.cat.categories if text not in here}
    told = {text: ident for text, ident in found.items() if ident is not None}
    if told:
        texts = texts.map({text: told.get(text, text) for text in texts.cat.categories})
    return texts.astype("category"), told


def _product(known: Catalogue) -> Callable[[str], str | None]:
    ids, names = set(known.products), alone(known.product_names)

    def find(text: str) -> str | None:
        base = text.split(VARIANT, 1)[0]
        if base != text and base in ids:
            return base
        return names.get(word(text))

    return find


def _store(known: Catalogue) -> Callable[[str], str | None]:
    towns = alone(known.store_towns)
    return lambda text: towns.get(word(text))


def _of_file(name: str, known: Catalogue) -> str:
    """Return the store that a file's name holds as a word, else the only one there is."""
    named = stores_in(name, known.stores, alone(known.store_towns))
    if len(named) == 1:
        return named.pop()
    return next(iter(known.stores)) if len(known.stores) == 1 and not named else NOWHERE


def damage(known: Collection[str]) -> Callable[[str], str | None]:
    """Return what finds the id that a spreadsheet may have made a text of.

    It gives "" for a text that plainly was one, when none or several fit; None for a text of which
    nothing says that it was. The catalogue is looked through once, not for each text.
    """
    numbers: dict[str, list[str]] = {}
    for ident in known:
        if ident.isascii() and ident.isdigit():
            numbers.setdefault(ident.lstrip("0"), []).append(ident)

    def find(text: str) -> str | None:
        shortened = _SHORTENED.fullmatch(text)
        if shortened:
            fits = [
                one for bare, ids in numbers.items() if _shortens(shortened, bare) for one in ids
            ]
        elif text.isascii() and text.isdigit():
            fits = [ident for ident in numbers.get(text.lstrip("0"), []) if ident != text]
        else:
            fits = [ident for ident in _redecoded(text) if ident in known]
        if len(fits) == 1:
            return fits[0]
        return "" if fits or shortened else None

    return find


def _redecoded(text: str) -> list[str]:
    """Return what a text was before it was read as Windows writes, if it was something else."""
    try:
        found = text.encode("cp1252").decode()
    except UnicodeError:
        return []
    return [found] if found != text else []


def _shortens(match: re.Match[str], ident: str) -> bool:
    """Tell whether a number of these digits is shortened so: "3,76E+12"."""
    digits, exponent = match[1] + (match[2] or ""), int(match[3])
    if len(ident) != exponent + 1:
        return False
    step = 10 ** (len(ident) - len(digits)) if len(digits) <= len(ident) else 0
    return bool(step) and abs(int(ident) - int(digits) * step) * 2 <= step
