"""Records of one batch to typed rows and rejects, per kind of file.

What goes in: which parser each column takes, in which order the reasons of a row are looked for,
and the shape of the frames. What stays out: cutting records (`tape`), one value (`values`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sales_assets.contract import cells
from sales_assets.contract.cells import CODES, REASONS, Column, Mask, Parsed
from sales_assets.contract.dialect import Dialect
from sales_assets.contract.errors import Refused
from sales_assets.contract.headers import normalise
from sales_assets.contract.names import Genre
from sales_assets.contract.notes import Note, Notes
from sales_assets.contract.privacy import public_text
from sales_assets.contract.reasons import Reason
from sales_assets.contract.tape import Batch
from sales_assets.contract.values import (
    DateOrder,
    clean,
    parse_count,
    parse_date,
    parse_price,
    parse_quantity,
)
from sales_assets.language import _

_TOTALS = frozenset({"total", "totaux", "totals", "totalgeneral", "soustotal", "grandtotal"})
_FIRST_COLUMN = {Genre.PRODUITS: "ID_produit", Genre.MAGASINS: "ID_magasin"}


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
class Sheet:
    """One batch laid out in columns, with the verdict on each record.

    Attributes:
        batch: the records.
        dialect: how the file is written.
        columns: canonical name to its cells; irregular records have empty ones.
        blank: records that hold nothing.
        why: code of each record's reason in `REASONS`, 0 without one.
        where: canonical column of that reason, "" for the whole row.
    """

    batch: Batch
    dialect: Dialect
    columns: dict[str, Column]
    blank: Mask
    why: npt.NDArray[np.int8]
    where: npt.NDArray[np.object_]

    def text(self, place: int) -> str:
        """Return what may be kept of a record's raw text."""
        return public_text(self.batch.raw(place), self.dialect.header, self.dialect.delimiter)

    def set_aside(self, column: str, reasons: npt.NDArray[np.int8]) -> None:
        """Give their reasons to the records that have none yet."""
        new = (self.why == 0) & ~self.blank & (reasons != 0)
        self.why[new] = reasons[new]
        self.where[new] = column

    def set_aside_where(self, column: str, mask: Mask, reason: Reason) -> None:
        """Give one reason to the records of `mask` that have none yet."""
        self.set_aside(column, np.where(mask, CODES[reason], 0).astype(np.int8))

    @property
    def kept(self) -> npt.NDArray[np.intp]:
        """Places of the accepted records."""
        return np.flatnonzero((self.why == 0) & ~self.blank)


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


def lay_out(batch: Batch, dialect: Dialect) -> Sheet:
    """Lay records out in columns; settle what needs no parsing: blank, irregular, header again."""
    count = len(batch.starts)
    places = dialect.header.places
    columns = {name: cells.column(batch.columns[place]) for name, place in places.items()}
    blank, why = np.zeros(count, np.bool_), np.zeros(count, np.int8)
    sheet = Sheet(batch, dialect, columns, blank, why, np.full(count, "", dtype=object))
    irregular = np.zeros(count, np.bool_)
    irregular[list(batch.odd)] = True
    _find_blank(sheet)
    sheet.set_aside_where("", irregular, Reason.LIGNE_IRREGULIERE)
    if dialect.has_nul:
        _find_nul(sheet)
    _find_header(sheet)
    return sheet


def _find_blank(sheet: Sheet) -> None:
    empty = np.ones(len(sheet.why), np.bool_)
    for column in sheet.columns.values():
        empty &= column.spread([not text for text in column.texts])
    for place in np.flatnonzero(empty).tolist():
        sheet.blank[place] = not any(map(clean, sheet.batch.row(place)))


def _find_nul(sheet: Sheet) -> None:
    nul = np.zeros(len(sheet.why), np.bool_)
    for texts in sheet.batch.columns:
        nul |= np.fromiter(("\0" in text for text in texts), np.bool_, len(texts))
    sheet.set_aside_where("", nul, Reason.CARACTERE_NUL)


def _find_header(sheet: Sheet) -> None:
    header = sheet.dialect.header
    name, first = next(iter(header.places.items()))
    column, title = sheet.columns[name], header.titles[first].casefold()
    titles = list(map(normalise, header.titles))
    again = column.spread([text.casefold() == title for text in column.texts])
    for place in np.flatnonzero(again).tolist():
        again[place] = list(map(normalise, sheet.batch.row(place))) == titles
    sheet.set_aside_where("", again, Reason.ENTETE_REPETEE)


def dates(sheet: Sheet) -> list[str]:
    """Return the distinct texts of the date column."""
    return sheet.columns["date"].texts


