"""Objectives on the pages: what they say, and that nothing is said without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.indicators import revenue
from sales_assets.report import formats
from sales_assets.report.pages import day_list, home, months, objectives, stores
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT
from tests.report.test_one_fact import page, plain, text_of


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=560, products=5, stores=2)


@pytest.fixture(scope="module")
def asked(shop: Snapshot) -> Context:
    return Context(shop, BUILT, objective=Fraction(1, 20))


def test_a_shop_without_an_objective_sees_none(shop: Snapshot) -> None:
    context = Context(shop, BUILT)
    for body in (
        text_of(home.build(context).body),
        text_of(next(iter(stores.build(context))).body),  # type: ignore[union-attr]
        page(context, "mois/2025-11"),
    ):
        for word in ("Objectif", "projection", "Attendu"):
            assert word not in body


def test_home_month_and_stores_say_the_same(asked: Context) -> None:
    found = objectives.of_month(asked, asked.day)
    assert found is not None
    assert found.projection is not None
    assert found.projection.interval is not None
    first = text_of(home.build(asked).body)
    sheet = page(asked, "mois/2025-11")
    list_of_stores = text_of(next(iter(stores.build(asked))).body)  # type: ignore[union-attr]
    amounts = [found.asked_e4, found.left_e4, found.by_day, found.projection.total_e4]
    for amount in amounts:
        assert plain(formats.round_euros(amount)) in first
        for said in (sheet, list_of_stores):
            assert plain(formats.bare(formats.round_euros(amount))) in said
    low, high = (plain(formats.round_euros(e4)) for e4 in (
        found.projection.interval.low_e4, found.projection.interval.high_e4))  # fmt: skip
    assert f"entre {low} et {high}" in first


def test_the_morning_says_whether_the_day_was_expected(asked: Context) -> None:
    judged = asked.forecast.judge(asked.day)
    assert judged is not None
    said = text_of(home.build(asked).body)
    assert plain(f"Attendu : {formats.round_euros(judged.expected_e4)}") in said
    assert ("lundi y est" if judged.inside else "lundi n’y est pas") in said
    assert f"{judged.right} des {judged.judged} derniers jours" in said


def test_a_past_month_is_judged_without_a_projection(asked: Context) -> None:
    made = {part.name: part for part in months.build(asked) if isinstance(part, Sheet)}
    past = made["mois/2025-10"].make()
    assert isinstance(past, Page)
    table = past.body.split('id="objectifs"')[1].split("</table>")[0]
    assert "Objectif" in table
    assert "Projection" not in table


def test_the_digest_of_a_month_follows_its_objective(shop: Snapshot) -> None:
    def digest(objective: Fraction | None) -> str:
        context = Context(shop, BUILT, objective=objective)
        sheets = (part for part in months.build(context) if isinstance(part, Sheet))
        return next(one.made_from for one in sheets if one.name == "mois/2025-10")

    assert digest(None) != digest(Fraction(1, 20)) != digest(Fraction(1, 10))


def told(shop: Snapshot, *rows: tuple[str, str | None, int]) -> Context:
    """The shop with these objectives in its file, in euros."""
    asked = pd.DataFrame(rows, columns=["periode", "ID_magasin", "montant_e4"])
    asked = asked.assign(montant_e4=asked["montant_e4"] * 10_000, livraison=9, ligne=2)
    return Context(replace(shop, objectifs=asked), BUILT, objective=Fraction(1, 20))


def test_a_store_without_an_objective_stands_among_those_that_have_one(shop: Snapshot) -> None:
    context = replace(told(shop, ("2025-11", "1", 500)), objective=None)
    table = objectives.table(context, context.day, "")
    stores = {name for name, (daily, _) in context.own_days.items() if len(daily)}
    assert len(table.rows) == len(stores) > 1
    done = [int(row[2].value) for row in table.rows]
    assert sum(done) == revenue.totals(shop.jours, date(2025, 11, 1), context.day).ca_e4
    assert [str(row[1].value) for row in table.rows if row[1].value] == ["5000000"]


def test_the_file_is_believed_before_the_setting(shop: Snapshot) -> None:
    context = told(shop, ("2025-11", None, 90_000), ("2025-11", "1", 50_000))
    assert objectives.of_month(context, context.day).asked_e4 == 90_000_0000  # type: ignore[union-attr]
    assert objectives.of_month(context, context.day, "1").asked_e4 == 50_000_0000  # type: ignore[union-attr]
    other = objectives.of_month(context, context.day, "2")
    assert other is not None  # N-1 + 5 %
    assert other.asked_e4 not in (50_000_0000, 90_000_0000)


def test_stores_and_days_add_up_where_nothing_is_said_of_the_whole(shop: Snapshot) -> None:
    context = told(shop, ("2025-11", "1", 500), ("2025-11-03", "2", 30), ("2025-11-04", "2", 40))
    assert objectives.of_month(context, context.day).asked_e4 == 570_0000  # type: ignore[union-attr]
    assert objectives.of_day(context, date(2025, 11, 4)) == 40_0000
    assert objectives.of_day(context, date(2025, 11, 5)) is None


def test_a_day_says_its_objective(shop: Snapshot) -> None:
    context = told(shop, ("2025-11-12", None, 1_000))
    made = {part.name: part for part in day_list.build(context) if isinstance(part, Sheet)}
    said = text_of(made["jours/2025-11-12"].make().body)  # type: ignore[union-attr]
    assert "Objectif du jour : 1 000,00 €" in said
