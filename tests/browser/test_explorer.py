"""Explorer in a real browser: its totals against SQL on the real tables, its address, its keys."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from sales_assets.report import explorer, formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.explorer import build
from sales_assets.report.pages.model import Page as Made
from sales_assets.report.pages.model import Sheet
from sales_assets.report.publish import publish_pages
from sales_assets.report.releases import publishing
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.browser.conftest import Watched
from tests.report import BUILT, ROOT
from tests.shop import SALES, STORES, Shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FIRST, LAST = date(2025, 8, 20), date(2025, 10, 18)
STORES_KNOWN = {"1": "Lyon", "2": "Paris", "3": '<img src=x onerror="window.feu=1">'}
NAMES = {
    "A": "Café moulu",
    "B": "</script><script>window.feu=1</script>",
    "C": "=cmd|' /C calc'!A0",
    "D": "Thé vert",
    "E": 'Pot "grand"; bleu',
    "F": "Œufs frais",
}
PRICES = {"A": "1.3333", "B": "10", "C": "0.0001", "D": "999.99", "E": "2.5", "F": "0.35"}
GROUPS = {"A": ("Épicerie", "Nord"), "B": ("<b>Cave</b>", ""), "D": ("Épicerie", "Sud")}
OF_PRODUCT = (
    '(SELECT COALESCE({}, \'\') FROM produits p WHERE p."ID_produit" = ventes."ID_produit")'
)
KEY = {
    "jour": "date",
    "semaine": "date(date, 'weekday 0', '-6 days')",
    "mois": "strftime('%Y-%m', date)",
    "jour_semaine": "strftime('%w', date)",
    "magasin": '"ID_magasin"',
    "produit": '"ID_produit"',
    "rayon": OF_PRODUCT.format("rayon"),
    "fournisseur": OF_PRODUCT.format("fournisseur"),
}
WEEKDAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
SUMS = (
    "sum(total_e4), sum(quantite), count(*), sum(CASE WHEN quantite < 0 THEN total_e4 ELSE 0 END), "
    "count(DISTINCT date)"
)


def put(snap: Snapshot, place: Path) -> Path:
    """Publish Explorer alone."""
    made = list(build(Context(snap, BUILT)))
    menu = [page for page in made if isinstance(page, Made)]
    sheets = [sheet for sheet in made if isinstance(sheet, Sheet)]
    with publishing(place) as held:
        publish_pages(menu, sheets, root=ROOT, site_dir=held)
    return place.resolve()


def quoted(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Two months of random sales in a real base, with returns, dear and very cheap products."""
    rng = random.Random(4)
    opened = Shop(
        tmp_path_factory.mktemp("base"),
        now=datetime(2025, 10, 20, 7, tzinfo=ZoneInfo("Europe/Paris")),
    )
    rows = ["ID_produit,Nom,Prix,Stock,Rayon,Fournisseur\n"]
    rows += [
        quoted(one, NAMES[one], PRICES[one], "10", *GROUPS.get(one, ("", ""))) for one in NAMES
    ]
    opened.drop("produits.csv", "".join(rows))
    opened.drop(
        "magasins.csv", STORES + "".join(quoted(*item, "3") for item in STORES_KNOWN.items())
    )
    lines = []
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if day.weekday() == 6 or number == 12:
            continue
        for _ in range(rng.randrange(5, 40)):
            quantity = rng.choice([1, 2, 3, 7, -1, 1000])
            cells = (f"{day}", rng.choice([*NAMES]), f"{quantity}", rng.choice([*STORES_KNOWN]))
            lines.append(quoted(*cells))
    opened.drop("ventes.csv", SALES + "".join(lines))
    opened.run()
    assert opened.value("SELECT count(*) FROM ventes") == len(lines)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(shop.snapshot(), tmp_path_factory.mktemp("site") / "public")


@dataclass(frozen=True)
class Choice:
    """What is asked, as an address and as SQL."""

    du: date = LAST - timedelta(days=27)
    au: date = LAST
    par: str = "jour"
    magasins: tuple[str, ...] = ()
    produits: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        pairs = [("du", str(self.du)), ("au", str(self.au)), ("par", self.par)]
        pairs += [("magasin", one) for one in self.magasins]
        pairs += [("produit", one) for one in self.produits]
        return f"explorer.html#{urlencode(pairs)}"

    def ask(self, shop: Shop, key: str = "''") -> list[tuple[Any, ...]]:
        where = f"date BETWEEN '{self.du}' AND '{self.au}'"
        for column, ids in (("ID_magasin", self.magasins), ("ID_produit", self.produits)):
            if ids:
                listed = ", ".join(f"'{one}'" for one in ids)
                where += f' AND "{column}" IN ({listed})'
        return shop.rows(f"SELECT {key}, {SUMS} FROM ventes WHERE {where} GROUP BY 1")


