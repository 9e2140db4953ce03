"""The whole stack as it runs every day: `sales-assets ui`, its daemon, its code server, its runs.

What stays out: expectations of any one test.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from dagster import DagsterInstance, DagsterRun

from sales_assets.graph import instance
from sales_assets.settings import PROJECT_ROOT
from tests.command import PROGRAM, Command, group

PATIENCE = 400  # seconds; a busy machine is no failure


class Stack:
    """A shop with Dagster at work on it; `kill` ends every process at once, as a power cut does."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Prepare the folders; nothing is started."""
        self.shop = Command(folder, **settings)
        self.home = self.shop.logs / "dagster"
        self._log = folder / "ui.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self) -> None:
        """Start it as a person does, and wait for nothing."""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(PROGRAM), "ui", "--port", str(self.port)],
                cwd=PROJECT_ROOT,
                env=self.shop.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End every process of the stack at once; the runs' too."""
        if self._process is None:
            return
        while found := group(self._process.pid):
            for number in found:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        self._process.wait(timeout=30)
        self._process = None

    def runs(self) -> list[DagsterRun]:
        """Every run that Dagster knows, the oldest first."""
        with instance.opened(self.home) as dagster:
            return list(reversed(dagster.get_runs()))

    def ask(self, query: str, **variables: Any) -> Any:
        """What Dagster's own GraphQL answers."""
        request = Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def log(self) -> str:
        """The end of what the stack wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-6000:]

    def wait(self, what: str, until: Callable[[], object], patience: float = PATIENCE) -> float:
        """Wait until something holds; the seconds it took."""
        start = time.monotonic()
        while time.monotonic() - start < patience:
            with suppress(OSError):
                if until():
                    return time.monotonic() - start
            time.sleep(0.2)
        raise AssertionError(f"{what}: not after {patience} s\n{self.log()}")

    def opened(self) -> DagsterInstance:
        """The stack's own Dagster instance, to close."""
        return DagsterInstance.from_config(str(self.home))
