"""Where the figures come from, as the graph tells it: plain values, for the page « Traçabilité ».

What goes in: what the tables cannot say (the graph's assets, its runs, the ETL log). What stays
out: how they are read (`graph`) and shown (`pages/lineage.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TracedColumn:
    """A column of an asset; its type is empty where it is not stored in a table."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class TracedAsset:
    """An asset of the graph: what it is, its group, and the assets that it is made from."""

    name: str
    group: str
    description: str
    columns: tuple[TracedColumn, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Execution:
    """A run of the graph that has ended. `days` is its first and last day, where it has days."""

    started: datetime
    seconds: float | None
    status: str
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """What `publish` is told of the graph.

    Attributes:
        assets: Its assets, each after those that it is made from.
        runs: Its last runs, newest first. They change at each run, so that they are no
            reason to build the site again.
        log: The last lines of `etl.log`, oldest first. The same.
    """

    assets: tuple[TracedAsset, ...] = ()
    runs: tuple[Execution, ...] = ()
    log: tuple[str, ...] = ()


UNTRACED = Trace()
