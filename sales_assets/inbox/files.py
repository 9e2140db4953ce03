"""Files in: which files of the data folder are deliveries, and why the others are not.

What stays out: their archive (`archive.py`) and what they say (`contract/`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_assets.contract import own_layouts, values
from sales_assets.contract.names import Genre, Recognised, is_ignored, is_named, recognise
from sales_assets.contract.own_layouts import OwnLayout
from sales_assets.errors import Refused
from sales_assets.language import _

_OURS = ("archive",)
_ORDER = {Genre.PRODUITS: 0, Genre.MAGASINS: 1, Genre.HISTORIQUE: 2, Genre.JOUR: 3,
          Genre.EVENEMENTS: 4, Genre.OBJECTIFS: 5}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A file of the data folder whose name says what it is.

    `nom` is its name as the ledger and the messages give it, after the name of its sub-folder if it
    stands in one; `own` what the shop says of such files, None where that cannot be read.
    """

    nom: str
    path: Path
    genre: Genre
    jour: date | None
    own: OwnLayout | None


@dataclass(frozen=True)
class Problem:
    """A thing in the data folder that cannot be taken, and what to do about it."""

    nom: str
    message: str


def printable(name: str) -> str:
    """The name of a file as text; � stands for bytes that are no text and for hidden characters."""
    return values.printable(os.fsencode(name).decode("utf-8", "replace"))


def entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Give what stands in a data folder, and in its sub-folders, which may be one a store.

    Each with its name, after that of its sub-folder; not what is further down, in hidden ones, or
    in the archive.

    Raises:
        OSError: The folder cannot be read.
    """
    for entry in _listed(folder):
        yield entry.name, entry
        inner = entry.is_dir(follow_symlinks=False) and entry.name not in _OURS
        if inner and not is_ignored(entry.name):
            with suppress(OSError):  # what may not be read holds nothing for us
                for one in _listed(entry.path):
                    yield f"{entry.name}/{one.name}", one


def _listed(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda entry: entry.name)


def scan(folder: Path) -> tuple[list[Found], list[Problem]]:
    """List the deliveries of a folder, in the order in which they are to be taken.

    Products, stores, histories, then daily files; within a kind by name, numbers in their order:
    two files of one pass that hold the same day are taken in that order, the last one wins.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    said_of: tuple[OwnLayout, ...] | None = None
    try:
        said_of = own_layouts.load(folder)
    except Refused as refused:  # so are the files, when they are read
        problems = [Problem(own_layouts.NAME, str(refused))]
    for written, entry in entries(folder):
        name, path = printable(written), Path(entry.path)
        if is_ignored(path.name):
            continue
        try:
            own = own_layouts.of_name(said_of or (), name)
        except Refused as refused:
            problems.append(Problem(name, str(refused)))
            continue
        said = own.genre
        if not (said or concerns(entry)):
            continue
        known = recognise(path.name)
        if said and (known is None or known.genre is not said):
            known = Recognised(said, known.jour if known and said.is_sales else None)
        trouble = _trouble(path, folder)
        if trouble:
            problems.append(Problem(name, trouble))
        elif known is None:
            problems.append(Problem(name, unknown_name(path)))
        else:
            layout = own if said_of is not None else None
            found.append(Found(name, path, known.genre, known.jour, layout))
    return sorted(found, key=lambda one: (_ORDER[one.genre], _natural(one.path))), problems


def concerns(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry of the folder is, or was meant to be, a delivery."""
    if entry.name.lower().endswith(".csv"):
        return True
    return is_named(entry.name) and not Path(entry.path).is_dir()


def unknown_name(path: Path) -> str:
    """Say why a name does not tell what the file holds, and which names do."""
    if is_named(path.name):
        return _(
            "{nom} : les fichiers de cette sorte ne sont pas lus. Enregistrez-le en .csv, .xlsx ou "
            ".ods (ou .csv dans un .zip), puis redéposez-le."
        ).format(nom=printable(path.name))
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
