"""What every step needs: the store, the folders, the rules, the day and the log."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sales_assets.etl_log import EtlLog
from sales_assets.rules import Suite, Verdict, load_suite
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.ledger import Delivery


@dataclass(frozen=True)
class Limits:
    """How far a pass believes what is delivered; each is the setting of that name.

    A quantity beyond `max_quantity` is unreadable; what lies beyond the others may be accepted.
    A base made again takes them from the pass that it does again.

    Attributes:
        max_quantity: Units of a line, either way.
        plausible_quantity: The same.
        plausible_price: Euros of a unit.
        plausible_amount: Euros of a line, either way.
        prices: Whether prices and amounts are "ttc" or "ht" where no title tells; "" is unknown.
    """

    max_quantity: int = 1_000_000
    plausible_quantity: int = 10_000
    plausible_price: int = 100_000
    plausible_amount: int = 1_000_000
    prices: str = ""

    @classmethod
    def of(cls, settings: object) -> Limits:
        """Those of the settings."""
        return cls(**{one.name: getattr(settings, one.name) for one in fields(cls)})

    def chosen(self) -> dict[str, Any]:
        """Those that are not the usual ones, by name."""
        usual = asdict(Limits())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def parameters(self) -> dict[str, Any]:
        """Them, as the `$PARAMETER`s of the rules."""
        quantity, amount = self.plausible_quantity * 1_000, self.plausible_amount * 10_000
        return {
            "quantite_min_e3": -quantity,
            "quantite_max_e3": quantity,
            "prix_max_e4": self.plausible_price * 10_000,
            "total_min_e4": -amount,
            "total_max_e4": amount,
        }


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
    limits: Limits = Limits()
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

    @classmethod
    def of(cls, step: str, delivery: Delivery, message: str = "") -> Step:
        """Where a delivery stands after a step, with its counts; a message asks for a person."""
        return cls(
            step,
            delivery.nom,
            delivery.livraison,
            delivery.statut,
            lignes=delivery.lignes,
            acceptees=delivery.acceptees,
            rejetees=delivery.rejetees,
            message=message,
            ok=not message,
        )


def note(context: Context, step: Step) -> Step:
    """Write the step in `etl.log` and give it back."""
    message = " ".join([step.message, *step.warnings]).strip()
    context.log.write(step.step, step.nom, step.lignes, step.ok, message)
    return step
