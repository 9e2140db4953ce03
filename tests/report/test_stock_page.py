"""The page of stock: what to order first, and never a figure where the stock is unknown."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sales_assets.report.pages import stock
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
    [file] = page.extras
    text = file.content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_the_file_to_order_from_says_what_the_page_says(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 3))
    rows = orders_of(page)
    assert rows
    shown = re.findall(r'href="produits/(ref\d+)\.html"', page.body.split("dormants")[1])
    assert [row["ID_produit"].lower() for row in rows] == shown[: len(rows)]
    articles = sum(int(row["a_commander"]) for row in rows)
    assert '<th scope="row">Total' in page.body.replace("\n", "")
    assert f">{articles}<" in page.body.replace("\u202f", "")


def test_the_first_to_run_out_is_the_first_to_order(shop: Snapshot) -> None:
    table = stock.to_order(Context(with_stock(shop, 3), BUILT).stock)
    covers = [float(value) for value in table["couverture"]]
    assert covers == sorted(covers)


def test_without_a_known_stock_nothing_is_ordered_and_it_is_said(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, pd.NA))
    assert orders_of(page) == []
    assert "12\u00a0produits sans stock connu" in page.body


def test_plenty_of_stock_has_an_empty_state(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 100_000))
    assert "Rien à commander" in page.body


def test_a_product_out_of_stock_is_loud_in_the_list(shop: Snapshot) -> None:
    page = page_of(with_stock(shop, 0))
    assert "en rupture" in page.body
    assert all(row["stock"] == "0" for row in orders_of(page))


def test_a_range_of_days_names_the_year_only_where_it_changes() -> None:
    nov, dec, jan = date(2025, 11, 24), date(2025, 12, 2), date(2026, 1, 5)
    plain = re.compile(r"<[^>]+>")
    said = [plain.sub("", stock.span(nov, late)).replace("\u00a0", " ") for late in (nov, dec, jan)]
    assert said == ["24 nov.", "24 nov. – 2 déc.", "24 nov. – 5 janv. 2026"]
    assert stock.span(nov, None).replace("\u00a0", " ") == "dès le 24 nov."
