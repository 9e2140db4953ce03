"""Downloads: exact numbers, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.report import downloads
from tests import snapshots


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@cmd", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert downloads.safe_text(text).startswith("'")


@given(st.text())
def test_no_text_cell_begins_a_formula(text: str) -> None:
    assert downloads.safe_text(text).lstrip(" \t\u00a0")[:1] not in set("=+-@")


@pytest.mark.parametrize("text", ["Café", "REF-001", "a=b", "", "L’été"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert downloads.safe_text(text) == text


@given(st.integers(-(10**15), 10**15))
def test_an_amount_is_exact_with_two_decimals_or_four(e4: int) -> None:
    text = downloads.amount(e4)
    assert Decimal(text) * 10_000 == e4
    assert len(text.rpartition(".")[2]) == (2 if e4 % 100 == 0 else 4)


def test_numbers_stay_numbers_even_negative() -> None:
    frame = pd.DataFrame({"n": [-3], "e4": [-12_3450]})
    content = downloads.to_csv(frame, [("n", "n", downloads.whole), ("e4", "ca", downloads.amount)])
    assert rows(content) == [["n", "ca"], ["-3", "-12.345"]] or rows(content)[1] == [
        "-3",
        "-12.3450",
    ]


@given(st.integers(-(10**15), 10**15))
def test_amounts_are_exact(e4: int) -> None:
    from decimal import Decimal

    assert Decimal(downloads.amount(e4)) * 10_000 == e4


def test_totals_hold_every_row_and_sum_to_the_days() -> None:
    snap = snapshots.shop(days=40, products=4, stores=2)
    found = {extra.path: rows(extra.content) for extra in downloads.tables(downloads.offered(snap))}
    days = found["donnees/totaux_jours.csv"]
    assert len(days) == len(snap.jours) + 1
    header = found["donnees/totaux_magasins_jours.csv"][0]
    cents = header.index("quantite")
    total = sum(int(row[cents]) for row in found["donnees/totaux_magasins_jours.csv"][1:])
    assert total == int(snap.jours["quantite_e3"].sum()) // 1000


def test_an_empty_shop_downloads_headers_only() -> None:
    for extra in downloads.tables(downloads.offered(snapshots.empty())):
        assert len(rows(extra.content)) == 1
