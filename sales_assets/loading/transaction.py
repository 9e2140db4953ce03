"""One delivery of sales into the tables, in one transaction: all of it is kept, or none.

Its cells, its quarantined rows, its counts, the totals and the verdicts change together. What
stays out: which deliveries are loaded, and what becomes of one that cannot be (`sales.py`).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from sales_assets import deliveries, staging
from sales_assets.contract import Refused, raw_lines
from sales_assets.loading import cells, messages
from sales_assets.loading.context import Context, Step
from sales_assets.loading.judging import Judged, judge_lines
from sales_assets.loading.read import open_delivery, restage, rows_folder
from sales_assets.loading.totals import verify_days
from sales_assets.loading.valuation import Catalogue
from sales_assets.loading.verdicts import ledger_row, summary
from sales_assets.rules import Outcome, Verdict
from sales_assets.warehouse import ledger, provenance, quarantine, windows
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.measures import CELL, measure_cells


@dataclass
class _Load:
    """A delivery on its way into the tables.

    `rejected` holds the lines the gate set aside earlier, and whether they are open still.
    """

    delivery: Delivery
    days: frozenset[date] | None
    allow_shrink: bool
    known: Catalogue
    rejected: dict[int, bool] = field(default_factory=dict)
    newly_rejected: int = 0
    touched: set[date] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: dict[date, list[Outcome]] = field(default_factory=dict)


def load_rows(
    context: Context,
    delivery: Delivery,
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> Step:
    """Load a delivery of sales, or some days of it; see `sales.load`.

    Raises:
        Shrinks: A cell would end with fewer rows.
        TotalsDiffer: The tables would not say what the file says.
        ArchiveError: The archived content is missing or damaged.
    """
    restage(context, delivery)
    with context.warehouse.write() as connection:
        return load_within(context, connection, delivery, days, allow_shrink=allow_shrink)


def load_within(
    context: Context,
    connection: Transaction,
    delivery: Delivery,
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> Step:
    """Load a delivery whose rows stand aside, as part of the caller's transaction."""
    # As it is now: another run may have loaded it while this one waited.
    delivery = ledger.current(connection, delivery)
    state = _Load(delivery, days, allow_shrink, Catalogue.of(connection))
    state.rejected = quarantine.judged(connection, delivery.livraison)
    for chunk in staging.read(rows_folder(context, delivery), days):
        _load_chunk(context, connection, state, chunk)
    _settle(context, connection, state)
    return _step(state, attention(context, connection, delivery, days))


def _load_chunk(
    context: Context, connection: Transaction, state: _Load, chunk: pd.DataFrame
) -> None:
    number = state.delivery.livraison
    first, last = chunk["date"].min().date(), chunk["date"].max().date()
    current = provenance.cells(connection, first, last)
    taken = cells.taken(current, quarantine.claims(connection, number, first, last), number)
    replaced = [line for line, still_open in state.rejected.items() if not still_open]
    ours = ~cells.inside(chunk, taken) & ~chunk["ligne"].isin(replaced)
    # A day is in doubt for all that the file says of it, what has been replaced since included.
    concerned = chunk[chunk["date"].isin(chunk.loc[ours, "date"].unique())]
    judged = judge_lines(context, concerned, state.known).only(ours)
    _quarantine(context, connection, state, judged)
    totals = measure_cells(judged.good)
    held = cells.held(judged.lines, current)
    # A blocked day is left as it is, unless what it holds are these very rows.
    free = held[~cells.on_days(held, judged.blocked) | (held["livraison"] == number)]
    compared = cells.compare(free, totals)
    same = compared["empreinte"] == compared["empreinte_apres"]
    changed = compared if state.days is not None else compared[~same]
    if not state.allow_shrink:
        cells.refuse_shrinking(changed, judged.rejects, number)
    good = judged.good[cells.inside(judged.good, changed)]
    windows.replace(connection, number, changed[CELL], good, totals[cells.inside(totals, changed)])
    provenance.confirm(connection, number, compared[same & (compared["livraison"] < number)])
    windows.rectify(connection, number, cells.corrections(changed))
    touched = {stamp.date() for stamp in changed["date"].unique()}
    others = current[~cells.inside(current, free)]
    read = pd.concat([totals, others], ignore_index=True)
    verdict = verify_days(context, connection, state.delivery.nom, touched, read)
    state.touched |= touched
    state.blocked |= judged.blocked
    state.verdicts += [judged.verdict, *([verdict] if verdict else [])]


def _quarantine(context: Context, connection: Transaction, state: _Load, judged: Judged) -> None:
    """Set aside the lines that wait, in place of what an earlier judgement said of these lines."""
    number, lines = state.delivery.livraison, judged.lines["ligne"]
    again = lines[lines.isin(list(state.rejected))].tolist()
    quarantine.release(connection, number, again)
    state.newly_rejected -= len(again)
    rejects = judged.rejects
    if rejects.empty:
        return
    path = deliveries.content(context.archive_dir, state.delivery.sha256)
    try:
        texts = raw_lines(path, open_delivery(context, state.delivery), set(rejects["ligne"]))
    except Refused as refusal:  # it was read before: it is no longer what came
        raise deliveries.ArchiveError(refusal.message) from refusal
    if len(texts) < len(rejects):
        deliveries.verify(context.archive_dir, state.delivery.sha256, state.delivery.nom)
    rejects = rejects.assign(texte=rejects["ligne"].map(texts))
    quarantine.add(connection, number, rejects)
    state.newly_rejected += len(rejects)


def attention(
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
    message = attention(context, connection, delivery)
    ledger.settle(connection, delivery.livraison, message=message)
    for asset in ("ventes", "totaux"):
        verdicts = [verdict for verdict in state.verdicts if verdict.suite.name == asset]
        ledger.record_verdict(connection, asset, summary(verdicts))
    open_days = quarantine.blocked_days(connection)
    ledger.keep_verdicts(connection, "ventes", open_days)
    ledger.record_verdict(
        connection,
        "ventes",
        [
            ledger_row(outcome, day)
            for day, found in state.blocked.items()
            for outcome in found
            if day in open_days
        ],
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
