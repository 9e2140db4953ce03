"""The archive: each delivered content once, unchanged, under its SHA-256.

Beside it stand the sales read from it (`staged.py`), which can be made again from the content at
any time. What stays out: what a file says (`contract/`) and the ledger (`warehouse/`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from sales_assets.errors import ArchiveError
from sales_assets.language import Words, cause, mark

NAME = "livraison.csv"
_BLOCK = 1 << 20
_FEW = 20  # beyond, all that waits to be written at once takes less time


class StillGrowing(Exception):
    """The file changed while it was read: it is left for the next pass."""


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


def keep(path: Path, sha256: str, folder: Path) -> int:
    """Keep a file's content in the archive, once, and return its size in bytes.

    Raises:
        StillGrowing: The content is no longer the one announced, or the file has grown since.
    """
    kept = content(folder, sha256)
    if kept.exists() and kept.stat().st_size == path.stat().st_size:
        return kept.stat().st_size  # a torn one is kept again
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept.parent.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=kept.parent)
    aside = Path(name)
    try:
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            target.writelines(_blocks(source))
        if fingerprint(aside) != sha256 or path.stat().st_size != aside.stat().st_size:
            raise StillGrowing(path.name)
        aside.replace(kept)
    finally:
        aside.unlink(missing_ok=True)
    return kept.stat().st_size


def settle(folder: Path, contents: Collection[str]) -> None:
    """Bring these contents and their names to the disk, before anything says that they are kept."""
    if len(contents) > _FEW:
        os.sync()
        return
    for kept in (content(folder, sha256) for sha256 in contents):
        _sync(kept)
        _sync(kept.parent)
    if contents:
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def verify(folder: Path, sha256: str, nom: str) -> None:
    """Check that the archive still holds this content, as it came under the name `nom`.

    Raises:
        ArchiveError: It does not.
    """
    kept = content(folder, sha256)
    try:
        if fingerprint(kept) == sha256:
            return
        found = Words(mark("son contenu a changé"))
    except OSError as error:
        found = cause(error)
    raise ArchiveError(
        mark(
            "L’archive de {nom} est absente ou abîmée ({chemin} : {cause}). Rien n’a été modifié. "
            "Remettez-y le fichier d’origine, ou restaurez une sauvegarde."
        ),
        nom=nom,
        chemin=kept,
        cause=found,
    )


def content(folder: Path, sha256: str) -> Path:
    """Where the archive keeps this content, unchanged."""
    return folder / sha256 / NAME
