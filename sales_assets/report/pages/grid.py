"""The grid of quality: what became of each of the last days, from the file to the totals.

What stays out: the checks (`rules`), HTML (`site/templates/qualite.html`). The warehouse keeps the
last verdict of each rule and each day on which it fails: a loaded day without a failure passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import pandas as pd

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context

DAYS = 60


@dataclass(frozen=True)
class Square:
    """One day of one asset: a sign, its kind (for the colour), and both in words."""

    sign: str
    kind: str
    words: str


@dataclass(frozen=True)
class Grid:
    """The last days, oldest first, under their months; a line of squares an asset."""

    months: list[tuple[str, int]]
    days: list[date]
    lines: list[tuple[str, list[Square]]]


def grid(context: Context) -> Grid | None:
    """Return the last days known, None without any."""
    span = days.known(context.snap.etats)
    if span is None:
        return None
    first = max(span[0], span[1] - timedelta(days=DAYS - 1))
    shown = [first + timedelta(days=n) for n in range((span[1] - first).days + 1)]
    months = [
        (formats.medium_month(month), len(list(found)))
        for month, found in groupby(shown, key=lambda day: day.replace(day=1))
    ]
    frame = days.window(context.snap.etats, first, span[1])
    states = dict(zip(days.to_days(frame["date"]), frame["etat"], strict=True))
    rejected = Counter(days.to_days(context.rejected.loc[context.rejected["date"].notna(), "date"]))
    lines = [
        (_("Fichier du jour"), [_file(states.get(day, "")) for day in shown]),
        (_("Lignes lues"), [_read(states.get(day, ""), rejected[day]) for day in shown]),
    ]
    for asset, label in (("ventes", _("Ventes")), ("totaux", _("Totaux"))):
        failing = _failing(context.snap.controles, asset)
        judged = [_checked(states.get(day, ""), failing.get(day.isoformat())) for day in shown]
        lines.append((label, judged))
    return Grid(months, shown, lines)


def _file(state: str) -> Square:
    signs = {
        "vendu": ("✓", "bon", _("reçu")),
        "zero": ("0", "bon", _("reçu, aucune vente")),
        "ferme": ("", "ferme", _("fermé")),
        "quarantaine": ("!", "rouge", _("en quarantaine")),
    }
    return Square(*signs.get(state, ("?", "rouge", _("absent"))))


def _read(state: str, rejected: int) -> Square:
    if rejected:
        words = rendering.counted(rejected, "ligne rejetée", "lignes rejetées")
        return Square(f"{rejected}" if rejected < 100 else "+", "orange", str(words))
    if state in days.OPEN:
        return Square("✓", "bon", _("toutes acceptées"))
    return Square("", "ferme", _("rien à lire"))


def _failing(controls: pd.DataFrame, asset: str) -> dict[str, str]:
    """The worst severity of the rules that fail on each day."""
    rows = controls[(controls["asset"] == asset) & ~controls["reussi"].astype(bool)]
    found: dict[str, str] = {}
    for scope, severity in zip(rows["portee"].astype(str), rows["severite"], strict=True):
        if found.get(scope) != "critical":
            found[scope] = str(severity)
    return found


def _checked(state: str, severity: str | None) -> Square:
    if severity == "critical":
        return Square("!", "rouge", _("contrôle bloquant en échec"))
    if severity is not None:
        return Square("▲", "orange", _("contrôle à regarder"))
    if state in days.OPEN:
        return Square("✓", "bon", _("contrôles réussis"))
    return Square("", "ferme", _("rien à contrôler"))


def to_watch(found: Grid) -> Iterator[tuple[date, date, list[str]]]:
    """The runs of days on which the same thing asks for a look, newest first, with what it is."""
    watched = [
        (day, [
            f"{label}\u00a0: {squares[place].words}"
            for label, squares in found.lines
            if squares[place].kind in ("rouge", "orange")
        ])
        for place, day in enumerate(found.days)
    ]  # fmt: skip
    for words, run in groupby(reversed(watched), key=lambda pair: pair[1]):
        spent = [day for day, _words in run]
        if words:
            yield spent[-1], spent[0], words
