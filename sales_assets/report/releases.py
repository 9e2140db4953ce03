"""Releases and the live address: one whole site at every moment, whatever dies.

What goes in: claiming, naming, swapping, keeping, going back. What stays out: how a
release is built (`publish`). The live address is a symbolic link onto `releases/<id>`, replaced by
`os.replace`. The id is the digest of the manifest, and the manifest holds the digest of each file:
equal pages make an equal release, and what has changed since a release was made is seen.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sales_assets import locks
from sales_assets.errors import NotReady
from sales_assets.language import mark

KEPT_RELEASES = 3
MANIFEST = "manifest.sha256"
_FEWER_DAYS = ".moins-de-jours"  # beside the live address
_WITHDRAWN = ".retiree"  # in a release that a person went back from


@contextmanager
def publishing(site_dir: Path) -> Iterator[Path]:
    """Hold the publication: one at a time, what a killed one left behind is swept away.

    Whoever reads the tables inside shows a later state than all that were published before.

    Args:
        site_dir: The live address.

    Yields:
        The same, absolute.

    Raises:
        NotReady: It is a folder with something in it.
    """
    site_dir = Path(os.path.abspath(site_dir))  # noqa: PTH100 - resolve() would follow the link
    claim(site_dir)
    with locks.held(site_dir.parent / ".publication.lock"):
        sweep(site_dir.parent)
        yield site_dir


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


def sweep(folder: Path) -> None:
    """Remove what a killed publisher left behind; called under the lock."""
    for left in folder.glob(".construction-*"):
        shutil.rmtree(left, ignore_errors=True)
    for link in folder.glob(".suivant-*"):
        link.unlink()


def digests(release: Path, known: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return the SHA-256 of each file of a built site, ordered by path, and their size in bytes.

    Args:
        release: The built site.
        known: Digests already computed, by path in the release.
    """
    found, size = {}, 0
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        size += path.stat().st_size
        name = path.relative_to(release).as_posix()
        found[name] = known.get(name) or _digest(path)
    return found, size


def files(release: Path) -> dict[str, str]:
    """Return the SHA-256 of each of a release's own files by its path; none without its manifest.

    A manifest that is not the one that names the release is as none.
    """
    try:
        content = (release / MANIFEST).read_bytes()
    except OSError:
        return {}
    if _name(content) != release.name:
        return {}
    lines = (line.split("  ", 1) for line in content.decode().splitlines())
    return {name: digest for digest, name in lines}


def is_sound(path: Path, digest: str | None) -> bool:
    """Say whether a file still holds what it held when its digest was taken."""
    try:
        return _digest(path) == digest
    except OSError:
        return False


def is_whole(release: Path) -> bool:
    """Say whether every file of a release is as it was published."""
    known = files(release)
    return bool(known) and all(is_sound(release / name, known[name]) for name in known)


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _name(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:16]


def install(building: Path, digests: Mapping[str, str], site_dir: Path) -> tuple[Path, bool]:
    """Move the build to its place and swap the link.

    Args:
        building: The built site.
        digests: The SHA-256 of each of its files, ordered by path.
        site_dir: The live address.

    Returns:
        The release, and whether what readers see changed.
    """
    manifest = "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
    releases = site_dir.parent / "releases"
    releases.mkdir(exist_ok=True)
    place = releases / _name(manifest)
    changed = live(site_dir) != place
    (building / MANIFEST).write_bytes(manifest)
    if place.exists():
        listed = {**digests, MANIFEST: _digest(building / MANIFEST)}
        changed |= _mend(place, building, listed)
        (place / _WITHDRAWN).unlink(missing_ok=True)
        shutil.rmtree(building)
    else:
        building.chmod(0o755)  # mkdtemp's 0700 would hide it from the web server
        building.rename(place)
    os.utime(place / MANIFEST)
    _show(place, site_dir)
    (site_dir.parent / _FEWER_DAYS).unlink(missing_ok=True)
    for other in withdrawn(site_dir):
        shutil.rmtree(other, ignore_errors=True)
    _retire(releases, place)
    return place, changed


def _mend(place: Path, building: Path, digests: Mapping[str, str]) -> bool:
    """Put each file that is not as it should be in its place; return whether there was one.

    One by one, for the release may be live.
    """
    damaged = [name for name, digest in digests.items() if not is_sound(place / name, digest)]
    for name in damaged:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (building / name).replace(place / name)
    return bool(damaged)


def _show(place: Path, site_dir: Path) -> None:
    """Make a release the live one."""
    for other in place.parent.iterdir():
        if other != place:
            _carry_data(other, place)
    os.sync()  # the files before the link that shows them
    link = site_dir.with_name(f".suivant-{place.name}")
    link.symlink_to(os.path.relpath(place, site_dir.parent))
    os.replace(link, site_dir)  # noqa: PTH105 - named as the promise names it


def go_back(site_dir: Path) -> Path:
    """Show the release that was live before this one, and return it.

    The one left stays marked as withdrawn until the next publication: what it was made from is not
    news.

    Raises:
        NotReady: No site is published, or no earlier release is kept whole.
    """
    published(site_dir)
    with publishing(site_dir) as site_dir:
        left = site_dir.resolve()
        earlier = [path for path in _kept(left.parent) if path != left and _age(path) < _age(left)]
        whole = next((path for path in earlier if is_whole(path)), None)
        if whole is None:
            raise NotReady(
                mark(
                    "Aucune version antérieure du site n’est gardée intacte : il reste tel qu’il "
                    "est."
                )
            )
        (left / _WITHDRAWN).touch()
        _show(whole, site_dir)
    return whole


def allow_fewer_days(site_dir: Path) -> None:
    """Let the next release show fewer days than the live one: a person has decided so."""
    if live(site_dir) is not None:
        (site_dir.parent / _FEWER_DAYS).touch()


def may_show_fewer_days(site_dir: Path) -> bool:
    """Say whether the next release may."""
    return (site_dir.parent / _FEWER_DAYS).exists()


def withdrawn(site_dir: Path) -> list[Path]:
    """Return the releases that a person went back from; none once another was published."""
    found = (path.parent for path in (site_dir.parent / "releases").glob(f"*/{_WITHDRAWN}"))
    return [release for release in found if release != live(site_dir)]


def live(site_dir: Path) -> Path | None:
    """Return the release that the live address shows, None before the first."""
    return site_dir.resolve() if site_dir.is_symlink() and site_dir.exists() else None


def published(site_dir: Path) -> Path:
    """Return the live release.

    Raises:
        NotReady: There is none.
    """
    release = live(site_dir)
    if release is None:
        raise NotReady(mark("Aucun site n’est publié. Lancez d’abord : sales-assets run"))
    return release


def _carry_data(other: Path, place: Path) -> None:
    """Link another kept release's own page data into the one about to be shown.

    A reader may hold a page of an earlier release and ask for its figures after the swap. Names
    carry their content, so they never clash.
    """
    for name, digest in files(other).items():
        if _is_page_data(name) and not (place / name).exists() and is_sound(other / name, digest):
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
    for old in [path for path in _kept(releases) if path != live][KEPT_RELEASES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _kept(releases: Path) -> list[Path]:
    """The releases kept, the last published first."""
    return sorted(filter(Path.is_dir, releases.iterdir()), key=_age, reverse=True)


def _age(release: Path) -> int:
    """When a release was published; its manifest is written nowhere else."""
    manifest = release / MANIFEST
    return manifest.stat().st_mtime_ns if manifest.exists() else 0


def published_at(release: Path) -> datetime:
    """When a release was last made live by a publication."""
    return datetime.fromtimestamp(_age(release) / 1e9, UTC)
