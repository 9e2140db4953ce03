"""Step three, second half: sales judged, then written a day of a store at a time.

A delivery is loaded in one transaction: all the windows it changes, its quarantined rows, its
counts, the totals. It waits (`en_attente`) rather than leave a window with fewer rows than it has.
Loading again, in any order, gives the same tables: a window belongs to the newest delivery that
holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from sales_assets import staging
from sales_assets.contract import Reason
from sales_assets.language import _
from sales_assets.loading.context import Context, Step, note
from sales_assets.loading.read import read_delivery, rows_folder
from sales_assets.loading.receive import SALES
from sales_assets.loading.valuation import Catalogue, value
from sales_assets.loading.verdicts import combine, ledger_row, summary
from sales_assets.rules import Outcome, Verdict, judge
from sales_assets.warehouse import catalogue, ledger, windows
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.schema import MEASURES

FIRST_DAY = date(1990, 1, 1)
# What these rules find is put right by a later catalogue: the line waits, its day goes on. What
# any other critical rule finds casts doubt on the whole day.
_LINE_RULES = {
    "ventes_produit_connu": (Reason.PRODUIT_INCONNU, "ID_produit"),
    "ventes_magasin_connu": (Reason.MAGASIN_INCONNU, "ID_magasin"),
    "ventes_prix_present": (Reason.PRIX_INVALIDE, "prix"),
}
_CELL = ["date", "ID_magasin"]


class _Shrinks(Exception):
    """The delivery would leave these windows with fewer rows; nothing of it is written."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self.cells = cells


@dataclass
class _Load:
    """A delivery on its way into the tables."""

    delivery: Delivery
    days: frozenset[date] | None
    allow_shrink: bool
    known: Catalogue
    refused_lines: int = 0
    accepted: int = 0
    touched: set[date] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: dict[date, list[Outcome]] = field(default_factory=dict)


def load_sales(context: Context, *, allow_shrink: bool = False) -> list[Step]:
    """Load every delivery of sales that was read and not loaded yet, oldest first."""
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=SALES, statuts=["lue"])
    return [note(context, load(context, one, allow_shrink=allow_shrink)) for one in waiting]


def rebuild(context: Context, first: date, last: date) -> list[Step]:
    """Load these days again from the archive alone, all the deliveries they come from."""
    with context.warehouse.read() as connection:
        concerned = ledger.concerned_by(connection, first, last)
        found = ledger.deliveries(
            connection, genres=SALES, statuts=["chargee"], numbers=concerned
        )
    return [note(context, load(context, one, frozenset(concerned[one.livraison]))) for one in found]


def retry(context: Context) -> list[Step]:
    """Judge again the quarantined sales whose product or store is known by now."""
    with context.warehouse.read() as connection:
        waiting = ledger.quarantined(
            connection, reasons=[reason.value for reason, _column in _LINE_RULES.values()]
        )
        known = Catalogue.of(connection)
    if waiting.empty:
        return []
    ripe = waiting[
        waiting["ID_produit"].isin(known.prices["ID_produit"])
        & waiting["ID_magasin"].isin(known.stores)
        & (waiting["colonne"] != "prix_unitaire")
    ]
    days = ripe.groupby("livraison")["date"].agg(frozenset)
    with context.warehouse.read() as connection:
        found = ledger.deliveries(connection, statuts=["chargee"], numbers=list(days.index))
    return [note(context, load(context, one, days[one.livraison])) for one in found]


