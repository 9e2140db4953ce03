"""The ground the other tests stand on does hold: no network, real servers, fresh bases."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from threading import Thread

import psycopg2
import pytest


@pytest.mark.parametrize(
    "call",
    [
        lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=1),
        lambda: urllib.request.urlopen("http://example.org/", timeout=1),
        lambda: socket.create_connection(("example.org", 443), timeout=1),
        lambda: socket.socket().connect_ex(("192.0.2.1", 9)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)),
        lambda: socket.gethostbyname("example.org"),
    ],
)
def test_a_call_to_the_network_is_refused_and_noted(call, calls_out):
    with pytest.raises(OSError, match="no network in tests"):
        call()
    assert len(calls_out) == 1
    calls_out.clear()


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = Thread(target=lambda: socket.create_connection(("localhost", port)).close())
        client.start()
        server.accept()[0].close()
        client.join()


def test_the_settings_of_the_person_who_tests_are_hidden():
    assert [name for name in os.environ if name.startswith("SALES_")] == []


BROWSER_TEST = "test_the_browser_opens_a_page"


def run_without_programs(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"{__file__}::{BROWSER_TEST}"],
        cwd=Path(__file__).parent.parent,
        env={"PATH": "/nowhere", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_test_that_misses_its_browser_waits_and_says_how_to_get_it():
    run = run_without_programs()
    assert run.returncode == 0, run.stdout
    assert "1 skipped" in run.stdout
    assert "1 test : attend Chromium : apt install chromium libatomic1" in run.stdout
    assert f"test_conftest.py::{BROWSER_TEST}" in run.stdout


def test_where_all_is_required_a_missing_browser_fails():
    run = run_without_programs(REQUIRE_ALL_TESTS="1")
    assert run.returncode == 1
    assert "attend Chromium : apt install chromium libatomic1" in run.stdout


@pytest.mark.postgres
@pytest.mark.parametrize("_turn", [1, 2])
def test_each_test_has_a_fresh_postgres_base(postgres_base, _turn):
    with psycopg2.connect(postgres_base.replace("+psycopg2", "")) as base, base.cursor() as cursor:
        cursor.execute("CREATE TABLE t (turn int)")
        cursor.execute("SELECT current_user, count(*) FROM t")
        assert cursor.fetchone() == ("sales", 0)


@pytest.mark.browser
def test_the_browser_opens_a_page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<h1>Ventes</h1>")
    assert page.inner_text("h1") == "Ventes"
    context.close()
