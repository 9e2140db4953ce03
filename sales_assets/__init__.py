"""Sales pipeline and report of a small French business, as one Dagster asset graph.

Data flows one way: files, deliveries, rows, judged rows, tables, totals, indicators, figures,
pages, site. Nothing is imported here, so that each command pays only for what it uses.
"""
