"""What each day of each store holds, and the delivery it comes from."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import func, select, update

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.measures import CELL
from sales_assets.warehouse.schema import MEASURES, livraisons, totaux_magasin_jour

_SOME = 500


def cells(connection: Transaction, first: date, last: date) -> pd.DataFrame:
    """What each day of each store holds now, over these days.

    Returns:
        date (datetime64[s]), ID_magasin, the measures, livraison (the newest that gave this
        content), rang (the last that brought its file, duplicates included), empreinte.
    """
    columns = [*CELL, *MEASURES, "livraison", "empreinte"]
    query = select(*(totaux_magasin_jour.c[name] for name in columns)).where(
        totaux_magasin_jour.c.date.between(first, last)
    )
    frame = pd.DataFrame(connection.execute(query).all(), columns=columns)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    frame["rang"] = frame["livraison"].map(_ranks(connection))
    return frame.astype(dict.fromkeys((*MEASURES, "livraison", "rang"), "int64"))


def _ranks(connection: Transaction) -> dict[int, int]:
    """For each delivery, the last one with the same content."""
    same = livraisons.alias("same")
    query = (
        select(livraisons.c.livraison, func.max(same.c.livraison))
        .join(same, same.c.sha256 == livraisons.c.sha256)
        .group_by(livraisons.c.livraison)
    )
    return dict(connection.execute(query).all())


def confirm(connection: Transaction, same: pd.DataFrame) -> None:
    """Note that a delivery gives cells what they hold already.

    Args:
        connection: The transaction.
        same: date, ID_magasin, livraison_apres, the delivery.
    """
    totals = totaux_magasin_jour.c
    days = [stamp.date() for stamp in same["date"]]
    seals.changing(connection, totaux_magasin_jour, days, same["ID_magasin"])
    for (_speaker, store), some in same.groupby(["livraison_apres", "ID_magasin"]):
        speaker = int(some["livraison_apres"].iloc[0])
        listed = [stamp.date() for stamp in some["date"]]
        for start in range(0, len(listed), _SOME):
            connection.execute(
                update(totaux_magasin_jour)
                .where(totals.ID_magasin == store, totals.date.in_(listed[start : start + _SOME]))
                .values(livraison=speaker)
            )
