"""A price that was wrong on some past days: put right, and the sales of those days valued again.

The right price is the product's price now: the catalogue is corrected first. The prices in time
and all the sales they concern change in one transaction; every total that moves is a
rectification. What stays out: a price that changes from today on (`warehouse/catalogue.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sales_assets.context import Context, Step, note
from sales_assets.errors import ArchiveError, CannotReprice
from sales_assets.inbox.stage import restage
from sales_assets.language import mark
from sales_assets.loading import messages, sales
from sales_assets.loading.plan import Shrinks
from sales_assets.loading.transaction import load_within
from sales_assets.warehouse import doubts, ledger, prices, provenance, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery


def check_days(first: date, last: date, today: date) -> None:
    """Check that these days can be corrected.

    Raises:
        CannotReprice: They are in the wrong order, or one is to come.
    """
    if first > last:
        raise CannotReprice(mark("--from vient après --to."))
    if last > today:
        raise CannotReprice(
            mark("Le {jour} n’est pas encore passé : un prix à venir se change dans produits.csv."),
            jour=f"{last:%d/%m/%Y}",
        )


def reprice_all(context: Context, asked: Iterable[tuple[str, str, str]]) -> list[Step]:
    """Reprice each (product, first day, last day), the days as AAAA-MM-JJ; see `reprice`."""
    steps: list[Step] = []
    for product, *texts in asked:
        try:
            first, last = map(_day, texts)
        except CannotReprice as trouble:
            steps.append(_refused(context, trouble))
        else:
            steps += reprice(context, product, first, last)
    return steps


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise CannotReprice(
            mark("« {texte} » n’est pas un jour : écrivez-le AAAA-MM-JJ."), texte=text
        )
    return day


def reprice(context: Context, product: str, first: date, last: date) -> list[Step]:
    """Value a product's sales of these days at its price now, but lines with a price of their own.

    Args:
        context: The pass.
        product: Its id, as written.
        first: The first day.
        last: The last day.

    Returns:
        One step a delivery loaded again; or one that says why nothing was changed.

    Raises:
        TotalsDiffer: The tables would not say what the files say; nothing was kept.
    """
    try:
        check_days(first, last, context.today)
        steps = _reprice(context, product, first, last)
    except (CannotReprice, ArchiveError) as trouble:
        return [_refused(context, trouble)]
    again = _retry_blocked(context, product, first, last)
    return [note(context, step) for step in steps] + again


def _refused(context: Context, trouble: Exception) -> Step:
    return note(context, Step("prix", "", None, "refusee", message=str(trouble), ok=False))


def _reprice(context: Context, product: str, first: date, last: date) -> list[Step]:
    with context.warehouse.read() as connection:
        for delivery, days in _concerned(connection, product, first, last):
            restage(context, delivery, days)  # parsed before the transaction begins
    with context.warehouse.write() as connection:
        price = _price(connection, product)
        concerned = _concerned(connection, product, first, last)
        blocked = _blocked(connection, product, first, last)
        if not concerned and not blocked:
            raise CannotReprice(
                mark("Aucune vente du produit {produit} du {du} au {au} : rien n’a changé."),
                produit=product,
                du=f"{first:%d/%m/%Y}",
                au=f"{last:%d/%m/%Y}",
            )
        prices.correct(connection, product, first, last, price)
        return [step for one in concerned for step in _load_again(context, connection, *one)]


def _price(connection: Transaction, product: str) -> prices.Price:
    price = prices.current(connection, product)
    if price is None:
        raise CannotReprice(
            mark(
                "Le produit {produit} n’est pas connu : écrivez son identifiant comme dans "
                "produits.csv, majuscules comprises. Rien n’a changé."
            ),
            produit=product,
        )
    if price.prix_e4 is None:
        raise CannotReprice(
            mark(
                "Le produit {produit} n’a pas de prix valable : corrigez-le d’abord dans "
                "produits.csv. Rien n’a changé."
            ),
            produit=product,
        )
    return price


def _concerned(
    connection: Transaction, product: str, first: date, last: date
) -> list[tuple[Delivery, frozenset[date]]]:
    """The deliveries that hold the days on which the product was sold, the newest first."""
    sold = prices.days_sold(connection, product, first, last)
    if not sold:
        return []
    held = provenance.cells(connection, min(sold), max(sold))
    held = held[held["date"].dt.date.isin(sold)]
    days = held.groupby("livraison")["date"].agg(lambda of: frozenset(of.dt.date))
    found = ledger.deliveries(connection, numbers=days.index.tolist())
    return [(one, days[one.livraison]) for one in reversed(found)]


def _load_again(
    context: Context, connection: Transaction, delivery: Delivery, days: frozenset[date]
) -> list[Step]:
    restage(context, delivery, days)
    try:
        return load_within(context, connection, [delivery], days)
    except Shrinks as shrinks:
        raise CannotReprice(messages.held(delivery, shrinks, context.suites["ventes"])) from shrinks


def _blocked(connection: Transaction, product: str, first: date, last: date) -> list[date]:
    """The days on which a rule holds sales of the product: its wrong price may be why."""
    waiting = prices.days_set_aside(connection, product, first, last)
    return sorted(waiting & (quarantine.blocked_days(connection) | doubts.days(connection)))


def _retry_blocked(context: Context, product: str, first: date, last: date) -> list[Step]:
    """Judge the days held back again, each delivery in a transaction of its own."""
    with context.warehouse.read() as connection:
        blocked = _blocked(connection, product, first, last)
    return [step for day in blocked for step in sales.rebuild(context, day, day)]
