"""The gate on a million sales, and the same rules by hand in pandas, in one process.

Prints the processor seconds of each, the median of seven turns. Great Expectations is imported
before the clock starts: what that costs is part of every other race.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from sales_assets.context import Limits
from sales_assets.rules import judge, load_suite

ROWS = 1_000_000
TURNS = 7
FIRST, LAST = date(1990, 1, 1), date(2026, 11, 27)


def sales() -> pd.DataFrame:
    """Return valued sales, as the gate receives them."""
    draw = np.random.default_rng(1)
    quantity, price = draw.integers(1, 5, ROWS), draw.integers(10, 10_000, ROWS)
    days = draw.integers(19_000, 19_700, ROWS).astype("datetime64[D]")
    return pd.DataFrame(
        {
            "date": days.astype("datetime64[s]"),
            "quantite_e3": quantity * 1000,
            "produit_connu": True,
            "magasin_connu": True,
            "prix_applique_e4": pd.array(price, dtype="Int64"),
            "total_e4": pd.array(price * quantity, dtype="Int64"),
        }
    )


def by_hand(lines: pd.DataFrame) -> list[Any]:
    """Return how many rows break each rule of `expectations/ventes.json`."""
    day, quantity = lines["date"], lines["quantite_e3"]
    price, total = lines["prix_applique_e4"], lines["total_e4"]
    return [
        (~lines["produit_connu"].isin([True])).sum(),
        (~lines["magasin_connu"].isin([True])).sum(),
        day.isna().sum(),
        (~day.between(pd.Timestamp(FIRST), pd.Timestamp(LAST))).sum(),
        quantity.isin([0]).sum(),
        (~quantity.between(-(10**7), 10**7)).sum(),
        price.isna().sum(),
        (~price.between(0, 10**9)).sum(),
        price.isin([0]).sum(),
        str(total.dtype) not in ("int64", "Int64"),
        (~total.between(-(10**10), 10**10)).sum(),
        (quantity >= 0).mean() < 0.5,
    ]


def main() -> None:
    """Time both in turn."""
    lines = sales()
    suite = load_suite(Path(__file__).parents[2] / "expectations" / "ventes.json")
    assert len(by_hand(lines)) == len(suite.rules)

    def gate() -> None:
        judge(suite, lines, premier_jour=FIRST, aujourdhui=LAST, **Limits().parameters())

    gate()
    pairs = [(_cpu(gate), _cpu(lambda: by_hand(lines))) for _turn in range(TURNS)]
    print(*(median(pair[side] for pair in pairs) for side in (0, 1)))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
