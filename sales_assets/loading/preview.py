"""What a file would load if it were dropped now; nothing is stored, not even a new database.

The products and stores known are those of the warehouse, of the data folder and of the files
looked at together. What stays out: the rules on whole days, which need the tables.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

import pandas as pd

from sales_assets.context import Limits
from sales_assets.contract import (
    Block,
    Genre,
    Reading,
    Reason,
    Shop,
    own_layouts,
    raw_lines,
    read,
    recognise,
)
from sales_assets.contract.names import Recognised
from sales_assets.errors import Refused
from sales_assets.inbox import archive, files, staged
from sales_assets.loading.valuation import discounted_away
from sales_assets.warehouse import glance

SHOWN = 5
"""Lines shown of each reason."""


@dataclass
class Known:
    """Products, with whether they have a price, and stores; nothing when no catalogue is there.

    `refused` names the files of them that cannot be read.
    """

    products: dict[str, bool] = field(default_factory=dict)
    stores: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def learn(self, reading: Reading) -> None:
        """Add what a catalogue says."""
        for block in reading.blocks():
            if reading.genre is Genre.MAGASINS:
                self.stores |= set(block.rows["ID_magasin"])
            elif reading.genre is Genre.PRODUITS:
                priced = block.rows["prix_e4"].notna()
                for ident, has_price in zip(block.rows["ID_produit"], priced, strict=True):
                    self.products[ident] = self.products.get(ident, False) or bool(has_price)


@dataclass(frozen=True)
class Line:
    """A line that would not load: where, the column at fault ("" for all of it), its text."""

    ligne: int
    colonne: str
    texte: str


@dataclass(frozen=True)
class Shrunk:
    """A day of a store that would end with fewer lines than it has: the file would be held."""

    jour: date
    magasin: str
    avant: int
    apres: int


@dataclass
class Preview:
    """What one file would give.

    Attributes:
        reading: The file, read to its end.
        jours: The rows that would load or wait, by day.
        identiques: Those that repeat another.
        rejets: How many lines of each reason are set aside.
        attentes: How many wait for a product, a store or a price.
        lignes: The first lines of each reason; of those that wait, under `attente` and the reason.
        noms: The ids that lines wait for, by reason.
        catalogue: The products and stores that there were to compare with.
        recue: The name under which this very content came already; "" for news.
        moindres: The days of stores that would lose lines.
    """

    reading: Reading
    catalogue: Known = field(default_factory=Known)
    jours: dict[date, int] = field(default_factory=dict)
    identiques: int = 0
    rejets: Counter[str] = field(default_factory=Counter)
    attentes: Counter[str] = field(default_factory=Counter)
    lignes: dict[str, list[Line]] = field(default_factory=dict)
    noms: dict[str, dict[str, None]] = field(default_factory=dict)
    recue: str = ""
    moindres: list[Shrunk] = field(default_factory=list)


def known(folder: Path, url: str, today: date, paths: Iterable[Path], prices: str = "") -> Known:
    """Gather the products and stores known: warehouse, data folder, files looked at."""
    products, stores = glance.catalogue(url)
    found = Known(products, stores)
    there = [one.path for one in files.scan(folder)[0]] if folder.is_dir() else []
    for path in [*there, *paths]:
        name = recognise(path.name)
        if name is None or name.genre.is_sales:
            continue
        try:
            shop = Shop(today, own=own_layouts.load(folder), prices=prices)
            found.learn(read(path, name=path.name, genre=name.genre, shop=shop))
        except (Refused, OSError):  # why is told when it is its turn, or by the next run
            if (said := files.printable(path.name)) not in found.refused:
                found.refused.append(said)
    return found


def look(path: Path, catalogue: Known, shop: Shop, url: str, limits: Limits) -> Preview:
    """Read a file to its end and say what it would give beside what the warehouse holds.

    Raises:
        Refused: Nothing of it would load.
        OSError: It cannot be read.
    """
    kind = _kind(path, shop.own)
    name = files.printable(path.name)
    ids = {"ID_produit": catalogue.products, "ID_magasin": catalogue.stores}
    reading = read(path, name=name, genre=kind.genre, shop=replace(shop, known=ids.__getitem__))
    found = Preview(reading, catalogue)
    if not kind.genre.is_sales:
        for block in reading.blocks():
            _note(found, found.rejets, block.rejects)
        return found
    loadable: Counter[tuple[date, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="sales-assets-") as aside:
        rows = Path(aside) / "ventes"
        staged.write(rows, _watched(found, reading, catalogue, loadable, limits))
        found.jours = staged.count_days(rows)
        found.identiques = staged.identical(rows)
    _fill_texts(found)
    found.recue = glance.received_as(url, archive.fingerprint(path)) or ""
    if loadable and not found.recue:
        found.moindres = list(_shrunk(url, loadable))
    return found


def _shrunk(url: str, loadable: Counter[tuple[date, str]]) -> Iterator[Shrunk]:
    days = [day for day, _store in loadable]
    held = glance.rows_of_days(url, min(days), max(days))
    for (day, store), rows in sorted(loadable.items()):
        if rows < held.get((day, store), 0):
            yield Shrunk(day, store, held[day, store], rows)


def genre_of(folder: Path, path: Path) -> Genre:
    """The kind of a file, by its name or by the shop's own layouts."""
    return _kind(path, own_layouts.load(folder)).genre


