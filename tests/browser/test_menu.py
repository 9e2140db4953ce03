"""The menu in a real browser: six doors, and under each the pages that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import sites
from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SITE = sites.plain
DOORS = ["Ce matin", "Ventes", "Produits", "Magasins", "Explorer", "Confiance"]


def doors(page: Page) -> list[str]:
    return page.locator("nav[aria-label='Pages'] ul a").all_inner_texts()


def test_each_door_leads_to_its_pages_and_says_that_one_is_there(watched: Watched) -> None:
    page = watched.open("index.html")
    assert doors(page) == DOORS
    pages = []
    for place, name in enumerate(DOORS):
        page.locator("nav[aria-label='Pages'] ul a").nth(place).click()
        here = page.locator("nav[aria-label='Pages'] [aria-current]")
        assert here.all_inner_texts() == [name]
        assert page.locator("h1").count() == 1
        pages.append(page.locator(f"nav[aria-label='{name}'] a").all_inner_texts())
    assert pages == [
        [],
        ["Jours", "Calendrier", "Mois", "Bulletin"],
        ["Produits", "Stock"],
        [],
        [],
        ["Qualité", "Rectifications", "Traçabilité", "Téléchargements", "Glossaire"],
    ]
