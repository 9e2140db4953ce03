"""The causes open now, told by each channel that has not told them yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sales_assets.alerts import mail, webhook
from sales_assets.alerts.causes import Alert, fold
from sales_assets.alerts.memory import Memory
from sales_assets.alerts.message import Message, compose
from sales_assets.errors import NotSent
from sales_assets.language import _
from sales_assets.settings import Settings

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
    memory, report = Memory(settings.log_dir), Report()
    open_keys = {alert.key for alert in alerts}
    for channel in settings.alert_channels:
        told = memory.sent(channel)
        if all_known:
            told &= open_keys
            memory.keep(channel, told)
        fresh = [alert for alert in alerts if alert.key not in told]
        try:
            for group in _groups(fresh):
                alert = group[0] if len(group) == 1 else fold(group)
                _WAYS[channel](settings, compose(settings, alert), now)
                told |= {one.key for one in group}
                memory.keep(channel, told)
                report.sent += 1
        except NotSent as trouble:
            report.troubles[channel] = str(trouble)
    return report


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


_WAYS: dict[str, Callable[[Settings, Message, datetime], None]] = {
    "mail": mail.send,
    "webhook": _post,
}
