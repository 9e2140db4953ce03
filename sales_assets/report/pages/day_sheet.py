"""The sheet of a day: a till's Z strip, with its checks, deliveries and lines.

Sheets are many: the frames they cut are grouped by day once (`Days`). What stays out: the list of
days (`day_list`), what a day is compared with (`benchmarks`), arithmetic and HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from sales_assets.indicators import comparisons, days, revenue, shares, tickets
from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import marks, objectives, rendering, tables
from sales_assets.report.pages.benchmarks import Benchmarks, why_no_reference
from sales_assets.report.pages.cells import tenths, whole_share
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periods import Periods, month_href, year_href
from sales_assets.report.pages.registers import controls_table, deliveries_table, rejects_table
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import Measures, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

PAGE = 15
NONE = Cell("", "0")
"""No return: a column of zeros hides those that count."""


@dataclass(frozen=True)
class Days:
    """The snapshot's rows grouped by day, so that a sheet does not scan the history."""

    context: Context
    periods: Periods

    @cached_property
    def stores(self) -> dict[date, pd.DataFrame]:
        """Rows of `magasins_jour` by day."""
        return _by_day(self.context.snap.magasins_jour)

    @cached_property
    def products(self) -> dict[date, pd.DataFrame]:
        """Rows of `produits_jour` by day."""
        return _by_day(self.context.snap.produits_jour)

    @cached_property
    def rejected(self) -> dict[date, pd.DataFrame]:
        """Rejected rows whose day could be read, by day."""
        return _by_day(self.context.rejected)

    @cached_property
    def states(self) -> dict[date, str]:
        """State of each known day."""
        frame = self.context.snap.etats
        return dict(zip(days.to_days(frame["date"]), frame["etat"], strict=True))

    def rows_of(self, table: dict[date, pd.DataFrame], day: date, like: pd.DataFrame) -> Any:
        """Return a day's rows, or none in the shape of `like`."""
        return table.get(day, like.iloc[:0])


def _by_day(frame: pd.DataFrame) -> dict[date, pd.DataFrame]:
    dated = frame[frame["date"].notna()]
    groups: Any = dated.groupby("date", sort=False)
    return {stamp.date(): rows for stamp, rows in groups}


def sheet(
    context: Context, grouped: Days, day: date, before: date | None, after: date | None
) -> Page:
    """Return the page of a day, between the days that have one before and after it."""
    snap = context.snap
    by_store = grouped.rows_of(grouped.stores, day, snap.magasins_jour)
    by_product = grouped.rows_of(grouped.products, day, snap.produits_jour)
    state = grouped.states.get(day, "absent")
    totals = revenue.totals(by_store) if state in days.OPEN else None
    lines = snap.lignes(day)
    deliveries = snap.livraisons[
        snap.livraisons["livraison"].isin(by_store["livraison"])
        | (snap.livraisons["jour"] == pd.Timestamp(day))
    ]
    rejects = grouped.rows_of(grouped.rejected, day, context.rejected)
    reperes = Benchmarks(context, grouped.periods, day)
    body = rendering.render(
        "jour.html",
        jour=day,
        periodes=grouped.periods.around(day, day, f"jours/{day}.html", "../"),
        avant=before and _beside(before),
        apres=after and _beside(after),
        etat=state,
        etat_mots=state_words(state),
        en_cours=day >= snap.today,
        totaux=totals or revenue.Totals(),
        defini=totals is not None,
        semaine=reperes.comparison(7),
        semaine_vide=why_no_reference(snap.etats, day - timedelta(days=7)),
        semaine_mots=_("vs {jour} d’avant").format(jour=formats.weekday_name(day)),
        n1=comparisons.comparable_n1(context.pairs, day, day),
        connu=marks.of_day(context, day),
        objectif=objectives.of_day(context, day),
        anomalie=reperes.anomaly_words(),
        comparaisons=reperes.comparison_table(),
        cumuls=reperes.running_totals(),
        magasins=_stores(context, by_store, totals or revenue.Totals(), day),
        produits=_products(context, by_product, totals or revenue.Totals(), day),
        lignes_total=len(lines),
        tickets=bool(lines["ticket"].notna().any()),
        paniers=tickets.over(snap.tickets, snap.jours, day, day),
        controles=controls_table(_of_day(snap.controles, day)),
        livraisons=deliveries_table(deliveries),
        rectifications=context.corrected(day, day),
        rejets=rejects_table(context, rejects, prefix="../"),
    )
    title = formats.capital(formats.long_day(day))
    shown = _("CA {ca}").format(ca=formats.euros(totals.ca_e4 if totals else None))
    month = f"{day:%Y-%m}"
    trail = [(_("Jours"), "jours.html")]
    if month in grouped.periods.months:
        trail = [(_("Mois"), "mois.html"), (month[:4], year_href(month[:4])),
                 (formats.capital(formats.long_month(month)), month_href(month))]  # fmt: skip
    return Page(
        f"jours/{day}.md",
        title,
        body,
        description=f"{title} : {shown}" if totals else f"{title} : {state_words(state)}",
        keywords=f"{formats.short_day(day)} · {day.isoformat()} · {shown}",
        trail=tuple(trail),
        lines=_lines(context, lines) if len(lines) else None,
        extras=(downloads.daily(day, lines),),
    )


def _beside(day: date) -> tuple[str, str]:
    return f"{day}.html", f"{formats.weekday_name(day)} {formats.medium_day(day)}"


def _of_day(controls: pd.DataFrame, day: date) -> pd.DataFrame:
    return controls[controls["portee"].astype(str) == day.isoformat()]


def _columns(first: str) -> list[Column]:
    return [
        Column.plain(first),
        Column.of("ca"),
        Column.of("part_ca"),
        Column.of("quantite"),
        Column.of("retours", wide=True),
    ]


def _measured(
    frame: pd.DataFrame, key: str, first: list[Cell], totals: revenue.Totals, columns: list[Column]
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


def _stores(context: Context, frame: pd.DataFrame, totals: revenue.Totals, day: date) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_magasin"], ascending=[False, True])
    names = [
        tables.link(context.store_href(i, "../"), context.store_name(i))
        for i in rows["ID_magasin"].astype(str)
    ]
    table = _measured(rows, "magasin", names, totals, _columns(_("Magasin")))
    return replace(table, scope=Scope(day, day))


def _products(context: Context, frame: pd.DataFrame, totals: revenue.Totals, day: date) -> Table:
    rows = frame.sort_values(["ca_e4", "ID_produit"], ascending=[False, True])
    names = [
        tables.link(context.product_href(i, "../"), context.product_name(i))
        for i in rows["ID_produit"].astype(str)
    ]
    table = _measured(rows, "produit", names, totals, _columns(_("Produit")))
    return replace(table, scope=Scope(day, day))


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
        "magasins": [formats.clean(context.store_name(str(i))) for i in store_ids],
        "produits": [formats.clean(context.product_name(str(i))) for i in product_ids],
        "colonnes": columns,
    }
