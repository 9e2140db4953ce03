"""Every case of the corpus, end to end: real files, the real loading, a real SQLite base."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import plain
from tests.corpus import files, prices, rows, values
from tests.corpus.case import Case
from tests.corpus.sentences import SENTENCES
from tests.shop import Shop, check_books

pytestmark = pytest.mark.slow

CASES: list[Case] = [*files.CASES, *values.CASES, *rows.CASES, *prices.CASES]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that knows its products and stores, to be copied by each case."""
    folder = tmp_path_factory.mktemp("ouverte")
    shop = Shop(folder)
    shop.open()
    shop.close()
    return folder


@pytest.fixture
def shop(opened: Path, tmp_path: Path) -> Iterator[Shop]:
    shutil.copytree(opened, tmp_path / "boutique")
    shop = Shop(tmp_path / "boutique")
    yield shop
    shop.close()


def test_every_sentence_has_a_case_and_every_case_a_sentence() -> None:
    assert {case.phrase for case in CASES} == SENTENCES.keys()
    assert max(Counter(map(str, CASES)).values()) == 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(shop: Shop, case: Case) -> None:
    told = ""
    for step in case.steps:
        if callable(step):
            step(shop)
            continue
        shop.drop(*step)
        said = shop.run()
        told += " ".join(text for one in said for text in (one.message, *one.warnings))
    for part in case.said:
        assert part in plain(told)
    query = "SELECT count(*), coalesce(sum(quantite), 0), coalesce(sum(total_e4), 0) FROM ventes"
    assert shop.rows(query) == [case.sold]
    last = "(SELECT max(livraison) FROM livraisons)"
    found = shop.rows(f"SELECT ligne, raison FROM rejets WHERE livraison = {last}")
    assert dict(found) == case.rejects
    if case.statut != "-":
        query = f"SELECT statut, vides FROM livraisons WHERE livraison = {last}"
        assert shop.rows(query) == [(case.statut, case.blank)]
    check_books(shop)
    assert case.look(shop)
