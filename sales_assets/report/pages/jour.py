"""The sheet of a day: a till's Z strip, with its checks, deliveries and lines.

Sheets are many: the frames they cut are grouped by day once (`Days`). What stays out: the list of
days (`jours`), what a day is compared with (`reperes`), arithmetic and HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from sales_assets.indicators import ca, comparisons, days, shares
from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.cellules import tenths, whole_share
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periodes import Periodes, lien_annee, lien_mois
from sales_assets.report.pages.registres import controls_table, deliveries_table, rejects_table
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.reperes import Reperes, sans_reference
from sales_assets.report.pages.rows import Measures, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

PAGE = 15
NONE = Cell("", "0")
"""No return: a column of zeros hides those that count."""


@dataclass(frozen=True)
class Days:
    """The snapshot's rows grouped by day, so that a sheet does not scan the history."""

    context: Context
    periodes: Periodes

    @cached_property
    def magasins(self) -> dict[date, pd.DataFrame]:
        """Rows of `magasins_jour` by day."""
        return _by_day(self.context.snap.magasins_jour)

    @cached_property
    def produits(self) -> dict[date, pd.DataFrame]:
        """Rows of `produits_jour` by day."""
        return _by_day(self.context.snap.produits_jour)

    @cached_property
    def rejets(self) -> dict[date, pd.DataFrame]:
        """Rejected rows whose day could be read, by day."""
        return _by_day(self.context.rejets)

    @cached_property
    def etats(self) -> dict[date, str]:
        """State of each known day."""
        frame = self.context.snap.etats
        return dict(zip(days.to_days(frame["date"]), frame["etat"], strict=True))

    @cached_property
    def rectifications(self) -> dict[date, list[int]]:
        """Each correction of a day: what it added (1/10 000 €)."""
        rows = self.context.snap.rectifications
        found: dict[date, list[int]] = {}
        for stamp, before, after in zip(
            rows["date"], rows["ca_avant_e4"], rows["ca_apres_e4"], strict=True
        ):
            found.setdefault(stamp.date(), []).append(int(after) - int(before))
        return found

    def jours_de(self, table: dict[date, pd.DataFrame], jour: date, like: pd.DataFrame) -> Any:
        """Return a day's rows, or none in the shape of `like`."""
        return table.get(jour, like.iloc[:0])


def _by_day(frame: pd.DataFrame) -> dict[date, pd.DataFrame]:
    dated = frame[frame["date"].notna()]
    groups: Any = dated.groupby("date", sort=False)
    return {stamp.date(): rows for stamp, rows in groups}


def sheet(
    context: Context, grouped: Days, jour: date, before: date | None, after: date | None
) -> Page:
    """Return the page of a day, between the days that have one before and after it."""
    snap = context.snap
    by_store = grouped.jours_de(grouped.magasins, jour, snap.magasins_jour)
    by_product = grouped.jours_de(grouped.produits, jour, snap.produits_jour)
    etat = grouped.etats.get(jour, "absent")
    totals = ca.totals(by_store) if etat in days.OPEN else None
    lines = snap.lignes(jour)
    deliveries = snap.livraisons[
        snap.livraisons["livraison"].isin(by_store["livraison"])
        | (snap.livraisons["jour"] == pd.Timestamp(jour))
    ]
    rejects = grouped.jours_de(grouped.rejets, jour, context.rejets)
    reperes = Reperes(context, grouped.periodes, jour)
    body = rendering.render(
        "jour.html",
        jour=jour,
        avant=before and _beside(before),
        apres=after and _beside(after),
        etat=etat,
        etat_mots=state_words(etat),
        en_cours=jour >= snap.today,
        totaux=totals or ca.Totals(),
        defini=totals is not None,
        semaine=reperes.comparison(7),
        semaine_vide=sans_reference(snap.etats, jour - timedelta(days=7)),
        semaine_mots=_("vs {jour} d’avant").format(jour=formats.jour_semaine(jour)),
        n1=comparisons.comparable_n1(context.pairs, snap.etats, jour, jour),
        anomalie=reperes.anomalie(),
        comparaisons=reperes.comparaisons(),
        cumuls=reperes.cumuls(),
        magasins=_stores(context, by_store, totals or ca.Totals(), jour),
        produits=_products(context, by_product, totals or ca.Totals(), jour),
        lignes_total=len(lines),
        tickets=bool(lines["ticket"].notna().any()),
        controles=controls_table(_of_day(snap.controles, jour)),
        livraisons=deliveries_table(deliveries),
        rectifications=grouped.rectifications.get(jour, []),
        rejets=rejects_table(context, rejects, prefix="../"),
    )
    title = formats.majuscule(formats.jour_long(jour))
    shown = _("CA {ca}").format(ca=formats.euros(totals.ca_e4 if totals else None))
    month = f"{jour:%Y-%m}"
    trail = [(_("Jours"), "jours.html")]
    if month in grouped.periodes.mois:
        trail = [(_("Mois"), "mois.html"), (month[:4], lien_annee(month[:4])),
                 (formats.majuscule(formats.mois_long(month)), lien_mois(month))]  # fmt: skip
    return Page(
        f"jours/{jour}.md",
        title,
        body,
        description=f"{title} : {shown}" if totals else f"{title} : {state_words(etat)}",
        keywords=f"{formats.jour_court(jour)} · {jour.isoformat()} · {shown}",
        trail=tuple(trail),
        lines=_lines(context, lines) if len(lines) else None,
        extras=(downloads.daily(jour, lines),),
    )