def sales(sheet: Sheet, typist: Typist, order: DateOrder) -> Block:
    """Type a batch of sales."""
    columns, count = sheet.columns, len(sheet.why)
    day = cells.parse_days(columns["date"], lambda text: parse_date(text, order, typist.today))
    quantity = cells.parse_integers(
        columns["quantite"], lambda text: parse_quantity(text, typist.limit)
    )
    price = _optional_price(columns.get("prix_unitaire"), count)
    _set_totals_aside(sheet, "date")
    sheet.set_aside("date", day.reasons)
    _set_missing_ids_aside(sheet, "ID_produit")
    sheet.set_aside("quantite", quantity.reasons)
    _set_missing_ids_aside(sheet, "ID_magasin")
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
            "ticket": _optional_texts(columns.get("ticket"), kept),
        }
    )
    free = price.known[kept] & (price.values[kept] == 0)
    typist.notes.add(Note.PRIX_NUL, lines[kept][free])
    if typist.jour is not None:
        other = day.values[kept] != np.datetime64(typist.jour, "s")
        typist.notes.add(Note.AUTRE_JOUR, lines[kept][other])
    return Block(rows, _rejects(sheet, day=day, quantity=quantity, price=price))


def products(sheet: Sheet, typist: Typist) -> Block:
    """Type a batch of products; one without a readable price is both kept and set aside."""
    columns = sheet.columns
    price = cells.parse_integers(columns["prix"], parse_price)
    stock = cells.parse_integers(columns["stock"], parse_count)
    _set_totals_aside(sheet, "ID_produit")
    _set_missing_ids_aside(sheet, "ID_produit")
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
    return Block(_once(rows, "ID_produit", typist), _rejects(sheet, price=price))


def stores(sheet: Sheet, typist: Typist) -> Block:
    """Type a batch of stores."""
    columns = sheet.columns
    staff = cells.parse_integers(columns["nombre_salaries"], parse_count)
    _set_totals_aside(sheet, "ID_magasin")
    _set_missing_ids_aside(sheet, "ID_magasin")
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
    return Block(_once(rows, "ID_magasin", typist), _rejects(sheet))


def _set_totals_aside(sheet: Sheet, name: str) -> None:
    column = sheet.columns[name]
    totals = column.spread(
        [text[:1] in "TtSsGg" and normalise(text) in _TOTALS for text in column.texts]
    )
    sheet.set_aside_where(name, totals, Reason.LIGNE_TOTAL)


def _set_missing_ids_aside(sheet: Sheet, name: str) -> None:
    column = sheet.columns[name]
    empty = column.spread([not text for text in column.texts])
    sheet.set_aside_where(name, empty, Reason.ID_MANQUANT)


def _optional_price(column: Column | None, count: int) -> Parsed:
    if column is None:
        nothing = np.zeros(count, np.int64)
        return Parsed(nothing, np.zeros(count, np.bool_), np.zeros(count, np.int8))
    return cells.parse_integers(column, lambda text: parse_price(text) if text else None)


def _optional_texts(column: Column | None, kept: npt.NDArray[np.intp]) -> Any:
    if column is None:
        return cells.strings([None] * len(kept))
    return cells.texts(column, kept)


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
                _(
                    "{nom}, lignes {une} et {autre} : l’identifiant « {id} » est donné deux fois "
                    "avec des contenus différents. Gardez une seule des deux lignes, puis "
                    "redéposez le fichier."
                ).format(nom=typist.name, une=first[0], autre=line, id=ident),
                "id_en_double",
            )
        new[place] = False
        typist.notes.add(Note.DOUBLON, [line])
    return rows if new.all() else rows[new].reset_index(drop=True)


def _rejects(
    sheet: Sheet,
    *,
    day: Parsed | None = None,
    quantity: Parsed | None = None,
    price: Parsed | None = None,
) -> pd.DataFrame:
    """Return the records set aside, with what could be read of them."""
    places = np.flatnonzero(sheet.why)
    count = len(places)
    nothing = Parsed(np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.int8))
    no_day = np.full(count, np.datetime64("NaT", "s"))
    return pd.DataFrame(
        {
            "ligne": sheet.batch.starts[places],
            "colonne": cells.strings(sheet.where[places].tolist()),
            "raison": cells.strings([REASONS[code] for code in sheet.why[places]]),
            "texte": cells.strings([sheet.text(place) for place in places.tolist()]),
            "date": no_day if day is None else day.days(places),
            "ID_magasin": _optional_texts(sheet.columns.get("ID_magasin"), places),
            "ID_produit": _optional_texts(sheet.columns.get("ID_produit"), places),
            "quantite": (nothing if quantity is None else quantity).integers(
                slice(None) if quantity is None else places
            ),
            "prix_unitaire_e4": (nothing if price is None else price).integers(
                slice(None) if price is None else places
            ),
        }
    )
