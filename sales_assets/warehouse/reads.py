"""What leaves the warehouse: one consistent picture of it, for the indicators and the report."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd
from sqlalchemy import Table, func, select

from sales_assets.settings import UNSTATED, Closing
from sales_assets.warehouse import frames, provenance, quarantine, sales, schema, seals
from sales_assets.warehouse.engine import Transaction, Warehouse
from sales_assets.warehouse.measures import day_digests
from sales_assets.warehouse.snapshot import Snapshot
from sales_assets.warehouse.states import day_states, expected_days


def snapshot(warehouse: Warehouse, today: date, closing: Closing = UNSTATED) -> Snapshot:
    """Read everything the report needs, in one transaction; what is of single sales when asked for.

    What is read is compared with what the program wrote: the tables with their seals, single sales
    with the totals of their days.

    Args:
        warehouse: Where to read.
        today: The civil day, which is not complete.
        closing: The closing calendar. Without days nor dates, the days of the week on which the
            shops do not open are those that the sales themselves show.

    Raises:
        Damaged: They differ; so do `lignes`, `vendus` and `cube`, when they are called.
        WarehouseBusy: These last do, where the sales they read were written since.
    """
    with warehouse.read() as connection:
        tables = seals.read(connection)
        jours, cells = tables["totaux_jour"], tables["totaux_magasin_jour"]
        rejets = open_rejects(connection)
        read = sales.Reader(warehouse, cells, tables["totaux_produit_jour"])
        return Snapshot(
            today=today,
            produits=tables["produits"],
            magasins=tables["magasins"],
            jours=jours,
            magasins_jour=cells,
            produits_jour=tables["totaux_produit_jour"],
            magasins_produits=read.matrix(connection),
            mois=tables["totaux_mois"],
            prix=tables["prix_historique"],
            livraisons=tables["livraisons"],
            rejets=rejets,
            rectifications=tables["rectifications"],
            controles=tables["controles"],
            etats=day_states(jours, rejets, tables["livraisons"], closing),
            empreintes=day_digests(cells),
            lignes=read.lines,
            vendus=read.sold,
            cube=read.cube,
            tickets=tables["totaux_tickets"],
            heures=tables["totaux_heures"],
            tva=tables["totaux_tva"],
            valeur_magasins=tables["totaux_valeur_magasin"],
            valeur_produits=tables["totaux_valeur_produit"],
            evenements=tables["evenements"],
            objectifs=tables["objectifs"],
            attendus=expected_days(jours, today, closing),
            fermetures=closing,
        )


def open_rejects(connection: Transaction) -> pd.DataFrame:
    """The quarantined rows that nothing has put right yet, with the name of their file."""
    query = (
        select(*(schema.rejets.c[name] for name in quarantine.COLUMNS), schema.livraisons.c.nom)
        .join(schema.livraisons, schema.livraisons.c.livraison == schema.rejets.c.livraison)
        .where(quarantine.IS_OPEN)
        .order_by(schema.rejets.c.livraison, schema.rejets.c.ligne)
    )
    return frames.fetch(connection, query).astype({"quantite_e3": "Int64"})


def latest(connection: Transaction, stored: Table, rows: int) -> pd.DataFrame:
    """The last rows of a table by primary key."""
    columns = [column for column in stored.columns if column.computed is None]
    order = [column.desc() for column in stored.primary_key.columns]
    return frames.fetch(connection, select(*columns).order_by(*order).limit(rows))


def size(connection: Transaction, stored: Table) -> int:
    """The number of rows of a table; sales are not counted again, their days have done it."""
    query = select(func.count()).select_from(stored)
    if stored is schema.ventes:
        query = select(func.sum(schema.totaux_jour.c.lignes))
    return int(connection.execute(query).scalar() or 0)


def extent(connection: Transaction) -> tuple[int, date | None, date | None, int]:
    """The number of days with sales, the first, the last, and their CA (1/10 000 €)."""
    day = schema.totaux_jour.c
    count, first, last, ca = connection.execute(
        select(func.count(), func.min(day.date), func.max(day.date), func.sum(day.ca_e4))
    ).one()
    return count, first, last, int(ca or 0)


def corrections(connection: Transaction) -> int:
    """The number of rectifications."""
    count = select(func.count()).select_from(schema.rectifications)
    return int(connection.execute(count).scalar_one())


def day_totals(connection: Transaction, days: Collection[date]) -> pd.DataFrame:
    """What the tables hold of these days, for the graph's metadata.

    Returns:
        date, lignes, ca_e4, empreinte, one row a day with sales, in their order.
    """
    held = provenance.cells(connection, min(days), max(days))
    held = held[held["date"].isin(pd.to_datetime(sorted(days)))]
    sums = held.groupby("date", as_index=False)[["lignes", "ca_e4"]].sum()
    return sums.merge(day_digests(held), on="date")
