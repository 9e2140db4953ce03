"""What paper shows: whole tables, no menu, figures and charts that are not cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import sites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SITE = sites.plain
PRODUCTS = 40
SPILLED = """[...document.querySelectorAll('.v-colonnes > *')].filter(
    one => one.scrollWidth > one.clientWidth + 1).length"""
A4 = {"width": 703, "height": 1017}  # between the margins, at 96 pixels an inch


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport=A4)
    yield page
    page.close()


def _rows(page: Page) -> tuple[int, int]:
    table = page.locator("section:has(> h2:text-is('Par produit')) table")
    shown = table.locator("tbody tr").count()
    return shown, int(table.get_attribute("data-page") or 0)


def test_a_table_in_pages_is_printed_whole_then_comes_back(page: Page, site: Path) -> None:
    page.goto((site / "jours/2025-11-17.html").as_uri())
    shown, size = _rows(page)
    assert shown == size
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    whole, _ = _rows(page)
    assert size < whole <= PRODUCTS
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert _rows(page) == (shown, size)


@pytest.mark.parametrize("path", ["index.html", "jours/2025-11-17.html", "stock.html",
                                  "mois/2025-11.html", "explorer.html"])  # fmt: skip
def test_a_sheet_of_paper_holds_the_width_without_the_menus(
    page: Page, site: Path, path: str
) -> None:
    page.goto((site / path).as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert (
        page.locator("header, .v-sous-entete nav, .v-voisins").locator("visible=true").count() == 0
    )
    assert page.locator("h1").is_visible()
    assert page.evaluate(SPILLED) == 0  # a table never runs into the column beside it


@pytest.mark.parametrize("path", ["index.html", "bulletin.html"])
def test_the_morning_is_one_sheet_of_paper(page: Page, site: Path, path: str) -> None:
    page.goto((site / path).as_uri())
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