def accept(context: Context, livraison: int) -> Step | None:
    """Load a delivery that waits because it shrinks a window; None when it does not wait."""
    with context.warehouse.read() as connection:
        found = ledger.deliveries(
            connection, genres=SALES, statuts=["en_attente"], numbers=[livraison]
        )
    return note(context, load(context, found[0], allow_shrink=True)) if found else None


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
            the windows whose content changed.
        allow_shrink: Whether a window may end with fewer rows than it has.
    """
    if not rows_folder(context, delivery).exists():
        read_delivery(context, delivery)
    try:
        with context.warehouse.write() as connection:
            state = _Load(delivery, days, allow_shrink, Catalogue.of(connection))
            _release_judged(connection, state)
            for chunk in staging.read(rows_folder(context, delivery), days):
                _load_chunk(context, connection, state, chunk)
            _settle(connection, state)
    except _Shrinks as shrinks:
        return _hold(context, delivery, shrinks.cells)
    return _loaded_step(state)


def _release_judged(connection: Connection, state: _Load) -> None:
    """Take back the rows quarantined by an earlier judgement; they are judged again."""
    rejects = ledger.quarantined(connection, livraison=state.delivery.livraison, days=state.days)
    judged = rejects["raison"].isin([Reason.PRODUIT_INCONNU, Reason.MAGASIN_INCONNU])
    judged |= rejects["raison"].eq(Reason.CONTROLE_BLOQUANT)
    judged |= rejects["raison"].eq(Reason.PRIX_INVALIDE) & rejects["colonne"].eq("prix")
    lines = rejects.loc[judged, "ligne"].tolist()
    ledger.release(connection, state.delivery.livraison, lines)
    state.refused_lines -= len(lines)


def _load_chunk(
    context: Context, connection: Connection, state: _Load, chunk: pd.DataFrame
) -> None:
    first, last = chunk["date"].min().date(), chunk["date"].max().date()
    current = windows.cells(connection, first, last)
    lines = _still_ours(value(chunk, state.known), current, state.delivery)
    verdict = judge(
        context.suites["ventes"], lines, premier_jour=FIRST_DAY, aujourdhui=context.today
    )
    state.verdicts.append(verdict)
    reasons = _reasons(lines, verdict, state)
    good = lines[reasons["raison"].isna()]
    good = good.assign(prix_unitaire_e4=good["prix_applique_e4"].astype("int64")).astype(
        {"total_e4": "int64"}
    )
    _quarantine(context, connection, state, lines, reasons)
    totals = windows.measure_cells(good)
    held = _ours(lines, current, state)
    changed = _changed(held, totals, forced=state.days is not None)
    _guard(changed, state)
    of_changed = _inside(good, changed)
    windows.replace(
        connection,
        state.delivery.livraison,
        changed[_CELL],
        of_changed,
        _inside(totals, changed),
    )
    _rectify(connection, state, changed)
    state.accepted += len(good)
    state.touched |= {stamp.date() for stamp in changed["date"].unique()}
    _verify(context, connection, state, lines, current, totals)


def _still_ours(
    lines: pd.DataFrame, current: pd.DataFrame, delivery: Delivery
) -> pd.DataFrame:
    """Leave out the windows that a newer delivery holds by now."""
    newer = current[current["livraison"] > delivery.livraison]
    return lines if newer.empty else lines[~_in_cells(lines, newer)]


def _in_cells(frame: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    keys = pd.MultiIndex.from_frame(cells[_CELL].astype({"ID_magasin": "str"}))
    ours = pd.MultiIndex.from_frame(frame[_CELL].astype({"ID_magasin": "str"}))
    return pd.Series(ours.isin(keys), index=frame.index)


def _inside(frame: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    return frame[_in_cells(frame, cells)] if len(frame) else frame


def _reasons(lines: pd.DataFrame, verdict: Verdict, state: _Load) -> pd.DataFrame:
    """Why each line is held back (raison, colonne; missing when it is not)."""
    reasons = pd.DataFrame({"raison": None, "colonne": None}, index=lines.index, dtype="object")
    for outcome in reversed(verdict.blocking):
        if outcome.rule.name in _LINE_RULES:
            reasons.loc[outcome.failing] = _LINE_RULES[outcome.rule.name]
    for outcome in verdict.blocking:
        if outcome.rule.name in _LINE_RULES:
            continue
        failing = outcome.failing if len(outcome.failing) else lines.index
        bad_days = lines.loc[failing, "date"].unique()
        for stamp in bad_days:
            state.blocked.setdefault(stamp.date(), []).append(outcome)
        doubtful = lines["date"].isin(bad_days) & reasons["raison"].isna()
        reasons.loc[doubtful] = (Reason.CONTROLE_BLOQUANT, outcome.rule.name)
    return reasons


def _quarantine(
    context: Context,
    connection: Connection,
    state: _Load,
    lines: pd.DataFrame,
    reasons: pd.DataFrame,
) -> None:
    from sales_assets.contract import raw_lines
    from sales_assets.loading.read import open_delivery

    bad = reasons["raison"].notna()
    if not bad.any():
        return
    rejects = lines.loc[
        bad, ["ligne", "date", "ID_magasin", "ID_produit", "quantite", "prix_unitaire_e4"]
    ].join(reasons)
    wanted = set(rejects["ligne"].tolist())
    texts = raw_lines(open_delivery(context, state.delivery), wanted)
    rejects["texte"] = rejects["ligne"].map(texts)
    ledger.quarantine(connection, state.delivery.livraison, rejects)
    state.refused_lines += len(rejects)


def _ours(lines: pd.DataFrame, current: pd.DataFrame, state: _Load) -> pd.DataFrame:
    """The windows this delivery speaks of, with what they hold now (0 where nothing).

    A window whose day is blocked is left as it is, unless it holds these very rows.
    """
    spoken = lines.loc[lines["magasin_connu"], _CELL].drop_duplicates()
    spoken = spoken.astype({"ID_magasin": "str"}).reset_index(drop=True)
    held = spoken.merge(current, on=_CELL, how="left")
    held = held.fillna({name: 0 for name in (*MEASURES, "livraison")}).fillna({"empreinte": ""})
    blocked = held["date"].isin(pd.to_datetime(list(state.blocked)))
    return held[~blocked | (held["livraison"] == state.delivery.livraison)]


def _changed(held: pd.DataFrame, totals: pd.DataFrame, *, forced: bool) -> pd.DataFrame:
    """The windows to write: their measures before, and after with the suffix `_apres`."""
    after = totals.astype({"ID_magasin": "str"})
    both = held.merge(after, on=_CELL, how="left", suffixes=("", "_apres"))
    both = both.fillna({f"{name}_apres": 0 for name in MEASURES}).fillna({"empreinte_apres": ""})
    if forced:
        return both
    return both[both["empreinte"] != both["empreinte_apres"]]


def _guard(changed: pd.DataFrame, state: _Load) -> None:
    """Let no window shrink, unless one asked for it or its own rows are now in doubt."""
    blocked = changed["date"].isin(pd.to_datetime(list(state.blocked)))
    shrunk = changed[(changed["lignes_apres"] < changed["lignes"]) & ~blocked]
    if len(shrunk) and not state.allow_shrink:
        raise _Shrinks(shrunk)


def _rectify(connection: Connection, state: _Load, changed: pd.DataFrame) -> None:
    names = ("lignes", "quantite", "ca_e4")
    differs = pd.Series(False, index=changed.index)
    for name in names:
        differs |= changed[name] != changed[f"{name}_apres"]
    some = changed[differs & (changed["lignes"] > 0)].rename(
        columns={
            **{"lignes": "lignes_avant", "quantite": "quantite_avant", "ca_e4": "ca_avant_e4"},
            "ca_e4_apres": "ca_apres_e4",
        }
    )
    windows.rectify(connection, state.delivery.livraison, some)


def _verify(
    context: Context,
    connection: Connection,
    state: _Load,
    lines: pd.DataFrame,
    before: pd.DataFrame,
    totals: pd.DataFrame,
) -> None:
    """Judge the totals of the days just written, before the transaction is kept.

    Raises:
        TotalsDiffer: The file, the sales and the totals do not say the same.
    """
    days = {stamp.date() for stamp in lines["date"].unique()} & state.touched
    if not days:
        return
    stored = windows.integrity(connection, min(days), max(days))
    stored = stored[stored["date"].dt.date.isin(days)]
    blocked = pd.to_datetime(list(state.blocked))
    ours = totals[~totals["date"].isin(blocked)]
    others = before[~_in_cells(before, _ours(lines, before, state))] if len(before) else before
    read = pd.concat([ours, others])[["date", "lignes", "quantite", "ca_e4"]].groupby("date").sum()
    read = read.rename(columns={"ca_e4": "ca_lu_e4", "lignes": "lignes_lu", "quantite": "quantite_lu"})
    frame = stored.merge(read.reset_index(), on="date", how="outer").fillna(
        {name: 0 for name in ("lignes_lu", "quantite_lu", "ca_lu_e4")}
    )
    frame = frame.astype({name: "int64" for name in frame.columns if name != "date"})
    verdict = judge(context.suites["totaux"], frame)
    state.verdicts.append(verdict)
    if verdict.blocking:
        raise TotalsDiffer(state.delivery, verdict)


class TotalsDiffer(Exception):
    """The totals written are not those of the file; nothing was kept."""

    def __init__(self, delivery: Delivery, verdict: Verdict) -> None:
        """Say which rule found it, and on which days."""
        self.verdict = verdict
        worst = verdict.blocking[0]
        days = ", ".join(str(stamp.date()) for stamp in worst.examples["date"][:5])
        super().__init__(
            _("{nom} : {phrase} Jours : {jours}. Rien n’a été écrit.").format(
                nom=delivery.nom, phrase=worst.rule.phrase, jours=days
            )
        )


def _settle(connection: Connection, state: _Load) -> None:
    """Record the counts, the state and the verdicts of the delivery."""
    delivery = state.delivery
    ledger.settle(
        connection,
        delivery.livraison,
        statut="chargee",
        message=_blocked_message(state),
        acceptees=delivery.acceptees - state.refused_lines,
        rejetees=delivery.rejetees + state.refused_lines,
    )
    of = {name: [v for v in state.verdicts if v.suite.name == name] for name in ("ventes", "totaux")}
    for asset, verdicts in of.items():
        ledger.record_verdict(connection, asset, summary(verdicts))
    ledger.clear_verdicts(connection, "ventes", state.touched)
    ledger.record_verdict(
        connection,
        "ventes",
        [ledger_row(outcome, day) for day, found in state.blocked.items() for outcome in found],
    )


def _blocked_message(state: _Load) -> str:
    if not state.blocked:
        return ""
    day, found = min(state.blocked.items())
    return _(
        "{nom} : {nombre} jour(s) retenu(s), dont le {jour}. {phrase} Corrigez le fichier et "
        "déposez-le de nouveau."
    ).format(
        nom=state.delivery.nom,
        nombre=len(state.blocked),
        jour=day.strftime("%d/%m/%Y"),
        phrase=found[0].rule.phrase,
    )


def _hold(context: Context, delivery: Delivery, shrunk: pd.DataFrame) -> Step:
    """Leave the tables as they are and say how to accept the delivery."""
    worst = shrunk.sort_values(_CELL).iloc[0]
    message = _(
        "{nom} est en attente : le {jour}, le magasin {magasin} passerait de {avant} à {apres} "
        "lignes ({nombre} cas). Si c’est voulu : sales-assets accept {livraison}."
    ).format(
        nom=delivery.nom,
        jour=worst["date"].strftime("%d/%m/%Y"),
        magasin=worst["ID_magasin"],
        avant=int(worst["lignes"]),
        apres=int(worst["lignes_apres"]),
        nombre=len(shrunk),
        livraison=delivery.livraison,
    )
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


def _loaded_step(state: _Load) -> Step:
    delivery = state.delivery
    outcomes = combine(v for v in state.verdicts if v.suite.name == "ventes")
    blocking = [o for o in outcomes if not o.passed and o.rule.severity == "critical"]
    return Step(
        "ventes",
        delivery.nom,
        delivery.livraison,
        "chargee",
        lignes=delivery.lignes,
        acceptees=delivery.acceptees - state.refused_lines,
        rejetees=delivery.rejetees + state.refused_lines,
        message=_blocked_message(state),
        ok=not blocking,
        jours=state.touched,
        verdicts=state.verdicts,
    )
