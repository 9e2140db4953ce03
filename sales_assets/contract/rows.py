"""Records of one batch to typed rows and rejects, per kind of file.

What goes in: which parser each column takes, in which order the reasons of a row are looked for,
and the shape of the frames. What stays out: cutting records (`tape`), one value (`values`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sales_assets.contract import cells
from sales_assets.contract.headers import quoted
from sales_assets.contract.notes import Note, Notes
from sales_assets.contract.reasons import Reason
from sales_assets.contract.sheet import Sheet, rejects, set_missing_ids_aside, set_totals_aside
from sales_assets.contract.values import (
    DateOrder,
    parse_count,
    parse_date,
    parse_price,
    parse_quantity,
)
from sales_assets.errors import Refused
from sales_assets.language import mark


@dataclass(frozen=True)
class Block:
    """Typed rows of consecutive records, and those set aside.

    Attributes:
        rows: accepted rows (a product without a readable price is here and in `rejects`). All have
            `ligne` int64, the physical line where the record starts. Sales: `date` datetime64[s],
            `ID_produit` and `ID_magasin` str, `quantite` int64, `prix_unitaire_e4` Int64,
            `ticket` str. Products: `ID_produit`, `nom` str, `prix_e4`, `stock` Int64. Stores:
            `ID_magasin`, `ville` str, `nombre_salaries` Int64. NA is « not given ».
        rejects: `ligne` int64, `colonne` str (canonical, NA for the whole row), `raison` str,
            `texte` str, and what could be read: `date`, `ID_magasin`, `ID_produit`, `quantite`,
            `prix_unitaire_e4`.
    """

    rows: pd.DataFrame
    rejects: pd.DataFrame


@dataclass
class Typist:
    """What typing needs to know of the file, and what it remembers between batches.

    Attributes:
        name: the file's name, for messages.
        today: last day that is not in the future.
        limit: largest quantity, either way.
        jour: the day in the file's name, None without one.
        notes: warnings.
        seen: per product or store id, the line and the content of its first row.
    """

    name: str
    today: date
    limit: int
    jour: date | None
    notes: Notes = field(default_factory=Notes)
    seen: dict[str, tuple[int, tuple[Any, ...]]] = field(default_factory=dict)


def sales(sheet: Sheet, typist: Typist, order: DateOrder) -> Block:
    """Type a batch of sales."""
    columns = sheet.columns
    day = cells.parse_days(columns["date"], lambda text: parse_date(text, order))
    future = day.known & (day.values > np.datetime64(typist.today, "s"))
    quantity = cells.parse_integers(
        columns["quantite"], lambda text: parse_quantity(text, typist.limit)
    )
    price = cells.parse_integers(
        sheet.column("prix_unitaire"), lambda text: parse_price(text) if text else None
    )
    set_totals_aside(sheet, "date")
    sheet.set_aside("date", day.reasons)
    sheet.set_aside_where("date", future, Reason.DATE_FUTURE)
    set_missing_ids_aside(sheet, "ID_produit")
    sheet.set_aside("quantite", quantity.reasons)
    set_missing_ids_aside(sheet, "ID_magasin")
    sheet.set_aside("prix_unitaire", price.reasons)
    kept = sheet.kept
    lines = sheet.batch.starts
    rows = pd.DataFrame(
        {
            "ligne": lines[kept],
            "date": day.values[kept],
            "ID_produit": cells.texts(columns["ID_produit"], kept),
            "ID_magasin": cells.texts(columns["ID_magasin"], kept),
            "quantite": quantity.values[kept],
            "prix_unitaire_e4": price.integers(kept),
            "ticket": cells.texts(sheet.column("ticket"), kept),
        }
    )
    free = price.known[kept] & (price.values[kept] == 0)
    typist.notes.add(Note.PRIX_NUL, lines[kept][free])
    if typist.jour is not None:
        other = day.values[kept] != np.datetime64(typist.jour, "s")
        typist.notes.add(Note.AUTRE_JOUR, lines[kept][other])
    return Block(rows, rejects(sheet, day=day, quantity=quantity, price=price))


def products(sheet: Sheet, typist: Typist) -> Block:
    """Type a batch of products; one without a readable price is both kept and set aside."""
    columns = sheet.columns
    price = cells.parse_integers(columns["prix"], parse_price)
    stock = cells.parse_integers(columns["stock"], parse_count)
    set_totals_aside(sheet, "ID_produit")
    set_missing_ids_aside(sheet, "ID_produit")
    kept = sheet.kept
    sheet.set_aside("prix", price.reasons)
    lines = sheet.batch.starts[kept]
    rows = pd.DataFrame(
        {
            "ligne": lines,
            "ID_produit": cells.texts(columns["ID_produit"], kept),
            "nom": cells.texts(columns["nom"], kept),
            "prix_e4": price.integers(kept),
            "stock": stock.integers(kept),
        }
    )
    typist.notes.add(Note.NOM_VIDE, lines[rows["nom"].isna().to_numpy()])
    typist.notes.add(Note.STOCK_INCONNU, lines[~stock.known[kept]])
    typist.notes.add(Note.PRIX_NUL, lines[price.known[kept] & (price.values[kept] == 0)])
    return Block(_once(rows, "ID_produit", typist), rejects(sheet, price=price))


def stores(sheet: Sheet, typist: Typist) -> Block:
    """Type a batch of stores."""
    columns = sheet.columns
    staff = cells.parse_integers(columns["nombre_salaries"], parse_count)
    set_totals_aside(sheet, "ID_magasin")
    set_missing_ids_aside(sheet, "ID_magasin")
    kept = sheet.kept
    lines = sheet.batch.starts[kept]
    rows = pd.DataFrame(
        {
            "ligne": lines,
            "ID_magasin": cells.texts(columns["ID_magasin"], kept),
            "ville": cells.texts(columns["ville"], kept),
            "nombre_salaries": staff.integers(kept),
        }
    )
    typist.notes.add(Note.VILLE_VIDE, lines[rows["ville"].isna().to_numpy()])
    typist.notes.add(Note.SALARIES_INCONNUS, lines[~staff.known[kept]])
    return Block(_once(rows, "ID_magasin", typist), rejects(sheet))


def _once(rows: pd.DataFrame, key: str, typist: Typist) -> pd.DataFrame:
    """Keep one row an id; Refused when two rows of one id differ."""
    new = np.ones(len(rows), np.bool_)
    ids = rows[key].tolist()
    lines = rows["ligne"].tolist()
    contents = zip(*(rows[name].tolist() for name in rows.columns[2:]), strict=True)
    for place, (ident, line, content) in enumerate(zip(ids, lines, contents, strict=True)):
        # NA equals nothing, not even itself: its text stands for it
        content = tuple(None if value is pd.NA or value != value else value for value in content)
        first = typist.seen.setdefault(ident, (line, content))
        if first[0] == line:
            continue
        if first[1] != content:
            raise Refused(
                mark(
                    "{nom}, lignes {une} et {autre} : l’identifiant {id} est donné deux fois "
                    "avec des contenus différents. Gardez une seule des deux lignes, puis "
                    "redéposez le fichier."
                ),
                "id_en_double",
                nom=typist.name,
                une=first[0],
                autre=line,
                id=quoted([ident]),
            )
        new[place] = False
        typist.notes.add(Note.DOUBLON, [line])
    return rows if new.all() else rows[new].reset_index(drop=True)
