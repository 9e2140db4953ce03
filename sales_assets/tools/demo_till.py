"""The demonstration's tills: the receipts of a day, their hours, and what is taken off their lines.

On purpose simple, as `demo_model.py`:

    receipts   one to six lines, numbered from 1 each day in each store
    hours      spread over the opening hours of the weekday, with two rushes, in the order of the
               lines
    discounts  a few lines in a hundred; more of them, and larger, in the sales of winter and
               summer, where the department joins them; never on a return

What stays out: which products are sold, and how many (`demo_model.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sales_assets.tools.demo_model import Block, Ints, source
from sales_assets.tools.demo_shop import Shop

Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_EVENING, _NIGHT = 19 * 60, 19 * 60 + 30
OPENING = (  # minutes of the day, Monday … Saturday
    (10 * 60, _EVENING),
    *[(9 * 60, _NIGHT)] * 4,
    (9 * 60, 18 * 60),
)
_RUSHES = (*[(12 * 60 + 15, 17 * 60 + 45)] * 5, (11 * 60 + 20, 15 * 60 + 45))
_SIZES = np.repeat(np.arange(1, 7, dtype=np.int64), [22, 17, 11, 7, 4, 3])  # 64 chances
_SHARES = np.array([5, 10, 10, 15], dtype=np.int64)  # % taken off
_SALES_SHARES = np.array([20, 30, 30, 50], dtype=np.int64)
_SALES_LINES = 512  # of 1024, in the sales
_SALES_DAYS = 28


@dataclass(frozen=True, slots=True)
class Rung:
    """What the tills say of the lines of a block, one number a line.

    `tickets` are numbers of the day and store, `minutes` of the day, `discounts` cents taken off,
    `paid` cents of the whole line, negative for a return.
    """

    tickets: Ints
    minutes: Ints
    discounts: Ints
    paid: Ints


def in_sales(day: date) -> bool:
    """Tell whether `day` is in the sales: four weeks from mid January, and from the end of June."""
    return any(
        timedelta() <= day - _wednesday(day.replace(month=month, day=first)) < _LONG
        for month, first in ((1, 8), (6, 24))
    )


_LONG = timedelta(days=_SALES_DAYS)


def _wednesday(day: date) -> date:
    """Return the first Wednesday from `day` on."""
    return day + timedelta(days=(2 - day.weekday()) % 7)


def _rhythm(weekday: int) -> Ints:
    """Return the running weights of the minutes of an opening day."""
    opens, closes = OPENING[weekday]
    minutes = np.arange(opens, closes, dtype=np.int64)
    noon, evening = _RUSHES[weekday]
    weights = 40 + 3 * np.maximum(0, 100 - abs(minutes - noon))
    return np.cumsum(weights + 3 * np.maximum(0, 110 - abs(minutes - evening)))


class Till:
    """Rings the blocks of a day up, in their order."""

    def __init__(self, shop: Shop, seed: int) -> None:
        """Take the departments of `shop`, and the chance that decides."""
        departments = [p.department for p in shop.produits if p.department]
        self._discount = np.array([one.discount for one in departments], dtype=np.int64)
        self._sales = np.array([one.sales for one in departments], dtype=np.bool_)
        self._rhythms = [_rhythm(weekday) for weekday in range(len(OPENING))]
        self._seed = seed
        self._last = 0

    def ring(self, day: date, block: Block, cents: Ints) -> Rung:
        """Return what the tills say of `block`, at the prices of the catalogue in `cents`.

        A receipt that a block would cut ends with it: only the last number is kept.
        """
        raws = source(self._seed, day, 4, block.start).random_raw(block.stores.size)
        dice = (raws & np.uint64(0xFFFFFFFF)).astype(np.int64)
        begins = np.concatenate(([0], block.ends[:-1]))
        place = block.start + np.arange(dice.size) - begins[block.stores]
        running = np.cumsum(self._openings(dice, place), dtype=np.int64) - 1
        first = np.searchsorted(running, running)
        # A receipt is rung up somewhere among its lines, were they spread over the day.
        moment = 1024 * place + ((dice >> 6) & 1023) * np.bincount(running)[running]
        lines = (block.ends - begins)[block.stores]
        rhythm = self._rhythms[day.weekday()]
        keys = moment[first] * rhythm[-1] // (lines * 1024)
        minutes = OPENING[day.weekday()][0] + np.searchsorted(rhythm, keys, side="right")
        gross = block.quantities * cents[block.products]
        discounts = self._discounts(day, block, dice >> 16, gross)
        tickets = self._numbers(running, block.stores, begins_inside=place[0] > 0)
        return Rung(tickets, minutes.astype(np.int64), discounts, gross - discounts)

    def _openings(self, dice: Ints, place: Ints) -> Bools:
        """Tell which lines begin a receipt."""
        ends = np.cumsum(_SIZES[dice & 63])
        opening: Bools = place == 0
        opening[0] = True
        opening[ends[ends < dice.size]] = True
        return opening

    def _numbers(self, running: Ints, stores: Ints, *, begins_inside: bool) -> Ints:
        """Return the receipt's number of each line; a store may go on from the block before."""
        numbers = running - running[np.searchsorted(stores, stores)] + 1
        if begins_inside:
            numbers[stores == stores[0]] += self._last
        self._last = int(numbers[-1])
        return numbers

    def _discounts(self, day: date, block: Block, dice: Ints, gross: Ints) -> Ints:
        """Return what is taken off each line, in cents."""
        sales = self._sales[block.products] & in_sales(day)
        chance = np.where(sales, _SALES_LINES, self._discount[block.products])
        which = (dice >> 10) & 3
        share = np.where(sales, _SALES_SHARES[which], _SHARES[which])
        some = ((dice & 1023) < chance) & (gross > 0)
        return np.where(some, (gross * share + 50) // 100, 0)
