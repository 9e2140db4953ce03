"""The owner's own files: events and objectives, each file replacing the one before.

A line of a store that nobody knows waits, and is taken when the store comes. What stays out: what
a line means (`contract/plans.py`), and the catalogue (`catalogue.py`).
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sales_assets.context import Context, Step, note
from sales_assets.contract import Genre, Reason, raw_lines
from sales_assets.contract.layouts import word
from sales_assets.contract.names import alone
from sales_assets.inbox.stage import list_rows, refuse
from sales_assets.loading import messages
from sales_assets.warehouse import catalogue, closing, journal, ledger, plans, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery

GENRES = (Genre.EVENEMENTS, Genre.OBJECTIFS)


def load(context: Context, genre: Genre) -> list[Step]:
    """Load every file of this kind that was read and not loaded, or whose stores have come."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=[genre.value], statuts=["lue"])
        waiting = waiting or _due(connection, genre)
    return [note(context, _load_one(context, genre, delivery)) for delivery in waiting]


def _due(connection: Transaction, genre: Genre) -> list[Delivery]:
    """The file in force, when a store that a line of it waits for is known now."""
    loaded = ledger.latest_loaded(connection, genre.value)
    if loaded is None:
        return []
    found = quarantine.of_delivery(connection, loaded.livraison)
    waits = found.loc[found["raison"] == Reason.LIEU_INCONNU.value, "ID_magasin"]
    known = _stores(connection)
    return [loaded] if any(word(str(store)) in known for store in waits) else []


def _load_one(context: Context, genre: Genre, delivery: Delivery) -> Step:
    found = list_rows(context, delivery)
    if isinstance(found, Step):
        return found
    reading, rows = found
    with context.warehouse.write() as connection:
        journal.begin_catalogue(connection, context.today, context.limits.chosen())
        before = ledger.latest_loaded(connection, genre.value)
        known = _stores(connection)
        named = rows["ID_magasin"].map(lambda text: known.get(word(text)), na_action="ignore")
        unknown = rows["ID_magasin"].notna() & named.isna()
        if (len(rows) == 0 and reading.rejetees) or (unknown.all() and len(rows)):
            return refuse(connection, genre.value, delivery, messages.nothing_usable(delivery))
        held = quarantine.of_delivery(connection, delivery.livraison)
        waited = held.loc[held["raison"] == Reason.LIEU_INCONNU.value, "ligne"].tolist()
        quarantine.release(connection, delivery.livraison, waited)
        texts = raw_lines(reading, set(rows.loc[unknown, "ligne"])) if unknown.any() else {}
        quarantine.add(connection, delivery.livraison, _waiting(rows[unknown], texts))
        closing.close(connection, delivery=delivery.livraison)
        kept = rows.assign(ID_magasin=named)[~unknown]
        plans.replace(connection, genre.value, delivery.livraison, kept)
        loaded = ledger.load(
            connection, delivery, more_rejected=int(unknown.sum()) - len(waited), message=""
        )
    return replace(Step.of(genre.value, loaded), warnings=messages.instead_of(loaded, before))


def _stores(connection: Transaction) -> dict[str, str]:
    """The id of each store by its id and, where it alone has it, its town, as words."""
    towns = alone(catalogue.store_towns(connection))
    return towns | {word(store): store for store in catalogue.store_numbers(connection)}


def _waiting(rows: pd.DataFrame, texts: dict[int, str]) -> pd.DataFrame:
    """The lines of unknown stores, as the quarantine takes them."""
    return pd.DataFrame(
        {
            "ligne": rows["ligne"],
            "colonne": "ID_magasin",
            "raison": Reason.LIEU_INCONNU.value,
            "texte": rows["ligne"].map(texts),
            "date": pd.NaT,
            "ID_magasin": rows["ID_magasin"],
            "ID_produit": None,
            "quantite_e3": pd.array([pd.NA] * len(rows), dtype="Int64"),
            "prix_unitaire_e4": pd.array([pd.NA] * len(rows), dtype="Int64"),
        }
    )
