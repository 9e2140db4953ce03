"""Real servers on loopback that take what the alerts send: a mail server and a webhook.

What stays out: expectations of any one test.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "boutique", "chut-tres-secret"


@dataclass
class Mailbox:
    """A mail server and what it took.

    `refuses` makes it answer every message with an error, `slow` wait these seconds before it
    says that it took one, `unknown` refuse these readers, `rude` refuse to say goodbye.
    """

    port: int = 0
    ca: Path = Path()
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuses: bool = False
    slow: float = 0
    unknown: tuple[str, ...] = ()
    rude: bool = False

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Know a reader, or not."""
        if address in self.unknown:
            return f"550 <{address}> unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        """Say goodbye, or not."""
        return "421 no" if self.rude else "221 Bye"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message."""
        if self.refuses:
            return "451 come back later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        await asyncio.sleep(self.slow)
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        """What the messages are about, in the order they came."""
        return [str(mail["Subject"]) for mail in self.mails]

    def text(self, number: int = -1) -> str:
        """What a message says."""
        return self.part("plain", number)

    def part(self, form: str, number: int = -1) -> str:
        """What it says in one of its forms, `plain` or `html`."""
        body = self.mails[number].get_body((form,))
        assert body is not None
        return str(body.get_content())


@contextmanager
def mail_server(folder: Path, security: str, *, login: bool = False) -> Iterator[Mailbox]:
    """A mail server: `starttls` and `tls` with a certificate that only `Mailbox.ca` vouches for."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        box = Mailbox(probe.getsockname()[1], folder / "ca.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(box.ca))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)

    def check(_server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
        right = given == LoginPassword(USER.encode(), PASSWORD.encode())
        if right:
            box.logins.append(given.login.decode())
        return AuthResult(success=right, handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=check,
        auth_required=login,
        auth_require_tls=security == "starttls",
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """A webhook and what it took; `answer` is the status it gives."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    answer: int = 200


@contextmanager
def webhook_server() -> Iterator[Hook]:
    """A real HTTP listener."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.methods.append("POST")
            if hook.answer == 200:
                hook.bodies.append(json.loads(body))
            self.send_response(hook.answer)
            if hook.answer == 302:
                self.send_header("Location", "/ailleurs")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            hook.methods.append("GET")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}/services/jeton-secret"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
