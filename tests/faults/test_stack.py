"""The real stack, from a dropped file to the page, through a backfill and a power cut (P3, P4).

One shop lives through it in order, for a stack takes half a minute to start. `make stack` runs
all of it, `make test` what is not marked `stack`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterRunStatus

from sales_assets.graph import instance, jobs, schedules, sensors
from sales_assets.settings import Settings
from tests.faults.stack import Stack
from tests.shop import Shop, check_books, lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
HISTORY = 40  # days
SELECTOR = {
    "repositoryLocationName": instance.MODULE,
    "repositoryName": "__repository__",
}


def ago(number: int) -> str:
    return (Settings().today() - timedelta(days=number)).isoformat()


def ended(stack: Stack) -> list[DagsterRunStatus]:
    """How every run ended, the oldest first; empty while one has not."""
    runs = stack.runs()
    return [run.status for run in runs] if all(run.is_finished for run in runs) else []


def books(stack: Stack) -> list[tuple[Any, ...]]:
    """The number of sales of each day, once every table agrees."""
    shop = Shop(stack.shop.data.parent, f"sqlite:///{stack.shop.data / 'ventes.db'}")
    try:
        check_books(shop)
        return shop.rows("SELECT date, count(*) FROM ventes GROUP BY date ORDER BY date")
    finally:
        shop.close()


def page(stack: Stack, day: str) -> Path:
    return stack.shop.site / "jours" / f"{day}.html"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A shop with a history in its folder, and Dagster starting up over it."""
    stack = Stack(tmp_path_factory.mktemp("pile"), SALES_START_DATE=ago(HISTORY))
    stack.shop.drop("produits.csv", products(A="1.50", B=10))
    stack.shop.drop("magasins.csv", stores(1, 2))
    history = [f"{ago(n)} {product} {n} 1" for n in range(HISTORY, 3, -1) for product in "AB"]
    stack.shop.drop("ventes.csv", lines(*history))
    stack.start()
    try:
        yield stack
    finally:
        stack.kill()


def test_what_lies_in_the_folder_is_published_by_itself(stack: Stack, record_property: Any):
    seconds = stack.wait("the first site", lambda: page(stack, ago(4)).exists())
    record_property("start to site, seconds", round(seconds))
    print(f"démarrage → site : {seconds:.0f} s")
    stack.wait("its run", lambda: ended(stack) == [DagsterRunStatus.SUCCESS])
    assert len(books(stack)) == HISTORY - 3


def test_a_dropped_file_becomes_a_page(stack: Stack, record_property: Any):
    stack.shop.drop(f"ventes_{ago(3)}.csv", lines(f"{ago(3)} A 1 1", f"{ago(3)} B 2 2"))
    seconds = stack.wait("the new day's page", lambda: page(stack, ago(3)).exists())
    record_property("file to page, seconds", round(seconds))
    print(f"fichier déposé → page visible : {seconds:.0f} s")
    stack.wait("its run", lambda: ended(stack) == [DagsterRunStatus.SUCCESS] * 2)
    assert stack.runs()[-1].tags["dagster/sensor_name"] == sensors.NAME
    assert books(stack)[-1][1] == 2


def test_the_schedules_and_sensors_are_on(stack: Stack):
    states = stack.ask(
        """query($selector: RepositorySelector!) {
             repositoryOrError(repositorySelector: $selector) { ... on Repository {
               schedules { name scheduleState { status } }
               sensors { name sensorState { status } } } } }""",
        selector=SELECTOR,
    )["repositoryOrError"]
    on = {one["name"] for one in states["schedules"] if one["scheduleState"]["status"] == "RUNNING"}
    on |= {one["name"] for one in states["sensors"] if one["sensorState"]["status"] == "RUNNING"}
    assert {schedules.DAILY, schedules.CLEARING, sensors.NAME} <= on


@pytest.mark.stack
def test_a_backfill_of_thirty_days_is_one_run_of_them_and_one_site(stack: Stack):
    stack.wait("the first site", lambda: page(stack, ago(4)).exists() and ended(stack))
    before = books(stack)
    known = {run.run_id for run in stack.runs()}
    links = {stack.shop.release()}
    assets = ["raw_sales", "ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour"]
    assets += ["totaux_mois", "graphiques", "pages", "site"]
    asked = stack.ask(
        """mutation($params: LaunchBackfillParams!) {
             launchPartitionBackfill(backfillParams: $params) {
               ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }""",
        params={
            "partitionNames": [ago(number) for number in range(30, 0, -1)],
            "assetSelection": [{"path": [name]} for name in assets],
        },
    )["launchPartitionBackfill"]
    backfill = asked.get("backfillId")
    assert backfill, asked

    def over() -> bool:
        links.add(stack.shop.release())
        with stack.opened() as dagster:
            found = dagster.get_backfill(backfill)
        return found is not None and found.status.name.startswith("COMPLETED")

    stack.wait("the backfill", over)
    runs = [run for run in stack.runs() if run.run_id not in known]
    assert {run.status for run in runs} == {DagsterRunStatus.SUCCESS}
    days_of = [run for run in runs if "dagster/asset_partition_range_start" in run.tags]
    assert len(days_of) == 1, "the thirty days are one run"
    assert len(links) <= 2, "the site is published once"
    assert books(stack) == before
    print(f"rattrapage de 30 jours : {len(runs)} lancements, {len(links) - 1} publication")


@pytest.mark.stack
def test_a_power_cut_in_the_middle_needs_nobody(
    stack: Stack, record_property: Any, figure: Callable[..., None]
):
    stack.wait("the first site", lambda: page(stack, ago(4)).exists() and ended(stack))
    known = {run.run_id for run in stack.runs()}
    stack.shop.drop(f"ventes_{ago(2)}.csv", lines(f"{ago(2)} A 1 1", f"{ago(2)} B 2 2"))
    lock = stack.home / "en_cours"
    stack.wait(
        "a run at work",
        lambda: [run for run in stack.runs() if run.status is DagsterRunStatus.STARTED],
    )
    assert any(lock.iterdir())
    stack.kill()
    left = [run for run in stack.runs() if run.run_id not in known]
    assert [run.status for run in left] == [DagsterRunStatus.STARTED]
    assert not page(stack, ago(2)).exists()
    stack.shop.drop(f"ventes_{ago(1)}.csv", lines(f"{ago(1)} A 5 1"))
    stack.start()
    seconds = stack.wait(
        "both days", lambda: page(stack, ago(2)).exists() and page(stack, ago(1)).exists()
    )
    record_property("restart to both pages, seconds", round(seconds))
    print(f"coupure puis redémarrage → deux pages : {seconds:.0f} s, gestes : 0")
    stack.wait("every run", lambda: ended(stack))
    after = [run for run in stack.runs() if run.run_id not in known]
    assert [run.status for run in after if run.run_id == left[0].run_id] == [
        DagsterRunStatus.FAILURE
    ]
    assert DagsterRunStatus.SUCCESS in {run.status for run in after}
    assert [count for _day, count in books(stack)[-3:]] == [2, 2, 1]
    assert stack.runs()[0].job_name == jobs.EVERYTHING
    figure("P4", seconds_to_both_pages=float(seconds), manual_steps=0)
