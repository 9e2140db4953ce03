"""The checks of the graph: this program's own, and the gates, one asset check a rule.

What stays out: the rules themselves (`expectations/`), and what a run that broke one tells a person
(`troubles.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey, MetadataValue

from sales_assets.graph import metadata
from sales_assets.graph.shop import RULES_DIR
from sales_assets.language import _
from sales_assets.rules import Severity, load_suite

if TYPE_CHECKING:
    from sales_assets.context import Step
    from sales_assets.rules import Outcome, Verdict

MESSAGES = "messages"
"""Where a check's metadata say what a person must act on."""


@dataclass(frozen=True)
class Check:
    """A check that is no rule of `expectations/`.

    Attributes:
        name: Its name.
        asset: The asset that it speaks of.
        text: What it is for, in French.
        blocking: Whether what comes after waits for it to pass.
        severity: ERROR where a person must act.
        after: Assets that it waits for beside its own.
    """

    name: str
    asset: str
    text: str
    blocking: bool = False
    severity: AssetCheckSeverity = AssetCheckSeverity.ERROR
    after: tuple[str, ...] = ()

    def spec(self) -> AssetCheckSpec:
        """As Dagster takes it, in the language in use."""
        return AssetCheckSpec(
            self.name,
            asset=self.asset,
            description=_(self.text),
            blocking=self.blocking,
            additional_deps=self.after,
        )

    def result(
        self, messages: Sequence[str] = (), figures: Mapping[str, Any] | None = None
    ) -> AssetCheckResult:
        """Whether nothing is wrong; what is, a sentence each."""
        return AssetCheckResult(
            check_name=self.name,
            asset_key=AssetKey(self.asset),
            passed=not messages,
            severity=self.severity,
            description=" ".join(messages) or None,
            metadata={**(figures or {}), **({MESSAGES: [*messages]} if messages else {})},
        )

    def of(self, steps: Iterable[Step]) -> AssetCheckResult:
        """Whether nobody needs to act on these files."""
        return self.result([step.message for step in steps if not step.ok])


def specs(suite: str, asset: str) -> list[AssetCheckSpec]:
    """A check for each rule of a suite.

    None is `blocking` in Dagster's sense, which would stop the good days with the bad: the gate
    stands before the write, so what a critical rule holds back is never in the tables at all.
    """
    return [
        AssetCheckSpec(
            name=rule.name,
            asset=AssetKey(asset),
            description=f"{_(rule.phrase)} {_(rule.notes)}",
            metadata={_("gravité"): rule.severity.value},
        )
        for rule in load_suite(RULES_DIR / f"{suite}.json").rules
    ]


def results(suite: str, asset: str, verdicts: Iterable[Verdict]) -> Iterator[AssetCheckResult]:
    """The result of each rule over all that this run judged; nothing judged is a pass."""
    from sales_assets.loading.verdicts import combine

    found = {
        outcome.rule.name: outcome
        for outcome in combine(verdict for verdict in verdicts if verdict.suite.name == suite)
    }
    for rule in load_suite(RULES_DIR / f"{suite}.json").rules:
        outcome = found.get(rule.name)
        critical = rule.severity is Severity.CRITICAL
        yield AssetCheckResult(
            check_name=rule.name,
            asset_key=AssetKey(asset),
            passed=outcome.passed if outcome else True,
            severity=AssetCheckSeverity.ERROR if critical else AssetCheckSeverity.WARN,
            description=_(rule.phrase),
            metadata=_figures(outcome),
        )


def _figures(outcome: Outcome | None) -> dict[str, MetadataValue]:
    if outcome is None:
        return {_("lignes jugées"): MetadataValue.int(0)}
    figures: dict[str, MetadataValue] = {
        _("lignes jugées"): MetadataValue.int(outcome.judged),
        _("lignes fautives"): MetadataValue.int(outcome.failed),
        _("pourquoi cette règle"): MetadataValue.text(_(outcome.rule.notes)),
    }
    if len(outcome.examples):
        figures[_("premières lignes fautives")] = metadata.preview(outcome.examples)
    return figures
