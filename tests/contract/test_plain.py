"""Pages cut by Arrow say what the csv module says, whatever the text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_assets.contract import Genre, plain
from sales_assets.errors import Refused
from tests.contract.helpers import SALES, Loaded, load, put
from tests.contract.test_fuzz import EXAMPLES, mutated

CELLS = ["2025-10-17", "17/10/2025", "", " ", "  A", "A ", "1", "-2", "0", "é€", "\u2028", "\ufeff"]
ODD = ['"A"', 'A"', '"a\nb"', "\r", "\0", "A,", "9" * 140_000, "Total", "ID_produit", "NA", "null"]
cell = st.one_of(*[st.sampled_from(CELLS)] * 7, st.sampled_from(ODD))
line = st.lists(cell, min_size=4, max_size=4).map(",".join)
odd_line = st.lists(cell, max_size=6).map(",".join)
lines = st.lists(st.one_of(*[line] * 9, odd_line), max_size=8)


@contextmanager
def cell_by_cell() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "cut", lambda *_page: None)
        yield


def outcome(path: Path, block_rows: int) -> Loaded | str:
    try:
        return load(path, block_rows=block_rows)
    except Refused as refusal:
        return str(refusal)


def assert_same(path: Path, block_rows: int) -> None:
    found = outcome(path, block_rows)
    with cell_by_cell():
        expected = outcome(path, block_rows)
    if isinstance(expected, str) or isinstance(found, str):
        assert found == expected
        return
    pd.testing.assert_frame_equal(found.rows, expected.rows)
    pd.testing.assert_frame_equal(found.rejects, expected.rejects)
    assert found.counts == expected.counts
    assert found.reading.warnings == expected.reading.warnings


@settings(
    max_examples=2 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.sampled_from([1, 5, 1000]))
def test_any_lines(tmp_path: Path, lines: list[str], end: str, ended: bool, rows: int) -> None:
    text = SALES.replace("\n", end) + end.join(lines) + (end if ended else "")
    assert_same(put(tmp_path, text), rows)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(list(Genre)), st.data(), st.sampled_from([1, 7, 1000]))
def test_any_bytes(tmp_path: Path, genre: Genre, data: st.DataObject, rows: int) -> None:
    path = tmp_path / f"{genre.value}.csv"
    path.write_bytes(data.draw(mutated(genre)))
    assert_same(path, rows)


@pytest.mark.parametrize(
    "odd",
    [
        '2025-10-17,"A",1,1',
        '2025-10-17, "A;B",1,1',
        '2025-10-17,A"B"",1,1',
        '"2025-10-17",A,1,1',
        f"2025-10-17,{'9' * 140_000},1,1",
        "2025-10-17,A\0,1,1",
        "2025-10-17,A\r,1,1",
        "2025-10-17,A,1,1,",
        "2025-10-17,A,1",
        "\ufeff2025-10-17,NULL,1, 1",
        "2025-10-17,\\,1,1",
        ",,,",
        "",
        " ",
    ],
    ids=lambda odd: repr(odd[:24]),
)
def test_one_odd_line(tmp_path: Path, odd: str) -> None:
    row = "2025-10-17,A,1,1\n"
    for text in (odd, f"{row}{odd}\n{row}", f"{odd}\n{row}", f"{row}{odd}"):
        assert_same(put(tmp_path, SALES + text), 150_000)


def test_a_quote_slows_only_its_own_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "2025-10-17,A,1,1\n"
    path = put(tmp_path, SALES + row * 900 + '2025-10-17,"A\nB",1,1\n' + row * 900)
    pages: list[int] = []
    cut = plain.cut

    def counted(*arguments: object) -> plain.Page | None:
        page = cut(*arguments)  # type: ignore[arg-type]
        pages.append(0 if page is None else len(page.starts))
        return page

    monkeypatch.setattr(plain, "cut", counted)
    found = load(path, block_rows=100)
    assert found.counts == (1801, 1801, 0, 0)
    assert found.rows["ligne"].tolist()[898:903] == [900, 901, 902, 904, 905]
    assert sum(pages) > 1500
    assert_same(path, 100)


def test_raw_text_is_that_of_its_record(tmp_path: Path) -> None:
    found = load(put(tmp_path, SALES + "2025-10-17,A,1,1\nhier, é ,1,1 \nTotal,,2,\n"))
    assert found.rejects["texte"].tolist() == ["hier, é ,1,1 ", "Total,,2,"]
