"""An alert as an e-mail, handed to the shop's mail server."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from sales_assets.alerts.message import Message
from sales_assets.errors import NotSent
from sales_assets.settings import Settings

_TIMEOUT = 10  # seconds for each answer of the server


def send(settings: Settings, message: Message, now: datetime) -> None:
    """Hand one message to the server, for all readers.

    Raises:
        NotSent: The server did not take it.
    """
    try:
        with _opened(settings) as server:
            server.send_message(_mail(settings, message, now))
    except (OSError, smtplib.SMTPException) as error:  # ssl's and time-out errors are OSErrors
        raise NotSent(_cause(error)) from None


def _opened(settings: Settings) -> smtplib.SMTP:
    host, port = str(settings.alert_smtp_host), settings.smtp_port
    trusted = ssl.create_default_context(cafile=settings.alert_smtp_ca)
    if settings.alert_smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    try:
        if settings.alert_smtp_security == "starttls":
            server.starttls(context=trusted)
        if settings.alert_smtp_user and settings.alert_smtp_password:
            server.login(settings.alert_smtp_user, settings.alert_smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _mail(settings: Settings, message: Message, now: datetime) -> EmailMessage:
    sender = settings.alert_from or settings.alert_to[0]
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(settings.alert_to)
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence message answers it
    mail.set_content(message.plain)
    return mail


def _cause(error: Exception) -> str:
    """What the server said; an answer to a login may repeat it, so only its number is kept."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"SMTPAuthenticationError ({error.smtp_code})"
    return f"{type(error).__name__} : {error}"
