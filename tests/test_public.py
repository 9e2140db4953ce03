"""The base that readers take away: whole but for what nobody should read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sales_assets.report.texts import is_formula
from sales_assets.warehouse import public
from tests.shop import PRODUCTS, SALES, STORES, Shop

SECRET = "jeanne.martin@example.org"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path)
    opened.open()
    many = "".join(f"2025-10-01,{SECRET},1,1\n" for _ in range(500))  # some pages of the file
    opened.drop("ventes.csv", f"{SALES}2025-10-01,A,2,1\n2025-10-02,B,trois {SECRET},2\n{many}")
    opened.run()
    yield opened
    opened.warehouse.close()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


def test_a_copy_holds_everything_but_the_text_of_rejected_rows(shop: Shop, tmp_path: Path) -> None:
    target = tmp_path / "copie.db"
    assert public.write_database(shop.url, is_formula, target)
    assert rows(target, "SELECT SUM(total_e4) FROM ventes") == [(30_000,)]
    assert rows(target, "SELECT COUNT(*), MAX(texte) FROM rejets") == [(501, "")]
    assert rows(target, "PRAGMA integrity_check") == [("ok",)]
    # An unknown id is what the row was set aside for; the rest of the row is nowhere in the file.
    assert f"trois {SECRET}".encode() in Path(shop.url.removeprefix("sqlite:///")).read_bytes()
    assert f"trois {SECRET}".encode() not in target.read_bytes()


def test_the_base_itself_is_left_as_it_is(shop: Shop, tmp_path: Path) -> None:
    base = Path(shop.url.removeprefix("sqlite:///"))
    before = base.read_bytes()
    public.write_database(shop.url, is_formula, tmp_path / "copie.db")
    assert base.read_bytes() == before


def test_a_large_base_or_a_server_is_not_offered(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LARGEST", 1000)
    target = tmp_path / "copie.db"
    assert not public.write_database(shop.url, is_formula, target)
    assert not public.write_database("postgresql+psycopg2://a:b@localhost/c", is_formula, target)
    assert not target.exists()


def test_a_copy_holds_no_formula_and_its_keys_still_agree(shop: Shop, tmp_path: Path) -> None:
    shop.drop("produits.csv", PRODUCTS + "=B,=1+1,2,1\n'=B,x,3,1\nA,-5,1,1\n")
    shop.drop("magasins.csv", STORES + "1,@cmd,1\n")
    hostile = ("=B,-2", "'=B,1", "=Z,1")
    shop.drop("ventes.csv", SALES + "".join(f"2025-10-03,{sold},1\n" for sold in hostile))
    shop.run()
    target = tmp_path / "copie.db"
    assert public.write_database(shop.url, is_formula, target)
    assert rows(target, "PRAGMA foreign_key_check") == []
    names = 'SELECT "ID_produit", nom FROM produits ORDER BY prix_e4'
    assert rows(target, names) == [("A", "'-5"), ("'=B", "'=1+1"), ("''=B", "x"), ("B", "Nom B")]
    sold = "SELECT \"ID_produit\", quantite FROM ventes WHERE date = '2025-10-03' ORDER BY 2"
    assert rows(target, sold) == [("'=B", -2), ("''=B", 1)]  # numbers stay numbers
    assert ("'=Z",) in rows(target, 'SELECT "ID_produit" FROM rejets')
    towns = "SELECT ville FROM magasins WHERE \"ID_magasin\" = '1'"
    assert rows(target, towns) == [("'@cmd",)]
