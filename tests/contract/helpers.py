"""Small files for the reader's tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.contract import Genre, Reading, Shop, read, recognise
from sales_assets.errors import Refused

TODAY = date(2025, 11, 20)
SALES = "Date,ID_produit,Quantite,ID_Magasin\n"


@dataclass
class Loaded:
    """Everything read from one file."""

    reading: Reading
    rows: pd.DataFrame
    rejects: pd.DataFrame

    @property
    def reasons(self) -> list[str]:
        return self.rejects["raison"].tolist()

    @property
    def counts(self) -> tuple[int, int, int, int]:
        r = self.reading
        return r.lignes, r.acceptees, r.rejetees, r.vides


def put(
    folder: Path, content: str | bytes, name: str = "ventes.csv", encoding: str = "utf-8"
) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def load(path: Path, name: str | None = None, block_rows: int = 100_000) -> Loaded:
    name = name or path.name
    found = recognise(name)
    genre = found.genre if found else Genre.HISTORIQUE
    reading = read(path, name=name, genre=genre, shop=Shop(TODAY), block_rows=block_rows)
    blocks = list(reading.blocks())
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    rejects = pd.concat([block.rejects for block in blocks], ignore_index=True)
    assert reading.lignes == reading.acceptees + reading.rejetees + reading.vides
    return Loaded(reading, rows, rejects)


def refusal(path: Path, name: str | None = None, block_rows: int = 100_000) -> Refused:
    with pytest.raises(Refused) as caught:
        load(path, name, block_rows)
    assert (name or path.name) in str(caught.value)
    return caught.value
