"""The Dagster shell: one file a noun. What stays out: every rule, query, figure and page."""

# The modules that define assets (raw, tables, totals, report) go without `from __future__ import
# annotations`: Dagster reads the type of `context` and of the resources as objects, and refuses
# the strings that this import makes of them.
import warnings

from dagster import BetaWarning

# Backfill policies, which make a range of days one run, are still "beta": a shopkeeper's terminal
# need not say so for each asset.
warnings.filterwarnings("ignore", category=BetaWarning)
