"""The purchase order of the page Stock in a real browser: asked, ticked, typed, taken away."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sales_assets.indicators import stock
from sales_assets.places import PROJECT_ROOT
from sales_assets.report import formats
from sales_assets.report.pages import orders
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.stock import build
from sales_assets.report.publish import publish_pages
from sales_assets.report.releases import publishing
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.browser.conftest import Watched
from tests.browser.node import axe_source, violations
from tests.report import BUILT, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RULE = PROJECT_ROOT / "site" / "theme" / "assets" / "commande-regle.js"
NAMES = {
    "REF001": '<img src=x onerror="window.feu=1">',
    "REF002": "=cmd|' /C calc'!A0",
    "REF003": 'Pot "grand"; bleu',
}
SHOP = "Brûlerie <b>Castelune</b>"
SUPPLIERS = ["Nord", "</script><script>window.feu=1</script>", None]
PHONE = {"width": 390, "height": 844}
A4 = {"width": 703, "height": 1017}
ASKED = [(3, 28, True), (0, 1, True), (10, 7, False), (60, 120, False), (5, 14, True)]


@pytest.fixture(scope="module")
def snap() -> Snapshot:
    """A shop of more than a year, with suppliers, and costs but for some products."""
    made = snapshots.shop(days=450, products=70, stores=2, names=NAMES)
    count = len(made.produits)
    products = made.produits.assign(
        stock=pd.Series([place * 5 % 41 for place in range(count)], dtype="Int64"),
        fournisseur=pd.Series([SUPPLIERS[place % 3] for place in range(count)], dtype="str"),
        cout_e4=pd.Series(
            [None if place % 5 == 1 else 12_300 + 1111 * place for place in range(count)],
            dtype="Int64",
        ),
    )
    return replace(made, produits=products)


def put(snap: Snapshot, place: Path) -> Path:
    """Publish Stock alone."""
    with publishing(place) as held:
        pages = list(build(Context(snap, BUILT)))
        publish_pages(pages, root=ROOT, site_dir=held, shop_name=SHOP)
    return place.resolve()


@pytest.fixture(scope="module")
def site(snap: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(snap, tmp_path_factory.mktemp("commande") / "public")


@pytest.fixture
def page(chromium: Browser, http_base: str) -> Iterator[Page]:
    """The page as it opens, which prints nothing for real."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("window.print = () => {}")
    opened(page, f"{http_base}stock.html")
    yield page
    assert page.evaluate("window.feu") is None
    context.close()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#commande tbody input[type=number]")


def lines(page: Page, urgency: str = "") -> list[tuple[str, int]]:
    """The lines shown, of one urgency or of all: product, quantity."""
    found = page.evaluate(
        "body => [...document.querySelectorAll(`#commande tbody${body} tr`)]"
        ".filter((row) => row.querySelector('input[type=number]')).map((row) => "
        "[row.querySelector('a').getAttribute('href'), row.querySelector('[type=number]').value])",
        f"[data-urgence={urgency}]" if urgency else "",
    )
    return [(str(href).split("/")[1].split(".")[0].upper(), int(value)) for href, value in found]


def row(page: Page, identifier: str) -> Any:
    return page.locator(f"#commande tbody tr:has(a[href='produits/{identifier.lower()}.html'])")


def all_ticked(page: Page) -> None:
    for tick in page.locator("#commande .v-groupe input:visible").all():
        tick.check()


def saved(page: Page) -> bytes:
    with page.expect_download() as download:
        page.click("[data-part=csv]")
    return Path(download.value.path()).read_bytes()


def said(page: Page) -> str:
    return page.inner_text("[data-part=somme]").replace("\u202f", " ").replace("\u00a0", " ")


