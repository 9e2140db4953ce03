"""The line of every page: up to which day, published when, how the checks went, what is unsettled.

What goes in: its words, in order. What stays out: its HTML (`site/templates/bandeau.html`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sales_assets.indicators import quality
from sales_assets.language import _, plural
from sales_assets.report import formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import counted, render, spaced


@dataclass(frozen=True)
class Part:
    """One part of the line; `worth` is what failed checks set aside, `blocking` how loud it is."""

    words: str
    kind: Literal["", "late", "passed", "failed", "unsettled"] = ""
    worth: str = ""
    blocking: bool = False


def banner(context: Context) -> str:
    """Return the HTML line of every page."""
    sample = [Part(_("Boutique d’exemple"))] if context.sample else []
    parts = [*sample, _fresh(context), *_due(context), _published(context), _checks(context)]
    return spaced(render("bandeau.html", parts=[*parts, *_unsettled(context)]))


def _fresh(context: Context) -> Part:
    if context.last_day is None:
        return Part(_("Aucune donnée pour l’instant"))
    shown = f"{formats.weekday_name(context.last_day)} {formats.medium_day(context.last_day)}"
    words = _("Ventes arrêtées depuis le {jour}") if context.stopped else _("Données au {jour}")
    return Part(words.format(jour=shown))


def _due(context: Context) -> Iterator[Part]:
    if not context.expected:
        return
    if context.stopped:
        return  # said already
    count = len(context.expected)
    if not context.late:
        words = _("ventes attendues : {jours}")
    else:
        words = plural("en retard : {jours}", "en retard, {nombre} jours : {jours}", count)
    said = words.format(jours=context.expected_words(), nombre=count)
    yield Part(said, "late" if context.late else "")


def _published(context: Context) -> Part:
    built = context.built_at
    words = _("publié le {jour} à {heure}")
    return Part(words.format(jour=formats.medium_day(built.date()), heure=f"{built:%H:%M}"))


def _checks(context: Context) -> Part:
    passed, run = context.checks
    if not run:
        return Part(_("aucun contrôle encore"))
    words = _("contrôles {reussis}/{faits}").format(reussis=passed, faits=run)
    if passed == run:
        return Part(words, "passed")
    failed = _("à regarder : {nombre}").format(nombre=run - passed)
    controls = context.snap.controles
    blocking = ~controls["reussi"].astype(bool) & (controls["severite"] == "critical")
    return Part(f"{words}, {failed}", "failed", _aside(context), bool(blocking.any()))


def _aside(context: Context) -> str:
    """The rows set aside, and what they are worth where that is known."""
    if not len(context.snap.rejets):
        return ""
    rows = counted(len(context.snap.rejets), "ligne de côté", "lignes de côté")
    known = context.rejected["montant"].dropna()
    return f"{rows}, {formats.euros(int(known.sum()))}" if len(known) else rows


def _unsettled(context: Context) -> Iterator[Part]:
    count = len(quality.unsettled(context.snap.livraisons))
    if count:
        words = counted(count, "fichier refusé ou en attente", "fichiers refusés ou en attente")
        yield Part(words, "unsettled")
