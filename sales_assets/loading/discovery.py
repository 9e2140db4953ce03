"""Who is known from the sales only: products and stores of a shop that delivers no list of them.

A till's export may name and price what it sells: with no catalogue ever delivered, its products are
entered as the sales have them, and so are its stores. A real list, when it comes, replaces what was
entered. Their `livraison` is one of sales: that is how they are told apart. What stays out: lines
of a shop that has a list; an id missing from it waits (`judging.py`).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from sales_assets.contract import Genre
from sales_assets.loading.resolving import NOWHERE
from sales_assets.loading.valuation import Catalogue, unit_price
from sales_assets.warehouse import catalogue, ledger
from sales_assets.warehouse.engine import Transaction

ONLY_STORE = "1"
"""The store of a shop that has never named any."""


def discover(
    connection: Transaction,
    lines: pd.DataFrame,
    known: Catalogue,
    livraison: int,
    day: date,
) -> tuple[pd.DataFrame, bool]:
    """Enter the products and stores that only these lines tell.

    Args:
        connection: The transaction.
        lines: Sales, `resolving.resolve`.
        known: The catalogue before.
        livraison: The delivery that they come from.
        day: The civil day.

    Returns:
        The lines, each with a store where there can be one; whether anybody was entered.
    """
    entered = False
    strangers = set(lines["ID_magasin"].unique()) - known.stores.keys()
    if strangers and not _has_list(connection, Genre.MAGASINS):
        if NOWHERE in strangers and not known.stores:
            nowhere = lines["ID_magasin"].eq(NOWHERE)
            named = lines["ID_magasin"].astype("object").where(~nowhere, ONLY_STORE)
            lines = lines.assign(ID_magasin=named.astype("category"))
            strangers.add(ONLY_STORE)
        found = sorted(strangers - {NOWHERE})
        if found:
            catalogue.add_stores(connection, livraison, found)
            entered = True
    new = lines[~lines["ID_produit"].isin(known.products)]
    if len(new) and not _has_list(connection, Genre.PRODUITS):
        sold = _sold(new)
        if len(sold):
            catalogue.add_products(connection, livraison, sold, day)
            entered = True
    return lines, entered


def learn_departments(connection: Transaction, lines: pd.DataFrame) -> None:
    """Note the department that sales tell of products whose catalogue tells none: its last line's.

    Args:
        connection: The transaction.
        lines: Sales; without `rayon` they tell none.
    """
    if "rayon" not in lines or not lines["rayon"].notna().any():
        return
    told = lines.loc[lines["rayon"].notna(), ["ID_produit", "rayon", "date", "ligne"]]
    told = told.sort_values(["date", "ligne"], kind="stable").drop_duplicates(
        "ID_produit", keep="last"
    )
    new = told[told["ID_produit"].isin(catalogue.without_department(connection))]
    if len(new):
        found = new[["ID_produit", "rayon"]].astype("str").sort_values("ID_produit")
        catalogue.learn_departments(connection, found)


def _has_list(connection: Transaction, genre: Genre) -> bool:
    return bool(ledger.deliveries(connection, genres=[genre.value]))


def _sold(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the products of lines that price them, each by its last line: nom, prix_e4."""
    priced = lines.assign(
        ID_produit=lines["ID_produit"].astype("str"),
        nom=lines["nom_produit"].astype("str"),
        prix_e4=unit_price(lines),
    )
    priced = priced[priced["prix_e4"].notna()].sort_values(["date", "ligne"], kind="stable")
    last = priced.drop_duplicates("ID_produit", keep="last").sort_values("ID_produit")
    return last[["ID_produit", "nom", "prix_e4"]].reset_index(drop=True)
