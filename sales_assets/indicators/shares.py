"""Shares of a whole that add up to exactly 100 %, and concentration.

What goes in: integers, exact. What stays out: their display ("12,5 %" is `formats.pourcent`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

TENTHS = 1000  # tenths of a percent in a whole


def largest_remainder(values: Sequence[int], units: int = TENTHS) -> list[int] | None:
    """Split `units` in proportion to `values`; the parts always sum to `units`.

    Every part is its exact share rounded down, and the units left go to the largest remainders
    (the first in order when they tie). With returns a part can be negative and another exceed the
    whole. None when the total is not positive.
    """
    whole = sum(values)
    if whole <= 0:
        return None
    parts, remainders = [], []
    for value in values:
        part, remainder = divmod(value * units, whole)
        parts.append(part)
        remainders.append(remainder)
    left = units - sum(parts)
    order = sorted(range(len(parts)), key=lambda place: -remainders[place])
    for place in order[:left]:
        parts[place] += 1
    return parts


def shares(values: pd.Series, units: int = TENTHS) -> pd.Series:
    """Return the share of each amount in tenths of a percent (Int64, summing to 1000; or NA)."""
    parts = largest_remainder([int(value) for value in values], units)
    filled = [pd.NA] * len(values) if parts is None else parts
    return pd.Series(filled, index=values.index, dtype="Int64")


def top_share(values: Sequence[int], number: int = 5) -> Fraction | None:
    """Return the share of the `number` largest amounts among the positive ones."""
    positive = sorted((value for value in values if value > 0), reverse=True)
    return Fraction(sum(positive[:number]), sum(positive)) if positive else None


def hhi(values: Sequence[int]) -> Fraction | None:
    """Return the Herfindahl index, 1/n (even) to 1 (a single one), of the positive amounts."""
    positive = [value for value in values if value > 0]
    whole = sum(positive)
    return Fraction(sum(value * value for value in positive), whole * whole) if whole else None
