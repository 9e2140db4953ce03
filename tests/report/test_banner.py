"""The line of every page: up to which day, published when, and how loud its state is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from sales_assets.report.pages.context import Context, banner
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots

BUILT = datetime(2025, 11, 18, 6, 31, tzinfo=timezone(timedelta(hours=1)))


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
