"""The day on one sheet that an e-mail can carry: key figures, sentences, what to do.

What goes in: figures of `indicators`, sentences of `phrases`. What stays out: sending it, links to
the site (a reader of mail has no address for them), charts. The same values make the HTML page and
the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets import language
from sales_assets.indicators import comparisons, days, quality, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import cells, phrases, rendering
from sales_assets.report.pages.benchmarks import why_no_reference
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.key_figures import cards
from sales_assets.report.pages.model import Extra
from sales_assets.report.pages.rendering import own, piece, spaced
from sales_assets.report.pages.rows import Move, Stock, records
from sales_assets.report.pages.tables import Card

ORDERS = 10


@dataclass(frozen=True)
class Line:
    """A line of the bulletin: what, how much, a word on it."""

    name: Any
    figure: Any
    word: Any = ""


@dataclass(frozen=True)
class Section:
    """A title and its lines; `empty` is said where there is none, `rest` after the last."""

    title: str
    lines: list[Line] = field(default_factory=list)
    empty: str = ""
    rest: str = ""


def build(context: Context) -> Iterator[Extra]:
    """Yield the bulletin as a page of its own and as plain text."""
    values = _values(context)
    page = rendering.render("bulletin.html", langue=language.locale(), **values)
    yield Extra("bulletin.html", page.encode())
    yield Extra("bulletin.txt", _plain(rendering.render("bulletin_texte.html", **values)).encode())


def _plain(text: str) -> str:
    """Return what a filled template says, as text: its own tags go, encoded characters return."""
    lines = formats.untagged(text).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip() + "\n"


def _values(context: Context) -> dict[str, Any]:
    if context.last_day is None:
        return {"jour": None, "publie": context.built_at, "titre": _("Aucune vente chargée")}
    snap, day = context.snap, context.day
    totals = revenue.day_totals(snap.jours, snap.etats, day) or revenue.Totals()
    gaps = context.moves_of_products
    still = (_("Aucun produit en hausse."), _("Aucun produit en baisse."))
    if not context.comparable:
        still = (_("Pas encore comparable : trop peu de jours valides."),) * 2
    return {
        "jour": day,
        "publie": context.built_at,
        "ca": context.revenue,
        "titre": _("Ventes du {jour}").format(jour=formats.long_day(day)),
        "chiffre": own(formats.euros(totals.ca_e4)),
        "comparaisons": _comparisons(context),
        "phrases": [_unlinked(sentence) for sentence in phrases.morning(context)],
        "rubriques": [
            Section(_("Chiffres clés"), [_told(card) for card in cards(context, totals)]),
            Section(_("Ce qui monte"), _moves(context, gaps[0]), still[0]),
            Section(_("Ce qui baisse"), _moves(context, gaps[1]), still[1]),
            _orders(context),
            Section(_("Qualité des données"), _quality(context)),
        ],
    }


def _comparisons(context: Context) -> list[Line]:
    snap, day = context.snap, context.day
    week = comparisons.compare_day(snap.jours, snap.etats, day, 7)
    year = comparisons.comparable_n1(context.pairs, day, day)
    said = _("vs {jour} d’avant").format(jour=formats.weekday_name(day))
    return [
        _change(said, week, why_no_reference(snap.etats, day - timedelta(days=7))),
        _change(_("vs N-1 comparable"), year, own(str(piece("n1_why", year)).strip())),
    ]


def _change(name: str, found: comparisons.Comparison, why: str) -> Line:
    """A change and both its amounts; `why` there is none, which paper has no tooltip for."""
    both = found.value_e4 is not None and found.reference_e4 is not None
    said = piece("n1_parts", found) if both else ""
    return Line(name, why if found.rate is None else rendering.change(found.rate), said)


def _told(card: Card) -> Line:
    """A card of the home page as a line: its figure, and the first word on it."""
    return Line(card.name, card.figure, _unlinked(card.details[0]))


def _unlinked(text: Markup) -> Markup:
    return own(formats.unlinked(text))


def _moves(context: Context, moves: pd.DataFrame) -> list[Line]:
    return [
        Line(formats.shortened(context.product_name(str(row.ID_produit))),
              own(formats.round_euros(row.ecart_e4, signed=True)),
              _from(context, row))
        for row in records(moves, Move)
    ]  # fmt: skip


def _from(context: Context, row: Move) -> Any:
    """How much a product moved, and from what."""
    first = context.product_firsts.get(row.ID_produit)
    words = cells.change_words(row.taux, row.reference_e4, first, context.window[0])
    if row.taux is None:
        return words
    before = formats.round_euros(row.reference_e4)
    return own(_("{evolution} sur {avant}").format(evolution=words, avant=before))


def _orders(context: Context) -> Section:
    table = context.stock[context.stock["a_commander"].fillna(0) > 0]
    table = table.assign(ordre=[float(value) for value in table["couverture"]])
    table = table.sort_values(["ordre", "ID_produit"])
    rows = [
        Line(formats.shortened(context.product_name(str(row.ID_produit))),
              own(formats.whole(row.a_commander)), _cover(row))
        for row in records(table.head(ORDERS), Stock)
    ]  # fmt: skip
    more = len(table) - len(rows)
    rest = _("Et {nombre} de plus, sur la page Stock.").format(nombre=formats.whole(more))
    title = _("À commander, pour tenir quatre semaines")
    return Section(title, rows, _("Rien à commander."), rest if more else "")


def _cover(row: Stock) -> Markup:
    if not row.stock:
        return own(_("en rupture"))
    days_left = formats.counted(
        formats.rounded(row.couverture or 0), "jour ouvert", "jours ouverts"
    )
    return own(_("reste {stock}, {jours}").format(stock=formats.whole(row.stock), jours=days_left))


def _quality(context: Context) -> list[Line]:
    snap = context.snap
    passed, run = context.checks
    rows = [Line(_("Contrôles réussis"), own(f"{formats.whole(passed)}/{formats.whole(run)}"))]
    if context.stopped:
        rows.append(Line(_("Ventes arrêtées depuis le"), own(formats.medium_day(context.day))))
    elif context.expected:
        late = _("en retard") if context.late else ""
        rows.append(Line(_("Ventes attendues"), own(context.expected_words()), late))
    failed = snap.controles[~snap.controles["reussi"].astype(bool)]
    rows += [
        Line(spaced(_("Contrôle non tenu : {phrase}")).format(phrase=_(str(words)).rstrip(".")),
              own(rendering.counted(int(count), "ligne", "lignes")))
        for words, count in zip(failed["phrase"], failed["fautifs"], strict=True)
    ]  # fmt: skip
    if len(snap.rejets):
        aside = quality.quarantine(snap.rejets, snap.prix)
        count = rendering.counted(len(snap.rejets), "ligne", "lignes")
        worth = formats.euros(aside.ca_e4) if aside.valued else _("non chiffrable")
        rows.append(Line(_("Lignes mises de côté"), count, own(worth)))
    month = revenue.running_total(snap.jours, snap.etats, context.day, "mois")
    if month.missing:
        spans = [
            formats.day_and_month(first) if first == last else formats.span_words(first, last)
            for first, last in days.runs(month.missing)
        ]
        rows.append(
            Line(_("Jours manquants ce mois-ci"), own(formats.whole(len(month.missing))),
                  own(formats.listed(spans)))
        )  # fmt: skip
    return rows
