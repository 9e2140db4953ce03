"""From staged rows to the tables, one step at a time; what the Dagster assets call.

`catalogue` and `sales` judge the staged rows and load them. What stays out: files and their archive
(`inbox/`), Dagster, pages, and every line of SQL.
"""
