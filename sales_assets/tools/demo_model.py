"""The demonstration's model of a shop's days: how many lines, of what, how many of each.

On purpose simple enough to read in a chart:

    lines of a (day, store) ∝ month × weekday × advent × growth × size of the store × noise
    product of a line       ∝ popularity (Zipf-like); one line in eight follows the store's taste
    quantity                  small, mostly 1 above 20 €; one line in 170 is a return (negative)

- Every shop is closed on Sunday, on 1 January, 1 May and 25 December. The smaller ones also close
  on Monday, so a Monday has sales, but not everywhere.
- One open day, about three weeks before the last, was never delivered: it is absent, not zero.

Only `random_raw`, whose stream NumPy promises never to change, and whole numbers decide anything:
no `exp`, no `normal`, no float, whose last digit depends on the machine and the version.
What stays out: files and formats (`demo.py`), names and prices (`demo_shop.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import PCG64, SeedSequence

from sales_assets.errors import CannotGenerate
from sales_assets.language import mark
from sales_assets.tools.demo_shop import Product, Shop, Store

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Raws = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]

MONTHS = (86, 92, 93, 97, 95, 90, 78, 64, 94, 102, 114, 118)  # January … December, in %
WEEKDAYS = (72, 80, 97, 91, 118, 166, 0)  # Monday … Sunday, in %
CLOSED_DATES = ((1, 1), (5, 1), (12, 25))
GROWTH = 5  # % a year
LINES_PER_STORE_DAY = 16  # when the number of rows is left open
BLOCK = 100_000  # rows in memory at once
SMALL = np.repeat(np.array([1, 2, 3, 4, 6], dtype=np.int64), [26, 20, 9, 6, 3])  # 64 chances
LARGE = np.repeat(np.array([1, 2], dtype=np.int64), [58, 6])


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be sold in one month, and at which prices (arrays aligned with the catalogue)."""

    candidates: Ints
    bounds: Raws
    cents: Ints


@dataclass(frozen=True, slots=True)
class Block:
    """Some sales of one day: positions in the catalogue, quantities, positions of the stores.

    Among all lines of the day, the block's first has the place `start`, and `ends` are the places
    where each store's lines end.
    """

    products: Ints
    quantities: Ints
    stores: Ints
    start: int
    ends: Ints


def is_closed(day: date) -> bool:
    """Tell whether every shop is closed on `day`."""
    return WEEKDAYS[day.weekday()] == 0 or (day.month, day.day) in CLOSED_DATES


def absent_day(last_day: date, days: int) -> date | None:
    """Return the open day that was never delivered; None when the period is under 40 days."""
    if days < 40:
        return None
    day = last_day - timedelta(days=24)
    while is_closed(day):
        day -= timedelta(days=1)
    return day


def season(day: date, first_day: date) -> int:
    """Return the weight of `day`: month, weekday, run-up to Christmas, growth since `first_day`."""
    advent = 100
    if day.month == 12:
        advent = 105 + 4 * day.day if day.day < 25 else 80
    growth = 36_500 + GROWTH * (day - first_day).days
    return MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * advent * growth


def source(seed: int, day: date, *stream: int) -> PCG64:
    """Return the source of chance of one day: days do not depend on each other."""
    first, *more = stream
    return PCG64(SeedSequence(seed, spawn_key=(first, day.toordinal(), *more)))


def _noise(raws: Raws, spread: int) -> Ints:
    """Return percentages around 100, more often near it: the sum of two dice."""
    faces = np.uint64(spread + 1)
    dice = raws % faces + (raws >> np.uint64(32)) % faces
    return dice.astype(np.int64) + (100 - spread)


def store_weights(stores: Sequence[Store], seed: int, day: date) -> Ints:
    """Return the weight of each store on `day`: 0 when closed or not open yet."""
    monday = day.weekday() == 0
    sizes = [
        0 if (monday and s.closed_monday) or (s.opened and day < s.opened) else s.weight
        for s in stores
    ]
    return np.array(sizes, dtype=np.int64) * _noise(source(seed, day, 1).random_raw(len(sizes)), 22)


