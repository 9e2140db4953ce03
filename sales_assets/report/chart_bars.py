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
from sales_assets.report.chart import BAR_LABEL, Chart, drawn, labels, plotly_text, specification
from sales_assets.report.couleurs import clair, couleurs_magasins
from sales_assets.report.svg import svg_bars


def barres_magasins(
    frame: pd.DataFrame, periode: str, *, tous: Sequence[str] | None = None, id: str = "magasins"
) -> Chart:
    """Draw CA by store, largest first, each store in its own colour.

    Args:
        frame: ID_magasin, ville (NA shows the id), ca_e4, one row a store.
        periode: Words for the subtitle ("lundi 17 novembre 2025").
        tous: Every known store id in order (`Snapshot.magasins.ID_magasin`), which sets colours.
        id: HTML id.
    """
    ordered = rank(frame, "ca_e4", "ID_magasin")
    ids = [str(identifier) for identifier in ordered["ID_magasin"]]
    roles = couleurs_magasins(sorted(ids) if tous is None else list(tous))
    return _bars(
        id=id,
        titre=_("CA par magasin"),
        sujet=_("Magasin"),
        periode=periode,
        noms=labels(ids, list(ordered["ville"])),
        amounts=[int(value) for value in ordered["ca_e4"]],
        roles=[roles.get(identifier, "autre") for identifier in ids],
    )


def barres_produits(
    frame: pd.DataFrame, periode: str, *, nombre: int = 15, id: str = "produits"
) -> Chart:
    """Draw CA of the first `nombre` products, then of all the others together.

    Args:
        frame: ID_produit, nom (NA shows the id), ca_e4, one row a product.
        periode: Words for the subtitle.
        nombre: Products drawn by name.
        id: HTML id.
    """
    ordered = rank(frame, "ca_e4", "ID_produit")
    ids = [str(identifier) for identifier in ordered["ID_produit"]][:nombre]
    amounts = [int(value) for value in ordered["ca_e4"]]
    others = len(amounts) - len(ids)
    shown: list[object] = list(ordered["nom"])[:nombre]
    roles = ["vente"] * len(ids)
    if others > 0:
        ids.append("")
        shown.append(_("Les {count} autres produits").format(count=formats.entier(others)))
        roles.append("autre")
    return _bars(
        id=id,
        titre=_("CA par produit"),
        sujet=_("Produit"),
        periode=periode,
        noms=labels(ids, shown),
        amounts=amounts[:nombre] + ([sum(amounts[nombre:])] if others > 0 else []),
        roles=roles,
        autres=int(others > 0),
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
    autres: int = 0,
) -> Chart:
    """Draw horizontal bars, each under its name and figures, which a phone can hold.

    The last `autres` bars are sums of the others: never the longest one in words. Shares sum to
    100 % over the bars.
    """
    parts = largest_remainder(amounts)
    shares = [
        formats.pourcent(None if parts is None else Fraction(parts[place], 1000))
        for place in range(len(amounts))
    ]
    words = [formats.euros(amount) for amount in amounts]
    if parts is not None:
        words = [f"{said} · {share}" for said, share in zip(words, shares, strict=True)]
    named = amounts[: len(amounts) - autres]
    return Chart(
        id=id,
        spec=_bars_spec(noms, amounts, words, roles),
        titre=titre,
        sous_titre=_("En euros et en part, {period}").format(period=periode),
        texte=_bars_words(titre, periode, noms[: len(named)], named),
        table=pd.DataFrame(
            {
                sujet: noms,
                _("CA"): [formats.euros(amount) for amount in amounts],
                _("Part de CA"): shares,
            },
            dtype=object,
        ),
        svg=svg_bars(
            [
                (formats.court(nom, BAR_LABEL), drawn(amount), said, role)
                for nom, amount, said, role in zip(noms, amounts, words, roles, strict=True)
            ]
        ),
        hauteur=_height(noms),
    )


def _height(noms: list[str]) -> int:
    return 16 + 36 * max(1, len(noms))


def _bars_spec(
    noms: list[str], amounts: list[int], words: list[str], roles: list[str]
) -> dict[str, Any]:
    heights = [drawn(amount) or 0 for amount in amounts]
    high, low = max([0, *heights]), min([0, *heights])
    rows = [plotly_text(nom) for nom in noms]
    hover = [f"{nom}<br><b>{said}</b>" for nom, said in zip(rows, words, strict=True)]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": heights,
        "y": rows,
        "width": 0.36,
        "offset": 0.06,
        "hovertext": hover,
        "hoverinfo": "text",
        "marker": {"color": [clair(role) for role in roles]},
    }
    names = {
        "x": [low] * len(rows),
        "text": [plotly_text(formats.court(nom, BAR_LABEL)) for nom in noms],
        "textposition": "top right",
        "textfont": {"color": clair("encre")},
    }
    figures = {
        "x": [high] * len(rows),
        "text": words,
        "textposition": "top left",
        "textfont": {"color": clair("gris")},
    }
    common = {
        "type": "scatter",
        "mode": "text",
        "y": rows,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = {
        "hovermode": "y",
        "height": _height(noms),
        "margin": {"l": 0, "r": 0, "t": 8, "b": 8},
        "xaxis": {"visible": False, "range": [low, high or 1], "fixedrange": True},
        "yaxis": {
            "type": "category",
            "visible": False,
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
        },
    }
    return specification([bars, common | names, common | figures], layout)


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
