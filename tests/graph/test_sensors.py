"""The watch over the folder: one run for all that is new, nothing lost, nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import (
    DagsterRun,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRequest,
    RunsFilter,
    SensorResult,
    build_sensor_context,
)

from sales_assets.graph import again, instance, jobs, sensors, verification, watch
from sales_assets.settings import PROJECT_ROOT
from tests.graph.shop import DagsterShop
from tests.shop import lines, products, stores


class Watched:
    """A shop, and the sensor's ticks over it with what one leaves to the next."""

    def __init__(self, shop: DagsterShop) -> None:
        """Begin without any memory."""
        self.shop = shop
        self.cursor: str | None = None
        self.sensor = sensors.folder(shop.settings)

    def tick(self) -> RunRequest | str:
        """One tick: the run asked for, or why there is none."""
        context = build_sensor_context(instance=self.shop.dagster, cursor=self.cursor)
        found = self.sensor(context)
        assert isinstance(found, SensorResult)
        self.cursor = found.cursor or self.cursor
        assert len(found.run_requests or []) <= 1
        if found.run_requests:
            return found.run_requests[0]
        assert found.skip_reason is not None
        return str(found.skip_reason.skip_message)

    def settled(self) -> RunRequest | str:
        """The second of two ticks."""
        self.tick()
        return self.tick()

    def enter(self, status: DagsterRunStatus, **tags: str) -> str:
        """Have Dagster know a run in this state."""
        run = DagsterRun(jobs.EVERYTHING, status=status, tags=tags)
        return self.shop.dagster.add_run(run).run_id


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with instance.opened(tmp_path / "logs" / "dagster") as dagster:
        shop = DagsterShop(tmp_path, dagster)
        shop.files.now = shop.files.now.now(shop.settings.timezone)
        yield Watched(shop)
        shop.files.close()


def open_shop(watched: Watched) -> None:
    watched.shop.files.drop("produits.csv", products(A="1.50", B=10))
    watched.shop.files.drop("magasins.csv", stores(1, 2))
    watched.shop.files.drop("ventes.csv", lines("2026-10-01 A 2 1"))
    pass_over(watched)
    published = watched.shop.settings.site_dir
    release = published.parent / "releases" / "r1"
    release.mkdir(parents=True)
    (release / "index.html").touch()
    published.symlink_to(release)


def pass_over(watched: Watched) -> None:
    """A pass that receives and loads, now."""
    files = watched.shop.files
    files.now = files.now.now(watched.shop.settings.timezone)
    files.run()


def test_it_watches_unless_somebody_stops_it(watched: Watched):
    assert watched.sensor.default_status is DefaultSensorStatus.RUNNING
    assert watched.sensor.minimum_interval_seconds is not None
    assert 2 * watched.sensor.minimum_interval_seconds <= 40, "noticed within a minute"
    assert watched.sensor.job_name == jobs.EVERYTHING


def test_an_empty_folder_asks_for_nothing(watched: Watched):
    assert watched.settled() == "Rien de nouveau."


def test_a_file_is_taken_once_it_stays_the_same(watched: Watched):
    open_shop(watched)
    assert watched.settled() == "Rien de nouveau."
    path = watched.shop.files.drop("ventes_2026-10-02.csv", lines("2026-10-02 A 1 1"))
    assert watched.tick() == "En cours de copie : ventes_2026-10-02.csv."
    with path.open("a") as growing:
        growing.write("2026-10-02,B,1,2\n")
    assert watched.tick() == "En cours de copie : ventes_2026-10-02.csv."
    assert isinstance(watched.tick(), RunRequest)
    pass_over(watched)
    assert watched.tick() == "Rien de nouveau."
    assert watched.shop.files.value("SELECT count(*) FROM ventes") == 3


