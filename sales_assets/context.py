"""What every step needs: the store, the folders, the rules, the day and the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sales_assets.etl_log import EtlLog
from sales_assets.rules import Suite, Verdict, load_suite
from sales_assets.warehouse.engine import Warehouse

SUITES = ("produits", "magasins", "ventes", "totaux")


@dataclass(frozen=True)
class Context:
    """One pass over the data folder.

    `now` carries its time zone; `today` is its civil day there, which is never complete.
    """

    warehouse: Warehouse
    data_dir: Path
    archive_dir: Path
    rules_dir: Path
    log: EtlLog
    now: datetime
    max_quantity: int = 1_000_000
    suites: dict[str, Suite] = field(init=False)

    def __post_init__(self) -> None:
        """Read the rules: a rule that cannot be read stops everything before anything is done."""
        suites = {name: load_suite(self.rules_dir / f"{name}.json") for name in SUITES}
        object.__setattr__(self, "suites", suites)

    @property
    def today(self) -> date:
        """The civil day of `now`."""
        return self.now.date()


@dataclass
class Step:
    """What became of one delivery in one step.

    `ok` is false when a person must act: a file refused or held, a blocking rule failed.
    """

    step: str
    nom: str
    livraison: int | None
    statut: str
    lignes: int = 0
    acceptees: int = 0
    rejetees: int = 0
    message: str = ""
    ok: bool = True
    warnings: list[str] = field(default_factory=list)
    jours: set[date] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)


def note(context: Context, step: Step) -> Step:
    """Write the step in `etl.log` and give it back."""
    message = " ".join([step.message, *step.warnings]).strip()
    context.log.write(step.step, step.nom, step.lignes, step.ok, message)
    return step
