"""Why CA moved between two periods: price, volume, mix, new and stopped products.

What goes in: quantity and CA of each product in two periods. What stays out: choosing the periods.
The effects sum exactly to the change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd


@dataclass(frozen=True)
class PriceVolumeMix:
    """The parts of a change of CA, all in 1/10 000 €.

    Attributes:
        gap_e4: CA1 − CA0. volume, mix, prix: effects on the products sold in both periods.
        new: CA1 of the products sold only in the second. stopped: minus CA0 of those sold
            only in the first. rest: change of the products whose net quantity is not
            positive in a period where they had CA or returns.
        prix_mesurable: False when no price is known to have changed: then prix is 0 by
            construction and is to be shown as "effet prix non mesurable".
    """

    gap_e4: int
    volume: Fraction
    mix: Fraction
    price: Fraction
    new: int
    stopped: int
    rest: int
    measurable: bool


def price_volume_mix(
    before: pd.DataFrame, after: pd.DataFrame, *, measurable: bool
) -> PriceVolumeMix:
    """Split CA1 − CA0.

    Args:
        before: ID_produit, quantite_e3, ca_e4, one row a product, first period (index 0).
        after: The same, second period (index 1).
        measurable: Whether prices have a history (price changes or prices on the lines).
    """
    q0, ca0 = _by_product(before)
    q1, ca1 = _by_product(after)
    ids = sorted(set(q0) | set(q1))
    new = sum(ca1[i] for i in ids if i not in q0 and q1[i] > 0)
    stopped = -sum(ca0[i] for i in ids if i not in q1 and q0[i] > 0)
    kept = [i for i in ids if q0.get(i, 0) > 0 and q1.get(i, 0) > 0]
    change = sum(ca1.values()) - sum(ca0.values())
    kept_change = sum(ca1[i] - ca0[i] for i in kept)
    volume = mix = price = Fraction(0)
    if kept:
        whole0, whole1 = sum(q0[i] for i in kept), sum(q1[i] for i in kept)
        volume = Fraction((whole1 - whole0) * sum(ca0[i] for i in kept), whole0)
        for i in kept:
            price0, price1 = Fraction(ca0[i], q0[i]), Fraction(ca1[i], q1[i])
            mix += (q1[i] - Fraction(whole1 * q0[i], whole0)) * price0
            price += (price1 - price0) * q1[i]
    rest = change - kept_change - new - stopped
    return PriceVolumeMix(change, volume, mix, price, new, stopped, rest, measurable)


def in_cents(found: PriceVolumeMix) -> PriceVolumeMix:
    """Round the effects to the cent so that what is shown still sums to the change.

    The rest of the rounding, less than two cents, goes to the mix. A price effect that is not
    zero comes from prices on the lines, so that it was measured.
    """
    volume, price = (Fraction(round(value / 100) * 100) for value in (found.volume, found.price))
    mix = found.volume + found.mix + found.price - volume - price
    return replace(
        found,
        volume=volume,
        price=price,
        mix=mix,
        measurable=found.measurable or found.price != 0,
    )


def _by_product(frame: pd.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Return quantity and CA by product, without those that had neither."""
    rows = [
        (str(identifier), int(quantity), int(amount))
        for identifier, quantity, amount in zip(
            frame["ID_produit"], frame["quantite_e3"], frame["ca_e4"], strict=True
        )
        if quantity != 0 or amount != 0
    ]
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
