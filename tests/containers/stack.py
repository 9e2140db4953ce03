"""The services, as Compose and the guard show them.

What stays out: what is expected of them (`check.py`, `operations.py`).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.containers.guard import JSON, Vector, fire

USER = "boutique"
WAITING = b'http-equiv="refresh"'  # the page before the first publication
LOCATION = {
    "repositoryName": "__repository__",
    "repositoryLocationName": "sales_assets.definitions",
}
LAUNCH = """mutation($p: ExecutionParams!) {
  launchRun(executionParams: $p) { __typename ... on LaunchRunSuccess { run { runId } } }
}"""


class Stack:
    """The services, as Compose and the guard show them."""

    def __init__(self, compose: str, **settings: str) -> None:
        """Keep the way to call Compose, and what `.env` would say."""
        self.words = shlex.split(compose)
        self.settings = settings
        self.password = ""

    @property
    def environment(self) -> dict[str, str]:
        """What Compose is called with: a variable goes before the same one of `.env`."""
        return {**os.environ, **self.settings}

    def compose(self, *words: str) -> str:
        """Call Compose; what it says."""
        done = subprocess.run(
            [*self.words, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def program(self, words: str) -> str:
        """Run `sales-assets` in the running container; 1 only says that a person has to act."""
        told = f"sales-assets {words} || test $? = 1"
        return self.compose("exec", "-T", "code", "sh", "-c", told)

    def status(self) -> dict[str, Any]:
        """Where the shop stands."""
        return dict(json.loads(self.program("status --json")))

    def configuration(self) -> dict[str, Any]:
        """The compose file as Compose reads it."""
        return dict(json.loads(self.compose("config", "--format", "json")))

    def folder(self, target: str) -> Path:
        """The folder of this machine that the program sees as `target`."""
        volumes = self.configuration()["services"]["code"]["volumes"]
        return next(Path(one["source"]) for one in volumes if one["target"] == target)

    def lose(self, *volumes: str) -> None:
        """Stop everything and remove volumes, as the docs tell: Compose cannot remove only some."""
        known = self.configuration()["volumes"]
        self.compose("down")
        names = [known[name]["name"] for name in volumes]
        subprocess.run(["docker", "volume", "rm", "-f", *names], check=True, capture_output=True)

    def up(self, *services: str) -> float:
        """Start what is not running until all is healthy; the seconds it took."""
        start = time.monotonic()
        words = [*self.words, "up", "-d", "--wait", "--wait-timeout", "300", *services]
        starting = subprocess.Popen(words, env=self.environment, stderr=subprocess.DEVNULL)
        healthy = dict[str, int]()
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

    def answers(self) -> bool:
        """Whether Dagster answers through the guard, sees the graph and its base again."""
        asked = "{repositoriesOrError{... on RepositoryConnection{nodes{name}}}}"
        try:
            return (
                bool(self.ask(asked)["repositoriesOrError"].get("nodes"))
                and self.runs() is not None
            )
        except (AssertionError, OSError, HTTPException):
            return False

    def door(self, **headers: str) -> int:
        """The status of Dagster's first page, asked with this stack's password."""
        return fire(Vector("", "GET", "/", headers), USER, self.password)[0]


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
