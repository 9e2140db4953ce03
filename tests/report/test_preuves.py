"""What stands behind a figure: the script's data, and the wiring of every page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.indicators import registry
from sales_assets.report import formats
from sales_assets.report.pages import build_site, proofs, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.tables import Card, Column
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, ROOT, every_page

HOSTILE = "</script><script>feu()</script>"


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=70, products=6, stores=3, names={"REF001": HOSTILE})


def data(snap: Snapshot) -> dict:
    return proofs.data(Context(snap, BUILT))


def given(found: dict, day: date) -> dict[int, list[str] | None]:
    """The deliveries of a day, as the panel reads them."""
    place = (day - date.fromisoformat(found["debut"])).days
    return {
        number: (stores[0] if stores else None)
        for first, last, number, *stores in found["sources"]
        if first <= place <= last
    }


def test_each_day_and_store_is_given_by_the_delivery_of_the_table(shop: Snapshot) -> None:
    cells = shop.magasins_jour.copy()
    last = cells["date"].max()
    cells.loc[cells["date"] == last, "livraison"] = 4
    cells.loc[(cells["date"] == last - pd.Timedelta(days=2)) & (cells["ID_magasin"] == "2"),
              "livraison"] = 4  # fmt: skip
    found = data(replace(shop, magasins_jour=cells))
    for row in cells.itertuples():
        sources = given(found, row.date.date())
        stores = sources[row.livraison]
        assert stores is None or formats.slug(row.ID_magasin) in stores
        others = [number for number in sources if number != row.livraison]
        assert all(formats.slug(row.ID_magasin) not in (sources[number] or []) for number in others)


def test_a_day_without_sales_comes_from_its_own_file(shop: Snapshot) -> None:
    day = pd.Timestamp("2025-11-10")
    etats = shop.etats.copy()
    etats.loc[etats["date"] == day, "etat"] = "zero"
    livraisons = shop.livraisons.copy()
    livraisons.loc[livraisons["livraison"] == 4, "jour"] = day
    cells = shop.magasins_jour[shop.magasins_jour["date"] != day]
    found = data(replace(shop, etats=etats, livraisons=livraisons, magasins_jour=cells))
    assert given(found, day.date()) == {4: None}


def test_states_are_one_letter_a_day(shop: Snapshot) -> None:
    found = data(shop)
    assert len(found["etats"]) == len(shop.etats)
    assert found["debut"] == f"{shop.etats['date'].iloc[0].date()}"
    assert found["etats"].count("f") == (shop.etats["etat"] == "ferme").sum()


def test_a_delivery_says_its_file_its_digest_and_its_rows(shop: Snapshot) -> None:
    sales = shop.livraisons.set_index("livraison").loc[3]
    assert data(shop)["livraisons"][3] == [
        "sales.csv", sales["sha256"], "2025-11-18T06:30", sales["lignes"], sales["acceptees"], 4,
    ]  # fmt: skip


def test_a_rule_that_failed_once_has_failed(shop: Snapshot) -> None:
    controles = pd.concat([shop.controles, shop.controles.head(1).assign(
        portee="2025-11-15", reussi=False, fautifs=2)])  # fmt: skip
    found = data(replace(shop, controles=controles))["controles"]
    assert found["ventes_produit_connu"][1:] == [False, 120, 2]
    assert found["ventes_magasin_connu"][1:] == [True, 60, 0]


def test_today_s_catalogue_is_the_last_one_loaded(shop: Snapshot) -> None:
    newer = shop.livraisons.iloc[:1].assign(livraison=9)
    refused = newer.assign(livraison=10, statut="refusee")
    found = data(replace(shop, livraisons=pd.concat([shop.livraisons, newer, refused])))
    assert found["catalogues"] == {"produits": 9, "magasins": 2}


def test_the_script_is_inert_and_bounded(shop: Snapshot) -> None:
    text = proofs.build(Context(shop, BUILT)).content.decode()
    assert "<" not in text
    assert HOSTILE in json.loads(text.removeprefix("ventes.preuves(").removesuffix(");\n"))[
        "produits"].values()  # fmt: skip
    assert len(data(shop)["sources"]) == 1  # 70 days of one delivery are one run


def test_an_empty_shop_has_a_script_too() -> None:
    found = data(snapshots.empty())
    assert (found["debut"], found["etats"], found["sources"]) == (None, "", [])


# --- the pages -----------------------------------------------------------------------------------


def test_an_unknown_indicator_is_an_error() -> None:
    with pytest.raises(KeyError):
        Column.of("panier_par_client")
    with pytest.raises(KeyError):
        Card.of("panier_par_client", "Panier", 12, Scope(date(2025, 11, 17), date(2025, 11, 17)))
    with pytest.raises(KeyError):
        rendering.proof("12", "panier_par_client")


def test_a_figure_carries_its_indicator_and_perimeter() -> None:
    scope = Scope(date(2025, 11, 1), date(2025, 11, 17), store="A/1", product="REF001")
    shown = rendering.proof("<b>", "ca", "../", scope)
    assert 'href="../glossaire.html#ca" data-i="ca" data-p="2025-11-01/2025-11-17"' in shown
    assert f'data-magasin="{formats.slug("A/1")}" data-produit="ref001"' in shown
    assert "<b>" not in shown


def test_every_page_names_indicators_that_exist_and_a_perimeter(shop: Snapshot) -> None:
    seen = set()
    undated = {entry.key for entry in registry.chapters()[-1][1]}
    for page in every_page(build_site(shop, built_at=BUILT)):
        keys = re.findall(r'data-i="([^"]*)"', page.body)
        for key in keys:
            registry.known(key)
        seen |= set(keys)
        of_itself = page.path.startswith("jours/")  # its address says its day
        for table in re.findall(r"<table[^>]*>", page.body):
            rest, _, rows = page.body.split(table, 1)[1].split("</table>")[0].partition("</thead>")
            dated = set(re.findall(r'data-i="(\w+)"', rest)) - undated
            if dated and not of_itself:
                in_rows = all('data-p="' in row for row in re.findall(r"<tr[^>]*>", rows))
                assert 'data-p="' in table + rest or in_rows, (page.path, table)
    assert {"ca", "cumul_mois", "evolution_j7", "stock", "couverture", "taux_retour"} <= seen


def test_no_template_names_an_indicator_by_hand() -> None:
    for path in Path(ROOT / "site" / "templates").glob("*.html"):
        for key in re.findall(r'proof\("(\w+)"', path.read_text("utf-8")):
            registry.known(key)


def test_the_glossary_leads_to_the_pages_that_show_an_indicator(shop: Snapshot) -> None:
    site = build_site(shop, built_at=BUILT)
    glossary = next(page for page in site.menu if page.path == "glossaire.md")
    shown = {
        "ca": "index.html",
        "abc": "produits.html",
        "vmj": "stock.html",
        "pvm": "jours/2025-11-17.html",
        "completude": "qualite.html",
    }
    for key, link in shown.items():
        entry = glossary.body.split(f'id="{key}"')[1].split("</div>")[0]
        assert f'href="{link}"' in entry, key
    always = [entry for entry in registry.indicators() if not entry.needs]
    assert glossary.body.count("<dt id=") == len(always), "nothing that the files do not tell"


def test_the_days_whose_n1_is_not_364_days_before_are_given_to_the_panel(shop: Snapshot) -> None:
    found = data(shop)
    first = date.fromisoformat(found["debut"])
    own = {first + timedelta(days=place): back for place, back in found["reculs"].items()}
    assert own == {
        date(2025, 10, 31): 371,  # 364 days before was All Saints' Day
        date(2025, 11, 1): 365,
        date(2025, 11, 10): 371,
        date(2025, 11, 11): 365,
    }
