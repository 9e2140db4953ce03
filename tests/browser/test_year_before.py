"""The N-1 that the panel of a proof shows is the one that the figure was made with."""

from __future__ import annotations

import pytest

from tests.browser import sites
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser
SITE = sites.year


def compared(watched: Watched, address: str, key: str) -> tuple[list[str], str]:
    """The days of "Comparé à", and the text of the perimeter."""
    page = watched.open(address)
    page.locator(f"a[data-i={key}]").first.click()
    section = page.locator("dialog.v-preuve[open] section:nth-of-type(2)")
    section.wait_for()
    row = section.locator("dl > div").filter(has_text="Comparé à").locator("time")
    return [time.get_attribute("datetime") or "" for time in row.all()], section.inner_text()


def test_a_holiday_is_compared_with_itself(watched: Watched) -> None:
    days, _said = compared(watched, "jours/2025-11-11.html", "evolution_n1")
    assert days == ["2024-11-11"]


def test_an_ordinary_day_is_not_compared_with_a_holiday(watched: Watched) -> None:
    days, _said = compared(watched, "jours/2025-11-10.html", "evolution_n1")
    assert days == ["2024-11-04"]


def test_a_month_says_what_it_counts_twice(watched: Watched) -> None:
    days, said = compared(watched, "mois/2025-11.html", "evolution_n1")
    assert days == ["2024-11-01", "2024-11-18"]
    assert "Comptés deux fois" in said
    assert "4 nov. 2024" in said
