"""Frames to charts: each function gives a `Chart`, pure and deterministic.

What goes in: what a chart draws and says. What stays out: indicators (computed before), pages,
files, the clock. A chart is a plain Plotly specification (`spec`), so that a thousand of them are
built without importing plotly; `figure` is the same as a `go.Figure`, validated, made on demand.
Names from the data reach Plotly only as data of category axes and hover texts, never a template.

Colours: `couleurs.PALETTE` gives every role its light and dark value. A chart is drawn with the
light ones; each light value is unique, so a script that walks the specification and replaces,
under keys whose name ends with "color", light by dark values has recoloured it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Chart:
    """One chart, its words and its figures.

    Attributes:
        id: Fixed HTML id, [a-z0-9-_].
        spec: {"data": […], "layout": {…}, "config": {…}} for `Plotly.newPlot`.
        titre: The finding or the measure, plain text (not escaped).
        sous_titre: Unit and period, plain text.
        texte: The text alternative, plain text.
        table: The same figures as formatted strings, columns named in French; names not escaped.
        svg: A painted picture shown before Plotly is loaded, or "".
    """

    id: str
    spec: dict[str, Any]
    titre: str
    sous_titre: str
    texte: str
    table: pd.DataFrame
    svg: str = ""

    @cached_property
    def figure(self) -> go.Figure:
        """The validated Plotly figure of `spec`."""
        raise NotImplementedError

    def json(self) -> str:
        """Return `spec` as compact JSON, byte for byte the same for the same data.

        Safe inside a script element or file: no "<", ">", "&" nor line separator is left bare.
        """
        raise NotImplementedError


def ca_quotidien(
    jours: pd.DataFrame, etats: pd.DataFrame, au: date, *, nombre: int = 90, id: str = "ca-90-jours"
) -> Chart:
    """Daily CA over the last `nombre` civil days to `au`, with the 7-day mean.

    Args:
        jours: `Snapshot.jours`. etats: `Snapshot.etats`. au: usually J.
        nombre: Civil days shown. id: HTML id.
    """
    raise NotImplementedError


def ca_par_mois(
    mois: pd.DataFrame, jusqu_a: date, *, nombre: int = 24, id: str = "ca-par-mois"
) -> Chart:
    """CA by month (`Snapshot.mois`, or the same columns for one store or product)."""
    raise NotImplementedError


def barres_magasins(
    frame: pd.DataFrame, periode: str, *, tous: Sequence[str] | None = None, id: str = "magasins"
) -> Chart:
    """CA by store, largest first, each in its own colour.

    Args:
        frame: ID_magasin, ville (NA shows the id), ca_e4. periode: words for the subtitle.
        tous: Every known store id (`Snapshot.magasins.ID_magasin`): the colours' order.
        id: HTML id.
    """
    raise NotImplementedError


def barres_produits(
    frame: pd.DataFrame, periode: str, *, nombre: int = 15, id: str = "produits"
) -> Chart:
    """CA of the first `nombre` products (frame: ID_produit, nom, ca_e4), then "Autres"."""
    raise NotImplementedError


def serie_produit(
    frame: pd.DataFrame, etats: pd.DataFrame, du: date, au: date, *, id: str = "serie-produit"
) -> Chart:
    """Daily CA of one product (its rows of `produits_jour`): an open day without a row is 0."""
    raise NotImplementedError


def serie_magasin(
    frame: pd.DataFrame,
    etats: pd.DataFrame,
    du: date,
    au: date,
    *,
    couleur: str = "vente",
    id: str = "serie-magasin",
) -> Chart:
    """Daily CA of one store (its rows of `magasins_jour`): a day without a row is a gap."""
    raise NotImplementedError


def mois_de(frame: pd.DataFrame) -> pd.DataFrame:
    """Sum daily rows (date, lignes, quantite, ca_e4, …) by month: the columns of `mois`."""
    raise NotImplementedError


def couleurs_magasins(tous: Sequence[str]) -> dict[str, str]:
    """Give each store id its colour role, the same on every page."""
    raise NotImplementedError


def sparkline_svg(
    values: Sequence[int | float | None], *, largeur: int = 120, hauteur: int = 28
) -> str:
    """Draw a small line as an SVG string (aria-hidden), gaps for None; "" with no value."""
    raise NotImplementedError


def svg_trend(
    barres: Sequence[int | float | None],
    ligne: Sequence[int | float | None],
    *,
    fermes: Sequence[bool] = (),
    texte: str = "",
    largeur: int = 960,
    hauteur: int = 240,
) -> str:
    """Draw daily bars and their mean as an SVG string, painted before Plotly is loaded."""
    raise NotImplementedError
