"""The sentences of the morning: what a person would say first, each true by construction.

What goes in: short French sentences from indicators, the same for the same data; ties are named.
Each leads to the sheets it speaks of, and its figures open their proof. What stays out: any guess
at a cause, and how the words' pieces are linked (`links`). A sentence that cannot be said is left
out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import days, extremes, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import corrections, links
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.rows import Stock, records

MOST = 5
NOTABLE_GAP = 14  # days: "the best since last Tuesday" is no news
SOON = timedelta(days=7)
WEEK = timedelta(days=7)


def morning(context: Context) -> list[Markup]:
    """Return at most five sentences about J, what is out of the ordinary first."""
    found = [
        *_odd(context),
        *_corrected(context),
        *_day(context),
        *_new_stores(context),
        *_store(context),
        *_gap(context),
        *_stock(context),
        *_missing(context),
        *_product(context),
    ]
    return [own(sentence) for sentence in found[:MOST]]


def _weekday(context: Context) -> str:
    return formats.weekday_name(context.day)


def _odd(context: Context) -> Iterator[str]:
    """A day without sales, or of returns more than sales."""
    totals = revenue.day_totals(context.snap.jours, context.snap.etats, context.day)
    if totals is None or totals.ca_e4 > 0:
        return
    if not totals.lignes:
        words = _("Aucune vente ce {jour} : un fichier est bien arrivé, sans une ligne.")
        yield words.format(jour=_weekday(context))
    elif totals.brut_e4 <= 0 and totals.retours_e4 < 0:
        words = _("Rien que des retours ce {jour} : {montant}.")
        yield words.format(jour=_weekday(context), montant=links.revenue(context, totals.ca_e4))
    elif totals.ca_e4 < 0:
        words = _("Les retours dépassent les ventes ce {jour} : {montant}.")
        yield words.format(jour=_weekday(context), montant=links.revenue(context, totals.ca_e4))


def _corrected(context: Context) -> Iterator[str]:
    """What files that came today changed in days before J: told on that day only."""
    rows = corrections.dated(context)
    came = rows["recue_le"].dt.date == context.built_at.date()
    rows = rows[came & (rows["date"] < pd.Timestamp(context.day))]
    gap, count = int(rows["ecart_e4"].sum()), int(rows["date"].nunique())
    if not count:
        return
    amount = formats.euros(gap, signed=True)
    if count == 1:
        day = links.day(context, rows["date"].iloc[0].date())
        words = _("Un fichier reçu aujourd’hui corrige le {jour} : {montant}.")
        yield words.format(jour=day, montant=amount)
        return
    words = _("Des fichiers reçus aujourd’hui corrigent {nombre} jours passés : {montant}.")
    yield words.format(nombre=links.number_words(count).lower(), montant=amount)


def _day(context: Context) -> Iterator[str]:
    """How long the shop has not done as well; else, whether the day is unlike the others."""
    snap, day = context.snap, context.day
    known = days.known(snap.etats)
    since = extremes.best_since(snap.jours, snap.etats, day)
    totals = revenue.day_totals(snap.jours, snap.etats, day)
    if totals is None or totals.ca_e4 <= 0 or known is None:
        return
    if since is None and (day - known[0]).days > NOTABLE_GAP:
        yield _("C’est le meilleur jour de tout l’historique.")
    elif since and (day - since).days > NOTABLE_GAP:
        yield _("C’est le meilleur jour depuis le {jour}.").format(jour=links.day(context, since))
    else:
        yield from _unusual(context)


def _unusual(context: Context) -> Iterator[str]:
    found = extremes.anomaly(context.snap.jours, context.snap.etats, context.day)
    if found is None or not found.unusual:
        return
    words = (
        _("Ce {jour} est nettement au-dessus des {nombre} précédents (médiane {mediane}).")
        if found.z > 0
        else _("Ce {jour} est nettement en dessous des {nombre} précédents (médiane {mediane}).")
    )
    scope = Scope(context.day, context.day)
    yield words.format(
        jour=_weekday(context),
        nombre=found.days,
        mediane=links.proved(formats.round_euros(found.median_e4), "anomalie", scope),
    )


def _new_stores(context: Context) -> Iterator[str]:
    """The stores whose first sales are of J, where the shop itself is older."""
    snap, day = context.snap, context.day
    first = snap.magasins_jour.groupby("ID_magasin", observed=True)["date"].min()
    new = sorted(str(i) for i, stamp in first.items() if stamp.date() == day)
    if not new or len(new) == len(first):
        return
    rows = revenue.totals_by(snap.magasins_jour, "ID_magasin", day, day)
    amount = int(rows.loc[rows["ID_magasin"].isin(new), "ca_e4"].sum())
    words = (
        _("{magasins} vend pour la première fois : {montant}.")
        if len(new) == 1
        else _("{magasins} vendent pour la première fois : {montant} ensemble.")
    )
    one = new[0] if len(new) == 1 else None
    yield words.format(
        magasins=links.stores(context, new), montant=links.revenue(context, amount, store=one)
    )


def _store(context: Context) -> Iterator[str]:
    """The store, or the stores, that had not done as well for the longest time."""
    snap, day = context.snap, context.day
    groups = dict(iter(snap.magasins_jour.groupby("ID_magasin", observed=True)))
    if len(groups) < 2:
        return
    found: list[tuple[int, date | None, str]] = []
    for identifier in revenue.totals_by(snap.magasins_jour, "ID_magasin", day, day)["ID_magasin"]:
        rows = groups[identifier]
        since = extremes.best_since(rows, snap.etats, day)
        gap = (day - (since or rows["date"].iloc[0].date())).days
        if gap > NOTABLE_GAP and int(rows["ca_e4"].iloc[-1]) > 0:
            found.append((gap, since, str(identifier)))
    if not found:
        return
    records = sorted(name for _gap_, since, name in found if since is None)
    if records:
        words = (
            _("{magasins} fait la meilleure journée de son histoire.")
            if len(records) == 1
            else _("{magasins} font la meilleure journée de leur histoire.")
        )
        yield words.format(magasins=links.stores(context, records))
        return
    longest = max(gap for gap, _since, _name in found)
    best = sorted(name for gap, _since, name in found if gap == longest)
    words = (
        _("{magasins} fait sa meilleure journée depuis le {jour}.")
        if len(best) == 1
        else _("{magasins} font leur meilleure journée depuis le {jour}.")
    )
    since = day - timedelta(days=longest)
    yield words.format(magasins=links.stores(context, best), jour=links.day(context, since))


def _gap(context: Context) -> Iterator[str]:
    """The store that weighs most in the gap with the same weekday a week before."""
    snap, today = context.snap, context.day
    before = today - WEEK
    if not {days.state_of(snap.etats, day) for day in (today, before)} <= set(days.OPEN):
        return
    now, then = (
        revenue.totals_by(snap.magasins_jour, "ID_magasin", day, day).set_index("ID_magasin")[
            "ca_e4"
        ]
        for day in (today, before)
    )
    gaps = now.sub(then, fill_value=0).astype("int64")
    whole = int(gaps.sum())
    if len(gaps) < 2 or whole == 0:
        return
    most = int(gaps.max() if whole > 0 else gaps.min())
    names = sorted(str(i) for i in gaps.index[gaps == most])
    one = names[0] if len(names) == 1 else None
    scope = Scope(today, today, store=one)
    amount = links.proved(formats.round_euros(abs(most)), "evolution_j7", scope)
    yield _gap_words(whole > 0, many=len(names) > 1).format(
        magasins=links.stores(context, names), montant=amount, jour=_weekday(context)
    )


def _gap_words(up: bool, *, many: bool) -> str:
    if many:
        return (
            _("{magasins} gagnent le plus sur le {jour} d’avant : {montant} chacun.")
            if up
            else _("{magasins} perdent le plus sur le {jour} d’avant : {montant} chacun.")
        )
    return (
        _("{magasins} gagne le plus sur le {jour} d’avant : {montant}.")
        if up
        else _("{magasins} perd le plus sur le {jour} d’avant : {montant}.")
    )


def _stock(context: Context) -> Iterator[str]:
    if context.stopped:
        return  # nobody orders by sales of long ago
    table = context.stock
    limit = context.snap.today + SOON
    scope = Scope(*context.window)
    out = table.loc[table["statut"] == "rupture", "ID_produit"].astype(str).tolist()
    soon = [
        str(row.ID_produit)
        for row in records(table, Stock)
        if row.statut == "bientot"
        and not formats.undefined(row.rupture_tot)
        and row.rupture_tot <= limit
    ]
    if len(out) == 1:
        yield _("{produit} est en rupture.").format(produit=links.products(context, out))
    elif out:
        number = links.proved(links.number_words(len(out)), "stock", scope)
        yield _("{nombre} produits sont en rupture.").format(nombre=number)
    shown = context.said(limit)
    if len(soon) == 1:
        words = _("{produit} peut être épuisé avant le {jour}.")
        yield words.format(produit=links.products(context, soon), jour=shown)
    elif soon:
        number = links.proved(links.number_words(len(soon)), "rupture", scope)
        words = _("{nombre} produits peuvent être épuisés avant le {jour}.")
        yield words.format(nombre=number, jour=shown)


def _missing(context: Context) -> Iterator[str]:
    """The days of the month to date that no figure counts."""
    month = revenue.running_total(context.snap.jours, context.snap.etats, context.day, "mois")
    gone = list(month.missing)
    if len(gone) == 1:
        words = _("Il manque le {jour} : le cumul du mois est sans lui.")
        yield words.format(jour=links.day(context, gone[0]))
    elif gone:
        scope = Scope(month.first, month.last)
        number = links.proved(links.number_words(len(gone)), "completude", scope)
        yield _("{nombre} jours de ce mois manquent : le cumul est sans eux.").format(nombre=number)


def _product(context: Context) -> Iterator[str]:
    """The product that sold most, where there is a choice."""
    day = context.day
    rows = revenue.totals_by(context.snap.produits_jour, "ID_produit", day, day)
    rows = rows[rows["ca_e4"] > 0]
    if len(rows) < 2:
        return
    best = sorted(rows.loc[rows["ca_e4"] == rows["ca_e4"].max(), "ID_produit"].astype(str))
    one = best[0] if len(best) == 1 else None
    amount = links.revenue(context, int(rows["ca_e4"].max()), product=one)
    words = (
        _("Meilleure vente du jour : {produits}, {montant}.")
        if one
        else _("Meilleures ventes du jour : {produits}, {montant} chacun.")
    )
    yield words.format(produits=links.products(context, best), montant=amount)
