"""Deliveries of sales into the tables, in one transaction: all of it is kept, or none.

Their rows are judged (`judging.py`), what becomes of each day of each store is planned (`plan.py`),
the plan is applied (`apply.py`); their quarantined rows, their counts and the verdicts change with
it. One delivery is a batch of one. What stays out: which deliveries are loaded, and what becomes of
one that cannot be (`sales.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pandas as pd

from sales_assets.context import Context, Step
from sales_assets.contract import Reason, raw_lines
from sales_assets.errors import ArchiveError, Refused
from sales_assets.inbox import archive, staged
from sales_assets.inbox.stage import open_delivery, restage, rows_folder
from sales_assets.loading import apply, messages, plan
from sales_assets.loading.discovery import discover, learn_departments
from sales_assets.loading.judging import Judged, judge_lines
from sales_assets.loading.resolving import damage, resolve
from sales_assets.loading.valuation import Catalogue
from sales_assets.loading.verdicts import ledger_row, summary
from sales_assets.rules import Outcome, Verdict
from sales_assets.warehouse import catalogue, closing, doubts, ledger, provenance, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.lines import gathered
from sales_assets.warehouse.measures import CELL, add_up, measure_cells


class LoadedApart(Exception):
    """Deliveries that were to be loaded as one, and of which one needs a judgement of its own."""


@dataclass
class _Load:
    """Deliveries on their way into the tables; no two of them speak of the same day.

    `sources` says which delivery each day comes from. `rejected` holds the lines that the gate set
    aside earlier, and whether they are open still: a delivery that has some is loaded alone.
    """

    deliveries: list[Delivery]
    days: frozenset[date] | None
    allow_shrink: bool
    known: Catalogue
    sources: pd.Series[int]
    rejected: dict[int, bool] = field(default_factory=dict)
    newly_rejected: int = 0
    spoken: set[date] = field(default_factory=set)
    touched: dict[date, int] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: dict[date, list[Outcome]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)


def load_rows(
    context: Context,
    batch: Sequence[Delivery],
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> list[Step]:
    """Load deliveries of sales as one, or some days of them; see `sales.load`.

    No two of them speak of the same day. The tables and the ledger end as if each had been loaded
    in its turn. The verdicts, which are of them all, go with the first step.

    Raises:
        LoadedApart: There are several, and the gate finds fault with a line of one.
        Shrinks: A cell would end with fewer rows.
        TotalsDiffer: The tables would not say what the files say.
        ArchiveError: The archived content of one is missing or damaged.
    """
    for delivery in batch:
        restage(context, delivery, days)
    with context.warehouse.write() as connection:
        return load_within(context, connection, batch, days, allow_shrink=allow_shrink)


def load_within(
    context: Context,
    connection: Transaction,
    batch: Sequence[Delivery],
    days: frozenset[date] | None = None,
    *,
    allow_shrink: bool = False,
) -> list[Step]:
    """Load deliveries whose rows stand aside, as part of the caller's transaction."""
    # As they are now: another run may have loaded them while this one waited.
    found = ledger.deliveries(connection, numbers=[one.livraison for one in batch])
    folders = [rows_folder(context, one) for one in found]
    sources = {
        pd.Timestamp(day): one.livraison
        for one, folder in zip(found, folders, strict=True)
        for day in staged.count_days(folder)
    }
    known = Catalogue.of(connection)
    state = _Load(found, days, allow_shrink, known, pd.Series(sources, dtype="int64"))
    for one in found:
        state.rejected |= quarantine.judged(connection, one.livraison)
    names = {one.livraison: one.nom for one in found}
    files = {day.date(): names[number] for day, number in sources.items()}
    for some in staged.read(folders, days):
        _load_days(context, connection, state, some, files)
    return _settle(context, connection, state)


def _named(
    context: Context,
    connection: Transaction,
    state: _Load,
    chunk: pd.DataFrame,
    files: Mapping[date, str],
) -> pd.DataFrame:
    """Give lines the ids that they mean, and enter whoever only they tell of."""
    lines, told = resolve(chunk, state.known, files)
    state.told |= told
    first = chunk["date"].iloc[0]
    speaker = int(state.sources[first])
    lines, entered = discover(connection, lines, state.known, speaker, context.today)
    if entered:
        state.known = Catalogue.of(connection)
    learn_departments(connection, lines)
    return lines


@dataclass(frozen=True)
class _Part:
    """Lines judged, the cells they speak of, what is held of their days."""

    judged: Judged
    spoken: pd.DataFrame
    held: pd.DataFrame


class _Parts:
    """The parts of some days: judged once, or each time again where a day is too large to keep."""

    def __init__(self, days: staged.Days, judge: Callable[[pd.DataFrame], _Part]) -> None:
        self._days, self._judge = days, judge
        self._kept = [judge(frame) for frame in days] if days.whole else None

    def __iter__(self) -> Iterator[_Part]:
        return iter(self._kept or map(self._judge, self._days))


