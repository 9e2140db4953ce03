"""The key figures of J as cards: the home page draws them, the bulletin and the mail say them.

What goes in: which figures, in which order, what each is compared with. What stays out: how they
are drawn, arithmetic (`indicators`).
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import comparisons, extremes, margins, revenue, stock, tickets
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import objectives, rendering
from sales_assets.report.pages.benchmarks import why_no_week
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.periods import month_href, year_href
from sales_assets.report.pages.rendering import Scope, own, piece, proof
from sales_assets.report.pages.tables import Card


def cards(context: Context, totals: revenue.Totals) -> list[Card]:
    """Return the day's quantity, the CA of the week, month and year, and what to order.

    Where files tell it, the day's tickets and the month's margin too.

    The first detail of each is what a reader of one line needs.

    Args:
        context: The publication.
        totals: The sums of J.
    """
    snap, day = context.snap, context.day
    month = revenue.running_total(snap.jours, snap.etats, day, "mois")
    year = revenue.running_total(snap.jours, snap.etats, day, "annee")
    return [
        _quantity(context, totals),
        *_tickets(context),
        _week(context),
        Card.of(
            "cumul_mois",
            _("CA du mois à date"),
            month.ca_e4,
            Scope(month.first, month.last),
            [*_n1(context, month), _missing(context, month)],
            svg=_spark(context, "ca_e4", day.day),
            href=month_href(f"{day:%Y-%m}"),
        ),
        Card.of(
            "cumul_annee",
            _("CA de l’année à date"),
            year.ca_e4,
            Scope(year.first, year.last),
            [*_n1(context, year), _missing(context, year)],
            svg=_months(context),
            href=year_href(f"{day:%Y}"),
        ),
        *_margin(context),
        *objectives.card(context),
        _orders(context),
    ]


def _quantity(context: Context, totals: revenue.Totals) -> Card:
    day = Scope(context.day, context.day)
    lines = rendering.counted(totals.lignes, "ligne de vente", "lignes de vente")
    return Card.of(
        "quantite",
        _("Quantité du jour"),
        totals.quantite_e3,
        day,
        [proof(lines, "lignes", scope=day), _returns(totals, day)],
        svg=_spark(context, "quantite_e3", 28),
        href=context.day_href(context.day),
    )


def _tickets(context: Context) -> list[Card]:
    day = Scope(context.day, context.day)
    found = tickets.over(context.snap.tickets, context.snap.jours, day.first, day.last)
    if not found.tickets:
        return []
    basket = proof(own(formats.euros(found.basket_e4)), "panier_moyen", scope=day)
    articles = proof(own(formats.decimal(found.articles)), "articles_par_ticket", scope=day)
    details = [
        _line(_("panier moyen : {panier}"), panier=basket),
        _line(_("{nombre} articles par ticket"), nombre=articles),
    ]
    name = _("Tickets du jour")
    return [Card.of("tickets", name, found.tickets, day, details, href="tickets.html")]


def _margin(context: Context) -> list[Card]:
    month = Scope(context.day.replace(day=1), context.day)
    found = margins.over(context.snap.valeur_magasins, context.snap.jours, month.first, month.last)
    if found.margin_e4 is None:
        return []
    said = piece("margin_known", found)
    if found.margin_rate is not None:
        rate = proof(own(formats.percent(found.margin_rate)), "taux_marge", scope=month)
        said = _line(_("{taux} du CA hors taxes, {connue}"), taux=rate, connue=said)
    name = _("Marge du mois à date")
    return [Card.of("marge", name, found.margin_e4, month, [said], href="marges.html")]


def _returns(totals: revenue.Totals, day: Scope) -> Markup:
    if totals.return_rate is None:
        return own(_("rien n’a été vendu"))
    rate = own(formats.percent(totals.return_rate))
    return _line(_("retours : {taux} du CA brut"), taux=proof(rate, "taux_retour", scope=day))


def _week(context: Context) -> Card:
    snap, day = context.snap, context.day
    week = comparisons.rolling(snap.jours, snap.etats, day, 7)
    scope = Scope(day - timedelta(days=6), day)
    words = _("{evolution} sur {avant}, les 7 jours d’avant")
    against = (
        own(why_no_week(week))
        if week.rate is None
        else _line(
            words,
            evolution=proof(rendering.change(week.rate), "evolution_7j", scope=scope),
            avant=formats.round_euros(week.reference_e4),
        )
        + piece("days_compared", week)
    )
    return Card.of(
        "ca_glissant",
        _("CA 7 jours"),
        week.value_e4,
        scope,
        [against],
        svg=_spark(context, "ca_e4", 56),
        href="calendrier.html",
    )


def _orders(context: Context) -> Card:
    weeks = Scope(*context.window)
    low = int((context.stock["statut"].isin(["rupture", "bientot"])).sum())
    order = int((context.stock["a_commander"].fillna(0) > 0).sum())
    number = proof(low, "couverture", scope=weeks)
    return Card.of(
        "a_commander",
        _("À commander"),
        rendering.counted(order, "produit", "produits"),
        weeks,
        [
            _line(_("pour tenir {jours} jours ouverts"), jours=stock.COVER),
            _line(_("sous {jours} jours ouverts de stock : {nombre}"), jours=stock.LOW_COVER,
                  nombre=number),
        ],
        href="stock.html",
    )  # fmt: skip


def _line(words: str, **values: object) -> Markup:
    return own(words.format(**values))


def _n1(context: Context, period: revenue.RunningTotal) -> list[Markup]:
    found = comparisons.comparable_n1(context.pairs, period.first, period.last)
    scope = Scope(period.first, period.last)
    if found.value_e4 is None:
        return [own(_("N-1 : pas de jour comparable"))]
    said = _("non comparable") if found.rate is None else rendering.change(found.rate)
    change = proof(said, "evolution_n1", scope=scope) if found.rate is not None else own(said)
    words = _("{evolution} vs N-1 : {parts}")
    return [
        _line(words, evolution=change, parts=piece("n1_parts", found, True)),
        piece("n1_bar", found),
    ]


def _missing(context: Context, period: revenue.RunningTotal) -> Markup:
    if not period.missing:
        return own("")
    count = len(period.missing)
    if count == 1:
        return _line(_("manque le {jour}"), jour=context.said(period.missing[0]))
    return _line(_("{nombre} jours manquent"), nombre=count)


def _spark(context: Context, column: str, count: int) -> str:
    first = context.day - timedelta(days=max(count, 7) - 1)
    series = revenue.daily_series(context.snap.jours, context.snap.etats, first, context.day)
    closed = (series["etat"] == "ferme").tolist()
    # A closed day is no drop: the line of a card passes over it.
    points = [v for v, shut in zip(series[column], closed, strict=True) if not shut]
    return charts.sparkline([None if pd.isna(v) else int(v) for v in points])


def _months(context: Context) -> str:
    whole = extremes.complete_months(context.snap.mois, context.snap.etats, context.day)
    return charts.sparkline([int(v) for v in whole["ca_e4"].tail(12)])
