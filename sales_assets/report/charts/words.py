"""What the charts of a series say: hover texts, states, extremes for the text alternative.

What goes in: sentences from exact figures, shared by charts. What stays out: drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.charts.live import plotly_text
from sales_assets.report.charts.model import Mark
from sales_assets.report.texts import shortened

LONGEST = 90  # letters of what is known of a day
NAMED = 3  # days, weeks or months that share an extreme, named each


def state_words(state: str) -> str:
    """Say a day's state."""
    return {
        "vendu": _("ventes"),
        "zero": _("aucune vente"),
        "ferme": _("fermé"),
        "absent": _("données absentes"),
        "quarantaine": _("en quarantaine"),
    }.get(state, state)


def hover(name: str, amount: int | None, absent: str, *details: str) -> str:
    """Say a day, week or month in Plotly's markup: its amount and details, or why there is none."""
    if amount is None:
        return f"{name}<br>{absent}"
    return "<br>".join([name, f"<b>{formats.euros(amount)}</b>", *details])


def marked(name: str, mark: Mark) -> str:
    """Say, in Plotly's markup, a day and what is known of it beside its figures."""
    return f"{name}<br>{plotly_text(shortened(mark.words, LONGEST))}" if mark.words else name


def changed(words: str, ratio: Fraction | None, before: int | None) -> list[str]:
    """Say a change in `words`, which hold `{evolution}` and `{avant}`; nothing when undefined."""
    if ratio is None:
        return []
    return [words.format(evolution=formats.change(ratio), avant=formats.euros(before))]


def shade_words(
    closed: Sequence[bool], missing: Sequence[bool], flags: Sequence[int] = ()
) -> list[str]:
    """Say what the shades and flags of a picture mean."""
    said = [_("fond gris : jours fermés")] if any(closed) else []
    said += [_("« ? » : données manquantes")] if any(missing) else []
    return [*said, _("◆ : fête ou événement")] if flags else said


def extremes(known: Sequence[tuple[int, str]], many: str) -> str:
    """Say the highest and the lowest amount of a series, and when: ties are named or counted.

    Args:
        known: Amount (1/10 000 €) and name of each day, week or month; at least one.
        many: The words for more than `NAMED` of them: `{first}` and `{count}` others.
    """
    (high, *_high), (low, *_low) = max(known), min(known)

    def when(amount: int) -> str:
        names = [name for value, name in known if value == amount]
        if len(names) > NAMED:
            return many.format(first=names[0], count=formats.whole(len(names) - 1))
        return formats.listed(names)

    return _("Plus haut : {high}, {best}. Plus bas : {low}, {worst}.").format(
        high=formats.euros(high), best=when(high), low=formats.euros(low), worst=when(low)
    )
