"""An alert as JSON, posted to the shop's webhook."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sales_assets.alerts.message import Message
from sales_assets.errors import NotSent

_TIMEOUT = 10  # seconds for each answer of the server


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would arrive as an empty GET and look delivered."""

    def redirect_request(self, *_given: Any, **_named: Any) -> None:
        """Follow nothing: the answer is then an error."""


def send(url: str, message: Message) -> None:
    """Post one message; `text` is the field that Slack, Mattermost and Teams show.

    Raises:
        NotSent: It was not taken; the address, which is a secret, is not named.
    """
    body = {
        "text": f"{message.title}\n\n{message.plain}",
        "title": message.title,
        "message": message.text,
        "links": [{"text": what, "url": where} for what, where in message.links],
    }
    request = Request(  # noqa: S310 - the settings take http and https only
        url, json.dumps(body, ensure_ascii=False).encode(), method="POST",
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "sales-assets"},
    )  # fmt: skip
    try:
        build_opener(_NoRedirect).open(request, timeout=_TIMEOUT).close()
    except HTTPError as error:
        error.close()
        raise NotSent(f"HTTP {error.code}") from None
    except OSError as error:  # URLError and time-outs are OSErrors
        raise NotSent(str(getattr(error, "reason", None) or error)) from None
    except (HTTPException, ValueError) as error:
        raise NotSent(type(error).__name__) from None
