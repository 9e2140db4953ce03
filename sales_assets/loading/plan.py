"""What a delivery does to each day of each store: write it, confirm it, hold it, or leave it.

A cell is a day of a store, the unit of replacement. What is decided of one follows from what is
held, claimed and delivered, by the first line of this table that fits (`*` is anything):

    | store   | speaker        | day     | rows  | days  | fewer   | action  |
    |---------|----------------|---------|-------|-------|---------|---------|
    | unknown | *              | *       | *     | *     | *       | leave   |
    | *       | newer          | *       | *     | *     | *       | leave   |
    | *       | nobody, older  | blocked | *     | *     | *       | leave   |
    | *       | older          | *       | fewer | *     | refused | hold    |
    | *       | older          | *       | same  | all   | *       | confirm |
    | *       | nobody, this   | *       | same  | all   | *       | leave   |
    | *       | *              | *       | *     | *     | *       | write   |

- store: whether the catalogue knows it; the rows of one that is unknown wait.
- speaker: whose content the cell holds, beside this delivery. An older delivery whose content came
  again since, and a newer one with rows that wait for a cell that nobody holds, are newer.
- day: blocked by a critical rule of the gate.
- rows: the good ones delivered, beside those held.
- days: all of the delivery, or only those asked for: they are then written even when unchanged.
- fewer: whether a cell may end with fewer rows than another delivery left in it.

Here stand the decisions, as pure functions of frames. What stays out: what is read and written
(`transaction.py`, `apply.py`), and which rows are good (`judging.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from sales_assets.warehouse.measures import CELL
from sales_assets.warehouse.schema import MEASURES


class Speaker(StrEnum):
    """Whose content a cell holds, beside the delivery being loaded."""

    NOBODY = "nobody"
    THIS = "this"
    OLDER = "older"
    NEWER = "newer"


class Action(StrEnum):
    """What becomes of a cell."""

    WRITE = "write"
    CONFIRM = "confirm"
    HOLD = "hold"
    LEAVE = "leave"


class Shrinks(Exception):
    """A delivery would leave these cells with fewer rows; nothing of it is written.

    Attributes:
        cells: Those to hold, as `decide` gives them.
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


def spoken(
    lines: pd.DataFrame, held: pd.DataFrame, claimed: pd.DataFrame, deliveries: pd.Series[int]
) -> pd.DataFrame:
    """The cells that these lines speak of, and whose content they hold.

    Args:
        lines: date, ID_magasin.
        held: `provenance.cells`, over these days at least.
        claimed: `quarantine.claims`, of the deliveries newer than the oldest of these.
        deliveries: The delivery that the lines of each day come from, by day.

    Returns:
        CELL, in the order of the lines; the measures, livraison, rang and empreinte of what is
        held (0 and "" if nothing); livraison_apres, the delivery; speaker.
    """
    cells = lines[CELL].drop_duplicates().astype({"ID_magasin": "str"}).reset_index(drop=True)
    cells = cells.merge(held, on=CELL, how="left")
    numbers = (*MEASURES, "livraison", "rang")
    cells["empreinte"] = cells["empreinte"].astype("str").fillna("")
    cells = cells.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))
    cells["livraison_apres"] = cells["date"].map(deliveries)
    nobody = cells["livraison"] == 0
    later = claimed[claimed["livraison"] > claimed["date"].map(deliveries)]
    newer = (cells["rang"] > cells["livraison_apres"]) | (nobody & inside(cells, later))
    cells["speaker"] = np.select(
        [cells["livraison"] == cells["livraison_apres"], newer, nobody],
        [Speaker.THIS, Speaker.NEWER, Speaker.NOBODY],
        Speaker.OLDER,
    )
    return cells


def decide(
    cells: pd.DataFrame,
    totals: pd.DataFrame,
    stores: Collection[str],
    blocked: Collection[date],
    *,
    only_these_days: bool = False,
    allow_shrink: bool = False,
) -> pd.DataFrame:
    """Say what becomes of each cell, by the table at the head of this module.

    Args:
        cells: `spoken`.
        totals: `measures.measure_cells` of the good lines.
        stores: Those that the catalogue knows.
        blocked: The days held back by the gate.
        only_these_days: Whether the days were asked for.
        allow_shrink: Whether a cell may end with fewer rows.

    Returns:
        `cells`, with the measures and empreinte after (suffix `_apres`), and action.
    """
    after = totals.astype({"ID_magasin": "str"})
    both = cells.merge(after, on=CELL, how="left", suffixes=("", "_apres"))
    both["empreinte_apres"] = both["empreinte_apres"].astype("str").fillna("")
    both = both.fillna({f"{name}_apres": 0 for name in MEASURES})
    speaker, older = both["speaker"], both["speaker"] == Speaker.OLDER
    same = (both["empreinte"] == both["empreinte_apres"]) & (not only_these_days)
    fewer = (both["lignes_apres"] < both["lignes"]) & (not allow_shrink)
    others = both["date"].isin(pd.to_datetime(list(blocked))) & (speaker != Speaker.THIS)
    unknown = ~both["ID_magasin"].isin(list(stores))
    both["action"] = np.select(
        [unknown | (speaker == Speaker.NEWER) | others, older & fewer, older & same, same],
        [Action.LEAVE, Action.HOLD, Action.CONFIRM, Action.LEAVE],
        Action.WRITE,
    )
    return both


def corrections(written: pd.DataFrame) -> pd.DataFrame:
    """The cells that held sales and whose totals change, as `windows.rectify` takes them."""
    differs = pd.Series(False, index=written.index)
    for name in ("lignes", "quantite_e3", "ca_e4"):
        differs |= written[name] != written[f"{name}_apres"]
    names = {
        "livraison_apres": "livraison",
        "lignes": "lignes_avant",
        "quantite_e3": "quantite_avant_e3",
        "quantite_e3_apres": "quantite_apres_e3",
        "ca_e4": "ca_avant_e4",
        "ca_e4_apres": "ca_apres_e4",
    }
    corrected = written[differs & (written["lignes"] > 0)]
    return corrected.drop(columns="livraison").rename(columns=names)
