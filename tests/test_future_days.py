"""Rows dated after today: set aside, then taken by themselves when their day comes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop import TOTALS, Shop, check_books, last_of, lines

TODAY, TOMORROW, LATER = "2025-10-20", "2025-10-21", "2025-10-22"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)  # at noon on TODAY
    shop.open()
    yield shop
    check_books(shop)
    shop.close()


def waiting(shop: Shop) -> list[tuple[int, str]]:
    return [(line, why) for line, why in shop.rows("SELECT ligne, raison FROM rejets ORDER BY 1")]


def forget_rows(shop: Shop) -> None:
    for folder in (shop.data / "archive").glob("*/lignes"):
        shutil.rmtree(folder)


def everything(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    return shop.dump(["ventes", *TOTALS, "rejets", "livraisons"])


def test_a_row_is_taken_when_its_day_comes(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 2 1", f"{LATER} B 3 2")
    assert waiting(shop) == [(3, "date_future"), (4, "date_future")]
    shop.later(hours=11)  # still the same day
    assert shop.run() == []
    shop.later(days=1)
    step = last_of(shop.run(), "ventes.csv")
    assert (step.acceptees, step.rejetees, step.ok) == (2, 1, True)
    assert waiting(shop) == [(4, "date_future")]
    shop.later(days=1)
    shop.run()
    assert waiting(shop) == []
    assert [day for day, *_row in shop.sales()] == [TODAY, TOMORROW, LATER]
    assert shop.run() == []


def test_no_state_is_given_to_a_day_to_come(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", "2035-01-01 A 2 1")
    states = shop.snapshot().etats
    assert [str(day.date()) for day in states["date"]] == [TODAY]


def test_rows_read_again_from_the_archive_count_once(shop: Shop) -> None:
    """The rows read are lost, so the day that has come is read in full before anything waits."""
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 2 1", f"{TOMORROW} B 1 2")
    shop.later(days=1)
    forget_rows(shop)
    for day in (TODAY, TOMORROW):  # launched by hand, before any pass
        shop.rebuild(day)
        check_books(shop)
    assert (waiting(shop), len(shop.sales())) == ([], 3)
    done = everything(shop)
    for again in (shop.run, lambda: shop.rebuild(TODAY, TOMORROW)):
        forget_rows(shop)
        again()
        assert everything(shop) == done


def test_a_rebuild_of_another_day_takes_no_row_that_waits(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 2 1")
    shop.later(days=1)
    forget_rows(shop)
    shop.rebuild(TODAY)
    assert (waiting(shop), len(shop.sales())) == ([(3, "date_future")], 1)


def test_a_row_with_a_second_fault_takes_its_reason(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 0 1", f"{TOMORROW} Z 1 1")
    shop.later(days=1)
    shop.run()
    assert waiting(shop) == [(3, "quantite_nulle"), (4, "produit_inconnu")]
    assert shop.run() == []


def test_a_newer_file_takes_the_place_of_rows_to_come(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 2 1")
    shop.deliver("ventes_bis.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 5 1")
    shop.later(days=1)
    shop.run()
    assert shop.sales() == [(TODAY, "A", 1, "1"), (TOMORROW, "A", 5, "1")]
    assert waiting(shop) == [(3, "date_future")]  # the first file's, put right by the second
    assert len(shop.snapshot().rejets) == 0
    assert shop.run() == []


def test_a_wrong_year_is_put_right_by_the_corrected_file(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2052-10-20 A 1 1")
    assert len(shop.snapshot().rejets) == 1
    shop.deliver("ventes.csv", f"{TODAY} A 1 1")
    assert len(shop.snapshot().rejets) == 0


def test_an_archive_lost_meanwhile_is_told_and_takes_nothing(shop: Shop) -> None:
    shop.deliver("ventes.csv", f"{TODAY} A 1 1", f"{TOMORROW} A 2 1")
    (shop.data / "ventes.csv").unlink()
    for path in (shop.data / "archive").glob("*/livraison.csv"):
        path.unlink()
    shop.later(days=1)
    step = last_of(shop.run(), "ventes.csv")
    assert not step.ok
    assert "archive" in step.message
    assert len(shop.sales()) == 1


def test_an_all_future_file_is_loaded_on_its_day(shop: Shop) -> None:
    shop.drop("ventes.csv", lines(f"{TOMORROW} A 2 1"))
    shop.run()
    shop.later(days=1)
    assert last_of(shop.run(), "ventes.csv").acceptees == 1
