"""P19: a foreign web page can neither act on Dagster nor read a figure, whatever serves them.

The vectors of `tests/containers/guard.py`, fired at `sales-assets serve` and `sales-assets ui` as a
person starts them; `make containers` fires them at the nginx of Compose.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sales_assets.report.publish import publish
from tests import snapshots
from tests.command import Command
from tests.containers.guard import BLOCKED, HOSTILE, OWN, Vector, at, fire
from tests.nginx import HEADERS
from tests.report import ROOT

PASSWORDLESS = [vector for vector in HOSTILE if vector.login]
MISSING = 404  # Dagster's addresses are none of the site's
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
READING = [
    Vector("script of a foreign page", "GET", "/preuves.js",
           {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors",
            "Sec-Fetch-Dest": "script"}),
    Vector("script of another port", "GET", "/preuves.js",
           {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors",
            "Sec-Fetch-Dest": "script"}),
    Vector("download from a foreign page", "GET", "/donnees/totaux_jours.csv",
           {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
    Vector("frame in a foreign page", "GET", "/", {**LINK, "Sec-Fetch-Dest": "iframe"}),
    Vector("rebinding, figures", "GET", "/preuves.js", {"Host": "pirate.example:3000"}),
    Vector("above the site", "GET", "/../../../../../../etc/passwd"),
    Vector("above the site, encoded", "GET", "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    Vector("above the site, absolute", "GET", "//etc/passwd"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A shop with a published site."""
    command = Command(tmp_path_factory.mktemp("boutique"))
    built = datetime(2025, 11, 18, 6, 31, tzinfo=UTC)
    shop = snapshots.shop(days=10, products=3, stores=2)
    publish(lambda: shop, built_at=built, root=ROOT, site_dir=command.site)
    return command


@pytest.fixture(scope="module")
def site(shop: Command) -> Iterator[int]:
    """The port on which the site is served."""
    with shop.started("serve", "--port", 0) as server:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)", server.stdout.readline())
        assert found is not None
        yield int(found[1])


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of an answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_no_foreign_page_reads_the_site(site: int, figure: Callable[..., None]):
    fired = {
        vector.name: fire(at(site, vector), "", "", site)[0] for vector in [*PASSWORDLESS, *READING]
    }
    passed = {name: status for name, status in fired.items() if status not in {*BLOCKED, MISSING}}
    assert passed == {}
    figure("P19", vectors=len(fired), passed=0)


def test_the_site_is_opened_from_a_message_or_a_bookmark(site: int):
    opened = [
        Vector("bookmark", "GET", "/", {"Sec-Fetch-Site": "none"}),
        Vector("link in a message", "GET", "/jours.html", {**LINK, "Sec-Fetch-Dest": "document"}),
        Vector("own script", "GET", "/preuves.js", {"Sec-Fetch-Site": "same-origin"}),
        Vector("by name", "GET", "/", {"Host": f"localhost:{site}"}),
        Vector("program", "HEAD", "/"),
    ]
    assert {vector.name: fire(vector, "", "", site)[0] for vector in opened} == {
        vector.name: 200 for vector in opened
    }


@pytest.mark.parametrize("path", ["/", "/jours.html", "/preuves.js", "/rien", "/rien/de/rien.html"])
def test_every_answer_carries_the_headers_of_nginx(site: int, path: str):
    _status, headers, _content = ask(site, path)
    lower = {name.lower(): value for name, value in headers.items()}
    assert {name: lower.get(name.lower()) for name, _value in HEADERS} == dict(HEADERS)
    assert "server" not in lower


@pytest.mark.parametrize(
    "path", ["/rien", "/jours/rien.html", "/un/deux/trois", "/assets", "/assets/"]
)
def test_a_missing_page_and_a_folder_are_the_sites_own_404(site: int, shop: Command, path: str):
    status, _headers, content = ask(site, path)
    assert status == 404
    assert content == (shop.site / "404.html").read_bytes()
    asked = re.findall(rb'(?:src|href)="((?!https?:|#|mailto:|data:)[^"]+)"', content)
    assert asked
    for one in asked:
        assert one.startswith(b"/"), f"{one!r} is looked for beside a page that is not there"
        assert ask(site, one.decode())[0] == 200, one


def test_each_release_is_served_as_soon_as_it_is_live(shop: Command, site: int):
    before, release = ask(site, "/index.html")[2], shop.site.resolve()
    other = shop.site.with_name("autre")
    (other / "jours").mkdir(parents=True)
    (other / "index.html").write_text("une autre version")
    aside = shop.site.with_name(".suivant")
    aside.symlink_to(other)
    aside.replace(shop.site)
    assert ask(site, "/index.html")[2] == b"une autre version"
    aside.symlink_to(release)
    aside.replace(shop.site)
    assert ask(site, "/index.html")[2] == before


@pytest.mark.slow
def test_no_foreign_page_acts_on_dagster(tmp_path: Path, figure: Callable[..., None]):
    command = Command(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    with command.started("ui", "--port", port):
        _wait(port)
        fired = {vector.name: fire(at(port, vector), "", "", port)[0] for vector in PASSWORDLESS}
        passed = {name: status for name, status in fired.items() if status not in BLOCKED}
        assert passed == {}
        figure("P19", vectors=len(fired), passed=0)
        for vector, expected in OWN:
            assert fire(at(port, vector), "", "", port)[0] == expected, vector.name
        headers = ask(port, "/")[1]
        assert headers["cross-origin-resource-policy"] == "same-origin"


def _wait(port: int, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            if ask(port, "/server_info")[0] == 200:
                return
        time.sleep(0.5)
    raise AssertionError("Dagster did not answer")
