"""Charts that compare stores or products: horizontal bars with their figures beside them.

What goes in: one amount for each id. What stays out: series over time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from sales_assets.indicators.ranking import rank
from sales_assets.indicators.shares import largest_remainder
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.model import Bar, Ranking, in_euros

LABEL = 44  # characters of a name on a line of its own, on a phone
STORES, PRODUCTS = 20, 15  # bars; a sum of the others would dwarf those of a large catalogue


def stores_ranked(frame: pd.DataFrame, period: str) -> Chart:
    """Show CA of the first stores, largest first; the others are said.

    Args:
        frame: ID_magasin, ville (NA shows the id), ca_e4, one row a store.
        period: Words for the subtitle ("lundi 17 novembre 2025").
    """
    ordered = rank(frame, "ca_e4", "ID_magasin")
    ids = [str(identifier) for identifier in ordered["ID_magasin"]]
    names = labels(ids[:STORES], list(ordered["ville"])[:STORES])
    return _chart(
        id="magasins",
        title=_("CA par magasin"),
        subject=_("Magasin"),
        period=period,
        bars=[(name, "vente") for name in names],
        amounts=[int(value) for value in ordered["ca_e4"]],
        others=_("Les {count} autres magasins"),
    )


def products_ranked(frame: pd.DataFrame, period: str) -> Chart:
    """Show CA of the first products, largest first; the others together are said, not drawn.

    Args:
        frame: ID_produit, nom (NA shows the id), ca_e4, one row a product.
        period: Words for the subtitle.
    """
    ordered = rank(frame, "ca_e4", "ID_produit")
    first = ordered.head(PRODUCTS)
    names = labels(list(first["ID_produit"].astype(str)), list(first["nom"]))
    return _chart(
        id="produits",
        title=_("CA par produit"),
        subject=_("Produit"),
        period=period,
        bars=[(name, "vente") for name in names],
        amounts=[int(value) for value in ordered["ca_e4"]],
        others=_("Les {count} autres produits"),
    )


def _chart(
    *,
    id: str,
    title: str,
    subject: str,
    period: str,
    bars: Sequence[tuple[str, str]],
    amounts: Sequence[int],
    others: str,
) -> Chart:
    """Show the first of `amounts` as `bars`, name and colour of each.

    Those that have no bar are a last line of the table; shares sum to 100 % with them.
    """
    names, drawn = [name for name, _role in bars], amounts[: len(bars)]
    named, counted, left = list(names), list(drawn), amounts[len(bars) :]
    if left:
        named.append(others.format(count=formats.whole(len(left))))
        counted.append(sum(left))
    parts = largest_remainder(counted)
    shares = [
        formats.percent(None if parts is None else Fraction(parts[place], 1000))
        for place in range(len(counted))
    ]
    words = [formats.euros(amount) for amount in counted]
    if parts is not None:
        words = [f"{said} · {share}" for said, share in zip(words, shares, strict=True)]
    subtitle = _("En euros et en part, {period}").format(period=period)
    if left:
        subtitle = f"{subtitle}. {named[-1]}\u00a0: {words[-1]}"
    return Chart(
        id=id,
        title=title,
        subtitle=subtitle,
        alternative=_alternative(title, period, names, drawn),
        table={
            subject: named,
            _("CA"): [formats.euros(amount) for amount in counted],
            _("Part de CA"): shares,
        },
        picture=Ranking(
            [
                Bar(name, in_euros(amount) or 0, said, role)
                for (name, role), amount, said in zip(bars, drawn, words, strict=False)
            ]
        ),
    )


def _alternative(title: str, period: str, names: Sequence[str], amounts: Sequence[int]) -> str:
    if not names:
        return _("{title}, {period} : aucune vente.").format(title=title, period=period)
    high = max(amounts)
    first = [name for name, amount in zip(names, amounts, strict=True) if amount == high]
    shown = (
        first if len(first) <= 3 else [*first[:2], _("{count} autres").format(count=len(first) - 2)]
    )
    words = _("{title}, {period}. En tête : {names}, {amount}.")
    return words.format(
        title=title, period=period, names=formats.listed(shown), amount=formats.euros(high)
    )


def labels(ids: Sequence[str], names: Sequence[object]) -> list[str]:
    """Name each id for a reader: its name, its id without one, both where they are shared.

    Always one label an id (two equal categories would be drawn as one bar), short, not escaped.
    """
    cleaned = [
        "" if formats.undefined(name) else formats.clean(str(name)).strip() for name in names
    ]
    known = [formats.clean(identifier).strip() for identifier in ids]
    found = [
        formats.shortened(name or identifier, LABEL)
        for name, identifier in zip(cleaned, known, strict=True)
    ]
    shared = Counter(found)
    for place, (name, identifier) in enumerate(zip(cleaned, known, strict=True)):
        if shared[found[place]] > 1 and name:
            start, end = LABEL // 2, LABEL - LABEL // 2 - 3
            found[place] = (
                f"{formats.shortened(name, start)} ({formats.shortened(identifier, end)})"
            )
    shared = Counter(found)
    seen: set[str] = set()
    for place, label in enumerate(found):
        unique = label
        if shared[label] > 1 or not label:
            unique = f"{label} n°{place + 1}".strip()
        while unique in seen:
            unique += "′"
        seen.add(unique)
        found[place] = unique
    return found
