"""A message as an e-mail, handed to the shop's mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from sales_assets.errors import NotSent
from sales_assets.language import _, cause
from sales_assets.settings import Settings

_TIMEOUT = 10  # seconds for each answer of the server
_ADDRESS = re.compile(r"[^\s<>'\"(){},;]+@[^\s<>'\"(){},;]+")
Handing = Callable[[bool], None]


class _Server(smtplib.SMTP):
    """A mail server that says when a message may have arrived (`send`)."""

    handing: Handing = staticmethod(lambda _begun: None)

    def data(self, msg: object) -> tuple[int, bytes]:
        """Hand the message over, and wait for the server's word."""
        self.handing(True)
        try:
            code, said = super().data(msg)  # type: ignore[arg-type]
        except smtplib.SMTPDataError:
            self.handing(False)
            raise
        if code != 250:
            self.handing(False)
        return code, said


class _TlsServer(_Server, smtplib.SMTP_SSL):
    """The same, from the first byte."""


def send(settings: Settings, mail: EmailMessage, handing: Handing = _Server.handing) -> None:
    """Hand one mail to the server, for all its readers.

    Args:
        settings: The server.
        mail: What `written` gives.
        handing: Told True before the text is handed over, and False if the server then says no.
            When it fell silent in between, nobody knows whether the mail has arrived.

    Raises:
        NotSent: The server did not say that it took it.
    """
    try:
        server = _opened(settings)
        server.handing = handing
        try:
            server.send_message(mail)
            with suppress(OSError):  # taken is taken, however it says goodbye
                server.quit()
        finally:
            server.close()
    except OSError as error:  # so are those of SMTP, of TLS and time-outs
        raise NotSent(_cause(error)) from None


def _opened(settings: Settings) -> _Server:
    host, port = str(settings.alert_smtp_host), settings.smtp_port
    trusted = ssl.create_default_context(cafile=settings.alert_smtp_ca)
    if settings.alert_smtp_security == "tls":
        server: _Server = _TlsServer(host, port, timeout=_TIMEOUT, context=trusted)
    else:
        server = _Server(host, port, timeout=_TIMEOUT)
    try:
        if settings.alert_smtp_security == "starttls":
            server.starttls(context=trusted)
        if settings.alert_smtp_user and settings.alert_smtp_password:
            server.login(settings.alert_smtp_user, settings.alert_smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def written(
    settings: Settings,
    readers: Sequence[str],
    title: str,
    plain: str,
    now: datetime,
    html: str = "",
) -> EmailMessage:
    """Write a mail as text and, where it is given, as HTML."""
    sender = settings.alert_from or [*settings.alert_to, *readers][0]
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(readers)
    mail["Subject"] = title
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence message answers it
    mail.set_content(plain)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def _cause(error: OSError) -> str:
    """What the server or the system answered, without addresses, for a log that is on the site.

    An answer to a login may repeat it, so only its number is kept.
    """
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("le serveur refuse le compte ({code})").format(code=error.smtp_code)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError):
        return _("le serveur ne répond pas")
    told = error if isinstance(error, ssl.SSLError) else cause(error)  # its number is of TLS
    return _ADDRESS.sub("…", str(told))


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _ADDRESS.sub("…", f"{code} {text}")
