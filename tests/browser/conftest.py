"""A site served with its security policy and opened by double-click, and a page that is watched.

A module says which site it opens (`SITE = sites.plain`), or makes a fixture `site` of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.sites import Publish
from tests.conftest import MadeOnce
from tests.nginx import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


SiteOf = Callable[[Publish], Path]


@pytest.fixture(scope="session")
def published(made_once: MadeOnce) -> SiteOf:
    """Gives the folder of a site of `sites`, not to be written to."""

    def folder(publish: Publish) -> Path:
        place = made_once(publish.__name__, lambda place: publish(place / "public"))
        return (place / "public").resolve()

    return folder


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, published: SiteOf) -> Path:
    """The site that the module opens."""
    return published(request.module.SITE)


@pytest.fixture(scope="module")
def http_base(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    return (
        str(request.getfixturevalue("http_base"))
        if request.param == "http"
        else f"{site.as_uri()}/"
    )


@dataclass
class Watched:
    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def watched(chromium: Browser, base: str) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1360, "height": 900}, locale="fr-FR")
    found = Watched(context.new_page(), base)
    page, faults = found.page, found.faults
    page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))

    def failed(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page left while it was loading
            faults.append(f"failed: {request.url}")

    def answered(response: Any) -> None:
        if response.status >= 400:
            faults.append(f"{response.status}: {response.url}")

    def asked(request: Any) -> None:
        if not request.url.startswith((base, "data:", "blob:", "about:")):
            faults.append(f"foreign: {request.url}")

    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("request", asked)
    yield found
    context.close()
    assert faults == []
