"""The compose for real: all healthy, the guard's vectors, a run, each service killed, state kept;
then the page of operations (`operations.py`).

`make containers` runs it on the folders that the compose file names: SALES_DATA_DIR and
SALES_LOG_DIR spare yours. `--compose` gives another way to call Compose.
Figures go to standard output; the exit status is 0 when all holds.
"""

from __future__ import annotations

import argparse
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.containers import operations
from tests.containers.guard import BLOCKED, HOSTILE, OWN, Vector, fire
from tests.containers.stack import USER, Stack, site, until

SERVICES = ("site", "webserver", "daemon", "code", "postgres")


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
        until(stack.answers, 120)
        kept = {run: status for run, status in stack.runs().items() if run in runs}
        assert kept == runs, (service, runs, kept)
        assert site() == page, service
        print(f"{service} killed and started again: {took:.0f} s, {len(runs)} runs kept")


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
    operations.check(stack)
    print(f"all stopped and started again: {stack.up():.0f} s")
    assert before.items() <= stack.runs().items()


if __name__ == "__main__":
    sys.exit(main())
