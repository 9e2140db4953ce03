"""Files in: which files of the data folder are deliveries, and their archive.

The archive keeps each content once, unchanged, under its SHA-256; beside it stand the sales read
from it, a Parquet file a month, which can be made again from the content at any time. What stays
out: what a file says (`contract/`) and the ledger (`warehouse/`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_assets.contract.names import Genre, is_ignored, recognise
from sales_assets.language import _

_ORDER = {Genre.PRODUITS: 0, Genre.MAGASINS: 1, Genre.HISTORIQUE: 2, Genre.JOUR: 3}
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Found:
    """A file of the data folder whose name says what it is."""

    path: Path
    genre: Genre
    jour: date | None

    @property
    def nom(self) -> str:
        """The file's name, as the ledger and the messages give it."""
        return self.path.name


@dataclass(frozen=True)
class Problem:
    """A thing in the data folder that cannot be taken, and what to do about it."""

    nom: str
    message: str


class StillGrowing(Exception):
    """The file changed while it was read: it is left for the next pass."""


def scan(folder: Path) -> tuple[list[Found], list[Problem]]:
    """List the deliveries of a folder, in the order in which they are to be taken.

    Products, stores, histories, then daily files; within a kind by name, numbers in their order:
    two files of one pass that hold the same day are taken in that order, the last one wins.
    """
    found, problems = [], []
    for path in sorted(folder.iterdir()):
        if is_ignored(path.name):
            continue
        known = recognise(path.name)
        trouble = _trouble(path, folder)
        if trouble:
            problems.append(Problem(path.name, trouble))
        elif known is None:
            problems.append(Problem(path.name, _unknown_name(path.name)))
        else:
            found.append(Found(path, known.genre, known.jour))
    return sorted(found, key=lambda one: (_ORDER[one.genre], _natural(one.path))), problems


def _unknown_name(name: str) -> str:
    return _(
        "{nom} : ce nom ne dit pas ce que contient le fichier. Donnez-lui un nom qui commence par "
        "produits, magasins, ventes ou ventes_jour."
    ).format(nom=name)


def _trouble(path: Path, folder: Path) -> str | None:
    """Why this entry of the folder cannot be read as a file, or None."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return _("{nom} : ce lien mène hors du dossier de données ; copiez-y le fichier.").format(
            nom=path.name
        )
    if not path.exists():
        return _("{nom} : ce lien ne mène à aucun fichier.").format(nom=path.name)
    if not path.is_file():
        return _("{nom} n’est pas un fichier ; déposez le fichier CSV lui-même.").format(
            nom=path.name
        )
    if not os.access(path, os.R_OK):
        return _("{nom} ne peut pas être lu : vérifiez les droits du fichier.").format(
            nom=path.name
        )
    return None


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Sort key in which `ventes_jour` comes before `ventes_jour (1)`, and 9 before 10."""
    parts = re.split(r"([0-9]+)", path.stem.casefold())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part]


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def archive(path: Path, sha256: str, folder: Path) -> int:
    """Keep a file's content in the archive, once, and return its size in bytes.

    Raises:
        StillGrowing: The content is no longer the one announced.
    """
    kept = content(folder, sha256)
    if kept.exists():
        return kept.stat().st_size
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(".part")
    with path.open("rb") as source, aside.open("wb") as target:
        shutil.copyfileobj(source, target, _BLOCK)
        target.flush()
        os.fsync(target.fileno())
    if fingerprint(aside) != sha256:
        aside.unlink()
        raise StillGrowing(path.name)
    aside.replace(kept)
    return kept.stat().st_size


def content(folder: Path, sha256: str) -> Path:
    """Where the archive keeps this content, unchanged."""
    return folder / sha256 / "livraison.csv"
