"""Rows between reading and loading: what a delivery of sales says, a Parquet file a month.

Sorting a history into months as it streams bounds the memory of loading it, whatever its order,
and lets one day be read again without the whole file. The files stand beside the archived content
they were read from and can be deleted: they are then made again, and so they are where `is_sound`
says that they are not what was written. They are not brought to the disk for the same reason.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sales_assets.contract import Block
from sales_assets.inbox import sealed
from sales_assets.inbox.archive import fingerprint

_SAID = ("prix_unitaire_e4", "montant_e4", "remise_e4", "taux_remise_e4")
"""What a line may say of its worth."""
_SCHEMA = pa.schema(
    [
        ("ligne", pa.int64()),
        ("date", pa.timestamp("s")),
        ("ID_produit", pa.dictionary(pa.int32(), pa.string())),
        ("nom_produit", pa.dictionary(pa.int32(), pa.string())),
        ("ID_magasin", pa.dictionary(pa.int32(), pa.string())),
        ("quantite_e3", pa.int64()),
        *((name, pa.int64()) for name in _SAID),
        ("ticket", pa.string()),
    ]
)
_MORE = pa.schema(
    [
        ("minute", pa.int16()),
        ("cout_e4", pa.int64()),
        ("cout_unitaire_e4", pa.int64()),
        ("taux_tva_e4", pa.int32()),
        ("rayon", pa.dictionary(pa.int32(), pa.string())),
        ("ttc", pa.bool_()),
    ]
)
"""What a file may tell beside; read back only where it does."""
_ALL = pa.schema([*_SCHEMA, *_MORE])
_REJECTS_SCHEMA = pa.schema(
    [
        ("ligne", pa.int64()),
        ("date", pa.timestamp("s")),
        ("ID_produit", pa.string()),
        ("ID_magasin", pa.string()),
        ("quantite_e3", pa.int64()),
        ("prix_unitaire_e4", pa.int64()),
        ("colonne", pa.string()),
        ("raison", pa.string()),
        ("texte", pa.string()),
    ]
)
_MONTHS = "[0-9]*.parquet"
_REJECTS = "rejets"
_BOOK = "contenu.json"
_FORMAT = [f"{_ALL}", f"{_REJECTS_SCHEMA}"]
CHUNK_ROWS = 500_000
"""Rows held at once, a month more at most; a day of more is given in parts."""
PART_ROWS = 150_000
"""Rows of a part."""
BATCH_ROWS = 1 << 16
"""Rows of a file read at once."""


def write(folder: Path, blocks: Iterable[Block]) -> None:
    """Sort the rows of `blocks` into `folder`, a file a month, their rejects beside; all or none.

    Args:
        folder: Made anew.
        blocks: Blocks of sales as `contract.reader` gives them.

    Raises:
        OSError: The disk is full, or the folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        with ExitStack() as opened:
            writers = _Writers(aside, opened)
            days: Counter[str] = Counter()
            told: set[str] = set()
            for block in blocks:
                told |= _told(block.rows)
                codes, found = pd.factorize(block.rows["date"])
                names = pd.DatetimeIndex(found).strftime("%Y-%m-%d")
                days.update(dict(zip(names, np.bincount(codes).tolist(), strict=True)))
                for month, rows in block.rows.groupby(names.str[:7].to_numpy()[codes]):
                    writers.add(str(month), rows, _ALL)
                if len(block.rejects):
                    writers.add(_REJECTS, block.rejects, _REJECTS_SCHEMA)
        digests = {path.name: fingerprint(path) for path in sorted(aside.glob("*.parquet"))}
        book = {"format": _FORMAT, "jours": days, "dit": sorted(told), "fichiers": digests}
        sealed.write(aside / _BOOK, book)
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _told(rows: pd.DataFrame) -> set[str]:
    """The columns of `_MORE` that tell something: midnight on every line is no time of the day."""
    found = {name for name in rows.columns.intersection(_MORE.names) if rows[name].notna().any()}
    midnight = "minute" in found and not (rows["minute"] > 0).any()
    return found - {"minute"} if midnight else found


