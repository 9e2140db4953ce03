"""The colours of charts: roles, each with its light and dark value and the site's CSS variable.

What goes in: values chosen for contrast on the site's paper and for colour-blind readers. What
stays out: the colours of pages, which are the theme's. Every light value is unique, so that
`dark_values` recolours a drawn chart without knowing its roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Couleur(NamedTuple):
    """One role: light value, dark value, CSS variable of the theme that overrides it, or ""."""

    clair: str
    sombre: str
    css: str = ""


PALETTE: dict[str, Couleur] = {
    "papier": Couleur("#fbfaf6", "#16181b", "papier"),
    "encre": Couleur("#1c1e21", "#e8e5de", "encre"),
    "gris": Couleur("#5c6066", "#a3a6aa", "gris"),
    "filet": Couleur("#dcd9d0", "#34373c", "filet"),
    "ferme": Couleur("#eeece4", "#202327"),
    "manquant": Couleur("#fbeadf", "#3a2619", "attention-fond"),
    "attention": Couleur("#a8430a", "#f0a070", "attention"),
    "vente": Couleur("#14507d", "#84b7e2", "accent"),
    "jour": Couleur("#7d91a3", "#62778b"),
    "magasin1": Couleur("#2a6fb0", "#7db0e4"),
    "magasin2": Couleur("#b05a00", "#f0a459"),
    "magasin3": Couleur("#1b7a58", "#68c3a1"),
    "magasin4": Couleur("#7a4ea3", "#bb9ade"),
    "magasin5": Couleur("#a03b4a", "#e68b98"),
    "magasin6": Couleur("#746400", "#cdbb56"),
    "magasin7": Couleur("#35737e", "#80c4d0"),
    "autre": Couleur("#6b6f75", "#9b9ea3"),
}

_MAGASINS = tuple(role for role in PALETTE if role.startswith("magasin"))


def clair(role: str) -> str:
    """Return the light value of a role, which charts are drawn with."""
    return PALETTE[role].clair


def css(role: str) -> str:
    """Return the value of a role for an SVG in a page: the theme's, else the light one."""
    couleur = PALETTE[role]
    return f"var(--{couleur.css or 'c-' + role},{couleur.clair})"


def dark_values() -> dict[str, str]:
    """Return light value → dark value, for the script that recolours a chart."""
    return {couleur.clair: couleur.sombre for couleur in PALETTE.values()}


def stylesheet() -> str:
    """Return CSS that declares the roles the theme has no variable for, light and dark."""
    own = {role: couleur for role, couleur in PALETTE.items() if not couleur.css}
    light = "".join(f"--c-{role}:{couleur.clair};" for role, couleur in own.items())
    dark = "".join(f"--c-{role}:{couleur.sombre};" for role, couleur in own.items())
    return f':root{{{light}}}\n[data-md-color-scheme="slate"]{{{dark}}}\n'


def couleurs_magasins(tous: Sequence[str]) -> dict[str, str]:
    """Give each store id its role, by place in `tous` (the ids in order); "autre" after seven."""
    return {
        store: _MAGASINS[place] if place < len(_MAGASINS) else "autre"
        for place, store in enumerate(tous)
    }
