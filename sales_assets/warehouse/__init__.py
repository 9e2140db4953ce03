"""The tables and all the SQL: what is stored, how it is written in one transaction, how it is read.

What goes in: rows already judged and valued (`loading/`), and their questions. What stays out:
files, rules and figures. Other packages know no SQLAlchemy: they pass on a `Transaction`.
"""
