"""Sums and digests of sales lines, as the totals tables keep them: pure functions of frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

CELL = ["date", "ID_magasin"]
"""A day of a store: the unit of replacement."""
TOLD = ("heure", "cout_e4", "taux_tva_e4", "ht_e4", "tva_e4")
"""What a line may tell beside what it is worth; NULL where it does not."""
_MORE = ["quantite_e3", "total_e4", "remise_e4"]


def measure(lines: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sum the lines by `keys` into the measures of the totals tables (integers)."""
    gross = lines["total_e4"].where(lines["quantite_e3"] > 0, 0)
    frame = lines[list(keys)].assign(
        lignes=1,
        quantite_e3=lines["quantite_e3"].astype("int64"),
        ca_e4=lines["total_e4"],
        brut_e4=gross,
        retours_e4=lines["total_e4"] - gross,
    )
    return frame.groupby(list(keys), observed=True, as_index=False, sort=True).sum()


def measure_cells(lines: pd.DataFrame) -> pd.DataFrame:
    """Sum the lines by day and store, with the digest (16 hexadecimal digits) of each."""
    totals = measure(lines, CELL)
    sums = digest(lines).groupby([lines[key] for key in CELL], observed=True, sort=True).sum()
    return totals.assign(empreinte=_hexadecimal(sums))


def add_up(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The totals of the cells of several frames, out of the `measure_cells` of each."""
    frame = pd.concat(parts, ignore_index=True).astype({"ID_magasin": "str"})
    frame["empreinte"] = [int(text, 16) for text in frame["empreinte"]]
    frame["empreinte"] = frame["empreinte"].astype("uint64")
    totals = frame.groupby(CELL, as_index=False, sort=True).sum()
    return totals.assign(empreinte=_hexadecimal(totals["empreinte"]))


def day_digests(cells: pd.DataFrame) -> pd.DataFrame:
    """One digest for each day out of those of its stores: date, empreinte.

    Two days of equal digests hold the same lines in the same stores. Names of products and stores
    are not in it.

    Args:
        cells: date, ID_magasin, empreinte, one row a day of a store.
    """
    rows = pd.util.hash_pandas_object(cells[["ID_magasin", "empreinte"]], index=False)
    sums = rows.groupby(cells["date"], sort=True).sum()
    return pd.DataFrame({"date": sums.index, "empreinte": _hexadecimal(sums)})


def _hexadecimal(sums: pd.Series[int]) -> list[str]:
    return [f"{int(value):016x}" for value in sums.to_numpy()]


def digest(lines: pd.DataFrame) -> pd.Series[int]:
    """A 64-bit number for each row; the sum over a window is the digest of its rows.

    A sum does not depend on the order of the rows, so a file sorted otherwise changes nothing.
    Whole units at their plain price were once all that a line could be: what else it is, it adds,
    so that the digests of every earlier base stand.
    """
    quantity = lines["quantite_e3"].astype("int64")
    frame = pd.DataFrame(
        {
            "ID_produit": lines["ID_produit"].astype("category"),
            "quantite": quantity // 1000,
            "prix_unitaire_e4": lines["prix_unitaire_e4"],
            "ticket": lines["ticket"].fillna("").astype("category"),
        }
    )
    plain = pd.util.hash_pandas_object(frame, index=False)
    whole = quantity % 1000 == 0
    at_price = lines["total_e4"] == quantity // 1000 * lines["prix_unitaire_e4"]
    more = lines.loc[~(whole & at_price & (lines["remise_e4"] == 0)), _MORE]
    found = plain + _hashed(more, lines.index)
    told = [name for name in TOLD if name in lines and lines[name].notna().any()]
    if told:
        beside = lines[told].reindex(columns=list(TOLD))
        beside = beside[beside.notna().any(axis="columns")]
        texts = beside["heure"].astype("str").fillna("").astype("category")
        numbers = beside[list(TOLD[1:])].astype("Int64").fillna(-(2**62)).astype("int64")
        found += _hashed(numbers.assign(heure=texts), lines.index)
    return found


def _hashed(rows: pd.DataFrame, index: pd.Index[int]) -> pd.Series[int]:
    """A number for each row, 0 for those of `index` that are not among them."""
    return pd.util.hash_pandas_object(rows, index=False).reindex(index, fill_value=0)
