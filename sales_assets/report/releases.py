"""Releases and the live address: one whole site at every moment, whatever dies.

What goes in: claiming, locking, naming, swapping, keeping. What stays out: how a release is built
(`publish`). The live address is a symbolic link onto `releases/<id>`, replaced by `os.replace`.
The id is the digest of the release's own files, so equal pages make an equal release.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sales_assets.errors import NotReady
from sales_assets.language import mark

KEPT_RELEASES = 3
MANIFEST = "manifest.sha256"


def claim(site_dir: Path) -> None:
    """Refuse an address that is not ours to swap: a folder that already holds something."""
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    if site_dir.is_symlink() or not site_dir.exists():
        return
    if site_dir.is_dir() and not any(site_dir.iterdir()):
        site_dir.rmdir()
        return
    raise NotReady(
        mark(
            "Le site ne peut pas être publié dans « {path} » : ce dossier contient déjà autre "
            "chose. Videz-le ou choisissez une autre adresse avec SALES_SITE_DIR."
        ),
        path=site_dir,
    )


@contextmanager
def lock(path: Path) -> Iterator[IO[bytes]]:
    """One publisher at a time; the system frees the lock of a killed one."""
    import fcntl

    with path.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def sweep(folder: Path) -> None:
    """Remove what a killed publisher left behind; called under the lock."""
    for left in folder.glob(".construction-*"):
        shutil.rmtree(left, ignore_errors=True)
    for link in folder.glob(".suivant-*"):
        link.unlink()


def manifest(release: Path, known: Mapping[str, str]) -> tuple[bytes, int]:
    """Return the `sha256sum` lines of all files, ordered by path, and their size in bytes.

    Args:
        release: The built site.
        known: Digests already computed, by path in the release.
    """
    lines, size = [], 0
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        size += path.stat().st_size
        name = path.relative_to(release).as_posix()
        digest = known.get(name) or hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {name}\n")
    return "".join(lines).encode(), size


def files(release: Path) -> list[str]:
    """Return the paths of a release's own files; none where there is no manifest."""
    listed = release / MANIFEST
    lines = listed.read_text("utf-8").splitlines() if listed.is_file() else []
    return [line.split("  ", 1)[1] for line in lines]


def install(building: Path, manifest: bytes, release: str, site_dir: Path) -> bool:
    """Move the build to its place and swap the link; return whether the live site changed."""
    releases = site_dir.parent / "releases"
    releases.mkdir(exist_ok=True)
    place = releases / release
    before = live(site_dir)
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


def live(site_dir: Path) -> Path | None:
    """Return the release that the live address shows, None before the first."""
    return site_dir.resolve() if site_dir.is_symlink() and site_dir.exists() else None


def _carry_data(other: Path, place: Path) -> None:
    """Link another kept release's own page data into the one about to be shown.

    A reader may hold a page of an earlier release and ask for its figures after the swap. Names
    carry their content, so they never clash.
    """
    for name in files(other):
        if _is_page_data(name) and not (place / name).exists():
            link(other / name, place / name)


def link(source: Path, target: Path) -> None:
    """Give a file a second place; a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def share(folder: Path, before: Path) -> None:
    """Make each file of a folder that an earlier one holds, byte for byte, that very file.

    It takes no more room, and need not be packed again. Nobody may write into it afterwards.
    """
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        known = before / path.relative_to(folder)
        if known.is_file() and filecmp.cmp(path, known, shallow=False):
            path.unlink()
            link(known, path)


def _is_page_data(name: str) -> bool:
    parts = name.rsplit("/", 1)[-1].split(".")
    return not name.startswith("assets/") and len(parts) == 3 and parts[2] == "js"


def _retire(releases: Path, live: Path) -> None:
    """Keep the last releases, the live one whatever its age."""
    found = [path for path in releases.iterdir() if path.is_dir() and path != live]
    found.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in found[KEPT_RELEASES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
