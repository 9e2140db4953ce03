"""The calendar that leads to the day sheets: five states, the more coloured the higher the CA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import own


@dataclass(frozen=True)
class Month:
    """One month of the calendar: its name, its CA, its weeks of seven cells of HTML."""

    nom: str
    ca: str
    semaines: list[list[Markup]]


def build(context: Context) -> Page:
    """Return the page of all months, newest first."""
    body = rendering.render(
        "jours.html",
        mois=list(_months(context)) if context.fiches else [],
        jours_semaine=[formats.jour_semaine(date(2024, 1, 1 + n))[:2] for n in range(7)],
        dernier=context.jour,
    )
    return Page("jours.md", _("Jours"), body, (), _("Une fiche par jour de vente."), "jours.html")


def _months(context: Context) -> Iterator[Month]:
    snap = context.snap
    states = dict(zip(days.to_days(snap.etats["date"]), snap.etats["etat"], strict=True))
    amounts = dict(zip(days.to_days(snap.jours["date"]), snap.jours["ca_e4"], strict=True))
    levels = _levels([int(v) for v in amounts.values()])
    by_month = dict(zip(snap.mois["mois"].astype(str), snap.mois["ca_e4"], strict=True))
    months = sorted({(day.year, day.month) for day in states}, reverse=True)
    for year, month in months:
        first = date(year, month, 1)
        count = days.month_end(first).day
        cells = [own("")] * first.weekday()
        for number in range(1, count + 1):
            day = date(year, month, number)
            cells.append(_cell(context, day, states.get(day), amounts.get(day), levels))
        cells += [own("")] * (-len(cells) % 7)
        weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
        total = by_month.get(f"{year:04d}-{month:02d}")
        yield Month(formats.mois_long(first), formats.euros_ronds(total), weeks)


def _levels(amounts: list[int]) -> list[int]:
    ordered = sorted(amounts)
    return [ordered[len(ordered) * quarter // 4] for quarter in (1, 2, 3)] if ordered else []


def _cell(
    context: Context, day: date, state: str | None, amount_e4: Any, levels: list[int]
) -> Markup:
    if state is None:
        return own(f'<span class="v-jour--avenir">{day.day}</span>')
    words = {
        "zero": _("aucune vente"),
        "ferme": _("fermé"),
        "absent": _("fichier absent"),
        "quarantaine": _("en quarantaine"),
    }
    shown = words.get(state) or formats.euros(amount_e4)
    title = _("{jour} : {valeur}").format(jour=formats.jour_long(day), valeur=shown)
    level = 1 + sum(int(amount_e4) > limit for limit in levels) if state == "vendu" else 0
    kind = f"v-jour--{level}" if level else f"v-jour--{state}"
    mark = {"absent": "?", "quarantaine": "!"}.get(state, "")
    text = f"{day.day}{mark}"
    if day not in context.fiches_connues:
        return own(f'<span class="{kind}" title="{title}">{text}</span>')
    return own(f'<a class="{kind}" href="{context.lien_jour(day)}" title="{title}">{text}</a>')
