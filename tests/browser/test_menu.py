"""The menu in a real browser: six doors, a bar at a phone's foot, and the pages of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import sites
from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
        page.wait_for_load_state()
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


@pytest.fixture(params=[390, 320])
def phone(request: pytest.FixtureRequest, chromium: Browser, http_base: str) -> Iterator[Page]:
    size = {"width": request.param, "height": 700}
    context = chromium.new_context(viewport=size, has_touch=True)
    page = context.new_page()
    page.goto(f"{http_base}qualite.html")
    yield page
    context.close()


def boxes(page: Page) -> list[Any]:
    return [link.bounding_box() for link in page.locator(".v-portes a").all()]


def test_on_a_phone_the_doors_are_a_bar_at_the_foot(phone: Page) -> None:
    width = phone.evaluate("innerWidth")
    for _scrolled in range(2):
        found = boxes(phone)
        assert len(found) == len(DOORS)
        assert all(box["height"] >= 44 and box["width"] >= 44 for box in found)
        assert all(box["y"] > 600 and box["y"] + box["height"] == 700 for box in found)
        assert found[0]["x"] >= 0
        assert found[-1]["x"] + found[-1]["width"] <= width
        phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    end = phone.locator(".v-pied p").last.bounding_box()
    assert end
    assert end["y"] + end["height"] <= found[0]["y"]
    signs = phone.locator(".v-portes svg")
    assert signs.evaluate_all("all => all.every(one => one.ariaHidden === 'true')")
    assert signs.locator("visible=true").count() == len(DOORS)


def test_the_door_one_is_in_is_told_by_more_than_a_colour(phone: Page) -> None:
    look = "one => [getComputedStyle(one).fontWeight, getComputedStyle(one).borderTopColor]"
    looks = [link.evaluate(look) for link in phone.locator(".v-portes a").all()]
    clear = "rgba(0, 0, 0, 0)"
    assert [look == ["400", clear] for look in looks] == [True] * 5 + [False]
    assert looks[-1][0] == "600"
    assert looks[-1][1] != clear


def test_the_bar_hides_nothing_that_the_keyboard_reaches(phone: Page) -> None:
    seen = """() => {
        const one = document.activeElement;
        if (one.closest(".v-portes") || one === document.body) return true;
        const box = one.getBoundingClientRect();
        const room = document.querySelector(".v-portes").getBoundingClientRect().top + 1;
        return box.height < room / 2 ? box.bottom <= room : box.top < room; // a table may be tall
    }"""
    for _press in range(60):
        phone.keyboard.press("Tab")
        assert phone.evaluate(seen), phone.evaluate("document.activeElement.outerHTML")


def test_paper_has_no_bar(phone: Page) -> None:
    phone.emulate_media(media="print")
    assert not phone.locator(".v-portes").is_visible()


def test_a_very_long_name_of_a_shop_fits(phone: Page) -> None:
    phone.locator(".v-entete__nom").evaluate("one => (one.textContent = 'M'.repeat(80))")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.set_viewport_size({"width": 1000, "height": 700})
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    places = [phone.locator(f".v-{name}").bounding_box() for name in ("entete__nom", "portes")]
    assert places[0]
    assert places[1]
    assert places[0]["x"] + places[0]["width"] <= places[1]["x"]


STEPS = ["Jour", "Semaine", "Mois", "Année"]


def test_one_goes_from_a_day_to_its_week_month_and_year_and_back(watched: Watched) -> None:
    page = watched.open("jours.html")
    strip = page.locator("nav[aria-label='Période']")
    for name, address in zip(
        ["Mois", "Jour", "Année", "Mois", "Année", "Jour"],
        ["mois/2025-11", "jours/2025-11-17", "annees/2025", "mois/2025-11", "annees/2025",
         "jours/2025-11-17"],
        strict=True,
    ):  # fmt: skip
        strip.get_by_text(name, exact=True).click()
        page.wait_for_url(f"**/{address}.html")
        page.wait_for_load_state()
        assert strip.locator(".v-bouton").all_inner_texts() == STEPS
        assert strip.locator("[aria-current=page]").all_inner_texts() == [name]
    page.goto(f"{watched.base}jours/2025-11-06.html")
    strip.get_by_text("Semaine").click()
    page.wait_for_selector("[data-resultat][aria-busy=false]")
    assert "du=2025-11-03&au=2025-11-09" in page.url
    assert page.inner_text("[data-part=titre]").startswith("Du 3 au 9 novembre 2025")


def test_the_morning_is_shared_from_a_phone_as_a_sentence_and_an_address(phone: Page) -> None:
    phone.add_init_script("navigator.share = async (given) => { window.shared = given; }")
    phone.goto(phone.url.replace("qualite", "index"))
    phone.click("text=Partager")
    shared = phone.evaluate("window.shared")
    assert shared["url"] == phone.url
    assert shared["text"].startswith("Les ventes du lundi 17 novembre 2025")
    assert phone.locator(".v-une__chiffre").inner_text() in shared["text"]


def test_where_nothing_shares_the_morning_is_copied(phone: Page) -> None:
    phone.goto(phone.url.replace("qualite", "index"))
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.evaluate("delete Navigator.prototype.share")
    button = phone.locator("[data-partage]")
    button.click()
    phone.get_by_text("Copié").wait_for()
    text, url = phone.evaluate("navigator.clipboard.readText()").splitlines()
    assert text.startswith("Les ventes du lundi 17 novembre 2025")
    assert url == phone.url
    phone.set_viewport_size({"width": 1280, "height": 800})
    assert not button.is_visible()
