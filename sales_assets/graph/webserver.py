"""Dagster's own pages behind the guard, without Docker: what `sales-assets ui` becomes.

`dagster dev` starts its webserver as `python -m dagster_webserver` and has no option for another:
its call is turned to this module (`private.develop`), which adds the guard by the webserver's hook
for middleware.
`tests/faults/test_doors.py` fires at the real thing, and would tell if either no longer held.
"""

from __future__ import annotations

import sys
from typing import Any

from dagster_webserver import app, cli
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware

from sales_assets.graph import private
from sales_assets.settings import Settings
from sales_assets.web import guard


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
    if sys.argv[1:2] == ["dev"]:
        private.develop(sys.argv[2:], "sales_assets.graph.webserver")
    else:
        _serve()
