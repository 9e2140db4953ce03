"""Charts that compare stores or products: horizontal bars with their figures beside them.

What goes in: one amount for each id. What stays out: series over time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from sales_assets.indicators.ranking import rank
from sales_assets.indicators.shares import largest_remainder
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.chart import Chart, drawn, labels, plotly_text, specification
from sales_assets.report.couleurs import clair, couleurs_magasins
from sales_assets.report.svg import Bar, bars_range, svg_bars

BAR_LABEL = 44  # characters of a name on a line of its own, on a phone


def barres_magasins(
    frame: pd.DataFrame,
    periode: str,
    *,
    tous: Sequence[str] | None = None,
    nombre: int = 20,
    id: str = "magasins",
) -> Chart:
    """Draw CA of the first `nombre` stores, largest first, each in its own colour.

    Args:
        frame: ID_magasin, ville (NA shows the id), ca_e4, one row a store.
        periode: Words for the subtitle ("lundi 17 novembre 2025").
        tous: Every known store id in order (`Snapshot.magasins.ID_magasin`), which sets colours.
        nombre: Stores drawn; the others together are said.
        id: HTML id.
    """
    ordered = rank(frame, "ca_e4", "ID_magasin")
    ids = [str(identifier) for identifier in ordered["ID_magasin"]]
    roles = couleurs_magasins(sorted(ids) if tous is None else list(tous))
    amounts = [int(value) for value in ordered["ca_e4"]]
    return _bars(
        id=id,
        titre=_("CA par magasin"),
        sujet=_("Magasin"),
        periode=periode,
        noms=labels(ids[:nombre], list(ordered["ville"])[:nombre], BAR_LABEL),
        amounts=amounts[:nombre],
        roles=[roles.get(identifier, "autre") for identifier in ids[:nombre]],
        autres=amounts[nombre:],
        autres_mots=_("Les {count} autres magasins"),
    )


def barres_produits(
    frame: pd.DataFrame, periode: str, *, nombre: int = 15, id: str = "produits"
) -> Chart:
    """Draw CA of the first `nombre` products; the others together are said, not drawn.

    Their sum would dwarf the bars of a large catalogue.

    Args:
        frame: ID_produit, nom (NA shows the id), ca_e4, one row a product.
        periode: Words for the subtitle.
        nombre: Products drawn.
        id: HTML id.
    """
    ordered = rank(frame, "ca_e4", "ID_produit")
    first = ordered.head(nombre)
    amounts = [int(value) for value in ordered["ca_e4"]]
    return _bars(
        id=id,
        titre=_("CA par produit"),
        sujet=_("Produit"),
        periode=periode,
        noms=labels(list(first["ID_produit"].astype(str)), list(first["nom"]), BAR_LABEL),
        amounts=amounts[:nombre],
        roles=["vente"] * len(first),
        autres=amounts[nombre:],
        autres_mots=_("Les {count} autres produits"),
    )


def _bars(
    *,
    id: str,
    titre: str,
    sujet: str,
    periode: str,
    noms: list[str],
    amounts: list[int],
    roles: list[str],
    autres: Sequence[int] = (),
    autres_mots: str = "",
) -> Chart:
    """Draw horizontal bars, each under its name, its figures at its end.

    `autres` are those that have no bar: a last line of the table. Shares sum to 100 % with them.
    """
    named, others = list(noms), list(amounts)
    if autres:
        named.append(autres_mots.format(count=formats.entier(len(autres))))
        others.append(sum(autres))
    parts = largest_remainder(others)
    shares = [
        formats.pourcent(None if parts is None else Fraction(parts[place], 1000))
        for place in range(len(others))
    ]
    words = [formats.euros(amount) for amount in others]
    if parts is not None:
        words = [f"{said} · {share}" for said, share in zip(words, shares, strict=True)]
    bars = [
        Bar(nom, drawn(amount) or 0, said, role)
        for nom, amount, said, role in zip(noms, amounts, words, roles, strict=False)
    ]
    subtitle = _("En euros et en part, {period}").format(period=periode)
    if autres:
        subtitle = f"{subtitle}. {named[-1]}\u00a0: {words[-1]}"
    return Chart(
        id=id,
        spec=bars_spec(bars),
        titre=titre,
        sous_titre=subtitle,
        texte=_bars_words(titre, periode, noms, amounts),
        table={
            sujet: named,
            _("CA"): [formats.euros(amount) for amount in others],
            _("Part de CA"): shares,
        },
        svg=svg_bars(bars),
        hauteur=height(bars),
    )


def height(bars: Sequence[Bar]) -> int:
    """Return the pixels that bars and the names above them need."""
    return 16 + 44 * max(1, len(bars))


def bars_spec(bars: Sequence[Bar]) -> dict[str, Any]:
    """Return the specification of horizontal bars; their names are all different."""
    values = [bar.valeur for bar in bars]
    low, high = bars_range(values)
    rows = [plotly_text(bar.nom) for bar in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        # From its low end, so that its words stand at its right even below zero.
        "base": [min(value, 0) for value in values],
        "x": [abs(value) for value in values],
        "y": rows,
        "width": 0.36,
        "offset": 0.06,
        "text": [bar.mots for bar in bars],
        "textposition": "outside",
        "textfont": {"color": clair("gris")},
        "cliponaxis": False,
        "hovertext": [f"{nom}<br><b>{bar.mots}</b>" for nom, bar in zip(rows, bars, strict=True)],
        "hoverinfo": "text",
        "marker": {"color": [clair(bar.role) for bar in bars]},
    }
    names = {
        "type": "scatter",
        "mode": "text",
        "x": [low] * len(rows),
        "y": rows,
        "text": rows,
        "textposition": "top right",
        "textfont": {"color": clair("encre")},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = {
        "hovermode": "y",
        "height": height(bars),
        "margin": {"l": 0, "r": 0, "t": 8, "b": 8},
        "xaxis": {"visible": False, "range": [low, high], "fixedrange": True},
        "yaxis": {
            "type": "category",
            "visible": False,
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
        },
    }
    return specification([trace, names], layout)


def _bars_words(titre: str, periode: str, noms: list[str], amounts: list[int]) -> str:
    if not noms:
        return _("{title}, {period} : aucune vente.").format(title=titre, period=periode)
    high = max(amounts)
    first = [nom for nom, amount in zip(noms, amounts, strict=True) if amount == high]
    shown = (
        first if len(first) <= 3 else [*first[:2], _("{count} autres").format(count=len(first) - 2)]
    )
    words = _("{title}, {period}. En tête : {names}, {amount}.")
    return words.format(
        title=titre, period=periode, names=formats.enumere(shown), amount=formats.euros(high)
    )
