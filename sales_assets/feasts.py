"""France's calendar, offline: public holidays, the feasts around them, school holidays.

What goes in: a day, a region, a school zone. What stays out: which day a feast is compared with
(`indicators/year_before.py`), whether a shop opens (`warehouse/states.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from sales_assets.language import _, locale, mark

Region = Literal["metropole", "alsace-moselle"]
Zone = Literal["A", "B", "C"]

_SUBDIVISIONS = {"metropole": None, "alsace-moselle": "6AE"}
_EASTER_MONDAY = "Lundi de Pâques"
_MOVABLE = {mark("Dimanche de Pâques"): -1, mark("Dimanche de Pentecôte"): 48}  # from that Monday
_FIXED = {mark("Veille de Noël"): (12, 24), mark("Saint-Sylvestre"): (12, 31)}


@dataclass(frozen=True)
class Feasts:
    """The feasts of a region, and the school holidays of a zone; None for none.

    Feasts are its public holidays, the Sundays of Easter and Whitsun, 24 and 31 December.
    """

    region: Region = "metropole"
    zone: Zone | None = None

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday."""
        return day in _holidays(self.region, day.year, "fr")

    def of(self, day: date) -> tuple[str, ...]:
        """The feasts of a day, by the French name that is theirs each year."""
        return tuple(name for name, when in _feasts(self.region, day.year).items() if when == day)

    def when(self, feast: str, year: int) -> date | None:
        """The day of a feast in a year; None where it was none that year."""
        return _feasts(self.region, year).get(feast)

    def named(self, day: date) -> str:
        """Name the feasts of a day to a reader; "" for an ordinary one."""
        language = "fr" if locale() == "fr" else "en_US"
        public = _holidays(self.region, day.year, language).get(day)
        return public or ", ".join(_(name) for name in self.of(day))

    def school_holiday(self, day: date) -> str:
        """Name the school holidays that a day is of; "" for none, and before October 2017."""
        if self.zone is None:
            return ""
        return _school(self.zone, day.year, "fr" if locale() == "fr" else "en_US").get(day, "")


METROPOLE = Feasts()


@lru_cache(maxsize=256)
def _feasts(region: Region, year: int) -> dict[str, date]:
    """Every feast of a year and its day."""
    public = _holidays(region, year, "fr")
    found = {name: day for day, names in public.items() for name in names.split(", ")}
    monday = found[_EASTER_MONDAY]
    found |= {name: monday + timedelta(days=after) for name, after in _MOVABLE.items()}
    return found | {name: date(year, *day) for name, day in _FIXED.items()}


@lru_cache(maxsize=256)
def _holidays(region: Region, year: int, language: str) -> dict[date, str]:
    from holidays import country_holidays  # takes 0.1 s, and only some reads ask for it

    found = country_holidays(
        "FR", subdiv=_SUBDIVISIONS[region], years=year, language=language, observed=False
    )
    return _written(found)


@lru_cache(maxsize=64)
def _school(zone: Zone, year: int, language: str) -> dict[date, str]:
    from holidays import SCHOOL, country_holidays

    found = country_holidays(
        "FR", subdiv=f"Zone {zone}", years=year, language=language, categories=SCHOOL
    )
    return _written(found)


def _written(found: dict[date, str]) -> dict[date, str]:
    return {
        day: names.replace("'", "’").replace("; ", ", ") for day, names in sorted(found.items())
    }