def asked(snap: Snapshot, delay: int, cover: int, season: bool) -> dict[str, list[tuple[str, int]]]:
    """What Python orders, by urgency, the first to run out first."""
    table = stock.stock_table(
        snap.produits, snap.produits_jour, snap.etats, Context(snap, BUILT).day, snap.today,
        snap.fetes, target=cover, delay=delay, seasonal=season,
    )  # fmt: skip
    found = orders.sorted_by_cover(table)
    found = found[found["a_commander"] > 0]
    return {
        key: [(str(i), int(n)) for i, n, urgency in
              zip(found["ID_produit"], found["a_commander"], found["urgence"], strict=True)
              if urgency == key]
        for key in stock.URGENCIES
    }  # fmt: skip


STOCKS = st.one_of(st.integers(0, 400), st.integers(0, 10**9))
SPEEDS = st.tuples(st.one_of(st.integers(1, 9000), st.integers(1, 10**13)), st.integers(1, 10**9))
CASES = st.lists(
    st.tuples(STOCKS, SPEEDS, st.integers(0, 60), st.integers(1, 120), st.integers(0, 7)),
    min_size=30, max_size=60,
)  # fmt: skip
EDGES = [(6, (2, 1), 3, 5, 6), (18, (2, 1), 3, 5, 6), (0, (1, 1000), 0, 1, 6), (1, (1, 3), 3, 3, 0)]


@pytest.fixture(scope="module")
def rule(chromium: Browser) -> Iterator[Page]:
    """The script's rule alone, without its page."""
    context = chromium.new_context()
    page = context.new_page()
    page.evaluate("window.ventes = {}")
    page.add_script_tag(path=RULE)
    yield page
    context.close()


@settings(max_examples=40)
@given(cases=CASES)
@example(cases=EDGES)
def test_the_browser_orders_as_python_does(rule: Page, cases: list[tuple[Any, ...]]) -> None:
    found = rule.evaluate(
        "cases => cases.map(([stock, speed, delay, cover, week]) => {"
        " const exact = speed.map(BigInt), { regle } = window.ventes;"
        " return [regle.quantity(stock, exact, delay, cover),"
        " regle.urgency(stock, exact, delay, week)]; })",
        [(held, [str(part) for part in speed], *rest) for held, speed, *rest in cases],
    )
    assert found == [
        [
            stock.to_order(held, Fraction(*speed), delay, cover),
            stock.urgency(held, Fraction(*speed), delay, week),
        ]
        for held, speed, delay, cover, week in cases
    ]


@pytest.mark.parametrize(("delay", "cover", "season"), ASKED)
def test_the_page_orders_what_python_does_for_any_choice(
    page: Page, http_base: str, snap: Snapshot, delay: int, cover: int, season: bool
) -> None:
    kept = "" if season else "&saison=non"
    page.goto("about:blank")
    opened(page, f"{http_base}stock.html#delai={delay}&jours={cover}{kept}")
    for more in page.locator("#commande .v-pages button").all():
        more.click()
    wanted = asked(snap, delay, cover, season)
    assert {key: lines(page, key) for key in wanted} == wanted
    assert any(wanted.values())


