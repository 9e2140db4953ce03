"""The same figures as the CSV downloads, as one workbook whose cells have their types.

What goes in: a snapshot to the bytes of an .xlsx file, the same for the same snapshot. What stays
out: CSV (`downloads`), sales lines (too many; each day has its CSV). Text is never a formula, ids
stay text (`007`), amounts are numbers in euros and days are dates.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.pages.model import Extra
from sales_assets.report.pages.rendering import spaced
from sales_assets.warehouse.snapshot import Snapshot

PATH = "donnees/ventes.xlsx"
ROWS = 5_000
"""Rows of a sheet by day: the newest whole days. Excel's own limit is 1 048 576, but the workbook
is made at each publication, and a person wants it to open at once; the CSV files hold all."""
_LONGEST = 32_000  # characters of a cell; Excel refuses 32 768

_FORMATS = {
    "texte": {"num_format": "@"},
    "entier": {"num_format": "#,##0"},
    "quantite": {"num_format": "General"},
    "euros": {"num_format": '#,##0.00 "€"'},
    "taux": {"num_format": '0.0#" %"'},
    "jour": {"num_format": "dd/mm/yyyy", "align": "left"},
    "mois": {"num_format": "mmmm yyyy", "align": "left"},
}


@dataclass(frozen=True)
class BookColumn:
    """A column: where it comes from, its title, its type (a key of `_FORMATS`), its width."""

    source: str
    title: str
    kind: str = "texte"
    width: int = 14


@dataclass(frozen=True)
class BookSheet:
    """A sheet and, where it does not hold all, the first day that it holds."""

    name: str
    columns: Sequence[BookColumn]
    rows: pd.DataFrame
    since: date | None = None


_SUMS = (
    BookColumn("lignes", "lignes", "entier", 10),
    BookColumn("quantite_e3", "quantite", "quantite", 10),
    BookColumn("ca_e4", "ca", "euros"),
    BookColumn("brut_e4", "ca_brut", "euros"),
    BookColumn("retours_e4", "retours", "euros"),
)
_DAY = BookColumn("date", "date", "jour", 12)
_PRODUCT = (BookColumn("ID_produit", "ID_produit"), BookColumn("nom", "nom", width=32))
_STORE = (BookColumn("ID_magasin", "ID_magasin"), BookColumn("ville", "ville", width=20))
_ACTIVE = BookColumn("actif", "actif", width=8)


def book_sheets(snap: Snapshot) -> Iterator[BookSheet]:
    """Yield the sheets, in the order of the tabs."""
    price = BookColumn("prix_e4", "prix", "euros")
    stock = BookColumn("stock", "stock", "entier", 10)
    more = downloads.told(snap.produits, downloads.OF_PRODUCTS)
    beside = [BookColumn(source, title, _KINDS[write]) for source, title, write in more]
    yield BookSheet(_("Produits"), [*_PRODUCT, price, stock, _ACTIVE, *beside], snap.produits)
    staff = BookColumn("nombre_salaries", "nombre_salaries", "entier", 16)
    yield BookSheet(_("Magasins"), [*_STORE, staff, _ACTIVE], snap.magasins)
    yield BookSheet(_("Jours"), [_DAY, *_SUMS], snap.jours)
    yield BookSheet(_("Mois"), [BookColumn("mois", "mois", "mois", 18), *_SUMS], snap.mois)
    stores = _named(_newest(snap.magasins_jour), snap.magasins, "ID_magasin", "ville")
    yield _by_day(_("Magasins × jours"), [_DAY, *_STORE, *_SUMS], stores, snap.magasins_jour)
    products = _named(_newest(snap.produits_jour), snap.produits, "ID_produit", "nom")
    yield _by_day(_("Produits × jours"), [_DAY, *_PRODUCT, *_SUMS], products, snap.produits_jour)


_KINDS = {
    downloads.safe_text: "texte",
    downloads.amount: "euros",
    downloads.percent: "taux",
}


def _newest(frame: pd.DataFrame) -> pd.DataFrame:
    """The newest whole days that fit; the whole last day whatever its size, up to the limit."""
    if len(frame) <= ROWS:
        return frame
    first = frame["date"].iloc[-ROWS - 1]
    kept = frame[frame["date"] > first]
    return kept if len(kept) else frame.tail(ROWS)


def _named(frame: pd.DataFrame, names: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    known = dict(zip(names[key], names[name], strict=True))
    found = pd.Series([known.get(i) for i in frame[key]], index=frame.index, dtype=object)
    return frame.assign(**{name: found})


def _by_day(
    name: str, columns: list[BookColumn], kept: pd.DataFrame, whole: pd.DataFrame
) -> BookSheet:
    since = None if len(kept) == len(whole) else formats.as_date(kept["date"].iloc[0])
    return BookSheet(name, columns, kept, since)


def workbook(snap: Snapshot, caveat: str) -> Extra:
    """Return the workbook; the same snapshot gives the same bytes.

    Args:
        snap: The warehouse's picture.
        caveat: What is said of its amounts.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        # The one date in the file is that of the picture, never the clock's.
        book.set_properties({"title": _("Ventes"), "created": datetime.combine(snap.today, time())})
        styles = {name: book.add_format(style) for name, style in _FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheets = list(book_sheets(snap))
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, styles, head)
        _about(book, sheets, caveat)
    return Extra(PATH, buffer.getvalue())


