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
from sales_assets.report import formats
from sales_assets.report.downloads import converted, flag, safe_text
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
    "jour": {"num_format": "dd/mm/yyyy", "align": "left"},
    "mois": {"num_format": "mmmm yyyy", "align": "left"},
}


@dataclass(frozen=True)
class Colonne:
    """A column: where it comes from, its title, its type (a key of `_FORMATS`), its width."""

    source: str
    titre: str
    genre: str = "texte"
    largeur: int = 14


@dataclass(frozen=True)
class Feuille:
    """A sheet and, where it does not hold all, the first day that it holds."""

    nom: str
    colonnes: Sequence[Colonne]
    lignes: pd.DataFrame
    depuis: date | None = None


_SUMS = (
    Colonne("lignes", "lignes", "entier", 10),
    Colonne("quantite_e3", "quantite", "quantite", 10),
    Colonne("ca_e4", "ca", "euros"),
    Colonne("brut_e4", "ca_brut", "euros"),
    Colonne("retours_e4", "retours", "euros"),
)
_DAY = Colonne("date", "date", "jour", 12)
_PRODUCT = (Colonne("ID_produit", "ID_produit"), Colonne("nom", "nom", largeur=32))
_STORE = (Colonne("ID_magasin", "ID_magasin"), Colonne("ville", "ville", largeur=20))
_ACTIVE = Colonne("actif", "actif", largeur=8)


def feuilles(snap: Snapshot) -> Iterator[Feuille]:
    """Yield the sheets, in the order of the tabs."""
    price = Colonne("prix_e4", "prix", "euros")
    stock = Colonne("stock", "stock", "entier", 10)
    yield Feuille(_("Produits"), [*_PRODUCT, price, stock, _ACTIVE], snap.produits)
    staff = Colonne("nombre_salaries", "nombre_salaries", "entier", 16)
    yield Feuille(_("Magasins"), [*_STORE, staff, _ACTIVE], snap.magasins)
    yield Feuille(_("Jours"), [_DAY, *_SUMS], snap.jours)
    yield Feuille(_("Mois"), [Colonne("mois", "mois", "mois", 18), *_SUMS], snap.mois)
    stores = _named(_newest(snap.magasins_jour), snap.magasins, "ID_magasin", "ville")
    yield _by_day(_("Magasins × jours"), [_DAY, *_STORE, *_SUMS], stores, snap.magasins_jour)
    products = _named(_newest(snap.produits_jour), snap.produits, "ID_produit", "nom")
    yield _by_day(_("Produits × jours"), [_DAY, *_PRODUCT, *_SUMS], products, snap.produits_jour)


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


def _by_day(name: str, columns: list[Colonne], kept: pd.DataFrame, whole: pd.DataFrame) -> Feuille:
    since = None if len(kept) == len(whole) else formats.as_date(kept["date"].iloc[0])
    return Feuille(name, columns, kept, since)


def classeur(snap: Snapshot) -> Extra:
    """Return the workbook; the same snapshot gives the same bytes."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        # The one date in the file is that of the picture, never the clock's.
        book.set_properties({"title": _("Ventes"), "created": datetime.combine(snap.today, time())})
        styles = {name: book.add_format(style) for name, style in _FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheets = list(feuilles(snap))
        for sheet in sheets:
            _write(book.add_worksheet(sheet.nom), sheet, styles, head)
        _about(book, sheets)
    return Extra(PATH, buffer.getvalue())


def _write(page: Any, sheet: Feuille, styles: dict[str, Any], head: Any) -> None:
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.lignes)), len(sheet.colonnes) - 1)
    for place, column in enumerate(sheet.colonnes):
        page.set_column(place, place, column.largeur, styles[column.genre])
        page.write_string(0, place, column.titre, head)
    columns = [converted(sheet.lignes[c.source], _VALUES[c.genre]) for c in sheet.colonnes]
    put = [_writer(page, column.genre) for column in sheet.colonnes]
    style = [styles[column.genre] for column in sheet.colonnes]
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
        return flag(value)
    if formats.undefined(value):
        return None
    return safe_text(formats.clean(str(value)))[:_LONGEST] or None


def _whole(value: Any) -> int | None:
    return None if formats.undefined(value) else int(value)


def _euros(value: Any) -> float | None:
    # A cell is a float whatever is written; this one is the closest to the exact amount.
    return None if formats.undefined(value) else int(value) / 10_000


def _quantity(value: Any) -> float | None:
    return None if formats.undefined(value) else int(value) / 1000


def _month(value: str) -> date:
    return date.fromisoformat(f"{value}-01")


_VALUES: dict[str, Callable[[Any], Any]] = {
    "texte": _text,
    "entier": _whole,
    "quantite": _quantity,
    "euros": _euros,
    "jour": formats.as_date,
    "mois": _month,
}


def _about(book: Any, sheets: list[Feuille]) -> None:
    page = book.add_worksheet(_("À lire"))
    page.set_column(0, 0, 100)
    lines = [
        _("Montants en euros, aux prix connus ; les fichiers ne disent pas s’ils sont HT ou TTC."),
        _("Une quantité négative est un retour, compté le jour du retour."),
        _("Une apostrophe devant un texte l’empêche d’être pris pour une formule."),
        *(left_out(sheet) for sheet in sheets if sheet.depuis),
        _("Ce fichier n’est ni une caisse ni une comptabilité : vos fichiers CSV font foi."),
    ]
    for place, line in enumerate(lines):
        page.write_string(place, 0, spaced(line))


def left_out(sheet: Feuille) -> str:
    """Say what a sheet does not hold."""
    words = _("« {feuille} » commence le {jour} ; le fichier CSV du même nom contient tout.")
    return spaced(words).format(feuille=sheet.nom, jour=formats.jour_long(sheet.depuis))
