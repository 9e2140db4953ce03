"""The gate on sales: which lines are good, which wait, which days are held back.

What the rules say is decided by `rules/`; what follows from it is decided here. Nothing is written.
A critical rule holds the lines that it finds at fault, and them alone. One that allows some bad
lines (`mostly`), or that judges a whole column, tells of no line that it is the bad one: it holds
the whole day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sales_assets.context import Context
from sales_assets.contract import Reason
from sales_assets.loading.resolving import damage
from sales_assets.loading.valuation import Catalogue, discounted_away, value
from sales_assets.rules import EXAMPLES, Outcome, Rule, Severity, Suite, Verdict, judge
from sales_assets.warehouse.doubts import LINE

FIRST_DAY = date(1990, 1, 1)
# What these rules find is put right by a later catalogue.
_CATALOGUE_RULES = {
    "ventes_produit_connu": (Reason.PRODUIT_INCONNU, "ID_produit"),
    "ventes_magasin_connu": (Reason.MAGASIN_INCONNU, "ID_magasin"),
    "ventes_prix_present": (Reason.PRIX_INVALIDE, "prix"),
}
_REJECT = ["ligne", "date", "ID_magasin", "ID_produit", "quantite_e3", "prix_unitaire_e4"]


@dataclass(frozen=True)
class Judged:
    """Sales after the gate.

    Attributes:
        lines: Every line judged, valued.
        good: Those to write; `prix_unitaire_e4` is the price applied.
        rejects: Those that wait: the columns of `rejets` but `livraison` and `texte`.
        verdict: What each rule found.
        blocked: The days held back, with the rules that hold them.
    """

    lines: pd.DataFrame
    good: pd.DataFrame
    rejects: pd.DataFrame
    verdict: Verdict
    blocked: dict[date, list[Outcome]]

    def only(self, wanted: pd.Series[bool]) -> Judged:
        """The same judgement, of some of the lines (`wanted` is indexed as they are)."""
        return replace(
            self,
            lines=self.lines[wanted.reindex(self.lines.index)],
            good=self.good[wanted.reindex(self.good.index)],
            rejects=self.rejects[wanted.reindex(self.rejects.index)],
        )


def judge_lines(
    context: Context, lines: pd.DataFrame, known: Catalogue, accepted: pd.DataFrame
) -> Judged:
    """Value the lines and pass them through the rules on sales.

    Args:
        context: The pass.
        lines: The rows of `contract.Block`.
        known: The catalogue.
        accepted: `doubts.accepted`, of these days: no limit holds these.
    """
    valued = value(lines, known, context.limits.prices)
    believed = _is_accepted(valued, accepted)
    verdict = _but(_judge(context, valued), valued, believed)
    reasons = pd.DataFrame({"raison": None, "colonne": None}, index=valued.index, dtype="object")
    for outcome in reversed(verdict.blocking):  # the first rule of the suite names the reason
        if _names_lines(outcome):
            reasons.loc[outcome.failing] = _reason(outcome.rule)
    lost = valued.loc[reasons["raison"] == Reason.PRODUIT_INCONNU, "ID_produit"]
    origin = damage(frozenset(known.products)) if len(lost) else None
    spoiled = [text for text in lost.unique() if origin and origin(text) is not None]
    reasons.loc[lost[lost.isin(spoiled)].index, "raison"] = Reason.ID_ABIME
    waits = reasons["raison"].notna()
    if waits.any():
        others = _but(_judge(context, valued[~waits]), valued, believed)
        verdict = _without(verdict, others)
    blocked = _blocked_days(valued, verdict)
    for day, outcomes in blocked.items():
        doubtful = valued["date"].eq(pd.Timestamp(day)) & reasons["raison"].isna()
        reasons.loc[doubtful] = (Reason.CONTROLE_BLOQUANT, outcomes[0].rule.name)
    # Whatever the rules allow, a line that comes to nothing that can be summed is not written.
    endless = valued["total_e4"].isna() & reasons["raison"].isna()
    reasons.loc[endless] = (Reason.HORS_REGLE, "total_e4")
    over = discounted_away(valued, valued["prix_applique_e4"])
    reasons.loc[endless & over, "colonne"] = "remise"
    bad = reasons["raison"].notna()
    good = valued[~bad]
    rejects = valued.loc[bad, _REJECT].join(reasons)
    beyond = rejects["raison"] == Reason.HORS_REGLE  # what a person may accept: told in full
    rejects.loc[beyond, "prix_unitaire_e4"] = valued.loc[rejects.index[beyond], "prix_applique_e4"]
    return Judged(
        lines=valued,
        good=good.assign(
            prix_unitaire_e4=good["prix_applique_e4"].astype("int64"),
            total_e4=good["total_e4"].astype("int64"),
        ),
        rejects=rejects,
        verdict=verdict,
        blocked=blocked,
    )


def held_by_rule(suite: Suite, aside: Mapping[tuple[str, str | None], int]) -> dict[str, int]:
    """How many rows of a day each rule of the gate holds back; 0 where it passed.

    Nothing more needs be kept of a day: what is in the tables has passed them all.

    Args:
        suite: The rules on sales.
        aside: The open rows of the day, by reason and column, as `quarantine.count_by_day`.
    """
    return {
        rule.name: aside.get(_reason(rule), 0) + aside.get((Reason.CONTROLE_BLOQUANT, rule.name), 0)
        for rule in suite.rules
        if rule.severity is Severity.CRITICAL
    }


def _judge(context: Context, valued: pd.DataFrame) -> Verdict:
    return judge(
        context.suites["ventes"],
        valued,
        premier_jour=FIRST_DAY,
        aujourdhui=context.today,
        **context.limits.parameters(),
    )


def _reason(rule: Rule) -> tuple[Reason, str]:
    """Why a line at fault by this rule waits, and the column said to be so, or the rule."""
    return _CATALOGUE_RULES.get(rule.name, (Reason.HORS_REGLE, rule.name))


def _is_accepted(lines: pd.DataFrame, accepted: pd.DataFrame) -> pd.Series[bool]:
    """Which lines are among those that a person accepted (`doubts.accepted`)."""
    some = lines["ID_produit"].isin(accepted["ID_produit"])
    said = lines.loc[some].assign(prix_unitaire_e4=lines["prix_applique_e4"])[LINE]
    known = pd.MultiIndex.from_frame(accepted[LINE])
    found = pd.Series(False, index=lines.index)
    found[some] = pd.MultiIndex.from_frame(said.astype({"ID_magasin": "str"})).isin(known)
    return found


def _names_lines(outcome: Outcome) -> bool:
    """Whether the rule says which lines are bad."""
    return len(outcome.failing) > 0 and not outcome.rule.tolerant


def _but(verdict: Verdict, lines: pd.DataFrame, believed: pd.Series[bool]) -> Verdict:
    """The same verdict, but for what its limits found of lines that a person accepted."""
    if not believed.any():
        return verdict
    return Verdict(verdict.suite, [_believing(one, lines, believed) for one in verdict.outcomes])


def _believing(outcome: Outcome, lines: pd.DataFrame, believed: pd.Series[bool]) -> Outcome:
    if not outcome.rule.limit:
        return outcome
    left = outcome.failing[~believed[outcome.failing]]
    return replace(
        outcome,
        passed=left.empty,
        failed=len(left),
        failing=left,
        examples=lines.loc[left[:EXAMPLES]],
    )


def _without(every: Verdict, others: Verdict) -> Verdict:
    """What is found of the lines that wait by the rules that make them wait, else of the others.

    A line that waits has no price, so no total: the other rules are for lines about to be written.
    """
    outcomes = [
        one if _names_lines(one) else other
        for one, other in zip(every.outcomes, others.outcomes, strict=True)
    ]
    return Verdict(every.suite, outcomes)


def _blocked_days(lines: pd.DataFrame, verdict: Verdict) -> dict[date, list[Outcome]]:
    """The days in doubt; every day when a rule on the whole table cannot say which line is bad."""
    days: dict[date, list[Outcome]] = {}
    for outcome in verdict.blocking:
        if _names_lines(outcome):
            continue
        failing = outcome.failing if len(outcome.failing) else lines.index
        for stamp in lines.loc[failing, "date"].unique():
            days.setdefault(stamp.date(), []).append(outcome)
    return dict(sorted(days.items()))
