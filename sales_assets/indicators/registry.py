"""Every indicator, once: what it is called, how it is computed, what to beware of, what guards it.

What goes in: the list that pages and the glossary read; they define none. What stays out: the
computation, in the module of the indicator's family. Texts are French sources, translated when
they are asked for.
"""

from __future__ import annotations

from dataclasses import replace

from sales_assets.indicators.definition import Indicator as Indicator
from sales_assets.indicators.definitions_catalogue import CATALOGUE
from sales_assets.indicators.definitions_cumuls import CUMULS
from sales_assets.indicators.definitions_items import ITEMS
from sales_assets.indicators.definitions_periods import PERIODS
from sales_assets.language import _, mark

_CHAPTERS = (
    (mark("Chiffre d’affaires et comparaisons"), PERIODS),
    (mark("Cumuls, moyennes, extrêmes"), CUMULS),
    (mark("Produits, magasins, stock, qualité"), ITEMS),
    (mark("Tels que livrés"), CATALOGUE),
)
_BY_KEY = {entry.key: entry for _title, entries in _CHAPTERS for entry in entries}


def indicator(key: str) -> Indicator:
    """Return an indicator, its texts in the language in use; KeyError for an unknown key."""
    found = _BY_KEY[key]
    return replace(
        found,
        label=_(found.label),
        formula=_(found.formula),
        unit=_(found.unit) if found.unit else "",
        caveat=_(found.caveat) if found.caveat else "",
    )


def known(key: str) -> None:
    """Refuse an unknown key: KeyError."""
    _BY_KEY[key]


def indicators() -> tuple[Indicator, ...]:
    """Return every indicator, in the order of the glossary."""
    return tuple(indicator(key) for key in _BY_KEY)


def chapters() -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """Return the same under their titles."""
    return tuple(
        (_(title), tuple(indicator(entry.key) for entry in entries)) for title, entries in _CHAPTERS
    )
