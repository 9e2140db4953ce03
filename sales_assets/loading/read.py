"""Step two: archived contents become rows, quarantined rows and counts, by the data contract."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sales_assets import deliveries, staging
from sales_assets.contract import Genre, Reading, Refused, read
from sales_assets.loading.context import Context, Step, note
from sales_assets.loading.receive import SALES
from sales_assets.warehouse import ledger
from sales_assets.warehouse.ledger import Delivery


def read_sales(context: Context) -> list[Step]:
    """Read every delivery of sales not read yet, and set its rows aside by month."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["recue"])
    return [note(context, read_delivery(context, delivery)) for delivery in waiting]


def read_delivery(context: Context, delivery: Delivery) -> Step:
    """Read one delivery of sales from the archive; the same content gives the same rows."""
    try:
        reading = open_delivery(context, delivery)
        rejects: list[pd.DataFrame] = []
        staging.write(
            rows_folder(context, delivery), _without_rejects(reading.blocks(), rejects)
        )
    except Refused as refusal:
        return refuse(context, "raw_sales", delivery, refusal.message)
    with context.warehouse.write() as connection:
        ledger.release_all(connection, delivery.livraison)
        for frame in rejects:
            ledger.quarantine(connection, delivery.livraison, frame)
        ledger.settle(connection, delivery.livraison, statut="lue", **counts(reading))
    return _step("raw_sales", delivery, reading)


def _without_rejects(
    blocks: Iterator[object], rejects: list[pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    for block in blocks:
        rejects.append(block.rejects)  # type: ignore[attr-defined]
        yield block.rows  # type: ignore[attr-defined]


def read_catalogue(context: Context, genre: Genre) -> tuple[list[Step], pd.DataFrame]:
    """Read the last catalogue delivered, if it is new; older unread ones give way to it.

    Returns:
        The steps, and the rows read (empty when nothing is new).
    """
    with context.warehouse.write() as connection:
        waiting = ledger.deliveries(connection, genres=[genre.value], statuts=["recue"])
    steps: list[Step] = []
    rows = pd.DataFrame()
    for delivery in waiting:
        try:
            reading, rows, rejects = catalogue_rows(context, delivery)
        except Refused as refusal:
            steps.append(refuse(context, f"raw_{_ENGLISH[genre]}", delivery, refusal.message))
            continue
        with context.warehouse.write() as connection:
            ledger.release_all(connection, delivery.livraison)
            ledger.quarantine(connection, delivery.livraison, rejects)
            ledger.settle(connection, delivery.livraison, statut="lue", **counts(reading))
        steps.append(_step(f"raw_{_ENGLISH[genre]}", delivery, reading))
    return [note(context, step) for step in steps], rows


_ENGLISH = {Genre.PRODUITS: "products", Genre.MAGASINS: "stores"}


def catalogue_rows(
    context: Context, delivery: Delivery
) -> tuple[Reading, pd.DataFrame, pd.DataFrame]:
    """The rows and the quarantined rows of a delivery of products or stores.

    Raises:
        Refused: The file is not one, or contradicts itself.
    """
    reading = open_delivery(context, delivery)
    blocks = list(reading.blocks())
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    rejects = pd.concat([block.rejects for block in blocks], ignore_index=True)
    return reading, rows, rejects


def open_delivery(context: Context, delivery: Delivery) -> Reading:
    """Open the archived content of a delivery."""
    return read(
        deliveries.content(context.archive_dir, delivery.sha256),
        name=delivery.nom,
        genre=Genre(delivery.genre),
        today=context.today,
        max_quantity=context.max_quantity,
    )


def rows_folder(context: Context, delivery: Delivery) -> Path:
    """Where the rows read from a delivery stand."""
    return deliveries.content(context.archive_dir, delivery.sha256).parent / "ventes"


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


def refuse(context: Context, name: str, delivery: Delivery, message: str) -> Step:
    """Note that a delivery is refused: it loads nothing and takes nothing away."""
    shutil.rmtree(rows_folder(context, delivery), ignore_errors=True)
    with context.warehouse.write() as connection:
        ledger.release_all(connection, delivery.livraison)
        ledger.settle(
            connection,
            delivery.livraison,
            statut="refusee",
            message=message,
            lignes=0,
            acceptees=0,
            rejetees=0,
            vides=0,
        )
    return Step(name, delivery.nom, delivery.livraison, "refusee", message=message, ok=False)
