"""The causes open now, told by each channel that has not told them yet; the bulletin, told once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr
from functools import partial

from sales_assets.alerts import mail, memory, webhook
from sales_assets.alerts.causes import Alert, fold
from sales_assets.alerts.message import Message, compose, one_line
from sales_assets.errors import NotSent
from sales_assets.language import _
from sales_assets.settings import Settings

_BULLETIN = "bulletin"
_MESSAGES = 5
"""Messages of one moment; more causes than that are told in one."""


@dataclass
class Report:
    """What became of the messages: how many left, and by channel what kept others back."""

    sent: int = 0
    troubles: dict[str, str] = field(default_factory=dict)


def send_new(
    settings: Settings, alerts: Sequence[Alert], now: datetime, *, all_known: bool = True
) -> Report:
    """Tell each channel what it has not told yet; what fails is tried again the next time.

    Args:
        settings: The channels.
        alerts: The causes that are open now.
        now: The time, with its zone.
        all_known: Whether no other cause is open; otherwise none is taken for solved.
    """
    report = Report()
    open_keys = {alert.key for alert in alerts}
    with memory.opened(settings.log_dir) as kept:
        for channel in settings.alert_channels:
            told = kept.sent(channel)
            if all_known:
                told &= open_keys
                kept.keep(channel, told)
            fresh = [alert for alert in alerts if alert.key not in told]
            try:
                for group in _groups(fresh):
                    alert = group[0] if len(group) == 1 else fold(group)
                    _WAYS[channel](settings, compose(settings, alert), now)
                    told |= {one.key for one in group}
                    kept.keep(channel, told)
                    report.sent += 1
            except NotSent as trouble:
                report.troubles[channel] = str(trouble)
    return report


def send_bulletin(
    settings: Settings, day: date, letter: tuple[str, str, str], now: datetime
) -> Report:
    """Send each reader the bulletin of a day, unless that of this day or a later one has left.

    Args:
        settings: The mail server and the readers.
        day: The last day that it tells of.
        letter: Its title, its plain text and its HTML.
        now: The time, with its zone.
    """
    report = Report()
    title, plain, html = letter
    with memory.opened(settings.log_dir) as kept:
        for number, reader in enumerate(settings.bulletin_to, start=1):
            address = parseaddr(reader)[1].lower()
            key, before = f"{day} {address}", kept.sent(_BULLETIN)
            own = {one for one in before if one.endswith(f" {address}")}
            if any(one >= key for one in own):
                continue
            text = mail.written(settings, [reader], one_line(title), plain, now, html)
            try:
                mail.send(settings, text, partial(_note, kept, before, before - own | {key}))
                report.sent += 1
            except NotSent as trouble:
                told = [str(trouble)]
                if key in kept.sent(_BULLETIN):
                    told.append(_("peut-être arrivé, il ne repart pas"))
                name = _("lecteur {numero}").format(numero=number)  # the log is on the site
                report.troubles[name] = ", ".join(told)
    return report


def _note(kept: memory.Memory, before: set[str], after: set[str], begun: bool) -> None:
    kept.keep(_BULLETIN, after if begun else before)


def send_trial(settings: Settings, now: datetime) -> Report:
    """Send a message by each channel that only says that it works."""
    text = _("Ceci est un essai : les alertes de la boutique arrivent bien ici.")
    message, report = compose(settings, Alert("", _("Essai des alertes"), text)), Report()
    for channel in settings.alert_channels:
        try:
            _WAYS[channel](settings, message, now)
            report.sent += 1
        except NotSent as trouble:
            report.troubles[channel] = str(trouble)
    return report


def _groups(alerts: Sequence[Alert]) -> list[Sequence[Alert]]:
    if len(alerts) > _MESSAGES:
        return [alerts]
    return [[alert] for alert in alerts]


def _post(settings: Settings, message: Message, _now: datetime) -> None:
    assert settings.alert_webhook_url is not None  # noqa: S101 - the channel is set up
    webhook.send(settings.alert_webhook_url.get_secret_value(), message)


def _mail(settings: Settings, message: Message, now: datetime) -> None:
    text = mail.written(settings, settings.alert_to, message.title, message.plain, now)
    mail.send(settings, text)


_WAYS: dict[str, Callable[[Settings, Message, datetime], None]] = {
    "mail": _mail,
    "webhook": _post,
}
