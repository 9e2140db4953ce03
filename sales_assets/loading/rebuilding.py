"""The base made again from the archive alone: each delivery received again, each pass done again.

The same steps as when they came, in the same order and on the same days, give the same tables. On
SQLite the new base is made aside, checked, and put in the place of the old one in one step; on a
server the tables are emptied first: until the end the archive knows more than the base, and nothing
is published. What stays out: what the archive says of itself (`inbox/records.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from sales_assets.context import Context, Limits, Step
from sales_assets.contract import Genre
from sales_assets.errors import NotReady, SalesError, WarehouseError
from sales_assets.inbox import records
from sales_assets.inbox.receive import enter
from sales_assets.inbox.stage import read_catalogue, read_sales
from sales_assets.language import mark
from sales_assets.loading import backup, catalogue, passes, plans
from sales_assets.warehouse import audit, journal, ledger
from sales_assets.warehouse import backup as base_file
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.journal import Pass, Receipt

_NOON = time(12)


@dataclass(frozen=True)
class Rebuilt:
    """What a base made again holds, and what of the archive could not be read.

    Attributes:
        deliveries: How many were received again.
        unread: What was said of each delivery that could not be read again.
        unrecorded: How many contents have no record, and so are not in it.
    """

    deliveries: int
    unread: list[str]
    unrecorded: int


def rebuild(url: str, archive: Path, context: Callable[[Warehouse], Context]) -> Rebuilt:
    """Make the base again.

    Args:
        url: The warehouse's.
        archive: The archive's folder.
        context: Gives a pass over a warehouse.

    Raises:
        NotReady: The archive has recorded nothing.
        WarehouseError: Another process holds the base, what was made contradicts itself, or the
            base knows deliveries of another machine's archive.
    """
    elsewhere = list[str]()
    with suppress(SalesError), closing(Warehouse(url)) as old:  # what it alone still knows
        elsewhere = _elsewhere(old, archive)
        records.follow(old, archive)
    if elsewhere:
        raise WarehouseError(
            mark(
                "La base connaît {nombre} livraisons dont l’archive {dossier} n’a pas le fichier "
                "({exemple}) : elles sont arrivées sur une autre machine, ou leur dossier a été "
                "effacé. Refaire la base d’ici les perdrait : rien n’a été modifié. Réunissez "
                "d’abord les dossiers d’archive, ou lancez la commande là où elles sont arrivées."
            ),
            nombre=len(elsewhere),
            dossier=archive,
            exemple=elsewhere[-1],
        )
    receipts, done = records.read(archive)
    if not receipts:
        raise NotReady(
            mark(
                "L’archive {dossier} n’a rien noté : il n’y a rien d’où refaire la base. Restaurez "
                "une sauvegarde, ou redéposez les fichiers."
            ),
            dossier=archive,
        )
    with _new(url) as warehouse:
        unread = _replay(context(warehouse), receipts, done)
        with warehouse.read() as connection:
            audit.check(connection)
    return Rebuilt(len(receipts), unread, records.unrecorded(archive))


def _elsewhere(warehouse: Warehouse, archive: Path) -> list[str]:
    """The names of the deliveries that the base knows and this archive has no folder for."""
    with warehouse.read() as connection:
        known = ledger.deliveries(connection)
    return [one.nom for one in known if not (archive / one.sha256).is_dir()]


def _replay(context: Context, receipts: Sequence[Receipt], done: Sequence[Pass]) -> list[str]:
    """Receive each delivery again, and do each pass again on its day; what could not be read."""
    waiting, told = list(receipts), dict[int, str]()
    for one in done:
        now = datetime.combine(one.jour, _NOON, context.now.tzinfo)
        due = [receipt for receipt in waiting if receipt.livraison <= one.apres]
        del waiting[: len(due)]
        _enter(context.warehouse, due, [one])
        for step in _pass(replace(context, now=now), one):
            if step.livraison is not None and not step.ok:
                told[step.livraison] = step.message
    _enter(context.warehouse, waiting, [])  # received, and not passed over yet
    with context.warehouse.read() as connection:
        unread = ledger.deliveries(connection, statuts=["recue", "lue"])
    return [told[delivery.livraison] for delivery in unread if delivery.livraison in told]


def _enter(warehouse: Warehouse, receipts: Sequence[Receipt], done: Sequence[Pass]) -> None:
    with warehouse.write() as connection:
        for receipt in receipts:
            enter(connection, receipt)
        journal.record(connection, done)


def _pass(context: Context, one: Pass) -> Iterator[Step]:
    decisions = passes.Decisions.read(one.decisions)
    context = replace(context, limits=Limits(**decisions.limits))
    for genre in (Genre.PRODUITS, Genre.MAGASINS):
        yield from read_catalogue(context, genre)[0]
    yield from catalogue.load_products(context)
    yield from catalogue.load_stores(context)
    for genre in plans.GENRES:
        yield from read_catalogue(context, genre)[0]
        yield from plans.load(context, genre)
    if one.catalogue:
        return
    yield from read_sales(context)
    yield from passes.do(context, decisions)


@contextmanager
def _new(url: str) -> Iterator[Warehouse]:
    """An empty warehouse, which is the one of this address once the block ends well."""
    base = base_file.sqlite_file(url)
    if base is None:
        with closing(Warehouse(url)) as warehouse:
            with warehouse.write() as connection:
                journal.forget(connection)
            yield warehouse
        return
    with backup.workspace(base.with_name(".reconstruction")) as aside:
        made = aside / base.name
        with closing(Warehouse(f"sqlite:///{made}")) as warehouse:
            yield warehouse
        with base_file.alone(base):
            base_file.swap(made, base)
