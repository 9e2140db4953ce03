"""What is not wrong but deserves a look: a day that is late, a store that is silent, an odd volume.

Warnings: they hold nothing back. Judged on the last complete day at each run that loads. What stays
out: the computations (`indicators/`) and the rules on rows (`checks.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dagster import AssetCheckResult, AssetCheckSeverity

from sales_assets.graph.checks import Check
from sales_assets.language import _, mark

if TYPE_CHECKING:
    from datetime import date

    from sales_assets.graph.shop import Shop
    from sales_assets.warehouse.recent import Recent

ARRIVED = Check(
    "ventes_arrivees",
    "ventes",
    mark("Les ventes du dernier jour d’ouverture sont arrivées."),
    severity=AssetCheckSeverity.WARN,
)
COMPLETE = Check(
    "magasins_tous_presents",
    "totaux_magasin_jour",
    mark(
        "Chaque magasin qui vend d’habitude ce jour de la semaine (trois des quatre derniers) a "
        "envoyé quelque chose."
    ),
    severity=AssetCheckSeverity.WARN,
)
USUAL = Check(
    "volume_habituel",
    "totaux_jour",
    mark("Le chiffre d’affaires du dernier jour n’est pas inhabituel pour ce jour de la semaine."),
    severity=AssetCheckSeverity.WARN,
)
CHECKS = (ARRIVED, COMPLETE, USUAL)


def results(shop: Shop, today: date) -> Iterator[AssetCheckResult]:
    """Judge the last complete day before `today`."""
    from sales_assets.indicators import days
    from sales_assets.warehouse.recent import recent

    with shop.warehouse().read() as connection:
        found = recent(connection, today, shop.settings.calendar)
    day = days.last_complete_day(found.etats, today)
    yield ARRIVED.result(_late(found, day))
    yield COMPLETE.result(_silent(found, day) if day else [])
    yield USUAL.result(_odd(found, day) if day else [])


def _late(found: Recent, day: date | None) -> list[str]:
    from sales_assets.report import formats

    if found.attendu is None or (day is not None and day >= found.attendu):
        return []
    expected = _("Les ventes du {jour} ne sont pas arrivées : déposez le fichier de ce jour.")
    sentences = [expected.format(jour=formats.long_day(found.attendu))]
    if day is not None:
        last = _("Les dernières sont du {jour}.").format(jour=formats.long_day(day))
        sentences.append(last)
    return sentences


def _silent(found: Recent, day: date) -> list[str]:
    from sales_assets.indicators.vigilance import silent_stores
    from sales_assets.report import formats

    silent = silent_stores(found.magasins_jour, found.etats, found.rejets, day)
    if not silent:
        return []
    names = ", ".join(found.villes.get(store, store) for store in silent)
    sentence = _(
        "Rien n’est arrivé de {magasins} pour le {jour}, où l’on y vend d’habitude. Magasin fermé, "
        "ou fichier incomplet ?"
    )
    return [sentence.format(magasins=names, jour=formats.long_day(day))]


def _odd(found: Recent, day: date) -> list[str]:
    from sales_assets.indicators.extremes import anomaly
    from sales_assets.report import formats

    seen = anomaly(found.jours, found.etats, day)
    if seen is None or not seen.unusual:
        return []
    amount = int(found.jours.loc[found.jours["date"] == str(day), "ca_e4"].sum())
    sentence = (
        _("Le {jour} fait {ca}, bien plus que d’habitude (médiane {mediane} sur {nombre} jours).")
        if seen.z > 0
        else _("Le {jour} fait {ca}, bien moins que d’habitude (médiane {mediane} sur {nombre} "
               "jours). Le fichier est-il complet ?")
    )  # fmt: skip
    text = sentence.format(
        jour=formats.long_day(day),
        ca=formats.round_euros(amount),
        mediane=formats.round_euros(seen.median_e4),
        nombre=seen.days,
    )
    return [text]
