"""The pages of the site: one pure module a page kind, from a `Snapshot` to `Page`s.

What goes in: `build_site`, the order of the pages and their common lines. What stays out: files
and MkDocs (`report/publish.py`), arithmetic (`indicators`), drawing (`report/charts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sales_assets.report import downloads
from sales_assets.report.pages import (
    accueil,
    donnees,
    glossaire,
    jours,
    magasins,
    produits,
    qualite,
)
from sales_assets.report.pages.context import Context, banner
from sales_assets.report.pages.model import Extra, Page
from sales_assets.warehouse.snapshot import Snapshot

__all__ = ["Extra", "Page", "Site", "build_site"]


@dataclass(frozen=True)
class Site:
    """What `publish` needs. `pages` are made while they are read, once."""

    pages: Iterator[Page]
    extras: list[Extra]
    banner: str


def build_site(snapshot: Snapshot, *, built_at: datetime) -> Site:
    """Return every page and download of a snapshot.

    Args:
        snapshot: The warehouse's picture.
        built_at: When this is published, in the shop's time zone: the one clock of the pages.
    """
    context = Context(snapshot, built_at)
    tables = list(downloads.tables(snapshot))
    return Site(_pages(context, tables), tables, banner(context))


def _pages(context: Context, tables: list[Extra]) -> Iterator[Page]:
    yield accueil.build(context)
    yield from produits.build(context)
    yield from magasins.build(context)
    yield from jours.build(context)
    yield from qualite.build(context)
    yield from donnees.build(context, tables)
    yield glossaire.build(context)
