"""Rows between reading and loading: what a delivery of sales says, a Parquet file a month.

Sorting a history into months as it streams bounds the memory of loading it, whatever its order,
and lets one day be read again without the whole file. The files stand beside the archived content
they were read from and can be deleted: they are then made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_SCHEMA = pa.schema(
    [
        ("ligne", pa.int64()),
        ("date", pa.timestamp("s")),
        ("ID_produit", pa.dictionary(pa.int32(), pa.string())),
        ("ID_magasin", pa.dictionary(pa.int32(), pa.string())),
        ("quantite", pa.int64()),
        ("prix_unitaire_e4", pa.int64()),
        ("ticket", pa.string()),
    ]
)
_CHUNK_ROWS = 500_000


def write(folder: Path, blocks: Iterable[pd.DataFrame]) -> None:
    """Sort the rows of `blocks` into `folder`, a file a month; all of them or none.

    Args:
        folder: Made anew.
        blocks: Frames of sales rows as `contract.reader` gives them.
    """
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    writers: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as opened:
        for block in blocks:
            for month, rows in block.groupby(block["date"].dt.strftime("%Y-%m"), sort=True):
                name = str(month)
                if name not in writers:
                    writer = pq.ParquetWriter(aside / f"{name}.parquet", _SCHEMA)
                    writers[name] = opened.enter_context(writer)
                writers[name].write_table(
                    pa.Table.from_pandas(rows, schema=_SCHEMA, preserve_index=False)
                )
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)


def read(folder: Path, days: frozenset[date] | None = None) -> Iterator[pd.DataFrame]:
    """Give the rows back in chunks of whole months, in the order of the calendar.

    Args:
        folder: Written by `write`.
        days: Only the rows of these days; every row when not given.
    """
    waiting: list[pa.Table] = []
    for path in sorted(folder.glob("*.parquet")):
        if days is not None and not any(day.isoformat()[:7] == path.stem for day in days):
            continue
        table = pq.read_table(path)
        if days is not None:
            table = table.filter(pc.is_in(table["date"], pa.array(sorted(days), pa.timestamp("s"))))
        waiting.append(table)
        if sum(map(len, waiting)) >= _CHUNK_ROWS:
            yield _frame(waiting)
            waiting = []
    if waiting:
        yield _frame(waiting)


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    frame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
    return frame.astype(
        {"prix_unitaire_e4": "Int64", "ticket": "str", "date": "datetime64[s]"}
    )
