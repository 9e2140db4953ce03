"""The price of each sale: the line's own, else the product's on that day, else the first known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sales_assets.warehouse import catalogue
from sales_assets.warehouse.engine import Transaction

MAX_LINE_E4 = 10**13
"""Beyond 1 000 000 000 € a line has no total: sums of lines stay within 64 bits."""


@dataclass(frozen=True)
class Catalogue:
    """Who is known when sales are judged: products, the stores' numbers, prices in time."""

    products: list[str]
    stores: dict[str, int]
    prices: pd.DataFrame

    @classmethod
    def of(cls, connection: Transaction) -> Catalogue:
        """Read it from the warehouse."""
        return cls(
            catalogue.product_ids(connection),
            catalogue.store_numbers(connection),
            catalogue.price_history(connection),
        )


def value(lines: pd.DataFrame, known: Catalogue) -> pd.DataFrame:
    """Add to sales what judging and writing them needs.

    Args:
        lines: date, ID_produit, ID_magasin (category), quantite, prix_unitaire_e4 (Int64).
        known: The catalogue.

    Returns:
        The lines with numero (of the store, 0 when unknown), produit_connu, magasin_connu,
        prix_applique_e4 and total_e4 (Int64, 1/10 000 €; missing when there is no price,
        total_e4 also beyond `MAX_LINE_E4`).
    """
    own = lines["prix_unitaire_e4"]
    applied = own if own.notna().all() else own.fillna(_catalogue_price(lines, known.prices))
    size = lines["quantite"].abs().astype("float64") * applied.astype("Float64")
    bounded = (size <= MAX_LINE_E4).fillna(False)
    return lines.assign(
        numero=lines["ID_magasin"].map(known.stores).astype("Int64").fillna(0).astype("int64"),
        produit_connu=lines["ID_produit"].isin(known.products),
        magasin_connu=lines["ID_magasin"].isin(known.stores),
        prix_applique_e4=applied,
        total_e4=(lines["quantite"].where(bounded, 0) * applied).where(bounded),
    )


def _catalogue_price(lines: pd.DataFrame, prices: pd.DataFrame) -> pd.Series:
    """The price on the day of each line; looked up once for each product and day."""
    first = prices.drop_duplicates("ID_produit").set_index("ID_produit")["prix_e4"]
    found = lines["ID_produit"].map(first).astype("Int64")
    changed = prices.loc[prices["ID_produit"].duplicated(keep=False)]
    concerned = lines["ID_produit"].isin(changed["ID_produit"])
    if not concerned.any():
        return found
    some = lines.loc[concerned, ["date", "ID_produit"]].astype({"ID_produit": "str"})
    in_force = pd.merge_asof(
        some.reset_index().sort_values("date", kind="stable"),
        changed.sort_values("valable_du", kind="stable"),
        left_on="date",
        right_on="valable_du",
        by="ID_produit",
    ).set_index("index")["prix_e4"]
    return in_force.astype("Int64").reindex(lines.index).fillna(found)
