"""What a page is before it is a file: pure data handed from the page builders to `publish`.

What stays out: reading, clocks, files. A page's body is one block of raw HTML in which every text
that came from a file was encoded by `formats.esc`, because MkDocs escapes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sales_assets.report.charts import Chart, dark_values


@dataclass(frozen=True)
class Page:
    """One page of the site.

    Attributes:
        path: Markdown path under the docs folder, such as `produits/ref001.md`.
        title: The page's title, already encoded for HTML.
        body: Raw HTML without the `<h1>`; it starts below the title.
        charts: Charts whose placeholders are in the body.
        description: One line for the page's `<meta name="description">`, already encoded.
        section: The navigation page that this sheet belongs to, such as `produits.html`.
        keywords: Words to find this page by, already encoded.
    """

    path: str
    title: str
    body: str
    charts: tuple[Chart, ...] = ()
    description: str = ""
    section: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class Extra:
    """A file that stands beside the pages: chart data, a download."""

    path: str
    content: bytes


def chart_data(page: Page) -> Extra | None:
    """Return the script that carries the page's figures, or None for a page without charts.

    A script, because a page opened from a folder may not fetch; named by its content, so that a
    page and its figures are always of one release. Text is inert: it is JSON in which no `<`, `>`
    nor `&` is left, and Plotly gets it as data.
    """
    if not page.charts:
        return None
    figures = ",".join(f"{json.dumps(chart.id)}:{chart.json()}" for chart in page.charts)
    darker = json.dumps(dark_values(), separators=(",", ":"))
    content = f"ventes.graphiques({{{figures}}},{darker});\n".encode()
    stem = PurePosixPath(page.path).with_suffix("")
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Extra(f"{stem}.{digest}.js", content)


def markdown(page: Page, data: Extra | None) -> str:
    """Return the page as the Markdown file that MkDocs reads: front matter, then raw HTML.

    The title comes first and alone can be searched, with the keywords; figures would drown it.
    """
    meta = {"title": page.title, "description": page.description, "section": page.section}
    # A JSON object is YAML; a title such as "no" or "1: 2" stays text.
    front = f"---\n{json.dumps(meta, ensure_ascii=False)}\n---\n"
    return front + "\n".join(_blocks(page, data)) + "\n"


def _blocks(page: Page, data: Extra | None) -> Iterator[str]:
    yield f'<h1 id="titre">{page.title}</h1>\n'
    if page.keywords:
        yield f'<p class="v-mots" hidden>{page.keywords}</p>\n'
    source = f' data-graphiques="{PurePosixPath(data.path).name}"' if data else ""
    yield f'<div class="v-corps" data-search-exclude=""{source}>\n{page.body}\n</div>'
