"""The sentences of the morning: what a person would say first, each true by construction.

What goes in: short French sentences from indicators, the same for the same data. What stays out:
any guess at a cause. A sentence that cannot be said is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import Markup

from sales_assets.indicators import ca, days, extremes
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import escaped, own

NOTABLE_GAP = 14  # days: "the best since last Tuesday" is no news
SOON = timedelta(days=7)


def morning(context: Context) -> list[Markup]:
    """Return at most four sentences about J, with links to the sheets they speak of."""
    found = [*_shop(context), *_store(context), *_unusual(context), *_stock(context)]
    return found[:4]


def _shop(context: Context) -> Iterator[Markup]:
    snap, jour = context.snap, context.j
    since = extremes.best_since(snap.jours, snap.etats, jour)
    known = days.known(snap.etats)
    if since is None and known and (jour - known[0]).days > NOTABLE_GAP:
        yield own(_("C’est le meilleur jour de tout l’historique."))
    elif since and (jour - since).days > NOTABLE_GAP:
        link = _day_link(context, since)
        yield own(_("C’est le meilleur jour depuis le {jour}.").format(jour=link))


def _store(context: Context) -> Iterator[Markup]:
    snap, jour = context.snap, context.j
    rows = ca.totals_by(snap.magasins_jour, "ID_magasin", jour, jour)
    if len(rows) < 2:
        return
    best: tuple[int, str, date | None] | None = None
    for identifier in rows["ID_magasin"].astype(str):
        own_rows = snap.magasins_jour[snap.magasins_jour["ID_magasin"] == identifier]
        since = extremes.best_since(own_rows, snap.etats, jour)
        first = own_rows["date"].iloc[0].date()
        gap = (jour - (since or first)).days
        if gap > NOTABLE_GAP and (best is None or gap > best[0]):
            best = (gap, identifier, since)
    if best is None:
        return
    name = _store_link(context, best[1])
    if best[2] is None:
        yield own(_("{magasin} fait la meilleure journée de son histoire.").format(magasin=name))
    else:
        words = _("{magasin} fait sa meilleure journée depuis le {jour}.")
        yield own(words.format(magasin=name, jour=_day_link(context, best[2])))


def _unusual(context: Context) -> Iterator[Markup]:
    found = extremes.anomaly(context.snap.jours, context.snap.etats, context.j)
    if found is None or abs(found.z) < 3:
        return
    words = (
        _("Ce {jour} est nettement au-dessus des {nombre} précédents (médiane {mediane}).")
        if found.z > 0
        else _("Ce {jour} est nettement en dessous des {nombre} précédents (médiane {mediane}).")
    )
    yield own(
        words.format(
            jour=formats.jour_semaine(context.j),
            nombre=found.jours,
            mediane=formats.euros_ronds(found.mediane_e4),
        )
    )


def _stock(context: Context) -> Iterator[Markup]:
    table = context.stock
    out = table.loc[table["statut"] == "rupture"]
    limit = context.j + SOON
    soon = [
        identifier
        for identifier, day, state in zip(
            table["ID_produit"], table["rupture_tot"], table["statut"], strict=True
        )
        if state == "bientot" and not formats.undefined(day) and day <= limit
    ]
    if len(out) == 1:
        name = _product_link(context, str(out["ID_produit"].iloc[0]))
        yield own(_("{produit} est en rupture.").format(produit=name))
    elif len(out):
        words = _("{nombre} produits sont en rupture.").format(nombre=_count(len(out)))
        yield own(words)
    if len(soon) == 1:
        name = _product_link(context, str(soon[0]))
        words = _("{produit} peut être épuisé avant le {jour}.")
        yield own(words.format(produit=name, jour=formats.jour_mois(limit)))
    elif soon:
        words = _("{nombre} produits peuvent être épuisés avant le {jour}.")
        yield own(words.format(nombre=_count(len(soon)), jour=formats.jour_mois(limit)))


def _count(number: int) -> str:
    words = _("zéro un deux trois quatre cinq six sept huit neuf dix").split()
    return words[number].capitalize() if number < len(words) else formats.entier(number)


def _day_link(context: Context, day: date) -> str:
    shown = formats.jour_mois(day)
    if day.year != context.j.year:
        shown = f"{shown} {day.year}"
    if day not in context.fiches_connues:
        return shown
    return f'<a href="{context.lien_jour(day)}">{shown}</a>'


def _store_link(context: Context, identifier: str) -> str:
    name = escaped(context.nom_magasin(identifier))
    return f'<a href="{context.lien_magasin(identifier)}">{name}</a>'


def _product_link(context: Context, identifier: str) -> str:
    name = escaped(context.nom_produit(identifier))
    return f'<a href="{context.lien_produit(identifier)}">{name}</a>'
