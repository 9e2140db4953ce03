"""Every indicator as `indicators.toml` says it: its words, its format, its guards, its thresholds.

What goes in: reading that file, once a process. What stays out: the computation, in the module of
the indicator's family. Texts are French sources, translated when they are asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from sales_assets.language import _, locale

SOURCE = Path(__file__).with_name("indicators.toml")
_TEXTS = ("label", "short", "unit", "formula", "caveat")
MONTH_BEFORE = -1
"""`Indicator.back` for as many days at the start of the previous month."""


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        key: Fixed name, [a-z0-9_], also the glossary's anchor.
        label: What a reader sees. short: The same at the head of a column.
        unit: "" for a plain number. below: Whether it stands under a column's title.
        format: The function of `report.formats` that writes it, "" for words.
        signed: Whether its columns write a plus sign.
        decimals: Those of its columns, None for the format's own.
        formula: In words and signs.
        caveat: One line, shown where the number is; "" when there is none.
        checks: Names of the rules (expectations/*.json) that guard it.
        since: Where it counts from when that is not its window's first day: the first of the last
            day's "semaine", "mois" or "annee".
        days: The days it counts up to its last one, 0 where that is its window.
        back: What it is compared with: its days so many days earlier, MONTH_BEFORE, 0 for nothing.
        thresholds: From where it means something, by name.
        needs: What files must tell for it to be shown; "" where they always do.
        told: What the caveat becomes where they tell one of `needs`.
    """

    key: str
    label: str
    formula: str
    short: str = ""
    unit: str = ""
    below: bool = False
    format: str = ""
    signed: bool = False
    decimals: int | None = None
    caveat: str = ""
    checks: tuple[str, ...] = ()
    since: str = ""
    days: int = 0
    back: int = 0
    thresholds: Mapping[str, Fraction] = field(default_factory=dict)
    needs: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def beside(self, told: Collection[str]) -> Indicator:
        """It, with the caveat that it has where files tell this much."""
        instead = next((text for need, text in self.told.items() if need in told), None)
        return self if instead is None else replace(self, caveat=_(instead))


@dataclass(frozen=True)
class _Chapter:
    title: str
    indicators: tuple[Indicator, ...]


@lru_cache(maxsize=1)
def _chapters() -> tuple[_Chapter, ...]:
    # exact: a share of 0.95 is 95/100, not the float beside it
    source = tomllib.loads(SOURCE.read_text("utf-8"), parse_float=Fraction)
    groups: dict[str, list[str]] = source["guards"]
    return tuple(
        _Chapter(
            chapter["title"],
            tuple(_read(key, groups, **said) for key, said in chapter["indicator"].items()),
        )
        for chapter in source["chapter"]
    )


def _read(
    key: str,
    groups: Mapping[str, list[str]],
    *,
    guards: list[str],
    back: int | str = 0,
    thresholds: Mapping[str, int | Fraction] | None = None,
    **said: Any,
) -> Indicator:
    limits = {name: Fraction(value) for name, value in (thresholds or {}).items()}
    return Indicator(
        key,
        checks=tuple(dict.fromkeys(_rules(guards, groups))),
        back=MONTH_BEFORE if back == "month" else int(back),
        thresholds=limits,
        **{"short": said["label"], **said},
    )


def _rules(guards: Iterable[str], groups: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the names of rules, groups opened."""
    for name in guards:
        if name in groups:
            yield from _rules(groups[name], groups)
        else:
            yield name


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Indicator]:
    return {found.key: found for chapter in _chapters() for found in chapter.indicators}


def indicator(key: str) -> Indicator:
    """Return an indicator, its texts in the language in use; KeyError for an unknown key."""
    return _translated(key, locale())


@lru_cache(maxsize=512)
def _translated(key: str, _language: str) -> Indicator:
    found = _by_key()[key]
    texts: dict[str, Any] = {name: _(getattr(found, name)) for name in _TEXTS}
    return replace(found, **texts)


def known(key: str) -> None:
    """Refuse an unknown key: KeyError."""
    _by_key()[key]


def threshold(key: str, name: str) -> Fraction:
    """Return from where an indicator's figure means something; KeyError for an unknown one."""
    return _by_key()[key].thresholds[name]


def days(key: str) -> int:
    """Return the days that an indicator counts up to its last one; KeyError for an unknown key."""
    return _by_key()[key].days


def indicators() -> tuple[Indicator, ...]:
    """Return every indicator, in the order of the glossary."""
    return tuple(indicator(key) for key in _by_key())


def chapters(
    told: Collection[str] | None = None,
) -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """Return the same under their titles: all, or those of a shop whose files tell this much."""
    found = (
        (_(chapter.title), tuple(indicator(one.key).beside(told or ()) for one in chapter.indicators
                                 if told is None or not one.needs or one.needs in told))
        for chapter in _chapters()
    )  # fmt: skip
    return tuple((title, some) for title, some in found if some)
