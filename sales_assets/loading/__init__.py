"""From the data folder to the tables, one step at a time; what the Dagster assets call.

`receive` archives what is new, `read` turns contents into rows, `catalogue` and `sales` judge the
rows and load them. What stays out: Dagster, pages, and every line of SQL.
"""
