"""Products, stores and prices in time: what a sale must name to be taken.

A delivery of products (or stores) is the whole catalogue: whoever is missing from it is kept, and
marked inactive. A price holds from the day its delivery came, or from the day after the last sale
already valued if that is later: a new price never revalues the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Table, delete, insert, select, update

from sales_assets.warehouse import dated, seals
from sales_assets.warehouse.engine import Transaction, bulk_insert, bulk_update
from sales_assets.warehouse.schema import magasins, prix_historique, produits

_OPTIONAL = ["rayon", "fournisseur", "cout_e4", "taux_tva_e4", "ttc"]
"""What a catalogue may tell of products beside."""


def replace_products(
    connection: Transaction, livraison: int, rows: pd.DataFrame, received: date
) -> None:
    """Make `rows` the catalogue, and note each new price, cost and rate of VAT.

    Args:
        connection: The transaction.
        livraison: The delivery.
        rows: ID_produit, nom, prix_e4, stock, and those of `_OPTIONAL` that it tells: what a
            catalogue has no column for stays as it is known.
        received: The day it came.
    """
    told = ["ID_produit", "nom", "prix_e4", "stock", *rows.columns.intersection(_OPTIONAL)]
    _replace(connection, produits, livraison, rows[told])
    _note_prices(connection, livraison, rows, received)
    dated.note(connection, livraison, rows, received)


def learn_departments(connection: Transaction, found: pd.DataFrame) -> None:
    """Give products the department that their sales tell (ID_produit, rayon).

    Only those of which nothing has told one yet.
    """
    seals.changing(connection, produits)
    bulk_update(connection, produits, "ID_produit", found)


def without_department(connection: Transaction) -> set[str]:
    """The products of which nobody has told the department."""
    query = select(produits.c.ID_produit).where(produits.c.rayon.is_(None))
    return set(connection.execute(query).scalars())


def taxed(connection: Transaction) -> set[str]:
    """The products whose catalogue says that their price has its tax."""
    query = select(produits.c.ID_produit).where(produits.c.ttc.is_(True))
    return set(connection.execute(query).scalars())


def replace_stores(connection: Transaction, livraison: int, rows: pd.DataFrame) -> None:
    """Make `rows` (ID_magasin, ville, nombre_salaries) the list of stores.

    A store gets its number, part of the key of its sales, once and for all when first seen.
    """
    numbers = store_numbers(connection)
    following = max(numbers.values(), default=0) + 1
    for store in rows["ID_magasin"]:
        if store not in numbers:
            numbers[store] = following
            following += 1
    frame = rows[["ID_magasin", "ville", "nombre_salaries"]].copy()
    frame["numero"] = [numbers[store] for store in rows["ID_magasin"]]
    _replace(connection, magasins, livraison, frame)


def add_products(
    connection: Transaction, livraison: int, rows: pd.DataFrame, received: date
) -> None:
    """Enter products (ID_produit, nom, prix_e4) beside those that are known."""
    seals.changing(connection, produits)
    bulk_insert(connection, produits, _entered(rows, livraison))
    _note_prices(connection, livraison, rows, received)


def add_stores(connection: Transaction, livraison: int, stores: Iterable[str]) -> None:
    """Enter stores, by id, beside those that are known."""
    seals.changing(connection, magasins)
    first = max(store_numbers(connection).values(), default=0) + 1
    rows = pd.DataFrame({"ID_magasin": list(stores)})
    rows["numero"] = range(first, first + len(rows))
    bulk_insert(connection, magasins, _entered(rows, livraison))


def _entered(rows: pd.DataFrame, livraison: int) -> pd.DataFrame:
    return rows.assign(actif=True, livraison=livraison)


def _replace(connection: Transaction, table: Table, livraison: int, rows: pd.DataFrame) -> None:
    """Update who is known, insert who is new, mark inactive who is gone."""
    seals.changing(connection, table)
    key = next(iter(table.primary_key.columns))
    known = set(connection.execute(select(key)).scalars())
    frame = _entered(rows, livraison)
    connection.execute(update(table).values(actif=False))
    is_known = frame[key.name].isin(known)
    bulk_update(connection, table, key.name, frame[is_known])
    bulk_insert(connection, table, frame[~is_known])


def _note_prices(
    connection: Transaction, livraison: int, rows: pd.DataFrame, received: date
) -> None:
    """Begin a period of price where the price is new; a first price begins today."""
    seals.changing(connection, prix_historique)
    current = dict(
        connection.execute(
            select(prix_historique.c.ID_produit, prix_historique.c.prix_e4).where(
                prix_historique.c.valable_au.is_(None)
            )
        ).all()
    )
    priced = rows.loc[rows["prix_e4"].notna(), ["ID_produit", "prix_e4"]]
    is_first = ~priced["ID_produit"].isin(current)
    first = priced[is_first].assign(valable_du=pd.Timestamp(received), livraison=livraison)
    bulk_insert(connection, prix_historique, first)
    again = priced[~is_first].astype({"prix_e4": "int64"})
    for product, price in zip(again["ID_produit"], again["prix_e4"], strict=True):
        if current[product] != price:
            _change_price(connection, livraison, product, int(price), received)


def _change_price(
    connection: Transaction, livraison: int, product: str, price: int, received: date
) -> None:
    """Close the period of price in force and begin another; sales already valued keep theirs."""
    history = prix_historique.c
    periods = list(
        connection.execute(
            select(history.valable_du)
            .where(history.ID_produit == product)
            .order_by(history.valable_du)
        ).scalars()
    )
    start, first_sale = dated.begins(connection, product, periods[-1], received)
    in_force = (history.ID_produit == product) & (history.valable_du == periods[-1])
    if start > periods[-1]:
        closed = {"valable_au": start - timedelta(days=1)}
        connection.execute(update(prix_historique).where(in_force).values(**closed))
    elif len(periods) > 1 or first_sale is None:  # never applied: it gives way
        connection.execute(delete(prix_historique).where(in_force))
    else:  # the first known price was applied to every earlier sale: say so
        applied = {"valable_du": first_sale, "valable_au": start - timedelta(days=1)}
        connection.execute(update(prix_historique).where(in_force).values(**applied))
    connection.execute(
        insert(prix_historique).values(
            ID_produit=product, valable_du=start, prix_e4=price, livraison=livraison
        )
    )


def product_ids(connection: Transaction) -> list[str]:
    """Every product ever known."""
    return list(connection.execute(select(produits.c.ID_produit)).scalars())


def store_numbers(connection: Transaction) -> dict[str, int]:
    """Every store ever known, with the number that stands for it in `ID_vente`."""
    query = select(magasins.c.ID_magasin, magasins.c.numero)
    return dict(connection.execute(query).all())


def product_names(connection: Transaction) -> dict[str, str]:
    """The name of each product that has one."""
    query = select(produits.c.ID_produit, produits.c.nom).where(produits.c.nom.isnot(None))
    return dict(connection.execute(query).all())


def store_towns(connection: Transaction) -> dict[str, str]:
    """The town of each store that has one."""
    query = select(magasins.c.ID_magasin, magasins.c.ville).where(magasins.c.ville.isnot(None))
    return dict(connection.execute(query).all())


def price_history(connection: Transaction) -> pd.DataFrame:
    """Each product's prices by day: ID_produit, valable_du (datetime64[s]), prix_e4."""
    query = select(
        prix_historique.c.ID_produit, prix_historique.c.valable_du, prix_historique.c.prix_e4
    ).order_by(prix_historique.c.ID_produit, prix_historique.c.valable_du)
    frame = pd.DataFrame(
        connection.execute(query).all(), columns=["ID_produit", "valable_du", "prix_e4"]
    )
    frame["valable_du"] = pd.to_datetime(frame["valable_du"]).astype("datetime64[s]")
    return frame.astype({"prix_e4": "int64", "ID_produit": "str"})