class _Writers:
    """One open Parquet file a name, created when its first rows come."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self._folder = folder
        self._opened = opened
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, name: str, rows: pd.DataFrame, schema: pa.Schema) -> None:
        if name not in self._writers:
            writer = pq.ParquetWriter(self._folder / f"{name}.parquet", schema)
            self._writers[name] = self._opened.enter_context(writer)
        there = pa.schema([one for one in schema if one.name in rows.columns])
        table = pa.Table.from_pandas(rows, schema=there, preserve_index=False)
        for one in schema:
            if one.name not in rows.columns:
                table = table.append_column(one, pa.nulls(len(rows), one.type))
        self._writers[name].write_table(table.select(schema.names))


def is_sound(folder: Path, days: frozenset[date] | None = None) -> bool:
    """Whether the rows of these days, by default all, and the count of all are as written."""
    book = _book(folder)
    if book is None:
        return False
    months = None if days is None else {f"{day:%Y-%m}" for day in days}
    return all(
        _has(folder / name, digest)
        for name, digest in book["fichiers"].items()
        if months is None or name.partition(".")[0] in months
    )


def _has(path: Path, digest: str) -> bool:
    try:
        return fingerprint(path) == digest
    except OSError:
        return False


def _book(folder: Path) -> dict[str, dict[str, Any]] | None:
    """What a folder says of itself: the rows of each day, the SHA-256 of each file."""
    book: dict[str, Any] | None = sealed.read(folder / _BOOK)
    return book if book and book["format"] == _FORMAT else None


def rejects(folder: Path) -> Iterator[pd.DataFrame]:
    """Give the rows set aside while reading, block after block: the columns of `Block.rejects`."""
    path = folder / f"{_REJECTS}.parquet"
    if not path.exists():
        return
    with pq.ParquetFile(path) as source:
        for batch in source.iter_batches():
            frame = batch.to_pandas()
            whole = dict.fromkeys(("quantite_e3", "prix_unitaire_e4"), "Int64")
            yield frame.astype({**whole, "date": "datetime64[s]"})


class Days:
    """The rows of whole days: one frame; of a day with too many, several, read again each time."""

    def __init__(self, tables: list[pa.Table], large: _Section | None = None) -> None:
        """Keep the rows, or where those of a large day are."""
        self._tables = tables
        self._large = large

    @property
    def whole(self) -> bool:
        """Whether they are one frame."""
        return self._large is None

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Give the frames."""
        tables = [self._tables] if self._large is None else self._large.parts()
        return map(_frame, tables)

    def joined(self) -> Days:
        """The same, as one frame whatever its size."""
        return Days([self._large.table()]) if self._large else self


def read(folders: Iterable[Path], days: frozenset[date] | None = None) -> Iterator[Days]:
    """Give the rows back, whole days at a time, each delivery in the order of the calendar.

    Args:
        folders: Written by `write`, each by one delivery; no day is in two of them.
        days: Only the rows of these days; every row when not given.
    """
    waiting: list[pa.Table] = []
    for section in (one for folder in folders for one in _sections(folder, days)):
        large = section.rows > CHUNK_ROWS
        if not large:
            waiting.append(section.table())
        if waiting and (large or sum(map(len, waiting)) >= CHUNK_ROWS):
            yield Days(waiting)
            waiting = []
        if large:
            yield Days([], section)
    if waiting:
        yield Days(waiting)


