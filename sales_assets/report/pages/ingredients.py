"""What the sheets of past days are made from, as digests: equal ones make an equal sheet.

A day's sheet may read its own day, every earlier one (cumulated sums, same weekdays, N-1), the
names it shows, and what the registers say of it; never a later day but its neighbour's date. What
stays out: the report's own code and words, which `publish` adds.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date

import pandas as pd

from sales_assets.indicators import comparisons
from sales_assets.warehouse.snapshot import Snapshot

_NOTHING = b""


class Ingredients:
    """Digests of each day, worked out once from the whole snapshot."""

    def __init__(self, snap: Snapshot, rejects: pd.DataFrame) -> None:
        """Read the snapshot's frames once.

        Args:
            snap: The warehouse's picture.
            rejects: Its rejected rows, with what each is worth.
        """
        self._today = snap.today
        self._closing = f"{snap.fermetures.written()} {snap.fetes}"
        own = [
            snap.magasins_jour.merge(snap.livraisons, on="livraison", how="left"),
            snap.magasins_jour[["date", "ID_magasin"]].merge(snap.magasins, on="ID_magasin"),
            snap.produits_jour[["date", "ID_produit"]].merge(
                snap.produits[["ID_produit", "nom"]], on="ID_produit"
            ),
            snap.livraisons.assign(date=snap.livraisons["jour"]),
            rejects,
            snap.rectifications,
            _noted(snap),
            _asked(snap),
            snap.controles.assign(date=pd.to_datetime(snap.controles["portee"], errors="coerce")),
        ]
        self._days: dict[date, list[bytes]] = defaultdict(list)
        for frame in own:
            for day, digest in _by_day(frame):
                self._days[day].append(digest)
        self._past = self._chain(snap.etats)
        self._own_files = bool(len(comparisons.own_files(snap.magasins_jour)))

    def _chain(self, states: pd.DataFrame) -> dict[date, bytes]:
        """A digest of each day and all before it."""
        chained, known = {}, _NOTHING
        for stamp, state in zip(states["date"], states["etat"], strict=True):
            day = stamp.date()
            known = _digest(known, str(state).encode(), *self._days.get(day, []))
            chained[day] = known
        return chained

    def day(self, day: date, *beside: object) -> str:
        """The digest of a sheet that ends on `day`; `beside` is what else it shows or links to."""
        around = f"{beside} {day >= self._today} {self._own_files} {self._closing}".encode()
        return _digest(self._past.get(day, _NOTHING), around).hex()


def _noted(snap: Snapshot) -> pd.DataFrame:
    """The owner's events, a row a day of each."""
    rows = snap.evenements.fillna({"ID_magasin": ""})
    each = [
        (day, str(store), str(text))
        for first, last, store, text in zip(
            rows["du"], rows["au"], rows["ID_magasin"], rows["texte"], strict=True
        )
        for day in pd.date_range(first, last, unit="s")
    ]
    return pd.DataFrame(each, columns=["date", "ID_magasin", "texte"])


def _asked(snap: Snapshot) -> pd.DataFrame:
    """The owner's objectives of single days."""
    rows = snap.objectifs.fillna({"ID_magasin": ""})
    return rows.assign(date=pd.to_datetime(rows["periode"], format="%Y-%m-%d", errors="coerce"))


def _by_day(frame: pd.DataFrame) -> list[tuple[date, bytes]]:
    """Digest the rows of each day, whatever their order."""
    dated = frame[frame["date"].notna()]
    rows = pd.util.hash_pandas_object(dated.astype({"date": "datetime64[s]"}), index=False)
    sums = rows.groupby(dated["date"].to_numpy()).sum()  # of 64-bit numbers, which wrap around
    return [
        (day.date(), int(value).to_bytes(8, "big"))
        for day, value in zip(pd.DatetimeIndex(sums.index), sums, strict=True)
    ]


def _digest(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\0".join(parts)).digest()
