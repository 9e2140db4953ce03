"""The pieces of a sentence that lead somewhere: names to their sheets, figures to their proof.

Names are foreign text, escaped here. What stays out: the sentences (`phrases`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.cellules import day_link
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope, own, piece, preuve

NAMED = 3


def nombre(number: int) -> str:
    """Write a small number in words that begins a sentence."""
    words = _("zéro un deux trois quatre cinq six sept huit neuf dix").split()
    return words[number].capitalize() if number < len(words) else formats.entier(number)


def jour(context: Context, day: date) -> str:
    """Name a day, with its year where it is another one, as a link where it has a sheet."""
    shown = formats.jour_mois(day)
    if day.year != context.j.year:
        shown = f"{shown} {day.year}"
    return day_link(context, day, shown)


def magasins(context: Context, identifiers: Sequence[str]) -> str:
    """Name stores as links, or count them when they are many."""
    if len(identifiers) > NAMED:
        return _("{nombre} magasins").format(nombre=nombre(len(identifiers)))
    return _named(identifiers, context.lien_magasin, context.nom_magasin)


def produits(context: Context, identifiers: Sequence[str]) -> str:
    """Name products as links, or count them when they are many."""
    if len(identifiers) > NAMED:
        return _("{nombre} produits").format(nombre=nombre(len(identifiers)).lower())
    return _named(identifiers, context.lien_produit, context.nom_produit)


def _named(
    identifiers: Sequence[str], address: Callable[[str], str], name: Callable[[str], str]
) -> str:
    return formats.enumere(piece("link", address(one), name(one)) for one in identifiers)


def chiffre(shown: str, key: str, perimetre: Scope) -> Markup:
    """Write a figure that opens its proof."""
    return preuve(own(shown), key, scope=perimetre)


def ca(
    context: Context, e4: int, *, magasin: str | None = None, produit: str | None = None
) -> Markup:
    """Write the CA of J, of one store or product where named."""
    scope = Scope(context.j, context.j, store=magasin, product=produit)
    return chiffre(formats.euros_ronds(e4), "ca", scope)
