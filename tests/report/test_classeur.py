"""The workbook: typed cells, exact sums, nothing that Excel would run, the same bytes again."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest

from sales_assets.report import workbook
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots

NAMES = ["Produits", "Magasins", "Jours", "Mois", "Magasins × jours", "Produits × jours", "À lire"]
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = date(1899, 12, 30)  # Excel's day 0

Cell = tuple[str, str]  # its type ("text" or "number"), its value


def sheets(snap: Snapshot) -> dict[str, list[list[Cell | None]]]:
    """Read a workbook as a program that is not ours would: from its XML."""
    with zipfile.ZipFile(io.BytesIO(workbook.workbook(snap, "").content)) as book:
        index = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [sheet.get("name", "") for sheet in index.iter(f"{X}sheet")]
        parts = [book.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    assert b"<f>" not in b"".join(parts)
    return {name: rows(part) for name, part in zip(names, parts, strict=True)}


def rows(part: bytes) -> list[list[Cell | None]]:
    found: list[list[Cell | None]] = []
    for row in ElementTree.fromstring(part).iter(f"{X}row"):
        cells: list[Cell | None] = []
        for cell in row.iter(f"{X}c"):
            letters = re.match("[A-Z]+", cell.get("r", ""))
            assert letters
            cells += [None] * (ord(letters.group()) - ord("A") - len(cells))
            text, number = cell.find(f".//{X}t"), cell.find(f"{X}v")
            if text is not None:
                cells.append(("text", text.text or ""))
            else:
                cells.append(None if number is None else ("number", number.text or ""))
        found.append(cells)
    return found


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=70, products=5, stores=3)


def test_amounts_are_numbers_and_add_up_exactly(shop: Snapshot) -> None:
    found = sheets(shop)
    assert list(found) == NAMES
    for name in ("Jours", "Mois", "Magasins × jours", "Produits × jours"):
        head = [cell[1] if cell else "" for cell in found[name][0]]
        cells = [row[head.index("ca")] for row in found[name][1:]]
        assert all(cell and cell[0] == "number" for cell in cells)
        total = sum(round(float(cell[1]) * 10_000) for cell in cells if cell)
        assert total == int(shop.jours["ca_e4"].sum()), name


def test_days_are_days_and_ids_are_text(shop: Snapshot) -> None:
    ids = shop.produits["ID_produit"].where(shop.produits.index > 0, "007")
    found = sheets(replace(shop, produits=shop.produits.assign(ID_produit=ids)))
    assert found["Produits"][1][0] == ("text", "007")
    cell = found["Jours"][1][0]
    assert cell
    assert cell[0] == "number"
    assert FIRST + timedelta(days=int(cell[1])) == shop.jours["date"].iloc[0].date()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("=1+1", "'=1+1"), ("@cmd", "'@cmd"), ("\t=1", "' =1"), ("Café\x00\x1b", "Café"),
     ("\ufffe_x0041_", "_x005F_x0041_"), ("שלום", "שלום")],
)  # fmt: skip
def test_foreign_text_is_text(shop: Snapshot, name: str, shown: str) -> None:
    found = sheets(replace(shop, produits=shop.produits.assign(nom=name)))
    assert found["Produits"][1][1] == ("text", shown)


def test_a_very_long_name_is_cut_and_an_unknown_stock_is_empty(shop: Snapshot) -> None:
    odd = shop.produits.assign(nom="é" * 40_000, stock=pd.Series([pd.NA] * 5, dtype="Int64"))
    row = sheets(replace(shop, produits=odd))["Produits"][1]
    assert row[1]
    assert len(row[1][1]) == 32_000
    assert row[3] is None


def test_the_same_picture_gives_the_same_bytes(shop: Snapshot) -> None:
    assert workbook.workbook(shop, "").content == workbook.workbook(shop, "").content


def test_a_sheet_too_long_keeps_whole_new_days_and_says_so(
    shop: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 20)
    found = sheets(shop)
    kept = found["Produits × jours"][1:]
    assert 0 < len(kept) <= 20
    first = next(iter(workbook.book_sheets(shop)))
    assert first.since is None
    days = {cell[1] for row in kept if (cell := row[0])}
    oldest = FIRST + timedelta(days=min(int(day) for day in days))
    whole = shop.produits_jour[shop.produits_jour["date"] >= pd.Timestamp(oldest)]
    assert len(kept) == len(whole)
    said = " ".join(cell[1] for row in found["À lire"] for cell in row if cell)
    assert "«\u00a0Produits × jours\u00a0» commence le" in said


def test_an_empty_shop_has_headers_only() -> None:
    found = sheets(snapshots.empty())
    assert all(len(found[name]) == 1 for name in NAMES[:-1])
