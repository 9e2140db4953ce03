"""What the charts of daily CA say: hover texts, subtitle, text alternative.

What goes in: sentences from exact figures. What stays out: drawing.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats


def mean_words() -> str:
    """Name the line of the mean."""
    return _("— moyenne 7 jours")


def state_words(etat: str) -> str:
    """Say a day's state."""
    return {
        "vendu": _("ventes"),
        "zero": _("aucune vente"),
        "ferme": _("fermé"),
        "absent": _("données absentes"),
        "quarantaine": _("en quarantaine"),
    }.get(etat, etat)


def day_hover(
    day: date, amount: int | None, mean: Fraction | None, change: Fraction | None, state: str
) -> str:
    """Say a day in full: amount, change on the week before, mean; or why there is none."""
    said = [formats.jour_long(day)]
    if amount is None:
        return "<br>".join([*said, state_words(state)])
    said.append(f"<b>{formats.euros(amount)}</b>")
    if change is not None:
        words = _("{evolution} par rapport à la semaine d’avant")
        said.append(words.format(evolution=formats.evolution(change)))
    if mean is not None:
        said.append(_("moyenne 7 jours : {mean}").format(mean=formats.euros_moyens(mean)))
    return "<br>".join(said)


def subtitle(when: list[date], closed: bool, missing: bool) -> str:
    """Say the unit, the period and what the shades mean."""
    if not when:
        return _("Aucun jour connu sur cette période")
    parts = [_("En euros, {period}").format(period=formats.plage(when[0], when[-1]))]
    if closed:
        parts.append(_("fond gris : jours fermés"))
    if missing:
        parts.append(_("« ? » : données manquantes"))
    return " · ".join(parts)


def alternative(titre: str, when: list[date], amounts: list[int | None], states: list[str]) -> str:
    """Say a series to a reader who does not see it: extent, extremes, missing days."""
    known = [(amount, day) for amount, day in zip(amounts, when, strict=True) if amount is not None]
    if not known:
        return _("{title} : aucune donnée.").format(title=titre)
    high = max(amount for amount, _day in known)
    low = min(amount for amount, _day in known)
    sentences = [
        _("{title}, {period} : {count} jours de données.").format(
            title=titre, period=formats.plage(when[0], when[-1]), count=formats.entier(len(known))
        ),
        _("Plus haut : {amount}, {days}.").format(
            amount=formats.euros(high), days=_at(known, high)
        ),
        _("Plus bas : {amount}, {days}.").format(amount=formats.euros(low), days=_at(known, low)),
    ]
    missing = sum(state in days.MISSING for state in states)
    if missing:
        words = _("Jours sans données utilisables : {count}.")
        sentences.append(words.format(count=formats.entier(missing)))
    return " ".join(sentences)


def _at(known: list[tuple[int, date]], amount: int) -> str:
    when = [formats.jour_long(day) for value, day in known if value == amount]
    if len(when) > 3:
        return _("{first} et {count} autres jours").format(first=when[0], count=len(when) - 1)
    return formats.enumere(when)