def test_the_usual_order_is_that_of_the_page_without_its_script(
    chromium: Browser, site: Path, page: Page
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto((site / "stock.html").as_uri())
    shown = [
        (str(one.locator("a").get_attribute("href")), int(one.locator("td").nth(5).inner_text()))
        for one in plain.locator("#commande tbody tr:has(td)").all()
    ]
    assert not plain.locator("[data-part=imprimer]").is_visible()
    assert not plain.locator("#delai").is_visible()
    assert plain.locator("[data-part=csv]").is_visible()
    context.close()
    assert [(href.split("/")[1].split(".")[0].upper(), n) for href, n in shown] == lines(page)


def test_the_choice_is_kept_in_the_address_and_back_gives_the_one_before(page: Page) -> None:
    before = lines(page)
    page.fill("#delai", "12")
    page.press("#delai", "Tab")
    page.check("input[name=saison][value=non]", force=True)
    page.select_option("#fournisseur", label="Nord")
    found = parse_qs(urlsplit(page.url).fragment)
    assert found == {"delai": ["12"], "jours": ["28"], "saison": ["non"], "fournisseur": ["Nord"]}
    shown = lines(page)
    assert shown != before
    page.reload()
    page.wait_for_selector("#commande tbody input[type=number]")
    assert lines(page) == shown
    assert page.input_value("#delai") == "12"
    for _ in range(3):
        page.go_back()
    assert lines(page) == before
    assert page.input_value("#delai") == "3"


@pytest.mark.parametrize(
    "choice", ["delai=999&jours=0", "delai=-1&jours=1e3", "fournisseur=personne", "delai=%00"]
)
def test_a_choice_that_makes_no_sense_is_the_usual_one(
    page: Page, http_base: str, choice: str
) -> None:
    before = lines(page)
    page.goto("about:blank")
    opened(page, f"{http_base}stock.html#{choice}")
    assert lines(page) == before
    assert (page.input_value("#delai"), page.input_value("#jours")) == ("3", "28")


def test_a_place_of_the_page_is_no_choice(page: Page) -> None:
    page.fill("#jours", "60")
    page.press("#jours", "Tab")
    shown = lines(page)
    page.evaluate("location.hash = 'dormants'")
    page.wait_for_timeout(100)
    assert lines(page) == shown


def test_what_is_typed_and_ticked_is_what_is_ordered(page: Page, snap: Snapshot) -> None:
    urgent = lines(page, "aujourdhui") + lines(page, "semaine")
    later = lines(page, "attendre")
    assert urgent
    assert later
    costs = Context(snap, BUILT).costs
    assert said(page).startswith(f"{len(urgent)} produits, {sum(n for _, n in urgent)} articles")

    (typed, _), (left, _), *kept = urgent
    row(page, typed).locator("input[type=number]").fill("7")
    row(page, left).locator("input[type=checkbox]").uncheck()
    waiting = later[0][0]
    row(page, waiting).locator("input[type=checkbox]").check()
    wanted = [(typed, 7), *kept, later[0]]
    assert [(line["ID_produit"], int(line["a_commander"])) for line in read(saved(page))] == wanted
    known = [n * costs[i] for i, n in wanted if i in costs]
    without = len(wanted) - len(known)
    amount = formats.euros(sum(known)).replace("\u202f", " ").replace("\u00a0", " ")
    assert f"· {amount} HT au coût · {without} produit" in said(page)

    page.fill("#jours", "60")  # what is typed stays; a line that is emptied is worked out again
    page.press("#jours", "Tab")
    assert dict(lines(page))[typed] == 7
    row(page, typed).locator("input[type=number]").fill("")
    row(page, typed).locator("input[type=number]").blur()
    assert dict(lines(page))[typed] == dict(asked(snap, 3, 60, True)["aujourdhui"])[typed]
    row(page, typed).locator("input[type=number]").fill("0")
    assert typed not in {line["ID_produit"] for line in read(saved(page))}


def read(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_the_file_is_the_one_that_is_published_when_all_is_ticked(page: Page, site: Path) -> None:
    all_ticked(page)
    found = saved(page)
    assert found == (site / orders.FILE).read_bytes()
    assert found.startswith(b"\xef\xbb\xbfID_produit;nom;fournisseur;stock;a_commander;cout\r\n")
    names = {line["ID_produit"]: line["nom"] for line in read(found)}
    assert names.get("REF002", f"'{NAMES['REF002']}") == f"'{NAMES['REF002']}"
    assert any(name.startswith(("'=", "<img", "Pot")) for name in names.values())


def test_an_order_of_one_supplier_holds_only_its_products(page: Page, snap: Snapshot) -> None:
    hostile = str(SUPPLIERS[1])
    assert page.locator("#fournisseur option").all_inner_texts() == [
        "Tous les fournisseurs", hostile, "Nord", "Sans fournisseur"
    ]  # fmt: skip
    page.select_option("#fournisseur", index=1)
    all_ticked(page)
    suppliers = Context(snap, BUILT).suppliers
    found = read(saved(page))
    assert found
    assert {suppliers[line["ID_produit"]] for line in found} == {hostile}
    page.select_option("#fournisseur", label="Sans fournisseur")
    assert lines(page)
    assert not {i for i, _ in lines(page)} & set(suppliers)


def test_a_copy_is_the_order_in_words(page: Page) -> None:
    page.select_option("#fournisseur", label="Nord")
    wanted = lines(page, "aujourdhui") + lines(page, "semaine")
    page.click("[data-part=copier]")
    page.wait_for_function(
        "document.querySelector('[data-part=somme]').textContent.includes('copi')"
    )
    text = str(page.evaluate("navigator.clipboard.readText()")).replace("\u00a0", " ")
    head, shop, _, supplier, *copied = text.splitlines()
    assert re.fullmatch(r"Commande du \w+ \S+ \w+ \d{4}", head)
    assert (shop, supplier) == (SHOP, "Fournisseur : Nord")
    found = [re.match(r"(\d+) × .+?(?: \((REF\d+)\))?$", line) for line in copied]
    assert [(m[2], int(m[1])) for m in found if m] == wanted
    articles = sum(n for _, n in wanted)
    assert copied[-1].startswith(f"{len(wanted)} produits, {articles} articles · ")


def test_without_a_clipboard_the_old_way_copies_too(page: Page) -> None:
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.addEventListener('copy', () => { window.copied = String(getSelection()); })"
    )
    page.click("[data-part=copier]")
    page.wait_for_function(
        "document.querySelector('[data-part=somme]').textContent.includes('copi')"
    )
    assert page.evaluate("window.copied ?? ''").startswith("Commande du")


def test_paper_holds_only_the_ticked_lines_on_one_sheet(page: Page) -> None:
    wanted = lines(page, "aujourdhui") + lines(page, "semaine")
    page.click("[data-part=imprimer]")
    page.emulate_media(media="print")
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    cells = page.locator(".v-bon tbody tr:has(td)").all()
    found = [[cell.locator("td").nth(place).inner_text() for place in (0, 2)] for cell in cells]
    assert sorted(found) == sorted([i, str(n)] for i, n in wanted)
    paper = page.inner_text("body").replace("\u00a0", " ")
    assert SHOP in paper
    assert "Commande du" in paper
    assert "Fournisseur : Nord" in paper
    assert "Date et signature" in paper
    others = page.locator("h1, .v-cartes, .v-commande, .v-pied, header")
    assert others.locator("visible=true").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("h1").is_visible()
    assert not page.locator(".v-bon").is_visible()


def test_a_phone_holds_it_with_places_to_touch(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = page.evaluate(
        "[...document.querySelectorAll('.v-commande :is(input, select, button, a), .v-coche')]"
        ".filter((one) => one.offsetParent && !one.closest('.v-coche input, .v-choix-un'))"
        ".filter((one) => !one.matches('.v-coche input'))"
        ".map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 24)"
    )
    assert small == []


def test_the_keyboard_goes_from_quantity_to_quantity(page: Page) -> None:
    first, second = page.locator("#commande td input").all()[:2]
    first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    assert second.evaluate("one => one === document.activeElement")
    assert first.input_value() == "12"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}])
def test_axe_finds_nothing(chromium: Browser, http_base: str, scheme: Any, size: Any) -> None:
    source = axe_source()
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme, viewport=size)
    page = context.new_page()
    opened(page, f"{http_base}stock.html")
    row(page, lines(page)[0][0]).locator("input[type=checkbox]").uncheck()
    assert violations(page, source) == []
    context.close()


def test_it_works_without_a_fault_from_a_folder_too(watched: Watched) -> None:
    page = watched.open("stock.html")
    page.wait_for_selector("#commande tbody input[type=number]")
    page.select_option("#fournisseur", index=1)
    page.click("[data-part=copier]")
    assert page.evaluate("window.feu") is None
    page.wait_for_timeout(100)
