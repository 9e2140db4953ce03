"""Demonstration files: a believable shop's CSVs, the same bytes for the same arguments.

What goes in: a size, a seed and a last day. What comes out: `produits.csv`, `magasins.csv`, the
history `ventes.csv` and one daily file for each of the last two open days, ordered by day and
store; if asked, with hours, receipts, discounts, departments, suppliers, costs and VAT. What stays
out: reading, judging and storing them; nothing here knows the contract's code.

- Each line carries its price. `produits.csv` only knows today's: without the line's own, a change
  of price would revalue the past and the year-on-year price effect could not be measured.
- Commas and decimal points, as in most exports, because GitHub shows such a file as a table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from sales_assets.errors import CannotGenerate
from sales_assets.language import mark
from sales_assets.tools.demo_departments import departmental
from sales_assets.tools.demo_model import (
    Block,
    Ints,
    absent_day,
    blocks,
    is_closed,
    share_days,
    shelf_of,
)
from sales_assets.tools.demo_shop import Product, Shop, castelune, invented
from sales_assets.tools.demo_till import Till

HEADER = ("Date", "ID_produit", "Quantite", "ID_Magasin", "Prix_unitaire")
FULL_HEADER = (
    *("Date", "Heure", "N° ticket", "ID_produit", "Quantite", "ID_Magasin"),
    *("Prix unitaire TTC", "Montant remise", "Montant TTC"),
)
ARROW = pa_csv.WriteOptions(include_header=False, delimiter=",", quoting_style="none")

SAMPLE_LAST_DAY = date(2026, 11, 21)
SAMPLE_DAYS = 509  # from Tuesday 1 July 2025
SAMPLE_ROWS = 46_000
SAMPLE_SEED = 2026
# Told in data/README.md: a quantity forgotten, one in words.
ODDITIES = (
    ("17:58", "", "REF017", "", "7", "8.40", "0.00", ""),
    ("18:02", "", "REF004", "deux", "7", "8.90", "0.00", "17.80"),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: counts of the good lines, exact sums, and what is odd on purpose.

    `units` is the net quantity, `ca_e4` the revenue in 1/10 000 €, returns deducted; `oddities`
    counts the lines written beside `rows` that the contract must quarantine.
    """

    files: tuple[Path, ...]
    rows: int
    returns: int
    units: int
    ca_e4: int
    first_day: date
    last_day: date
    absent: date | None
    oddities: int


@dataclass
class _Tally:
    """Running sums of what is written."""

    rows: int = 0
    returns: int = 0
    units: int = 0
    cents: int = 0

    def add(self, block: Block, paid: Ints) -> None:
        """Count `block`, of which each line is worth `paid`; sums of whole numbers, hence exact."""
        self.rows += block.quantities.size
        self.returns += int(np.count_nonzero(block.quantities < 0))
        self.units += int(block.quantities.sum())
        self.cents += int(paid.sum())


