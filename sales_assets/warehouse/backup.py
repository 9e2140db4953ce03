"""The file of an SQLite base: copied whole while others work, and replaced whole by a good one.

What goes in: paths. What stays out: the archive and the single file that a person keeps
(`loading/backup.py`). A PostgreSQL server has its own tools.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import select

from sales_assets.errors import BackupError
from sales_assets.language import Words, _, mark
from sales_assets.warehouse import audit, objects
from sales_assets.warehouse.address import address
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.schema import livraisons

_PATIENCE = 3.0  # seconds for whoever is about to finish
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite base; None for a server."""
    found = address(url)
    if found.get_backend_name() != "sqlite" or not found.database:
        return None
    return Path(found.database).resolve()


def copy(source: Path, target: Path) -> None:
    """Copy a base as it is at one instant, whoever reads or writes it meanwhile.

    Raises:
        BackupError: It is not there, is damaged, or the disk is full.
    """
    if not source.exists():
        raise BackupError(
            mark("La base {chemin} n’existe pas encore. Lancez d’abord : sales-assets run"),
            chemin=source,
        )
    address = f"file:{_quoted(source)}?mode=rw"  # a reader may have to finish an old rollback
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=60)) as base:
            base.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise _unusable(source, error) from error


def _quoted(path: Path) -> str:
    return path.as_uri().removeprefix("file://")


def _unusable(path: Path, error: sqlite3.Error) -> BackupError:
    return BackupError(
        mark(
            "La base {chemin} ne peut pas être lue ou remplacée : {cause}. Vérifiez les droits et "
            "la place ; si elle est abîmée, restaurez une sauvegarde."
        ),
        chemin=path,
        cause=error,
    )


def verify(path: Path) -> frozenset[str]:
    """Check a copy against itself, bring it to this program's schema, and list its contents.

    Its objects come first: nothing that is not ours is ever run.

    Returns:
        The SHA-256 of every content that its ledger names.

    Raises:
        WarehouseError: It is damaged, or was written by a newer version of this program.
    """
    try:
        strange = objects.strange(path)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    if strange:
        raise BackupError(
            mark(
                "La base contient ce que ce programme n’y a pas mis ({objets}) : rien n’a été "
                "modifié. Enlevez-le, ou prenez une autre copie."
            ),
            objets=", ".join(strange[:3]),
        )
    warehouse = Warehouse(f"sqlite:///{path}")
    try:
        with warehouse.read() as connection:
            found = audit.problems(connection)
            if found:
                raise BackupError(
                    mark("La base contient des erreurs, rien n’a été modifié. {erreurs}"),
                    erreurs=" ".join(map(str, found[:3])),
                )
            return frozenset(connection.execute(select(livraisons.c.sha256)).scalars())
    finally:
        warehouse.close()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other process out of a base for the length of the block.

    A base too damaged to be opened has no lock to take.

    Raises:
        BackupError: Another process has it open.
    """
    if not path.exists():
        yield
        return
    others = _holders(path)
    if others:
        raise _held(path, ", ".join(others))
    with closing(sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)) as base:
        try:
            base.execute("PRAGMA journal_mode = DELETE").close()  # what a log holds is written
            base.execute("BEGIN EXCLUSIVE")  # what a crash left half written is undone
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                raise _held(path, Words(mark("une écriture est en cours"))) from error
            if code not in _DAMAGED:
                raise _unusable(path, error) from error
        yield


def _held(path: Path, who: object) -> BackupError:
    return BackupError(
        mark(
            "Un autre programme tient la base {chemin} ouverte ({qui}). Rien n’a été modifié : "
            "attendez la fin du passage en cours, arrêtez sales-assets ui, puis recommencez."
        ),
        chemin=path,
        qui=who,
    )


def _holders(path: Path) -> list[str]:
    """The other processes that have this file open, where the system tells (Linux)."""
    ours = path.stat()
    found = []
    for process in sorted(Path("/proc").glob("[0-9]*")):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):  # another user's, or over meanwhile
            opened = (descriptor.stat() for descriptor in _descriptors(process))
            if any(one.st_ino == ours.st_ino and one.st_dev == ours.st_dev for one in opened):
                name = (process / "comm").read_text().strip()
                found.append(_("{nom}, processus {numero}").format(nom=name, numero=process.name))
    return found


def _descriptors(process: Path) -> Iterator[Path]:
    for descriptor in (process / "fd").iterdir():
        with suppress(OSError):
            descriptor.stat()
            yield descriptor


def swap(good: Path, path: Path) -> None:
    """Put a good copy in the place of a base, in one step; call it inside `alone`.

    A journal left by the old one would be played into the new one: it goes first. By then it holds
    nothing, unless the old base cannot even be opened.
    """
    with suppress(FileNotFoundError):
        shutil.copymode(path, good)
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    settle(good, path)


def settle(good: Path, path: Path) -> None:
    """Put a finished file in its place; both are on the disk once this returns."""
    _sync(good)
    good.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
