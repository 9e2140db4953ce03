"""What the files brought in must look like, in a shop's words: the data contract for people.

What goes in: names, titles, values and reasons, from the contract itself where it says them. What
stays out: reading files (`contract`), the page around this (`data`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sales_assets.contract import headers, reasons
from sales_assets.contract.names import Genre
from sales_assets.language import _
from sales_assets.report.pages.rendering import own, piece, spaced
from sales_assets.report.pages.tables import Cell, Column, Table


@dataclass(frozen=True)
class Format:
    """One kind of file: its name, its columns, an example."""

    name: str
    role: str
    example: str
    note: str


def examples() -> list[Format]:
    """Return one small file of each kind."""
    return [
        Format(_("produits.csv"), _("Le catalogue"),
               "ID_produit;nom;prix;stock\nREF001;Café moulu 250 g;6,90;120\nREF002;Thé vert;8,50;",
               _("Un stock vide est un stock inconnu. Un produit sans prix n’a pas de CA.")),
        Format(_("magasins.csv"), _("Les magasins"),
               "ID_magasin;ville;nombre_salaries\n1;Paris;10\n2;Lyon;6", ""),
        Format(_("ventes.csv"), _("L’historique des ventes"),
               "date;ID_produit;quantite;ID_magasin\n17/11/2025;REF001;2;1\n17/11/2025;REF002;-1;2",
               _("Une quantité négative est un retour. Une colonne prix_unitaire, si elle existe, "
                 "l’emporte sur le prix du catalogue.")),
        Format("ventes_2025-11-17.csv", _("Les ventes d’un jour"),
               "date;ID_produit;quantite;ID_magasin\n2025-11-17;REF001;3;1",
               _("Un fichier par jour. Redéposé corrigé, il remplace ce jour : rien n’est compté "
                 "deux fois, et la page Qualité garde la trace de la rectification.")),
        Format(_("evenements.csv"), _("Ce qui s’est passé"),
               "date;date_fin;magasin;texte\n2025-11-14;2025-11-16;Paris;Braderie du quartier",
               _("Un drapeau sur les graphiques, au calendrier et sur la fiche du jour. Sans "
                 "magasin, c’est pour tous ; le dernier fichier remplace le précédent.")),
        Format(_("objectifs.csv"), _("Ce que chaque mois doit vendre"),
               "mois;magasin;montant\n2025-11;;42000\n2025-11;1;26000",
               _("Un mois, ou un jour AAAA-MM-JJ. Sans magasin, c’est pour toute l’entreprise ; "
                 "le dernier fichier remplace le précédent.")),
    ]  # fmt: skip


def names() -> Table:
    """Return the names by which each kind of file is known, wherever the word stands in them."""
    kinds = [
        (_("Le catalogue"), ["produits", "products"], Genre.PRODUITS),
        (_("Les magasins"), ["magasins", "stores"], Genre.MAGASINS),
        (_("L’historique des ventes"), ["ventes", "sales"], Genre.HISTORIQUE),
        (
            _("Les ventes d’un jour"),
            ["ventes_AAAA-MM-JJ", "ventes_jour", "daily", "sales_day"],
            Genre.JOUR,
        ),
        (_("Les événements"), ["evenements", "events", "notes"], Genre.EVENEMENTS),
        (_("Les objectifs"), ["objectifs", "objectives", "targets"], Genre.OBJECTIFS),
    ]
    rows = []
    for kind, words, genre in kinds:
        needed = headers.required(genre)
        other = [column for column in headers.aliases(genre) if column not in needed]
        rows.append([Cell(kind), _code(words), _code(needed), _code(other)])
    columns = [
        Column.plain(_("Fichier")),
        Column.plain(_("Mots du nom")),
        Column.plain(_("Colonnes obligatoires")),
        Column.plain(_("Colonnes facultatives"), wide=True),
    ]
    return Table(columns, rows)


def _code(names: Iterable[str]) -> Cell:
    """Names of files and columns, the same in every language."""
    return Cell(piece("codes", list(names)))


def titles() -> Table:
    """Return every title known for each column."""
    found: dict[str, dict[str, None]] = {}
    kinds = (Genre.PRODUITS, Genre.MAGASINS, Genre.HISTORIQUE, Genre.EVENEMENTS, Genre.OBJECTIFS)
    for genre in kinds:
        for column, known in headers.aliases(genre).items():
            found.setdefault(column, {}).update(dict.fromkeys(known.written))
    rows = [[_code([column]), _code(known)] for column, known in found.items()]
    return Table([Column.plain(_("Colonne")), Column.plain(_("Titres reconnus"))], rows)


def values() -> Table:
    """Return what is read and what is set aside, by kind of value."""
    rows = [
        (_("Identifiants"),
         _("Tout texte, gardé tel qu’écrit : 007 n’est pas 7, ref001 n’est pas REF001."),
         _("vide")),
        (_("Quantité"),
         _("Un nombre de pièces, de kilos ou de mètres, trois décimales au plus ; négatif pour un "
           "retour : -2, 2-, (2)."),
         _("0, mots, 1e3, plus d’un million")),
        (_("Prix"),
         _("Point ou virgule décimale, espaces de milliers, « € », quatre décimales au plus."),
         _("autre monnaie, 1.234 ou 1,234 (milliers ou décimales ?)")),
        (_("Date"),
         _("AAAA-MM-JJ, JJ/MM/AAAA avec / - ou ., JJ/MM/AA, ou le mois en lettres. Le sens "
           "jour-mois est décidé une fois par fichier ; une heure qui dit son fuseau compte au "
           "jour de la boutique."),
         _("30 février, numéro de série d’Excel ; une date à venir, "
           "jusqu’à ce que son jour arrive")),
        (_("Lignes identiques"),
         _("De vraies ventes : toutes gardées, comptées et signalées."),
         _("aucune")),
        (_("Stock, salariés"),
         _("Un nombre entier positif ou nul."),
         _("rien : illisible, la valeur est inconnue et signalée")),
    ]  # fmt: skip
    columns = [
        Column.plain(_("Valeur")),
        Column.plain(_("Ce qui est lu")),
        Column.plain(_("Ce qui est mis de côté")),
    ]
    return Table(columns, [[Cell(own(spaced(cell))) for cell in row] for row in rows])


def set_aside() -> Table:
    """Return the reasons for which a row is set aside, with what to do."""
    rows = [[Cell(reason.value), Cell(own(spaced(reasons.explain(reason))))]
            for reason in reasons.Reason]  # fmt: skip
    return Table([Column.plain(_("Code")), Column.plain(_("Raison et remède"))], rows)
