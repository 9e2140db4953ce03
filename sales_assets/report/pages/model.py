"""What a page is before it is a file: pure data handed from the page builders to `publish`.

What stays out: reading, clocks, files. A page's body is one block of raw HTML in which every text
that came from a file was encoded by `formats.esc`, because MkDocs escapes nothing.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from sales_assets.language import _
from sales_assets.report.charts import Chart, dark_values
from sales_assets.report.pages.rendering import render
from sales_assets.report.raw_pages import MARK


@dataclass(frozen=True)
class Extra:
    """A file that stands beside the pages: chart data, a download."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Page:
    """One page of the site.

    Attributes:
        path: Markdown path under the docs folder, such as `produits/ref001.md`.
        title: The page's title, already encoded for HTML.
        body: Raw HTML without the `<h1>`; it starts below the title.
        charts: Charts whose placeholders are in the body.
        description: One line for the page's `<meta name="description">`, already encoded.
        keywords: What search finds and shows under the title instead of the description, already
            encoded.
        trail: The pages above this one, outermost first: title (encoded) and address from the
            root, such as `("Produits", "produits.html")`.
        lines: Sales lines for the body's table of lines, or None (`script_json`'s values).
        extras: Files made with this page.
        places: What search finds within the page: anchor, title and text of each, encoded.
    """

    path: str
    title: str
    body: str
    charts: tuple[Chart, ...] = ()
    description: str = ""
    keywords: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    lines: object = None
    extras: tuple[Extra, ...] = ()
    places: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A page or a file that is made only when what it is made from has changed.

    Attributes:
        name: Its name among all sheets, the same at each publication.
        made_from: A digest of all that its content depends on, but the report's own code and
            words, which `publish` knows.
        make: Makes it.
    """

    name: str
    made_from: str
    make: Callable[[], Page | Extra]


def page_data(page: Page) -> Extra | None:
    """Return the script that carries a page's figures and lines, None for a page without any.

    A script, because a page opened from a folder may not fetch; named by its content, so that a
    page and its figures are always of one release. Text is inert: it is JSON in which no `<`, `>`
    nor `&` is left, and the page's script writes it as text.
    """
    calls = []
    if page.charts:
        figures = ",".join(f"{json.dumps(chart.id)}:{chart.json()}" for chart in page.charts)
        calls.append(f"ventes.graphiques({{{figures}}},{script_json(dark_values())});\n")
    if page.lines is not None:
        calls.append(f"ventes.lignes({script_json(page.lines)});\n")
    if not calls:
        return None
    content = "".join(calls).encode()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Extra(f"{PurePosixPath(page.path).with_suffix('')}.{digest}.js", content)


def script_json(value: object) -> str:
    """Return `value` as ASCII JSON that is safe in a script and in HTML."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def content(page: Page, data: Extra | None) -> str:
    """Return what a page says: the way down to it, its title, its body."""
    return render(
        "page.html",
        trail=((_("Ce matin"), "index.html"), *page.trail) if page.trail else (),
        up="../" * (len(PurePosixPath(page.path).parts) - 1),
        title=page.title,
        source=PurePosixPath(data.path).name if data else "",
        body=page.body,
    )


def markdown(page: Page, data: Extra | None) -> str:
    """Return the page as the Markdown file that MkDocs reads: front matter, then raw HTML."""
    return raw(content(page, data), title=page.title, description=page.description)


def raw(html: str, **meta: object) -> str:
    """Return a block of HTML as Markdown that MkDocs takes as it is."""
    # A JSON object is YAML; a title such as "no" or "1: 2" stays text.
    front = json.dumps(meta)
    return f"---\n{front}\n---\n{MARK}\n{html}"


def address(page: Page) -> str:
    """Return where the page is served, from the site's root."""
    return str(PurePosixPath(page.path).with_suffix(".html"))


class Entry(NamedTuple):
    """What search knows of a place of the site: its address from the root, and plain texts."""

    location: str
    title: str
    text: str


def search_entries(page: Page) -> list[Entry]:
    """Return what search knows of a page, then of the places in it."""
    here = address(page)
    whole = Entry(here, page.title, page.keywords or page.description)
    parts = [Entry(f"{here}#{html.unescape(anchor)}", *said) for anchor, *said in page.places]
    return [
        Entry(at, html.unescape(title), html.unescape(text)) for at, title, text in [whole, *parts]
    ]
