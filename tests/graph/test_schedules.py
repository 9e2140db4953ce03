"""The daily run comes once a day whatever the clocks do, and asks for yesterday alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dagster import (
    AssetKey,
    AssetMaterialization,
    DagsterInstance,
    DefaultScheduleStatus,
    RunRequest,
    SkipReason,
    build_schedule_context,
)
from dagster._utils.schedules import schedule_execution_time_iterator

from sales_assets.errors import SettingsError
from sales_assets.graph import days, housekeeping, instance, jobs, schedules, verification
from sales_assets.settings import Settings

# Clocks that change by day, at midnight and by half an hour, with the hours around.
CLOCKS = (
    *(("Europe/Paris", time(6)), ("Europe/Paris", time(1, 59)), ("Europe/Paris", time(4))),
    *(("America/Santiago", time(23, 45)), ("Asia/Beirut", time(0, 30))),
    ("Australia/Lord_Howe", time(6)),
)
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)


@pytest.fixture
def dagster(tmp_path: Path) -> Iterator[DagsterInstance]:
    with instance.opened(tmp_path / "logs" / "dagster") as opened:
        yield opened


def made(dagster: DagsterInstance, *keys: str) -> None:
    """Have Dagster know these days of `ventes`."""
    for key in keys:
        dagster.report_runless_asset_event(AssetMaterialization("ventes", partition=key))


def shop(folder: Path, **values: object) -> Settings:
    return Settings(data_dir=folder, start_date=date(2026, 1, 1), **values)


def ago(number: int) -> str:
    return (Settings().today() - timedelta(days=number)).isoformat()


def tick(settings: Settings, dagster: DagsterInstance, due: datetime) -> RunRequest | SkipReason:
    daily = schedules.schedules(settings)[0]
    context = build_schedule_context(instance=dagster, scheduled_execution_time=due)
    found = daily(context)
    assert isinstance(found, RunRequest | SkipReason)
    return found


def now(settings: Settings) -> datetime:
    return datetime.now(settings.timezone)


@pytest.mark.parametrize(("zone", "hour"), CLOCKS)
def test_one_tick_a_civil_day_from_2020_to_2035(
    tmp_path: Path, zone: str, hour: time, figure: Callable[..., None]
):
    settings = shop(tmp_path, timezone=ZoneInfo(zone), schedule=hour)
    daily = schedules.schedules(settings)[0]
    start = datetime.combine(FIRST, time(0), settings.timezone).timestamp()
    ticks = schedule_execution_time_iterator(
        start, daily.cron_schedule, daily.execution_timezone, ascending=True
    )
    found = []
    for moment in ticks:
        local = moment.astimezone(settings.timezone)
        if local.date() > LAST:
            break
        found.append(local.date())
    assert found == [*days.each(FIRST, LAST)], "a day is missing or doubled"
    figure("P11", clocks=1, ticks=len(found), missing_or_doubled=0)


@pytest.mark.parametrize("hour", ["02:00", "02:30", "03:59"])
def test_the_hours_that_clocks_skip_or_repeat_are_refused(tmp_path: Path, hour: str):
    with pytest.raises(SettingsError, match="02:00–03:59"):
        shop(tmp_path, schedule=hour)


def test_every_schedule_runs_unless_somebody_stops_them(tmp_path: Path):
    found = schedules.schedules(shop(tmp_path))
    jobs_told = {one.name: one.job_name for one in found}
    assert jobs_told == {
        schedules.DAILY: jobs.EVERYTHING,
        schedules.VERIFYING: verification.NAME,
        schedules.CLEARING: housekeeping.NAME,
    }
    assert {one.default_status for one in found} == {DefaultScheduleStatus.RUNNING}


def test_it_asks_for_yesterday(tmp_path: Path, dagster: DagsterInstance):
    settings = shop(tmp_path)
    asked = tick(settings, dagster, now(settings))
    assert isinstance(asked, RunRequest)
    assert asked.tags["dagster/partition"] == ago(1)


def test_after_the_machine_was_off_it_asks_for_yesterday_alone(
    tmp_path: Path, dagster: DagsterInstance
):
    settings = shop(tmp_path)
    made(dagster, ago(30), ago(9), ago(0))  # the files of the days between are loaded all the same
    asked = tick(settings, dagster, now(settings))
    assert isinstance(asked, RunRequest)
    assert asked.tags["dagster/partition"] == ago(1)


def test_only_the_last_of_the_missed_ticks_runs(tmp_path: Path, dagster: DagsterInstance):
    settings = shop(tmp_path)
    for missed in (1, 2, 5):
        due = now(settings) - timedelta(days=missed, hours=1)
        assert isinstance(tick(settings, dagster, due), SkipReason)
    assert isinstance(tick(settings, dagster, now(settings) - timedelta(hours=22)), RunRequest)


def test_a_tick_is_overtaken_at_the_same_hour_of_the_next_day():
    paris = ZoneInfo("Europe/Paris")
    # from Saturday to Sunday, an hour is skipped, then in autumn lived twice; the year's end
    for day in ("2026-03-28", "2026-10-24", "2026-12-31", "2028-02-28"):
        due = datetime.fromisoformat(f"{day}T06:00").replace(tzinfo=paris)
        next_day = date.fromisoformat(day) + timedelta(days=1)
        next_due = datetime.combine(next_day, time(6), paris)
        assert not schedules.is_overtaken(due, next_due - timedelta(minutes=1), paris)
        assert schedules.is_overtaken(due, next_due, paris)


def test_old_runs_are_forgotten_but_the_last_to_make_each_day(
    tmp_path: Path, dagster: DagsterInstance
):
    from dagster import asset, materialize

    @asset(partitions_def=days.partitions(shop(tmp_path)))
    def ventes() -> None:
        """A day."""

    runs = [
        materialize([ventes], instance=dagster, partition_key=day).run_id
        for day in (ago(3), ago(2), ago(3))
    ]
    later = datetime.now(ZoneInfo("UTC")) + timedelta(seconds=5)
    assert housekeeping.forget(dagster, later - timedelta(days=1)) == 0
    assert housekeeping.forget(dagster, later) == 1
    assert {run.run_id for run in dagster.get_runs()} == {runs[1], runs[2]}
    assert dagster.get_materialized_partitions(AssetKey("ventes")) == {ago(3), ago(2)}


def test_the_clearing_job_runs(dagster: DagsterInstance):
    assert housekeeping.clearing().execute_in_process(instance=dagster).success
