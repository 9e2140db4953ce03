"""What is not wrong but deserves a look: a day that is late, a store that is silent, an odd volume.

Warnings: they hold nothing back. Judged on the last complete day at each run that loads. What stays
out: the computations (`indicators/`) and the rules on rows (`checks.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from sales_assets.language import _

if TYPE_CHECKING:
    from datetime import date

    from sales_assets.graph.shop import Shop
    from sales_assets.warehouse.recent import Recent

ARRIVED = AssetCheckSpec(
    "ventes_arrivees",
    asset="ventes",
    description=_("Les ventes du dernier jour d’ouverture sont arrivées."),
)
COMPLETE = AssetCheckSpec(
    "magasins_tous_presents",
    asset="totaux_magasin_jour",
    description=_(
        "Chaque magasin qui vend d’habitude ce jour de la semaine (trois des quatre derniers) a "
        "envoyé quelque chose."
    ),
)
USUAL = AssetCheckSpec(
    "volume_habituel",
    asset="totaux_jour",
    description=_(
        "Le chiffre d’affaires du dernier jour ressemble à celui des mêmes jours de la semaine : "
        "moins de 6 écarts robustes à leur médiane."
    ),
)
SPECS = (ARRIVED, COMPLETE, USUAL)
_ODD = 6


def results(shop: Shop, today: date) -> Iterator[AssetCheckResult]:
    """Judge the last complete day before `today`."""
    from sales_assets.indicators import days
    from sales_assets.warehouse.recent import recent

    closed = shop.settings.closed
    with shop.warehouse().read() as connection:
        found = recent(connection, today, closed.dates, closed.weekdays)
    jour = days.last_complete_day(found.etats, today)
    yield _result(ARRIVED, _late(found, jour))
    yield _result(COMPLETE, _silent(found, jour) if jour else "")
    yield _result(USUAL, _odd(found, jour) if jour else "")


def _result(spec: AssetCheckSpec, sentence: str) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=spec.name,
        asset_key=spec.asset_key,
        passed=not sentence,
        severity=AssetCheckSeverity.WARN,
        description=sentence or None,
    )


def _late(found: Recent, jour: date | None) -> str:
    from sales_assets.report import formats

    if found.attendu is None or (jour is not None and jour >= found.attendu):
        return ""
    expected = _("Les ventes du {jour} ne sont pas arrivées : déposez le fichier de ce jour.")
    sentence = expected.format(jour=formats.jour_long(found.attendu))
    if jour is not None:
        last = _("Les dernières sont du {jour}.").format(jour=formats.jour_long(jour))
        sentence = f"{sentence} {last}"
    return sentence


def _silent(found: Recent, jour: date) -> str:
    from sales_assets.indicators.vigilance import silent_stores
    from sales_assets.report import formats

    silent = silent_stores(found.magasins_jour, found.etats, found.rejets, jour)
    if not silent:
        return ""
    names = ", ".join(found.villes.get(store, store) for store in silent)
    return _(
        "Rien n’est arrivé de {magasins} pour le {jour}, où l’on y vend d’habitude. Magasin fermé, "
        "ou fichier incomplet ?"
    ).format(magasins=names, jour=formats.jour_long(jour))


def _odd(found: Recent, jour: date) -> str:
    from sales_assets.indicators.extremes import anomaly
    from sales_assets.report import formats

    seen = anomaly(found.jours, found.etats, jour)
    if seen is None or abs(seen.z) < _ODD:
        return ""
    amount = int(found.jours.loc[found.jours["date"] == str(jour), "ca_e4"].sum())
    sentence = (
        _("Le {jour} fait {ca}, bien plus que d’habitude (médiane {mediane} sur {nombre} jours).")
        if seen.z > 0
        else _("Le {jour} fait {ca}, bien moins que d’habitude (médiane {mediane} sur {nombre} "
               "jours). Le fichier est-il complet ?")
    )  # fmt: skip
    return sentence.format(
        jour=formats.jour_long(jour),
        ca=formats.euros_ronds(amount),
        mediane=formats.euros_ronds(seen.mediane_e4),
        nombre=seen.jours,
    )
