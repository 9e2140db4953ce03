"""P2, P12, P20: what stands in the archive is checked at each reading, and lost by nobody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shop import Shop, check_books

DAY = ["2025-10-01 A 2 1", "2025-10-01 B 1 2", "2025-10-02 A 1 1", "hier A 1 1"]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes_jour.csv", *DAY)
    return shop


def staged_files(shop: Shop) -> list[Path]:
    return sorted((shop.data / "archive").glob("*/lignes/*"))


@pytest.mark.parametrize("damage", [b"", b"PAR1 torn", None], ids=["empty", "altered", "lost"])
def test_rows_set_aside_heal_themselves_from_the_archive(
    shop: Shop, damage: bytes | None, figure: Callable[..., None]
):
    before = shop.dump()
    names = [path.name for path in staged_files(shop)]
    assert names == ["2025-10.parquet", "contenu.json", "rejets.parquet"]
    for name in names:
        (path,) = (one for one in staged_files(shop) if one.name == name)
        sound = path.read_bytes()
        path.unlink() if damage is None else path.write_bytes(damage)
        steps = shop.rebuild("2025-10-01", "2025-10-02")
        assert [step.statut for step in steps] == ["chargee"], name
        assert shop.dump() == before
        check_books(shop)
        if name != "rejets.parquet":  # not read by a rebuild
            assert path.read_bytes() == sound
    figure("P2", files_torn=len(names), lost=0)


def test_rows_set_aside_by_another_layout_are_made_again(shop: Shop):
    (book,) = (path for path in staged_files(shop) if path.name == "contenu.json")
    for path in staged_files(shop):
        path.unlink()
    (book.parent / "jours.json").write_text('{"2025-10-01": 2}')  # as an earlier version had it
    assert [step.statut for step in shop.rebuild("2025-10-01")] == ["chargee"]
    assert book.exists()


def test_rows_torn_between_reading_and_loading_are_read_again(shop: Shop):
    from sales_assets.inbox import receive, stage
    from sales_assets.loading import sales

    shop.drop("ventes_jour2.csv", "Date,ID_produit,Quantite,ID_magasin\n2025-10-03,A,1,1\n")
    receive.receive(shop.context)
    stage.read_sales(shop.context)
    for path in staged_files(shop):
        path.write_bytes(b"")
    assert [step.statut for step in sales.load_sales(shop.context)] == ["chargee"]
    check_books(shop)


def test_a_content_torn_in_the_archive_is_kept_again(shop: Shop):
    kept = sorted((shop.data / "archive").glob("*/livraison.csv"))
    contents = [path.read_bytes() for path in kept]
    for path in kept:
        path.write_bytes(b"")
    shutil.rmtree(staged_files(shop)[0].parent)
    told = shop.rebuild("2025-10-01")
    assert "est absente ou abîmée" in told[0].message
    shop.run()
    assert [path.read_bytes() for path in kept] == contents
