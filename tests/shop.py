"""A small shop for the tests: a data folder, a warehouse, and passes over them.

What goes in: dropping files, running every step in order, reading the tables back. What stays
out: expectations of any one test.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, select, text

from sales_assets.context import Context, Limits, Step
from sales_assets.contract import Genre
from sales_assets.etl_log import EtlLog
from sales_assets.inbox import receive, stage
from sales_assets.loading import catalogue, missing, passes, plans, sales
from sales_assets.settings import UNSTATED, Closing
from sales_assets.warehouse import audit, reads, schema
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.snapshot import Snapshot

RULES = Path(__file__).resolve().parent.parent / "expectations"
NOON = datetime(2025, 10, 20, 12, tzinfo=ZoneInfo("Europe/Paris"))
PRODUCTS = "ID_produit,nom,prix,stock\n"
STORES = "ID_magasin,ville,nombre_salaries\n"
SALES = "Date,ID_produit,Quantite,ID_magasin\n"
TOTALS = ("totaux_jour", "totaux_magasin_jour", "totaux_produit_jour", "totaux_mois")


def products(**prices: object) -> str:
    """A catalogue: `products(A="1.50", B=2)`."""
    return PRODUCTS + "".join(f"{ident},Nom {ident},{prix},10\n" for ident, prix in prices.items())


def stores(*idents: object) -> str:
    """A list of stores."""
    return STORES + "".join(f"{ident},Ville {ident},3\n" for ident in idents)


def lines(*rows: str) -> str:
    """A file of sales from rows such as `2025-10-01 A 2 1` (day, product, quantity, store)."""
    return SALES + "".join(row.replace(" ", ",") + "\n" for row in rows)


class Shop:
    """A data folder and its warehouse."""

    def __init__(self, folder: Path, url: str | None = None, now: datetime = NOON) -> None:
        """Open an empty shop; `now` moves on as a test says."""
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.logs = folder / "logs"
        self.base = folder / "ventes.db"
        self.url = url or f"sqlite:///{self.base}"
        if url is None and not self.base.exists():
            self.base.write_bytes(_empty_base())
        self.warehouse = Warehouse(self.url)
        self.rules = RULES
        self.now = now
        self.limits = Limits()

    @property
    def context(self) -> Context:
        """A pass at `now`."""
        return Context(
            self.warehouse,
            self.data,
            self.data / "archive",
            self.rules,
            EtlLog(self.logs),
            self.now,
            self.limits,
        )

    def later(self, **elapsed: float) -> None:
        """Let time go by: `later(days=1)`."""
        self.now += timedelta(**elapsed)

    def drop(self, name: str, content: str | bytes) -> Path:
        """Put a file in the data folder."""
        path = self.data / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(
        self,
        decisions: passes.Decisions = passes.Decisions(),  # noqa: B008 - frozen
        days: tuple[date, date] | None = None,
    ) -> list[Step]:
        """Every step once, in the order of the graph; the steps that say something."""
        context = self.context
        return [
            *receive.receive(context),
            *stage.read_catalogue(context, Genre.PRODUITS)[0],
            *stage.read_catalogue(context, Genre.MAGASINS)[0],
            *catalogue.load_products(context),
            *catalogue.load_stores(context),
            *(step for genre in plans.GENRES for step in self._plans(context, genre)),
            *stage.read_sales(context),
            *passes.load(context, decisions, days),
            *missing.missing(context),
        ]

    @staticmethod
    def _plans(context: Context, genre: Genre) -> list[Step]:
        return [*stage.read_catalogue(context, genre)[0], *plans.load(context, genre)]

    def open(self) -> None:
        """Start with products A (1.50 €) and B (10 €), and stores 1 and 2."""
        if self._as_made() and not any(self.data.iterdir()):
            self.warehouse.close()
            copytree(_opened(), self.folder, dirs_exist_ok=True)
            self.warehouse = Warehouse(self.url)
        else:
            self._open()

    def _as_made(self) -> bool:
        usual = f"sqlite:///{self.base}", NOON, RULES, Limits()
        return (self.url, self.now, self.rules, self.limits) == usual

    def _open(self) -> None:
        self.drop("produits.csv", products(A="1.50", B=10))
        self.drop("magasins.csv", stores(1, 2))
        self.run()

    def deliver(self, name: str, *rows: str) -> Step:
        """Drop a file of sales, run, and give the last thing said of it."""
        self.drop(name, lines(*rows))
        return last_of(self.run(), name)

    def accept(self, number: int) -> Step:
        """Accept a delivery that waits."""
        return sales.accept(self.context, [number])[0]

    def rebuild(self, first: str, last: str | None = None) -> list[Step]:
        """Load days again from the archive."""
        days = date.fromisoformat(first), date.fromisoformat(last or first)
        return sales.rebuild(self.context, *days)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self.warehouse.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def value(self, query: str) -> Any:
        """The only value of a query."""
        ((found,),) = self.rows(query)
        return found

    def execute(self, *statements: str) -> None:
        """Change the database behind the program's back."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def dump(self, names: Iterable[str] = ("ventes", *TOTALS)) -> dict[str, list[tuple[Any, ...]]]:
        """Every column of every row of these tables, by primary key."""
        found = {}
        with self.warehouse.read() as connection:
            for name in names:
                table = schema.metadata.tables[name]
                query = select(table).order_by(*table.primary_key.columns)
                found[name] = [tuple(row) for row in connection.execute(query)]
        return found

    def sales(self) -> list[tuple[str, str, int, str]]:
        """The sales as (day, product, quantity, store), in the order of their keys."""
        query = 'SELECT date, "ID_produit", quantite, "ID_magasin" FROM ventes ORDER BY "ID_vente"'
        return [(str(day), product, quantity, store) for day, product, quantity, store in
                self.rows(query)]  # fmt: skip

    def statuses(self) -> list[tuple[str, str]]:
        """The name and status of each delivery, oldest first."""
        return [
            (str(name), str(statut))
            for name, statut in self.rows("SELECT nom, statut FROM livraisons ORDER BY livraison")
        ]

    def snapshot(self, closing: Closing = UNSTATED) -> Snapshot:
        """What the report reads."""
        return reads.snapshot(self.warehouse, self.now.date(), closing)

    def close(self) -> None:
        """Release the database."""
        self.warehouse.close()


