"""Where the figures come from, as the graph tells it: plain values, for the page « Traçabilité ».

What goes in: what the tables cannot say (the graph's assets, its runs, the ETL log). What stays
out: how they are read (`graph`) and shown (`pages/tracabilite.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Colonne:
    """A column of an asset; its type is empty where it is not stored in a table."""

    nom: str
    type: str
    description: str


@dataclass(frozen=True)
class Actif:
    """An asset of the graph: what it is, its group, and the assets that it is made from."""

    nom: str
    groupe: str
    description: str
    colonnes: tuple[Colonne, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Execution:
    """A run of the graph that has ended. `jours` is its first and last day, where it has days."""

    debut: datetime
    duree_s: float | None
    statut: str
    jours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """What `publish` is told of the graph.

    Attributes:
        lignage: Its assets, each after those that it is made from.
        executions: Its last runs, newest first. They change at each run, so that they are no
            reason to build the site again.
        journal: The last lines of `etl.log`, oldest first. The same.
    """

    lignage: tuple[Actif, ...] = ()
    executions: tuple[Execution, ...] = ()
    journal: tuple[str, ...] = ()


UNTRACED = Trace()
