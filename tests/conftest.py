"""What every test stands on: a clean environment, no network, and real servers on loopback.

A test that needs PostgreSQL or Chromium waits (is skipped, and listed at the end with the way to
get them) where they are missing; with REQUIRE_ALL_TESTS=1, as in `.ci/run`, it fails instead.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes.util import find_library
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import uuid4

import psycopg2
import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings

from sales_assets import language
from sales_assets.settings import Settings
from tests.faults import FULL, promises

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# a busy machine is no failure; in CI hypothesis's own profile also fixes the examples
hypothesis_settings.register_profile("house", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("house")

# a shell's background job ignores Ctrl-C, and so would every command that a test starts
signal.signal(signal.SIGINT, signal.default_int_handler)

WAITS = "attend "
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


# --- the environment -----------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide the settings of whoever runs the tests, and speak French."""
    for name in [*os.environ]:
        if name.startswith(("SALES_", "DAGSTER_")):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "yes")
    yield
    language.use("fr")


# --- the network ---------------------------------------------------------------------------------

_calls_out: list[str] = []


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback or host in ("0.0.0.0", "::")
    except ValueError:
        return False


def _guard_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse, in this process, every connection or look-up that would leave the machine."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # else a local socket's path
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        _calls_out.append(f"{event} {host!r}")
        raise PermissionError(f"no network in tests: {event} {host!r}")


# an audit hook sees every way to a socket and is cheap; it stays for the life of the process
sys.addaudithook(_guard_sockets)


@pytest.fixture(autouse=True)
def calls_out() -> Iterator[list[str]]:
    """The refused network calls of this test, empty at its end even if the code swallowed them."""
    _calls_out.clear()
    yield _calls_out
    assert _calls_out == [], "the test called the network"


# --- what may be missing -------------------------------------------------------------------------


def wait_for(what: str, how: str) -> NoReturn:
    reason = f"{WAITS}{what} : {how}"
    if os.environ.get("REQUIRE_ALL_TESTS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow modules first, so that no worker is left alone with one, and the browser's last.

    Once started, Playwright's event loop stays on the thread.
    """
    modules = defaultdict(list)
    for item in items:
        modules[item.path].append(item)
    slow = {
        path for path, own in modules.items() if any(one.get_closest_marker("slow") for one in own)
    }
    items.sort(
        key=lambda one: ("chromium" in getattr(one, "fixturenames", ()), one.path not in slow)
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List the figures of the promises, and the tests that waited for something."""
    _tell_figures(terminalreporter)
    waiting: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        (waiting if reason.startswith(WAITS) else others)[reason].append(report.nodeid)
    for title, groups in (("tests en attente", waiting), ("tests sautés", others)):
        if groups:
            terminalreporter.section(title)
        for reason, tests in groups.items():
            terminalreporter.line(f"{len(tests)} test{'s' * (len(tests) > 1)} : {reason}")
            for test in tests:
                terminalreporter.line(f"    {test}")


# --- what the tests of the promises show ---------------------------------------------------------


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Say by which figure a promise is shown: `figure("P1", kills=200, lost=0)`."""

    def note(promise: str, **counts: float) -> None:
        request.node.user_properties.append(("figure", [promise, counts]))

    return note


def _tell_figures(terminalreporter: Any) -> None:
    found = promises.collect(terminalreporter.stats.get("passed", []))
    if found:
        terminalreporter.section("promesses")
    for key in sorted(found, key=promises.order):
        terminalreporter.line(f"{key[0]}: {promises.told(found[key])} ({key[1]})")
    if FULL:
        failed = terminalreporter.stats.get("failed", []) + terminalreporter.stats.get("error", [])
        promises.write(found, [report.nodeid for report in failed])


# --- what is costly to make ----------------------------------------------------------------------


MadeOnce = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Give a folder that every worker reads and the first to ask fills: `made_once(name, fill)`."""
    root = tmp_path_factory.getbasetemp()
    if worker_id != "master":  # each worker has a folder of its own in that of the session
        root = root.parent

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        place = root / name
        with FileLock(f"{place}.lock"):
            if not place.exists():
                filling = Path(f"{place}.part")
                shutil.rmtree(filling, ignore_errors=True)
                filling.mkdir()
                fill(filling)
                filling.rename(place)
        return place

    return folder


# --- servers -------------------------------------------------------------------------------------


def _postgres_programs() -> Path | None:
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parts[-2])
    )
    found = shutil.which("initdb", path=os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server: the URL of its empty base, and how it is started again."""

    url: str
    restart: Callable[[], None]


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """The URL of an empty base on a real PostgreSQL."""
    return postgres_server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL on loopback, alive for the session."""
    programs = _postgres_programs()
    if programs is None:
        wait_for("PostgreSQL", "apt install postgresql")
    user = []
    if os.geteuid() == 0:  # the server refuses to run as root
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        place = Path(folder)
        data, log, password = place / "data", place / "log", place / "password"
        password.write_text("secret")
        if user:
            for path in (place, password):
                shutil.chown(path, "postgres", "postgres")

        def program(name: str, *arguments: str) -> None:
            subprocess.run(
                [*user, str(programs / name), "-D", str(data), *arguments],
                check=True, cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip

        program(
            "initdb", "-U", "sales", "--auth=scram-sha-256", f"--pwfile={password}",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {place} -c fsync=off"
        program("pg_ctl", "-w", "-l", str(log), "-o", options, "start")

        def restart() -> None:
            program("pg_ctl", "-w", "-m", "fast", "-l", str(log), "-o", options, "restart")

        url = f"postgresql+psycopg2://sales:secret@127.0.0.1:{port}/postgres"
        try:
            yield Server(url, restart)
        finally:
            program("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture
def postgres_base(postgres_url: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL base, dropped after the test."""
    name = f"t{uuid4().hex}"
    with closing(psycopg2.connect(postgres_url.replace("+psycopg2", ""))) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield postgres_url.removesuffix("postgres") + name
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty warehouse: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ventes.db'}"
    return str(request.getfixturevalue("postgres_base"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, alive for the session; open a `new_context()` for each test."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None or find_library("atomic") is None:  # Playwright's driver is linked to it
        wait_for("Chromium", "apt install chromium libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
