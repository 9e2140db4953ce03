"""Step two: archived contents become rows, quarantined rows and counts, by the data contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from sales_assets.context import Context, Step, note
from sales_assets.contract import Genre, Reading, Shop, own_layouts, read
from sales_assets.contract.own_layouts import OwnLayout
from sales_assets.errors import ArchiveError, Refused
from sales_assets.inbox import archive, staged
from sales_assets.inbox.receive import SALES
from sales_assets.language import _, cause
from sales_assets.warehouse import catalogue, closing, ledger, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery


def read_sales(context: Context) -> list[Step]:
    """Read every delivery of sales not read yet, and set its rows aside by month."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["recue"])
    if not waiting:  # writers wait for one another
        return []
    found = [(delivery, _set_aside(context, delivery)) for delivery in waiting]
    with context.warehouse.write() as connection:
        steps = [_enter(context, connection, delivery, what) for delivery, what in found]
    return [note(context, step) for step in steps]


def _set_aside(context: Context, delivery: Delivery) -> Reading | Exception:
    """Read one delivery from the archive, or give what prevents it: nothing is entered yet."""
    try:
        return _stage(context, delivery)
    except (Refused, OSError, ArchiveError) as trouble:
        return trouble


def _enter(
    context: Context, connection: Transaction, delivery: Delivery, what: Reading | Exception
) -> Step:
    """Enter what the reading of a delivery gave; the same content gives the same rows."""
    if isinstance(what, Refused):
        return refuse(connection, "raw_sales", delivery, str(what))
    if isinstance(what, Exception):
        return _not_read("raw_sales", delivery, what)
    folder = rows_folder(context, delivery)
    quarantine.release_all(connection, delivery.livraison)
    for rejects in staged.rejects(folder):
        quarantine.add(connection, delivery.livraison, rejects)
    closing.close(connection, delivery=delivery.livraison)
    ledger.settle(
        connection,
        delivery.livraison,
        statut="lue",
        identiques=staged.identical(folder),
        **counts(what),
    )
    return _step("raw_sales", delivery, what)


def restage(context: Context, delivery: Delivery, days: frozenset[date] | None = None) -> None:
    """Set the rows of a delivery aside again if they are not as they were; the ledger stays.

    Args:
        context: The pass.
        delivery: Of sales.
        days: The days to be read, all when not given; their counts are always looked at.

    Raises:
        ArchiveError: The archived content is missing or damaged.
    """
    if not staged.is_sound(rows_folder(context, delivery), days):
        _stage_again(context, delivery)


def days_of(context: Context, delivery: Delivery) -> dict[date, int]:
    """The rows of each day of a delivery; none where its archive is lost, which loading tells."""
    with suppress(ArchiveError):
        restage(context, delivery, frozenset())
    return staged.count_days(rows_folder(context, delivery))


def _stage_again(context: Context, delivery: Delivery) -> None:
    try:
        _stage(context, delivery)
    except Refused as refusal:  # read without trouble when it came, by an earlier version
        raise ArchiveError(str(refusal)) from refusal


def _stage(context: Context, delivery: Delivery) -> Reading:
    archive.verify(context.archive_dir, delivery.sha256, delivery.nom)
    reading = open_delivery(context, delivery)
    staged.write(rows_folder(context, delivery), reading.blocks())
    return reading


def read_again(context: Context, delivery: Delivery, lines: frozenset[int]) -> None:
    """Read a delivery again now that the day of these lines has come.

    Those that turn out to have another fault take its reason; the others stand among the rows to
    load, and stay in `rejets` until they are judged: a row is never in both accounts.

    Raises:
        ArchiveError: The archived content is missing or damaged.
    """
    folder = rows_folder(context, delivery)
    _stage_again(context, delivery)
    with context.warehouse.write() as connection:
        for rejects in staged.rejects(folder):
            faulty = rejects[rejects["ligne"].isin(lines)]
            quarantine.release(connection, delivery.livraison, faulty["ligne"].tolist())
            quarantine.add(connection, delivery.livraison, faulty)
        closing.close(connection, delivery=delivery.livraison)


def _not_read(name: str, delivery: Delivery, error: Exception) -> Step:
    """Leave a delivery for the next pass, and say why."""
    message = str(error)
    if isinstance(error, OSError):
        message = _(
            "{nom} n’a pas pu être préparé : {cause}. Vérifiez la place et les droits du dossier "
            "de données ; le fichier sera repris au prochain passage."
        ).format(nom=delivery.nom, cause=cause(error))
    return Step(name, delivery.nom, delivery.livraison, delivery.statut, message=message, ok=False)


def days_read(context: Context, steps: Iterable[Step]) -> set[date]:
    """The days that these readings hold rows of."""
    numbers = [step.livraison for step in steps if step.ok and step.livraison is not None]
    with context.warehouse.read() as connection:
        found = ledger.deliveries(connection, numbers=numbers)
    return {day for one in found for day in days_of(context, one)}


