"""The day sheets: each a till's Z strip, with its checks, deliveries and lines.

Sheets are many: the frames they cut are grouped by day once (`Days`). What stays out: arithmetic
(`indicators`) and HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

import pandas as pd

from sales_assets.indicators import ca, comparisons, days, shares
from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.pages import calendrier, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.ingredients import Ingredients
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.report.pages.registres import controls_table, deliveries_table, rejects_table
from sales_assets.report.pages.rendering import Cell, Column, Table, own


@dataclass(frozen=True)
class Days:
    """The snapshot's rows grouped by day, so that a sheet does not scan the history."""

    context: Context

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

    def jours_de(self, table: dict[date, pd.DataFrame], jour: date, like: pd.DataFrame) -> Any:
        """Return a day's rows, or none in the shape of `like`."""
        return table.get(jour, like.iloc[:0])


def _by_day(frame: pd.DataFrame) -> dict[date, pd.DataFrame]:
    dated = frame[frame["date"].notna()]
    groups: Any = dated.groupby("date", sort=False)
    return {stamp.date(): rows for stamp, rows in groups}


def build(context: Context) -> Iterator[Page | Sheet]:
    """Return the index, then one sheet a day that has data, newest first."""
    yield calendrier.build(context)
    grouped = Days(context)
    ingredients = Ingredients(context)
    sheets = context.fiches
    for place in range(len(sheets) - 1, -1, -1):
        before = sheets[place - 1] if place else None
        after = sheets[place + 1] if place + 1 < len(sheets) else None
        made_from = ingredients.jour(sheets[place], before, after)
        make = partial(_sheet, context, grouped, sheets[place], before, after)
        yield Sheet(f"jours/{sheets[place]}", made_from, make)


def _sheet(
    context: Context, grouped: Days, jour: date, before: date | None, after: date | None
) -> Page:
    snap = context.snap
    by_store = grouped.jours_de(grouped.magasins, jour, snap.magasins_jour)
    by_product = grouped.jours_de(grouped.produits, jour, snap.produits_jour)
    totals = ca.totals(by_store)
    lines = snap.lignes(jour)
    deliveries = snap.livraisons[
        snap.livraisons["livraison"].isin(by_store["livraison"])
        | (snap.livraisons["jour"] == pd.Timestamp(jour))
    ]
    rejects = grouped.jours_de(grouped.rejets, jour, context.rejets)
    body = rendering.render(
        "jour.html",
        jour=jour,
        avant=before,
        apres=after,
        etat=grouped.etats.get(jour, "absent"),
        en_cours=jour >= snap.today,
        totaux=totals,
        semaine=comparisons.compare_day(snap.jours, snap.etats, jour, 7),
        semaine_mots=_("vs {jour} d’avant").format(jour=formats.jour_semaine(jour)),
        n1=comparisons.comparable_n1(context.pairs, snap.etats, jour, jour),
        mois=ca.cumul(snap.jours, snap.etats, jour, "mois"),
        magasins=_stores(context, by_store, totals),
        produits=_products(context, by_product, totals),
        lignes_total=len(lines),
        tickets=bool(lines["ticket"].notna().any()),
        controles=controls_table(_of_day(snap.controles, jour)),
        livraisons=deliveries_table(deliveries),
        rejets=rejects_table(context, rejects, prefix="../"),
    )
    title = formats.majuscule(formats.jour_long(jour))
    description = _("{jour} : CA {ca}").format(jour=title, ca=formats.euros(totals.ca_e4))
    shown = _("CA {ca}").format(ca=formats.euros(totals.ca_e4))
    words = f"{formats.jour_court(jour)} · {jour.isoformat()} · {shown}"
    return Page(
        f"jours/{jour}.md",
        title,
        body,
        description=description,
        section="jours.html",
        keywords=words,
        trail=((_("Jours"), "jours.html"),),
        lines=_lines(context, lines) if len(lines) else None,
        extras=(downloads.daily(jour, lines),),
    )


