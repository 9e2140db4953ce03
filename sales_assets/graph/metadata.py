"""What the UI shows beside an asset: its columns, where they come from, a preview, its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetKey,
    MetadataValue,
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableConstraints,
    TableRecord,
    TableSchema,
)

from sales_assets.warehouse import schema

if TYPE_CHECKING:
    import pandas as pd

PREVIEW_ROWS = 10
_EXACT = 2**53  # beyond, a browser rounds a number: the last digits of an ID_vente
Lineage = Mapping[str, tuple[tuple[str, str], ...]]


def of_table(name: str, lineage: Lineage) -> dict[str, Any]:
    """The columns of a stored table, each described, and the columns each comes from.

    Args:
        name: A table of `warehouse.schema`.
        lineage: Column → (asset, column) pairs.
    """
    table = schema.metadata.tables[name]
    keys = [column.name for column in table.primary_key.columns]
    columns = [
        TableColumn(
            name=column.name,
            type=str(column.type),
            description=column.comment,
            constraints=TableColumnConstraints(
                nullable=bool(column.nullable), unique=keys == [column.name]
            ),
        )
        for column in table.columns
    ]
    rules = [str(getattr(one, "sqltext", "")) for one in table.constraints]
    described = TableSchema(columns, TableConstraints(sorted(rule for rule in rules if rule)))
    return {
        "dagster/column_schema": described,
        "dagster/column_lineage": _lineage(lineage),
        "dagster/table_name": table.name,
    }


def of_columns(columns: Mapping[str, str], lineage: Lineage | None = None) -> dict[str, Any]:
    """The columns of rows that are not a stored table: name → description."""
    described = TableSchema([TableColumn(name, description=text) for name, text in columns.items()])
    return {
        "dagster/column_schema": described,
        "dagster/column_lineage": _lineage(lineage or {}),
    }


def _lineage(lineage: Lineage) -> TableColumnLineage:
    return TableColumnLineage(
        {
            column: [TableColumnDep(AssetKey(asset), name) for asset, name in sources]
            for column, sources in lineage.items()
        }
    )


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


def euros(e4: int) -> str:
    """An exact amount for the UI: `1 234,5678 €` without trailing zeros beyond the cents."""
    from sales_assets.report.formats import euros as text

    return text(int(e4))
