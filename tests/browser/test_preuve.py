"""A figure's proof in a real browser: what it says, against the files and SQL; mouse and keyboard.

The shop is a real base loaded from files, so that a digest is that of a file and a sum is a query.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from sales_assets.report import formats
from sales_assets.report.publish import publish
from tests.browser.conftest import Watched
from tests.report import ROOT
from tests.shop import PRODUCTS, SALES, STORES, Shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

FIRST, J = date(2025, 8, 18), date(2025, 10, 18)
MISSING = date(2025, 10, 14)
NOW = datetime(2025, 10, 20, 7, tzinfo=ZoneInfo("Europe/Paris"))
HOSTILE = "<img src=x onerror=window.feu=1>"
NAMES = {"A1": "Café moulu", "B2": "Miel", "C/3": HOSTILE}
TOWNS = {"1": "Lyon", "2": "Paris", "3": "Nantes"}
SUMS = {  # what a query can add up again
    "ca": "sum(total_e4)",
    "ca_glissant": "sum(total_e4)",
    "cumul_mois": "sum(total_e4)",
    "cumul_annee": "sum(total_e4)",
    "quantite": "sum(quantite_e3)",
    "lignes": "count(*)",
    "retours": "sum(CASE WHEN quantite < 0 THEN total_e4 ELSE 0 END)",
}
PAGES = [
    "index.html",
    "produits.html",
    "magasins.html",
    f"jours/{J}.html",
    "jours/2025-09-16.html",
    "mois/2025-10.html",
    "annees/2025.html",
    "produits/a1.html",
    "magasins/2.html",
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Nine weeks: a history, then a file a day; Sundays closed, one day missing."""
    rng = random.Random(11)
    opened = Shop(tmp_path_factory.mktemp("base"), now=NOW)
    opened.drop("produits.csv", PRODUCTS + "".join(
        f'{key},"{name}",{price},40\n' for (key, name), price in zip(NAMES.items(), (3.2, 7, 12.55),
                                                                    strict=True)))  # fmt: skip
    opened.drop("magasins.csv", STORES + "".join(f"{k},{v},3\n" for k, v in TOWNS.items()))
    history = ""
    for number in range((J - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if day.weekday() == 6 or day == MISSING:
            continue
        rows = "".join(
            f"{day},{rng.choice([*NAMES])},{rng.choice([1, 2, 3, 5, -1])},{rng.choice([*TOWNS])}\n"
            for _ in range(rng.randrange(12, 30))
        )
        if day < date(2025, 10, 1):
            history += rows
        else:
            opened.drop(f"ventes_{day}.csv", SALES + rows)
    opened.drop("ventes.csv", SALES + history)
    opened.run()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site") / "public"
    publish(shop.snapshot, built_at=NOW, root=ROOT, site_dir=place)
    return place.resolve()


def sha256(shop: Shop, name: str) -> str:
    """The digest of a delivered file, from the file itself."""
    found = next(shop.data.rglob(name), None)
    if found is not None:
        return hashlib.sha256(found.read_bytes()).hexdigest()
    return str(shop.value(f"SELECT sha256 FROM livraisons WHERE nom = '{name}'"))


def panel(page: Page) -> Locator:
    page.wait_for_selector("dialog.v-preuve[open]")
    return page.locator("dialog.v-preuve")


def facts(page: Page) -> dict[str, Any]:
    """What the open panel says a figure stands on."""
    times = (
        panel(page)
        .locator("section:nth-of-type(2) dl > div:first-child time")
        .evaluate_all("all => all.map(time => time.dateTime)")
    )
    links = panel(page).locator("dl a").evaluate_all("all => all.map(link => link.href)")
    found: dict[str, Any] = {"du": times[0], "au": times[-1]}
    for link in links:
        kind, name = re.findall(r"(magasins|produits)/([^/]+)\.html$", link)[0]
        found[kind] = name
    return found


def query(shop: Shop, key: str, found: dict[str, Any]) -> int:
    """The same figure, from SQL on the sales themselves."""
    where = f"date BETWEEN '{found['du']}' AND '{found['au']}'"
    for kind, column, ids in (("magasins", "ID_magasin", TOWNS), ("produits", "ID_produit", NAMES)):
        if kind in found:
            known = {formats.slug(one): one for one in ids}
            where += f" AND \"{column}\" = '{known[found[kind]]}'"
    return int(shop.value(f"SELECT coalesce({SUMS[key]}, 0) FROM ventes WHERE {where}"))


def written(key: str, value: int) -> set[str]:
    if key in ("quantite", "lignes"):
        return {(formats.quantity if key == "quantite" else formats.whole)(value)}
    return {formats.bare(form(value)) for form in (formats.euros, formats.round_euros)}


def test_the_big_figure_says_its_file_and_its_digest(watched: Watched, shop: Shop) -> None:
    page = watched.open("index.html")
    page.click(".v-une__chiffre a")
    said = panel(page).inner_text()
    assert page.locator(".v-une__chiffre").inner_text() in said
    assert "samedi 18 octobre 2025" in said
    assert f"ventes_{J}.csv" in said
    assert panel(page).locator("code").all_text_contents() == [sha256(shop, f"ventes_{J}.csv")]
    assert not panel(page).locator("code").is_visible()  # no word of an engineer, unless asked for
    panel(page).locator("li summary").click()
    assert panel(page).locator("code").is_visible()
    assert "✓ Chaque vente porte un produit du catalogue." in said
    assert panel(page).get_by_text("Fiche du jour").get_attribute("href").endswith(f"{J}.html")


def test_a_card_says_its_missing_day(watched: Watched) -> None:
    page = watched.open("index.html")
    page.click(".v-carte__chiffre a[data-i=cumul_mois]")
    said = panel(page).inner_text()
    assert "du 1er octobre 2025 au 18 octobre 2025" in said
    assert "15 sur 16" in said
    assert "14 oct. 2025 (fichier absent)" in said


def test_the_mean_of_the_chart_stands_on_seven_days(watched: Watched) -> None:
    page = watched.open("index.html")
    page.click(".v-graphique summary")
    last = page.locator(".v-graphique details tbody tr").last
    mean = last.locator("td").nth(4)
    mean.click()
    said = panel(page).inner_text()
    assert "Moyenne mobile 7 jours" in said
    assert mean.inner_text() in said
    assert "du 12 octobre 2025 au 18 octobre 2025" in said
    assert "5 sur 6" in said
    page.keyboard.press("Escape")
    last.locator("td").nth(1).click()
    assert facts(page) == {"du": str(J), "au": str(J)}


def test_escape_closes_and_focus_returns(watched: Watched) -> None:
    page = watched.open("index.html")
    figure = page.locator(".v-une__chiffre a")
    figure.focus()
    page.keyboard.press("Enter")
    panel(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.v-preuve", state="hidden")
    assert figure.evaluate("figure => figure === document.activeElement")


def test_a_tables_figures_by_keyboard_alone(watched: Watched) -> None:
    page = watched.open("produits.html")
    page.locator("#produits").focus()
    page.keyboard.press("ArrowDown")  # the total
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    cell = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    said = panel(page).inner_text()
    assert said.startswith(("Part de CA", "×\nPart de CA")) or "Part de CA" in said.split("\n")[:3]
    assert cell.strip() in said
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.v-preuve", state="hidden")
    assert page.evaluate("document.activeElement.textContent") == cell
    assert page.locator("td[tabindex='0']").count() == 0  # a table is one stop, not thousands


@pytest.mark.parametrize("path", PAGES)
def test_the_perimeter_is_that_of_the_figure(
    chromium: Browser, site: Path, shop: Shop, path: str
) -> None:
    rng = random.Random(path)
    page = chromium.new_page(viewport={"width": 1360, "height": 900})
    page.goto(f"{site.as_uri()}/{path}")
    page.wait_for_selector(".v-pied")
    found = page.evaluate(
        """() => [...document.querySelectorAll("a[data-i], table[data-preuves] td")]
             .map((one, place) => { one.dataset.essai = place;
               const head = one.closest("table")?.tHead.rows[0].cells[one.cellIndex];
               return [place, one.dataset.i ?? head?.dataset.i ?? "", one.textContent.trim()]; })
             .filter(([_place, key, text]) => key && text)"""
    )
    summed = [one for one in found if one[1] in SUMS and re.search(r"\d", one[2])]
    assert len(summed) >= 3
    for place, key, text in rng.sample(summed, min(12, len(summed))):
        page.evaluate("place => document.querySelector(`[data-essai='${place}']`).click()", place)
        stood = facts(page)
        value = query(shop, key, stood)
        shown = formats.bare(re.sub(r"[^\d\s,−-]", "", text).strip())
        assert shown in written(key, value), (path, key, text, stood, value)
        page.keyboard.press("Escape")
    page.close()


def test_a_hostile_name_is_text(watched: Watched) -> None:
    page = watched.open(f"jours/{J}.html")
    page.locator("#par-produit tbody tr", has_text="img src").locator("td").first.click()
    assert HOSTILE in panel(page).inner_text()
    assert panel(page).locator("img").count() == 0
    assert page.evaluate("window.feu") is None


def test_a_long_list_of_deliveries_folds(watched: Watched) -> None:
    page = watched.open("index.html")
    page.click(".v-carte__chiffre a[data-i=cumul_annee]")
    assert panel(page).locator("li:has(code):visible").count() == 4
    panel(page).locator("section > details > summary").click()
    assert panel(page).locator("li:has(code):visible").count() == 16  # 15 days and the history


def test_a_comparison_shows_the_days_and_files_of_both_sides(watched: Watched) -> None:
    page = watched.open("index.html")
    page.click(".v-une a[data-i=evolution_j7]")
    said = panel(page).inner_text()
    assert "Comparé à\nsamedi 11 octobre 2025\nJours valides\n1 sur 1" in said
    day, before = "samedi 18 octobre 2025", "samedi 11 octobre 2025"
    source = panel(page).locator("section", has_text="D’où il vient").inner_text()
    assert [line for line in source.split("\n") if line in (day, before) or ".csv" in line] == [
        day, f"ventes_{J}.csv", before, "ventes_2025-10-11.csv",
    ]  # fmt: skip


def test_stock_comes_from_the_catalogue(watched: Watched, shop: Shop) -> None:
    page = watched.open("produits/a1.html")
    page.click("a[data-i=stock]")
    said = panel(page).inner_text()
    assert "produits.csv" in said
    assert "catalogue d’aujourd’hui" in said
    assert sha256(shop, "produits.csv") in panel(page).text_content()


def test_without_a_script_a_figure_leads_to_its_definition(chromium: Browser, site: Path) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.as_uri()}/jours/{J}.html")
    page.locator("a[data-i=pvm]").click()
    assert page.url.endswith("/glossaire.html#pvm")
    assert page.locator("#pvm").inner_text().startswith("Prix de vente moyen")
    assert page.locator("#preuve-aide").is_hidden()


def test_on_paper_there_is_no_panel(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    page.click(".v-une__chiffre a")
    panel(page)
    page.emulate_media(media="print")
    assert page.locator("dialog.v-preuve").is_hidden()
    assert page.locator("#preuve-aide").is_hidden()
    page.close()
