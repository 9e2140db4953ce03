"""The search: what a shopkeeper types, and what is found first, over http and by double-click.

What goes in: accents, dates, words of the glossary, the keyboard, a phone. What stays out: hostile
names (`test_site.py`), English (`test_english.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import sites
from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SITE = sites.accented


def found(page: Page, words: str) -> list[str]:
    """Type a query on a sheet; the addresses found, from the site's root."""
    page.click("#recherche")
    page.keyboard.insert_text(words)
    page.wait_for_selector("#trouves > *")  # an answer, or the word that there is none
    links = page.locator("#trouves a").evaluate_all("all => all.map(a => a.href)")
    root = page.url.rpartition("/jours/")[0] + "/"
    return [link.removeprefix(root) for link in links]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("noel", "produits/ref001.html"),
        ("THE", "produits/ref001.html"),
        ("the noel", "produits/ref001.html"),
        ("ethiopie", "produits/ref002.html"),
        ("éthiopie", "produits/ref002.html"),
        ("coeur", "produits/ref004.html"),
        ("ref003", "produits/ref003.html"),
        ("lyon", "magasins/1.html"),
        ("17 novembre 2025", "jours/2025-11-17.html"),
        ("lundi 17 nov", "jours/2025-11-17.html"),
        ("2025-11-17", "jours/2025-11-17.html"),
        ("17/11/2025", "jours/2025-11-17.html"),
        ("17.11.25", "jours/2025-11-17.html"),
        ("17/11", "jours/2025-11-17.html"),
        ("lundi", "jours/2025-11-17.html"),
        ("5 novembre", "jours/2025-11-05.html"),
        ("novembre", "mois/2025-11.html"),
        ("nov 2025", "mois/2025-11.html"),
        ("2025", "annees/2025.html"),
        ("thés", "produits/ref001.html"),
        ("n-1", "glossaire.html#n1_comparable"),
        ("couverture", "glossaire.html#couverture"),
        ("qualite", "qualite.html"),
    ],
)
def test_the_first_answer(watched: Watched, words: str, first: str) -> None:
    assert found(watched.open("jours/2025-11-15.html"), words)[0] == first


@pytest.mark.parametrize("words", ["11/2025", "2025-11", "novembre 2025"])
def test_a_month_finds_its_page_and_its_days(watched: Watched, words: str) -> None:
    links = found(watched.open("jours/2025-11-15.html"), words)
    assert "mois/2025-11.html" in links
    days = [link for link in links if link.startswith("jours/")]
    assert days
    assert all(day.startswith("jours/2025-11-") for day in days)


def test_a_day_that_is_not_there_is_not_another_day(watched: Watched) -> None:
    assert found(watched.open("jours/2025-11-15.html"), "2024-11-17") == []


def test_answers_stand_in_groups_and_say_how_many_more(watched: Watched) -> None:
    page = watched.open("jours/2025-11-15.html")
    found(page, "2025-11")
    groups = page.locator("#trouves h2").all_inner_texts()
    assert groups == ["Mois", "Jours"]
    assert page.locator("#trouves li.v-note").inner_text().startswith("et ")


def test_no_answer_says_what_to_try(watched: Watched) -> None:
    page = watched.open("jours/2025-11-15.html")
    assert found(page, "<b>zzz") == []
    said = page.locator("#trouves").inner_text()
    assert "<b>zzz" in said
    assert "20/11" in said


def test_by_keyboard(watched: Watched) -> None:
    page = watched.open("jours/2025-11-15.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "recherche"
    page.keyboard.insert_text("noel")
    page.wait_for_selector("#trouves a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.href").endswith("produits/ref001.html")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "recherche"
    page.keyboard.press("Escape")
    assert page.locator("#trouves").is_hidden()
    page.keyboard.insert_text("alep")
    page.wait_for_selector("#trouves a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/produits/ref003.html")


def test_on_a_phone(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    assert page.locator("#recherche").is_hidden()
    page.tap(".v-recherche__ouvrir")
    page.keyboard.insert_text("noel")
    page.wait_for_selector("#trouves a")
    box = page.locator("#trouves a").first.bounding_box()
    assert box
    assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.tap("#trouves a")
    page.wait_for_url("**/produits/ref001.html")
    context.close()
