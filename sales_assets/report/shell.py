"""What stands around every page: MkDocs builds the menu's pages, and one mould a folder of sheets.

Sheets (a product, a store, a day) may be thousands, and Material takes milliseconds to frame each:
it frames one of each folder, and every sheet is cast in that mould. The only module that imports
mkdocs, and only when it builds. What stays out: what a page says, and when the site goes live.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sales_assets.report.charts.colours import stylesheet
from sales_assets.report.pages.model import Extra, Page, content, markdown, page_data, raw

ASSETS = "assets"  # Material's files and the theme's, the same for months
COLOURS = f"{ASSETS}/couleurs.css"  # the charts' own colours, for painted charts
# Material ships what a site like this never serves.
UNUSED = ("**/*.map", "assets/javascripts/lunr/**/*.js", "assets/javascripts/workers/*.js",
          "sitemap.xml", "sitemap.xml.gz")  # fmt: skip
_MOULD = "_moule"
_SLOTS = ("ventesmouletitre", "ventesmouledescription", "ventesmoulecontenu")
_CUT = re.compile(f"({'|'.join(_SLOTS)})")


@dataclass(frozen=True)
class Mould:
    """One built page cut where a sheet's title, description and content go."""

    pieces: list[str]

    def cast(self, page: Page, data: Extra | None) -> bytes:
        """Return the sheet as the file that is served."""
        parts = dict(zip(_SLOTS, (page.title, page.description, content(page, data)), strict=True))
        return "".join(parts.get(piece, piece) for piece in self.pieces).encode()


@dataclass(frozen=True)
class Shell:
    """The built menu pages, in place, and the mould of each folder of sheets."""

    moulds: Mapping[str, Mould]

    def cast(self, page: Page, data: Extra | None) -> bytes:
        """Return a sheet as the file that is served; KeyError when its folder has no mould."""
        return self.moulds[str(PurePosixPath(page.path).parent)].cast(page, data)

    @property
    def digest(self) -> str:
        """A digest of all that the moulds put around a sheet."""
        pieces = [f"{folder}\0{''.join(mould.pieces)}" for folder, mould in self.moulds.items()]
        return hashlib.sha256("\0".join(pieces).encode()).hexdigest()


def build(
    menu: Iterable[Page],
    folders: Mapping[str, str],
    *,
    root: Path,
    docs: Path,
    target: Path,
    extra: Mapping[str, str],
) -> Shell:
    """Run MkDocs on the menu's pages and the moulds, into `target`.

    Args:
        menu: The pages of `mkdocs.yml`.
        folders: Folder of sheets to the menu page that it belongs to: `jours`: `jours.html`.
        root: The folder that holds `mkdocs.yml` and `site/theme`.
        docs: Where Markdown is written; emptied first.
        target: An empty folder.
        extra: What the theme writes on every page, by name.
    """
    if docs.exists():
        shutil.rmtree(docs)
    write(docs / COLOURS, stylesheet().encode())
    for page in menu:
        data = page_data(page)
        write(docs / page.path, markdown(page, data).encode())
        for beside in [*([data] if data else []), *page.extras]:
            write(docs / beside.path, beside.content)
    title, description, inner = _SLOTS
    for folder, section in folders.items():
        mould = raw(inner, title=title, description=description, section=section, fiche=True)
        write(docs / folder / f"{_MOULD}.md", mould.encode())
    _mkdocs(root, docs, target, extra)
    _prune(target)
    return Shell({folder: _mould(target / folder / f"{_MOULD}.html") for folder in folders})


def write(path: Path, data: bytes) -> None:
    """Write a file, and the folders that lead to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _mkdocs(root: Path, docs: Path, target: Path, extra: Mapping[str, str]) -> None:
    """Build; what MkDocs dates by its own clock, the site maps, is removed afterwards."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    config = load_config(
        str(root / "mkdocs.yml"),
        docs_dir=str(docs),
        site_dir=str(target),
        hooks=[str(Path(__file__).with_name("hooks.py"))],  # beside this one in a wheel too
    )
    assets = sorted((root / "site" / "theme" / "assets").glob("*.*"))
    config.nav = _there(config.nav or [], docs)
    config.extra.update({**extra, "empreinte": _digest([*assets, docs / COLOURS])})
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()


def _there(nav: list[Any], docs: Path) -> list[Any]:
    """The menu without the pages that this shop has not: what its files do not tell."""
    found: list[Any] = []
    for entry in nav:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            found.append({title: _there(target, docs)})
        elif not target.endswith(".md") or (docs / target).exists():
            found.append(entry)
    return found


def _mould(built: Path) -> Mould:
    """Take a built mould out of the site."""
    page = built.read_text("utf-8")
    built.unlink()
    return Mould(_CUT.split(page))


def _prune(release: Path) -> None:
    for pattern in UNUSED:
        for path in release.glob(pattern):
            path.unlink()


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
