"""Step three, second half: sales judged, then written a day of a store at a time.

A delivery is loaded in one transaction: all the cells it changes, its quarantined rows, its
counts, the totals. It waits (`en_attente`) rather than leave a cell with fewer rows than it has.
Loading again, in any order, gives the same tables: a cell belongs to the newest delivery that
holds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from sales_assets import deliveries, staging
from sales_assets.contract import raw_lines
from sales_assets.loading import cells, messages
from sales_assets.loading.context import Context, Step, note
from sales_assets.loading.judging import LINE_RULES, Judged, judge_lines, was_judged
from sales_assets.loading.read import open_delivery, read_delivery, rows_folder
from sales_assets.loading.receive import SALES
from sales_assets.loading.totals import verify_days
from sales_assets.loading.valuation import Catalogue
from sales_assets.loading.verdicts import ledger_row, summary
from sales_assets.rules import Outcome, Verdict
from sales_assets.warehouse import ledger, windows
from sales_assets.warehouse.ledger import Delivery


@dataclass
class _Load:
    """A delivery on its way into the tables."""

    delivery: Delivery
    days: frozenset[date] | None
    allow_shrink: bool
    known: Catalogue
    newly_rejected: int = 0
    unknown: pd.DataFrame = field(default_factory=pd.DataFrame)
    touched: set[date] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: dict[date, list[Outcome]] = field(default_factory=dict)


def load_sales(context: Context, *, allow_shrink: bool = False) -> list[Step]:
    """Load every delivery of sales that was read and not loaded yet, oldest first."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["lue"])
    return [load(context, one, allow_shrink=allow_shrink) for one in waiting]


def rebuild(context: Context, first: date, last: date) -> list[Step]:
    """Load these days again from the archive alone, all the deliveries they come from."""
    with context.warehouse.read() as connection:
        concerned = ledger.concerned_by(connection, first, last)
        found = ledger.deliveries(connection, genres=SALES, statuts=["chargee"], numbers=concerned)
    return [load(context, one, frozenset(concerned[one.livraison])) for one in found]


def retry(context: Context) -> list[Step]:
    """Judge again the quarantined sales whose product, price or store is known by now."""
    with context.warehouse.read() as connection:
        waiting = ledger.quarantined(
            connection, reasons=[reason.value for reason, _column in LINE_RULES.values()]
        )
        known = Catalogue.of(connection)
    ripe = waiting[
        was_judged(waiting)
        & waiting["ID_produit"].isin(known.prices["ID_produit"])
        & waiting["ID_magasin"].isin(list(known.stores))
    ]
    days = ripe.groupby("livraison")["date"].agg(frozenset)
    with context.warehouse.read() as connection:
        found = ledger.deliveries(connection, statuts=["chargee"], numbers=list(days.index))
    return [load(context, one, days[one.livraison]) for one in found]


def accept(context: Context, livraison: int) -> Step | None:
    """Load a delivery that waits because it shrinks a cell; None when it does not wait."""
    with context.warehouse.read() as connection:
        found = ledger.deliveries(
            connection, genres=SALES, statuts=["en_attente"], numbers=[livraison]
        )
    return load(context, found[0], allow_shrink=True) if found else None


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
    if not rows_folder(context, delivery).exists():
        read_delivery(context, delivery)
    try:
        with context.warehouse.write() as connection:
            state = _Load(delivery, days, allow_shrink, Catalogue.of(connection))
            _release(connection, state)
            for chunk in staging.read(rows_folder(context, delivery), days):
                _load_chunk(context, connection, state, chunk)
            _settle(connection, state)
    except cells.Shrinks as shrinks:
        return note(context, _hold(context, delivery, shrinks.cells))
    return note(context, _step(state))


