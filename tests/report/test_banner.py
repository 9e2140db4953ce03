"""The line of every page: up to which day, published when, and how loud its state is."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from sales_assets.report.pages.banner import banner
from sales_assets.report.pages.context import Context
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=40, products=4, stores=2)


def said(snap: Snapshot) -> str:
    return banner(Context(snap, BUILT))


def test_all_is_well_is_said_quietly(shop: Snapshot) -> None:
    line = said(replace(shop, controles=shop.controles.assign(reussi=True)))
    assert "Données au lundi 17\u00a0nov" in line or "Données au lundi 17 nov" in line
    assert "06:31" in line
    assert "v-alerte" not in line


def test_a_warning_says_how_many_euros_and_where_to_look(shop: Snapshot) -> None:
    controls = shop.controles.assign(reussi=False, severite="warning")
    line = said(replace(shop, controles=controls))
    assert "lignes de côté" in line
    assert "€" in line
    assert 'href="{qualite}"' in line
    assert "bloquante" not in line


def test_a_blocking_failure_is_loud(shop: Snapshot) -> None:
    controls = shop.controles.assign(reussi=False, severite="critical")
    assert "v-alerte--bloquante" in said(replace(shop, controles=controls))


def test_an_empty_shop_says_so() -> None:
    assert "Aucune donnée" in said(snapshots.empty())


def test_a_day_that_did_not_come_is_expected_then_late(shop: Snapshot) -> None:
    quiet = replace(shop, controles=shop.controles.assign(reussi=True))
    last = quiet.today - timedelta(days=1)
    assert "attendues" not in said(replace(quiet, attendus=(last,)))
    days = tuple(quiet.today + timedelta(days=n) for n in range(3))
    tomorrow = replace(quiet, today=days[1], attendus=days[:1])
    early = banner(Context(tomorrow, BUILT + timedelta(days=1)))
    assert "ventes attendues\u00a0: mardi 18 nov." in early
    assert "en retard" not in early
    assert "v-alerte" not in early
    late = banner(Context(tomorrow, BUILT + timedelta(days=1, hours=2)))
    assert "en retard\u00a0: mardi 18 nov." in late
    assert "v-alerte" in late
    assert " :" not in late  # no line begins with a colon
    for hours in (0, 2):  # more than a day behind is late whatever the hour
        behind = replace(tomorrow, attendus=days[:2])
        assert "en retard" in banner(Context(behind, BUILT + timedelta(days=2, hours=hours)))


def test_late_has_the_one_hour_of_the_settings(shop: Snapshot) -> None:
    tomorrow = replace(shop, today=shop.today + timedelta(days=1), attendus=(shop.today,))
    at_nine = BUILT + timedelta(days=1, hours=2, minutes=30)
    assert Context(tomorrow, at_nine).late
    assert not Context(tomorrow, at_nine, due=time(10)).late


def test_all_the_missing_days_are_named(shop: Snapshot) -> None:
    """Five days were missing and the banner said: en retard, ventes du vendredi."""
    days = tuple(shop.today + timedelta(days=n) for n in (0, 1, 2, 4, 6))
    late = said(replace(shop, today=shop.today + timedelta(days=7), attendus=days))
    assert "en retard, 5 jours\u00a0: du 18 au 20 nov., samedi 22 nov. et lundi 24 nov." in late


def test_sales_that_stopped_long_ago_are_not_late(shop: Snapshot) -> None:
    days = tuple(shop.today + timedelta(days=n) for n in range(40))
    stopped = said(replace(shop, today=shop.today + timedelta(days=40), attendus=days))
    assert "Ventes arrêtées depuis le lundi 17 nov. 2025" in stopped
    assert "en retard" not in stopped
