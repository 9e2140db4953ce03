"""The shop's own layouts: what its files mean where no built-in layout knows.

`correspondances.toml`, in the data folder, says for a pattern of file names which title is which
column, what all lines have, and what the values of a column say of a line. What goes in: reading
and checking that file. What stays out: applying it (`headers`, `meaning`), and the built-in layouts
(`layouts`). A fault in it refuses the files that it is for: nothing is read by half of it.

    [[fichier]]
    nom = "export*.csv"                 # or the whole name
    contenu = "ventes"                  # produits, magasins; needed where the name does not say
    [fichier.colonnes]
    ID_produit = "Art."                 # our column = the title in the file
    [fichier.constantes]
    ID_magasin = "1"
    [fichier.valeurs."État"]
    annulee = ["KO"]                    # vente, annulee, remboursement
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sales_assets.contract import layouts
from sales_assets.contract.layouts import normalise, word
from sales_assets.contract.names import Genre
from sales_assets.errors import Refused
from sales_assets.language import Words, mark

NAME = "correspondances.toml"
CONTENTS = {
    "ventes": Genre.HISTORIQUE,
    "produits": Genre.PRODUITS,
    "magasins": Genre.MAGASINS,
}
_SAID = {"vente": "plain", "annulee": "void", "remboursement": "refund"}
_KEYS = ("nom", "contenu", "colonnes", "constantes", "valeurs")


@dataclass(frozen=True)
class OwnLayout:
    """What the shop says of the files of one pattern.

    Attributes:
        names: the pattern of their names.
        genre: their kind, None where the name says it.
        columns: canonical column to the title as written.
        constants: canonical column to the text that all lines have.
        values: normalised title to what its values, as words, are: plain, void or refund.
    """

    names: str
    genre: Genre | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NONE = OwnLayout("")


def load(folder: Path) -> tuple[OwnLayout, ...]:
    """Return the shop's own layouts, in the order of the file; none without one.

    Raises:
        Refused: the file is no TOML, or says something that means nothing here.
    """
    path = folder / NAME
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise _wrong(Words(mark("il est illisible ({cause})"), {"cause": error})) from error
    entries = content.get("fichier", [])
    if set(content) - {"fichier"} or not isinstance(entries, list):
        raise _wrong(Words(mark("chaque fichier s’y décrit sous [[fichier]]")))
    return tuple(_entry(number, one) for number, one in enumerate(entries, start=1))


def of_name(entries: Iterable[OwnLayout], name: str) -> OwnLayout:
    """Return the layout whose pattern a file's name fits, with or without its sub-folder.

    An empty one without any.

    Raises:
        Refused: several fit.
    """
    whole = name.casefold()
    names = {whole, whole.rpartition("/")[2]}
    fits = [one for one in entries if any(fnmatch(text, one.names.casefold()) for text in names)]
    if len(fits) > 1:
        raise Refused(
            mark(
                "{nom} : deux descriptions de correspondances.toml lui conviennent, « {une} » et "
                "« {autre} ». Gardez-en une, ou donnez-leur des noms plus précis : rien n’est lu "
                "d’ici là."
            ),
            "correspondances",
            nom=name,
            une=fits[0].names,
            autre=fits[1].names,
        )
    return fits[0] if fits else NONE


def written(entry: OwnLayout) -> str:
    """Return a layout as text, for who must know later what was said of a file."""
    said = {name: value for name, value in asdict(entry).items() if value}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def restored(text: str) -> OwnLayout:
    """Return the layout that `written` gave."""
    said = {"names": "", **json.loads(text)}
    if "genre" in said:
        said["genre"] = Genre(said["genre"])
    return OwnLayout(**said)


def _entry(number: int, given: Any) -> OwnLayout:
    if not isinstance(given, dict) or not isinstance(given.get("nom"), str):
        raise _wrong(Words(mark("[[fichier]] nᵒ {numero} n’a pas de « nom »"), {"numero": number}))
    name = given["nom"]
    for key in given:
        if key not in _KEYS:
            raise _about(name, mark("« {mot} » n’y veut rien dire"), key)
    contents = given.get("contenu")
    if contents is not None and contents not in CONTENTS:
        raise _about(name, mark("« {mot} » n’est pas ventes, produits ou magasins"), contents)
    columns, constants = (_texts(name, given.get(key, {})) for key in ("colonnes", "constantes"))
    for column in (*columns, *constants):
        if not any(column in layouts.titles(kind) for kind in layouts.KINDS):
            raise _about(name, mark("« {mot} » n’est pas une de nos colonnes"), column)
    values = {
        normalise(title): _values(name, said) for title, said in given.get("valeurs", {}).items()
    }
    genre = CONTENTS[contents] if contents else None
    return OwnLayout(name, genre, columns, constants, values)


def _values(name: str, said: Any) -> dict[str, str]:
    found = {}
    for kind, texts in said.items() if isinstance(said, dict) else [(said, [])]:
        if kind not in _SAID or not isinstance(texts, list):
            raise _about(name, mark("« {mot} » n’est pas vente, annulee ou remboursement"), kind)
        found.update({word(str(text)): _SAID[kind] for text in texts})
    return found


def _texts(name: str, given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise _about(name, mark("« {mot} » : des textes entre guillemets sont attendus"), given)
    return given


def _about(name: str, words: str, about: object) -> Refused:
    return _wrong(Words(mark("pour « {fichiers} », {faute}"),
                        {"fichiers": name, "faute": Words(words, {"mot": about})}))  # fmt: skip


def _wrong(fault: Words) -> Refused:
    return Refused(
        mark("{nom} : {faute}. Corrigez ce fichier : rien n’est lu tant qu’il est fautif."),
        "correspondances",
        nom=NAME,
        faute=fault,
    )
