"""The command line: `commands` are what a person types, `running` follows a run, `console` draws.

What stays out: any decision about the data. Add here a command, or a line that it shows.
"""

from __future__ import annotations

from sales_assets.cli.commands import app, main

__all__ = ["app", "main"]
