"""Rows set aside by month: the same rows come back, whole days at a time, all or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.contract import Block, Genre, Shop, read
from sales_assets.inbox import staged
from tests.shop import lines

TODAY = date(2025, 10, 20)


def blocks(tmp_path: Path, *rows: str, size: int = 2) -> Iterator[Block]:
    path = tmp_path / "ventes.csv"
    path.write_text(lines(*rows))
    reading = read(
        path, name="ventes.csv", genre=Genre.HISTORIQUE, shop=Shop(TODAY), block_rows=size
    )
    return reading.blocks()


ROWS = [
    "2025-09-30 B 1 1", "2025-10-01 A 2 1", "zut A 3 1", "2025-09-30 A 4 2", "2025-10-02 B 5 1",
    "2025-10-02 C zut 1", "2024-01-01 A 6 1",
]  # fmt: skip


def contents(folder: Path, days: frozenset[date] | None = None) -> list[tuple[str, str, int]]:
    return [
        (str(day.date()), str(product), int(quantity) // 1000)
        for some in staged.read([folder], days)
        for frame in some
        for day, product, quantity in zip(
            frame["date"], frame["ID_produit"], frame["quantite_e3"], strict=True
        )
    ]


def test_rows_come_back_by_month_in_the_order_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    assert contents(folder) == [
        ("2024-01-01", "A", 6),
        ("2025-09-30", "B", 1),
        ("2025-09-30", "A", 4),
        ("2025-10-01", "A", 2),
        ("2025-10-02", "B", 5),
    ]
    ((frame,),) = staged.read([folder])
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "ligne": "int64",
        "date": "datetime64[s]",
        "ID_produit": "category",
        "nom_produit": "category",
        "ID_magasin": "category",
        "quantite_e3": "int64",
        "prix_unitaire_e4": "Int64",
        "montant_e4": "Int64",
        "remise_e4": "Int64",
        "taux_remise_e4": "Int64",
        "ticket": "str",
    }


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_month_too_large_comes_back_a_few_whole_days_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS, "2025-10-02 B 5 1"))
    whole, alike = contents(folder), staged.identical(folder)
    ((few,),) = staged.read([folder], frozenset({date(2025, 10, 2)}))
    monkeypatch.setattr(staged, "CHUNK_ROWS", most)
    monkeypatch.setattr(staged, "PART_ROWS", 1)
    assert contents(folder) == whole
    assert staged.identical(folder) == alike == 1
    (some,) = staged.read([folder], frozenset({date(2025, 10, 2)}))
    assert some.whole == (most > 1)
    assert len(list(some)) == (1 if some.whole else 2)
    (found,) = some.joined()
    pd.testing.assert_frame_equal(found, few)


def test_only_the_days_asked_for_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    assert contents(folder, frozenset({date(2025, 10, 2), date(2024, 1, 1)})) == [
        ("2024-01-01", "A", 6),
        ("2025-10-02", "B", 5),
    ]
    assert contents(folder, frozenset({date(2025, 10, 9)})) == []
    assert contents(folder, frozenset()) == []


def test_rejects_come_back_with_what_could_be_read_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    found = pd.concat(staged.rejects(folder))
    assert found["ligne"].tolist() == [4, 7]
    assert found["texte"].tolist() == ["zut,A,3,1", "2025-10-02,C,zut,1"]
    assert found["date"].isna().tolist() == [True, False]
    assert found["quantite_e3"].isna().tolist() == [False, True]
    staged.write(folder, blocks(tmp_path, ROWS[0]))
    assert list(staged.rejects(folder)) == []


def test_days_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    assert staged.count_days(folder) == {
        date(2024, 1, 1): 1,
        date(2025, 9, 30): 2,
        date(2025, 10, 1): 1,
        date(2025, 10, 2): 1,
    }
    assert staged.count_days(tmp_path / "nowhere") == {}


def test_a_reading_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    before = contents(folder)

    def failing() -> Iterator[Block]:
        yield from blocks(tmp_path, ROWS[0])
        raise EOFError

    with pytest.raises(EOFError):
        staged.write(folder, failing())
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["ventes"]


def test_a_file_without_rows_is_set_aside_too(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path))
    assert folder.is_dir()
    assert contents(folder) == []


def damaged(path: Path) -> Iterator[str]:
    """A file torn, changed and lost in turn."""
    content = path.read_bytes()
    for how, found in (("empty", b""), ("cut", content[:-9]), ("flipped", b"\0" + content[1:])):
        path.write_bytes(found)
        yield how
    path.unlink()
    yield "lost"
    path.write_bytes(content)


def test_damage_is_seen_where_it_would_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "ventes"
    staged.write(folder, blocks(tmp_path, *ROWS))
    assert staged.is_sound(folder)
    assert not staged.is_sound(tmp_path / "nowhere")
    october, other = frozenset({date(2025, 10, 2)}), frozenset({date(2024, 1, 1)})
    for how in damaged(folder / "2025-10.parquet"):
        sound = [staged.is_sound(folder, days) for days in (None, october, other, frozenset())]
        assert sound == [False, False, True, True], how
    for how in damaged(folder / "contenu.json"):
        assert not staged.is_sound(folder, frozenset()), how
        assert staged.count_days(folder) == {}, how
    assert staged.is_sound(folder)
