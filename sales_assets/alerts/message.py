"""An alert as words and links. What stays out: how it travels."""

from __future__ import annotations

from dataclasses import dataclass

from sales_assets.alerts.causes import Alert
from sales_assets.language import _
from sales_assets.settings import Settings


@dataclass(frozen=True)
class Message:
    """What is sent; `links` are (what they show, address)."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> str:
        """The text and its links, as a person reads them."""
        return "\n\n".join([self.text, *(f"{what}\n{where}" for what, where in self.links)])


def compose(settings: Settings, alert: Alert) -> Message:
    """Write an alert with the links that people can follow from where they read."""
    links = []
    if settings.dagster_url:
        address = f"{settings.dagster_url}/{alert.dagster}".rstrip("/")
        links.append((_("Le détail dans Dagster"), address))
    if settings.site_url and alert.page:
        links.append((_("La page du site"), f"{settings.site_url}/{alert.page}"))
    return Message(one_line(alert.title), _printable(alert.text), tuple(links))


def one_line(text: str) -> str:
    """A title fit for a header: a file's name may hold anything."""
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    lines = text.splitlines()
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)