def _release(connection: Connection, state: _Load) -> None:
    """Take back the rows quarantined by an earlier judgement: they are judged again."""
    rejects = ledger.quarantined(connection, livraison=state.delivery.livraison, days=state.days)
    lines = rejects.loc[was_judged(rejects), "ligne"].tolist()
    ledger.release(connection, state.delivery.livraison, lines)
    state.newly_rejected -= len(lines)


def _load_chunk(
    context: Context, connection: Connection, state: _Load, chunk: pd.DataFrame
) -> None:
    number = state.delivery.livraison
    first, last = chunk["date"].min().date(), chunk["date"].max().date()
    current = windows.cells(connection, first, last)
    newer = current[current["livraison"] > number]
    judged = judge_lines(context, chunk[~cells.inside(chunk, newer)], state.known)
    _quarantine(context, connection, state, judged)
    totals = windows.measure_cells(judged.good)
    held = cells.held(judged.lines, current)
    # A blocked day is left as it is, unless what it holds are these very rows.
    ours = held[~cells.on_days(held, judged.blocked) | (held["livraison"] == number)]
    changed = cells.changes(ours, totals, forced=state.days is not None)
    if not state.allow_shrink:
        cells.refuse_shrinking(changed, doubtful=judged.blocked)
    good = judged.good[cells.inside(judged.good, changed)]
    windows.replace(
        connection, number, changed[cells.CELL], good, totals[cells.inside(totals, changed)]
    )
    windows.rectify(connection, number, cells.corrections(changed))
    touched = {stamp.date() for stamp in changed["date"].unique()}
    others = current[~cells.inside(current, ours)]
    read = pd.concat([totals, others], ignore_index=True)
    verdict = verify_days(context, connection, state.delivery.nom, touched, read)
    state.touched |= touched
    state.blocked |= judged.blocked
    state.verdicts += [judged.verdict, *([verdict] if verdict else [])]


def _quarantine(
    context: Context, connection: Connection, state: _Load, judged: Judged
) -> None:
    rejects = judged.rejects
    if rejects.empty:
        return
    path = deliveries.content(context.archive_dir, state.delivery.sha256)
    texts = raw_lines(path, open_delivery(context, state.delivery), set(rejects["ligne"]))
    rejects = rejects.assign(texte=rejects["ligne"].map(texts))
    ledger.quarantine(connection, state.delivery.livraison, rejects)
    state.newly_rejected += len(rejects)
    state.unknown = pd.concat([state.unknown, rejects[was_judged(rejects)]])


def _settle(connection: Connection, state: _Load) -> None:
    """Record the counts, the state and the verdicts of the delivery."""
    delivery = state.delivery
    ledger.settle(
        connection,
        delivery.livraison,
        statut="chargee",
        message=messages.loaded(delivery, state.blocked, state.unknown),
        acceptees=delivery.acceptees - state.newly_rejected,
        rejetees=delivery.rejetees + state.newly_rejected,
    )
    for asset in ("ventes", "totaux"):
        verdicts = [verdict for verdict in state.verdicts if verdict.suite.name == asset]
        ledger.record_verdict(connection, asset, summary(verdicts))
    ledger.clear_verdicts(connection, "ventes", state.touched)
    ledger.record_verdict(
        connection,
        "ventes",
        [ledger_row(outcome, day) for day, found in state.blocked.items() for outcome in found],
    )


def _hold(context: Context, delivery: Delivery, shrunk: pd.DataFrame) -> Step:
    """Leave the tables as they are and say how to accept the delivery."""
    message = messages.held(delivery, shrunk)
    with context.warehouse.write() as connection:
        ledger.settle(connection, delivery.livraison, statut="en_attente", message=message)
    return Step(
        "ventes",
        delivery.nom,
        delivery.livraison,
        "en_attente",
        lignes=delivery.lignes,
        acceptees=delivery.acceptees,
        rejetees=delivery.rejetees,
        message=message,
        ok=False,
    )


def _step(state: _Load) -> Step:
    delivery = state.delivery
    message = messages.loaded(delivery, state.blocked, state.unknown)
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
