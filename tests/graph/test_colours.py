"""The partition bar says what the ledger says, whoever launched the run; nothing is falsely stale.

Each test is a small shop on a real instance; a run costs seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dagster import (
    AssetKey,
    AssetRecordsFilter,
    AssetSelection,
    DagsterRunStatus,
    MetadataValue,
    RunRequest,
    build_schedule_context,
)
from dagster._core.definitions.data_version import CachingStaleStatusResolver
from dagster._core.loader import LoadingContextForTest

from sales_assets.definitions import build_defs
from sales_assets.graph import again, days, instance, jobs, schedules, sensors, verdict
from sales_assets.graph.assets import TABLE
from sales_assets.settings import Closing, Settings
from tests.graph.shop import DagsterShop, checks, published
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow

GREEN, RED = "MATERIALIZED", "FAILED"
HISTORY = ("2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-10-04 A 5 1")
BLOCKED = "2025-10-03 A 77777 2"  # no shop sells that many: a critical rule holds the line back
DAYS = [asset.name for asset in TABLE if asset.daily]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[DagsterShop]:
    with instance.opened(tmp_path / "logs" / "dagster") as dagster:
        shop = DagsterShop(tmp_path, dagster)
        shop.files.drop("produits.csv", products(A="1.50", B=10))
        shop.files.drop("magasins.csv", stores(1, 2))
        yield shop
        shop.files.close()


def ledger(shop: DagsterShop) -> dict[str, str]:
    """The colour of each day by the tables and the ledger themselves."""
    green = shop.files.rows("SELECT DISTINCT date FROM ventes")
    blocked = shop.files.rows(
        "SELECT DISTINCT date FROM rejets WHERE clos_par IS NULL AND raison = 'hors_regle' "
        "AND date NOT IN (SELECT date FROM ventes)"
    )
    refused = shop.files.rows(
        "SELECT jour FROM livraisons WHERE statut = 'refusee' AND jour IS NOT NULL "
        "AND livraison IN (SELECT max(livraison) FROM livraisons GROUP BY nom)"
    )
    red = {str(day): RED for (day,) in [*blocked, *refused]}
    return {str(day): GREEN for (day,) in green} | red


def assert_true(shop: DagsterShop) -> None:
    for asset in DAYS[1:]:
        assert shop.colours(asset) == ledger(shop), asset


def ago(number: int) -> str:
    return (Settings().today() - timedelta(days=number)).isoformat()


def test_a_first_history_paints_its_days_and_not_the_day_it_was_asked_for(shop: DagsterShop):
    shop.files.drop("ventes.csv", lines(*HISTORY, BLOCKED))
    run = shop.run()
    assert published(run)
    assert_true(shop)
    assert shop.colours("ventes")["2025-10-03"] == RED
    assert ago(1) not in shop.colours("ventes")
    assert shop.colours("raw_sales") == dict.fromkeys(
        ("2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"), GREEN
    )


def test_a_run_in_which_a_person_must_act_fails_after_it_published(shop: DagsterShop):
    shop.files.drop("ventes.csv", lines(*HISTORY, BLOCKED))
    run = shop.run()
    assert run.dagster_run.status is DagsterRunStatus.FAILURE
    assert (shop.settings.site_dir / "index.html").exists()
    told = checks(run)[verdict.NAME]
    assert not told.passed
    assert "ventes.csv, ligne 5" in told.metadata["messages"].value[0].replace("\u00a0", " ")
    assert again.due(shop.dagster, shop.files.now) is None, "nothing passes by itself"
    shop.files.drop("ventes_2025-10-03.csv", lines("2025-10-03 A 7 2"))
    mended = shop.run()
    assert mended.success
    assert checks(mended)[verdict.NAME].passed
    assert set(shop.colours("ventes").values()) == {GREEN}
    assert_true(shop)


def test_a_refused_file_is_a_failed_day_until_a_good_one_comes(shop: DagsterShop):
    shop.files.drop("ventes.csv", lines(*HISTORY))
    assert shop.run().success
    bad = shop.files.drop("ventes_2025-10-05.csv", "Jour;Truc\n1;2\n")
    assert not shop.run().success
    assert shop.colours("ventes")["2025-10-05"] == RED
    assert shop.colours("raw_sales")["2025-10-05"] == RED
    assert not shop.run("2025-10-05").success, "it is not settled"
    assert shop.colours("ventes")["2025-10-05"] == RED
    bad.unlink()
    assert shop.run("2025-10-05").success, "gone from the folder, it is forgotten"
    assert "2025-10-05" not in shop.colours("ventes")
    shop.files.drop("ventes_2025-10-05.csv", lines("2025-10-05 A 1 1"))
    assert shop.run().success
    assert_true(shop)
    assert shop.colours("raw_sales")["2025-10-05"] == GREEN


def test_a_held_delivery_is_a_failed_day_though_its_older_rows_stand(shop: DagsterShop):
    shop.files.drop("ventes_2025-10-01.csv", lines(*["2025-10-01 A 2 1"] * 3))
    shop.files.drop("ventes_2025-10-02.csv", lines("2025-10-02 A 2 1"))
    assert shop.run().success
    shop.files.drop("ventes_2025-10-01.csv", lines("2025-10-01 A 2 1"))
    assert not shop.run().success
    assert shop.colours("ventes") == {"2025-10-01": RED, "2025-10-02": GREEN}
    (held,) = shop.files.rows("SELECT livraison FROM livraisons WHERE statut = 'en_attente'")
    assert shop.run(job=jobs.ACCEPTING, config={"accept": [*held]}).success
    assert shop.colours("ventes") == dict.fromkeys(("2025-10-01", "2025-10-02"), GREEN)
    assert shop.files.value("SELECT count(*) FROM ventes WHERE date = '2025-10-01'") == 1
    assert_true(shop)


def test_a_refused_file_replaced_by_one_of_another_day_leaves_its_day_missing(shop: DagsterShop):
    shop.files.drop("ventes_2025-10-05.csv", "Jour;Truc\n1;2\n")
    shop.files.drop("ventes.csv", lines(*HISTORY))
    shop.run()
    assert shop.colours("ventes")["2025-10-05"] == RED
    shop.files.drop("ventes_2025-10-05.csv", lines("2025-10-06 A 1 1"))
    shop.run()
    assert "2025-10-05" not in shop.colours("ventes")
    assert_true(shop)


def test_a_day_of_a_shop_begun_again_is_green_no_more(shop: DagsterShop):
    shop.files.drop("ventes.csv", lines(*HISTORY))
    assert shop.run().success
    shop.files.close()
    (shop.settings.data_dir / "ventes.db").unlink()
    shutil.rmtree(shop.settings.archive_dir)
    shop.files.drop("ventes.csv", lines(*HISTORY[:2]))
    again = DagsterShop(shop.settings.data_dir.parent, shop.dagster)
    assert again.run(job=jobs.TABLES).success, "the site is another matter"
    assert again.colours("ventes") == dict.fromkeys(("2025-10-01", "2025-10-02"), GREEN)
    assert_true(again)
    again.files.close()


# --- each way of launching ------------------------------------------------------------------------


@pytest.fixture
def mixed(shop: DagsterShop) -> DagsterShop:
    """A shop with something of each colour to load."""
    shop.files.drop("ventes.csv", lines(*HISTORY, BLOCKED))
    shop.files.drop("ventes_2025-10-06.csv", "Jour;Truc\n1;2\n")
    return shop


@pytest.mark.parametrize("job", [jobs.EVERYTHING, jobs.TABLES])
def test_a_day_and_a_range_paint_the_same(mixed: DagsterShop, job: str):
    for asked in ((), ("2025-10-03",), ("2025-10-01", "2025-10-08")):
        run = mixed.run(*asked, job=job)
        assert published(run)
        assert run.dagster_run.status is DagsterRunStatus.FAILURE
        assert_true(mixed)


def test_a_run_without_a_partition_paints_the_same(mixed: DagsterShop):
    for _time in range(2):
        assert published(mixed.run(tags={}))
        assert_true(mixed)


def test_a_part_of_the_graph_leaves_the_colours_true(mixed: DagsterShop):
    mixed.run()
    for part in ("raw_sales", "ventes", "totaux_jour", "site"):
        assert published(mixed.run("2025-10-01", "2025-10-08", assets=AssetSelection.assets(part)))
        assert_true(mixed)


def test_the_schedule_and_the_watch_paint_the_same(mixed: DagsterShop):
    defs = build_defs(mixed.settings)
    daily = schedules.schedules(mixed.settings)[0]
    now = datetime.now(mixed.settings.timezone)
    asked = daily(build_schedule_context(instance=mixed.dagster, scheduled_execution_time=now))
    assert isinstance(asked, RunRequest)
    assert asked.tags["dagster/partition"] == ago(1)
    assert published(mixed.run(tags=asked.tags))
    assert_true(mixed)
    mixed.files.drop("ventes_2025-10-07.csv", lines("2025-10-07 A 1 1"))
    assert defs.resolve_sensor_def(sensors.NAME).job_name == jobs.EVERYTHING
    assert published(mixed.run(tags={**asked.tags, sensors.TAG: "x"}))
    assert mixed.colours("ventes")["2025-10-07"] == GREEN
    assert_true(mixed)


def test_a_closed_day_has_no_colour(mixed: DagsterShop):
    closed = {"closed": Closing(dates=frozenset({date(2025, 10, 5), date(2025, 10, 7)}))}
    mixed.settings = mixed.settings.model_copy(update=closed)
    mixed.files.drop("ventes_2025-10-07.csv", lines("2025-10-07 A 1 1"))
    assert published(mixed.run("2025-10-01", "2025-10-09"))
    assert "2025-10-05" not in days.partitions(mixed.settings).get_partition_keys()
    assert mixed.colours("ventes")["2025-10-07"] == GREEN, "an exceptional opening"
    assert_true(mixed)


def test_a_run_that_stops_midway_is_mended_by_the_next(mixed: DagsterShop):
    assert published(mixed.run())
    place = mixed.settings.site_dir
    place.unlink()
    place.touch()  # nothing can be published there
    assert not published(mixed.run("2025-10-01", "2025-10-09"))
    place.unlink()
    assert_true(mixed)
    assert published(mixed.run())
    assert_true(mixed)


# --- the days' own words --------------------------------------------------------------------------


def test_a_day_shows_its_own_figures(mixed: DagsterShop):
    mixed.files.drop("ventes_2025-10-04.csv", lines("2025-10-04 A 5 1", "2025-10-04 ZZ 1 1"))
    mixed.run()
    records = mixed.dagster.fetch_materializations(AssetKey("ventes"), limit=100).records
    latest = {one.partition_key: one.asset_materialization.metadata for one in reversed(records)
              if one.asset_materialization}  # fmt: skip
    shown = {name: value.value for name, value in latest["2025-10-04"].items()}
    held = shown["lignes retenues par contrôle"]
    assert shown.pop("page").endswith(f"jours{'/'}2025-10-04.html")
    assert shown == {
        "dagster/partition_row_count": 1,
        "CA": 7.5,
        "fichiers": ["ventes_2025-10-04.csv"],
        "en quarantaine": 1,
        "lignes retenues par contrôle": held,
    }
    assert held["ventes_produit_connu"] == 1
    assert len(held) > 8
    assert sum(held.values()) == 1, "the others passed, and are said to"


def test_a_failed_day_says_what_to_do(mixed: DagsterShop):
    mixed.run()
    for day, words in (("2025-10-03", "corrigez le fichier"), ("2025-10-06", "ventes_2025-10-06")):
        (record,) = mixed.dagster.fetch_observations(
            AssetRecordsFilter(AssetKey("ventes"), asset_partitions=[day]), limit=1
        ).records
        assert record.asset_observation
        assert words in str(record.asset_observation.metadata["à faire"].value)


def test_a_day_links_to_its_page_where_people_open_the_site(shop: DagsterShop):
    shop.settings = shop.settings.model_copy(update={"site_url": "https://ventes.exemple.fr"})
    shop.files.drop("ventes.csv", lines(*HISTORY))
    assert shop.run(job=jobs.TABLES).success
    (record,) = shop.dagster.fetch_materializations(
        AssetRecordsFilter(AssetKey("ventes"), asset_partitions=["2025-10-02"]), limit=1
    ).records
    assert record.asset_materialization
    page = record.asset_materialization.metadata["page"]
    assert page == MetadataValue.url("https://ventes.exemple.fr/jours/2025-10-02.html")


def stale(shop: DagsterShop) -> dict[str, list[str]]:
    """What Dagster calls unsynced, with its reasons."""
    graph = build_defs(shop.settings).resolve_asset_graph()
    resolver = CachingStaleStatusResolver(shop.dagster, graph, LoadingContextForTest(shop.dagster))
    found = {}
    for key in graph.get_all_asset_keys():
        names = [*shop.colours(key.to_user_string())] if graph.get(key).is_partitioned else [None]
        for name in names:
            causes = resolver.get_stale_causes(key, name)
            if causes:
                found[f"{key.to_user_string()} {name}"] = [one.reason for one in causes]
    return found


def test_nothing_is_falsely_unsynced(shop: DagsterShop):
    shop.files.drop("ventes.csv", lines(*HISTORY))
    assert shop.run().success
    assert stale(shop) == {}
    shop.files.drop("ventes_2025-10-05.csv", lines("2025-10-05 A 5 1"))
    shop.files.drop("produits.csv", products(A="1.60", B=10))
    assert shop.run().success
    assert stale(shop) == {}
    assert shop.run("2025-10-02").success
    assert stale(shop) == {}
    shop.files.drop("ventes_2025-10-05.csv", lines("2025-10-05 A 6 1", "2025-10-05 A 1 1"))
    assert shop.run(assets=AssetSelection.assets("deliveries", "raw_sales")).success
    assert [*stale(shop)] == ["ventes 2025-10-05"], "what is news is said"
    assert shop.run().success
    assert stale(shop) == {}
