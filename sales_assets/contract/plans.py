"""The owner's own files to typed rows and rejects: what happened on a day, what a month must sell.

What goes in: events (`evenements.csv`, `notes.csv`) and objectives (`objectifs.csv`), in the
frames of `rows.Block`. What stays out: whether a store is known, which the loading judges.
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from sales_assets.contract import cells
from sales_assets.contract.cells import Column, Mask
from sales_assets.contract.headers import quoted
from sales_assets.contract.reasons import Reason
from sales_assets.contract.rows import Block, Typist
from sales_assets.contract.sheet import Sheet, rejects, set_totals_aside
from sales_assets.contract.styles import Styles
from sales_assets.contract.values import (
    FIRST_YEAR,
    DateStyle,
    parse_amount,
    parse_date,
    parse_moment,
)
from sales_assets.errors import Refused
from sales_assets.language import mark

_MONTHS = (
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
)


def events(sheet: Sheet, styles: Styles) -> Block:
    """Type a batch of events.

    Rows: ligne, du, au (datetime64[s]; a day alone ends on itself), ID_magasin (NA: everywhere),
    texte.
    """
    first, last = (
        cells.parse_moments(sheet.column(name), lambda text: parse_moment(text, styles.dates))[0]
        for name in ("date", "fin")
    )
    text = sheet.columns["texte"]
    sheet.set_aside("date", first.reasons)
    sheet.set_aside("fin", np.where(sheet.column("fin").empty, 0, last.reasons).astype(np.int8))
    backwards = first.known & last.known & (last.values < first.values)
    sheet.set_aside_where("fin", backwards, Reason.FIN_AVANT_DEBUT)
    sheet.set_aside_where("texte", text.spread([not one for one in text.texts]), Reason.TEXTE_VIDE)
    kept = sheet.kept
    rows = pd.DataFrame(
        {
            "ligne": sheet.batch.starts[kept],
            "du": first.values[kept],
            "au": np.where(last.known, last.values, first.values)[kept],
            "ID_magasin": cells.texts(sheet.column("ID_magasin"), kept),
            "texte": cells.texts(text, kept),
        }
    )
    return Block(rows, rejects(sheet))  # its days are no days of sales: none is told


def objectives(sheet: Sheet, typist: Typist, styles: Styles) -> Block:
    """Type a batch of objectives.

    Rows: ligne, periode ("AAAA-MM", or a day "AAAA-MM-JJ"), ID_magasin (NA: the whole shop),
    montant_e4.
    """
    column = sheet.columns["periode"]
    found = [period(text, styles.dates) for text in column.texts]
    style = styles.of("montant")
    amount = cells.parse_integers(sheet.columns["montant"], lambda text: parse_amount(text, style))
    set_totals_aside(sheet, "periode")
    sheet.set_aside_where("periode", _faulty(column, found), Reason.PERIODE_INVALIDE)
    sheet.set_aside("montant", amount.reasons)
    little = ~amount.known | (amount.values <= 0)
    sheet.set_aside_where("montant", little, Reason.MONTANT_INVALIDE)
    kept = sheet.kept
    periods = np.array([one or "" for one in found], dtype=object)
    rows = pd.DataFrame(
        {
            "ligne": sheet.batch.starts[kept],
            "periode": cells.strings(periods[column.codes[kept]].tolist()),
            "ID_magasin": cells.texts(sheet.column("ID_magasin"), kept),
            "montant_e4": amount.values[kept],
        }
    )
    _refuse_two(rows, typist)
    return Block(rows, rejects(sheet))


def period(text: str, style: DateStyle) -> str | None:
    """Return a month "AAAA-MM" or a day "AAAA-MM-JJ", None for what is neither."""
    for pattern in _MONTHS:
        if match := pattern.fullmatch(text):
            year, month = int(match["year"]), int(match["month"])
            good = FIRST_YEAR <= year <= date.max.year and 1 <= month <= 12
            return f"{year:04d}-{month:02d}" if good else None
    day = parse_date(text, style)
    return day.isoformat() if isinstance(day, date) else None


def _faulty(column: Column, found: list[str | None]) -> Mask:
    return column.spread([one is None for one in found])


def _refuse_two(rows: pd.DataFrame, typist: Typist) -> None:
    """Refuse a file that gives a period two objectives."""
    stores = rows["ID_magasin"].fillna("")
    for line, when, store in zip(rows["ligne"], rows["periode"], stores, strict=True):
        first, _content = typist.seen.setdefault(f"{when}\0{store}", (int(line), ()))
        if first != line:
            raise Refused(
                mark(
                    "{nom}, lignes {une} et {autre} : l’objectif de {periode} est donné deux "
                    "fois. Gardez une seule des deux lignes, puis redéposez le fichier."
                ),
                "objectif_en_double",
                nom=typist.name,
                une=first,
                autre=int(line),
                periode=quoted([when]),
            )
