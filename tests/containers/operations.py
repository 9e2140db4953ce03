"""What docs/exploitation.md tells to do with containers, done for real, in order.

It is done on another machine, so to speak: a project of its own, with folders and volumes that
start empty and go at the end; the first one, which has the same ports, is stopped meanwhile. What
stays out: the services themselves (`check.py`).
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.containers.stack import Stack, site, until

KEPT = "boutique.sauvegarde"
NEW_NAME = "dagster.exemple:3000"
# Each published file and the fingerprint of what it says: neither the hour of publication, nor how
# SQLite numbers a copy. Left out: what holds the other files, and the page of Dagster's last runs,
# which no backup holds.
PUBLISHED = """
import contextlib, hashlib, pathlib, re, sqlite3
site = pathlib.Path("/srv/site/public").resolve()
for path in sorted(site.rglob("*")):
    if path.is_dir() or path.suffix in (".zip", ".sha256") or path.name == "tracabilite.html":
        continue
    content = path.read_bytes()
    if path.suffix in (".html", ".js", ".txt"):
        content = re.sub(rb"\\d\\d:\\d\\d", b"", content)
    if path.suffix == ".db":
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as base:
            content = "".join(base.iterdump()).encode()
    print(path.relative_to(site), hashlib.sha256(content).hexdigest())
"""


def check(stack: Stack) -> None:
    """Try every step; `stack` is up, and is left stopped."""
    with TemporaryDirectory() as name:
        kept = keep(stack, folder(stack, Path(name), "disque"))
        told, pages, archived = stack.status(), published(stack), archive(stack)
        other = elsewhere(stack, Path(name))
        stack.compose("down")
        try:
            move(other, kept)
            assert (other.status(), archive(other)) == (told, archived)
            check_pages(other, pages)
            come_back(other, kept)
            lose_password(other)
            change_address(other)
            lose_site(other)
            lose_guard(other)
            assert other.status() == told
        finally:
            other.compose("down", "--volumes")


def folder(stack: Stack, parent: Path, name: str) -> Path:
    """A new folder in which the containers can write."""
    made = parent / name
    made.mkdir()
    user, _colon, group = stack.configuration()["services"]["code"]["user"].partition(":")
    os.chown(made, int(user), int(group))
    return made


def keep(stack: Stack, disk: Path) -> Path:
    """Make a backup and take it out through the folder of logs."""
    stack.program(f"backup /srv/logs/{KEPT}")
    return Path(shutil.move(stack.folder("/srv/logs") / KEPT, disk))


def elsewhere(stack: Stack, parent: Path) -> Stack:
    """Another machine, which has the settings and the files of the shop, and nothing else."""
    data, logs = folder(stack, parent, "data"), folder(stack, parent, "logs")
    for path in stack.folder("/srv/data").glob("*.csv"):
        shutil.copy(path, data)
    compose = shlex.join([*stack.words, "--project-name", "sales-assets-ailleurs"])
    return Stack(compose, SALES_DATA_DIR=str(data), SALES_LOG_DIR=str(logs))


def published(stack: Stack) -> dict[str, str]:
    """Each file of the site and its fingerprint."""
    told = stack.compose("exec", "-T", "code", "python", "-c", PUBLISHED)
    return dict(line.rsplit(" ", 1) for line in told.splitlines())


def archive(stack: Stack) -> dict[str, bytes]:
    """The original files of the archive."""
    place = stack.folder("/srv/data") / "archive"
    return {path.parent.name: path.read_bytes() for path in place.glob("*/livraison.csv")}


def restore(stack: Stack, kept: Path) -> None:
    """Restore where nothing holds the base."""
    disk = f"{kept.parent}:/disque:ro"
    words = ["code", "sales-assets", "restore", f"/disque/{kept.name}"]
    stack.compose("run", "--rm", "-T", "-v", disk, *words)


def move(other: Stack, kept: Path) -> None:
    """Restore on empty volumes, start, publish."""
    restore(other, kept)
    took = other.up()
    other.program("run")
    other.read_password()
    assert other.door() == 200
    print(f"another machine: restored, then started in {took:.0f} s")


def check_pages(other: Stack, pages: dict[str, str]) -> None:
    """The site says what the first one says."""
    found = published(other)
    differing = {name for name in pages.keys() | found.keys() if pages.get(name) != found.get(name)}
    print(f"another machine: {len(found) - len(differing)} files of the site equal of {len(pages)}")
    assert not differing, differing


def come_back(other: Stack, kept: Path) -> None:
    """Restore over what was loaded since."""
    told = other.status()
    late = other.folder("/srv/data") / "ventes_inconnues.csv"
    late.write_text("Date,ID_produit,Quantite,ID_magasin\n2026-01-02,INCONNU,1,INCONNU\n")
    other.program("run --no-site")
    assert other.status() != told
    late.unlink()
    other.compose("stop", "daemon", "code", "webserver")
    restore(other, kept)
    other.up()
    other.program("run")
    assert other.status() == told
    print("restored over a newer state: what it was")


def lose_password(other: Stack) -> None:
    """A password given in the settings takes the place of the lost one."""
    other.password = other.settings["SALES_DAGSTER_PASSWORD"] = "un nouveau"
    assert other.door() == 401
    other.compose("up", "-d")
    took = until(lambda: other.door() == 200, 60)
    print(f"password changed: after {took:.0f} s")


def change_address(other: Stack) -> None:
    """A new name in the settings is let through."""
    assert other.door(Host=NEW_NAME) == 421
    other.settings["DAGSTER_URL"] = f"http://{NEW_NAME}"
    other.compose("up", "-d")
    took = until(lambda: other.door(Host=NEW_NAME) == 200, 120)
    print(f"address changed: after {took:.0f} s")


def lose_site(other: Stack) -> None:
    """A site whose volume is lost is made again by itself."""
    other.lose("site")
    other.up()
    print(f"volume of the site lost: published again after {until(site, 120):.0f} s")


def lose_guard(other: Stack) -> None:
    """Without its passwords, the guard and the base of Dagster begin again; the data stay."""
    page = site()
    del other.settings["SALES_DAGSTER_PASSWORD"]
    other.lose("guard", "postgres")
    took = other.up()
    other.read_password()
    until(other.answers, 120)
    assert site() == page
    print(f"volume of the guard lost: all healthy after {took:.0f} s")
