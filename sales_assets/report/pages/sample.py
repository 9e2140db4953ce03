"""Whether the shop is the sample that comes with the project, and says so.

What goes in: the contents of the sample's files of sales, by digest. What stays out: making them
(`tools/demo.py`; a test compares).
"""

from __future__ import annotations

from sales_assets.contract import Genre
from sales_assets.warehouse.snapshot import Snapshot

DIGESTS = frozenset(
    {
        "f6a4a51ee4daa6de3d786bae6098aeeb715699b7bf7cea639255c4783ebe4bac",
        "a7ed612ca0dd69efd21e0557fa1a537f13aec3666ce74943df2d8de1a71b0c80",
        "b5cd9df601773410e7652651a71a49163cc8c7f0684aeb3b4082126c5ac0c197",
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
