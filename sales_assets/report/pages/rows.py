"""The rows of the frames that pages read: their columns by name and type.

What goes in: one type a frame, with the columns that pages use, named as the frame names them, and
how a frame is read. What stays out: what the columns mean, which the functions that make the frames
say (`Snapshot`, `indicators`). A value that is unknown is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")


def records(frame: pd.DataFrame, row: type[R]) -> Iterator[R]:
    """Read a frame row by row as `row`, whose fields are columns; `itertuples` is slower."""
    return map(row, *(_values(frame[column.name]) for column in fields(row)))


def grouped(frame: pd.DataFrame, key: str, row: type[R]) -> dict[str, list[R]]:
    """Return the `records` of each value of `key`, in their order: a frame a sheet is slow."""
    found: dict[str, list[R]] = {}
    for identifier, one in zip(frame[key].astype(str), records(frame, row), strict=True):
        found.setdefault(identifier, []).append(one)
    return found


def _values(column: pd.Series) -> list[Any]:
    values = column.tolist()
    unknown = column.isna()
    if not unknown.any():
        return values
    return [None if gone else value for value, gone in zip(values, unknown, strict=True)]


@dataclass(frozen=True, slots=True)
class ProductSums:
    """`Context.produits_28`."""

    ID_produit: str
    ca_e4: int
    quantite_e3: int
    avant_e4: int | None
    part: int | None
    taux: Fraction | None
    classe: str
    rang: int
    ex_aequo: bool


@dataclass(frozen=True, slots=True)
class StoreSums:
    """`Context.magasins_classes`."""

    ID_magasin: str
    ca_e4: int
    quantite_e3: int
    avant_e4: int | None
    part: int | None
    taux: Fraction | None
    rang: int
    ex_aequo: bool
    nombre_salaries: int | None
    ca_par_salarie_e4: Fraction | None
    quantite_par_salarie: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupSums:
    """`departments.grouped`."""

    groupe: str
    produits: int
    ca_e4: int
    quantite_e3: int
    avant_e4: int | None
    part: int | None


@dataclass(frozen=True, slots=True)
class StoreTotals:
    """A period's sums of a store."""

    ID_magasin: str
    ca_e4: int
    part: int | None


@dataclass(frozen=True, slots=True)
class ProductTotals:
    """A period's sums of a product."""

    ID_produit: str
    ca_e4: int
    quantite_e3: int
    part: int | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The sums of a store or a product on a day."""

    ca_e4: int
    quantite_e3: int
    retours_e4: int


@dataclass(frozen=True, slots=True)
class StoreDay:
    """`Snapshot.magasins_jour`, of one store."""

    date: datetime
    ca_e4: int
    quantite_e3: int
    retours_e4: int


@dataclass(frozen=True, slots=True)
class Move:
    """`ranking.movers`."""

    ID_produit: str
    ecart_e4: int
    taux: Fraction | None
    reference_e4: int


@dataclass(frozen=True, slots=True)
class Oversold:
    """`stores.oversell`."""

    ID_magasin: str
    ID_produit: str
    quantite_e3: int
    ca_e4: int
    indice: Fraction | None


@dataclass(frozen=True, slots=True)
class Stock:
    """`stock.stock_table`."""

    ID_produit: str
    stock: int | None
    prix_e4: int | None
    vmj: Fraction | None
    saison: Fraction | None
    couverture: Fraction | float | None
    rupture_tot: date | None
    rupture_tard: date | None
    a_commander: int | None
    urgence: str | None
    valeur_e4: int | None
    derniere_vente: date | None
    jours_sans_vente: int | None
    statut: str


@dataclass(frozen=True, slots=True)
class Price:
    """`Snapshot.prix`."""

    prix_e4: int
    valable_du: datetime
    valable_au: datetime | None


@dataclass(frozen=True, slots=True)
class SheetDay:
    """`reporting.by_day`."""

    date: datetime
    etat: str
    ca_e4: int | None
    n1_e4: int | None
    comparable_e4: int | None
    indice: Fraction | None
    cumul_e4: int | None
    cumul_comparable_e4: int | None
    cumul_n1_e4: int | None
    indice_cumul: Fraction | None


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """`reporting.by_month`."""

    mois: str
    ca_e4: int | None
    comparable_e4: int | None
    n1_e4: int | None
    indice: Fraction | None
    cumul_e4: int | None
    cumul_comparable_e4: int | None
    cumul_n1_e4: int | None
    indice_cumul: Fraction | None
    jours: int
    attendus: int


@dataclass(frozen=True, slots=True)
class Check:
    """`Snapshot.controles`."""

    asset: str
    phrase: str
    reussi: bool
    severite: str
    juges: int | None
    fautifs: int | None
    portee: str | None
    exemples: object


@dataclass(frozen=True, slots=True)
class Rejected:
    """`Context.rejets`."""

    livraison: int
    ligne: int | None
    raison: str
    colonne: str | None
    date: datetime | None
    montant: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """`Snapshot.livraisons`."""

    nom: str
    statut: str
    lignes: int | None
    acceptees: int | None
    rejetees: int | None
    vides: int | None
    identiques: int
    sha256: str
    message: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """`rectifications.dated`."""

    date: datetime
    ID_magasin: str
    ca_avant_e4: int
    ca_apres_e4: int
    ecart_e4: int
    recue_le: datetime | None
    nom: str | None
    sha256: str | None
