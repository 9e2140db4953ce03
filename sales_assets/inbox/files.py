"""Files in: which files of the data folder are deliveries, and why the others are not.

What stays out: their archive (`archive.py`) and what they say (`contract/`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sales_assets.contract import own_layouts, values
from sales_assets.contract.names import Genre, Recognised, is_ignored, is_named, recognise
from sales_assets.errors import Refused
from sales_assets.language import _

_ORDER = {Genre.PRODUITS: 0, Genre.MAGASINS: 1, Genre.HISTORIQUE: 2, Genre.JOUR: 3}


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


def printable(name: str) -> str:
    """The name of a file as text; � stands for bytes that are no text and for hidden characters."""
    return values.printable(os.fsencode(name).decode("utf-8", "replace"))


def scan(folder: Path) -> tuple[list[Found], list[Problem]]:
    """List the deliveries of a folder, in the order in which they are to be taken.

    Products, stores, histories, then daily files; within a kind by name, numbers in their order:
    two files of one pass that hold the same day are taken in that order, the last one wins.
    """
    found, problems = [], []
    try:
        own = own_layouts.load(folder)
    except Refused as refused:  # so are the files, when they are read
        own, problems = (), [Problem(own_layouts.NAME, str(refused))]
    for path in sorted(folder.iterdir()):
        said = own_layouts.of_name(own, path.name).genre
        if is_ignored(path.name) or not (said or concerns(path)):
            continue
        known = recognise(path.name)
        if said and (known is None or known.genre is not said):
            known = Recognised(said, known.jour if known and said.is_sales else None)
        trouble = _trouble(path, folder)
        if trouble:
            problems.append(Problem(printable(path.name), trouble))
        elif known is None:
            problems.append(Problem(printable(path.name), unknown_name(path)))
        else:
            found.append(Found(path, known.genre, known.jour))
    return sorted(found, key=lambda one: (_ORDER[one.genre], _natural(one.path))), problems


def concerns(path: Path) -> bool:
    """Tell whether an entry of the folder is, or was meant to be, a delivery."""
    if path.name.lower().endswith(".csv"):
        return True
    return is_named(path.name) and not path.is_dir()


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
