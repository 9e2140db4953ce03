"""What can be taken away, and what the files brought in must look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page
from sales_assets.report.pages.rendering import Cell, Column, Table, own


@dataclass(frozen=True)
class Format:
    """One kind of file: its name, its columns, an example."""

    nom: str
    role: str
    exemple: str
    note: str


def build(context: Context, extras: list[Extra]) -> Iterator[Page]:
    """Return the page of downloads and formats.

    Args:
        context: The publication.
        extras: The tables offered, whose sizes are shown; daily files are listed by month.
    """
    body = rendering.render(
        "donnees.html",
        vide=context.jour is None,
        table=_table(extras),
        mois=_months(context.fiches),
        formats=_formats(),
    )
    words = _("Télécharger les chiffres, et le format des fichiers attendus.")
    yield Page("donnees.md", _("Données"), body, (), words, "donnees.html")


def _table(extras: list[Extra]) -> Table:
    about = {
        "produits": _("Le catalogue : identifiant, nom, prix, stock"),
        "magasins": _("Les magasins : identifiant, ville, salariés"),
        "totaux_jours": _("CA, quantité, retours de chaque jour"),
        "totaux_mois": _("Les mêmes, par mois"),
        "totaux_magasins_jours": _("Les mêmes, par jour et magasin"),
        "totaux_produits_jours": _("Les mêmes, par jour et produit"),
        "rejets": _("Les lignes mises de côté : fichier, ligne, raison"),
    }
    rows = []
    for extra in extras:
        name = extra.path.rsplit("/", 1)[-1]
        count = extra.content.count(b"\r\n") - 1
        rows.append(
            [
                Cell(own(f'<a href="{extra.path}" download>{name}</a>'), name),
                Cell(about.get(name.removesuffix(".csv"), "")),
                rendering.whole(count),
                rendering.number(formats.octets(len(extra.content)), len(extra.content)),
            ]
        )
    columns = [
        Column(_("Fichier")),
        Column(_("Contenu")),
        Column(_("Lignes"), number=True),
        Column(_("Taille"), number=True),
    ]
    return Table(columns, rows)


def _months(sheets: list[date]) -> list[tuple[str, list[date]]]:
    months = groupby(sorted(sheets, reverse=True), key=lambda day: day.replace(day=1))
    return [(formats.mois_long(first), list(found)) for first, found in months]


def _formats() -> list[Format]:
    return [
        Format("products.csv", _("Le catalogue"),
               "ID_produit;nom;prix;stock\nREF001;Café moulu 250 g;6,90;120\nREF002;Thé vert;8,50;",
               _("Un stock vide est un stock inconnu. Un produit sans prix n’a pas de CA.")),
        Format("stores.csv", _("Les magasins"),
               "ID_magasin;ville;nombre_salaries\n1;Paris;10\n2;Lyon;6", ""),
        Format("sales.csv", _("L’historique des ventes"),
               "date;ID_produit;quantite;ID_magasin\n17/11/2025;REF001;2;1\n17/11/2025;REF002;-1;2",
               _("Une quantité négative est un retour. Une colonne prix_unitaire, si elle existe, "
                 "l’emporte sur le prix du catalogue.")),
        Format("ventes_2025-11-17.csv", _("Les ventes d’un jour"),
               "date;ID_produit;quantite;ID_magasin\n2025-11-17;REF001;3;1",
               _("Un fichier par jour. Redéposé corrigé, il remplace ce jour : rien n’est compté "
                 "deux fois, et la page Qualité garde la trace de la rectification.")),
    ]  # fmt: skip
