"""From pages to the live site: built aside, what has not changed taken over, then made live.

What stays out: what a page says, MkDocs (`shell`), and the clock (pages state the build time they
are given).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction
from pathlib import Path

from sales_assets.report import archive, formats, proof, releases, shell, sources
from sales_assets.report.pages import build_site
from sales_assets.report.pages.model import (
    Entry,
    Extra,
    Page,
    Sheet,
    address,
    page_data,
    script_json,
    search_entries,
)
from sales_assets.report.register import Register
from sales_assets.report.trace import UNTRACED, Trace
from sales_assets.warehouse.snapshot import Snapshot

SOURCES = "sources.sha256"
BANNER = "etat.js"
_APART = ("404.html", "bulletin.html")  # pages that search does not know


@dataclass(frozen=True)
class Published:
    """What is live now. `path` is the page to open; `bytes` counts the release's own files."""

    path: Path
    release: str
    pages: int
    bytes: int
    changed: bool


def publish(
    read: Callable[[], Snapshot],
    *,
    built_at: datetime,
    root: Path,
    site_dir: Path,
    work_dir: Path | None = None,
    footer: str = "",
    trace: Trace = UNTRACED,
    base: Callable[[Path], bool] | None = None,
    due: time = time(8),
    objective: Fraction | None = None,
    shop_name: str = "",
) -> Published:
    """Make the whole site from a snapshot, prove its figures, and make it live.

    A whole live site made from the same sources is left as it is, with the time it was built; so
    is one that a person went back to, while what it was left for is still the last state known.

    Args:
        read: Gives the warehouse's picture; called when no other publication is under way, so that
            the one that ends last shows the last state.
        built_at: The one build time that the pages state, in the shop's time zone. The same
            snapshot and time give the same bytes.
        root: The folder that holds `mkdocs.yml` and `site/theme`.
        site_dir: The live address (`SALES_SITE_DIR`), a symbolic link that this function owns;
            releases are kept beside it.
        work_dir: Where Markdown is written; by default `pages` beside `site_dir`.
        footer: HTML at every page's end, such as a link back to the run.
        trace: What the graph says of itself. Its runs and its log are no reason to build again.
        base: Writes the readers' copy of the base where it is told; None where there is none.
        due: The hour by which yesterday's sales are there.
        objective: What a period is asked to sell over its N-1; None without such a wish.
        shop_name: At the head of every page; empty where it is not told.

    Returns:
        The release that is live.

    Raises:
        NotReady: `site_dir` is a folder with something in it.
        FewerDays: A day that readers see would be gone, and nobody has decided so.
        SiteDiffers: The site built does not say what the tables say.
    """
    with releases.publishing(site_dir) as site_dir:
        snapshot = read()
        waited = _waited(snapshot, built_at, due)
        beside = f"{footer} {trace.assets} {waited} {objective} {shop_name}"
        made_from = sources.fingerprint(snapshot, root, beside).encode()
        standing = _standing(site_dir, made_from)
        if standing is not None:
            return standing
        past = releases.live(site_dir)
        if past is not None and not (releases.may_show_fewer_days(site_dir) or _is_sample(past)):
            proof.keeps_days(past, snapshot)
        site = build_site(
            snapshot,
            built_at=built_at,
            trace=trace,
            base=base is not None,
            due=due,
            objective=objective,
            shop_name=shop_name,
        )
        return publish_pages(
            site.menu,
            site.sheets,
            [*site.extras, Extra(SOURCES, made_from)],
            folders=site.folders,
            code=sources.code(root),
            verify=lambda release, made: proof.verify(release, snapshot, made),
            complete=lambda release: archive.complete(release, base, past),
            root=root,
            site_dir=site_dir,
            work_dir=work_dir,
            banner=site.banner,
            footer=footer,
            shop_name=shop_name,
        )


