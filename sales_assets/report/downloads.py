"""Files a reader takes away: CSV that a spreadsheet opens without running anything in it.

What goes in: frames to bytes. What stays out: paths of the site (`pages/data`), words of pages.
Numbers are numbers with a dot (exact decimals, never a float), days are ISO; a text cell that a
spreadsheet would take for a formula is made text by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pandas as pd

from sales_assets.report import formats, texts
from sales_assets.report.pages.model import Extra
from sales_assets.warehouse.snapshot import Snapshot

FOLDER = "donnees"
BOM = "\ufeff"  # or Excel reads UTF-8 as Windows-1252

Writer = Callable[[Any], str]
Converted = TypeVar("Converted")


def safe_text(value: object) -> str:
    """Return a text cell that no spreadsheet evaluates; "" when undefined.

    A formula sign counts after spaces too: some programs trim first. Control characters go.
    """
    if formats.undefined(value):
        return ""
    text = "".join(c for c in str(value) if c >= " " or c in "\t")
    return f"'{text}" if texts.is_formula(str(value)) else text


def whole(value: int | None) -> str:
    """Return an integer cell."""
    return "" if formats.undefined(value) else str(int(value))


def quantity(e3: int | None) -> str:
    """Return an exact quantity from 1/1000 unit, such as `2` or `0.35`."""
    if formats.undefined(e3):
        return ""
    whole, rest = divmod(abs(int(e3)), 1000)
    sign = "-" if e3 < 0 else ""
    return f"{sign}{whole}.{rest:03d}".rstrip("0").rstrip(".")


def amount(e4: int | None) -> str:
    """Return an exact amount in euros from 1/10 000 €, such as `12.50`."""
    if formats.undefined(e4):
        return ""
    whole, rest = divmod(abs(int(e4)), 10_000)
    cents, beyond = divmod(rest, 100)
    sign = "-" if e4 < 0 else ""
    return f"{sign}{whole}.{rest:04d}" if beyond else f"{sign}{whole}.{cents:02d}"


def percent(e4: int | None) -> str:
    """Return an exact rate in per cent from 1/10 000, such as `5.50`."""
    if formats.undefined(e4):
        return ""
    whole, rest = divmod(int(e4), 100)
    return f"{whole}.{rest:02d}"


def day(value: Any) -> str:
    """Return a day as AAAA-MM-JJ."""
    return "" if formats.undefined(value) else formats.as_date(value).isoformat()


def flag(value: object) -> str:
    """Return oui or non."""
    return "oui" if value else "non"


def to_csv(frame: pd.DataFrame, columns: Sequence[tuple[str, str, Writer]]) -> bytes:
    """Write columns of a frame as (source, title, writer): UTF-8 with BOM, `;`, CRLF."""
    buffer = io.StringIO(newline="")
    buffer.write(BOM)
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([title for _, title, _ in columns])
    cells = [converted(frame[source], write) for source, _, write in columns]
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue().encode("utf-8")


def converted(column: pd.Series, convert: Callable[[Any], Converted]) -> list[Converted]:
    """Convert a column; most values come back often: a day, an id, a quantity is written once."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    known = [convert(value) for value in values.tolist()]
    return [known[code] for code in codes.tolist()]


_SUMS: list[tuple[str, str, Writer]] = [
    ("lignes", "lignes", whole),
    ("quantite_e3", "quantite", quantity),
    ("ca_e4", "ca", amount),
    ("brut_e4", "ca_brut", amount),
    ("retours_e4", "retours", amount),
]
LINES: list[tuple[str, str, Writer]] = [
    ("ID_vente", "ID_vente", whole),
    ("ID_magasin", "ID_magasin", safe_text),
    ("ID_produit", "ID_produit", safe_text),
    ("quantite_e3", "quantite", quantity),
    ("prix_unitaire_e4", "prix_unitaire", amount),
    ("total_e4", "total", amount),
    ("ticket", "ticket", safe_text),
]
_TOLD: list[tuple[str, str, Writer]] = [
    ("heure", "heure", safe_text),
    ("cout_e4", "cout", amount),
    ("taux_tva_e4", "taux_tva", percent),
    ("ht_e4", "total_ht", amount),
    ("tva_e4", "tva", amount),
]
OF_PRODUCTS: list[tuple[str, str, Writer]] = [
    ("rayon", "rayon", safe_text),
    ("fournisseur", "fournisseur", safe_text),
    ("cout_e4", "cout", amount),
    ("taux_tva_e4", "taux_tva", percent),
]
_WORTH: list[tuple[str, str, Writer]] = [
    ("remise_e4", "remises", amount),
    ("lignes_ht", "lignes_ht", whole),
    ("ca_connu_e4", "ca_connu", amount),
    ("ht_e4", "ca_ht", amount),
    ("lignes_cout", "lignes_cout", whole),
    ("ht_cout_e4", "ht_cout", amount),
    ("cout_e4", "cout", amount),
]


