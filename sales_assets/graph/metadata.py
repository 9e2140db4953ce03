"""What the UI shows beside a materialisation: a preview of the rows, amounts that it can plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagster import DataVersion, MetadataValue, TableColumn, TableRecord, TableSchema

if TYPE_CHECKING:
    import pandas as pd

PREVIEW_ROWS = 10
_EXACT = 2**53  # beyond, a browser rounds a number: the last digits of an ID_vente


def preview(frame: pd.DataFrame) -> MetadataValue[Any]:
    """The first rows as a table."""
    return MetadataValue.table(
        [
            TableRecord({str(name): _cell(value) for name, value in row.items()})
            for row in frame.head(PREVIEW_ROWS).to_dict("records")
        ],
        schema=TableSchema([TableColumn(str(name)) for name in frame.columns]),
    )


def _cell(value: Any) -> str | int | float | bool | None:
    """A value as the UI's tables take it."""
    import pandas as pd

    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, int) and abs(value) > _EXACT:
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def euros(e4: int) -> MetadataValue[Any]:
    """An amount of 1/10 000 € in euros, as a number: the UI draws it over the days."""
    return MetadataValue.float(e4 / 10_000)


def digest(frame: pd.DataFrame) -> DataVersion:
    """The data version of a table: the same as long as its rows are."""
    import pandas as pd

    return DataVersion(f"{int(pd.util.hash_pandas_object(frame, index=False).sum()):016x}")