@cache
def _empty_base() -> bytes:
    """The file of an empty base, made once a process: its schema is half of a small test's time."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "ventes.db"
        Warehouse(f"sqlite:///{base}").close()
        return base.read_bytes()


@cache
def _opened() -> Path:
    """The folder of a shop that has just opened, made once a process."""
    folder = Path(mkdtemp())
    atexit.register(rmtree, folder)
    shop = Shop(folder)
    shop._open()
    shop.close()
    return folder


def last_of(steps: Iterable[Step], name: str) -> Step:
    """The last step about this file."""
    return [step for step in steps if step.nom == name][-1]


def check_books(shop: Shop) -> None:
    """Every row of every file is accounted for, and every table says the same."""
    counted = shop.rows(
        "SELECT l.livraison, l.lignes, l.acceptees, l.rejetees, l.vides, "
        "(SELECT count(*) FROM rejets r WHERE r.livraison = l.livraison) FROM livraisons l"
    )
    for number, whole, accepted, rejected, blank, kept in counted:
        assert whole == accepted + rejected + blank, number
        assert kept == rejected, number
    sold = shop.rows("SELECT count(*), coalesce(sum(total_e4), 0) FROM ventes")
    for table in TOTALS:
        sums = f"SELECT coalesce(sum(lignes), 0), coalesce(sum(ca_e4), 0) FROM {table}"
        assert shop.rows(sums) == sold, table
    with shop.warehouse.read() as connection:
        assert audit.problems(connection) == []