def _load_days(
    context: Context,
    connection: Transaction,
    state: _Load,
    days: staged.Days,
    files: Mapping[date, str],
) -> None:
    """Judge whole days, plan what becomes of their cells, and do it."""
    parts = _Parts(days, partial(_judge, context, connection, state, files))
    spoken, sums, verdicts = [], [], []
    blocked: dict[date, list[Outcome]] = {}
    for part in parts:
        spoken.append(part.spoken)
        sums.append(measure_cells(part.judged.good))
        blocked |= part.judged.blocked
        verdicts.append(part.judged.verdict)
    if blocked and not days.whole:  # a day is held for all its lines
        _load_days(context, connection, state, days.joined(), files)
        return
    totals = sums[0] if days.whole else add_up(sums)
    planned = plan.decide(
        pd.concat(spoken, ignore_index=True).drop_duplicates(CELL, ignore_index=True),
        totals,
        state.known.stores,
        blocked,
        only_these_days=state.days is not None,
        allow_shrink=state.allow_shrink,
    )
    apply.refuse_to_shrink(planned, (part.judged.rejects for part in parts))
    cells = apply.written(planned)
    with gathered(connection, large=not days.whole) as lines:
        for part in parts:
            _quarantine(context, connection, state, part.judged)
            lines.add(part.judged.good[plan.inside(part.judged.good, cells)])
        touched = apply.write_cells(connection, planned, lines, totals)
    what = state.deliveries[0].nom
    verdict = apply.verify(context, connection, what, touched, planned, totals, part.held)
    state.touched |= {day: int(state.sources[pd.Timestamp(day)]) for day in touched}
    state.blocked |= blocked
    state.verdicts += [*verdicts, *([verdict] if verdict else [])]


def _judge(
    context: Context,
    connection: Transaction,
    state: _Load,
    files: Mapping[date, str],
    chunk: pd.DataFrame,
) -> _Part:
    """Judge the lines of some days that are still this delivery's to say."""
    chunk = _named(context, connection, state, chunk, files)
    first, last = chunk["date"].min().date(), chunk["date"].max().date()
    state.spoken |= {first, last}
    held = provenance.cells(connection, first, last)
    claimed = quarantine.claims(connection, int(state.sources.min()), first, last)
    replaced = [line for line, still_open in state.rejected.items() if not still_open]
    ours = ~chunk["ligne"].isin(replaced)
    spoken = plan.spoken(chunk[ours], held, claimed, state.sources)
    ours &= plan.inside(chunk, spoken[spoken["speaker"] != plan.Speaker.NEWER])
    # A day is in doubt for all that the file says of it, what has been replaced since included.
    concerned = chunk[chunk["date"].isin(chunk.loc[ours, "date"].unique())]
    accepted = doubts.accepted(connection, first, last)
    judged = judge_lines(context, concerned, state.known, accepted).only(ours)
    return _Part(judged, spoken, held)


def _quarantine(context: Context, connection: Transaction, state: _Load, judged: Judged) -> None:
    """Set aside the lines that wait, in place of what an earlier judgement said of these lines."""
    if judged.rejects.empty and not state.rejected:
        return
    if len(state.deliveries) > 1:
        raise LoadedApart
    (delivery,) = state.deliveries
    number, lines = delivery.livraison, judged.lines["ligne"]
    again = lines[lines.isin(list(state.rejected))].tolist()
    quarantine.release(connection, number, again)
    state.newly_rejected -= len(again)
    rejects = judged.rejects
    if rejects.empty:
        return
    archive.verify(context.archive_dir, delivery.sha256, delivery.nom)
    try:
        texts = raw_lines(open_delivery(context, delivery), set(rejects["ligne"]))
    except Refused as refusal:  # it was read before: it is no longer what came
        raise ArchiveError(str(refusal)) from refusal
    rejects = rejects.assign(texte=rejects["ligne"].map(texts))
    quarantine.add(connection, number, rejects)
    state.newly_rejected += len(rejects)


def attention(
    context: Context, connection: Transaction, delivery: Delivery, days: Set[date] | None = None
) -> str:
    """What needs a person in a delivery, or in these days of it."""
    if not delivery.rejetees:
        return ""
    number = delivery.livraison
    waiting = quarantine.waiting(connection, number, days, messages.NAMES)
    blocked = quarantine.blocked(connection, number, days)
    suite = context.suites["ventes"]
    spoiled = [text for one in waiting if one.raison is Reason.ID_ABIME for text in one.noms]
    origin = damage(frozenset(catalogue.product_ids(connection))) if spoiled else None
    fits = {text: origin(text) or "" for text in spoiled} if origin else {}
    said = messages.loaded(delivery, waiting, blocked, suite, fits)
    if said or delivery.acceptees:
        return said
    first = quarantine.first_open(connection, number, days)
    return messages.set_aside(delivery, first) if first else ""


def _settle(context: Context, connection: Transaction, state: _Load) -> list[Step]:
    """Record the counts, the state and the verdicts of the deliveries; a step for each."""
    more = state.newly_rejected
    loaded = [ledger.load(connection, one, more_rejected=more) for one in state.deliveries]
    first, last = min(state.spoken, default=date.max), max(state.spoken, default=date.min)
    closing.close(connection, days=(first, last))
    steps = [_tell(context, connection, state, one) for one in loaded]
    steps[0].verdicts = state.verdicts
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
    return steps


def _tell(context: Context, connection: Transaction, state: _Load, loaded: Delivery) -> Step:
    """Record what needs attention in a delivery, and say what became of it."""
    number = loaded.livraison
    ledger.settle(connection, number, message=attention(context, connection, loaded))
    message = attention(context, connection, loaded, state.days)
    return replace(
        Step.of("ventes", loaded, message),
        warnings=messages.read_as(loaded, state.told),
        jours={day for day, speaker in state.touched.items() if speaker == number},
    )
