"""The Dagster shell: one file a noun. What stays out: every rule, query, figure and page."""