def test_a_burst_is_one_run_and_its_key_says_what_it_is_for(watched: Watched):
    open_shop(watched)
    for day in range(1, 11):
        row = f"2026-02-{day:02d} A 1 1"
        watched.shop.files.drop(f"ventes_2026-02-{day:02d}.csv", lines(row))
    asked = watched.settled()
    assert isinstance(asked, RunRequest)
    memory, watched.cursor = watched.cursor, None
    again = watched.settled()  # the memory was lost
    assert isinstance(again, RunRequest)
    assert again.run_key == asked.run_key
    watched.cursor = memory
    pass_over(watched)
    assert watched.tick() == "Rien de nouveau."
    assert watched.shop.files.value("SELECT count(*) FROM ventes") == 11


def test_a_lost_memory_neither_loses_nor_repeats(watched: Watched):
    open_shop(watched)
    watched.shop.files.drop("ventes_2026-10-02.csv", lines("2026-10-02 A 1 1"))
    pass_over(watched)
    watched.cursor = "not what it was"
    assert watched.tick() == "Rien de nouveau."


def test_a_file_touched_or_copied_again_is_no_news(watched: Watched):
    open_shop(watched)
    os.utime(watched.shop.files.data / "ventes.csv")
    assert watched.tick() == "En cours de copie : ventes.csv."
    assert watched.tick() == "Rien de nouveau."
    assert watched.tick() == "Rien de nouveau."


def test_one_byte_changed_in_a_catalogue_is_news(watched: Watched):
    open_shop(watched)
    watched.shop.files.drop("produits.csv", products(A="1.60", B=10))
    assert isinstance(watched.settled(), RunRequest)


@pytest.mark.parametrize(
    "status", [one for one in sensors._UNDER_WAY if one is not DagsterRunStatus.QUEUED]
)
def test_it_waits_for_the_run_under_way(watched: Watched, status: DagsterRunStatus):
    open_shop(watched)
    watched.enter(status)
    watched.shop.files.drop("ventes_2026-10-02.csv", lines("2026-10-02 A 1 1"))
    assert str(watched.settled()).startswith("Un lancement est en cours")


def test_a_bad_name_is_told_once(watched: Watched):
    open_shop(watched)
    watched.shop.files.drop("rapport.csv", "a,b\n1,2\n")
    asked = watched.settled()
    assert isinstance(asked, RunRequest)
    defs_run = watched.shop.run()  # it receives, and says what is wrong
    told = {sensors.TAG: str(asked.tags[sensors.TAG])}
    watched.shop.dagster.add_run_tags(defs_run.run_id, told)
    assert watched.tick() == "Déjà signalé : rapport.csv."
    assert watched.tick() == "Rien de nouveau."
    watched.shop.files.drop("rapport.csv", "a,b\n1,2,3\n")
    assert isinstance(watched.settled(), RunRequest)


def test_a_bad_name_among_good_files_asks_for_no_second_run(watched: Watched):
    open_shop(watched)
    watched.shop.files.drop("rapport.csv", "a,b\n1,2\n")
    watched.shop.files.drop("ventes_2026-10-02.csv", lines("2026-10-02 A 1 1"))
    asked = watched.settled()
    assert isinstance(asked, RunRequest)
    watched.shop.files.now = watched.shop.files.now.now(watched.shop.settings.timezone)
    watched.shop.dagster.add_run_tags(watched.shop.run().run_id, dict(asked.tags))
    assert watched.tick() == "Déjà signalé : rapport.csv."
    assert watched.tick() == "Rien de nouveau."


def test_a_site_is_asked_for_each_time_it_is_lost(watched: Watched):
    open_shop(watched)
    for _loss in range(2):
        watched.shop.settings.site_dir.unlink()
        asked = watched.tick()
        assert isinstance(asked, RunRequest)
        done = watched.shop.run().run_id
        watched.shop.dagster.add_run_tags(done, {sensors.TAG: str(asked.tags[sensors.TAG])})
        assert (watched.shop.settings.site_dir / "index.html").exists()
        assert watched.tick() == "Rien de nouveau."


def test_a_site_that_is_never_seen_is_asked_for_once_a_day(watched: Watched):
    open_shop(watched)
    watched.shop.settings.site_dir.unlink()
    asked = watched.tick()
    assert isinstance(asked, RunRequest)
    assert watched.tick() == "Rien de nouveau.", "a run that publishes elsewhere is not a loop"
    watched.cursor = watch.Memory(site="2026-10-01").write()  # as it was left another day
    assert isinstance(watched.tick(), RunRequest)


