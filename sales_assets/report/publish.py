"""From pages to the live site: written aside, built by MkDocs, swapped in one step.

The only module that imports mkdocs, and only when it builds. What stays out: what a page says, and
the clock (pages state their build time). The live address is a symbolic link onto
`releases/<id>`, replaced by `os.replace`: whoever reads it sees one whole release, whatever dies
here. The id is the digest of the release's own files, so equal pages make an equal release.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sales_assets.contract.errors import Refused
from sales_assets.language import _
from sales_assets.report.couleurs import stylesheet
from sales_assets.report.pages import build_site
from sales_assets.report.pages.model import Extra, Page, markdown, page_data, search_entry
from sales_assets.warehouse.snapshot import Snapshot

KEPT_RELEASES = 3
MANIFEST = "manifest.sha256"
COLOURS = "assets/couleurs.css"  # the charts' own colours, for painted charts
# Material ships what a site like this never serves.
UNUSED = ("**/*.map", "assets/javascripts/lunr/wordcut.js", "assets/javascripts/lunr/tinyseg.js",
          "sitemap.xml", "sitemap.xml.gz")  # fmt: skip
LUNR_KEPT = {"lunr.fr.min.js", "lunr.stemmer.support.min.js"}


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
    """Make the whole site from a snapshot and make it live.

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
    """
    site = build_site(snapshot, built_at=built_at)
    return publish_pages(
        site.pages,
        site.extras,
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
) -> Published:
    """Build pages and the files beside them, and make them live; see `publish`.

    Pages and extras are consumed once, one in memory at a time. `banner` is the HTML line under
    every page's header.
    """
    site_dir = Path(os.path.abspath(site_dir))  # noqa: PTH100 - resolve() would follow the link
    _claim(site_dir)
    with _lock(site_dir.parent / ".publication.lock"):
        _sweep(site_dir.parent)
        docs = work_dir or site_dir.parent / "pages"
        entries = write_docs(docs, pages, extras)
        building = Path(tempfile.mkdtemp(prefix=".construction-", dir=site_dir.parent))
        _build(root, docs, building, {"bandeau": banner, "livraison": footer})
        _index(building / "search" / "search_index.json", entries)
        _prune(building)
        manifest, size = _manifest(building)
        release = hashlib.sha256(manifest).hexdigest()[:16]
        changed = _install(building, manifest, release, site_dir)
    return Published(site_dir / "index.html", release, len(entries), size, changed)


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


def _claim(site_dir: Path) -> None:
    """Refuse an address that is not ours to swap: a folder that already holds something."""
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    if site_dir.is_symlink() or not site_dir.exists():
        return
    if site_dir.is_dir() and not any(site_dir.iterdir()):
        site_dir.rmdir()
        return
    text = _(
        "Le site ne peut pas être publié dans « {path} » : ce dossier contient déjà autre chose. "
        "Videz-le ou choisissez une autre adresse avec SALES_SITE_DIR."
    )
    raise Refused(text.format(path=site_dir), "site_occupe")


@contextmanager
def _lock(path: Path) -> Iterator[IO[bytes]]:
    """One publisher at a time; the system frees the lock of a killed one."""
    import fcntl

    with path.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def _sweep(folder: Path) -> None:
    """Remove what a killed publisher left behind; called under the lock."""
    for left in folder.glob(".construction-*"):
        shutil.rmtree(left, ignore_errors=True)
    for link in folder.glob(".suivant-*"):
        link.unlink()


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
    for path in (release / "assets/javascripts/lunr/min").glob("*.js"):
        if path.name not in LUNR_KEPT:
            path.unlink()


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _manifest(release: Path) -> tuple[bytes, int]:
    """Return the `sha256sum` lines of all files, ordered by path, and their size in bytes."""
    lines, size = [], 0
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        content = path.read_bytes()
        size += len(content)
        name = path.relative_to(release).as_posix()
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    return "".join(lines).encode(), size


def _install(building: Path, manifest: bytes, release: str, site_dir: Path) -> bool:
    """Move the build to its place and swap the link; return whether the live site changed."""
    releases = site_dir.parent / "releases"
    releases.mkdir(exist_ok=True)
    place = releases / release
    before = _live(site_dir)
    if place.exists() and (place / MANIFEST).read_bytes() == manifest:
        shutil.rmtree(building)
    else:
        shutil.rmtree(place, ignore_errors=True)
        (building / MANIFEST).write_bytes(manifest)
        building.chmod(0o755)  # mkdtemp's 0700 would hide it from the web server
        building.rename(place)
    for other in releases.iterdir():
        if other != place:
            _carry_data(other, place)
    os.sync()  # the files before the link that shows them
    os.utime(place)
    link = site_dir.with_name(f".suivant-{release}")
    link.symlink_to(os.path.relpath(place, site_dir.parent))
    os.replace(link, site_dir)  # noqa: PTH105 - named as the promise names it
    _retire(releases, place)
    return before != place


def _live(site_dir: Path) -> Path | None:
    return site_dir.resolve() if site_dir.is_symlink() and site_dir.exists() else None


def _carry_data(other: Path, place: Path) -> None:
    """Link another kept release's own page data into the one about to be shown.

    A reader may hold a page of an earlier release and ask for its figures after the swap. Names
    carry their content, so they never clash.
    """
    if not (other / MANIFEST).is_file():
        return
    for line in (other / MANIFEST).read_text("utf-8").splitlines():
        name = line.split("  ", 1)[1]
        source, target = other / name, place / name
        if not _is_page_data(name) or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # a file system without hard links
            shutil.copy2(source, target)


def _is_page_data(name: str) -> bool:
    parts = name.rsplit("/", 1)[-1].split(".")
    return not name.startswith("assets/") and len(parts) == 3 and parts[2] == "js"


def _retire(releases: Path, live: Path) -> None:
    """Keep the last releases, the live one whatever its age."""
    found = [path for path in releases.iterdir() if path.is_dir() and path != live]
    found.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in found[KEPT_RELEASES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
