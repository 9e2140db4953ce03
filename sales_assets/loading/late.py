"""Whether the sales of the last complete day that the shop opened are there yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sales_assets.settings import Closing
from sales_assets.warehouse import reads, schema
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.states import day_states, habitual_closing

DUE = time(8)
"""Hour, in the shop's zone, at which the sales of the day before are due."""
_CAME = ("vendu", "quarantaine", "zero")
_LONGEST = 366  # days of closing in a row, after which nobody is waited for


@dataclass(frozen=True)
class Late:
    """The day that is missing, and the last one known."""

    jour: date
    dernier: date


def expected(now: datetime, closing: Closing) -> date | None:
    """The last day whose sales are due at `now`; None when the shop is closed for good."""
    last = now.date() - timedelta(days=1 if now.time() >= DUE else 2)
    days = (last - timedelta(days=back) for back in range(_LONGEST))
    return next((day for day in days if not closing.covers(day)), None)


def late(warehouse: Warehouse, now: datetime, closing: Closing) -> Late | None:
    """The day that is due and not there; None when nothing is late, or nothing ever came."""
    with warehouse.read() as connection:
        sold = {row.date() for row in reads.table(connection, schema.totaux_jour)["date"]}
    if not sold:
        return None
    if closing == Closing():
        closing = Closing(weekdays=habitual_closing(sold))
    due = expected(now, closing)
    if due is None or due < min(sold) or due in sold:
        return None
    with warehouse.read() as connection:  # a day without sales, or all of it set aside, did come
        jours = reads.table(connection, schema.totaux_jour)
        rejets = reads.open_rejects(connection)
        livraisons = reads.table(connection, schema.livraisons)
    states = day_states(jours, rejets, livraisons)
    came = set(states.loc[states["etat"].isin(_CAME), "date"].dt.date)
    return None if due in came else Late(due, max(day for day in came if day < due))
