"""The settings of the alerts and of the bulletin: by which ways a person is told, and who.

They are part of `Settings`, which reads them. What stays out: sending (`alerts/`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

from sales_assets.language import _

Security = Literal["starttls", "tls", "none"]
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError
    return text


def _address(text: str) -> str:
    # one line and one address: it becomes a header of a message, in which other signs say more
    signs = r'@,;:<>()\[\]"\\'
    one = rf"[^{signs}\s]+@[^{signs}\s]+"
    if not re.fullmatch(rf"{one}|[^{signs}]+ <{one}>", text.strip()) or not text.isprintable():
        raise ValueError
    return text.strip()


def _password(value: Any) -> Any:
    # what Python's login can send; refused here, for its own error would show the password
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        raise wrong(_("{donnee} : lettres sans accent, chiffres et signes courants seulement."),
                     "SALES_ALERT_SMTP_PASSWORD")  # fmt: skip
    return value


def _addresses(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(_address(one) for one in value.split(",") if one.strip())


def _file(value: Any) -> Path:
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise ValueError
    return path


def _hidden_address(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.port == 0:
        raise ValueError
    return SecretStr(value)


class AlertSettings(BaseModel):
    """By which ways a person is told; without any, nobody is."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    alert_smtp_host: Annotated[str, BeforeValidator(_host)] | None = None
    """Mail server that takes the alerts and the bulletin; unset, no mail is sent."""

    alert_smtp_port: int | None = Field(default=None, ge=1, le=65_535)
    """Its port; unset, 587 for starttls, 465 for tls, 25 for none."""

    alert_smtp_security: Security = "starttls"
    """How the mail travels: `starttls`, `tls` from the first byte, or `none` (never a login)."""

    alert_smtp_ca: Annotated[Path, BeforeValidator(_file)] | None = None
    """Certificate (PEM) by which to know a mail server that no public authority vouches for."""

    alert_smtp_user: str | None = None
    """Login at the mail server; unset, none."""

    alert_smtp_password: Annotated[SecretStr, BeforeValidator(_password)] | None = None
    """Password that goes with it."""

    alert_from: Annotated[str, BeforeValidator(_address)] | None = None
    """Sender of the mails; unset, the first reader."""

    alert_to: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_addresses)] = ()
    """Readers of the mails, separated by commas."""

    bulletin_to: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_addresses)] = ()
    """Readers of the bulletin by mail, separated by commas; unset, it is not sent."""

    bulletin: Literal["daily", "weekly"] = "daily"
    """Which bulletin is sent: that of each day, or on Monday that of the week."""

    alert_webhook_url: Annotated[SecretStr, BeforeValidator(_hidden_address)] | None = None
    """Address that takes each alert as JSON (Slack, Mattermost, Teams…); kept as a secret."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse what would only fail on the night when something happens."""
        readers = {
            "SALES_ALERT_TO": self.alert_to,
            "SALES_BULLETIN_TO": self.bulletin_to,
        }
        read = next((name for name, given in readers.items() if given), "SALES_ALERT_TO")
        asked = {"SALES_ALERT_SMTP_HOST": self.alert_smtp_host, read: readers[read]}
        login = {
            "SALES_ALERT_SMTP_USER": self.alert_smtp_user,
            "SALES_ALERT_SMTP_PASSWORD": self.alert_smtp_password,
        }
        for pair in (asked, login):
            missing = [name for name, value in pair.items() if not value]
            if len(missing) == 1:
                given = next(name for name, value in pair.items() if value)
                raise wrong(_("{donnee} demande aussi {absente}."), given, missing[0])
        if self.alert_smtp_user and self.alert_smtp_security == "none":
            raise wrong(
                _(
                    "{donnee} demande SALES_ALERT_SMTP_SECURITY à starttls ou tls : un mot de passe"
                    " ne part pas en clair."
                ),
                "SALES_ALERT_SMTP_USER",
            )
        return self

    @property
    def smtp_port(self) -> int:
        """The port given, or the usual one."""
        return self.alert_smtp_port or _PORTS[self.alert_smtp_security]

    @property
    def alert_channels(self) -> tuple[str, ...]:
        """The ways of alert that are set up: `mail`, `webhook`."""
        ways = {"mail": self.alert_to, "webhook": self.alert_webhook_url}
        return tuple(name for name, given in ways.items() if given)


def wrong(sentence: str, given: str, missing: str = "") -> PydanticCustomError:
    """An error that is its own sentence, and shows no value."""
    text = sentence.format(donnee=given, absente=missing)
    return PydanticCustomError("sentence", "{text}", {"text": text})


def accepted() -> dict[str, str]:
    """Return what each of these settings takes, in words."""
    return {
        "alert_smtp_host": _("un nom de serveur, par exemple smtp.exemple.fr"),
        "alert_smtp_port": _("un nombre entier de 1 à 65535"),
        "alert_smtp_security": _("starttls, tls ou none"),
        "alert_smtp_ca": _("un fichier de certificat PEM qui existe"),
        "alert_smtp_user": _("un nom d’utilisateur"),
        "alert_smtp_password": _("un mot de passe"),
        "alert_from": _("une adresse de courriel"),
        "alert_to": _("des adresses de courriel séparées par des virgules"),
        "bulletin_to": _("des adresses de courriel séparées par des virgules"),
        "bulletin": _("daily ou weekly"),
        "alert_webhook_url": _("une adresse http:// ou https://"),
    }
