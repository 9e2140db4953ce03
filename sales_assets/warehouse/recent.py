"""The last months only, for the checks of each run: a daily run never reads the whole history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select

from sales_assets.settings import Closing
from sales_assets.warehouse import quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.frames import fetch
from sales_assets.warehouse.schema import (
    livraisons,
    magasins,
    rejets,
    totaux_jour,
    totaux_magasin_jour,
)
from sales_assets.warehouse.states import day_states, expected_day

_WEEKS = 27  # those that an anomaly looks at (`anomalie` in indicators.toml), and one more


@dataclass(frozen=True)
class Recent:
    """The last months as frames.

    Attributes:
        jours: date and the measures of each day.
        magasins_jour: date, ID_magasin of each store that sold.
        rejets: date, ID_magasin, raison of the open quarantined rows.
        etats: date, etat, as `Snapshot.etats` over these months.
        villes: ID_magasin → the name of its town, for the stores that have one.
        attendu: The last day on which sales are expected, closing days left out.
    """

    jours: pd.DataFrame
    magasins_jour: pd.DataFrame
    rejets: pd.DataFrame
    etats: pd.DataFrame
    villes: dict[str, str]
    attendu: date | None


def recent(connection: Transaction, today: date, closing: Closing) -> Recent:
    """Read the last months before `today`, by this closing calendar."""
    first = today - timedelta(weeks=_WEEKS)
    store, row, stated = totaux_magasin_jour.c, rejets.c, livraisons.c
    jours = fetch(connection, select(totaux_jour).where(totaux_jour.c.date >= first))
    waiting = fetch(
        connection,
        select(row.date, row.ID_magasin, row.raison).where(row.date >= first, quarantine.IS_OPEN),
    )
    files = fetch(
        connection,
        select(stated.sha256, stated.jour, stated.lignes, stated.vides, stated.statut).where(
            stated.jour >= first
        ),
    )
    towns = connection.execute(select(magasins.c.ID_magasin, magasins.c.ville)).all()
    return Recent(
        jours.sort_values("date", ignore_index=True),
        fetch(connection, select(store.date, store.ID_magasin).where(store.date >= first)),
        waiting,
        day_states(jours, waiting, files, closing),
        {str(key): str(town) for key, town in towns if town},
        expected_day(jours, today, closing),
    )
