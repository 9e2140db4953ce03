"""What Explorer is given: cells that add up to the tables, files that change with their sales."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from sales_assets.report import explorer
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.explorer import build
from sales_assets.report.pages.model import Extra, Page, Sheet
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT

KEYS = ["date", "ID_magasin", "ID_produit"]


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=80, products=9, stores=3)


def page(snap: Snapshot) -> Page:
    first = next(iter(build(Context(snap, BUILT))))
    assert isinstance(first, Page)
    return first


def sheets(snap: Snapshot) -> list[Sheet]:
    return [made for made in build(Context(snap, BUILT)) if isinstance(made, Sheet)]


def made(sheet: Sheet) -> Extra:
    file = sheet.make()
    assert isinstance(file, Extra)
    return file


def read(file: Extra) -> tuple[str, list[dict[str, Any]]]:
    """A month's script, as a browser reads it: the month, its tables."""
    call = re.fullmatch(r'ventes\.mois\("([\d-]+)",(".*")\);\n', file.content.decode("ascii"))
    assert call
    return call[1], json.loads(json.loads(call[2]))


def cells(month: str, table: dict[str, Any]) -> pd.DataFrame:
    """The cells of a table, one a row."""
    runs = zip(table["jours"], table["magasins"], table["cellules"], strict=True)
    where = [(day, store) for day, store, count in runs for _ in range(count)]
    return pd.DataFrame(
        {
            "date": pd.to_datetime([f"{month}-{day:02}" for day, _ in where]),
            "ID_magasin": [table["ids_magasins"][store] for _, store in where],
            "ID_produit": [table["ids_produits"][place] for place in table["produits"]],
            **{name: table[name] for name in ("lignes", "quantite_e3", "ca_e4", "retours_e4")},
        }
    )


def test_each_month_has_a_script_of_all_its_cells(shop: Snapshot) -> None:
    found = [read(made(sheet)) for sheet in sheets(shop)]
    assert [month for month, _ in found] == shop.mois["mois"].tolist()
    for month, (table,) in found:
        expected = shop.cube(month).reset_index(drop=True)
        pd.testing.assert_frame_equal(cells(month, table), expected, check_dtype=False)
    assert [explorer.totals(made(sheet).content) for sheet in sheets(shop)] == [
        [amount] for amount in shop.mois["ca_e4"]
    ]


def test_the_page_names_the_scripts_that_are_made(shop: Snapshot) -> None:
    (names,) = page(shop).extras
    assert f'data-explorer="{names.path}"' in page(shop).body
    content = json.loads(names.content.decode().removeprefix("ventes.explorer(")[:-3])
    assert list(content["mois"].values()) == [made(sheet).path for sheet in sheets(shop)]
    assert len(content["etats"]) == len(shop.etats)


def changed(shop: Snapshot, **frames: pd.DataFrame) -> list[str]:
    before = {sheet.name: sheet.made_from for sheet in sheets(shop)}
    after = {sheet.name: sheet.made_from for sheet in sheets(replace(shop, **frames))}
    return [name for name in after if after[name] != before[name]]


def test_a_corrected_day_changes_its_month_alone(shop: Snapshot) -> None:
    digests = shop.empreintes.copy()
    digests.loc[digests["date"] == "2025-10-15", "empreinte"] = "0" * 16
    assert changed(shop, empreintes=digests) == ["explorer/2025-10"]
    assert changed(shop, produits=shop.produits.assign(nom="Autre nom")) == []


def test_a_month_too_large_to_cross_is_kept_by_store_and_by_product(
    shop: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shop.cube("2025-10")
    fine = {sheet.name: made(sheet).path for sheet in sheets(shop)}
    monkeypatch.setattr(explorer, "LIMIT", len(whole) - 1)
    (sheet,) = [sheet for sheet in sheets(shop) if sheet.name == "explorer/2025-10"]
    month, tables = read(made(sheet))
    assert made(sheet).path != fine[sheet.name]
    for table, key in zip(tables, ("ID_magasin", "ID_produit"), strict=True):
        found = cells(month, table).drop(columns=[*({*KEYS[1:]} - {key})])
        expected = whole.groupby(["date", key], as_index=False)[
            ["lignes", "quantite_e3", "ca_e4", "retours_e4"]
        ].sum()
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_amounts_beyond_what_a_script_adds_exactly_are_refused(shop: Snapshot) -> None:
    jours = shop.jours.copy()
    jours.loc[0, "brut_e4"] = explorer.EXACT - int(jours.loc[1:, "brut_e4"].sum())
    assert "data-explorer" in page(replace(shop, jours=jours)).body
    jours.loc[0, "brut_e4"] += 1
    refused = replace(shop, jours=jours)
    assert "trop grands" in page(refused).body
    assert sheets(refused) == []


def test_an_empty_shop_is_told_what_to_do() -> None:
    assert "make report" in page(snapshots.empty()).body
    assert sheets(snapshots.empty()) == []


def test_hostile_ids_and_names_cannot_leave_their_script(shop: Snapshot) -> None:
    name = "</script><!--\u202e'\"\\\u2028"
    produits = shop.produits.assign(nom=name, ID_produit=name)
    (names,) = page(replace(shop, produits=produits)).extras
    assert names.content.isascii()
    assert b"<" not in names.content
    cube = shop.cube("2025-10").assign(ID_magasin=name)
    file = explorer.script("2025-10", cube, "x.js")
    assert b"<" not in file.content
    assert read(file)[1][0]["ids_magasins"] == [name]
