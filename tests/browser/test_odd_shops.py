"""Odd shops on a phone: nothing is wider than the screen, nothing fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sales_assets.report.pages import bulletin
from sales_assets.report.pages.context import Context
from sales_assets.report.publish import publish
from tests.browser.pictures import kinds
from tests.report import BUILT, ROOT
from tests.report.test_odd_shops import KINDS, odd

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("kind", KINDS)
def test_an_odd_shop_is_readable_on_a_phone(chromium: Browser, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "public"
    publish(lambda: odd(kind), built_at=BUILT, root=ROOT, site_dir=place)
    site = place.resolve()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    wide = []
    for path in kinds(site):
        if path == "404.html":  # its addresses begin at the server's root
            continue
        page.goto((site / path).as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)
    context.close()
    assert wide == []
    assert faults == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "vide"])
def test_the_mail_of_an_odd_shop_is_readable_on_a_phone(chromium: Browser, kind: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for weekly in (False, True):
        mail = bulletin.letter(Context(odd(kind), BUILT), weekly=weekly, site_url="http://s")
        page.set_content(mail.html)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate(
            "[...document.querySelectorAll('a')].every(a => a.offsetHeight >= 40)"
        ), "a finger's width"
    context.close()
    assert asked == []