def test_a_site_that_is_lost_waits_for_the_run_under_way(watched: Watched):
    open_shop(watched)
    watched.shop.settings.site_dir.unlink()
    watched.enter(DagsterRunStatus.STARTED)
    assert watched.tick() == "Un lancement est en cours."


def test_a_run_that_failed_is_done_again_later_and_later(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    open_shop(watched)
    place = watched.shop.settings.site_dir
    place.unlink()
    place.touch()  # nothing can be published there
    failed = watched.shop.run()
    assert not failed.success
    assert str(watched.tick()).startswith("Le lancement en échec sera refait à ")
    monkeypatch.setattr(again, "_FIRST_WAIT", timedelta(0))
    asked = watched.tick()
    assert isinstance(asked, RunRequest)
    assert asked.run_key == f"reprise-{failed.run_id}"
    assert asked.tags[again.TAG] == "1"
    assert asked.tags["dagster/partition"] == failed.dagster_run.tags["dagster/partition"]
    other = DagsterRun(verification.NAME, status=DagsterRunStatus.SUCCESS)
    watched.shop.dagster.add_run(other)
    assert isinstance(again.due(watched.shop.dagster, datetime.now(UTC)), RunRequest), (
        "the night's check mends nothing"
    )
    watched.enter(DagsterRunStatus.FAILURE, **{again.TAG: str(again.TRIES)})
    assert again.due(watched.shop.dagster, datetime.now(UTC)) is None, "not for ever"


def test_a_shop_that_is_not_open_yet_is_not_tried_again_and_again(watched: Watched):
    watched.shop.files.drop("produits.csv", products(A="1.50"))
    asked = watched.settled()
    assert isinstance(asked, RunRequest)
    assert not watched.shop.run().success
    assert again.due(watched.shop.dagster, datetime.now(UTC)) is None


def test_a_run_that_never_received_is_asked_for_again_thrice(watched: Watched):
    open_shop(watched)
    watched.shop.files.drop("ventes_2026-10-02.csv", lines("2026-10-02 A 1 1"))
    keys = []
    asked = watched.settled()
    while isinstance(asked, RunRequest):
        keys.append(asked.run_key)
        tags = {sensors.TAG: str(asked.tags[sensors.TAG])}
        watched.enter(DagsterRunStatus.FAILURE, **tags)
        asked = watched.tick()
    assert len(set(keys)) == len(keys) == 3
    assert asked.startswith("Pas lu après 3 essais")
    assert watched.shop.dagster.get_runs_count(RunsFilter()) == 3


def test_a_folder_that_is_not_there_is_said(watched: Watched):
    watched.shop.files.data.rename(watched.shop.files.data.with_name("ailleurs"))
    assert "ne peut pas être lu" in str(watched.tick())


def test_a_link_to_nowhere_and_a_folder_do_not_stop_the_watch(watched: Watched):
    open_shop(watched)
    (watched.shop.files.data / "ventes_x.csv").symlink_to("nulle-part")
    (watched.shop.files.data / "ventes_y.csv").mkdir()
    assert isinstance(watched.settled(), RunRequest)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"seen": 1, "told": 2, "asked": 3}'])
def test_a_memory_that_cannot_be_read_is_an_empty_one(text: str | None):
    assert watch.Memory.read(text) == watch.Memory()


def test_a_look_at_a_quiet_folder_imports_nothing_heavy(watched: Watched):
    open_shop(watched)
    script = (
        "import sys; from sales_assets.definitions import defs;"
        "from dagster import DagsterInstance, build_sensor_context;"
        f"sensor = defs.resolve_sensor_def({sensors.NAME!r});"
        "found = sensor(build_sensor_context(instance=DagsterInstance.ephemeral()));"
        "print(found.skip_reason.skip_message, 'great_expectations' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT_ROOT,
        env=watched.shop.settings.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "Rien de nouveau. False\n"
