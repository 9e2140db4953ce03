"""The pieces of a sentence that lead somewhere: names to their sheets, figures to their proof.

Names are foreign text, escaped here. What stays out: the sentences (`phrases`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.cells import day_link
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope, own, piece, proof

NAMED = 3


def number_words(number: int) -> str:
    """Write a small number in words that begins a sentence."""
    words = _("zéro un deux trois quatre cinq six sept huit neuf dix").split()
    return words[number].capitalize() if number < len(words) else formats.whole(number)


def day(context: Context, day: date) -> str:
    """Name a day, with its year where it is another one, as a link where it has a sheet."""
    return day_link(context, day, context.said(day))


def stores(context: Context, identifiers: Sequence[str]) -> str:
    """Name stores as links, or count them when they are many."""
    if len(identifiers) > NAMED:
        return _("{nombre} magasins").format(nombre=number_words(len(identifiers)))
    return _named(identifiers, context.store_href, context.store_name)


def products(context: Context, identifiers: Sequence[str]) -> str:
    """Name products as links, or count them when they are many."""
    if len(identifiers) > NAMED:
        return _("{nombre} produits").format(nombre=number_words(len(identifiers)).lower())
    return _named(identifiers, context.product_href, context.product_name)


def _named(
    identifiers: Sequence[str], address: Callable[[str], str], name: Callable[[str], str]
) -> str:
    return formats.listed(piece("link", address(one), name(one)) for one in identifiers)


def proved(shown: str, key: str, scope: Scope) -> Markup:
    """Write a figure that opens its proof."""
    return proof(own(shown), key, scope=scope)


def revenue(
    context: Context, e4: int, *, store: str | None = None, product: str | None = None
) -> Markup:
    """Write the CA of J, of one store or product where named."""
    scope = Scope(context.day, context.day, store=store, product=product)
    return proved(formats.round_euros(e4), "ca", scope)
