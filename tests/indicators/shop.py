"""A hand-made shop, small enough to check by mental arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

EURO = 10_000


def day(text: str) -> date:
    return date.fromisoformat(text)


def states(first: str, letters: str) -> pd.DataFrame:
    """One letter a civil day: v vendu, z zero, f ferme, a absent, q quarantaine."""
    names = {"v": "vendu", "z": "zero", "f": "ferme", "a": "absent", "q": "quarantaine"}
    start = day(first)
    when = [start + timedelta(days=n) for n in range(len(letters))]
    frame = pd.DataFrame({"date": when, "etat": [names[letter] for letter in letters]})
    return frame.assign(date=frame["date"].astype("datetime64[s]"))


def daily(rows: list[tuple[str, int]], **same: object) -> pd.DataFrame:
    """Daily totals from (day, euros): one line and one article a day, no return."""
    frame = pd.DataFrame(
        [(day(when), 1, 1000, euros * EURO, euros * EURO, 0) for when, euros in rows],
        columns=["date", "lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4"],
    )
    return frame.assign(date=frame["date"].astype("datetime64[s]"), **same)


def cells(cle: str, rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    """Daily totals by id from (day, id, quantity, euros), sorted by day and id; one delivery."""
    frame = pd.DataFrame(
        [(day(when), who, 1, q * 1000, e * EURO, e * EURO, 0) for when, who, q, e in rows],
        columns=["date", cle, "lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4"],
    )
    frame = frame.assign(date=frame["date"].astype("datetime64[s]"), livraison=1)
    return frame.sort_values(["date", cle], ignore_index=True)