def _of_day(controls: pd.DataFrame, jour: date) -> pd.DataFrame:
    return controls[controls["portee"].astype(str) == jour.isoformat()]


def _columns(first: str) -> list[Column]:
    return [
        Column(first),
        Column(_("CA"), "€", number=True, indicateur="ca"),
        Column(_("Part"), "%", number=True, indicateur="part_ca"),
        Column(_("Quantité"), number=True, indicateur="quantite"),
        Column(_("Lignes"), number=True, wide=True, indicateur="lignes"),
        Column(_("Retours"), "€", number=True, wide=True, indicateur="retours"),
    ]


def amount(e4: Any) -> Cell:
    """A cell in euros under a heading that gives the unit."""
    shown = formats.sans_unite(formats.euros(e4))
    return rendering.number(shown, e4)


def tenths(value: Any, longest: Any = 0) -> Cell:
    """A cell for a share counted in tenths of a percent, with a bar against the longest."""
    if formats.undefined(value):
        return Cell(own(formats.UNDEFINED), "")
    shown = formats.nombre(Fraction(int(value), 10))
    if formats.undefined(longest) or longest <= 0:
        return rendering.number(shown, value)
    width = max(0, round(100 * int(value) / int(longest)))
    bar = (
        '<svg class="v-barre" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="8"/></svg>'
    )
    return rendering.number(f'{bar}<span class="v-part">{shown}</span>', value)


def _measured(
    frame: pd.DataFrame, key: str, first: list[Cell], totals: ca.Totals, columns: list[Column]
) -> Table:
    parts = shares.shares(frame["ca_e4"])
    cells = [
        [name, amount(row.ca_e4), tenths(part, parts.max()), rendering.whole(row.quantite),
         rendering.whole(row.lignes), amount(row.retours_e4)]
        for name, row, part in zip(first, rendering.records(frame), parts, strict=True)
    ]  # fmt: skip
    total = [Cell(_("Total")), amount(totals.ca_e4), Cell(own(formats.nombre(100))),
             rendering.whole(totals.quantite), rendering.whole(totals.lignes),
             amount(totals.retours_e4)]  # fmt: skip
    return Table(columns, cells, total, id=f"par-{key}", sortable=True)


def _stores(context: Context, frame: pd.DataFrame, totals: ca.Totals) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_magasin"], ascending=[False, True])
    names = [
        rendering.link(context.lien_magasin(i, "../"), context.nom_magasin(i))
        for i in rows["ID_magasin"].astype(str)
    ]
    return _measured(rows, "magasin", names, totals, _columns(_("Magasin")))


def _products(context: Context, frame: pd.DataFrame, totals: ca.Totals) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_produit"], ascending=[False, True])
    names = [
        rendering.link(context.lien_produit(i, "../"), context.nom_produit(i))
        for i in rows["ID_produit"].astype(str)
    ]
    return _measured(rows, "produit", names, totals, _columns(_("Produit")))


def _lines(context: Context, lines: pd.DataFrame) -> dict[str, Any]:
    """Return the day's sales lines for the page's script, names once each.

    Prices and amounts stay whole 1/10 000 €: the script writes them as the site does.
    """
    stores, store_ids = pd.factorize(lines["ID_magasin"].astype(str))
    products, product_ids = pd.factorize(lines["ID_produit"].astype(str))
    columns: list[list[Any]] = [stores.tolist(), products.tolist()]
    for name in ("quantite", "prix_unitaire_e4", "total_e4"):
        columns.append([None if pd.isna(value) else int(value) for value in lines[name]])
    if lines["ticket"].notna().any():
        columns.append(["" if pd.isna(value) else str(value) for value in lines["ticket"]])
    return {
        "magasins": [formats.clean(context.nom_magasin(str(i))) for i in store_ids],
        "produits": [formats.clean(context.nom_produit(str(i))) for i in product_ids],
        "colonnes": columns,
    }