def _beside(jour: date) -> tuple[str, str]:
    return f"{jour}.html", f"{formats.jour_semaine(jour)} {formats.jour_moyen(jour)}"


def _of_day(controls: pd.DataFrame, jour: date) -> pd.DataFrame:
    return controls[controls["portee"].astype(str) == jour.isoformat()]


def _columns(first: str) -> list[Column]:
    return [
        Column.plain(first),
        Column.of("ca"),
        Column.of("part_ca"),
        Column.of("quantite"),
        Column.of("retours", wide=True),
    ]


def _measured(
    frame: pd.DataFrame, key: str, first: list[Cell], totals: ca.Totals, columns: list[Column]
) -> Table:
    parts = shares.shares(frame["ca_e4"])
    longest = parts.max()
    cells = [
        filled(
            columns,
            name,
            row.ca_e4,
            tenths(part, longest),
            row.quantite_e3,
            row.retours_e4 or NONE,
        )
        for name, row, part in zip(first, records(frame, Measures), parts, strict=True)
    ]
    total = filled(
        columns,
        _("Total"),
        totals.ca_e4,
        whole_share(),
        totals.quantite_e3,
        totals.retours_e4 or NONE,
    )
    return Table(columns, cells, total, id=f"par-{key}", sortable=True, page=PAGE)


def _stores(context: Context, frame: pd.DataFrame, totals: ca.Totals, jour: date) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_magasin"], ascending=[False, True])
    names = [
        tables.link(context.lien_magasin(i, "../"), context.nom_magasin(i))
        for i in rows["ID_magasin"].astype(str)
    ]
    table = _measured(rows, "magasin", names, totals, _columns(_("Magasin")))
    return replace(table, scope=Scope(jour, jour))


def _products(context: Context, frame: pd.DataFrame, totals: ca.Totals, jour: date) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_produit"], ascending=[False, True])
    names = [
        tables.link(context.lien_produit(i, "../"), context.nom_produit(i))
        for i in rows["ID_produit"].astype(str)
    ]
    table = _measured(rows, "produit", names, totals, _columns(_("Produit")))
    return replace(table, scope=Scope(jour, jour))


def _lines(context: Context, lines: pd.DataFrame) -> dict[str, Any]:
    """Return the day's sales lines for the page's script, names once each.

    Prices and amounts stay whole 1/10 000 €, quantities 1/1000 unit: the script writes them as
    the site does.
    """
    stores, store_ids = pd.factorize(lines["ID_magasin"].astype(str))
    products, product_ids = pd.factorize(lines["ID_produit"].astype(str))
    columns: list[list[Any]] = [stores.tolist(), products.tolist()]
    for name in ("quantite_e3", "prix_unitaire_e4", "total_e4"):
        columns.append(lines[name].tolist())
    if lines["ticket"].notna().any():
        columns.append(["" if pd.isna(value) else str(value) for value in lines["ticket"]])
    return {
        "magasins": [formats.clean(context.nom_magasin(str(i))) for i in store_ids],
        "produits": [formats.clean(context.nom_produit(str(i))) for i in product_ids],
        "colonnes": columns,
    }
