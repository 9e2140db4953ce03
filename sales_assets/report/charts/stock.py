"""The charts of the stock: how many products last how long, and what they are worth.

What goes in: the steps of cover. What stays out: how cover is computed (`indicators.stock`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sales_assets.indicators.stock import STEPS, Part
from sales_assets.language import _, plural
from sales_assets.report import formats
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import Bar, Ranking, in_euros

URGENT = 3  # steps that ask for a decision: none left, under a week, under two


def stock_cover(parts: Sequence[Part], day: str) -> Chart:
    """Show the number of products at each step of cover, the urgent ones first.

    Args:
        parts: From `stock.cover_steps`.
        day: Words of the day that the cover is counted from.
    """
    words = [
        f"{formats.whole(part.products)}\u00a0{plural('produit', 'produits', part.products)}"
        for part in parts
    ]
    said = _("{nombre} produits sur {tous} tiennent moins de {jours} jours ouverts.").format(
        nombre=formats.whole(sum(part.products for part in parts[:URGENT])),
        tous=formats.whole(sum(part.products for part in parts)),
        jours=STEPS[1],
    )
    bars = _bars([part.products for part in parts], words)
    titles = _("Combien de temps le stock tient"), _("Nombre de produits, {jour}")
    return _chart("couvertures", titles, said, day, bars, _("Produits"))


def stock_value(parts: Sequence[Part], day: str) -> Chart:
    """Show what the stock is worth at each step of cover, at the selling price."""
    amounts = [part.value_e4 for part in parts]
    words = [formats.round_euros(amount) for amount in amounts]
    said = _("{montant} sur {tous} tiennent {jours} jours ouverts ou plus, ou ne se vendent pas.")
    said = said.format(
        montant=formats.round_euros(sum(amounts[-2:])),
        tous=formats.round_euros(sum(amounts)),
        jours=STEPS[-1],
    )
    bars = _bars([in_euros(amount) or 0 for amount in amounts], words)
    titles = _("Ce que ce stock vaut"), _("Au prix de vente, {jour}")
    return _chart("valeurs", titles, said, day, bars, _("Valeur"))


def _bars(values: Sequence[float], words: Sequence[str]) -> list[Bar]:
    roles = ["attention" if place < URGENT else "jour" for place in range(len(values))]
    return [Bar(*bar) for bar in zip(_names(), values, words, roles, strict=True)]


def _chart(
    id: str, titles: tuple[str, str], said: str, day: str, bars: list[Bar], measure: str
) -> Chart:
    return Chart(
        id=id,
        title=titles[0],
        subtitle=titles[1].format(jour=day),
        alternative=said,
        table={_("Tient"): [bar.name for bar in bars], measure: [bar.words for bar in bars]},
        picture=Ranking(bars),
    )


def _names() -> list[str]:
    between = [
        _("de {de} à {a} jours ouverts").format(de=low, a=high) for low, high in pairwise(STEPS)
    ]
    return [
        _("en rupture"),
        _("moins de {jours} jours ouverts").format(jours=STEPS[0]),
        *between,
        _("{jours} jours ouverts et plus").format(jours=STEPS[-1]),
        _("rien vendu en quatre semaines"),
    ]
