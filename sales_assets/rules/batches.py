"""Give Great Expectations a frame in the few types it compares as whole arrays.

What goes in: the columns the rules read. What stays out: any judgement, and Great Expectations
itself.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sales_assets.language import _
from sales_assets.rules.suite import Suite, unfit

if TYPE_CHECKING:
    import pandas as pd

RAW, PLAIN = "raw", "plain"


def batches_of(suite: Suite, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the columns the suite reads, as they came and as plain numbers.

    Both are indexed by position, so that a bad row is found again whatever the frame's index.
    """
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    for rule in suite.rules:
        for name in rule.columns:
            try:
                columns[name] = frame[name]
            except KeyError as error:
                cause = _("la colonne {nom} manque").format(nom=error.args[0])
                raise unfit(suite, rule, cause) from error
    index = pd.RangeIndex(len(frame))
    plain = {name: _plain(column) for name, column in columns.items()}
    raw = {name: column.array for name, column in columns.items()}
    return {
        RAW: pd.DataFrame(raw, index=index, copy=False),
        PLAIN: pd.DataFrame(plain, index=index, copy=False),
    }


def _plain(column: pd.Series[Any]) -> Any:
    """Return the values in the few types that Great Expectations compares as whole arrays.

    Nullable integers and days of any unit but ns fall into its row-by-row path (a second per
    million rows), and a `date` cannot be compared with them at all. Integers become int64, or
    float64 with NaN when some are missing; days become ordinals (1 = 1 January of year 1), as
    `datetime.date.toordinal`; a missing boolean counts as False.
    """
    import numpy as np
    import pandas as pd

    kind = column.dtype
    if pd.api.types.is_datetime64_dtype(kind):
        days = column.to_numpy().astype("datetime64[D]")
        ordinals = days.astype("int64") + dt.date(1970, 1, 1).toordinal()
        missing = np.isnat(days)
        return np.where(missing, np.nan, ordinals) if missing.any() else ordinals
    if pd.api.types.is_bool_dtype(kind) or kind == "boolean":
        return column.fillna(False).to_numpy(dtype=bool)
    if pd.api.types.is_integer_dtype(kind):
        if column.hasnans:
            return column.to_numpy(dtype="float64", na_value=np.nan)
        return column.to_numpy(dtype="int64")
    return column.array
