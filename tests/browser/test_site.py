"""The site in a real browser, over http with its security policy and by double-click.

What goes in: what only a browser can tell: errors, requests, drawn charts, search, inert names.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import sites
from tests.browser.conftest import Watched
from tests.browser.pictures import see_all

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SITE = sites.hostile
KINDS = [
    "index.html",
    "produits.html",
    "produits/ref001.html",
    "produits/ref003.html",
    "magasins.html",
    "magasins/2.html",
    "explorer.html",
    "jours.html",
    "jours/2025-11-17.html",
    "calendrier.html",
    "mois.html",
    "mois/2025-11.html",
    "mois/2025-10.html",
    "annees/2025.html",
    "bulletin.html",
    "stock.html",
    "qualite.html",
    "rectifications.html",
    "tracabilite.html",
    "donnees.html",
    "glossaire.html",
    "404.html",
]


def test_every_kind_of_page_is_tried(site: Path) -> None:
    pages = [path.relative_to(site) for path in site.rglob("*.html")]
    kinds = {str(page) if page.parent == Path() else str(page.parent) for page in pages}
    assert kinds == {path.rpartition("/")[0] or path for path in KINDS}


@pytest.mark.parametrize("path", KINDS)
def test_a_page_shows_its_charts_without_a_fault(
    watched: Watched, path: str, figure: Callable[..., None]
) -> None:
    if path == "404.html" and watched.base.startswith("file:"):
        return  # only a server answers with it: its addresses begin at the server's root
    page = watched.open(path)
    charts = page.locator("[data-graphique]").count()
    see_all(page)
    if charts:  # not wait_for_function, which the page's policy refuses to poll
        page.locator("[data-graphique].est-trace").nth(charts - 1).wait_for()
    if path in ("index.html", "produits.html", "magasins.html", "magasins/2.html"):
        assert charts
    if path != "bulletin.html":  # an e-mail, which has no banner
        assert page.locator(".v-bandeau").inner_text().startswith("Données au lundi 17 nov. 2025")
        assert page.locator(".v-entete__nom").inner_text() == sites.FEU
    assert page.title().endswith(sites.FEU)
    assert page.evaluate("window.feu") is None
    figure("P17", pages=1, calls_out=0)
    figure("P18", pages=1, fired=0)


def test_before_its_script_a_chart_is_painted(watched: Watched) -> None:
    page = watched.open("index.html")
    assert page.locator(".v-graphique__peint svg").count() > 0


def test_a_hostile_name_is_text_in_search_and_in_a_days_lines(
    watched: Watched, figure: Callable[..., None]
) -> None:
    page = watched.open("jours/2025-11-17.html")
    page.locator("[data-lignes]").scroll_into_view_if_needed()
    page.wait_for_selector("#lignes tbody tr")
    page.click("#recherche")
    page.keyboard.type("img onerror")
    page.wait_for_selector("#trouves a")
    assert page.evaluate("window.feu") is None
    assert page.locator("#trouves img, #lignes img, article img").count() == 0
    figure("P18", searches=1, fired=0)


def test_a_days_lines_sort_filter_and_page(watched: Watched) -> None:
    page = watched.open("jours/2025-11-15.html")
    page.locator("[data-lignes]").scroll_into_view_if_needed()
    page.wait_for_selector("#lignes tbody tr")
    page.click("#lignes th:nth-child(5) button")
    amounts = page.locator("#lignes tbody td:nth-child(5)").evaluate_all(
        "cells => cells.map(cell => Number(cell.dataset.v))"
    )
    assert amounts == sorted(amounts, reverse=True)
    page.fill("#filtre-lignes", "SAVON d")
    names = page.locator("#lignes tbody td:nth-child(2)").all_inner_texts()
    assert set(names) <= {"Savon d’Alep"}


def test_products_are_sorted_by_numbers_not_letters(watched: Watched) -> None:
    page = watched.open("produits.html")
    for column in (2, 6, 8):
        page.click(f"#produits thead tr:first-child th:nth-child({column}) button")
        shown = page.locator(f"#produits tbody td:nth-child({column})").evaluate_all(
            "cells => cells.map(cell => Number(cell.dataset.v))"
        )
        assert shown == sorted(shown, reverse=True)
    page.fill("#filtre-produits", "ref003")
    assert page.locator("#produits tbody tr").count() == 1


@pytest.mark.parametrize("path", ["produits/ref004.html", "magasins/2.html"])
def test_a_sheet_leads_to_its_sales_in_explorer(watched: Watched, path: str) -> None:
    page = watched.open(path)
    amount = page.locator(".v-une__chiffre").inner_text()
    page.click("a[href*='explorer.html#']")
    page.wait_for_selector("[data-resultat][aria-busy=false]")
    assert page.locator("[data-chiffre=ca]").evaluate("one => one.firstChild.textContent") == amount


def test_arrow_keys_go_from_day_to_day(watched: Watched) -> None:
    page = watched.open("jours/2025-11-17.html")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/jours/2025-11-15.html")


def test_dark_recolours_pages_and_charts(watched: Watched) -> None:
    page = watched.open("index.html")
    see_all(page)
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_selector(".v-graphique.est-trace .main-svg")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    line = "document.querySelector('.v-graphique .scatterlayer path.js-line').style.stroke"
    light = page.evaluate(line)
    page.click("label[title='Sombre']")
    page.wait_for_function(f"{line} !== '{light}'")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.reload()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_wider_than_a_phone(chromium: Browser, http_base: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in KINDS:
        page.goto(http_base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_paper_has_every_chart_and_no_menu(chromium: Browser, http_base: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{http_base}produits/ref003.html")
    see_all(page)
    page.wait_for_timeout(500)
    page.emulate_media(media="print")
    assert not page.locator(".v-entete").is_visible()
    for place in range(page.locator(".v-graphique").count()):
        assert page.locator(".v-graphique__peint svg").nth(place).is_visible()
    context.close()
