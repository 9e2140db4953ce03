"""Which requests are let through: a page of elsewhere can neither give an order nor read a figure.

A browser shows foreign pages, and what listens on this machine hears them all. Each rule is a
function of a request's head alone and gives the status that refuses it, 0 to let it through. Add a
vector to `tests/containers/guard.py` when you add a rule, and the rule to `site/nginx.conf`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

Rule = Callable[[HTTPConnection], int]

NOT_OURS, FOREIGN, NO_SUCH_METHOD = 421, 403, 405
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    # figures are in scripts: no page of elsewhere may load them
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_READS = ("GET", "HEAD")
_GRAPHQL = "/graphql"
_ONLY_NAMED = re.compile(r"(op=[A-Za-z0-9_]*)?")


@dataclass(frozen=True)
class Names:
    """The names by which people reach a server: its `Host` headers, and its pages' `Origin`s."""

    hosts: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def of(cls, addresses: Iterable[str | None]) -> Names:
        """Read them out of web addresses; None is an address that is not set."""
        known = [urlsplit(address) for address in addresses if address]
        return cls(
            frozenset(one.netloc for one in known),
            frozenset(f"{one.scheme}://{one.netloc}" for one in known),
        )

    @classmethod
    def here(cls, port: int, address: str | None) -> Names:
        """Those of a server on this machine, and of the address at which people know it."""
        shown = "" if port == 80 else f":{port}"  # browsers leave the usual port out
        return cls.of([f"http://127.0.0.1{shown}", f"http://localhost{shown}", address])


def site(names: Names) -> Rule:
    """Rule of the published site: it is read by its own pages, and opened from anywhere."""

    def refused(request: HTTPConnection) -> int:
        if not _for_us(request, names):
            return NOT_OURS
        if request.scope["type"] != "http" or not (_is_own(request) or _is_opened(request)):
            return FOREIGN
        return 0 if request.scope["method"] in _READS else NO_SUCH_METHOD

    return refused


def dagster(names: Names) -> Rule:
    """Rule of Dagster, which has no login: only what its own pages send, and programs' JSON."""

    def refused(request: HTTPConnection) -> int:
        if not _for_us(request, names):
            return NOT_OURS
        if not _is_own(request):
            return FOREIGN
        path = request.scope["path"].lower()
        if path == _GRAPHQL:
            return 0 if _is_order(request, names) else FOREIGN
        if path.startswith((f"{_GRAPHQL}/", "/report_asset")) or request.scope["type"] != "http":
            return FOREIGN
        return 0 if request.scope["method"] in _READS else NO_SUCH_METHOD

    return refused


def _for_us(request: HTTPConnection, names: Names) -> bool:
    """Whether it names this server: a foreign name that leads here is a rebinding."""
    return all(host in names.hosts for host in _only(request, "host"))


def _only(request: HTTPConnection, name: str) -> list[str]:
    """The values of a header that may stand once; a second one is taken for a foreign one."""
    found = request.headers.getlist(name)
    return found if len(found) == 1 else ["", *found]


def _is_own(request: HTTPConnection) -> bool:
    """Whether our own page or a person asks; absent, no browser sent it, or an old one."""
    found = request.headers.getlist("sec-fetch-site")
    return all(value in ("same-origin", "none") for value in found)


def _is_opened(request: HTTPConnection) -> bool:
    """Whether a link of elsewhere opens the page for the reader: that page learns nothing of it."""
    return (
        request.headers.get("sec-fetch-mode") == "navigate"
        and request.headers.get("sec-fetch-dest") == "document"
    )


def _is_order(request: HTTPConnection, names: Names) -> bool:
    """Whether it is JSON by POST, or the websocket, which always says its Origin."""
    origins = request.headers.getlist("origin")
    # a query in the address is an order that an image can give; `op` only names it
    if not _ONLY_NAMED.fullmatch(request.scope["query_string"].decode("latin-1")):
        return False
    if any(origin not in names.origins for origin in origins):
        return False
    if request.scope["type"] == "websocket":
        return bool(origins)
    kinds = [kind.partition(";")[0].strip().lower() for kind in _only(request, "content-type")]
    return request.scope["method"] == "POST" and kinds == ["application/json"]


class Guard:
    """Middleware that refuses what its rule refuses, and gives every answer these headers."""

    def __init__(self, app: ASGIApp, rule: Rule, headers: Mapping[str, str] = HEADERS) -> None:
        """Stand before `app`."""
        self._app, self._rule, self._headers = app, rule, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request here; hand on the others."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        status = self._rule(HTTPConnection(scope))
        if not status:
            return await self._app(scope, receive, with_headers)
        answer = Response(status_code=status) if scope["type"] == "http" else WebSocketClose()
        return await answer(scope, receive, with_headers)
