"""The single file of a backup: a zip, with a manifest of SHA-256, sealed as a whole.

The manifest comes first, then each part in a fixed order and with a fixed date: the same state
gives the same file. The zip's comment, its very last bytes, is the SHA-256 of all that precedes, or
its HMAC-SHA-256 where the shop has a key: one changed or missing byte anywhere is seen before
anything is unpacked. Without a key, whoever changes a backup can seal it again; with one, nobody
else can. What stays out: what the parts are (`backup.py`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sales_assets.errors import BackupError
from sales_assets.language import mark

_MANIFEST = "manifeste.json"
_FORMAT = 1
_LARGEST_MANIFEST = 1 << 26  # bytes: some three hundred thousand parts
_SEAL = 64
_BLOCK = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Part:
    """A file of the backup: its name inside, its SHA-256, its size in bytes."""

    nom: str
    sha256: str
    octets: int


def write(target: Path, parts: Sequence[tuple[Part, Path]], key: str | None = None) -> None:
    """Write a backup of these files, in this order, sealed by the key if there is one.

    Raises:
        BackupError: A file is no longer what its part says.
    """
    manifest = {"format": _FORMAT, "parts": [asdict(part) for part, _path in parts]}
    with ZipFile(target, "w", ZIP_DEFLATED) as bundle:
        bundle.comment = b"0" * _SEAL
        bundle.writestr(_entry(_MANIFEST), json.dumps(manifest, indent=1))
        for part, path in parts:
            with (
                path.open("rb") as source,
                bundle.open(_entry(part.nom), "w", force_zip64=True) as packed,
            ):
                if _pour(source, packed, part.octets) != part.sha256:
                    raise BackupError(
                        mark("{chemin} a changé pendant la sauvegarde : recommencez."), chemin=path
                    )
    with target.open("r+b") as sealed:
        seal = _seal(sealed, key)
        sealed.seek(-_SEAL, 2)
        sealed.write(seal.encode())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _DATE)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _pour(source: BinaryIO | object, target: BinaryIO | object, largest: int) -> str:
    """Copy at most one byte more than `largest`, and give the SHA-256 of what was copied."""
    whole, left = hashlib.sha256(), largest + 1
    while left and (block := source.read(min(_BLOCK, left))):  # type: ignore[union-attr]
        whole.update(block)
        target.write(block)  # type: ignore[union-attr]
        left -= len(block)
    return whole.hexdigest()


def _seal(sealed: BinaryIO, key: str | None) -> str:
    """What the last bytes of a backup should be, out of all before them."""
    left = sealed.seek(0, 2) - _SEAL
    sealed.seek(0)
    whole = hashlib.sha256() if key is None else hmac.new(key.encode(), digestmod=hashlib.sha256)
    while left > 0:
        block = sealed.read(min(_BLOCK, left))
        whole.update(block)
        left -= len(block)
    return whole.hexdigest()


class Bundle:
    """A backup whose seal is whole."""

    def __init__(self, path: Path, archive: ZipFile, parts: list[Part]) -> None:
        """Keep what `opened` has found."""
        self._path = path
        self._archive = archive
        self.parts = parts

    def fits(self, *folders: Path) -> bool:
        """Whether all its parts, unpacked, have room on the disk of each of these folders."""
        whole = sum(part.octets for part in self.parts)
        return all(whole < shutil.disk_usage(folder).free for folder in folders)

    def unpack(self, part: Part, target: Path) -> None:
        """Write a part to a file.

        Raises:
            BackupError: It is not what the manifest says.
        """
        try:
            with self._archive.open(part.nom) as packed, target.open("wb") as unpacked:
                whole = _pour(packed, unpacked, part.octets) == part.sha256
        except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error):
            whole = False
        if not whole:
            raise _damaged(self._path)


@contextmanager
def opened(path: Path, key: str | None = None) -> Iterator[Bundle]:
    """Open a backup, once every byte of it has been checked.

    Raises:
        BackupError: It is damaged, cut short, not sealed by this key, or no backup at all.
    """
    with path.open("rb") as source:
        seal = _seal(source, key)
        found = source.read(_SEAL + 1)
        if not hmac.compare_digest(found, seal.encode()):
            unsealed = key is not None and found == _seal(source, None).encode()
            raise _unsealed(path) if unsealed else _damaged(path)
        try:
            with ZipFile(source) as archive:
                with archive.open(_MANIFEST) as packed:
                    manifest = json.loads(packed.read(_LARGEST_MANIFEST))
                parts = [Part(**part) for part in manifest["parts"]]
                known = manifest["format"] == _FORMAT
                same = [part.nom for part in parts] == archive.namelist()[1:]
        except (BadZipFile, KeyError, TypeError, ValueError, zlib.error) as error:
            raise _damaged(path) from error
        if not (known and same):
            raise _damaged(path)
        with ZipFile(source) as archive:
            yield Bundle(path, archive, parts)


def _unsealed(path: Path) -> BackupError:
    return BackupError(
        mark(
            "{chemin} n’est pas scellé par la clé SALES_BACKUP_KEY : n’importe qui a pu le faire. "
            "Rien n’a été modifié. S’il date d’avant la clé et que vous en êtes sûr, retirez ce "
            "réglage le temps de la restauration."
        ),
        chemin=path,
    )


def _damaged(path: Path) -> BackupError:
    return BackupError(
        mark(
            "{chemin} est abîmé, incomplet, scellé par une autre clé (SALES_BACKUP_KEY), ou n’est "
            "pas une sauvegarde : son empreinte ne correspond pas à son contenu. Rien n’a été "
            "modifié ; prenez une autre copie, ou la clé qui l’a scellée."
        ),
        chemin=path,
    )


def looks_like_one(path: Path) -> bool:
    """Whether a file begins as a backup does, whole or not: it may be written over."""
    with path.open("rb") as source:
        return source.read(30 + len(_MANIFEST))[30:] == _MANIFEST.encode()