@dataclass(frozen=True)
class Download:
    """A table that readers take away: its name, its rows, its columns as `to_csv` takes them."""

    name: str
    rows: pd.DataFrame
    columns: Sequence[tuple[str, str, Writer]]


def offered(snap: Snapshot) -> Iterator[Download]:
    """Yield the catalogue, the stores, the totals, what the owner says, and the rejected rows.

    The raw text of a rejected row is left out: its file and line lead back to it.
    """
    store, product = ((name, name, safe_text) for name in ("ID_magasin", "ID_produit"))
    date, active = ("date", "date", day), ("actif", "actif", flag)
    price, stock = ("prix_e4", "prix", amount), ("stock", "stock", whole)
    of_products = told(snap.produits, OF_PRODUCTS)
    named = [product, ("nom", "nom", safe_text), price, stock, active, *of_products]
    yield Download("produits", snap.produits, named)
    staff = ("nombre_salaries", "nombre_salaries", whole)
    yield Download("magasins", snap.magasins, [store, ("ville", "ville", safe_text), staff, active])
    yield Download("totaux_jours", snap.jours, [date, *_SUMS])
    yield Download("totaux_mois", snap.mois, [("mois", "mois", safe_text), *_SUMS])
    yield Download("totaux_magasins_jours", snap.magasins_jour, [date, store, *_SUMS])
    yield Download("totaux_produits_jours", snap.produits_jour, [date, product, *_SUMS])
    count, ca = ("tickets", "tickets", whole), ("ca_e4", "ca", amount)
    lines = ("lignes", "lignes", whole)
    beside = [
        Download("totaux_tickets", snap.tickets, [
            date, store, count, lines, ("quantite_e3", "quantite", quantity), ca]),
        Download("totaux_heures", snap.heures, [
            date, store, ("heure", "heure", whole), lines, count, ca,
            ("premiere", "premiere", safe_text), ("derniere", "derniere", safe_text)]),
        Download("totaux_tva", snap.tva, [
            date, store, ("taux_tva_e4", "taux_tva", percent), lines, ca,
            ("ht_e4", "ca_ht", amount), ("tva_e4", "tva", amount)]),
        Download("totaux_valeurs_magasins", snap.valeur_magasins, [date, store, *_WORTH]),
        Download("totaux_valeurs_produits", snap.valeur_produits, [date, product, *_WORTH]),
        Download("evenements", snap.evenements, [
            ("du", "du", day), ("au", "au", day), store, ("texte", "texte", safe_text)]),
        Download("objectifs", snap.objectifs, [
            ("periode", "periode", safe_text), store, ("montant_e4", "montant", amount)]),
    ]  # fmt: skip
    yield from (one for one in beside if len(one.rows))
    names = dict(zip(snap.livraisons["livraison"], snap.livraisons["nom"], strict=True))
    rejects = snap.rejets.assign(fichier=[names.get(n, "") for n in snap.rejets["livraison"]])
    yield Download("rejets", rejects, [
        ("fichier", "fichier", safe_text), ("ligne", "ligne", whole),
        ("colonne", "colonne", safe_text), ("raison", "raison", safe_text),
        date, store, product, ("quantite_e3", "quantite", quantity)])  # fmt: skip


def tables(tables: Iterable[Download]) -> list[Extra]:
    """Return them as CSV."""
    return [Extra(f"{FOLDER}/{one.name}.csv", to_csv(one.rows, one.columns)) for one in tables]


def daily(day: date, lines: pd.DataFrame) -> Extra:
    """Return a day's sales lines as `donnees/ventes-AAAA-MM-JJ.csv`."""
    columns = [*LINES, *told(lines, _TOLD)]
    return Extra(f"donnees/ventes-{day.isoformat()}.csv", to_csv(lines, columns))


def told(
    frame: pd.DataFrame, columns: Iterable[tuple[str, str, Writer]]
) -> list[tuple[str, str, Writer]]:
    """Return those of these columns in which something is told."""
    return [column for column in columns if frame[column[0]].notna().any()]
