"""Every indicator's words, read from the registry that the pages use too, and where it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sales_assets.indicators import registry
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, address

_SHOWN = re.compile(r'data-i="(\w+)"')


def build(context: Context, menu: Iterable[Page] = ()) -> Page:
    """Return the glossary: label, formula, caveat, checks, and the pages that show each indicator.

    Args:
        context: The publication.
        menu: The pages that it may lead to.
    """
    phrases = {
        str(name): _(str(words))
        for name, words in zip(
            context.snap.controles["regle"], context.snap.controles["phrase"], strict=True
        )
    }
    chapters = registry.chapters(context.told)
    body = rendering.render(
        "glossaire.html",
        chapitres=chapters,
        dit=context.told,
        phrases=phrases,
        pages=shown_on(context, menu),
    )
    words = _("Comment chaque chiffre est calculé, et ce qu’il ne dit pas.")
    places = tuple(
        (formats.esc(found.key), formats.esc(found.label), formats.esc(found.formula))
        for _title, some in chapters
        for found in some
    )
    return Page("glossaire.md", _("Glossaire"), body, description=words, places=places)


def shown_on(context: Context, menu: Iterable[Page]) -> dict[str, list[tuple[str, str]]]:
    """Return, for each indicator, title and address of the pages that show it.

    The first page counts as « Ce matin », whatever its title; the last day's sheet stands for all.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for page in menu:
        title = _("Ce matin") if page.path == "index.md" else page.title
        for key in sorted(set(_SHOWN.findall(page.body))):
            found.setdefault(key, []).append((title, address(page)))
    if context.last_day in context.known_sheets:
        source = (rendering.TEMPLATES / "jour.html").read_text("utf-8")
        for key in sorted(set(re.findall(r'proof\("(\w+)"', source))):
            sheet = (_("Fiche du jour"), context.day_href(context.day))
            found.setdefault(key, []).append(sheet)
    return found
