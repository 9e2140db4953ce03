"""From pages to the live site: written aside, built by MkDocs, made live by `releases`.

The only module that imports mkdocs, and only when it builds. What stays out: what a page says, and
the clock (pages state the build time they are given).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from sales_assets.language import locale
from sales_assets.report import proof, releases, sources
from sales_assets.report.couleurs import stylesheet
from sales_assets.report.pages import build_site
from sales_assets.report.pages.model import Extra, Page, markdown, page_data, search_entry
from sales_assets.warehouse.snapshot import Snapshot

SOURCES = "sources.sha256"
COLOURS = "assets/couleurs.css"  # the charts' own colours, for painted charts
# Material ships what a site like this never serves.
UNUSED = ("**/*.map", "assets/javascripts/lunr/wordcut.js", "assets/javascripts/lunr/tinyseg.js",
          "sitemap.xml", "sitemap.xml.gz")  # fmt: skip


@dataclass(frozen=True)
class Published:
    """What is live now. `path` is the page to open; `bytes` counts the release's own files."""

    path: Path
    release: str
    pages: int
    bytes: int
    changed: bool


def publish(
    snapshot: Snapshot,
    *,
    built_at: datetime,
    root: Path,
    site_dir: Path,
    work_dir: Path | None = None,
    footer: str = "",
) -> Published:
    """Make the whole site from a snapshot, prove its figures, and make it live.

    A live site made from the same sources is left as it is, with the time it was built.

    Args:
        snapshot: The warehouse's picture.
        built_at: The one build time that the pages state, in the shop's time zone. The same
            snapshot and time give the same bytes.
        root: The folder that holds `mkdocs.yml` and `site/theme`.
        site_dir: The live address (`SALES_SITE_DIR`), a symbolic link that this function owns;
            releases are kept beside it.
        work_dir: Where Markdown is written; by default `pages` beside `site_dir`.
        footer: HTML at every page's end, such as a link back to the run.

    Returns:
        The release that is live.

    Raises:
        Refused: `site_dir` is a folder with something in it.
        SiteDiffers: The site built does not say what the tables say.
    """
    made_from = sources.fingerprint(snapshot, root, footer)
    live = _live(site_dir, made_from)
    if live is not None:
        return live
    site = build_site(snapshot, built_at=built_at)
    mark = Extra(SOURCES, made_from.encode())
    return publish_pages(
        site.pages,
        chain(site.extras, [mark]),
        verify=partial(proof.verify, snapshot=snapshot),
        root=root,
        site_dir=site_dir,
        work_dir=work_dir,
        banner=site.banner,
        footer=footer,
    )


def publish_pages(
    pages: Iterable[Page],
    extras: Iterable[Extra] = (),
    *,
    root: Path,
    site_dir: Path,
    banner: str = "",
    footer: str = "",
    work_dir: Path | None = None,
    verify: Callable[[Path], None] | None = None,
) -> Published:
    """Build pages and the files beside them, and make them live; see `publish`.

    Pages and extras are consumed once, one in memory at a time. `banner` is the HTML line under
    every page's header. `verify` is shown the built site before it goes live, and raises to
    keep the last one.
    """
    site_dir = Path(os.path.abspath(site_dir))  # noqa: PTH100 - resolve() would follow the link
    releases.claim(site_dir)
    with releases.lock(site_dir.parent / ".publication.lock"):
        releases.sweep(site_dir.parent)
        docs = work_dir or site_dir.parent / "pages"
        entries = write_docs(docs, pages, extras)
        building = Path(tempfile.mkdtemp(prefix=".construction-", dir=site_dir.parent))
        _build(root, docs, building, {"bandeau": banner, "livraison": footer})
        _index(building / "search" / "search_index.json", entries)
        _prune(building)
        if verify is not None:
            verify(building)
        lines, size = releases.manifest(building)
        release = hashlib.sha256(lines).hexdigest()[:16]
        changed = releases.install(building, lines, release, site_dir)
    return Published(site_dir / "index.html", release, len(entries), size, changed)


def _live(site_dir: Path, made_from: str) -> Published | None:
    """Describe the live site if it was made from these very sources."""
    mark = site_dir / SOURCES
    if not mark.is_file() or mark.read_text("utf-8") != made_from:
        return None
    release = site_dir.resolve()
    names = releases.files(release)
    pages = sum(name.endswith(".html") and name != "404.html" for name in names)
    size = sum((release / name).stat().st_size for name in names)
    return Published(site_dir / "index.html", release.name, pages, size, changed=False)


def write_docs(docs: Path, pages: Iterable[Page], extras: Iterable[Extra]) -> list[dict[str, str]]:
    """Write Markdown, data and downloads into an emptied `docs`; return the search entries."""
    if docs.exists():
        shutil.rmtree(docs)
    docs.mkdir(parents=True)
    _write(docs / COLOURS, stylesheet().encode())
    entries = []
    for page in pages:
        data = page_data(page)
        _write(docs / page.path, markdown(page, data).encode())
        for extra in [*([data] if data else []), *page.extras]:
            _write(docs / extra.path, extra.content)
        entries.append(search_entry(page))
    for extra in extras:
        _write(docs / extra.path, extra.content)
    return entries


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _build(root: Path, docs: Path, target: Path, extra: Mapping[str, str]) -> None:
    """Run MkDocs from `docs` into `target`.

    What MkDocs dates by its own clock, the site maps, is removed afterwards (`UNUSED`).
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    config = load_config(str(root / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(target))
    assets = sorted((root / "site" / "theme" / "assets").glob("*.*"))
    config.extra.update({**extra, "empreinte": _digest([*assets, docs / COLOURS])})
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()


def _index(index: Path, entries: list[dict[str, str]]) -> None:
    """Fill Material's search index, and give it as a script too.

    The script is for a page opened from a folder, which may not fetch.
    """
    settings = json.loads(index.read_text("utf-8"))["config"]
    text = json.dumps({"config": settings, "docs": entries}, separators=(",", ":"))
    index.write_text(text, "utf-8")
    index.with_suffix(".js").write_text(f"var __index = {text}\n", "utf-8")


def _prune(release: Path) -> None:
    for pattern in UNUSED:
        for path in release.glob(pattern):
            path.unlink()
    kept = {f"lunr.{locale()}.min.js", "lunr.stemmer.support.min.js"}
    for path in (release / "assets/javascripts/lunr/min").glob("*.js"):
        if path.name not in kept:
            path.unlink()


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
