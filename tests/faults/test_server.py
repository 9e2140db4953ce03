"""P10: whatever PostgreSQL refuses or does, a person is told what to do, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg2
import pytest

from sales_assets.settings import PROJECT_ROOT
from tests.command import PROGRAM, Command, Result
from tests.conftest import Server
from tests.faults import FULL
from tests.shop import lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
PASSWORD = "p@ss:w/or?d# 100%'\"\\é"
Figure = Callable[..., None]


class Bases:
    """Bases and roles of a server, as its owner makes them."""

    def __init__(self, server: Server) -> None:
        """Name a base and a role that nothing else uses."""
        self.server = server
        self.name = f"b{uuid4().hex}"
        self.role = f"r{uuid4().hex}"
        self.ask("postgres", f"CREATE ROLE {self.role} LOGIN PASSWORD %s", PASSWORD)

    def ask(self, base: str, *question: object) -> None:
        """Do one thing as the owner of the server."""
        owner = self.server.url.replace("+psycopg2", "").removesuffix("postgres") + base
        with closing(psycopg2.connect(owner)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(str(question[0]), question[1:] or None)

    def make(self, more: str = "", *, second: bool = False) -> None:
        """Make the base, or a second one beside it."""
        self.ask("postgres", f"CREATE DATABASE {self.name}{'_2' * second} {more}")

    def url(self, password: str = PASSWORD) -> str:
        """The base's address, for the role."""
        place = self.server.url.partition("@")[2].removesuffix("postgres")
        return f"postgresql://{self.role}:{password}@{place}{self.name}"


@pytest.fixture
def bases(postgres_server: Server) -> Iterator[Bases]:
    made = Bases(postgres_server)
    yield made
    for name in (made.name, f"{made.name}_2"):
        made.ask("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    made.ask("postgres", f"DROP ROLE {made.role}")


def shop(folder: Path, url: str, **settings: object) -> Command:
    command = Command(folder, SALES_WAREHOUSE_URL=url, **settings)
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-02 B 1 2"))
    return command


def refused(result: Result, *words: str) -> None:
    assert result.code == 1, result
    assert "Traceback" not in result.err + result.out, result
    assert PASSWORD not in result.err + result.out
    assert quote(PASSWORD, safe="") not in result.err + result.out
    for word in words:
        assert word in result.err, result


def test_a_password_of_any_signs_opens_the_base_and_dagsters(
    tmp_path: Path, bases: Bases, figure: Figure
):
    bases.make(f"OWNER {bases.role}")
    bases.make(f"OWNER {bases.role}", second=True)
    for number, url in enumerate((bases.url(), bases.url(quote(PASSWORD, safe="")))):
        command = shop(tmp_path / str(number), url, SALES_DAGSTER_STORAGE=f"{url}_2")
        result = command("run") if number == 0 or FULL else command("status")
        assert result.code == 0, result
    figure("P10", passwords=2, refused=0)


def test_one_base_for_the_shop_and_dagster_is_refused(tmp_path: Path, bases: Bases):
    result = shop(tmp_path, bases.url(), SALES_DAGSTER_STORAGE=bases.url())("run")
    assert result.code == 2, result
    assert "SALES_DAGSTER_STORAGE demande une autre base" in result.err


def test_a_base_that_cannot_hold_every_letter_is_told(tmp_path: Path, bases: Bases, figure: Figure):
    bases.make(f"OWNER {bases.role} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    refused(shop(tmp_path, bases.url())("run"), "LATIN1", "UTF8")
    figure("P10", servers=1, tracebacks=0)


@pytest.mark.parametrize("case", ["no_schema", "read_only", "wrong_password", "no_base"])
def test_what_a_role_may_not_do_is_told(tmp_path: Path, bases: Bases, case: str, figure: Figure):
    command = shop(tmp_path, bases.url())
    if case != "no_base":
        bases.make()
        bases.ask(bases.name, "REVOKE ALL ON SCHEMA public FROM public")
        bases.ask(bases.name, f"GRANT USAGE ON SCHEMA public TO {bases.role}")
    if case == "read_only":
        owner = shop(tmp_path, bases.server.url.removesuffix("postgres") + bases.name)
        assert owner("status").code == 0
        bases.ask(bases.name, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {bases.role}")
    if case == "wrong_password":
        command = shop(tmp_path, bases.url("autre"))
    for words in (["run"], ["status"]) if FULL else (["run"],):
        result = command(*words)
        if words == ["status"] and case == "read_only":
            assert result.code == 0, result
            continue
        refused(result, "GRANT" if case in ("no_schema", "read_only") else "Vérifiez")
    figure("P10", servers=1, tracebacks=0)


def test_a_server_started_again_in_the_middle_of_a_run_loses_nothing(
    tmp_path: Path, bases: Bases, figure: Figure
):
    bases.make(f"OWNER {bases.role}")
    command = shop(tmp_path, bases.url())
    assert command("run", "--no-site").code == 0
    restarts = 6 if FULL else 1
    for number in range(restarts):
        days = [f"2025-10-{day:02} {name} {day} 1" for day in range(3, 18) for name in "AB"]
        command.drop("ventes_jour.csv", lines(*days, f"2025-10-18 A {number + 1} 1"))
        process = subprocess.Popen(
            [PROGRAM, "run", "--no-site"], env=command.environment, cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5 + number * 0.7)
        bases.server.restart()
        out, _nothing = process.communicate(timeout=240)
        assert "Traceback" not in out, out
        again = command("run", "--no-site")
        assert again.code == 0, (out, again)
        assert command("verify").code == 0
        assert "18 jours" in command("status").out
    figure("P10", restarts=restarts, lost=0, tracebacks=0)


def test_two_machines_on_one_base_share_its_tables_and_nothing_else(
    tmp_path: Path, bases: Bases, figure: Figure
):
    bases.make(f"OWNER {bases.role}")
    here, there = (shop(tmp_path / name, bases.url()) for name in ("ici", "ailleurs"))
    there.drop("ventes.csv", lines("2025-10-03 A 2 1"))
    assert here("run", "--no-site").code == 0
    assert there("run").code == 0
    assert (there.site / "jours" / "2025-10-01.html").exists()
    assert "3 jours" in here("status").out
    refused(there("rebuild"), "autre machine", "ventes.csv")
    if FULL:
        again = there("run", "--no-site", "--from", "2025-10-01", "--to", "2025-10-01")
        refused(again, "ventes.csv")
        assert "3 jours" in here("status").out
    figure("P10", machines=2, lost=0, tracebacks=0)