@dataclass(frozen=True)
class _Section:
    """A month, or some days of it; one day alone may have more rows than are held at once."""

    path: Path
    columns: list[str]
    rows: int
    days: list[date] | None = None

    def but(self, column: str) -> _Section:
        """The same rows without a column."""
        return replace(self, columns=[name for name in self.columns if name != column])

    def table(self) -> pa.Table:
        if self.days is None:
            return pq.read_table(self.path, columns=self.columns)
        return pa.Table.from_batches(list(self.batches()))

    def batches(self, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Read batch after batch: the rows of other days are never held together."""
        with pq.ParquetFile(self.path) as source:
            for batch in source.iter_batches(rows, columns=self.columns):
                if self.days is None:
                    yield batch
                else:
                    wanted = pa.array(self.days, pa.date32()).cast(pa.timestamp("s"))
                    yield batch.filter(pc.is_in(batch["date"], wanted))

    def parts(self) -> Iterator[list[pa.Table]]:
        waiting: list[pa.Table] = []
        for batch in self.batches(rows=min(PART_ROWS, BATCH_ROWS)):
            waiting.append(pa.Table.from_batches([batch]))
            if sum(map(len, waiting)) >= PART_ROWS:
                yield waiting
                waiting = []
                _give_back()
        if sum(map(len, waiting)):
            yield waiting


def _sections(folder: Path, days: frozenset[date] | None = None) -> Iterator[_Section]:
    """Give the months one by one, and one that is too large a few whole days at a time."""
    counts, book = count_days(folder), _book(folder) or {}
    columns = [*_SCHEMA.names, *(name for name in _MORE.names if name in book.get("dit", ()))]
    for path in sorted(folder.glob(_MONTHS)):
        held = {day: rows for day, rows in counts.items() if day.isoformat()[:7] == path.stem}
        wanted = {day: rows for day, rows in held.items() if days is None or day in days}
        rows = sum(wanted.values())
        if wanted == held and (rows <= CHUNK_ROWS or len(held) == 1):
            yield _Section(path, columns, rows)
            continue
        for some in _groups(wanted):
            yield _Section(path, columns, sum(counts[day] for day in some), some)


def _groups(counts: dict[date, int]) -> Iterator[list[date]]:
    """Days in their order, together while their rows make no more than a chunk."""
    group: list[date] = []
    for day in sorted(counts):
        if group and sum(counts[one] for one in [*group, day]) > CHUNK_ROWS:
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _give_back() -> None:
    """Give the memory that is free back to the system, which pieces of it would keep."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()


def identical(folder: Path) -> int:
    """How many rows repeat another of the delivery, cell for cell: real sales all the same."""
    count = 0
    for section in (one.but("ligne") for one in _sections(folder)):
        shares = -(-section.rows // PART_ROWS) if section.rows > CHUNK_ROWS else 1
        for share in range(shares):  # rows that are alike are of one product, so of one share
            table = _of_share(section, share, shares)
            count += len(table) - len(table.group_by(section.columns).aggregate([]))
            if shares > 1:
                _give_back()
    return count


def _of_share(section: _Section, share: int, shares: int) -> pa.Table:
    """The rows of one share of the products out of several."""
    if shares <= 1:
        return section.table().unify_dictionaries()
    batches = []
    for batch in section.batches():
        products = batch["ID_produit"]
        names = products.dictionary.to_pylist()
        of_share = pa.array([crc32(name.encode()) % shares == share for name in names], pa.bool_())
        batches.append(batch.filter(of_share.take(products.indices)))
    return pa.Table.from_batches(batches).unify_dictionaries()


def count_days(folder: Path) -> dict[date, int]:
    """The number of rows of each day; empty when nothing sound was set aside here."""
    book = _book(folder)
    days = book["jours"] if book else {}
    return {date.fromisoformat(day): count for day, count in days.items()}


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    joined = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
    frame: pd.DataFrame = joined.to_pandas()
    integers = (one.name for one in _MORE if pa.types.is_integer(one.type))
    whole = [*_SAID, *(name for name in integers if name in frame)]
    if "ttc" in frame:
        frame["ttc"] = frame["ttc"].astype("boolean").fillna(False).astype("bool")
    said = dict.fromkeys(whole, "Int64")
    return frame.astype({**said, "ticket": "str", "date": "datetime64[s]"})
