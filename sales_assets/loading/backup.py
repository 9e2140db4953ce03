"""A backup that a person can keep elsewhere, and the way back from it.

The base as it was at one instant, and every original file that its ledger names: all the rest
(rows read, site) is made again from them. What stays out: the format of the file (`bundle.py`) and
the base itself (`warehouse/backup.py`).
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sales_assets.errors import BackupError
from sales_assets.inbox import records
from sales_assets.inbox.archive import content, fingerprint, verify
from sales_assets.language import mark
from sales_assets.loading import bundle
from sales_assets.warehouse import backup
from sales_assets.warehouse.engine import Warehouse

_BASE = "ventes.db"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Saved:
    """What a backup holds: the number of original files, and its size in bytes."""

    contents: int
    octets: int


def save(url: str, archive: Path, target: Path, key: str | None = None) -> Saved:
    """Write a backup, checked first, in the place of an earlier one if there is one.

    Args:
        url: The warehouse's.
        archive: The archive's folder.
        target: The file to write; only its owner can read it.
        key: What seals it, if anything does.

    Raises:
        WarehouseError: The base is on a server, missing or damaged; or the target is something
            else than a backup.
        ArchiveError: An original file is missing or damaged.
    """
    base = _base(url, archive)
    target = target.expanduser().absolute()
    if not target.parent.is_dir():
        raise BackupError(mark("Le dossier {dossier} n’existe pas."), dossier=target.parent)
    if target.exists() and not (target.is_file() and bundle.looks_like_one(target)):
        raise BackupError(
            mark("{chemin} existe déjà et n’est pas une sauvegarde : donnez un autre nom."),
            chemin=target,
        )
    try:
        str(target).encode()
    except UnicodeEncodeError as error:  # SQLite could not write beside it
        raise BackupError(
            mark("Le nom {chemin} n’est pas écrit en UTF-8 : donnez un autre nom."), chemin=target
        ) from error
    with workspace(target.with_name(f".{target.name}.part")) as aside:
        copy = aside / _BASE
        backup.copy(base, copy)
        contents = sorted(backup.verify(copy))
        parts = [(_part(_BASE, copy, fingerprint(copy)), copy)]
        for sha256 in contents:
            verify(archive, sha256, sha256)
            path = content(archive, sha256)
            parts.append((_part(f"archive/{sha256}/{path.name}", path, sha256), path))
        written = aside / "sauvegarde"
        written.touch(mode=0o600)
        bundle.write(written, parts, key)
        octets = written.stat().st_size
        backup.settle(written, target)
    return Saved(len(contents), octets)


def _part(name: str, path: Path, sha256: str) -> bundle.Part:
    return bundle.Part(name, sha256, path.stat().st_size)


def restore(url: str, archive: Path, source: Path, key: str | None = None) -> Saved:
    """Bring back the base and the original files of a backup; all of it, or nothing.

    The original files come first: one more than the old ledger names is harmless. Then the base is
    replaced in one step: a reader or a crash finds the old one or the new one, whole.

    Args:
        url: The warehouse's.
        archive: The archive's folder.
        source: The backup.
        key: What must have sealed it, if anything does.

    Raises:
        WarehouseError: The backup cannot be trusted, or another process holds the base.
    """
    base = _base(url, archive)
    room = base.with_name(".restauration")
    with bundle.opened(source, key) as saved, workspace(room) as aside:
        parts = {part.nom: part for part in saved.parts}
        copy = aside / _BASE
        contents = {
            part.sha256: part
            for nom, part in parts.items()
            if nom == f"archive/{part.sha256}/livraison.csv" and _SHA256.fullmatch(part.sha256)
        }
        if _BASE not in parts or len(parts) != len(contents) + 1:
            raise BackupError(mark("{chemin} n’est pas une sauvegarde."), chemin=source)
        if not saved.fits(aside, archive.parent):
            raise BackupError(
                mark(
                    "{chemin} demande plus de place que le disque n’en a : rien n’a été modifié. "
                    "Libérez de la place, ou prenez une autre copie."
                ),
                chemin=source,
            )
        saved.unpack(parts[_BASE], copy)
        named = backup.verify(copy)
        if contents.keys() - named:
            raise BackupError(
                mark(
                    "{chemin} contient {nombre} fichier(s) que sa base ne nomme pas : rien n’a été "
                    "modifié."
                ),
                chemin=source,
                nombre=len(contents.keys() - named),
            )
        missing = named - contents.keys()
        if missing:
            raise BackupError(
                mark("{chemin} n’est pas complet : il y manque {nombre} fichier(s) d’origine."),
                chemin=source,
                nombre=len(missing),
            )
        with backup.alone(base):
            for sha256, part in contents.items():
                _bring_back(saved, part, content(archive, sha256))
            backup.swap(copy, base)
    with closing(Warehouse(url)) as warehouse:
        records.adopt(warehouse, archive)
    return Saved(len(contents), source.stat().st_size)


def _bring_back(saved: bundle.Bundle, part: bundle.Part, kept: Path) -> None:
    """Put an original file in the archive, unless it is there, unchanged."""
    if kept.is_file() and fingerprint(kept) == part.sha256:
        return
    kept.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept.parent.mkdir(exist_ok=True)
    aside = kept.with_name(f"{kept.name}.part")
    saved.unpack(part, aside)
    backup.settle(aside, kept)


def _base(url: str, archive: Path) -> Path:
    base = backup.sqlite_file(url)
    if base is None:
        raise BackupError(
            mark(
                "La base est sur un serveur PostgreSQL : sauvegardez-la par pg_dump (et "
                "restaurez-la par pg_restore), avec une copie du dossier {dossier}, qui garde les "
                "fichiers d’origine."
            ),
            dossier=archive,
        )
    return base


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder of our own for the length of the block; what a killed process left in it goes."""
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                mark("Une sauvegarde ou une restauration est déjà en cours ici : attendez sa fin.")
            ) from error
        for left in folder.iterdir():
            left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
