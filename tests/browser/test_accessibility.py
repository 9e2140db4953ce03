"""Every page kind judged by axe-core (WCAG 2.2 AA and best practices), and reached by keyboard.

What goes in: light, dark and phone. What stays out: speed (`test_lighthouse`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import sites
from tests.browser.node import axe_source, violations
from tests.browser.pictures import kinds, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = sites.plain
LOOKS: dict[str, dict[str, Any]] = {
    "clair": {"viewport": {"width": 1280, "height": 900}},
    "sombre": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "telephone": {"viewport": {"width": 390, "height": 844}},
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: Path, http_base: str, look: str
) -> None:
    source = axe_source()
    context = chromium.new_context(locale="fr-FR", bypass_csp=True, **LOOKS[look])
    page = context.new_page()
    found = []
    for path in kinds(site):
        page.goto(http_base + path)
        read_through(page)
        found += [f"{path} {line}" for line in violations(page, source)]
    context.close()
    assert found == []


def focused(page: Page) -> str:
    """Say what has the focus: its words, or its label."""
    return str(
        page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.textContent).trim()"
        )
    )


def tab_until(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until the focus is on `wanted`, which must show where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def test_the_first_tab_skips_to_the_content(page: Page, http_base: str) -> None:
    page.goto(f"{http_base}produits.html")
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu"
    box = page.locator(".v-saut").bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_menu_search_and_theme_by_keyboard(page: Page, http_base: str) -> None:
    page.goto(http_base)
    tab_until(page, "Produits")
    page.keyboard.press("Enter")
    page.wait_for_url("**/produits.html")
    tab_until(page, "Rechercher un produit, un magasin, un jour")
    page.keyboard.insert_text("café")
    page.wait_for_selector("#trouves a[href$='ref001.html']")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if "ref001" in page.evaluate("document.activeElement.href ?? ''"):
            break
    else:
        pytest.fail("ref001 is not reached by the arrows")
    page.keyboard.press("Enter")
    page.wait_for_url("**/produits/ref001.html")
    page.reload()
    before = page.evaluate("document.body.dataset.mdColorScheme")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "__palette":
            break
    outline = "getComputedStyle(document.querySelector('.v-entete__palette')).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.body.dataset.mdColorScheme") != before


def test_sorting_and_a_charts_figures_by_keyboard(page: Page, http_base: str) -> None:
    page.goto(f"{http_base}produits.html")
    tab_until(page, "Produit", 120)
    page.keyboard.press("Enter")
    assert page.locator("#produits th[aria-sort=ascending]").count() == 1
    page.goto(http_base)
    tab_until(page, "Les chiffres de ce graphique", 120)
    page.keyboard.press("Enter")
    assert page.locator(".v-graphique details[open] table").first.is_visible()


def test_what_scrolls_can_be_focused(chromium: Browser, http_base: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{http_base}produits.html")
    page.wait_for_timeout(200)
    hidden = page.evaluate(
        "[...document.querySelectorAll('.v-tableau')].filter("
        "box => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length"
    )
    assert hidden == 0
    context.close()


def test_each_page_has_a_language_a_title_of_its_own_and_a_description(site: Path) -> None:
    titles = []
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        name = str(path.relative_to(site))
        assert '<html lang="fr"' in text, name
        assert '<meta name="description" content="' in text or name == "404.html", name
        titles.append(text.split("<title>")[1].split("</title>")[0])
    assert len(set(titles)) == len(titles)