def allot(rows: int, weights: Sequence[int], dice: int = 0) -> list[int]:
    """Share `rows` in proportion to `weights`, exactly, by rounding the running sum.

    `dice`, any whole number, moves where it rounds: a day with fewer lines than stores would
    otherwise always serve the same stores.
    """
    total, running, given, shares = sum(weights), 0, 0, []
    start = dice % total
    for weight in weights:
        running += weight
        until = (rows * running + start) // total
        shares.append(until - given)
        given = until
    return shares


def share_days(shop: Shop, rows: int | None, open_days: list[date], seed: int) -> list[int]:
    """Return the number of lines of each open day; CannotGenerate when no store is ever open."""
    weights, store_days = [], 0
    for day in open_days:
        stores = store_weights(shop.magasins, seed, day)
        weather = int(_noise(source(seed, day, 2).random_raw(1), 12)[0])
        weights.append(season(day, open_days[0]) * weather * int(stores.sum()))
        store_days += int(np.count_nonzero(stores))
    if not sum(weights):
        raise CannotGenerate(mark("Aucun magasin n’est ouvert sur cette période : allongez-la."))
    return allot(LINES_PER_STORE_DAY * store_days if rows is None else rows, weights)


def _on_sale(product: Product, month: date) -> bool:
    """Tell whether `product` sells in the month that begins on `month`."""
    return (
        product.weight > 0
        and month.month in product.months
        and (product.last is None or month <= product.last)
    )


def shelf_of(products: Sequence[Product], month: date) -> Shelf:
    """Return what sells in `month`: candidates and running weights, prices of the whole list."""
    on_sale = [i for i, product in enumerate(products) if _on_sale(product, month)]
    weights = np.array([products[i].weight for i in on_sale], dtype=np.uint64)
    cents = [
        p.old_cents if p.old_cents is not None and p.changed and month < p.changed else p.cents
        for p in products
    ]
    return Shelf(
        candidates=np.array(on_sale, dtype=np.int64),
        bounds=np.cumsum(weights, dtype=np.uint64),
        cents=np.array(cents, dtype=np.int64),
    )


def draw(raws: Raws, stores: Ints, shelf: Shelf) -> tuple[Ints, Ints]:
    """Return product positions and quantities, one for each random word and its store.

    The low 32 bits choose the product, 6 the quantity, 10 whether it is a return, 3 the taste.
    """
    keys = ((raws & np.uint64(0xFFFFFFFF)) * shelf.bounds[-1]) >> np.uint64(32)
    ranks = np.searchsorted(shelf.bounds, keys, side="right").astype(np.int64)
    local = (raws >> np.uint64(61)) == 0
    # A store's own taste: the same popularity curve, begun elsewhere in the catalogue.
    ranks = np.where(local, (ranks + 5 * stores + 3) % shelf.candidates.size, ranks)
    products = shelf.candidates[ranks]
    chance = ((raws >> np.uint64(32)) & np.uint64(63)).astype(np.int64)
    quantities = np.where(shelf.cents[products] < 2_000, SMALL[chance], LARGE[chance])
    returned = ((raws >> np.uint64(38)) & np.uint64(1023)) < np.uint64(6)
    return products, np.where(returned, -1, quantities)


def blocks(shop: Shop, shelf: Shelf, day: date, rows: int, seed: int) -> Iterator[Block]:
    """Yield the sales of `day`, ordered by store, at most BLOCK rows at a time."""
    if not rows:
        return
    weights: list[int] = store_weights(shop.magasins, seed, day).tolist()
    chance = source(seed, day, 3)
    shares = allot(rows, weights, int(chance.random_raw(1)[0]))
    ends = np.cumsum(np.array(shares, dtype=np.int64))
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        stores = np.searchsorted(ends, np.arange(start, start + size), side="right")
        products, quantities = draw(chance.random_raw(size), stores, shelf)
        yield Block(products, quantities, stores, start, ends)
