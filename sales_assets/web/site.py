"""The published site on this machine, as `site/nginx.conf` serves it under Compose.

Each request is answered by one release, whichever is live when it comes. What stays out: building
and swapping releases (`report/`).
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from sales_assets.web import guard

HEADERS = {
    # no inline script anywhere: 'self' is enough, without a hash
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    **guard.HEADERS,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # a page is asked again each time, so that it never meets the data of another release
    "Cache-Control": "no-cache",
}
_GRACE = 3
"""Seconds for answers under way when the server ends."""


def application(site_dir: Path, names: guard.Names) -> ASGIApp:
    """Return the site behind its guard.

    Args:
        site_dir: The live address; a link that publications swap.
        names: Those by which readers reach it.
    """
    return Starlette(
        routes=[Mount("/", app=_Live(site_dir))],
        middleware=[Middleware(guard.Guard, guard.site(names), HEADERS)],
    )


class _Live:
    """The files of the release that is live when a request comes; its own page for a missing one.

    A path followed through the link could begin in one release and end in the next one.
    """

    def __init__(self, site_dir: Path) -> None:
        self._site_dir = site_dir

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        release = self._site_dir.resolve()
        if not release.is_dir():
            raise HTTPException(status_code=404)
        await StaticFiles(directory=release, html=True)(scope, receive, send)


def serve(site_dir: Path, taken: socket.socket, address: str | None) -> None:
    """Serve the site until the process is told to end.

    Args:
        site_dir: The live address.
        taken: The socket that listens.
        address: Where readers reach it from elsewhere, if anywhere.
    """
    names = guard.Names.here(taken.getsockname()[1], address)
    config = uvicorn.Config(
        application(site_dir, names),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    with suppress(KeyboardInterrupt):  # uvicorn ends cleanly, then gives the signal back
        uvicorn.Server(config).run(sockets=[taken])
