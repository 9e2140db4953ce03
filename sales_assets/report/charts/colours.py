"""The colours of charts: roles, each with its light and dark value and the site's CSS variable.

What goes in: values chosen for contrast on the site's paper and for colour-blind readers. What
stays out: the colours of pages, which are the theme's. Every light value is unique, so that
`dark_values` recolours a drawn chart without knowing its roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Colour(NamedTuple):
    """One role: light value, dark value, CSS variable of the theme that overrides it, or ""."""

    light: str
    dark: str
    css: str = ""


PALETTE: dict[str, Colour] = {
    "papier": Colour("#fbfaf6", "#16181b", "papier"),
    "encre": Colour("#1c1e21", "#e8e5de", "encre"),
    "gris": Colour("#5c6066", "#a3a6aa", "gris"),
    "filet": Colour("#dcd9d0", "#34373c", "filet"),
    "ferme": Colour("#eeece4", "#202327"),
    "manquant": Colour("#fbeadf", "#3a2619", "attention-fond"),
    "attention": Colour("#a8430a", "#f0a070", "attention"),
    "vente": Colour("#14507d", "#84b7e2", "accent"),
    "jour": Colour("#7d91a3", "#62778b"),
    "magasin1": Colour("#2a6fb0", "#7db0e4"),
    "magasin2": Colour("#b05a00", "#f0a459"),
    "magasin3": Colour("#1b7a58", "#68c3a1"),
    "magasin4": Colour("#7a4ea3", "#bb9ade"),
    "magasin5": Colour("#a03b4a", "#e68b98"),
    "magasin6": Colour("#746400", "#cdbb56"),
    "magasin7": Colour("#35737e", "#80c4d0"),
    "autre": Colour("#6b6f75", "#9b9ea3"),
}

_STORES = tuple(role for role in PALETTE if role.startswith("magasin"))


def light(role: str) -> str:
    """Return the light value of a role, which charts are drawn with."""
    return PALETTE[role].light


def css(role: str) -> str:
    """Return the value of a role for an SVG in a page: the theme's, else the light one."""
    colour = PALETTE[role]
    return f"var(--{colour.css or 'c-' + role},{colour.light})"


def dark_values() -> dict[str, str]:
    """Return light value → dark value, for the script that recolours a chart."""
    return {colour.light: colour.dark for colour in PALETTE.values()}


def stylesheet() -> str:
    """Return CSS that declares the roles the theme has no variable for, light and dark."""
    own = {role: colour for role, colour in PALETTE.items() if not colour.css}
    light = "".join(f"--c-{role}:{colour.light};" for role, colour in own.items())
    dark = "".join(f"--c-{role}:{colour.dark};" for role, colour in own.items())
    return f':root{{{light}}}\n[data-md-color-scheme="slate"]{{{dark}}}\n'


def store_colours(stores: Sequence[str]) -> dict[str, str]:
    """Give each store id its role, by its place among all ids in order; "autre" after seven."""
    return {
        store: _STORES[place] if place < len(_STORES) else "autre"
        for place, store in enumerate(stores)
    }
