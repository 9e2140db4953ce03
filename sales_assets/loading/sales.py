"""Step three, second half: sales judged, then written a day of a store at a time.

A delivery is loaded in one transaction: all the cells it changes, its quarantined rows, its
counts, the totals. It waits (`en_attente`) rather than leave a cell with fewer rows than it has.
Loading again, in any order, gives the same tables: a cell belongs to the newest delivery that
holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from sales_assets import deliveries, staging
from sales_assets.contract import Refused, raw_lines
from sales_assets.language import _
from sales_assets.loading import cells, messages
from sales_assets.loading.context import Context, Step, note
from sales_assets.loading.judging import Judged, judge_lines
from sales_assets.loading.read import open_delivery, restage, rows_folder
from sales_assets.loading.receive import SALES
from sales_assets.loading.totals import verify_days
from sales_assets.loading.valuation import Catalogue
from sales_assets.loading.verdicts import ledger_row, summary
from sales_assets.rules import Outcome, Verdict
from sales_assets.warehouse import ledger, quarantine, windows
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery


@dataclass
class _Load:
    """A delivery on its way into the tables."""

    delivery: Delivery
    days: frozenset[date] | None
    allow_shrink: bool
    known: Catalogue
    rejected: dict[int, bool] = field(default_factory=dict)
    newly_rejected: int = 0
    touched: set[date] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: dict[date, list[Outcome]] = field(default_factory=dict)


def load_sales(context: Context, *, allow_shrink: bool = False) -> list[Step]:
    """Load every delivery of sales that was read and not loaded yet, oldest first."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["lue"])
    return [load(context, one, allow_shrink=allow_shrink) for one in waiting]


def rebuild(
    context: Context, first: date, last: date, *, but: Set[date] = frozenset()
) -> list[Step]:
    """Load these days again, but some, from the archive alone, all the deliveries they come from.

    The newest go first: what a later delivery replaced is not written at all.
    """
    with context.warehouse.read() as connection:
        concerned = ledger.concerned_by(connection, first, last)
        found = ledger.deliveries(connection, genres=SALES, statuts=["chargee"])
        held = set(windows.cells(connection, first, last)["date"].dt.date)
    steps = []
    for delivery in reversed(found):
        days = concerned.get(delivery.livraison, set())
        # A day that lost everything, its totals too, is still in the files.
        lost = set(staging.count_days(rows_folder(context, delivery))) - held
        days = (days | {day for day in lost if first <= day <= last}) - but
        if days:
            steps.append(load(context, delivery, frozenset(days)))
    return steps


def retry(context: Context) -> list[Step]:
    """Judge again what waits: sales whose product, price or store is known by now, held files.

    A held file that would still take rows away goes on waiting, and nothing is said of it again.
    """
    with context.warehouse.read() as connection:
        ripe = quarantine.ripe(connection)
        found = ledger.deliveries(connection, genres=SALES, statuts=["chargee"], numbers=ripe)
        held = ledger.deliveries(connection, genres=SALES, statuts=["en_attente"])
    steps = [load(context, one, ripe[one.livraison]) for one in found]
    for delivery in held:
        with suppress(cells.Shrinks, deliveries.ArchiveError):
            steps.append(note(context, _load(context, delivery, None, allow_shrink=False)))
    return steps


def accept(context: Context, numbers: Iterable[int]) -> list[Step]:
    """Load deliveries that wait because they shrink a cell; a number that does not wait is told."""
    asked = sorted(set(numbers))
    if not asked:
        return []
    with context.warehouse.read() as connection:
        found = ledger.deliveries(connection, genres=SALES, statuts=["en_attente"], numbers=asked)
    steps = [load(context, one, allow_shrink=True) for one in found]
    known = {one.livraison for one in found}
    for number in asked:
        if number not in known:
            message = _("La livraison {numero} n’est pas en attente.").format(numero=number)
            steps.append(Step("ventes", "", number, "refusee", message=message, ok=False))
    return steps


def still_waiting(context: Context, steps: Iterable[Step]) -> list[Step]:
    """The held deliveries that no later file of the same name made obsolete, but these steps'."""
    told = {step.livraison for step in steps}
    with context.warehouse.read() as connection:
        held = ledger.deliveries(connection, genres=SALES, statuts=["en_attente"])
        latest = {one.nom: ledger.latest_named(connection, one.nom) for one in held}
    return [
        Step("ventes", one.nom, one.livraison, "en_attente", message=one.message, ok=False)
        for one in held
        if latest[one.nom] == one and one.livraison not in told
    ]


