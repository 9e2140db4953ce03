"""Which days of which stores a delivery changes, and how.

A cell is a day of a store, the unit of replacement. Pure functions of frames: a delivery's judged
lines against what the tables hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from sales_assets.warehouse.measures import CELL
from sales_assets.warehouse.schema import MEASURES


class Shrinks(Exception):
    """A delivery would leave these cells with fewer rows; nothing of it is written.

    Attributes:
        cells: As `compare` gives them.
        rejects: The lines that the delivery has for them and that wait, as in `Judged`.
    """

    def __init__(self, cells: pd.DataFrame, rejects: pd.DataFrame) -> None:
        """Keep what the message needs."""
        super().__init__()
        self.cells = cells
        self.rejects = rejects


def inside(frame: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Which rows of `frame` lie in one of `cells`; each distinct cell is looked up once."""
    wanted = pd.MultiIndex.from_frame(cells[CELL].astype({"ID_magasin": "str"}))
    store = frame["ID_magasin"].astype("category").cat
    days, day = pd.factorize(frame["date"])
    pairs, pair = pd.factorize(days * len(store.categories) + store.codes.to_numpy())
    which, name = np.divmod(pair, max(1, len(store.categories)))
    spoken = pd.MultiIndex.from_arrays(
        [day[which], store.categories[name].astype("str")], names=CELL
    )
    return pd.Series(spoken.isin(wanted)[pairs], index=frame.index)


def held(lines: pd.DataFrame, current: pd.DataFrame, speakers: pd.Series[int]) -> pd.DataFrame:
    """The cells of known stores that these lines speak of, with what they hold now (0 if none).

    Args:
        lines: Judged lines: date, ID_magasin, magasin_connu.
        current: `provenance.cells`.
        speakers: The delivery that these lines of each day come from, by day.

    Returns:
        As `current`, and `livraison_apres`, the delivery that speaks.
    """
    spoken = lines.loc[lines["magasin_connu"], CELL].drop_duplicates()
    spoken = spoken.astype({"ID_magasin": "str"}).reset_index(drop=True)
    both = spoken.merge(current, on=CELL, how="left")
    numbers = (*MEASURES, "livraison", "rang")
    both["empreinte"] = both["empreinte"].astype("str").fillna("")
    both["livraison_apres"] = both["date"].map(speakers)
    return both.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))


def on_days(frame: pd.DataFrame, days: Iterable[date]) -> pd.Series:
    """Which rows of `frame` are dated on one of `days`."""
    return frame["date"].isin(pd.to_datetime(list(days)))


def taken(current: pd.DataFrame, claimed: pd.DataFrame, speakers: pd.Series[int]) -> pd.DataFrame:
    """The cells (date, ID_magasin) that a newer delivery speaks for.

    Args:
        current: `provenance.cells`.
        claimed: `quarantine.claims`: they count where nothing is held.
        speakers: The delivery being loaded that speaks of each day.
    """
    speaker = current["date"].map(speakers)
    newer = current[(current["rang"] > speaker) & (current["livraison"] != speaker)]
    later = claimed[claimed["livraison"] > claimed["date"].map(speakers)]
    unheld = later[~inside(later, current)]
    return pd.concat([newer[CELL], unheld[CELL]], ignore_index=True)


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cells with measures and empreinte before, and after with the suffix `_apres`.

    Args:
        before: `held`.
        after: `measures.measure_cells` of the good lines.
    """
    both = before.merge(
        after.astype({"ID_magasin": "str"}), on=CELL, how="left", suffixes=("", "_apres")
    )
    both["empreinte_apres"] = both["empreinte_apres"].astype("str").fillna("")
    return both.fillna({f"{name}_apres": 0 for name in MEASURES})


def refuse_shrinking(changed: pd.DataFrame, rejects: pd.DataFrame) -> None:
    """Let no cell end with fewer rows than another delivery left in it.

    Raises:
        Shrinks: One would.
    """
    fewer = changed["lignes_apres"] < changed["lignes"]
    shrunk = changed[fewer & (changed["livraison"] != changed["livraison_apres"])]
    if len(shrunk):
        raise Shrinks(shrunk, rejects[inside(rejects, shrunk)])


def corrections(changed: pd.DataFrame) -> pd.DataFrame:
    """The cells that held sales and whose totals change, as `windows.rectify` takes them."""
    differs = pd.Series(False, index=changed.index)
    for name in ("lignes", "quantite", "ca_e4"):
        differs |= changed[name] != changed[f"{name}_apres"]
    names = {
        "livraison_apres": "livraison",
        "lignes": "lignes_avant",
        "quantite": "quantite_avant",
        "ca_e4": "ca_avant_e4",
        "ca_e4_apres": "ca_apres_e4",
    }
    corrected = changed[differs & (changed["lignes"] > 0)]
    return corrected.drop(columns="livraison").rename(columns=names)
