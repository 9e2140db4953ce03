"""Pages: what each says, how names are kept inert, what an empty shop shows."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.report import archive
from sales_assets.report.pages import Page, build_site, registers
from sales_assets.report.pages.model import markdown, page_data, script_json, search_entries
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, THEME, every_page

HOSTILE = [
    "<img src=x onerror=feu()>",
    "</script><script>feu()</script>",
    "{{ 7*7 }}{% raw %}",
    "[x](javascript:feu()) `c` **g** <!-- ",
    "a\u202egnp.exe\x00\x02wzxhzdk:0\x03",
    "' onmouseover='feu()' x=\"",
    "&lt;b&gt; &#60;i&#62;",
]


def pages(snap: Snapshot) -> dict[str, Page]:
    return {page.path: page for page in every_page(build_site(snap, built_at=BUILT))}


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=70, products=8, stores=3)


@pytest.fixture(scope="module")
def site(shop: Snapshot) -> dict[str, Page]:
    return pages(shop)


def text_of(page: Page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.body))


def test_each_product_store_and_sold_day_has_its_sheet(site: dict[str, Page]) -> None:
    sold = snapshots.shop(days=70, products=8, stores=3).jours
    assert len([path for path in site if path.startswith("produits/")]) == 8
    assert len([path for path in site if path.startswith("magasins/")]) == 3
    assert len([path for path in site if path.startswith("jours/")]) == len(sold)


def test_home_shows_the_exact_ca_of_the_last_complete_day(
    shop: Snapshot, site: dict[str, Page]
) -> None:
    from sales_assets.report import formats

    assert formats.euros(int(shop.jours["ca_e4"].iloc[-1])) in site["index.md"].body
    assert site["index.md"].title == "Lundi 17 novembre"


def test_the_current_day_is_not_the_last_complete_one(shop: Snapshot) -> None:
    early = replace(shop, today=pd.Timestamp("2025-11-17").date())
    assert pages(early)["index.md"].title != "Lundi 17 novembre"


def test_every_page_of_the_menu_exists(site: dict[str, Page]) -> None:
    menu = re.findall(r": (\w+\.md)", (THEME.parents[1] / "mkdocs.yml").read_text())
    assert menu
    told = {"tickets.md", "marges.md", "rayons.md"}  # test_told_pages.py
    assert set(menu) - told <= set(site)
    assert told <= set(menu)


def test_every_link_leads_to_a_page_or_a_download(shop: Snapshot) -> None:
    site = build_site(shop, built_at=BUILT)
    made = every_page(site)
    known = {page.path.replace(".md", ".html") for page in made}
    known |= {extra.path for extra in site.extras} | {archive.NAME}  # which `publish` adds
    known |= {extra.path for page in made for extra in page.extras}
    for page in made:
        folder = page.path.rpartition("/")[0]
        for link in re.findall(r'href="([^"#]+)"', page.body):
            target = link.removeprefix("../") if link.startswith("../") else f"{folder}/{link}"
            assert target.lstrip("/") in known, (page.path, link)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name: str) -> None:
    snap = snapshots.shop(days=40, products=3, stores=2, names={"REF001": name}, cities={"1": name})
    lignes = snap.rejets.assign(texte=name, raison=name)
    snap = replace(snap, rejets=lignes)
    for page in pages(snap).values():
        out = markdown(page, page_data(page))
        entries = search_entries(page)
        for shown in (out, script_json(entries)):
            assert "<img" not in shown
            assert "<script" not in shown
        for shown in (out, *chain.from_iterable(entries)):
            assert "\u202e" not in shown
            assert "\x02" not in shown
        assert not re.search(r"<[^>]*\bonmouseover=", out)
        data = page_data(page)
        if data:
            assert not re.search(rb"[<>&]", data.content)


def test_the_raw_text_of_a_rejected_row_is_on_no_page(shop: Snapshot) -> None:
    snap = replace(shop, rejets=shop.rejets.assign(texte="client@example.org"))
    site = build_site(snap, built_at=BUILT)
    for page in every_page(site):
        assert "example" not in markdown(page, page_data(page))
    assert all(b"example" not in extra.content for extra in site.extras)


def test_an_empty_shop_says_what_to_do_next() -> None:
    site = pages(snapshots.empty())
    assert not [name for name in site if "/" in name]
    silent = {"glossaire.md"}
    for name in sorted(set(site) - silent):
        assert "make report" in text_of(site[name]), name


def test_a_failed_check_is_loud_and_says_what_to_do(shop: Snapshot) -> None:
    controls = shop.controles.assign(reussi=False, severite="critical")
    page = pages(replace(shop, controles=controls))["qualite.md"]
    assert "échec, bloquant" in page.body
    assert "déposez-le à nouveau" in text_of(page)
    assert "contrôles 0/4" in build_site(replace(shop, controles=controls), built_at=BUILT).banner


def test_a_failing_row_is_shown_as_a_person_writes_it(shop: Snapshot) -> None:
    row = {"ID_produit": "A<b>", "date": "2025-10-04T00:00:00", "prix_unitaire_e4": None,
           "total_e4": 11_500}  # fmt: skip
    controls = shop.controles.assign(reussi=False, exemples=json.dumps([row]))
    page = pages(replace(shop, controles=controls))["qualite.md"]
    shown = html.unescape(text_of(page))
    assert "par exemple produit A<b>, 04/10/2025, total 1,15\u202f€" in shown


def test_a_failing_row_has_the_titles_and_the_units_of_a_person(shop: Snapshot) -> None:
    """A VAT of 20 % was "taux_tva_e4 0,20 €"."""
    row = {"ligne": 5, "nom": "Cerise", "taux_tva_e4": 2000, "quantite_e3": 1500, "numero": 1,
           "montant_e4": 120_000, "prix_e4": 3330.0, "ticket": "8", "ttc": True, "remise_e4": 0,
           "cout_e4": None, "produit_connu": True, "magasin_connu": False}  # fmt: skip
    controls = shop.controles.assign(reussi=False, exemples=json.dumps([row]))
    shown = html.unescape(text_of(pages(replace(shop, controles=controls))["qualite.md"]))
    said = (
        "par exemple ligne 5, nom Cerise, taux de TVA 20,0 %, quantité 1,5, montant 12,00 €, "
        "prix 0,333 €, ticket 8, remise 0,00 €"
    )
    assert said in shown.replace("\u202f", " ")
    for word in ("_e3", "_e4", "numero", "ttc", "connu False", "produit connu"):
        assert word not in shown


def test_a_column_that_a_rule_judges_has_a_title() -> None:
    folder = Path(__file__).resolve().parents[2] / "expectations"
    rules = [rule for path in folder.glob("*.json")
             for rule in json.loads(path.read_text("utf-8"))["expectations"]]  # fmt: skip
    judged = {rule["kwargs"]["column"] for rule in rules if "column" in rule["kwargs"]}
    names = {re.sub("_e[34]$", "", column) for column in judged} - registers.INTERNAL - {"date"}
    assert names <= registers.TITLES.keys()


def test_a_failed_check_is_named_in_the_line_of_every_page(shop: Snapshot) -> None:
    site = build_site(shop, built_at=BUILT)
    assert "17\u00a0nov" in site.banner or "17 nov" in site.banner
    assert "06:31" in site.banner
    assert "contrôles 3/4" in site.banner


def test_a_delivered_ticket_is_shown(shop: Snapshot) -> None:
    snap = replace(shop, lignes=lambda day: shop.lignes(day).assign(ticket="T1"))
    page = pages(snap)["jours/2025-11-17.md"]
    assert "Ticket" in page.body
    assert json.loads(script_json(page.lines))["colonnes"][5][0] == "T1"


def test_a_store_without_town_and_a_product_without_name_show_their_id(shop: Snapshot) -> None:
    snap = replace(
        shop,
        produits=shop.produits.assign(nom=pd.NA),
        magasins=shop.magasins.assign(ville=pd.NA, nombre_salaries=pd.NA),
    )
    site = pages(snap)
    assert "REF001" in site["produits.md"].body
    assert site["magasins/1.md"].title == "1"


def test_two_stores_of_one_town_are_told_apart(shop: Snapshot) -> None:
    site = pages(replace(shop, magasins=shop.magasins.assign(ville="Lyon")))
    assert len({page.title for path, page in site.items() if path.startswith("magasins/")}) == 3


def test_a_quarantined_day_has_a_sheet_that_says_so(shop: Snapshot) -> None:
    etats = shop.etats.copy()
    etats.loc[etats["date"] == "2025-11-02", "etat"] = "quarantaine"
    assert "Jour en quarantaine" in pages(replace(shop, etats=etats))["jours/2025-11-02.md"].body


def test_same_input_gives_the_same_pages(shop: Snapshot) -> None:
    def all_text() -> list[str]:
        return [
            markdown(page, page_data(page)) for page in every_page(build_site(shop, built_at=BUILT))
        ]

    assert all_text() == all_text()


def test_no_page_prints_what_the_columns_cannot_give(site: dict[str, Page]) -> None:
    for path, page in site.items():
        if path != "glossaire.md":
            assert not re.search(r"nombre de clients|taux de marge|marge :", text_of(page)), path


def test_figures_of_a_page_are_named_by_their_content(site: dict[str, Page]) -> None:
    first = page_data(site["index.md"])
    other = page_data(replace(site["index.md"], charts=()))
    assert first is not None
    assert other is None
    assert re.fullmatch(r"index\.[0-9a-f]{12}\.js", first.path)
