"""Warnings on what is late, missing or odd, in sentences; and the promise on hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from dagster import AssetCheckSeverity, AssetKey, FreshnessPolicy

from sales_assets.definitions import build_defs
from sales_assets.graph import vigilance
from sales_assets.graph.shop import Shop as GraphShop
from sales_assets.settings import Closing, Settings
from tests.command import plain
from tests.shop import Shop, lines, products, stores

pytestmark = pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
TODAY = date(2025, 10, 20)  # as the shop's clock in tests.shop
LAST = date(2025, 10, 19)  # a Sunday


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    shop.drop("produits.csv", products(A="1.50", B=10))
    shop.drop("magasins.csv", stores(1, 2))
    yield shop
    shop.close()


def history(until: date, *, last: int = 10, silent: str = "", weeks: int = 10) -> str:
    """Some sales a day in both stores; `last` units on the last day, none in the `silent` one."""
    rows = []
    for back in range(weeks * 7):
        day = until - timedelta(days=back)
        for store in "12":
            if day == until and store == silent:
                continue
            quantity = last if day == until else 10 + day.toordinal() // 7 % 3
            rows.append(f"{day} A {quantity} {store}")
    return lines(*rows)


def told(shop: Shop, today: date = TODAY, **closed: object) -> dict[str, str]:
    """The sentence of each warning that does not pass."""
    settings = Settings(
        data_dir=shop.data,
        warehouse_url=shop.url,
        **({"closed": Closing(**closed)} if closed else {}),  # type: ignore[arg-type]
    )
    found = [*vigilance.results(GraphShop(settings), today)]
    assert [one.check_name for one in found] == [spec.name for spec in vigilance.CHECKS]
    assert {one.severity for one in found} == {AssetCheckSeverity.WARN}
    return {str(one.check_name): plain(str(one.description)) for one in found if not one.passed}


def test_an_ordinary_day_is_silent(shop: Shop):
    shop.drop("ventes.csv", history(LAST))
    shop.run()
    assert told(shop) == {}


def test_an_empty_shop_is_silent(shop: Shop):
    assert told(shop) == {}


def test_a_late_day_is_named_with_the_last_one_known(shop: Shop):
    shop.drop("ventes.csv", history(LAST - timedelta(days=1)))
    shop.run()
    assert told(shop) == {
        "ventes_arrivees": "Les ventes du dimanche 19 octobre 2025 ne sont pas arrivées : déposez "
        "le fichier de ce jour. Les dernières sont du samedi 18 octobre 2025."
    }
    assert told(shop, weekdays=frozenset({6})) == {}
    assert told(shop, dates=frozenset({LAST})) == {}


def test_a_silent_store_is_named(shop: Shop):
    shop.drop("ventes.csv", history(LAST, silent="2"))
    shop.run()
    (sentence,) = [text for name, text in told(shop).items() if name == "magasins_tous_presents"]
    assert sentence == (
        "Rien n’est arrivé de Ville 2 pour le dimanche 19 octobre 2025, où l’on y vend "
        "d’habitude. Magasin fermé, ou fichier incomplet ?"
    )


def test_a_store_whose_rows_wait_in_quarantine_has_sent_something(shop: Shop):
    shop.drop("ventes.csv", history(LAST, silent="2") + f"{LAST},INCONNU,1,2\n")
    shop.run()
    assert told(shop) == {}


@pytest.mark.parametrize(("units", "word"), [(500, "bien plus"), (1, "bien moins")])
def test_an_odd_volume_is_told_with_what_is_usual(shop: Shop, units: int, word: str):
    shop.drop("ventes.csv", history(LAST, last=units))
    shop.run()
    sentence = told(shop)["volume_habituel"]
    assert word in sentence
    assert "médiane 33 € sur 9 jours" in sentence


# --- the promise on hours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "by"),
    [
        (time(6), time(8)),
        (time(0, 30), time(8)),
        (time(7, 30), time(8, 30)),
        (time(12), time(13)),
        (time(23, 30), time(23, 59)),
    ],
)
def test_the_hour_promised_follows_the_schedule(schedule: time, by: time):
    assert Settings(schedule=schedule).due == by


def test_ventes_and_site_are_promised_by_eight(tmp_path: Path):
    graph = build_defs(Settings(data_dir=tmp_path)).resolve_asset_graph()
    found = {key: graph.get(key).freshness_policy for key in graph.get_all_asset_keys()}
    promised = {key.to_user_string() for key, policy in found.items() if policy}
    assert promised == {"ventes", "site"}
    assert found[AssetKey("site")] == FreshnessPolicy.cron(
        "0 8 * * *", timedelta(hours=8), "Europe/Paris"
    )
