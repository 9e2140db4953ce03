"""The compose for real: all healthy, the guard's vectors, a run, each service killed, state kept.

`make containers` runs it on the folders that the compose file names: SALES_DATA_DIR and
SALES_LOG_DIR spare yours. `--compose` gives another way to call Compose.
Figures go to standard output; the exit status is 0 when all holds.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.containers.guard import BLOCKED, HOSTILE, JSON, OWN, Vector, fire

USER = "boutique"
WAITING = b'http-equiv="refresh"'  # the page before the first publication
SERVICES = ("site", "webserver", "daemon", "code", "postgres")
LOCATION = {
    "repositoryName": "__repository__",
    "repositoryLocationName": "sales_assets.definitions",
}
LAUNCH = """mutation($p: ExecutionParams!) {
  launchRun(executionParams: $p) { __typename ... on LaunchRunSuccess { run { runId } } }
}"""


class Stack:
    """The services, as Compose and the guard show them."""

    def __init__(self, compose: str) -> None:
        """Keep the way to call Compose."""
        self.words = shlex.split(compose)
        self.password = ""

    def compose(self, *words: str) -> str:
        """Call Compose; what it says."""
        done = subprocess.run([*self.words, *words], check=True, capture_output=True, text=True)
        return done.stdout

    def up(self, *services: str) -> float:
        """Start what is not running until all is healthy; the seconds it took."""
        start = time.monotonic()
        words = [*self.words, "up", "-d", "--wait", "--wait-timeout", "300", *services]
        starting, healthy = subprocess.Popen(words, stderr=subprocess.DEVNULL), dict[str, int]()
        while starting.poll() is None:
            seen = self.compose("ps", "--format", "{{.Service}} {{.Health}}").split("\n")
            now = round(time.monotonic() - start)
            healthy = {one.split()[0]: now for one in seen if one.endswith(" healthy")} | healthy
            time.sleep(1)
        assert starting.returncode == 0, words
        print(", ".join(f"{service} healthy at {now} s" for service, now in healthy.items()))
        return time.monotonic() - start

    def read_password(self) -> None:
        """Find the password that was made up at the first start."""
        found = re.findall(rf"{USER} (\S+)\s*$", self.compose("logs", "prepare"), re.M)
        self.password = found[-1]

    def ask(self, query: str, **variables: Any) -> Any:
        """Ask Dagster through the guard."""
        body = json.dumps({"query": query, "variables": variables})
        status, text = fire(Vector("", "POST", "/graphql", JSON, body), USER, self.password)
        assert status == 200, (status, text)
        found = json.loads(text)
        assert "errors" not in found, found["errors"]
        return found["data"]

    def runs(self) -> dict[str, str]:
        """The status of every run."""
        asked = "{runsOrError{... on Runs{results{runId status}}}}"
        found = self.ask(asked)["runsOrError"]["results"]
        return {run["runId"]: run["status"] for run in found}

    def launch(self, job: str) -> str:
        """Launch a job on yesterday; its run."""
        day = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011 - a test
        asked = {
            "selector": {**LOCATION, "jobName": job},
            "runConfigData": {},
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": day}]},
        }
        found = self.ask(LAUNCH, p=asked)["launchRun"]
        assert found["__typename"] == "LaunchRunSuccess", found
        return str(found["run"]["runId"])


def site() -> bytes:
    """The home page of the site; empty while there is none."""
    try:
        with urlopen("http://127.0.0.1:8080/", timeout=10) as page:
            content = bytes(page.read())
            return b"" if WAITING in content else content
    except (URLError, HTTPException, OSError):
        return b""


def until(what: Callable[[], object], seconds: float) -> float:
    """Wait until something is true; the seconds it took."""
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds, "too late"
        time.sleep(1)
    return time.monotonic() - start


def check_guard(stack: Stack) -> None:
    """Fire every vector; what our own pages send still goes through."""
    fired = {vector.name: fire(vector, USER, stack.password)[0] for vector in HOSTILE}
    passed = {name: status for name, status in fired.items() if status not in BLOCKED}
    print(f"guard: {len(fired) - len(passed)} vectors blocked of {len(fired)}")
    assert not passed, passed
    wrong = fire(Vector("", "GET", "/"), USER, stack.password + "x")[0]
    assert wrong == 401, wrong
    for vector, expected in OWN:
        status, _text = fire(vector, USER, stack.password)
        assert status == expected, (vector.name, status)
    print(f"guard: {len(OWN)} requests of our own pages let through of {len(OWN)}")


def check_site() -> None:
    """The site carries its headers and answers to its own names only."""
    with urlopen("http://127.0.0.1:8080/", timeout=10) as page:
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy, policy
        assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    foreign = Request("http://127.0.0.1:8080/", headers={"Host": "pirate.example"})
    with pytest.raises(HTTPError, match="421"):
        urlopen(foreign, timeout=10)


def check_run(stack: Stack) -> None:
    """A run launched through the guard comes to its end."""
    run = stack.launch("sans_site")
    took = until(lambda: stack.runs()[run] in ("SUCCESS", "FAILURE"), 300)
    print(f"run launched through the guard: {stack.runs()[run]} in {took:.0f} s")
    assert stack.runs()[run] == "SUCCESS"


def check_kills(stack: Stack) -> None:
    """Each service killed, then started: runs, site and password are what they were."""
    for service in SERVICES:
        runs, page = stack.runs(), site()
        stack.compose("kill", "-s", "KILL", service)
        took = stack.up(service)
        until(lambda: stack_answers(stack), 120)
        kept = {run: status for run, status in stack.runs().items() if run in runs}
        assert kept == runs, (service, runs, kept)
        assert site() == page, service
        print(f"{service} killed and started again: {took:.0f} s, {len(runs)} runs kept")


def stack_answers(stack: Stack) -> bool:
    """Whether Dagster answers through the guard, sees the graph and its base again."""
    asked = "{repositoriesOrError{... on RepositoryConnection{nodes{name}}}}"
    try:
        return bool(stack.ask(asked)["repositoriesOrError"].get("nodes") and stack.runs())
    except (AssertionError, OSError, HTTPException):
        return False


def main() -> None:
    """Check everything in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compose", default="docker compose")
    stack = Stack(parser.parse_args().compose)
    print(f"all healthy: {stack.up():.0f} s")
    print(stack.compose("images"))
    stack.read_password()
    print(f"first site published: after {until(site, 300):.0f} s more")
    check_site()
    check_guard(stack)
    until(lambda: "SUCCESS" in stack.runs().values(), 300)
    check_run(stack)
    check_kills(stack)
    assert stack.ask("{instance{daemonHealth{allDaemonStatuses{daemonType healthy}}}}")
    check_guard(stack)
    before = stack.runs()
    stack.compose("down")
    print(f"all stopped and started again: {stack.up():.0f} s")
    assert before.items() <= stack.runs().items()


if __name__ == "__main__":
    sys.exit(main())
