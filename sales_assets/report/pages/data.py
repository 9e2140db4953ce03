"""What can be taken away, and what the files brought in must look like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from sales_assets.language import _
from sales_assets.report import archive, contracted, formats, packaged, workbook
from sales_assets.report.pages import file_formats, rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page
from sales_assets.report.pages.rendering import own, piece, spaced
from sales_assets.report.pages.tables import Cell, Column, Table


def build(context: Context, csv: list[Extra], book: Extra, others: list[Extra]) -> Iterator[Page]:
    """Return the page of downloads and formats.

    Args:
        context: The publication.
        csv: The tables; daily files are listed by month.
        book: The workbook.
        others: The files for other programs.
    """
    body = rendering.render(
        "donnees.html",
        vide=context.last_day is None,
        ensemble=_whole(context, book),
        limites=[workbook.left_out(sheet) for sheet in workbook.book_sheets(context.snap)
                 if sheet.since],
        table=_table(csv),
        autres=_others(others),
        mois=_months(context.sheets),
        formats=file_formats.examples(),
        noms=file_formats.names(),
        titres=file_formats.titles(),
        valeurs=file_formats.values(),
        raisons=file_formats.set_aside(),
    )  # fmt: skip
    words = _("Télécharger les chiffres, et le format des fichiers attendus.")
    yield Page("donnees.md", _("Téléchargements"), body, (), words)


def _whole(context: Context, book: Extra) -> Table:
    """The files that hold everything at once."""
    rows = [
        _file(book.path, formats.file_size(len(book.content)),
              _("Un classeur pour Excel ou LibreOffice : produits, magasins, jours, mois, magasins "
                "et produits jour par jour")),
        _file(archive.DATABASE, archive.DATABASE_SIZE if context.base else "",
              _("La base SQLite entière, ventes comprises, sauf le texte des lignes rejetées")
              if context.base else
              _("La base SQLite n’est pas proposée ici : elle dépasse 100 Mo, ou elle est sur un "
                "serveur. La commande sales-assets backup la copie en entier")),
        _file(archive.NAME, archive.ZIP_SIZE,
              _("Ce site entier, à décompresser puis à ouvrir par double-clic, sans réseau "
                "(au-delà de 500 Mo, il n’est pas fait)")),
    ]  # fmt: skip
    return Table(_columns(), rows)


def _columns() -> list[Column]:
    return [
        Column.plain(_("Fichier")),
        Column.plain(_("Contenu")),
        Column.plain(_("Taille"), number=True),
    ]


def _file(path: str, size: str, about: str) -> list[Cell]:
    """A row; without a size, the file is not there."""
    name = path.rsplit("/", 1)[-1]
    return [
        Cell(piece("download", path if size else "", name)),
        Cell(own(spaced(about))),
        Cell(own(size or formats.UNDEFINED)),
    ]


def _table(extras: list[Extra]) -> Table:
    about = {
        "produits": _("Le catalogue : identifiant, nom, prix, stock"),
        "magasins": _("Les magasins : identifiant, ville, salariés"),
        "totaux_jours": _("CA, quantité, retours de chaque jour"),
        "totaux_mois": _("Les mêmes, par mois"),
        "totaux_magasins_jours": _("Les mêmes, par jour et magasin"),
        "totaux_produits_jours": _("Les mêmes, par jour et produit"),
        "totaux_tickets": _("Tickets, par jour et magasin"),
        "totaux_heures": _("CA et tickets de chaque heure, par jour et magasin"),
        "totaux_tva": _("CA, CA hors taxes et TVA de chaque taux, par jour et magasin"),
        "totaux_valeurs_magasins": _("Remises, CA hors taxes et coût, par jour et magasin"),
        "totaux_valeurs_produits": _("Les mêmes, par jour et produit"),
        "evenements": _("Vos événements et vos notes : du, au, magasin, texte"),
        "objectifs": _("Vos objectifs : mois ou jour, magasin, montant"),
        "rejets": _("Les lignes mises de côté : fichier, ligne, raison"),
    }
    rows = []
    for extra in extras:
        stem = extra.path.rsplit("/", 1)[-1].removesuffix(".csv")
        link, words, size = _file(
            extra.path, formats.file_size(len(extra.content)), about.get(stem, "")
        )
        rows.append([link, words, tables.whole(extra.content.count(b"\r\n") - 1), size])
    columns = [
        Column.plain(_("Fichier")),
        Column.plain(_("Contenu")),
        Column.plain(_("Lignes"), number=True, wide=True),
        Column.plain(_("Taille"), number=True),
    ]
    return Table(columns, rows)


def _others(extras: list[Extra]) -> Table:
    about = {
        packaged.PACKAGE: _("Ce que sont ces fichiers : colonnes, clés, empreintes (Data Package)"),
        contracted.CONTRACT: _("Le contrat de données : fichiers attendus, tables, règles (ODCS)"),
        contracted.METRICS: _("Les indicateurs : nom, formule, unité, réserve, contrôles"),
    }  # fmt: skip
    rows = [
        _file(extra.path, formats.file_size(len(extra.content)),
              about.get(extra.path, _("La même table, en colonnes typées (Parquet)")))
        for extra in extras
    ]  # fmt: skip
    return Table(_columns(), rows)


def _months(sheets: list[date]) -> list[tuple[str, list[date]]]:
    months = groupby(sorted(sheets, reverse=True), key=lambda day: day.replace(day=1))
    return [(formats.long_month(first), list(found)) for first, found in months]