def _write(page: Any, sheet: BookSheet, styles: dict[str, Any], head: Any) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, styles[column.kind])
        page.write_string(0, place, column.title, head)
    columns = [downloads.converted(sheet.rows[c.source], _VALUES[c.kind]) for c in sheet.columns]
    put = [_writer(page, column.kind) for column in sheet.columns]
    style = [styles[column.kind] for column in sheet.columns]
    for line, values in enumerate(zip(*columns, strict=True), start=1):
        for place, value in enumerate(values):
            if value is not None:
                put[place](line, place, value, style[place])


def _writer(page: Any, kind: str) -> Any:
    if kind in ("jour", "mois"):
        return page.write_datetime
    return page.write_string if kind == "texte" else page.write_number


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return downloads.flag(value)
    if formats.undefined(value):
        return None
    return downloads.safe_text(formats.clean(str(value)))[:_LONGEST] or None


def _whole(value: Any) -> int | None:
    return None if formats.undefined(value) else int(value)


def _euros(value: Any) -> float | None:
    # A cell is a float whatever is written; this one is the closest to the exact amount.
    return None if formats.undefined(value) else int(value) / 10_000


def _percent(value: Any) -> float | None:
    return None if formats.undefined(value) else int(value) / 100


def _quantity(value: Any) -> float | None:
    return None if formats.undefined(value) else int(value) / 1000


def _month(value: str) -> date:
    return date.fromisoformat(f"{value}-01")


_VALUES: dict[str, Callable[[Any], Any]] = {
    "texte": _text,
    "entier": _whole,
    "quantite": _quantity,
    "euros": _euros,
    "taux": _percent,
    "jour": formats.as_date,
    "mois": _month,
}


def _about(book: Any, sheets: list[BookSheet], caveat: str) -> None:
    page = book.add_worksheet(_("À lire"))
    page.set_column(0, 0, 100)
    lines = [
        " ".join([_("Montants en euros."), caveat]),
        _("Une quantité négative est un retour, compté le jour du retour."),
        _("Une apostrophe devant un texte l’empêche d’être pris pour une formule."),
        *(left_out(sheet) for sheet in sheets if sheet.since),
        _("Ce fichier n’est ni une caisse ni une comptabilité : vos fichiers CSV font foi."),
    ]
    for place, line in enumerate(lines):
        page.write_string(place, 0, spaced(line))


def left_out(sheet: BookSheet) -> str:
    """Say what a sheet does not hold."""
    words = _("« {feuille} » commence le {jour} ; le fichier CSV du même nom contient tout.")
    return spaced(words).format(feuille=sheet.name, jour=formats.long_day(sheet.since))