def load(
    context: Context,
    delivery: Delivery,
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> Step:
    """Load one delivery of sales, or some days of it.

    Args:
        context: The pass.
        delivery: One that was read.
        days: Only these, and even where nothing changed; every day when not given, and then only
            the cells whose content changed.
        allow_shrink: Whether a cell may end with fewer rows than it has.

    Raises:
        TotalsDiffer: The tables would not say what the file says; nothing was kept.
    """
    try:
        step = _load(context, delivery, days, allow_shrink=allow_shrink)
    except cells.Shrinks as shrinks:
        step = _hold(context, delivery, shrinks.cells)
    except deliveries.ArchiveError as error:
        step = _unchanged(delivery, str(error))
    return note(context, step)


def _load(
    context: Context, delivery: Delivery, days: frozenset[date] | None, *, allow_shrink: bool
) -> Step:
    """Load in one transaction; `Shrinks` undoes it."""
    restage(context, delivery)
    with context.warehouse.write() as connection:
        # As it is now: another run may have loaded it while this one waited.
        delivery = ledger.current(connection, delivery)
        state = _Load(delivery, days, allow_shrink, Catalogue.of(connection))
        state.rejected = quarantine.judged(connection, delivery.livraison)
        for chunk in staging.read(rows_folder(context, delivery), days):
            _load_chunk(context, connection, state, chunk)
        _settle(context, connection, state)
        message = _attention(context, connection, delivery, days)
    return _step(state, message)


def _load_chunk(
    context: Context, connection: Transaction, state: _Load, chunk: pd.DataFrame
) -> None:
    number = state.delivery.livraison
    first, last = chunk["date"].min().date(), chunk["date"].max().date()
    current = windows.cells(connection, first, last)
    taken = cells.taken(current, quarantine.claims(connection, number, first, last), number)
    replaced = [line for line, still_open in state.rejected.items() if not still_open]
    lines = chunk[~cells.inside(chunk, taken) & ~chunk["ligne"].isin(replaced)]
    judged = judge_lines(context, lines, state.known)
    again = lines.loc[lines["ligne"].isin(list(state.rejected)), "ligne"].tolist()
    quarantine.release(connection, number, again)
    state.newly_rejected -= len(again)
    _quarantine(context, connection, state, judged)
    totals = windows.measure_cells(judged.good)
    held = cells.held(judged.lines, current)
    # A blocked day is left as it is, unless what it holds are these very rows.
    ours = held[~cells.on_days(held, judged.blocked) | (held["livraison"] == number)]
    compared = cells.compare(ours, totals)
    same = compared["empreinte"] == compared["empreinte_apres"]
    changed = compared if state.days is not None else compared[~same]
    if not state.allow_shrink:
        cells.refuse_shrinking(changed, number)
    good = judged.good[cells.inside(judged.good, changed)]
    windows.replace(
        connection, number, changed[cells.CELL], good, totals[cells.inside(totals, changed)]
    )
    windows.confirm(connection, number, compared[same & (compared["livraison"] < number)])
    windows.rectify(connection, number, cells.corrections(changed))
    touched = {stamp.date() for stamp in changed["date"].unique()}
    others = current[~cells.inside(current, ours)]
    read = pd.concat([totals, others], ignore_index=True)
    verdict = verify_days(context, connection, state.delivery.nom, touched, read)
    state.touched |= touched
    state.blocked |= judged.blocked
    state.verdicts += [judged.verdict, *([verdict] if verdict else [])]


def _quarantine(context: Context, connection: Transaction, state: _Load, judged: Judged) -> None:
    rejects = judged.rejects
    if rejects.empty:
        return
    path = deliveries.content(context.archive_dir, state.delivery.sha256)
    try:
        texts = raw_lines(path, open_delivery(context, state.delivery), set(rejects["ligne"]))
    except Refused as refusal:  # it was read before: it is no longer what came
        raise deliveries.ArchiveError(refusal.message) from refusal
    rejects = rejects.assign(texte=rejects["ligne"].map(texts))
    quarantine.add(connection, state.delivery.livraison, rejects)
    state.newly_rejected += len(rejects)


def _attention(
    context: Context, connection: Transaction, delivery: Delivery, days: Set[date] | None = None
) -> str:
    """What needs a person in a delivery, or in these days of it."""
    number = delivery.livraison
    waiting = quarantine.waiting(connection, number, days, messages.NAMES)
    blocked = quarantine.blocked(connection, number, days)
    return messages.loaded(delivery, waiting, blocked, context.suites["ventes"])


def _settle(context: Context, connection: Transaction, state: _Load) -> None:
    """Record the counts, the state and the verdicts of the delivery."""
    delivery = state.delivery
    ledger.settle(
        connection,
        delivery.livraison,
        statut="chargee",
        acceptees=delivery.acceptees - state.newly_rejected,
        rejetees=delivery.rejetees + state.newly_rejected,
    )
    message = _attention(context, connection, delivery)
    ledger.settle(connection, delivery.livraison, message=message)
    for asset in ("ventes", "totaux"):
        verdicts = [verdict for verdict in state.verdicts if verdict.suite.name == asset]
        ledger.record_verdict(connection, asset, summary(verdicts))
    ledger.keep_verdicts(connection, "ventes", quarantine.blocked_days(connection))
    ledger.record_verdict(
        connection,
        "ventes",
        [ledger_row(outcome, day) for day, found in state.blocked.items() for outcome in found],
    )


def _hold(context: Context, delivery: Delivery, shrunk: pd.DataFrame) -> Step:
    """Leave the tables as they are and say how to accept the delivery.

    One that is already in the tables stays so: only this new loading of it is given up.
    """
    message = messages.held(delivery, shrunk)
    if delivery.statut == "chargee":
        return _unchanged(delivery, message)
    with context.warehouse.write() as connection:
        ledger.settle(connection, delivery.livraison, statut="en_attente", message=message)
    return _unchanged(replace(delivery, statut="en_attente"), message)


def _unchanged(delivery: Delivery, message: str) -> Step:
    return Step(
        "ventes",
        delivery.nom,
        delivery.livraison,
        delivery.statut,
        lignes=delivery.lignes,
        acceptees=delivery.acceptees,
        rejetees=delivery.rejetees,
        message=message,
        ok=False,
    )


def _step(state: _Load, message: str) -> Step:
    delivery = state.delivery
    return Step(
        "ventes",
        delivery.nom,
        delivery.livraison,
        "chargee",
        lignes=delivery.lignes,
        acceptees=delivery.acceptees - state.newly_rejected,
        rejetees=delivery.rejetees + state.newly_rejected,
        message=message,
        ok=not message,
        jours=state.touched,
        verdicts=state.verdicts,
    )