@contextmanager
def _whole(path: Path) -> Iterator[io.BufferedWriter]:
    """Write `path` under a name no reader looks at, and give it its own once it is complete."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        yield stream
    part.replace(path)


def _rows(lines: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _euros(cents: int) -> str:
    return f"{'-' * (cents < 0)}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _all_euros(cents: Ints) -> Any:
    """Return many amounts as texts; each is made once."""
    found, places = np.unique(cents, return_inverse=True)
    return pa.array([_euros(one) for one in found.tolist()]).take(pa.array(places))


class _Printer:
    """Turns blocks into Arrow batches, the texts of ids and prices being made only once."""

    header: tuple[str, ...] = HEADER

    def __init__(self, shop: Shop) -> None:
        whole = ("N° ticket", "Quantite")
        kinds = [(name, pa.int64() if name in whole else pa.string()) for name in self.header]
        self.schema = pa.schema(kinds)
        self.cents: Ints = np.array([], dtype=np.int64)
        self.products = pa.array([product.id for product in shop.produits])
        self.stores = pa.array([store.id for store in shop.magasins])
        self.prices = pa.array([])

    def reprice(self, cents: Ints) -> None:
        """Take the prices of the catalogue for the batches to come."""
        self.cents = cents
        self.prices = pa.array([_euros(price) for price in cents.tolist()])

    def batch(self, day: date, block: Block) -> tuple[Any, Ints]:
        """Return the columns of the header for `block`, and what each line is worth in cents."""
        batch = pa.record_batch(self._columns(day, block), schema=self.schema)
        return batch, block.quantities * self.cents[block.products]

    def _columns(self, day: date, block: Block) -> list[Any]:
        where = pa.array(block.products)
        return [
            pa.repeat(day.isoformat(), len(where)),
            self.products.take(where),
            pa.array(block.quantities),
            self.stores.take(pa.array(block.stores)),
            self.prices.take(where),
        ]


class _FullPrinter(_Printer):
    """The same, with what a till tells beside."""

    header = FULL_HEADER

    def __init__(self, shop: Shop, seed: int) -> None:
        super().__init__(shop)
        self.till = Till(shop, seed)
        self.clock = pa.array([f"{one // 60:02d}:{one % 60:02d}" for one in range(24 * 60)])

    def batch(self, day: date, block: Block) -> tuple[Any, Ints]:
        rung = self.till.ring(day, block, self.cents)
        first, *others = self._columns(day, block)
        columns = [
            *(first, self.clock.take(pa.array(rung.minutes)), pa.array(rung.tickets), *others),
            *(_all_euros(rung.discounts), _all_euros(rung.paid)),
        ]
        return pa.record_batch(columns, schema=self.schema), rung.paid


def _write_sales(
    path: Path, shop: Shop, plan: list[tuple[date, int]], seed: int, tally: _Tally, extra: bytes
) -> None:
    """Write one sales file, holding one block of rows at a time; `extra` ends it."""
    printer = _FullPrinter(shop, seed) if shop.departments else _Printer(shop)
    with _whole(path) as stream:
        stream.write(_rows([printer.header]))
        with pa_csv.CSVWriter(stream, printer.schema, write_options=ARROW) as writer:
            # Months are whole in the model: assortment and prices only change on the first.
            for month, days in groupby(plan, key=lambda item: item[0].replace(day=1)):
                shelf = shelf_of(shop.produits, month)
                printer.reprice(shelf.cents)
                for day, rows in days:
                    for block in blocks(shop, shelf, day, rows, seed):
                        batch, paid = printer.batch(day, block)
                        tally.add(block, paid)
                        writer.write_batch(batch)
        stream.write(extra)


_TOLD = ("Rayon", "Fournisseur", "Prix d'achat HT", "TVA")


def _told(product: Product) -> tuple[str, ...]:
    """Return what a catalogue with departments tells more of a product."""
    if product.department is None:
        return ()
    vat = f"{product.department.vat / 100:g}"
    return product.department.nom, product.supplier, _euros(product.cost), vat


def _write_lists(folder: Path, shop: Shop) -> list[Path]:
    """Write the catalogue and the stores."""
    price = "Prix TTC" if shop.departments else "Prix"
    produits: list[Sequence[object]] = [
        ("ID_produit", "Nom", price, "Stock", *(_TOLD if shop.departments else ()))
    ]
    produits += [(p.id, p.nom, _euros(p.cents), p.stock, *_told(p)) for p in shop.produits]
    magasins: list[Sequence[object]] = [("ID_Magasin", "Ville", "Nombre_de_salaries")]
    magasins += [(s.id, s.ville, s.nombre_salaries) for s in shop.magasins]
    paths = [folder / "produits.csv", folder / "magasins.csv"]
    for path, lines in zip(paths, (produits, magasins), strict=True):
        with _whole(path) as stream:
            stream.write(_rows(lines))
    return paths


def _write(
    folder: Path,
    shop: Shop,
    rows: int | None,
    days: int,
    seed: int,
    last_day: date,
    oddities: Sequence[Sequence[str]] = (),
) -> Summary:
    """Write all the files of `shop` into `folder`; `oddities` end the last one."""
    first_day = last_day - timedelta(days=days - 1)
    absent = absent_day(last_day, days)
    period = (first_day + timedelta(days=n) for n in range(days))
    open_days = [day for day in period if not is_closed(day) and day != absent]
    plan = list(zip(open_days, share_days(shop, rows, open_days, seed), strict=True))
    daily = plan[max(1, len(plan) - 2) :]
    files = _write_lists(folder, shop)
    tally = _Tally()
    parts = [("ventes.csv", plan[: len(plan) - len(daily)])]
    parts += [(f"ventes_{day}.csv", [(day, count)]) for day, count in daily if count]
    for name, part in parts:
        files.append(folder / name)
        extra = oddities if name == parts[-1][0] else ()
        odd_lines = _rows([(last_day, *line) for line in extra])
        _write_sales(files[-1], shop, part, seed, tally, odd_lines)
    return Summary(
        files=tuple(files),
        rows=tally.rows,
        returns=tally.returns,
        units=tally.units,
        ca_e4=tally.cents * 100,
        first_day=first_day,
        last_day=last_day,
        absent=absent,
        oddities=len(oddities),
    )


def _prepare(folder: Path) -> None:
    """Create `folder`; refuse one that holds CSV files, which could be somebody's own."""
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    if found:
        raise CannotGenerate(
            mark("Le dossier {dossier} contient déjà {nom} : choisissez un dossier vide."),
            dossier=folder,
            nom=found[0],
        )


def generate(
    folder: Path,
    *,
    rows: int | None,
    days: int,
    products: int,
    stores: int,
    seed: int,
    last_day: date,
    full: bool = False,
) -> Summary:
    """Write demonstration files of any size into `folder`, in bounded memory.

    Args:
        folder: an empty or new folder (other than CSV files may be there).
        rows: sales lines in all files together, exactly; None for a usual number a day.
        days: civil days covered, `last_day` included, closed ones too.
        products: products in the catalogue.
        stores: stores.
        seed: 0 or more; the same arguments write the same bytes.
        last_day: no sale is later.
        full: with all that a till and a catalogue may tell: hours, receipts, discounts,
            departments, suppliers, costs and VAT.

    Raises:
        CannotGenerate: a size below 1, a negative seed, no open day in the period, or `folder`
            already holds a CSV file.
    """
    sizes = {"rows": rows, "days": days, "products": products, "stores": stores}
    for name, value in sizes.items():
        if value is not None and value < 1:
            raise CannotGenerate(mark("{nom} : il en faut au moins 1."), nom=name)
    if seed < 0:
        raise CannotGenerate(mark("seed : un nombre entier positif est attendu."))
    middle = (last_day - timedelta(days=days // 2)).replace(day=1)
    shop = (departmental if full else invented)(products, stores, seed, middle)
    _prepare(folder)
    return _write(folder, shop, rows, days, seed, last_day)


def sample(folder: Path) -> Summary:
    """Write the sample of `data/`: the curated shop, with the few odd lines it should show.

    Raises:
        CannotGenerate: `folder` already holds a CSV file.
    """
    _prepare(folder)
    size = (SAMPLE_ROWS, SAMPLE_DAYS, SAMPLE_SEED, SAMPLE_LAST_DAY)
    return _write(folder, castelune(), *size, ODDITIES)
