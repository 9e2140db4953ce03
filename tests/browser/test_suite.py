"""A table too long for its page: its other rows come when it is seen, the same as the first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sales_assets.report.pages import products
from sales_assets.report.pages.context import Context
from sales_assets.report.publish import publish_pages
from sales_assets.report.releases import publishing
from tests import snapshots
from tests.browser import sites
from tests.browser.conftest import Watched
from tests.report import BUILT, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PRODUCTS, SHOWN = 130, 20
ROWS = "rows => rows.map(row => row.outerHTML)"


def put(place: Path, shown: int) -> Path:
    """Publish the page of products alone, with so many in it."""
    snap = snapshots.shop(days=40, products=PRODUCTS, stores=2, names=sites.HOSTILE)
    page = next(products.build(Context(snap, BUILT), shown))
    with publishing(place) as held:
        publish_pages([page], root=ROOT, site_dir=held)
    return place.resolve()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("site") / "public", SHOWN)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("whole") / "public", PRODUCTS)


def seen(page: Page) -> None:
    """Scroll to the table, and wait for its other rows."""
    page.locator("#filtre-produits").scroll_into_view_if_needed()
    page.get_by_text(f"page 1 sur {-(-PRODUCTS // 100)}").wait_for()


def test_all_rows_are_there_once_the_table_is_seen(
    watched: Watched, chromium: Browser, whole: Path
) -> None:
    page = watched.open("produits.html")
    seen(page)
    plain = chromium.new_page()
    plain.goto((whole / "produits.html").as_uri())
    for other in (page, plain):
        other.click("#produits thead th:first-child button")
    pages = [one.locator("#produits tbody tr").evaluate_all(ROWS) for one in (page, plain)]
    assert len(pages[0]) == 100
    assert pages[0] == pages[1]
    plain.close()


def test_search_and_order_know_the_rows_that_the_page_does_not_hold(watched: Watched) -> None:
    page = watched.open("produits.html")
    page.click("#produits thead th:nth-child(6) button")  # maybe before the others have come
    seen(page)
    amounts = page.locator("#produits tbody td:nth-child(6)").evaluate_all(
        "cells => cells.map(cell => Number(cell.dataset.v))"
    )
    assert len(amounts) == 100
    assert amounts == sorted(amounts, reverse=True)
    page.fill("#filtre-produits", "ref001")
    first = page.locator("#produits tbody tr").count()
    page.fill("#filtre-produits", "ref129")
    assert [first, page.locator("#produits tbody tr").count()] == [1, 1]


def test_without_a_script_the_page_says_where_the_others_are(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "produits.html").as_uri())
    assert page.locator("#produits tbody tr").count() == SHOWN
    assert page.locator("noscript p").is_visible()
    context.close()
