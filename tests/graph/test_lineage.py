"""What the graph tells the site of itself: its assets in order, and the runs that have ended."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from dagster import DagsterInstance, DagsterRunStatus, job, op

from sales_assets.graph import lineage
from tests.graph import picture

PARIS = ZoneInfo("Europe/Paris")


def test_the_page_knows_every_asset_of_the_graph_after_what_it_is_made_from(tmp_path: Path) -> None:
    defs = picture.definitions(tmp_path)
    found = lineage.described()
    known = picture.describe(defs)
    assert {actif.name for actif in found} == set(known)
    seen: set[str] = set()
    for actif in found:
        assert sorted(actif.sources) == known[actif.name]["deps"]
        assert set(actif.sources) <= seen
        assert actif.group == known[actif.name]["group"]
        assert actif.description
        assert actif.columns
        assert all(column.description for column in actif.columns)
        seen.add(actif.name)


def test_runs_are_told_newest_first_without_the_one_in_progress(tmp_path: Path) -> None:
    @op
    def works() -> None: ...

    @op
    def fails() -> None:
        raise ValueError("no")

    @job(tags={"dagster/partition": "2025-11-17"})
    def good() -> None:
        works()

    @job
    def bad() -> None:
        fails()

    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        good.execute_in_process(instance=instance)
        bad.execute_in_process(instance=instance, raise_on_error=False)
        instance.create_run_for_job(good, status=DagsterRunStatus.STARTED)
        found = lineage.runs(instance, PARIS)
    assert [run.status for run in found] == ["FAILURE", "SUCCESS"]
    assert found[1].days == ("2025-11-17",)
    assert all(run.seconds is not None and run.seconds >= 0 for run in found)
    assert found[0].started.tzinfo == PARIS
