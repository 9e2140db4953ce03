"""Whether the sales of the last day that the shop opened are there, at the hour they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sales_assets.settings import Closing
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.recent import recent

_CAME = ("vendu", "quarantaine", "zero")


@dataclass(frozen=True)
class Late:
    """The day that is missing, and the last one known."""

    jour: date
    dernier: date


def late(warehouse: Warehouse, now: datetime, closing: Closing, by: time) -> Late | None:
    """The day that is due and not there; None when nothing is late, or nothing came for months.

    Args:
        warehouse: Where the sales are.
        now: The time in the shop's zone.
        closing: The closing calendar.
        by: The hour at which the day before is due.
    """
    today = now.date() if now.time() >= by else now.date() - timedelta(days=1)
    with warehouse.read() as connection:
        found = recent(connection, today, closing)
    states = found.etats
    came = {stamp.date() for stamp in states.loc[states["etat"].isin(_CAME), "date"]}
    if found.attendu is None or found.attendu in came or found.attendu < min(came):
        return None
    return Late(found.attendu, max(day for day in came if day < found.attendu))