def choices(count: int) -> list[Choice]:
    rng = random.Random(20)
    found = []
    for place in range(count):
        first = FIRST + timedelta(days=rng.randrange(60))
        last = min(LAST, first + timedelta(days=rng.randrange(60)))
        stores = rng.sample([*STORES_KNOWN], rng.randrange(3))
        products = rng.sample([*NAMES], rng.randrange(4))
        found.append(Choice(first, last, [*KEY][place % len(KEY)], tuple(stores), tuple(products)))
    return found


def answered(page: Page) -> None:
    page.wait_for_selector("[data-resultat][aria-busy=false]")


def see(watched: Watched, choice: Choice) -> Page:
    """Open a choice by its address, in a fresh page."""
    watched.page.goto("about:blank")
    page = watched.open(choice.address)
    answered(page)
    return page


def downloaded(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as found:
        page.click("[data-part=telecharger]")
    content = Path(found.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def figure(page: Page, name: str) -> str:
    return str(page.locator(f"[data-chiffre={name}]").evaluate("one => one.firstChild.textContent"))


def key_of(par: str, row: dict[str, str]) -> str:
    first = next(iter(row.values()))
    return str(WEEKDAYS.index(first)) if par == "jour_semaine" else first


def e4(text: str) -> int:
    return int(Decimal(text) * 10_000)


def test_any_choice_adds_up_to_the_tables(watched: Watched, shop: Shop) -> None:
    answers = 0
    for choice in choices(24):
        page = see(watched, choice)
        rows = choice.ask(shop, KEY[choice.par])
        if not rows:
            assert page.locator("[data-part=message]").is_visible()
            continue
        answers += 1
        ((_, ca, quantite, lignes, _retours, jours),) = choice.ask(shop)
        assert figure(page, "ca") == formats.euros(ca), choice
        assert figure(page, "quantite") == formats.whole(quantite), choice
        assert figure(page, "lignes") == formats.whole(lignes), choice
        assert figure(page, "jours") == formats.whole(jours), choice
        found = downloaded(page)
        assert {
            key_of(choice.par, row): (e4(row["ca"]), int(row["quantite"]), int(row["lignes"]),
                                      e4(row["retours"]), int(row["jours"]))
            for row in found
        } == {key: tuple(sums) for key, *sums in rows}, choice  # fmt: skip
        if ca > 0:
            assert sum(Decimal(row["part"]) for row in found) == 100
    assert answers >= 12


def test_what_is_written_is_what_was_added(watched: Watched, shop: Shop) -> None:
    choice = Choice(FIRST, LAST, "produit")
    page = see(watched, choice)
    cells = page.locator("#explorer tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[0].textContent, row.cells[1].textContent, row.cells[4].textContent])"  # noqa: E501
    )
    expected = []
    for ident, ca, quantity, *_ in sorted(choice.ask(shop, '"ID_produit"'), key=lambda r: -r[1]):
        pvm = formats.euros(Fraction(int(ca), int(quantity))) if quantity > 0 else "—"
        expected.append([f"{NAMES[ident]} {ident}", formats.bare(formats.euros(ca)),
                         formats.bare(pvm)])  # fmt: skip
    assert cells == expected


def test_names_are_text_here_and_in_a_spreadsheet(watched: Watched) -> None:
    page = see(watched, Choice(FIRST, LAST, "produit", ("3",)))
    assert STORES_KNOWN["3"] in page.locator("[data-part=titre]").inner_text()
    names = {row["ID_produit"]: row["nom"] for row in downloaded(page)}
    assert names == {**NAMES, "C": f"'{NAMES['C']}"}
    for fold in ("magasin", "produit"):
        page.click(f"[data-choix={fold}] summary")
        page.wait_for_selector(f"[data-choix={fold}] li >> nth={2 if fold == 'magasin' else 5}")
        page.keyboard.press("Escape")
    assert page.evaluate("window.feu") is None
    assert page.locator("article img, article b script").count() == 0


def test_the_address_keeps_the_choice_and_back_undoes_it(watched: Watched) -> None:
    page = watched.open("explorer.html")
    answered(page)
    whole = figure(page, "ca")
    page.check("input[value=magasin]", force=True)
    page.click("[data-choix=produit] summary")
    page.check("[data-choix=produit] li:has-text('Thé vert') input")
    page.click("[data-periode=tout]")
    page.click("#explorer th:nth-child(4) button")
    page.fill("#filtre-explorer", "lyon")
    seen, title = figure(page, "ca"), page.locator("[data-part=titre]").inner_text()
    assert title == "Du 20 août au 18 octobre 2025 · tous les magasins · Thé vert"
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    answered(page)
    assert (figure(page, "ca"), page.locator("[data-part=titre]").inner_text()) == (seen, title)
    assert page.input_value("#filtre-explorer") == "lyon"
    assert page.locator("#explorer tbody tr").count() == 1
    assert page.get_attribute("#explorer th:nth-child(4)", "aria-sort") == "descending"
    assert page.is_checked("input[value=magasin]")
    page.click("[data-periode='7j']")
    assert page.get_attribute("[data-periode='7j']", "aria-pressed") == "true"
    page.go_back()
    assert figure(page, "ca") == seen
    page.goto("about:blank")
    page.goto(f"{watched.base}explorer.html#du=mardi&par=rien&tri=&magasin=inconnu%22%5D")
    answered(page)
    assert "retirez un magasin" in page.locator("[data-part=message]").inner_text()
    page.click("[data-choix=magasin] summary")
    page.click("[data-choix=magasin] [data-vider]")
    assert figure(page, "ca") == whole


def test_the_keyboard_is_enough(watched: Watched, shop: Shop) -> None:
    page = watched.open("explorer.html")
    answered(page)
    page.focus("[data-periode='7j']")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Tout
    for _ in range(9):  # two dates of three parts, and the buttons of their calendars
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-choix=magasin] summary')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-choix=magasin] input:focus")
    page.keyboard.type("par")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-choix=produit] input:focus")
    page.keyboard.type("oeuf")
    assert page.locator("[data-choix=produit] li").count() == 0
    page.keyboard.press("Control+A")
    page.keyboard.type("cafe")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    ((_, ca, *_others),) = Choice(FIRST, LAST, "semaine", ("2",), ("A",)).ask(shop)
    assert figure(page, "ca") == formats.euros(ca)
    assert page.is_checked("input[value=semaine]")
    said = page.locator("[data-part=annonce]")
    assert said.get_attribute("role") == "status"
    assert said.inner_text().startswith("9\u00a0semaines, CA ")


