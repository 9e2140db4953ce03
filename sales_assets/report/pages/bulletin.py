"""The day on one sheet that an e-mail can carry: key figures, sentences, what to do.

What goes in: figures of `indicators`, sentences of `phrases`, and which day's, or week's, is the
news of a morning. What stays out: sending it, links to the site's pages (a reader of mail has no
address for them, but the site's where it is set), charts. The same values make the HTML page, the
plain text and the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from sales_assets import language
from sales_assets.contract import Genre
from sales_assets.indicators import comparisons, days, quality, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts import state_words
from sales_assets.report.pages import cells, phrases, rendering
from sales_assets.report.pages.benchmarks import why_no_reference, why_no_week
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.key_figures import cards
from sales_assets.report.pages.model import Extra
from sales_assets.report.pages.rendering import own, piece, spaced
from sales_assets.report.pages.rows import Move, Stock, records
from sales_assets.report.pages.tables import Card

ORDERS = 10
NEWS = timedelta(days=7)
"""Age beyond which a last day is of a history that was loaded, and no news."""
_DAILY = ("quantite", "tickets", "ca_glissant")
"""Cards that a week says otherwise."""


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
    page, plain = _forms(context, _values(context), courriel=False, lien=None)
    yield Extra("bulletin.html", page.encode())
    yield Extra("bulletin.txt", plain.encode())


class Letter(NamedTuple):
    """The bulletin as a mail: its subject, without the shop's name, and its text in two forms."""

    title: str
    plain: str
    html: str


def news(context: Context, *, weekly: bool) -> date | None:
    """Return the last day of the bulletin that is this morning's news; None without news.

    By day, J, no older than `NEWS`. By week, the Sunday of the week that has just ended, once none
    of its sales are expected any more. Neither is, while a file that may tell of it waits.
    """
    today, last = context.snap.today, context.last_day
    if last is None or context.sample:
        return None
    if not weekly:
        return last if today - last <= NEWS and not _waits(context, last, last) else None
    sunday = days.period_start(today, "semaine") - days.ONE_DAY
    monday = days.period_start(sunday, "semaine")
    sold = days.open_days(context.snap.etats, monday, sunday)
    there = sold and not any(day <= sunday for day in context.expected)
    return sunday if there and not _waits(context, monday, sunday) else None


def _waits(context: Context, first: date, last: date) -> bool:
    """Whether a file of sales of these days, or of unknown ones since, is refused or held."""
    rows = context.snap.livraisons.drop_duplicates("nom", keep="last")
    sales = rows["genre"].isin([genre.value for genre in Genre if genre.is_sales])
    rows = rows[sales & rows["statut"].isin(["refusee", "en_attente"]) & (rows["message"] != "")]
    return any(
        received.date() >= last if formats.undefined(day) else first <= day.date() <= last
        for day, received in zip(rows["jour"], rows["recue_le"], strict=True)
    )


def letter(context: Context, *, weekly: bool, site_url: str | None) -> Letter:
    """Write the bulletin that is `news`, with a link to its page where the site has an address.

    Args:
        context: The publication.
        weekly: Whether the week's is asked for.
        site_url: The site's address.
    """
    values = (_week_values if weekly else _values)(context)
    page = "index.html" if weekly else "bulletin.html"
    html, plain = _forms(context, values, courriel=True, lien=site_url and f"{site_url}/{page}")
    title = _("{ca}, {jour}").format(ca=values["chiffre"], jour=values["jour_dit"])
    return Letter(title, plain, html)


def _forms(context: Context, values: dict[str, Any], **beside: Any) -> tuple[str, str]:
    """The bulletin as HTML and as plain text."""
    values = {**values, **beside, "ca": context.revenue, "boutique": context.shop_name}
    page = rendering.render("bulletin.html", langue=language.locale(), **values)
    return page, _plain(rendering.render("bulletin_texte.html", **values))


def _plain(text: str) -> str:
    """Return what a filled template says, as text: its own tags go, encoded characters return."""
    lines = formats.untagged(text).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip() + "\n"


def _values(context: Context) -> dict[str, Any]:
    if context.last_day is None:
        return {"jour": None, "publie": context.built_at, "titre": _("Aucune vente chargée")}
    snap, day = context.snap, context.day
    totals = revenue.day_totals(snap.jours, snap.etats, day) or revenue.Totals()
    return {
        "jour": day,
        "publie": context.built_at,
        "titre": _("Ventes du {jour}").format(jour=formats.long_day(day)),
        "jour_dit": formats.long_day(day),
        "libelle": _("CA du jour"),
        "chiffre": own(formats.euros(totals.ca_e4)),
        "comparaisons": _comparisons(context),
        "phrases": [_unlinked(sentence) for sentence in phrases.morning(context)],
        "rubriques": [
            Section(_("Chiffres clés"), [_told(card) for card in cards(context, totals)]),
            *_today(context),
        ],
    }


