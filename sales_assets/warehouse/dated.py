"""What the catalogue says of a product that holds from a day on, beside its price: cost, VAT rate.

A value holds from the day its delivery came, or from the day after the last sale already valued if
that is later: a new one never changes the past. The first also holds before its first day. What
stays out: prices, which a person can put right (`catalogue.py`, `prices.py`), and what a sale makes
of these values (`loading/valuation.py`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, insert, select, update

from sales_assets.warehouse import frames, seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.schema import DATED, totaux_produit_jour, valeurs_historique


def note(connection: Transaction, livraison: int, rows: pd.DataFrame, received: date) -> None:
    """Begin a period where a value is new.

    Args:
        connection: The transaction.
        livraison: The delivery that says so.
        rows: ID_produit, and those of `DATED` that it tells.
        received: The day it came.
    """
    told = [name for name in DATED if name in rows and rows[name].notna().any()]
    if not told:
        return
    known = history(connection)
    last = known.drop_duplicates(["ID_produit", "valeur"], keep="last")
    current = last.set_index(["valeur", "ID_produit"])[["valable_du", "nombre"]].to_dict("index")
    seals.changing(connection, valeurs_historique)
    first = []
    for name in told:
        for product, value in rows.loc[rows[name].notna(), ["ID_produit", name]].to_numpy():
            before = current.get((name, product))
            if before is None:
                first.append(_period(livraison, product, name, received, int(value)))
            elif before["nombre"] != value:
                since = before["valable_du"].date()
                _change(connection, livraison, product, name, since, int(value), received)
    if first:
        connection.execute(insert(valeurs_historique), first)


def history(connection: Transaction) -> pd.DataFrame:
    """Each value by product and day: ID_produit, valeur, valable_du (datetime64[s]), nombre."""
    table = valeurs_historique.c
    columns = [table.ID_produit, table.valeur, table.valable_du, table.nombre]
    frame = frames.fetch(connection, select(*columns).order_by(*columns[:3]))
    return frame.astype({"nombre": "int64", "ID_produit": "str", "valeur": "str"})


def begins(
    connection: Transaction, product: str, since: date, received: date
) -> tuple[date, date | None]:
    """Say when a new price, cost or rate begins: never before a sale that is already valued.

    Args:
        connection: The transaction.
        product: Whose.
        since: The first day of the one in force.
        received: The day the new one came.

    Returns:
        Its first day, `since` where the other was never in force; the product's first sale.
    """
    sold = totaux_produit_jour.c
    first_sale, last_sale = connection.execute(
        select(func.min(sold.date), func.max(sold.date)).where(sold.ID_produit == product)
    ).one()
    after = last_sale + timedelta(days=1) if last_sale else since
    return max(received, since, after), first_sale


def _change(
    connection: Transaction,
    livraison: int,
    product: str,
    name: str,
    since: date,
    value: int,
    received: date,
) -> None:
    """Begin another value than the one in force `since` a day."""
    table = valeurs_historique.c
    start, first_sale = begins(connection, product, since, received)
    if start == since:  # the other was never in force from its first day on
        mine = (table.ID_produit == product) & (table.valeur == name)
        periods = select(func.count()).select_from(valeurs_historique).where(mine)
        in_force = mine & (table.valable_du == since)
        if connection.execute(periods).scalar_one() > 1 or first_sale is None:
            values = {"nombre": value, "livraison": livraison}
            connection.execute(update(valeurs_historique).where(in_force).values(**values))
            return
        # the first value was applied to every earlier sale: it is shown to begin there
        moved = update(valeurs_historique).where(in_force).values(valable_du=first_sale)
        connection.execute(moved)
    period = _period(livraison, product, name, start, value)
    connection.execute(insert(valeurs_historique).values(period))


def _period(livraison: int, product: str, name: str, start: date, value: int) -> dict[str, Any]:
    values = {"valable_du": start, "nombre": value, "livraison": livraison}
    return {"ID_produit": product, "valeur": name, **values}
