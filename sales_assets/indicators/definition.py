"""What an indicator is, and the groups of rules that guard several of them.

What goes in: the type and shared references. What stays out: the definitions themselves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        key: Fixed name, [a-z0-9_], also the glossary's anchor.
        label: What a reader sees. formula: In words and signs.
        unit: Written beside the column title; "" for a plain number.
        format: The function of `report.formats` that writes it.
        caveat: One line, shown where the number is; "" when there is none.
        checks: Names of the rules (expectations/*.json) that guard it.
        depuis: Where it counts from when that is not its window's first day: the first of the last
            day's "semaine", "mois" or "annee".
        duree: The days it counts up to its last one, where that is not its window.
        recul: What it is compared with: its days so many days earlier, MONTH_BEFORE, 0 for nothing.
    """

    key: str
    label: str
    formula: str
    unit: str
    format: str
    caveat: str
    checks: tuple[str, ...]
    depuis: str = ""
    duree: int = 0
    recul: int = 0


MONTH_BEFORE = -1
"""As many days at the start of the previous month."""

LINES = ("ventes_produit_connu", "ventes_magasin_connu", "ventes_date_presente")
LINE_COUNT = (*LINES, "totaux_lignes_concordants", "totaux_lignes_lus")
QUANTITY = (
    *LINES,
    "ventes_quantite_non_nulle",
    "ventes_quantite_plausible",
    "totaux_quantite_concordants",
    "totaux_quantite_lus",
)
MONEY = (
    *LINES,
    "ventes_prix_present",
    "ventes_prix_plausible",
    "ventes_total_exact",
    "totaux_ca_concordants",
    "totaux_ca_lus",
)
STOCK = ("produits_stock_positif", "produits_stock_connu", *QUANTITY)
HEADCOUNT = ("magasins_salaries_connus", "magasins_salaries_plausibles")