def publish_pages(
    menu: Iterable[Page],
    sheets: Iterable[Page | Sheet] = (),
    extras: Iterable[Extra] = (),
    *,
    root: Path,
    site_dir: Path,
    folders: Mapping[str, str] | None = None,
    code: str = "",
    banner: str = "",
    footer: str = "",
    shop_name: str = "",
    work_dir: Path | None = None,
    verify: Callable[[Path, Collection[str]], None] | None = None,
    complete: Callable[[Path], None] | None = None,
) -> Published:
    """Build pages and the files beside them, and make them live; inside `releases.publishing`.

    Args:
        menu: The pages of `mkdocs.yml`.
        sheets: The others, in a folder each, consumed one at a time.
        extras: Files beside the pages.
        root: The folder that holds `mkdocs.yml` and `site/theme`.
        site_dir: The live address, absolute.
        folders: Folder of sheets to the menu page that it belongs to.
        code: A digest of what makes sheets beside their own ingredients.
        banner: The HTML line under every page's header.
        footer: HTML at every page's end.
        shop_name: At the head of every page; empty where it is not told.
        work_dir: Where Markdown is written.
        verify: Is shown the built site, and the names of the files made this time, before it goes
            live; raises to keep the last one.
        complete: Adds to the built and verified site what is made of all of it.
    """
    building = Path(tempfile.mkdtemp(prefix=".construction-", dir=site_dir.parent))
    menu = list(menu)
    built = shell.build(
        menu,
        folders or {},
        root=root,
        docs=work_dir or site_dir.parent / "pages",
        target=building,
        extra={"bandeau": banner, "livraison": footer, "boutique": formats.esc(shop_name)},
    )
    live = releases.live(site_dir)
    if live is not None:
        releases.share(building / shell.ASSETS, live / shell.ASSETS)
    register = Register(f"{code}{built.digest}", live, building)
    found = [search_entries(page) for page in menu]
    found += [entries for sheet in sheets if (entries := _add(sheet, register, built))]
    register.write(extras)
    register.write([Extra(BANNER, _banner(banner))])
    register.close()
    register.write([_index(found)])
    if verify is not None:
        verify(building, register.made)
    if complete is not None:
        complete(building)
    digests, size = releases.digests(building, register.digests)
    release, changed = releases.install(building, digests, site_dir)
    return Published(site_dir / "index.html", release.name, len(found), size, changed)


def _add(sheet: Page | Sheet, register: Register, built: shell.Shell) -> list[Entry]:
    """Put a sheet into the release, made or taken over; return what search knows of it."""
    if isinstance(sheet, Page):
        return _make(sheet, register, built)[1]
    known = register.reuse(sheet)
    if known is None:
        digests, known = _make(sheet.make(), register, built)
        register.note(sheet, digests, known)
    return known


def _make(
    made: Page | Extra, register: Register, built: shell.Shell
) -> tuple[dict[str, str], list[Entry]]:
    if isinstance(made, Extra):
        return register.write([made]), []
    data = page_data(made)
    page = Extra(address(made), built.cast(made, data))
    files = [page, *([data] if data else []), *made.extras]
    return register.write(files), search_entries(made)


def _banner(banner: str) -> bytes:
    """The line of freshness as a script, so that it changes without the sheets that show it."""
    return (
        "{ const here = document.currentScript;\n"
        f"here.previousElementSibling.innerHTML = {script_json(banner)}"
        '.replace("{qualite}", here.dataset.qualite); }\n'
    ).encode()


def _is_sample(live: Path) -> bool:
    """Whether the live site is the sample shop's, whose days nobody misses."""
    path = live / "index.html"
    return path.is_file() and 'class="v-exemple"' in path.read_text("utf-8")


def _waited(snapshot: Snapshot, built_at: datetime, due: time) -> object:
    """The days that are expected, and whether it is the hour at which they are late."""
    return snapshot.attendus and (snapshot.attendus, built_at.time() >= due)


def _standing(site_dir: Path, made_from: bytes) -> Published | None:
    """Describe the live site if it is whole, and these sources give nothing newer to show."""
    live = releases.live(site_dir)
    if live is None or not releases.is_whole(live):
        return None
    if not any(_source(one) == made_from for one in (live, *releases.withdrawn(site_dir))):
        return None
    names = releases.files(live)
    pages = sum(name.endswith(".html") and name not in _APART for name in names)
    size = sum((live / name).stat().st_size for name in names)
    return Published(site_dir / "index.html", live.name, pages, size, changed=False)


def _source(release: Path) -> bytes:
    """What a release was made from; empty where it does not say."""
    path = release / SOURCES
    return path.read_bytes() if path.is_file() else b""


def _index(pages: Iterable[list[Entry]]) -> Extra:
    """Give the search what it looks in: a script, for a page opened from a folder may not fetch."""
    entries = [entry for found in pages for entry in found]
    return Extra(
        "recherche-index.js", f"window.rechercheIndex = {script_json(entries)};\n".encode()
    )
