"""The Pareto curve: how few products make most of the CA.

What goes in: products classed by `ranking.abc`. What stays out: the classes' limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from sales_assets.indicators.ranking import A_LIMIT, B_LIMIT, NO_SALE
from sales_assets.language import _, plural
from sales_assets.report import formats
from sales_assets.report.charts import ticks
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import Line, Tick, Trend

POINTS = 120  # of the curve, whatever the number of products
MARKS = (Fraction(0), Fraction(1, 2), A_LIMIT, B_LIMIT)


def pareto(classes: pd.DataFrame, period: str) -> Chart:
    """Show the share of CA of the first products, best first.

    Args:
        classes: From `ranking.abc`: ca_e4, cumul, classe.
        period: Words for the subtitle.
    """
    sold = classes[classes["classe"] != NO_SALE]
    shares: list[Fraction] = [Fraction(0), *sold["cumul"]]
    count, first = len(sold), int((sold["classe"] == "A").sum())
    steps = min(POINTS, count)
    regular = {round(Fraction(place * count, max(1, steps))) for place in range(steps + 1)}
    ranks = sorted(regular | {first})
    limit = ranks.index(first)
    title = plural(
        "{nombre} produit sur {tous} fait {part} du CA",
        "{nombre} produits sur {tous} font {part} du CA",
        first,
    ).format(
        nombre=formats.whole(first),
        tous=formats.whole(count),
        part=formats.percent(A_LIMIT, 0),
    )
    return Chart(
        id="pareto",
        title=title if count else _("Aucun produit vendu"),
        subtitle=_("Part du CA cumulée, du produit le plus vendu au moins vendu, {period}").format(
            period=period
        ),
        alternative=title,
        table=_table(classes),
        picture=Trend(
            ticks=ticks.shares(MARKS),
            across=_across(limit, first, len(ranks)),
            hover=[_hover(rank, shares[rank]) for rank in ranks],
            line=Line([float(shares[rank]) for rank in ranks], "vente", dot=limit),
        ),
    )


def _across(limit: int, first: int, count: int) -> list[Tick]:
    """Mark where the curve reaches the first limit, unless that is at an end."""
    words = plural("{rang} produit", "{rang} produits", first).format(rang=formats.whole(first))
    return [Tick(limit, words)] if 0 < limit <= 0.9 * (count - 1) else []


def _hover(rank: int, share: Fraction) -> str:
    return plural("{rang} produit : {part} du CA", "{rang} produits : {part} du CA", rank).format(
        rang=formats.whole(rank), part=f"<b>{formats.percent(share)}</b>"
    )


def _table(classes: pd.DataFrame) -> dict[str, Sequence[str]]:
    whole = sum(int(value) for value in classes["ca_e4"] if value > 0)
    names = ("A", "B", "C", NO_SALE)
    amounts = [classes.loc[classes["classe"] == name, "ca_e4"] for name in names]
    sums = [int(found.sum()) for found in amounts]
    parts = [
        Fraction(amount, whole) if whole and name != NO_SALE else None
        for name, amount in zip(names, sums, strict=True)
    ]
    return {
        _("Classe"): [_(name) for name in names],
        _("Produits"): [formats.whole(len(found)) for found in amounts],
        _("CA"): [formats.euros(amount) for amount in sums],
        _("Part de CA"): [formats.percent(part) for part in parts],
    }
