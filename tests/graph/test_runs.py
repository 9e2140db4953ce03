"""Runs of the graph: days and ranges, the history's fan-out, gates that hold whatever is launched.

One shop goes through its life in order: each test looks at one run of it (module fixtures), for a
run costs seconds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from dagster import AssetKey, AssetSelection, DagsterRunStatus, ExecuteInProcessResult

from sales_assets.graph import instance, jobs, verdict
from sales_assets.warehouse.schema import rejets
from tests.graph.shop import DAILY, DagsterShop, checks, plain, published
from tests.shop import check_books, lines, products, stores

BAD_DAY = "2025-10-04"
GOOD_DAYS = ("2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06")
HISTORY = (
    *("2025-10-01 A 2 1", "2025-10-01 B 1 2", "2025-10-02 A 1 1", "2025-10-03 B -1 2"),
    "2025-10-03 A 3 1",
    f"{BAD_DAY} A 77777 2",  # no shop sells that many: a critical rule holds the line back
    "2025-10-06 A 4 1",
)
REPORT = AssetSelection.groups("report")
Dump = dict[str, list[tuple[Any, ...]]]


@dataclass
class Life:
    """The shop after its first run, that run, and what the tables held then."""

    shop: DagsterShop
    first: ExecuteInProcessResult
    dump: Dump


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder = tmp_path_factory.mktemp("boutique")
    with instance.opened(folder / "logs" / "dagster") as dagster:
        shop = DagsterShop(folder, dagster)
        shop.files.drop("produits.csv", products(A="1.50", B=10))
        shop.files.drop("magasins.csv", stores(1, 2))
        shop.files.drop("ventes.csv", lines(*HISTORY))
        first = shop.run()
        yield Life(shop, first, shop.files.dump())
        shop.files.close()


def assert_the_bad_day_is_nowhere(life: Life) -> None:
    for table in ("ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour"):
        query = f"SELECT count(*) FROM {table} WHERE date = '{BAD_DAY}'"
        assert life.shop.files.value(query) == 0, table
    pages = life.shop.site()
    # The line of every page and one of the bulletin say what the rows set aside are worth: that is
    # not a sale.
    aside = re.compile(r"\([^()]* de côté, [^()]*\)|Lignes mises de côté.*?(?:</tr>|$)", re.M)
    texts = {name: aside.sub("", plain(html.unescape(text))) for name, text in pages.items()}
    telling = [name for name, text in texts.items() if "116 6" in text or "77777" in text]
    # Only where rejected rows are listed is anything of that day.
    assert {"index.html", "jours.html", "donnees/totaux_jours.csv"} <= pages.keys()
    listing = {f"jours/{BAD_DAY}.html", "qualite.html", "donnees/rejets.csv"}
    assert set(telling) <= listing


def test_the_first_run_loads_the_good_days_and_publishes(life: Life):
    assert published(life.first)
    assert [day for (day,) in life.shop.files.rows("SELECT DISTINCT date FROM ventes")] == [
        *GOOD_DAYS
    ]
    check_books(life.shop.files)
    assert {f"jours/{day}.html" for day in GOOD_DAYS} <= life.shop.site().keys()


def test_a_history_fans_out_to_its_days_in_one_run(life: Life):
    assert life.shop.materialized("raw_sales") == {*GOOD_DAYS, BAD_DAY}
    for asset in DAILY[1:]:
        assert life.shop.materialized(asset) == {*GOOD_DAYS}, asset
    records = life.shop.dagster.fetch_materializations(AssetKey("ventes"), limit=100).records
    assert {one.run_id for one in records} == {life.first.run_id}


def test_each_day_shows_its_rows_and_its_ca(life: Life):
    records = life.shop.dagster.fetch_materializations(AssetKey("totaux_jour"), limit=100).records
    told = {
        one.partition_key: one.asset_materialization.metadata
        for one in records
        if one.run_id == life.first.run_id and one.asset_materialization
    }
    assert told["2025-10-01"]["dagster/partition_row_count"].value == 2
    assert told["2025-10-01"]["CA"].value == 13
    assert told["2025-10-03"]["CA"].value == -5.5
    assert told["2025-10-06"]["CA"].value == 6


def test_a_table_shows_its_whole_size_and_whole_identifiers(life: Life):
    shown = life.first.asset_observations_for_node("ventes_et_totaux")
    told = {one.asset_key.to_user_string(): one.metadata for one in shown}
    for table in DAILY[1:]:
        rows = life.shop.files.value(f"SELECT count(*) FROM {table}")
        assert told[table]["dagster/row_count"].value == rows, table
    last = life.shop.files.value("SELECT max(ID_vente) FROM ventes")
    row = told["ventes"]["aperçu"].records[0]
    assert row.data["ID_vente"] == str(last), "a browser would round the number"


def test_the_failing_rows_of_a_critical_rule_are_shown(life: Life):
    evaluated = checks(life.first)
    assert len(evaluated) > 40
    failed = {name for name, one in evaluated.items() if not one.passed}
    assert failed == {"ventes_quantite_plausible", "livraisons_chargees", verdict.NAME}
    rule = evaluated["ventes_quantite_plausible"]
    assert rule.metadata["lignes fautives"].value == 1
    (row,) = rule.metadata["premières lignes fautives"].records
    assert (row.data["quantite_e3"], row.data["date"]) == (77_777_000, BAD_DAY)
    (message,) = evaluated["livraisons_chargees"].metadata["messages"].value
    assert "ventes.csv" in message
    assert "ligne 7" in message


def test_a_blocked_day_is_neither_in_the_tables_nor_on_the_site(life: Life):
    assert_the_bad_day_is_nowhere(life)


@pytest.mark.parametrize(
    "asked",
    [("2025-10-01",), ("2025-10-01", "2025-10-06")],
    ids=["one day", "a range"],
)
def test_a_day_and_a_range_are_one_run_and_change_nothing(life: Life, asked: tuple[str, ...]):
    before = life.shop.dagster.get_runs_count()
    again = life.shop.run(*asked, job=jobs.TABLES)
    assert published(again)
    assert life.shop.dagster.get_runs_count() == before + 1
    assert life.shop.files.dump() == life.dump
    planned = {
        one.partition_key
        for one in life.shop.dagster.fetch_materializations(AssetKey("ventes"), limit=100).records
        if one.run_id == again.run_id
    }
    assert {*asked} <= planned
    assert BAD_DAY not in planned
    check_books(life.shop.files)


@pytest.mark.parametrize(
    ("asked", "assets"),
    [
        ((), REPORT),
        ((BAD_DAY,), AssetSelection.assets(*DAILY[1:]) | REPORT),
        ((BAD_DAY,), AssetSelection.assets("totaux_mois").downstream()),
        (("2025-10-01", "2025-10-06"), AssetSelection.all()),
    ],
    ids=["the report alone", "the day and the report", "downstream of the months", "all, a range"],
)
def test_what_is_blocked_stays_blocked_however_it_is_launched(
    life: Life, asked: tuple[str, ...], assets: AssetSelection, figure: Callable[..., None]
):
    again = life.shop.run(*asked, assets=assets)
    assert published(again)
    assert_the_bad_day_is_nowhere(life)
    assert life.shop.files.dump() == life.dump
    figure("P16", ways=1, bad_days_published=0)


def figures(life: Life) -> dict[str, str]:
    """What the site says of the sales: its downloads, but the rejected rows."""
    pages = life.shop.site().items()
    return {name: text for name, text in pages if name.startswith("donnees/totaux")}


def test_a_refused_file_alone_is_shown_and_leaves_the_figures(life: Life):
    before = figures(life)
    assert before
    path = life.shop.files.drop("ventes_jour.csv", "Jour;Truc\n1;2\n")
    run = life.shop.run()
    path.unlink()
    assert published(run)
    evaluated = checks(run)
    assert not evaluated["raw_sales_lisible"].passed
    assert evaluated["publication_possible"].passed
    assert figures(life) == before
    pages = life.shop.site()
    refused = "ventes_jour.csv : il manque"
    assert refused in plain(html.unescape(pages["qualite.html"]))
    assert "1 fichier refusé ou en attente" in plain(pages["index.html"])
    assert published(life.shop.run())  # dropped and gone: forgotten
    assert refused not in plain(html.unescape(life.shop.site()["qualite.html"]))


REJECTS = ", ".join(f'"{one.name}"' for one in rejets.columns if one.computed is None)


def test_every_row_of_every_delivery_is_in_the_account(life: Life, figure: Callable[..., None]):
    run = life.shop.run(job=jobs.TABLES)
    account = checks(run)["lignes_toutes_comptees"]
    assert account.passed
    told = {name: value.value for name, value in account.metadata.items()}
    whole = life.shop.files.value("SELECT sum(lignes) FROM livraisons")
    assert told["lignes des fichiers"] == whole > 0
    assert whole == told["acceptées"] + told["en quarantaine"] + told["vides"]

    stored = ", ".join(f'"{one.name}"' for one in rejets.columns if one.computed is None)
    life.shop.files.execute(
        f"CREATE TABLE kept AS SELECT {stored} FROM rejets", "DELETE FROM rejets WHERE ligne = 7"
    )
    broken = checks(life.shop.run(job=jobs.TABLES))["lignes_toutes_comptees"]
    life.shop.files.execute(
        "DELETE FROM rejets",
        f"INSERT INTO rejets ({REJECTS}) SELECT {REJECTS} FROM kept",
        "DROP TABLE kept",
    )
    assert not broken.passed
    assert "ventes.csv" in broken.metadata["messages"].value[0]
    figure("P14", shops=1, rows_missing=0)


def test_a_refused_file_does_not_hold_back_a_good_one(life: Life):
    live = life.shop.release()
    bad = life.shop.files.drop("ventes_jour.csv", "Jour;Truc\n1;2\n")
    life.shop.files.drop("ventes_2025-10-07.csv", lines("2025-10-07 B 2 2"))
    run = life.shop.run()
    bad.unlink()
    assert published(run)
    assert not checks(run)["raw_sales_lisible"].passed
    assert checks(run)["publication_possible"].passed
    assert life.shop.release() != live
    assert "jours/2025-10-07.html" in life.shop.site()


def test_totals_that_contradict_each_other_are_not_published(
    life: Life, figure: Callable[..., None]
):
    live = life.shop.release()
    life.shop.files.execute(
        "UPDATE totaux_jour SET ca_e4 = ca_e4 + 10000, brut_e4 = brut_e4 + 10000 "
        "WHERE date = '2025-10-06'"
    )
    run = life.shop.run(assets=AssetSelection.assets("totaux_mois") | REPORT)
    assert run.dagster_run.status == DagsterRunStatus.FAILURE
    assert not checks(run)["totaux_concordants"].passed
    assert life.shop.release() == live
    mended = life.shop.run("2025-10-06")
    assert published(mended)
    assert checks(mended)["totaux_concordants"].passed
    figure("P16", contradictions=1, published=0)


def test_an_empty_shop_says_what_to_drop_and_shows_no_figure(
    tmp_path_factory: pytest.TempPathFactory,
):
    folder = tmp_path_factory.mktemp("vide")
    with instance.opened(folder / "logs" / "dagster") as dagster:
        shop = DagsterShop(folder, dagster)
        run = shop.run()
        assert not run.success
        assert not checks(run)["fichiers_acceptes"].passed
        pages = shop.site()
        assert "produits.csv" in plain(html.unescape(pages["index.html"]))
        assert not [name for name in pages if name.startswith("jours/")]
        shop.files.close()
