"""The page of stock: what to order first, and never a figure where the stock is unknown."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sales_assets.report.pages import orders, stock
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=70, products=12, stores=3)


def page_of(snap: Snapshot) -> Page:
    [page] = stock.build(Context(snap, BUILT))
    return page


def with_stock(shop: Snapshot, value: object) -> Snapshot:
    stocks = pd.Series([value] * len(shop.produits), dtype="Int64")
    return replace(shop, produits=shop.produits.assign(stock=stocks))


def orders_of(page: Page) -> list[dict[str, str]]:
    [file] = [extra for extra in page.extras if extra.path == orders.FILE]
    text = file.content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_the_file_to_order_from_says_what_the_page_says(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 3))
    rows = orders_of(page)
    assert rows
    table = page.body.split('id="commande"')[1].split("</table>")[0]
    lines = [line for line in table.split("<tr>") if "produits/" in line]
    shown = [re.findall(r"produits/(\w+)\.html.*>(\d+)</td>$", line.split("</tr>")[0], re.DOTALL)
             for line in lines]  # fmt: skip
    assert shown == [[(row["ID_produit"].lower(), row["a_commander"])] for row in rows]


def test_the_first_to_run_out_is_the_first_to_order(shop: Snapshot) -> None:
    table = orders.sorted_by_cover(Context(with_stock(shop, 3), BUILT).stock)
    covers = [float(value) for value in table["couverture"]]
    assert covers == sorted(covers)


def test_without_a_known_stock_nothing_is_ordered_and_it_is_said(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, pd.NA))
    assert orders_of(page) == []
    assert "12\u00a0produits sans stock connu" in page.body


def test_plenty_of_stock_has_an_empty_state(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 100_000))
    assert '<p data-part="vide">Rien à commander' in page.body
    assert page.body.count("<tbody data-urgence") == page.body.count(" hidden>\n<tr") == 3
    assert orders_of(page) == []


def test_an_amount_is_shown_only_where_a_cost_is_known(shop: Snapshot) -> None:
    bare = with_stock(shop, 0)
    assert "Montant HT" not in page_of(bare).body
    assert "cout" not in orders_of(page_of(bare))[0]
    costs = pd.Series([12_345, *[pd.NA] * (len(shop.produits) - 1)], dtype="Int64")
    page = page_of(replace(bare, produits=bare.produits.assign(cout_e4=costs)))
    [first, *others] = sorted(orders_of(page), key=lambda row: row["ID_produit"])
    assert first["cout"] == "1.2345"
    assert {row["cout"] for row in others} == {""}
    cents = round(12_345 * int(first["a_commander"]) / 100)
    assert f">{cents // 100},{cents % 100:02}<" in page.body


def test_the_season_is_asked_about_only_where_a_year_is_known(shop: Snapshot) -> None:
    assert 'name="saison"' not in page_of(with_stock(shop, 3)).body


def test_a_product_out_of_stock_is_loud_in_the_list(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 0))
    assert "en rupture" in page.body
    assert all(row["stock"] == "0" for row in orders_of(page))


def test_a_range_of_days_names_the_year_only_where_it_changes() -> None:
    nov, dec, jan = date(2025, 11, 24), date(2025, 12, 2), date(2026, 1, 5)
    said = [orders.span(nov, late).replace("\u00a0", " ") for late in (nov, dec, jan)]
    assert said == ["24 nov.", "24 nov. – 2 déc.", "24 nov. – 5 janv. 2026"]
    assert orders.span(nov, None).replace("\u00a0", " ") == "dès le 24 nov."
