"""Dagster's own pages behind the guard, without Docker: what `sales-assets ui` becomes.

`dagster dev` starts its webserver as `python -m dagster_webserver` and has no option for another:
its call is turned to this module, which adds the guard by the webserver's hook for middleware.
`tests/faults/test_doors.py` fires at the real thing, and would tell if either no longer held.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from subprocess import Popen
from typing import Any

from dagster._cli import dev
from dagster_shared.ipc import open_ipc_subprocess
from dagster_webserver import app, cli
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware

from sales_assets.settings import Settings
from sales_assets.web import guard

_ITS_OWN = "dagster_webserver"
_OURS = "sales_assets.graph.webserver"


def _develop() -> None:
    """Run `dagster dev`, its webserver guarded."""

    def guarded(words: Sequence[str], **options: Any) -> Popen[Any]:
        return open_ipc_subprocess(
            [_OURS if word == _ITS_OWN else word for word in words], **options
        )

    dev.open_ipc_subprocess = guarded  # type: ignore[attr-defined, assignment]
    dev.dev_command(sys.argv[2:])


def _serve() -> None:
    """Run Dagster's webserver with the guard before it."""
    port = int(sys.argv[sys.argv.index("--port") + 1])
    rule = guard.dagster(guard.Names.here(port, Settings().dagster_url))

    class Guarded(DagsterWebserver[Any, Any]):
        def build_middleware(self) -> list[Middleware]:
            return [Middleware(guard.Guard, rule), *super().build_middleware()]

    app.DagsterWebserver = Guarded  # type: ignore[attr-defined]
    cli.main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    _develop() if sys.argv[1:2] == ["dev"] else _serve()
