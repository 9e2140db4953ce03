"""What only stores have: figures by employee and what each sells more than the others.

What goes in: sums by store, and by store and product. What stays out: surfaces, stock by store,
tickets: no file gives them.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from sales_assets.indicators.registry import threshold


def per_employee(stores: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return every store with its sums and their value by employee, by id.

    Args:
        stores: `Snapshot.magasins`.
        sums: ID_magasin, lignes, quantite_e3, ca_e4… from `revenue.totals_by`.

    Returns:
        The columns of both (sums 0 for a store that sold nothing), ca_par_salarie_e4 and
        quantite_par_salarie (Fraction, None when the headcount is 0 or unknown).
    """
    table = stores.merge(sums, on="ID_magasin", how="left")
    for name in sums.columns.drop("ID_magasin"):
        table[name] = table[name].astype("Int64").fillna(0).astype("int64")
    table = table.sort_values("ID_magasin", ignore_index=True)
    for name, source, unit in (
        ("ca_par_salarie_e4", "ca_e4", 1),
        ("quantite_par_salarie", "quantite_e3", 1000),
    ):
        pairs = zip(table[source], table["nombre_salaries"], strict=True)
        ratios = [
            None if pd.isna(n) or n <= 0 else Fraction(int(v), int(n) * unit) for v, n in pairs
        ]
        table[name] = pd.Series(ratios, dtype=object)
    return table


def oversell(store_products: pd.DataFrame) -> pd.DataFrame:
    """Return the over-selling index of each store and product: (CA_mp / CA_m) / (CA_p / CA).

    Returns:
        ID_magasin, ID_produit, quantite_e3, ca_e4, indice (Fraction, 1 = as everywhere; None for
        a cell of too few units, or when a sum is not positive).
    """
    minimum = threshold("sur_vente", "quantity")
    table = store_products.sort_values(["ID_magasin", "ID_produit"], ignore_index=True)
    by_store = table.groupby("ID_magasin", observed=True)["ca_e4"].sum().to_dict()
    by_product = table.groupby("ID_produit", observed=True)["ca_e4"].sum().to_dict()
    whole = int(table["ca_e4"].sum())
    indices: list[Fraction | None] = []
    for store, product, quantity, amount in zip(
        table["ID_magasin"], table["ID_produit"], table["quantite_e3"], table["ca_e4"], strict=True
    ):
        base = int(by_store[store]) * int(by_product[product])
        sound = quantity >= minimum * 1000 and by_store[store] > 0 and by_product[product] > 0
        indices.append(Fraction(int(amount) * whole, base) if sound and whole > 0 else None)
    table["indice"] = pd.Series(indices, dtype=object)
    return table
