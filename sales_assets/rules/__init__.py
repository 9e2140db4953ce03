"""The gate: a suite of rules and a frame of rows give a verdict, before anything is written.

`suite` reads and checks the hand-written `expectations/*.json`; it needs json only, so that the
code location can build its checks from them. `gate` judges, and is the only importer of Great
Expectations, inside functions: the import costs seconds and 150 MB, once per run that judges.
What stays out: writing, quarantine and what is shown of a verdict.
"""

from __future__ import annotations

from sales_assets.rules.gate import EXAMPLES, Outcome, Verdict, judge
from sales_assets.rules.suite import Rule, Severity, Suite, load_suite

__all__ = ["EXAMPLES", "Outcome", "Rule", "Severity", "Suite", "Verdict", "judge", "load_suite"]
