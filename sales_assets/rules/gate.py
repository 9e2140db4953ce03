"""Judge rows by a suite: the only place that imports Great Expectations, and lazily.

What goes in: a suite, a frame, the parameters of the day. What comes out: a verdict, or a
`RuleError` when a rule could not be applied; a rule is never skipped in silence. No data context
is created, so nothing is configured, written or sent: an expectation names the metrics it needs,
the pandas engine computes them, the expectation draws its conclusion from them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sales_assets.errors import RuleError
from sales_assets.language import _, mark
from sales_assets.rules.batches import PLAIN, RAW, batches_of
from sales_assets.rules.suite import Rule, Severity, Suite, unfit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

EXAMPLES = 20
# Full results list the bad values one by one: 22 s on a million bad rows. The mask that the
# verdict is drawn from has it all, exactly, and is computed anyway.
RUNTIME = {"result_format": {"result_format": "BOOLEAN_ONLY"}}


@dataclass(frozen=True)
class Outcome:
    """What one rule found.

    `judged` counts the rows the rule could look at (a missing value is the business of the rules
    on missing values), `failed` those it found bad; a rule on a column's type judges all rows
    alike. `examples` holds the first bad rows, all columns of the judged frame. `failing` is the
    index of every bad row when a critical row rule failed, else empty.
    """

    rule: Rule
    passed: bool
    judged: int
    failed: int
    examples: pd.DataFrame
    failing: pd.Index[Any]


@dataclass(frozen=True)
class Verdict:
    """The outcomes of a suite, in its order."""

    suite: Suite
    outcomes: list[Outcome]

    @property
    def blocking(self) -> list[Outcome]:
        """The failed critical rules: these rows must not be published."""
        return [o for o in self.outcomes if not o.passed and o.rule.severity is Severity.CRITICAL]

    @property
    def passed(self) -> bool:
        """Whether no critical rule failed; warnings do not count."""
        return not self.blocking


def judge(
    suite: Suite, frame: pd.DataFrame, *, absent: Collection[str] = (), **parameters: object
) -> Verdict:
    """Apply every rule of `suite` to `frame`, which is left as it is.

    Args:
        suite: The rules, from `load_suite`.
        frame: The columns the rules name; any index. Money in
            integers of 1/10 000 €, days as `datetime64`. Without rows, every rule passes.
        absent: The columns that the file did not have to have, and has not: their rules, which have
            nothing to look at, pass without having judged a row. So do the optional rules of a
            column that is not there, or holds nothing.
        **parameters: Values of the rules' `$PARAMETER`s, a day as `datetime.date`; a parameter
            no rule asks for is ignored.

    Raises:
        RuleError: a rule Great Expectations cannot build or compute, a column or a parameter
            that is missing.
    """
    nothing = _nothing_of(frame)
    if frame.empty:
        return Verdict(suite, [Outcome(r, True, 0, 0, nothing, nothing.index) for r in suite.rules])
    untold = {*absent, *_untold(suite, frame)}
    asked = replace(suite, rules=tuple(r for r in suite.rules if not {*r.columns} & untold))
    built = [_build(asked, rule, parameters) for rule in asked.rules]
    found = {one.rule.name: one for one in _apply(asked, frame, built)}
    idle = (Outcome(rule, True, 0, 0, nothing, nothing.index) for rule in suite.rules)
    return Verdict(suite, [found.get(one.rule.name, one) for one in idle])


def _untold(suite: Suite, frame: pd.DataFrame) -> Iterator[str]:
    """Yield the columns of optional rules that tell nothing."""
    for column in {name for rule in suite.rules if rule.optional for name in rule.columns}:
        if column not in frame or not frame[column].notna().any():
            yield column


def _build(suite: Suite, rule: Rule, parameters: Mapping[str, object]) -> Any:
    """Return the expectation of `rule`, with parameters filled; Great Expectations checks it."""
    from great_expectations.expectations.registry import get_expectation_impl

    try:
        kwargs = {key: _filled(value, parameters) for key, value in rule.kwargs.items()}
        implementation: Any = get_expectation_impl(rule.type)
        # A column's type is judged as it came, its values as plain numbers.
        batch = RAW if "type" in rule.type.split("_") else PLAIN
        return implementation(**kwargs, severity=str(rule.severity), batch_id=batch)
    except Exception as error:
        raise unfit(suite, rule, error) from error


def _filled(value: object, parameters: Mapping[str, object]) -> object:
    """Return `value`, or what its `$PARAMETER` stands for, a day as its ordinal (see `batches`)."""
    if not (isinstance(value, dict) and "$PARAMETER" in value):
        return value
    name = value["$PARAMETER"]
    if name not in parameters:
        raise ValueError(_("le paramètre {nom} n’est pas donné").format(nom=name))
    given = parameters[name]
    return given.toordinal() if isinstance(given, dt.date) else given


def _apply(suite: Suite, frame: pd.DataFrame, built: list[Any]) -> list[Outcome]:
    """Compute what all expectations need in one pass and draw each one's conclusion."""
    from great_expectations.execution_engine.pandas_execution_engine import (
        PandasExecutionEngine,
    )
    from great_expectations.validator.metrics_calculator import MetricsCalculator

    engine = PandasExecutionEngine(caching=False)
    for batch, content in batches_of(suite, frame).items():
        engine.load_batch_data(batch, content)
    calculator = MetricsCalculator(engine, show_progress_bars=False)
    pairs = list(zip(suite.rules, built, strict=True))
    needs = []
    for rule, expectation in pairs:
        try:
            dependencies = expectation.get_validation_dependencies(engine, RUNTIME)
        except Exception as error:
            raise unfit(suite, rule, error) from error
        needs.append(dependencies.get_metric_configurations())
    try:
        graph = calculator.build_metric_dependency_graph([n for some in needs for n in some])
        metrics, aborted = calculator.resolve_validation_graph(graph)
    except Exception as error:
        raise RuleError(
            mark("Les règles {suite} ne sont pas calculables : {cause}"),
            suite=suite.name,
            cause=error,
        ) from error
    outcomes = []
    for (rule, expectation), needed in zip(pairs, needs, strict=True):
        # A metric that raised is only absent here; without this check the rule would look failed,
        # or, for some kinds of rule, passed.
        if any(need.id not in metrics for need in needed):
            raise unfit(suite, rule, _causes(aborted))
        outcomes.append(_outcome(suite, rule, expectation, needed, metrics, engine, frame))
    # The engine and its data refer to each other: without this, 40 MB per million rows stay until
    # the next collection of cycles.
    engine.batch_manager.batch_data_cache.clear()
    return outcomes


