"""The feasts in words: why a day is compared with that one, and what a period counts twice.

What stays out: the rule (`indicators/year_before.py`).
"""

from __future__ import annotations

from datetime import date

from sales_assets.feasts import Feasts
from sales_assets.indicators import year_before
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.context import Context


def why_this_day(feasts: Feasts, day: date) -> str:
    """Say why the N-1 of a day is not 364 days before; "" when it is."""
    before = year_before.reference(day, feasts)
    if day - before == year_before.YEAR:
        return ""
    if feasts.of(day):
        return f"({feasts.named(day)})"
    avoided = day - year_before.YEAR
    return _("(le {jour} était {fete})").format(
        jour=formats.medium_day(avoided), fete=feasts.named(avoided)
    )


def compared(context: Context, first: date, last: date) -> list[str]:
    """Say which feasts of a window are set against their own day, and what is then counted twice.

    Only those that have an N-1 are named.
    """
    feasts, pairs = context.snap.fetes, context.pairs
    has_n1 = set(pairs.loc[pairs["n1_e4"].notna(), "date"].dt.date)
    moved = {
        day: before
        for day, before in year_before.apart(first, last, feasts).items()
        if feasts.of(day) and day in has_n1
    }
    again = [
        (before, of)
        for before, of in year_before.twice(first, last, feasts).items()
        if has_n1.issuperset(of)
    ]
    words = []
    if moved:
        named = (
            _("{fete} ({jour}) avec le {avant}").format(
                fete=feasts.named(day),
                jour=formats.medium_day(day),
                avant=formats.medium_day(before),
            )
            for day, before in moved.items()
        )
        words.append(
            _("Comparés à leur propre fête : {fetes}.").format(fetes=formats.listed(named))
        )
    if again:
        doubled = (
            _("le {avant} (pour {jours})").format(
                avant=formats.medium_day(before), jours=formats.listed(map(formats.medium_day, of))
            )
            for before, of in again
        )
        words.append(_("Comptés deux fois en N-1 : {jours}.").format(jours=formats.listed(doubled)))
    return words
