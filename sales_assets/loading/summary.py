"""What a pass changed and what the shop holds, for the end of a command and for `status`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sales_assets.contract import Genre
from sales_assets.warehouse import ledger, quarantine, reads
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.quarantine import Aside


@dataclass(frozen=True)
class Summary:
    """The shop in a few figures.

    Attributes:
        files: The deliveries to show.
        aside: What of them is set aside, and why.
        days: How many have sales.
        first_day: The first of them.
        last_day: The last.
        rejects: How many rows are set aside, of all deliveries.
        ca_e4: The whole turnover, in 1/10 000 €.
    """

    files: list[Delivery]
    aside: list[Aside]
    days: int
    first_day: date | None
    last_day: date | None
    rejects: int
    ca_e4: int


def deliveries(warehouse: Warehouse) -> list[Delivery]:
    """Every delivery as the ledger has it now, oldest first."""
    with warehouse.read() as connection:
        return ledger.deliveries(connection)


def unsettled(found: list[Delivery]) -> list[Delivery]:
    """Those refused or held that no later file of the same name has replaced.

    A refused one that the shop has taken out of the folder says nothing more.
    """
    latest = {one.nom: one for one in found}
    waits = ("refusee", "en_attente")
    return [one for one in latest.values() if one.statut in waits and one.message]


def account(warehouse: Warehouse) -> ledger.Account:
    """Whether every row of every file ever delivered is accounted for."""
    with warehouse.read() as connection:
        return ledger.account(connection)


def corrections(warehouse: Warehouse) -> int:
    """How many times the total of a day of a store was corrected."""
    with warehouse.read() as connection:
        return reads.corrections(connection)


def is_open(warehouse: Warehouse) -> bool:
    """Whether a file of each kind was loaded once: before that there is no shop to show."""
    with warehouse.read() as connection:
        loaded = ledger.deliveries(connection, statuts=["chargee"])
    genres = {Genre(one.genre) for one in loaded}
    return {Genre.PRODUITS, Genre.MAGASINS} <= genres and any(one.is_sales for one in genres)


def summarise(warehouse: Warehouse, files: list[Delivery]) -> Summary:
    """Sum up the shop beside the deliveries to show."""
    with warehouse.read() as connection:
        days, first, last, ca = reads.extent(connection)
        rejects = quarantine.count_open(connection)
        aside = quarantine.by_reason(connection, [one.livraison for one in files if one.rejetees])
    return Summary(files, aside, days, first, last, rejects, ca)
