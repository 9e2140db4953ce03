"""One batch of records laid out in columns, with the verdict on each record.

What goes in: what every kind of file shares: blank records, irregular ones, repeated headers, total
rows, missing ids, and the frame of rejects. What stays out: the columns of each kind (`rows`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from sales_assets.contract import cells
from sales_assets.contract.cells import CODES, REASONS, Column, Mask, Parsed
from sales_assets.contract.dialect import Dialect
from sales_assets.contract.layouts import normalise
from sales_assets.contract.privacy import public_text
from sales_assets.contract.reasons import Reason
from sales_assets.contract.tape import Records
from sales_assets.contract.values import clean, is_nothing, unprotected

IDS = frozenset({"ID_produit", "ID_magasin"})
_TOTALS = frozenset({"total", "totaux", "totals", "totalgeneral", "soustotal", "grandtotal"})


@dataclass
class Sheet:
    """One batch laid out in columns, with the verdict on each record.

    Attributes:
        batch: the records.
        dialect: how the file is written.
        columns: canonical name to its cells; irregular records have empty ones.
        meaning: title, family and cells of each column that may change what a line means.
        blank: records that hold nothing.
        why: code of each record's reason in `REASONS`, 0 without one.
        where: canonical column of that reason, "" for the whole row.
    """

    batch: Records
    dialect: Dialect
    columns: dict[str, Column]
    blank: Mask
    why: npt.NDArray[np.int8]
    where: npt.NDArray[np.object_]
    meaning: list[tuple[str, str, Column]] = field(default_factory=list)
    variants: list[Column] = field(default_factory=list)

    def column(self, name: str) -> Column:
        """Return the cells of a column, all empty when the file has not got it."""
        return self.columns.get(name) or _constant("", len(self.why))

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


def lay_out(batch: Records, dialect: Dialect) -> Sheet:
    """Lay records out in columns; settle what needs no parsing: blank, irregular, header again."""
    count = len(batch.starts)
    header = dialect.header
    columns = {name: batch.column(place) for name, place in header.places.items()}
    columns |= {name: _constant(text, count) for name, text in dialect.constants.items()}
    for name in IDS.intersection(columns):
        columns[name] = columns[name].changed(unprotected)
    if "ticket" in columns:
        columns["ticket"] = columns["ticket"].changed(lambda text: "" if is_nothing(text) else text)
    blank, why = np.zeros(count, np.bool_), np.zeros(count, np.int8)
    sheet = Sheet(
        batch,
        dialect,
        columns,
        blank,
        why,
        np.full(count, "", dtype=object),
        [(header.titles[one], family, batch.column(one)) for one, family in header.meaning.items()],
        [batch.column(place) for place in header.variants],
    )
    irregular = np.zeros(count, np.bool_)
    irregular[list(batch.odd)] = True
    _find_blank(sheet)
    sheet.set_aside_where("", irregular, Reason.LIGNE_IRREGULIERE)
    if dialect.has_nul:
        _find_nul(sheet)
    _find_header(sheet)
    return sheet


def _constant(text: str, count: int) -> Column:
    return Column(np.zeros(count, np.intp), [text])


def _find_blank(sheet: Sheet) -> None:
    empty = np.ones(len(sheet.why), np.bool_)
    given = sheet.dialect.constants
    for name, column in sheet.columns.items():
        if name in given:
            continue
        empty &= column.spread([not text for text in column.texts])
    for place in np.flatnonzero(empty).tolist():
        sheet.blank[place] = not any(map(clean, sheet.batch.row(place)))


def _find_nul(sheet: Sheet) -> None:
    nul = np.zeros(len(sheet.why), np.bool_)
    for place in range(len(sheet.batch.columns)):
        column = sheet.batch.column(place)
        nul |= column.spread(["\0" in text for text in column.texts])
    sheet.set_aside_where("", nul, Reason.CARACTERE_NUL)


def _find_header(sheet: Sheet) -> None:
    header = sheet.dialect.header
    first = next(iter(header.places.values()))
    column, title = sheet.batch.column(first), header.titles[first].casefold()
    titles = list(map(normalise, header.titles))
    again = column.spread([text.casefold() == title for text in column.texts])
    for place in np.flatnonzero(again).tolist():
        again[place] = list(map(normalise, sheet.batch.row(place))) == titles
    sheet.set_aside_where("", again, Reason.ENTETE_REPETEE)


def set_totals_aside(sheet: Sheet, name: str) -> None:
    """Set aside the records with « Total » in the column that leads them."""
    column = sheet.columns[name]
    totals = column.spread(
        [text[:1] in "TtSsGg" and normalise(text) in _TOTALS for text in column.texts]
    )
    sheet.set_aside_where(name, totals, Reason.LIGNE_TOTAL)


def set_missing_ids_aside(sheet: Sheet, name: str) -> None:
    """Set aside the records with an empty id."""
    column = sheet.columns[name]
    empty = column.spread([not text for text in column.texts])
    sheet.set_aside_where(name, empty, Reason.ID_MANQUANT)


def rejects(
    sheet: Sheet,
    *,
    day: Parsed | None = None,
    quantity: Parsed | None = None,
    price: Parsed | None = None,
) -> pd.DataFrame:
    """Return the records set aside, with what could be read of them (see `rows.Block`)."""
    places = np.flatnonzero(sheet.why)
    nothing = cells.parse_integers(sheet.column(""), lambda _text: None)
    return pd.DataFrame(
        {
            "ligne": sheet.batch.starts[places],
            "colonne": cells.strings(sheet.where[places].tolist()),
            "raison": cells.strings([REASONS[code] for code in sheet.why[places]]),
            "texte": cells.strings([sheet.text(place) for place in places.tolist()]),
            "date": (day or nothing).days(places),
            "ID_magasin": cells.texts(sheet.column("ID_magasin"), places),
            "ID_produit": cells.texts(sheet.column("ID_produit"), places),
            "quantite_e3": (quantity or nothing).integers(places),
            "prix_unitaire_e4": (price or nothing).integers(places),
        }
    )
