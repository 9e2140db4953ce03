"""Whether the shop is the sample that comes with the project, and says so.

What goes in: the contents of the sample's files of sales, by digest. What stays out: making them
(`tools/demo.py`; a test compares).
"""

from __future__ import annotations

from sales_assets.contract import Genre
from sales_assets.warehouse.snapshot import Snapshot

DIGESTS = frozenset(
    {
        "da86c3f11d8b488e8dfe30f8b94c00965cff9a004c7c5b94b971606458e9a1bd",
        "f1f9824cddc730aa8d90c198c8b4518ee2b6f74152a3b33063148e55c7a6700b",
        "578819f2475d0371d79b09f81b6ac513b4753dd7050394b7f0e69e2808dff967",
    }
)


def is_sample(snap: Snapshot) -> bool:
    """Whether all that is sold comes from the sample's files."""
    found = _loaded(snap)
    return bool(found) and found <= DIGESTS


def is_mixed(snap: Snapshot) -> bool:
    """Whether sales of the sample stand among others."""
    found = _loaded(snap)
    return bool(found & DIGESTS) and not found <= DIGESTS


def _loaded(snap: Snapshot) -> set[str]:
    """The digests of the loaded deliveries of sales."""
    rows = snap.livraisons
    sold = rows["genre"].isin([genre.value for genre in Genre if genre.is_sales])
    return set(rows.loc[sold & (rows["statut"] == "chargee"), "sha256"])
