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
from sales_assets.indicators import ca, comparisons, days, quality
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import cellules, phrases, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.key_figures import cards
from sales_assets.report.pages.model import Extra
from sales_assets.report.pages.rendering import own, spaced
from sales_assets.report.pages.reperes import sans_reference
from sales_assets.report.pages.rows import Move, Stock, records
from sales_assets.report.pages.tables import Card

ORDERS = 10


@dataclass(frozen=True)
class Ligne:
    """A line of the bulletin: what, how much, a word on it."""

    nom: Any
    chiffre: Any
    mot: Any = ""


@dataclass(frozen=True)
class Rubrique:
    """A title and its lines; `vide` is said where there is none, `suite` after the last."""

    titre: str
    lignes: list[Ligne] = field(default_factory=list)
    vide: str = ""
    suite: str = ""


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
    if context.jour is None:
        return {"jour": None, "publie": context.built_at, "titre": _("Aucune vente chargée")}
    snap, jour = context.snap, context.j
    totals = ca.day_totals(snap.jours, snap.etats, jour) or ca.Totals()
    gaps = context.mouvements
    still = (_("Aucun produit en hausse."), _("Aucun produit en baisse."))
    if not context.comparables:
        still = (_("Pas encore comparable : trop peu de jours valides."),) * 2
    return {
        "jour": jour,
        "publie": context.built_at,
        "titre": _("Ventes du {jour}").format(jour=formats.jour_long(jour)),
        "chiffre": own(formats.euros(totals.ca_e4)),
        "comparaisons": _comparisons(context),
        "phrases": [_unlinked(sentence) for sentence in phrases.morning(context)],
        "rubriques": [
            Rubrique(_("Chiffres clés"), [_told(card) for card in cards(context, totals)]),
            Rubrique(_("Ce qui monte"), _moves(context, gaps[0]), still[0]),
            Rubrique(_("Ce qui baisse"), _moves(context, gaps[1]), still[1]),
            _orders(context),
            Rubrique(_("Qualité des données"), _quality(context)),
        ],
    }


def _comparisons(context: Context) -> list[Ligne]:
    snap, jour = context.snap, context.j
    week = comparisons.compare_day(snap.jours, snap.etats, jour, 7)
    year = comparisons.comparable_n1(context.pairs, snap.etats, jour, jour)
    said = _("vs {jour} dernier").format(jour=formats.jour_semaine(jour))
    return [
        _change(said, week, sans_reference(snap.etats, jour - timedelta(days=7))),
        _change(_("vs N-1 comparable"), year, _("pas de jour comparable")),
    ]


def _change(name: str, found: comparisons.Comparison, why: str) -> Ligne:
    """A change and its gap in euros; `why` there is none, which paper has no tooltip for."""
    if found.taux is None:
        return Ligne(name, why)
    return Ligne(name, rendering.change(found.taux),
                 own(formats.euros_ronds(found.ecart_e4, signe=True)))  # fmt: skip


def _told(card: Card) -> Ligne:
    """A card of the home page as a line: its figure, and the first word on it."""
    return Ligne(card.name, card.figure, _unlinked(card.details[0]))


def _unlinked(text: Markup) -> Markup:
    return own(formats.unlinked(text))


def _moves(context: Context, moves: pd.DataFrame) -> list[Ligne]:
    return [
        Ligne(formats.court(context.nom_produit(str(row.ID_produit))),
              own(formats.euros_ronds(row.ecart_e4, signe=True)),
              cellules.change_mots(row.taux, row.reference_e4))
        for row in records(moves, Move)
    ]  # fmt: skip


def _orders(context: Context) -> Rubrique:
    table = context.stock[context.stock["a_commander"].fillna(0) > 0]
    table = table.assign(ordre=[float(value) for value in table["couverture"]])
    table = table.sort_values(["ordre", "ID_produit"])
    rows = [
        Ligne(formats.court(context.nom_produit(str(row.ID_produit))),
              own(formats.entier(row.a_commander)), _cover(row))
        for row in records(table.head(ORDERS), Stock)
    ]  # fmt: skip
    more = len(table) - len(rows)
    rest = _("Et {nombre} de plus, sur la page Stock.").format(nombre=formats.entier(more))
    title = _("À commander, pour tenir quatre semaines")
    return Rubrique(title, rows, _("Rien à commander."), rest if more else "")


def _cover(row: Stock) -> Markup:
    if not row.stock:
        return own(_("en rupture"))
    days_left = formats.compte(formats.arrondi(row.couverture or 0), "jour", "jours")
    return own(_("reste {stock}, {jours}").format(stock=formats.entier(row.stock), jours=days_left))


def _quality(context: Context) -> list[Ligne]:
    snap = context.snap
    passed, run = context.controles
    rows = [Ligne(_("Contrôles réussis"), own(f"{formats.entier(passed)}/{formats.entier(run)}"))]
    if context.attendues:
        due, late = context.attendues
        shown = f"{formats.jour_semaine(due)} {formats.jour_mois(due)}"
        rows.append(Ligne(_("Ventes attendues"), own(shown), _("en retard") if late else ""))
    failed = snap.controles[~snap.controles["reussi"].astype(bool)]
    rows += [
        Ligne(spaced(_("Contrôle non tenu : {phrase}")).format(phrase=_(str(words)).rstrip(".")),
              own(rendering.compte(int(count), "ligne", "lignes")))
        for words, count in zip(failed["phrase"], failed["fautifs"], strict=True)
    ]  # fmt: skip
    if len(snap.rejets):
        aside = quality.quarantine(snap.rejets, snap.prix)
        count = rendering.compte(len(snap.rejets), "ligne", "lignes")
        worth = formats.euros(aside.ca_e4) if aside.chiffrables else _("non chiffrable")
        rows.append(Ligne(_("Lignes mises de côté"), count, own(worth)))
    month = ca.cumul(snap.jours, snap.etats, context.j, "mois")
    if month.manquants:
        spans = [
            formats.jour_mois(du) if du == au else formats.plage(du, au)
            for du, au in days.runs(month.manquants)
        ]
        rows.append(
            Ligne(_("Jours manquants ce mois-ci"), own(formats.entier(len(month.manquants))),
                  own(formats.enumere(spans)))
        )  # fmt: skip
    return rows
