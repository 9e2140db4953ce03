"""The rows that a rule does not believe, and the sales that a person accepted all the same.

What is accepted is what a line says, whichever file says it: a history that grows brings the line
again each day, and nobody is asked twice. What stays out: what is believed (`loading/judging.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd
from sqlalchemy import and_, exists, func, insert, select

from sales_assets.contract.reasons import Reason
from sales_assets.warehouse import quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.schema import lignes_acceptees, rejets

LINE = ["date", "ID_magasin", "ID_produit", "quantite_e3", "prix_unitaire_e4"]
"""What a line says; its price is the one applied."""
_DOUBTED = and_(rejets.c.raison == Reason.HORS_REGLE.value, quarantine.IS_OPEN)


def accept(connection: Transaction, livraison: int, rules: Collection[str]) -> frozenset[date]:
    """Accept the open sales of a delivery that these rules hold.

    Returns:
        Their days; none when there is no such line.
    """
    held = and_(_DOUBTED, rejets.c.livraison == livraison, rejets.c.colonne.in_(sorted(rules)))
    days = connection.execute(select(rejets.c.date).where(held).distinct()).scalars().all()
    same = and_(*(lignes_acceptees.c[name] == rejets.c[name] for name in LINE))
    columns = [*LINE, "livraison"]
    lines = select(*(rejets.c[name] for name in columns)).where(held, ~exists().where(same))
    connection.execute(insert(lignes_acceptees).from_select(columns, lines.distinct()))
    return frozenset(days)


def accepted(connection: Transaction, first: date, last: date) -> pd.DataFrame:
    """The accepted lines of these days: `LINE`, the date as datetime64[s]."""
    within = lignes_acceptees.c.date.between(first, last)
    query = select(*(lignes_acceptees.c[name] for name in LINE)).where(within)
    frame = pd.DataFrame(connection.execute(query).all(), columns=LINE)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame


def days(connection: Transaction) -> set[date]:
    """The days of sales with a line in doubt."""
    query = select(rejets.c.date).where(_DOUBTED, rejets.c.date.isnot(None)).distinct()
    return set(connection.execute(query).scalars())


def cheapest(connection: Transaction, livraison: int) -> int | None:
    """The smallest price in doubt of a catalogue, in 1/10 000 €; None without any."""
    query = select(func.min(rejets.c.prix_unitaire_e4))
    found = connection.execute(query.where(_DOUBTED, rejets.c.livraison == livraison)).scalar()
    return None if found is None else int(found)


def lines(connection: Transaction, livraison: int) -> list[int]:
    """The lines of a delivery that are in doubt."""
    query = select(rejets.c.ligne).where(_DOUBTED, rejets.c.livraison == livraison)
    return list(connection.execute(query).scalars())
