"""Each replacement that changed a day's total: when, of what, by how much, by which delivery.

What stays out: replacing days (`loading`), HTML (`site/templates/rectifications.html`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.cellules import amount
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page
from sales_assets.report.pages.registres import day_cell, delivery_digest, received
from sales_assets.report.pages.rendering import Cell, Column, Table

FILE = "donnees/rectifications.csv"
SHOWN = 1000


def build(context: Context) -> Iterator[Page]:
    """Return the journal of corrections."""
    rows = dated(context)
    body = rendering.render(
        "rectifications.html",
        nombre=len(rows),
        jours=rows["date"].nunique(),
        hausses_e4=int(rows.loc[rows["ecart_e4"] > 0, "ecart_e4"].sum()),
        baisses_e4=int(rows.loc[rows["ecart_e4"] < 0, "ecart_e4"].sum()),
        ecart_e4=int(rows["ecart_e4"].sum()),
        montrees=min(SHOWN, len(rows)),
        table=table(context, rows.head(SHOWN)),
        telechargement=FILE,
    )
    words = _("Les jours dont le total a changé après coup, et de combien.")
    yield Page("rectifications.md", _("Rectifications"), body, (), words,
               extras=(_csv(rows),))  # fmt: skip


def dated(context: Context) -> pd.DataFrame:
    """Return the corrections, newest first, with their gap and the delivery that made them.

    Returns:
        `Snapshot.rectifications` with ecart_e4, nom, sha256 and recue_le of the delivery.
    """
    snap = context.snap
    made_by = snap.livraisons[["livraison", "nom", "sha256", "recue_le"]]
    rows = snap.rectifications.merge(made_by, on="livraison", how="left")
    rows["ecart_e4"] = rows["ca_apres_e4"] - rows["ca_avant_e4"]
    order = ["livraison", "date", "ID_magasin", "rang"]
    return rows.sort_values(order, ascending=[False, False, True, False], ignore_index=True)


def table(context: Context, rows: pd.DataFrame) -> Table:
    """Return corrections (of `dated`) as a table of the page."""
    columns = [
        Column(_("Jour")),
        Column(_("Magasin")),
        Column(_("CA avant"), "€", number=True, wide=True, indicateur="ca"),
        Column(_("CA après"), "€", number=True, indicateur="ca"),
        Column(_("Écart"), "€", number=True, indicateur="rectification"),
        Column(_("Corrigé le"), wide=True),
        Column(_("Livraison"), wide=True),
    ]
    lines = [
        [
            day_cell(context, row.date, ""),
            rendering.link(context.lien_magasin(str(row.ID_magasin)),
                           context.nom_magasin(str(row.ID_magasin))),
            amount(row.ca_avant_e4),
            amount(row.ca_apres_e4),
            gap(row.ecart_e4),
            received(row.recue_le),
            delivery_digest(row.nom, row.sha256),
        ]
        for row in rendering.records(rows)
    ]  # fmt: skip
    return Table(columns, lines, id="rectifications", sortable=True, page=50,
                 search=_("Chercher un jour, un magasin, un fichier"))  # fmt: skip


def gap(e4: Any) -> Cell:
    """A cell for a signed amount under a heading that gives the unit."""
    return rendering.number(formats.sans_unite(formats.euros(e4, signe=True)), e4)


def _csv(rows: pd.DataFrame) -> Extra:
    return Extra(
        FILE,
        downloads.to_csv(
            rows,
            [
                ("date", "date", downloads.day),
                ("ID_magasin", "ID_magasin", downloads.safe_text),
                ("lignes_avant", "lignes_avant", downloads.whole),
                ("lignes_apres", "lignes_apres", downloads.whole),
                ("quantite_avant", "quantite_avant", downloads.whole),
                ("quantite_apres", "quantite_apres", downloads.whole),
                ("ca_avant_e4", "ca_avant", downloads.amount),
                ("ca_apres_e4", "ca_apres", downloads.amount),
                ("ecart_e4", "ecart", downloads.amount),
                ("recue_le", "corrige_le", downloads.safe_text),
                ("nom", "fichier", downloads.safe_text),
                ("sha256", "sha256", downloads.safe_text),
            ],
        ),
    )
