"""Files that come together are loaded as one, and end as if each had been loaded in its turn."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sales_assets.loading import sales
from tests.shop import TOTALS, Shop, check_books, lines

DAYS = [f"2025-10-{day:02}" for day in range(1, 7)]
NAMES = [*(f"ventes_{day}.csv" for day in DAYS), "ventes.csv", "daily (2).csv"]
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
KEPT = ("ventes", *TOTALS, "rejets", "rectifications")
LEDGER = "SELECT livraison, nom, statut, acceptees, rejetees, message FROM livraisons ORDER BY 1"
JUDGED = "SELECT max(juges) FROM controles WHERE asset = 'ventes' AND portee = ''"

# Mostly without fault; else a product not known, a rule broken, a line that cannot be read.
faults = st.sampled_from(["A 2", "A 1", "B 1", "A -1"] * 3 + ["X 1", "A 20000", "A beaucoup"])


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A row, of a day that few others are of."""
    return f"{draw(st.sampled_from(DAYS))} {draw(faults)} {draw(st.sampled_from([1, 2]))}"


bursts = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.lists(rows(), max_size=4), min_size=1, max_size=6),
    min_size=1,
    max_size=2,
)


def told(shop: Shop, burst: dict[str, list[str]]) -> list[tuple[Any, ...]]:
    """Drop the files of a burst and run once."""
    for name, content in burst.items():
        shop.drop(name, lines(*content))
    return [(s.step, s.nom, s.livraison, s.statut, s.message, s.ok, s.jours) for s in shop.run()]


def apart(shop: Shop, burst: dict[str, list[str]]) -> list[tuple[Any, ...]]:
    """The same, each delivery in its turn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sales, "_batches", lambda _context, waiting: [[one] for one in waiting])
        return told(shop, burst)


@given(bursts)
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking outlasts the time limit
    deadline=None,
)
def test_a_burst_ends_as_its_files_one_by_one(found: list[dict[str, list[str]]]) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        together, singly = Shop(Path(folder, "one")), Shop(Path(folder, "other"))
        together.open(), singly.open()
        for burst in found:
            assert told(together, burst) == apart(singly, burst)
            assert together.dump(KEPT) == singly.dump(KEPT)
            assert together.rows(LEDGER) == singly.rows(LEDGER)
            check_books(together)
        together.close(), singly.close()


def test_files_without_fault_are_judged_as_one(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    told(shop, {f"ventes_{day}.csv": [f"{day} A 1 1", f"{day} B 2 2"] for day in DAYS})
    assert shop.value(JUDGED) == 2 * len(DAYS)
    assert shop.value("SELECT count(DISTINCT livraison) FROM totaux_magasin_jour") == len(DAYS)


def test_a_faulty_file_keeps_to_itself(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    burst = {f"ventes_{day}.csv": [f"{day} A 1 1"] for day in DAYS}
    burst[f"ventes_{DAYS[2]}.csv"] = [f"{DAYS[2]} A 20000 1"]
    told(shop, burst)
    assert {day for day, *_row in shop.sales()} == {*DAYS} - {DAYS[2]}