def test_what_is_sorted_and_searched_is_what_is_downloaded(watched: Watched) -> None:
    page = see(watched, Choice(FIRST, LAST, "jour"))
    assert page.locator("#explorer tbody tr").count() == 50
    assert page.locator(".v-pages span").inner_text() == "Page 1 sur 2"
    page.click("#explorer th:nth-child(2) button")
    page.fill("#filtre-explorer", "mardi sept")
    rows = downloaded(page)
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert {(day.weekday(), day.month) for day in days} == {(1, 9)}
    amounts = [Decimal(row["ca"]) for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    assert page.locator("#explorer tbody tr").count() == len(rows) == 5


def test_missing_days_are_told(watched: Watched) -> None:
    page = see(watched, Choice(FIRST, LAST, "mois"))
    note = page.locator("[data-part=note]").inner_text()
    assert note == "Sans données dans cette période\u00a0: 1\u00a0jour (1er sept.)."
    page.fill("#au", "2025-08-25")
    page.fill("#du", "2025-08-30")
    assert "changez l’une des deux dates" in page.locator("[data-part=message]").inner_text()


@contextmanager
def opened(chromium: Browser, **options: Any) -> Iterator[Page]:
    context = chromium.new_context(**options)
    yield context.new_page()
    context.close()


def test_without_its_script_the_page_leads_to_the_files(chromium: Browser, site: Path) -> None:
    with opened(chromium, java_script_enabled=False) as page:
        page.goto(f"{site.as_uri()}/explorer.html")
        assert page.locator("noscript a[href='donnees.html']").is_visible()
        assert not page.locator("[data-explorer]").is_visible()


def test_months_that_do_not_load_are_told(chromium: Browser, site: Path) -> None:
    with opened(chromium) as page:
        page.route("**/explorer/2025-09.*", lambda route: route.abort())
        page.goto(f"{site.as_uri()}/explorer.html")
        page.wait_for_selector("[data-part=message]:visible")
        assert "Rechargez" in page.locator("[data-part=message]").inner_text()


def test_a_month_too_large_is_not_crossed(
    chromium: Browser, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "LIMIT", 10)
    site = put(shop.snapshot(), tmp_path / "public")
    with opened(chromium) as page:
        watch = Watched(page, f"{site.as_uri()}/")
        for choice in (Choice(par="jour", magasins=("1",)), Choice(par="semaine", produits=("A",)),
                       Choice(par="magasin"), Choice(par="produit")):  # fmt: skip
            see(watch, choice)
            ((_, ca, *_others),) = choice.ask(shop)
            assert figure(page, "ca") == formats.euros(ca)
        see(watch, Choice(par="produit", magasins=("1",)))
        assert "septembre 2025 compte trop" in page.locator("[data-part=message]").inner_text()


def test_a_year_of_sales_is_answered_at_once(
    chromium: Browser, tmp_path: Path, record_property: Any
) -> None:
    site = put(snapshots.shop(days=366), tmp_path / "public")
    with opened(chromium) as page:
        page.goto(f"{site.as_uri()}/explorer.html")
        answered(page)
        page.click("[data-periode=tout]")
        page.wait_for_timeout(500)
        page.evaluate("performance.clearMeasures()")
        for par in ("semaine", "mois", "jour_semaine", "magasin", "produit", "jour"):
            page.check(f"input[value={par}]", force=True)
        page.wait_for_timeout(500)
        took = page.evaluate("performance.getEntriesByName('explorer').map(one => one.duration)")
        print("Explorer, une année :", ", ".join(f"{one:.0f} ms" for one in took if one))
        record_property("explorer_ms", took)
        assert max(took) < 2000