def read_catalogue(context: Context, genre: Genre) -> tuple[list[Step], pd.DataFrame]:
    """Read every catalogue of this kind not read yet, oldest first.

    Returns:
        The steps, and the rows of the last one (empty when nothing is new).
    """
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=[genre.value], statuts=["recue"])
    steps: list[Step] = []
    rows = pd.DataFrame()
    name = f"raw_{_ENGLISH[genre]}"
    for delivery in waiting:
        try:
            reading, rows, rejects = catalogue_rows(context, delivery)
        except Refused as refusal:
            with context.warehouse.write() as connection:
                steps.append(refuse(connection, name, delivery, str(refusal)))
            continue
        except ArchiveError as error:
            steps.append(_not_read(name, delivery, error))
            continue
        with context.warehouse.write() as connection:
            quarantine.release_all(connection, delivery.livraison)
            quarantine.add(connection, delivery.livraison, rejects)
            closing.close(connection, delivery=delivery.livraison)
            ledger.settle(connection, delivery.livraison, statut="lue", **counts(reading))
        steps.append(_step(name, delivery, reading))
    return [note(context, step) for step in steps], rows


_ENGLISH = {
    Genre.PRODUITS: "products",
    Genre.MAGASINS: "stores",
    Genre.EVENEMENTS: "events",
    Genre.OBJECTIFS: "objectives",
}


def catalogue_rows(
    context: Context, delivery: Delivery
) -> tuple[Reading, pd.DataFrame, pd.DataFrame]:
    """The rows and the quarantined rows of a delivery of products or stores.

    Raises:
        Refused: The file is not one, or contradicts itself.
        ArchiveError: The archived content is missing or damaged.
    """
    archive.verify(context.archive_dir, delivery.sha256, delivery.nom)
    reading = open_delivery(context, delivery)
    blocks = list(reading.blocks())
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    rejects = pd.concat([block.rejects for block in blocks], ignore_index=True)
    return reading, rows, rejects


def list_rows(context: Context, delivery: Delivery) -> tuple[Reading, pd.DataFrame] | Step:
    """The rows of a list about to be loaded, or the step that says why it cannot be read again."""
    try:
        reading, rows, _rejects = catalogue_rows(context, delivery)
    except Refused as refusal:
        with context.warehouse.write() as connection:
            return refuse(connection, delivery.genre, delivery, str(refusal))
    except ArchiveError as error:
        return _not_read(delivery.genre, delivery, error)
    return reading, rows


def open_delivery(context: Context, delivery: Delivery) -> Reading:
    """Open the archived content of a delivery."""
    return read(
        archive.content(context.archive_dir, delivery.sha256),
        name=delivery.nom,
        genre=Genre(delivery.genre),
        shop=Shop(
            context.today,
            context.limits.max_quantity,
            context.now.tzinfo,
            partial(_ids, context),
            _own_layouts(context, delivery),
            context.limits.prices,
        ),
    )


def _own_layouts(context: Context, delivery: Delivery) -> tuple[OwnLayout, ...]:
    """What the shop said of a delivery when it came: a file read again means the same."""
    if delivery.correspondances is None:
        return own_layouts.load(context.data_dir)
    return (own_layouts.restored(delivery.correspondances),)


def _ids(context: Context, column: str) -> Collection[str]:
    """The ids of the catalogue, and the towns of stores, that a column may hold."""
    with context.warehouse.read() as connection:
        if column == "ID_produit":
            return catalogue.product_ids(connection)
        towns = catalogue.store_towns(connection).values()
        return [*catalogue.store_numbers(connection), *towns]


def rows_folder(context: Context, delivery: Delivery) -> Path:
    """Where the rows read from a delivery stand."""
    return archive.content(context.archive_dir, delivery.sha256).parent / "lignes"


def counts(reading: Reading) -> dict[str, int]:
    """The accounting identity of a reading, for the ledger."""
    return {
        "lignes": reading.lignes,
        "acceptees": reading.acceptees,
        "rejetees": reading.rejetees,
        "vides": reading.vides,
    }


def _step(name: str, delivery: Delivery, reading: Reading) -> Step:
    return Step(
        name,
        delivery.nom,
        delivery.livraison,
        "lue",
        lignes=reading.lignes,
        acceptees=reading.acceptees,
        rejetees=reading.rejetees,
        warnings=list(reading.warnings),
    )


def refuse(connection: Transaction, name: str, delivery: Delivery, message: str) -> Step:
    """Note that a delivery is refused: it loads nothing and takes nothing away."""
    quarantine.release_all(connection, delivery.livraison)
    ledger.settle(
        connection,
        delivery.livraison,
        statut="refusee",
        message=message,
        lignes=0,
        acceptees=0,
        rejetees=0,
        vides=0,
        identiques=0,
    )
    return Step(name, delivery.nom, delivery.livraison, "refusee", message=message, ok=False)