def _kind(path: Path, own: tuple[own_layouts.OwnLayout, ...]) -> Recognised:
    kind, said = recognise(path.name), own_layouts.of_name(own, path.name).genre
    if said and (kind is None or kind.genre is not said):
        return Recognised(said)
    if kind is not None:
        return kind
    path.lstat()  # a file that is not there is missing, whatever its name says
    raise Refused(files.unknown_name(path), "nom_inconnu")


def _watched(
    found: Preview,
    reading: Reading,
    catalogue: Known,
    loadable: Counter[tuple[date, str]],
    limits: Limits,
) -> Iterator[Block]:
    """Note what waits and what is set aside, count the other rows by day and known store."""
    for block in reading.blocks():
        _note(found, found.rejets, block.rejects)
        if catalogue.products and catalogue.stores:
            waiting = _waiting(block.rows, catalogue, found, limits)
            _note(found, found.attentes, waiting)
            known = block.rows["ID_magasin"].isin(list(catalogue.stores))
            free = block.rows.assign(libre=~block.rows["ligne"].isin(waiting["ligne"]))[known]
            for cell, rows in free.groupby(["date", "ID_magasin"])["libre"].sum().items():
                day, store = cast("tuple[pd.Timestamp, str]", cell)
                loadable[day.date(), store] += int(rows)
        yield block


def _waiting(rows: pd.DataFrame, catalogue: Known, found: Preview, limits: Limits) -> pd.DataFrame:
    """The rows that would wait, in the shape of rejects, for the first cause that holds."""
    unpriced = [ident for ident, priced in catalogue.products.items() if not priced]
    largest = limits.parameters()
    beyond = (
        (rows["quantite_e3"].abs() > largest["quantite_max_e3"])
        | (rows["prix_unitaire_e4"] > largest["prix_max_e4"])
        | (rows["montant_e4"].abs() > largest["total_max_e4"])
    )
    causes = (
        (Reason.PRODUIT_INCONNU, "ID_produit", ~rows["ID_produit"].isin(list(catalogue.products))),
        (Reason.MAGASIN_INCONNU, "ID_magasin", ~rows["ID_magasin"].isin(list(catalogue.stores))),
        (
            Reason.PRIX_INVALIDE,
            "ID_produit",
            rows["ID_produit"].isin(unpriced) & rows["prix_unitaire_e4"].isna(),
        ),
        (Reason.HORS_REGLE, "ID_produit", beyond.fillna(False).astype(bool)),
        (Reason.HORS_REGLE, "remise", discounted_away(rows, rows["prix_unitaire_e4"])),
    )
    left = pd.Series(True, index=rows.index)
    parts = []
    for reason, column, concerned in causes:
        some = rows[concerned & left]
        left &= ~concerned
        if column in rows:
            found.noms.setdefault(reason, {}).update(dict.fromkeys(some[column].unique()))
        parts.append(some[["ligne"]].assign(raison=str(reason), colonne=column, texte=""))
    return pd.concat(parts, ignore_index=True).sort_values("ligne")


def _note(found: Preview, counts: Counter[str], rejects: pd.DataFrame) -> None:
    counts.update(rejects["raison"].tolist())
    for reason, some in rejects.groupby("raison", sort=False):
        shown = found.lignes.setdefault(_key(found, counts, str(reason)), [])
        first = some.head(SHOWN - len(shown)).fillna({"colonne": ""})
        cells = zip(first["ligne"], first["colonne"], first["texte"], strict=True)
        shown += [Line(int(line), str(column), str(text)) for line, column, text in cells]


def _key(found: Preview, counts: Counter[str], reason: str) -> str:
    return f"attente {reason}" if counts is found.attentes else reason


def _fill_texts(found: Preview) -> None:
    """Give the lines that wait their raw text: the reader keeps only that of its own rejects."""
    waiting = [key for key in found.lignes if key.startswith("attente ")]
    wanted = {line.ligne for key in waiting for line in found.lignes[key]}
    texts = raw_lines(found.reading, wanted) if wanted else {}
    for key in waiting:
        found.lignes[key] = [
            Line(line.ligne, line.colonne, texts.get(line.ligne, "")) for line in found.lignes[key]
        ]
