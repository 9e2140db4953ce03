"""Files in: which files of the data folder are deliveries, and their archive.

The archive keeps each content once, unchanged, under its SHA-256; beside it stand the sales read
from it, a Parquet file a month, which can be made again from the content at any time. What stays
out: what a file says (`contract/`) and the ledger (`warehouse/`).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from sales_assets import language
from sales_assets.contract import values
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
        return printable(self.path.name)


@dataclass(frozen=True)
class Problem:
    """A thing in the data folder that cannot be taken, and what to do about it."""

    nom: str
    message: str


class StillGrowing(Exception):
    """The file changed while it was read: it is left for the next pass."""


class ArchiveError(Exception):
    """An archived content is missing or is no longer what came; the message says what to do."""


def printable(name: str) -> str:
    """The name of a file as text; � stands for bytes that are no text and for hidden characters."""
    return values.printable(os.fsencode(name).decode("utf-8", "replace"))


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
            problems.append(Problem(printable(path.name), trouble))
        elif known is None:
            problems.append(Problem(printable(path.name), unknown_name(path)))
        else:
            found.append(Found(path, known.genre, known.jour))
    return sorted(found, key=lambda one: (_ORDER[one.genre], _natural(one.path))), problems


def unknown_name(path: Path) -> str:
    """Say that a name does not tell what the file holds, and which names do."""
    return _(
        "{nom} : ce nom ne dit pas ce que contient le fichier. Donnez-lui un nom qui commence par "
        "produits, magasins, ventes ou ventes_jour."
    ).format(nom=printable(path.name))


def _trouble(path: Path, folder: Path) -> str | None:
    """Why this entry of the folder cannot be read as a file, or None."""
    name = printable(path.name)
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder.resolve()):
            return _(
                "{nom} : ce lien mène hors du dossier de données ; copiez-y le fichier."
            ).format(nom=name)
        if not path.is_file():
            return _("{nom} n’est pas un fichier ; déposez le fichier CSV lui-même.").format(
                nom=name
            )
        path.open("rb").close()
    except FileNotFoundError:
        return _("{nom} : ce lien ne mène à aucun fichier.").format(nom=name)
    except (OSError, RuntimeError):  # Python's word for a link that leads to itself
        return _("{nom} ne peut pas être lu : vérifiez les droits du fichier.").format(nom=name)
    return None


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Sort key in which `ventes_jour` comes before `ventes_jour (1)`, and 9 before 10."""
    parts = re.split(r"([0-9]+)", path.stem.casefold())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts if part]


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for block in _blocks(source):
            digest.update(block)
    return digest.hexdigest()


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """Read what the file holds now: one that grows meanwhile would never end."""
    left = os.fstat(source.fileno()).st_size
    while left > 0 and (block := source.read(min(left, _BLOCK))):
        left -= len(block)
        yield block


def archive(path: Path, sha256: str, folder: Path) -> int:
    """Keep a file's content in the archive, once, and return its size in bytes.

    Raises:
        StillGrowing: The content is no longer the one announced, or the file has grown since.
    """
    kept = content(folder, sha256)
    if kept.exists():
        return kept.stat().st_size
    kept.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=kept.parent)
    aside = Path(name)
    try:
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            target.writelines(_blocks(source))
            target.flush()
            os.fsync(target.fileno())
        if fingerprint(aside) != sha256 or path.stat().st_size != aside.stat().st_size:
            raise StillGrowing(path.name)
        aside.replace(kept)
    finally:
        aside.unlink(missing_ok=True)
    return kept.stat().st_size


def verify(folder: Path, sha256: str, nom: str) -> None:
    """Check that the archive still holds this content, as it came under the name `nom`.

    Raises:
        ArchiveError: It does not.
    """
    kept = content(folder, sha256)
    try:
        if fingerprint(kept) == sha256:
            return
        cause = _("son contenu a changé")
    except OSError as error:
        cause = language.cause(error)
    raise ArchiveError(
        _(
            "L’archive de {nom} est absente ou abîmée ({chemin} : {cause}). Rien n’a été modifié. "
            "Remettez-y le fichier d’origine, ou restaurez une sauvegarde."
        ).format(nom=nom, chemin=kept, cause=cause)
    )


def content(folder: Path, sha256: str) -> Path:
    """Where the archive keeps this content, unchanged."""
    return folder / sha256 / "livraison.csv"