def _causes(aborted: Mapping[Any, Any]) -> str:
    """Return the distinct messages of the metrics that raised."""
    messages = {str(info["exception_info"].exception_message) for info in aborted.values()}
    return _(" ; ").join(sorted(messages)) or _("une mesure a échoué")


def _outcome(
    suite: Suite,
    rule: Rule,
    expectation: Any,
    needed: list[Any],
    metrics: dict[Any, Any],
    engine: Any,
    frame: pd.DataFrame,
) -> Outcome:
    """Return what `rule` found, from the metrics computed for it."""
    try:
        result = expectation.metrics_validate(metrics, RUNTIME, engine)
    except Exception as error:
        raise unfit(suite, rule, error) from error
    passed = bool(result.success)
    nothing = _nothing_of(frame)
    mask = _mask(expectation, needed, metrics)
    if mask is None:
        failed = 0 if passed else len(frame)
        return Outcome(rule, passed, len(frame), failed, nothing, nothing.index)
    bad = _positions(mask)
    if passed:
        return Outcome(rule, True, len(mask), len(bad), nothing, nothing.index)
    failing = frame.index[bad] if rule.severity is Severity.CRITICAL else nothing.index
    return Outcome(rule, False, len(mask), len(bad), frame.iloc[bad[:EXAMPLES]], failing)


def _nothing_of(frame: pd.DataFrame) -> pd.DataFrame:
    """No row of `frame`; a copy, for a view would keep all that it is of."""
    return frame.head(0).copy()


def _mask(expectation: Any, needed: list[Any], metrics: dict[Any, Any]) -> Any:
    """Return the boolean Series of bad rows, indexed by position; None for a rule on a column."""
    from great_expectations.validator.metric_configuration import MetricConfiguration

    metric = getattr(expectation, "map_metric", None)
    for need in needed:
        if need.metric_name == f"{metric}.unexpected_count":
            condition = MetricConfiguration(
                f"{metric}.condition", need.metric_domain_kwargs, need.metric_value_kwargs
            )
            return metrics[condition.id][0]
    return None


def _positions(mask: pd.Series[bool]) -> NDArray[np.intp]:
    """Return the positions in the judged frame of the rows a mask calls bad."""
    return mask.index.to_numpy()[mask.to_numpy(dtype=bool)]
