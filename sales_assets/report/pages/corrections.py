"""Each replacement that changed a day's total: when, of what, by how much, by which delivery.

What stays out: replacing days (`loading`), HTML (`site/templates/rectifications.html`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sales_assets.language import _
from sales_assets.report import downloads
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, Page
from sales_assets.report.pages.registers import day_cell, delivery_digest, received
from sales_assets.report.pages.rows import Correction, records
from sales_assets.report.pages.tables import Column, Table, filled

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
        Column.plain(_("Jour")),
        Column.plain(_("Magasin")),
        Column.of("ca", _("CA avant"), wide=True),
        Column.of("ca", _("CA après")),
        Column.of("rectification"),
        Column.plain(_("Corrigé le"), wide=True),
        Column.plain(_("Livraison"), wide=True),
    ]
    lines = [
        filled(
            columns,
            day_cell(context, row.date, ""),
            tables.link(
                context.store_href(str(row.ID_magasin)), context.store_name(str(row.ID_magasin))
            ),
            row.ca_avant_e4,
            row.ca_apres_e4,
            row.ecart_e4,
            received(row.recue_le),
            delivery_digest(row.nom, row.sha256),
        )
        for row in records(rows, Correction)
    ]
    return Table(columns, lines, id="rectifications", sortable=True, page=50,
                 search=_("Chercher un jour, un magasin, un fichier"))  # fmt: skip


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
                ("quantite_avant_e3", "quantite_avant", downloads.quantity),
                ("quantite_apres_e3", "quantite_apres", downloads.quantity),
                ("ca_avant_e4", "ca_avant", downloads.amount),
                ("ca_apres_e4", "ca_apres", downloads.amount),
                ("ecart_e4", "ecart", downloads.amount),
                ("recue_le", "corrige_le", downloads.safe_text),
                ("nom", "fichier", downloads.safe_text),
                ("sha256", "sha256", downloads.safe_text),
            ],
        ),
    )
