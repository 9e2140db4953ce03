"""Tests of the Dagster shell: what the graph says of itself, its days, its events, its runs."""
