"""An English site in a real browser: no French is left for the eye, the pointer or the ear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import sites
from tests.browser.pictures import see_all

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SITE = sites.english
PAGES = [
    "index.html",
    "produits.html",
    "produits/ref001.html",
    "magasins/1.html",
    "explorer.html",
    "jours.html",
    "jours/2025-11-17.html",
    "qualite.html",
    "donnees.html",
    "glossaire.html",
    "404.html",
]
FRENCH = re.compile(
    r"\b(le|la|les|des|du|de|un|une|et|ou|est|sont|dans|pour|par|avec|au|aux|ce|cette|qui|que|pas"
    r"|jours?|mois|lundi|mardi|samedi|novembre|octobre|magasins?|produits?|ventes?|lignes?|fichiers?"
    r"|aucune?|retours|livraisons?|contrôles?|réussi|moyenne|clair|sombre|suivante|précédente|CA"
    r"|rechercher|salariés?|accueil|données|qualité)\b|[«»]|\d,\d\d\b(?!\d)",
    re.IGNORECASE,
)
SEEN = """() => [document.body.innerText, document.title,
  ...[...document.querySelectorAll("[title],[aria-label],[placeholder],[data-title],[content]")]
    .flatMap((part) => ["title", "aria-label", "placeholder", "data-title", "content"]
      .map((name) => part.getAttribute(name) ?? ""))]"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1360, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_french_is_left(page: Page, site: Path, path: str) -> None:
    page.goto(f"{site.as_uri()}/{path}")
    assert page.evaluate("document.documentElement.lang") == "en"
    see_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    # columns and files keep their names
    page.evaluate("document.querySelectorAll('pre, code').forEach((part) => part.remove())")
    for text in page.evaluate(SEEN):
        kept = re.sub(
            r"\S*(?:_|\.csv|\.html|\.xlsx|\.db|\.zip|\.parquet|\.ya?ml|\.json)\S*", "", text
        )
        found = FRENCH.search(kept)
        assert not found, kept[max(0, found.start() - 60) : found.end() + 60] if found else ""


def test_a_chart_speaks_english(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/produits/ref001.html")
    figure = page.locator(".v-graphique").first
    see_all(page)  # a chart is drawn for a reader who moves
    figure.scroll_into_view_if_needed()
    figure.locator(".main-svg").first.wait_for()
    place = figure.locator(".v-graphique__trace").bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] * 0.6, place["y"] + place["height"] / 2)
    hover = figure.locator(".hoverlayer .hovertext")
    hover.first.wait_for()
    assert re.match(r"\d+( \w+)? to \d+ \w+ 2025", hover.first.text_content() or "")
    axis = " ".join(figure.locator(".xtick, .ytick").all_text_contents())
    assert re.search(r"€\d", axis)
    assert re.search(r"\d (Jan|Apr|Jul|Sept)\b", axis)


def test_a_long_table_turns_its_pages_in_english(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/produits.html")
    said = page.locator(".v-pages").first.inner_text()
    assert re.search(r"Previous\s*Page 1 of 2\s*Next", said)


def test_english_words_are_found(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    page.click("#recherche")
    page.keyboard.type("17 November 2025")
    page.wait_for_selector("#trouves a")
    links = page.locator("#trouves a").evaluate_all("all => all.map(a => a.href)")
    assert any("jours/2025-11-17.html" in link for link in links[:3]), links
