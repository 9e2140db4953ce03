"""France's calendar against the dates that everyone can look up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from sales_assets import language
from sales_assets.feasts import Feasts

EVERYWHERE = {
    date(2025, 1, 1), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 8), date(2025, 5, 29),
    date(2025, 6, 9), date(2025, 7, 14), date(2025, 8, 15), date(2025, 11, 1), date(2025, 11, 11),
    date(2025, 12, 25),
}  # fmt: skip
GOOD_FRIDAY, STEPHEN = date(2025, 4, 18), date(2025, 12, 26)
YEAR = [date.fromordinal(date(2025, 1, 1).toordinal() + n) for n in range(365)]


@pytest.fixture
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("fr")


def test_public_holidays_are_those_of_the_region() -> None:
    assert {day for day in YEAR if Feasts().is_holiday(day)} == EVERYWHERE
    alsace = {day for day in YEAR if Feasts("alsace-moselle").is_holiday(day)}
    assert alsace == EVERYWHERE | {GOOD_FRIDAY, STEPHEN}


def test_a_feast_is_a_holiday_a_great_sunday_or_an_eve() -> None:
    feasts = {day for day in YEAR if Feasts().of(day)}
    sundays = {date(2025, 4, 20), date(2025, 6, 8)}
    assert feasts == EVERYWHERE | sundays | {date(2025, 12, 24), date(2025, 12, 31)}


@pytest.mark.parametrize(
    ("year", "easter"), [(2016, (3, 28)), (2019, (4, 22)), (2024, (4, 1)), (2026, (4, 6))]
)
def test_a_movable_feast_moves(year: int, easter: tuple[int, int]) -> None:
    assert Feasts().when("Lundi de Pâques", year) == date(year, *easter)


def test_two_feasts_on_one_day_are_both_named() -> None:
    assert Feasts().of(date(2008, 5, 1)) == ("Ascension", "Fête du Travail")
    assert Feasts().when("Lundi de Pentecôte", 2006) is None  # it was none from 2005 to 2007


@pytest.mark.usefixtures("english")
def test_feasts_are_named_in_the_language() -> None:
    assert Feasts().named(date(2025, 4, 21)) == "Easter Monday"
    assert Feasts().named(date(2025, 12, 24)) == "Christmas Eve"
    assert Feasts().named(date(2025, 12, 23)) == ""


def test_school_holidays_are_those_of_the_zone() -> None:
    """The ministry's calendar of 2024-2025: winter in February, zone by zone."""
    for zone, first, last in (
        ("A", date(2025, 2, 22), date(2025, 3, 9)),
        ("B", date(2025, 2, 8), date(2025, 2, 23)),
        ("C", date(2025, 2, 15), date(2025, 3, 2)),
    ):
        feasts = Feasts(zone=zone)  # type: ignore[arg-type]
        winter = [day for day in YEAR if feasts.school_holiday(day) == "Vacances d’hiver"]
        assert (winter[0], winter[-1]) == (first, last)
    assert Feasts().school_holiday(date(2025, 7, 20)) == ""
