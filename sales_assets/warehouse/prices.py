"""A product's prices in time, and how a price that was wrong on some days is put right.

What goes in: a product, days, the right price. What stays out: a price that changes from today on
(`catalogue.py`), and valuing again the sales of those days (`loading/repricing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select

from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.schema import (
    prix_historique,
    produits,
    rejets,
    totaux_produit_jour,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From this day on, until the next period, this price (1/10 000 €), told by this delivery."""

    valable_du: date
    prix_e4: int
    livraison: int


@dataclass(frozen=True)
class Price:
    """A product's price now (1/10 000 €; None when its last one could not be read)."""

    prix_e4: int | None
    livraison: int


def current(connection: Transaction, product: str) -> Price | None:
    """The price of the catalogue in force; None when the product is unknown."""
    query = select(produits.c.prix_e4, produits.c.livraison).where(produits.c.ID_produit == product)
    found = connection.execute(query).one_or_none()
    return Price(*found) if found else None


def days_sold(connection: Transaction, product: str, first: date, last: date) -> set[date]:
    """The days, among these, on which the product was sold or returned."""
    totals = totaux_produit_jour.c
    query = select(totals.date).where(
        totals.ID_produit == product, totals.date.between(first, last)
    )
    return set(connection.execute(query).scalars())


def days_set_aside(connection: Transaction, product: str, first: date, last: date) -> set[date]:
    """The days, among these, with quarantined rows of the product."""
    query = select(rejets.c.date).where(
        rejets.c.ID_produit == product, rejets.c.date.between(first, last)
    )
    return set(connection.execute(query.distinct()).scalars())


def correct(connection: Transaction, product: str, first: date, last: date, price: Price) -> None:
    """Make `price` the one that was in force from `first` to `last`; other days keep theirs.

    Args:
        connection: The transaction.
        product: One that has had a price.
        first: The first day.
        last: The last day, today at most.
        price: With a price.
    """
    history = prix_historique.c
    query = (
        select(history.valable_du, history.prix_e4, history.livraison)
        .where(history.ID_produit == product)
        .order_by(history.valable_du)
    )
    before = [Period(*row) for row in connection.execute(query)]
    first_sale = connection.execute(
        select(func.min(totaux_produit_jour.c.date)).where(
            totaux_produit_jour.c.ID_produit == product
        )
    ).scalar()
    assert price.prix_e4 is not None  # noqa: S101 - the caller has looked
    after = splice(before, first, last, price.prix_e4, price.livraison, first_sale)
    if after == before:
        return
    seals.changing(connection, prix_historique)
    connection.execute(delete(prix_historique).where(history.ID_produit == product))
    ends = [*(period.valable_du - _DAY for period in after[1:]), None]
    rows = [
        {"ID_produit": product, "valable_au": end, **vars(period)}
        for period, end in zip(after, ends, strict=True)
    ]
    connection.execute(insert(prix_historique), rows)


def splice(
    periods: Sequence[Period],
    first: date,
    last: date,
    price: int,
    livraison: int,
    first_sale: date | None = None,
) -> list[Period]:
    """The periods once `price` holds from `first` to `last`, every other day keeping its price.

    Args:
        periods: At least one, oldest first. The first price also holds before its first day.
        first: The first day.
        last: The last day.
        price: In 1/10 000 €.
        livraison: The delivery that told the price.
        first_sale: The first day of the product's sales: where the first price is shown to begin
            when it has to be told apart from `price`.
    """
    earlier = [period for period in periods if period.valable_du < first]
    within = [period for period in periods if first <= period.valable_du <= last]
    if all(one.prix_e4 == price for one in [*(earlier or periods[:1])[-1:], *within]):
        return list(periods)
    if not earlier and first > date.min:
        begin = min(first_sale or first, first - _DAY)
        earlier = [replace(periods[0], valable_du=begin)]
    following = last + _DAY
    in_force = [period for period in periods if period.valable_du <= following][-1:]
    resumed = replace((in_force or periods)[0], valable_du=following)
    later = [period for period in periods if period.valable_du > following]
    found: list[Period] = []
    for period in (*earlier, Period(first, price, livraison), resumed, *later):
        if not found or found[-1].prix_e4 != period.prix_e4:
            found.append(period)
    return found
