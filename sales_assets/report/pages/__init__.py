"""The pages of the site: one pure module a page kind, from a `Snapshot` to `Page`s.

What goes in: `build_site`, the order of the pages and their common lines. What stays out: files
and MkDocs (`report/publish.py`), arithmetic (`indicators`), drawing (`report/charts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction
from itertools import chain

from sales_assets.report import contracted, downloads, packaged, workbook
from sales_assets.report.pages import (
    bulletin,
    calendar,
    corrections,
    data,
    day_list,
    departments,
    explorer,
    glossary,
    home,
    lineage,
    margins,
    months,
    products,
    proofs,
    quality,
    stock,
    stores,
    tickets,
)
from sales_assets.report.pages.banner import banner
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page, Sheet
from sales_assets.report.trace import UNTRACED, Trace
from sales_assets.warehouse.snapshot import Snapshot

__all__ = ["Extra", "Page", "Sheet", "Site", "build_site"]


@dataclass(frozen=True)
class Site:
    """What `publish` needs. `sheets` are made while they are read, once."""

    menu: list[Page]
    sheets: Iterator[Page | Sheet]
    folders: Mapping[str, str]
    extras: list[Extra]
    banner: str


FOLDERS = {
    "jours": "jours.html",
    "mois": "mois.html",
    "annees": "mois.html",
    "produits": "produits.html",
    "magasins": "magasins.html",
}
"""Folder of sheets to the menu page that it belongs to."""


def build_site(
    snapshot: Snapshot,
    *,
    built_at: datetime,
    trace: Trace = UNTRACED,
    base: bool = False,
    due: time = time(8),
    objective: Fraction | None = None,
    shop_name: str = "",
) -> Site:
    """Return every page and download of a snapshot.

    Args:
        snapshot: The warehouse's picture.
        built_at: When this is published, in the shop's time zone: the one clock of the pages.
        trace: What the graph says of itself.
        base: Whether readers are given a copy of the base.
        due: The hour by which yesterday's sales are there.
        objective: What a period is asked to sell over its N-1.
        shop_name: At the head of the bulletin; empty where it is not told.
    """
    context = Context(snapshot, built_at, trace, base, due, objective, shop_name)
    offered = list(downloads.offered(snapshot))
    csv, book = downloads.tables(offered), workbook.workbook(snapshot, context.revenue.caveat)
    others = [*packaged.files(offered, csv), *contracted.files()]
    menu: list[Page] = []
    sheets: list[Iterator[Page | Sheet]] = []
    for part in _parts(context, data.build(context, csv, book, others), menu):
        pages = iter(part)
        for page in pages:
            if not isinstance(page, Page) or "/" in page.path:
                sheets.append(chain([page], pages))
                break
            menu.append(page)
    extras = [*csv, book, *others, *bulletin.build(context), proofs.build(context)]
    return Site(menu, chain.from_iterable(sheets), FOLDERS, extras, banner(context))


def _parts(
    context: Context, downloads: Iterable[Page], menu: list[Page]
) -> Iterator[Iterable[Page | Sheet]]:
    """Each part of the site: its pages of the menu, then its sheets; `menu` is made so far."""
    yield [home.build(context)]
    yield stock.build(context)
    yield products.build(context)
    yield stores.build(context)
    yield departments.build(context)
    yield tickets.build(context)
    yield margins.build(context)
    yield [calendar.build(context)]
    yield months.build(context)
    yield day_list.build(context)
    yield explorer.build(context)
    yield quality.build(context)
    yield corrections.build(context)
    yield lineage.build(context)
    yield downloads
    yield [glossary.build(context, menu)]
