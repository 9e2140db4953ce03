"""Where each day stands: its rows are in the tables, or something of it waits for a person.

The ledger and the tables alone say it, whatever ran. What stays out: what a person is told of a
delivery (`messages.py`), days on which sales are expected and did not come (`late.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sales_assets.context import Context
from sales_assets.inbox.receive import SALES
from sales_assets.inbox.stage import days_of
from sales_assets.loading.summary import unsettled
from sales_assets.warehouse import ledger, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery

_READ = ("lue", "en_attente")


@dataclass(frozen=True)
class Standing:
    """Where the days stand. A day may be in several of these; one in none is missing.

    Attributes:
        loaded: The days with rows in the tables.
        read: The days of files that were read and are not in the tables.
        held: The days of a delivery that waits, those that a rule holds back, those of which every
            row waits for a product, a store or a price: day → what to do.
        refused: The days named by a file that was refused and that no later file brought.
    """

    loaded: frozenset[date]
    read: frozenset[date]
    held: Mapping[date, str]
    refused: Mapping[date, str]

    @property
    def waiting(self) -> Mapping[date, str]:
        """The days for which a person must act, with what to do."""
        return {**self.held, **self.refused}


def standing(context: Context) -> Standing:
    """Say where each day stands now."""
    with context.warehouse.read() as connection:
        tables = ledger.days_in_tables(connection)
        found = ledger.deliveries(connection, genres=SALES)
        gate = quarantine.held_days(connection)
    message = {one.livraison: one.message for one in found}
    read: set[date] = set()
    held: dict[date, str] = {}
    refused: dict[date, str] = {}
    for one in found:
        if one.statut in _READ:
            read |= days_of(context, one).keys()
    for one in unsettled(found):
        if one.statut == "refusee" and one.jour and _newest(tables, one.jour) < one.livraison:
            refused[one.jour] = one.message
        elif one.statut == "en_attente":
            for day, rows in days_of(context, one).items():
                if tables.get(day, (0, 0))[0] != rows and _newest(tables, day) < one.livraison:
                    held[day] = one.message
    for day, (number, whole) in gate.items():
        if whole or day not in tables:
            held[day] = message[number]
    return Standing(frozenset(tables), frozenset(read | held.keys()), held, refused)


def _newest(tables: Mapping[date, tuple[int, int]], day: date) -> int:
    return tables.get(day, (0, 0))[1]


@dataclass(frozen=True)
class Source:
    """The files that speak of a day.

    Attributes:
        files: Their names, oldest first.
        rows: The rows that they hold for it.
        sha256: The digest of the newest.
    """

    files: list[str]
    rows: int
    sha256: str


def sources(
    context: Context, connection: Transaction, days: Collection[date]
) -> dict[date, Source]:
    """The files that each of these days comes from, those that wait included."""
    found = {one.livraison: one for one in ledger.deliveries(connection, genres=SALES)}
    concerned = ledger.concerned_by(connection, min(days), max(days))
    speaking: dict[date, list[tuple[Delivery, int]]] = {}
    for number, one in found.items():
        if number not in concerned and one.statut not in _READ:
            continue
        counts = days_of(context, one)
        its = concerned.get(number, set()) | (counts.keys() if one.statut in _READ else set())
        for day in its.intersection(days):
            speaking.setdefault(day, []).append((one, counts.get(day, 0)))
    return {
        day: Source(
            [one.nom for one, _rows in all_],
            sum(rows for _one, rows in all_),
            all_[-1][0].sha256,
        )
        for day, all_ in speaking.items()
    }