def _today(context: Context) -> list[Section]:
    """What moves, what to order and what to know of the data, whatever is told before."""
    gaps = context.moves_of_products
    still = (_("Aucun produit en hausse."), _("Aucun produit en baisse."))
    if not context.comparable:
        still = (_("Pas encore comparable : trop peu de jours valides."),) * 2
    return [
        Section(_("Ce qui monte"), _moves(context, gaps[0]), still[0]),
        Section(_("Ce qui baisse"), _moves(context, gaps[1]), still[1]),
        _orders(context),
        Section(_("Qualité des données"), _quality(context)),
    ]


def _week_values(context: Context) -> dict[str, Any]:
    """The same of the week that has just ended, day by day."""
    snap = context.snap
    sunday = days.period_start(snap.today, "semaine") - days.ONE_DAY
    week = revenue.running_total(snap.jours, snap.etats, sunday, "semaine")
    before = comparisons.rolling(snap.jours, snap.etats, sunday, 7)
    year = comparisons.comparable_n1(context.pairs, week.first, sunday)
    totals = week.totals or revenue.Totals()
    others = [card for card in cards(context, totals) if card.indicator not in _DAILY]
    span = formats.span_words(week.first, sunday)
    lines = rendering.counted(totals.lignes, "ligne de vente", "lignes de vente")
    sold = own(formats.quantity(totals.quantite_e3))
    quantity = Line(_("Quantité de la semaine"), sold, lines)
    return {
        "jour": sunday,
        "publie": context.built_at,
        "titre": _("Semaine {du_au}").format(du_au=span),
        "jour_dit": _("semaine {du_au}").format(du_au=span),
        "libelle": _("CA de la semaine"),
        "chiffre": own(formats.euros(week.ca_e4)),
        "comparaisons": [
            _change(_("vs semaine d’avant"), before, why_no_week(before)),
            _against_n1(year),
        ],
        "phrases": [],
        "rubriques": [
            Section(_("Jour par jour, sur la semaine d’avant"), [
                _day_of_week(context, week.first + timedelta(days=n)) for n in range(7)
            ]),
            Section(_("Chiffres clés"), [quantity, *map(_told, others)]),
            *_today(context),
        ],
    }  # fmt: skip


def _day_of_week(context: Context, day: date) -> Line:
    """A day of the week, and its change on the same one a week before."""
    snap = context.snap
    found = comparisons.compare_day(snap.jours, snap.etats, day)
    state = days.state_of(snap.etats, day) or ("ferme" if day > context.day else "")
    name = formats.capital(f"{formats.weekday_name(day)} {formats.day_and_month(day)}")
    if found.value_e4 is None:
        return Line(own(name), own(formats.UNDEFINED), own(state_words(state)))
    if found.rate is None:
        why = why_no_reference(snap.etats, day - timedelta(days=7))
        return Line(own(name), own(formats.euros(found.value_e4)), own(why))
    words = _("{evolution} sur {avant}")
    change = words.format(
        evolution=rendering.change(found.rate), avant=formats.euros(found.reference_e4)
    )
    return Line(own(name), own(formats.euros(found.value_e4)), own(change))


def _comparisons(context: Context) -> list[Line]:
    snap, day = context.snap, context.day
    week = comparisons.compare_day(snap.jours, snap.etats, day, 7)
    year = comparisons.comparable_n1(context.pairs, day, day)
    said = _("vs {jour} d’avant").format(jour=formats.weekday_name(day))
    return [
        _change(said, week, why_no_reference(snap.etats, day - timedelta(days=7))),
        _against_n1(year),
    ]


def _against_n1(year: comparisons.Comparison) -> Line:
    return _change(_("vs N-1 comparable"), year, own(str(piece("n1_why", year)).strip()))


def _change(name: str, found: comparisons.Comparison, why: str) -> Line:
    """A change and both its amounts; `why` there is none, which paper has no tooltip for."""
    both = found.value_e4 is not None and found.reference_e4 is not None
    said = piece("n1_parts", found) if both else ""
    if both and found.reference_days:
        said += piece("days_compared", found)
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
