"""Step three, second half: sales judged, then written a day of a store at a time.

Which deliveries are loaded, and when; what happens inside one is `transaction.py`. A delivery
waits (`en_attente`) rather than leave a cell with fewer rows than it has. Loading again, in any
order, gives the same tables: a cell belongs to the newest delivery that speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from datetime import date

from sales_assets.context import Context, Step, note
from sales_assets.errors import ArchiveError, TotalsDiffer
from sales_assets.inbox import staged
from sales_assets.inbox.receive import SALES
from sales_assets.inbox.stage import days_of, read_again
from sales_assets.language import _
from sales_assets.loading import messages
from sales_assets.loading.plan import Shrinks
from sales_assets.loading.transaction import LoadedApart, attention, load_rows
from sales_assets.warehouse import doubts, ledger, provenance, quarantine
from sales_assets.warehouse.ledger import Delivery


def load_sales(context: Context, *, allow_shrink: bool = False) -> list[Step]:
    """Load every delivery of sales that was read and not loaded yet, oldest first."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["lue"])
    return [
        step
        for batch in _batches(context, waiting)
        for step in load(context, batch, allow_shrink=allow_shrink)
    ]


def _batches(context: Context, waiting: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Put deliveries that follow one another together while they can be loaded as one.

    They can while no line of them was set aside, no day is in two of them, and all their rows can
    be held at once. A transaction costs the same for one row as for thousands.
    """
    batch: list[Delivery] = []
    taken: dict[date, int] = {}
    for delivery in waiting:
        days = days_of(context, delivery)
        apart = delivery.rejetees or sum(days.values()) != delivery.acceptees
        rows = sum(taken.values()) + delivery.acceptees
        if batch and (apart or not taken or taken.keys() & days or rows > staged.CHUNK_ROWS):
            yield batch
            batch, taken = [], {}
        batch.append(delivery)
        taken |= {} if apart else days
    if batch:
        yield batch


def rebuild(
    context: Context, first: date, last: date, *, but: Set[date] = frozenset()
) -> list[Step]:
    """Load these days again, but some, from the archive alone, all the deliveries they come from.

    The newest go first: what a later delivery replaced is not written at all.
    """
    with context.warehouse.read() as connection:
        concerned = ledger.concerned_by(connection, first, last)
        found = ledger.deliveries(connection, genres=SALES, statuts=["chargee"])
        held = set(provenance.cells(connection, first, last)["date"].dt.date)
    steps = []
    for delivery in reversed(found):
        days = concerned.get(delivery.livraison, set())
        # A day that lost everything, its totals too, is still in the files.
        lost = set(days_of(context, delivery)) - held
        days = (days | {day for day in lost if first <= day <= last}) - but
        if days:
            steps += load(context, [delivery], frozenset(days))
    return steps


def retry(context: Context) -> list[Step]:
    """Judge again what waits: sales whose product, price, store or day has come, held files.

    A held file that would still take rows away goes on waiting, and nothing is said of it again.
    """
    steps = _read_due(context)
    with context.warehouse.read() as connection:
        ripe = quarantine.ripe(connection, context.today)
        for step in steps:  # its archive is lost, which is told
            ripe.pop(step.livraison or 0, None)
        found = ledger.deliveries(connection, genres=SALES, statuts=["chargee"], numbers=ripe)
        held = ledger.deliveries(connection, genres=SALES, statuts=["en_attente"])
    for delivery in found:
        steps += load(context, [delivery], ripe[delivery.livraison])
    for delivery in held:
        with suppress(Shrinks, ArchiveError):
            steps += [note(context, step) for step in load_rows(context, [delivery])]
    return steps


def _read_due(context: Context) -> list[Step]:
    """Read again the deliveries with rows whose day has come; a step for each that cannot be."""
    steps = []
    with context.warehouse.read() as connection:
        due = quarantine.due(connection, context.today)
        found = ledger.deliveries(connection, numbers=due)
    for delivery in found:
        try:
            read_again(context, delivery, due[delivery.livraison])
        except ArchiveError as error:
            steps.append(note(context, _unchanged(delivery, str(error))))
    return steps


def accept(context: Context, numbers: Iterable[int]) -> list[Step]:
    """Take what a person accepts of deliveries; a number of which nothing waits for that is told.

    One that is held because it shrinks a cell is loaded; of one that is loaded, the lines beyond a
    limit are.
    """
    return [step for number in sorted(set(numbers)) for step in _accept(context, number)]


def _accept(context: Context, number: int) -> list[Step]:
    limits = [rule.name for rule in context.suites["ventes"].rules if rule.limit]
    with context.warehouse.write() as connection:
        found = ledger.deliveries(connection, genres=SALES, numbers=[number])
        days = doubts.accept(connection, number, limits)
    if found and found[0].statut == "en_attente":
        return load(context, found, allow_shrink=True)
    if days:
        return load(context, found, days)
    message = _("La livraison {numero} n’est pas en attente.").format(numero=number)
    return [Step("ventes", "", number, "refusee", message=message, ok=False)]


def still_waiting(context: Context, steps: Iterable[Step]) -> list[Step]:
    """The deliveries that wait for a person, but those of these steps, which have told it.

    They are the held ones that no later file of the same name made obsolete, and the loaded ones
    with rows whose product, store or price is not known yet, or with a day that a rule holds back.
    """
    told = {step.livraison for step in steps}
    with context.warehouse.read() as connection:
        held = ledger.deliveries(connection, genres=SALES, statuts=["en_attente"])
        latest = {one.nom: ledger.latest_named(connection, one.nom) for one in held}
        loaded = ledger.deliveries(connection, genres=SALES, statuts=["chargee"])
        found = [(one, one.message) for one in held if latest[one.nom] == one]
        found += [(one, attention(context, connection, one)) for one in loaded if one.message]
    return [
        _unchanged(one, message) for one, message in found if message and one.livraison not in told
    ]


def load(
    context: Context,
    batch: Sequence[Delivery],
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> list[Step]:
    """Load deliveries of sales, or some days of them; a step for each.

    They are loaded as one, or each in its turn when one of them needs a judgement of its own.

    Args:
        context: The pass.
        batch: Deliveries that were read, no two of them of the same day.
        days: Only these, and even where nothing changed; every day when not given, and then only
            the cells whose content changed.
        allow_shrink: Whether a cell may end with fewer rows than it has.

    Raises:
        TotalsDiffer: The tables would not say what a file says; nothing of it was kept.
    """
    try:
        steps = load_rows(context, batch, days, allow_shrink=allow_shrink)
    except (LoadedApart, Shrinks, TotalsDiffer, ArchiveError) as trouble:
        if len(batch) > 1:
            each = [load(context, [one], days, allow_shrink=allow_shrink) for one in batch]
            return [step for steps in each for step in steps]
        steps = [_given_up(context, batch[0], trouble)]
    return [note(context, step) for step in steps]


def _given_up(context: Context, delivery: Delivery, trouble: Exception) -> Step:
    if isinstance(trouble, Shrinks):
        return _hold(context, delivery, trouble)
    if isinstance(trouble, ArchiveError):
        return _unchanged(delivery, str(trouble))
    raise trouble


def _hold(context: Context, delivery: Delivery, shrinks: Shrinks) -> Step:
    """Leave the tables as they are and say how to accept the delivery.

    One that is already in the tables stays so: only this new loading of it is given up.
    """
    message = messages.held(delivery, shrinks, context.suites["ventes"])
    if delivery.statut == "chargee":
        return _unchanged(delivery, message)
    with context.warehouse.write() as connection:
        ledger.settle(connection, delivery.livraison, statut="en_attente", message=message)
    return _unchanged(replace(delivery, statut="en_attente"), message)


def _unchanged(delivery: Delivery, message: str) -> Step:
    return Step.of("ventes", delivery, message)
