"""What each sale is worth: the amount on its line, else quantity × price less the discount.

The price is the line's own, else the product's on that day, else the first known. What stays out:
reading a price or a discount (`contract/`), and judging the lines (`judging.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sales_assets.warehouse import catalogue
from sales_assets.warehouse.engine import Transaction

MAX_LINE_E4 = 10**13
"""Beyond 1 000 000 000 € a line has no total: sums of lines stay within 64 bits."""
WHOLE_RATE = 10_000
"""A discount of 100 %."""


@dataclass(frozen=True)
class Catalogue:
    """Who is known when sales are judged.

    Attributes:
        products: Their ids.
        stores: The number of each, by id.
        prices: Of products in time, `catalogue.price_history`.
        product_names: By id, those that have one.
        store_towns: The same of stores.
    """

    products: list[str]
    stores: dict[str, int]
    prices: pd.DataFrame
    product_names: dict[str, str] = field(default_factory=dict)
    store_towns: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Transaction) -> Catalogue:
        """Read it from the warehouse."""
        return cls(
            catalogue.product_ids(connection),
            catalogue.store_numbers(connection),
            catalogue.price_history(connection),
            catalogue.product_names(connection),
            catalogue.store_towns(connection),
        )


def value(lines: pd.DataFrame, known: Catalogue) -> pd.DataFrame:
    """Add to sales what judging and writing them needs.

    Args:
        lines: The rows of `contract.Block`: date, ID_produit, ID_magasin (category), quantite_e3,
            and what their lines say: prix_unitaire_e4, montant_e4, remise_e4, taux_remise_e4
            (Int64).
        known: The catalogue.

    Returns:
        The lines with numero (of the store, 0 when unknown), produit_connu, magasin_connu,
        prix_applique_e4 (1/10 000 €, what a unit cost where the line has its amount only),
        remise_e4 (int64) and total_e4 (Int64; missing without a price or an amount, beyond
        `MAX_LINE_E4`, and when the discount is more than the price).
    """
    quantity, paid = lines["quantite_e3"], lines["montant_e4"]
    price = unit_price(lines)
    if price.isna().any():
        price = price.fillna(_catalogue_price(lines, known.prices))
    size = quantity.abs().astype("float64") * price.astype("Float64") / 1000
    bounded = (size <= MAX_LINE_E4).fillna(False)
    gross = half_away(quantity.where(bounded, 0) * price, 1000)
    off = lines["remise_e4"].fillna(half_away(gross.abs() * lines["taux_remise_e4"], WHOLE_RATE))
    off = off.fillna(0)
    total = paid.fillna(gross - off.where(quantity > 0, -off))
    sound = (
        bounded & (total.abs() <= MAX_LINE_E4) & ((total == 0) | ((total > 0) == (quantity > 0)))
    )
    return lines.assign(
        numero=lines["ID_magasin"].map(known.stores).astype("Int64").fillna(0).astype("int64"),
        produit_connu=lines["ID_produit"].isin(known.products),
        magasin_connu=lines["ID_magasin"].isin(known.stores),
        prix_applique_e4=price,
        remise_e4=off.astype("int64"),
        total_e4=total.where(sound.fillna(False)),
    )


def unit_price(lines: pd.DataFrame) -> pd.Series:
    """What a unit cost by the line alone, Int64 of 1/10 000 €: its price, else its share."""
    own, paid = lines["prix_unitaire_e4"], lines["montant_e4"]
    if own.notna().all() or paid.isna().all():
        return own
    # As floats: the integers could overflow, and a price is exact far beyond its limit.
    shared = (paid.astype("Float64") / lines["quantite_e3"] * 1000).round().astype("Int64")
    return own.fillna(shared)


def half_away(values: pd.Series, divisor: int) -> pd.Series:
    """Divide whole numbers; a half is rounded away from zero."""
    away = (values.abs() + divisor // 2) // divisor
    return away.where(values >= 0, -away)


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
