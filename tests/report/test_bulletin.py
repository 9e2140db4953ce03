"""The bulletin: what an e-mail can carry, and nothing that a mail program would refuse."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from sales_assets.report import formats
from sales_assets.report.pages import bulletin
from sales_assets.report.pages.context import Context
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT


def made(snap: Snapshot) -> tuple[str, str]:
    """The page and the plain text."""
    found = {extra.path: extra.content.decode() for extra in bulletin.build(Context(snap, BUILT))}
    return found["bulletin.html"], found["bulletin.txt"]


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=400, products=12, stores=3)


def test_it_stands_alone_and_is_light(shop: Snapshot) -> None:
    page, _ = made(shop)
    assert len(page.encode()) < 100_000
    assert not re.search(r"<(script|img|svg|iframe)|\bclass=\"v-carte|https?://|@import", page)
    assert re.findall(r"<style>(.{12})", page) == ["@media print"]  # which mail leaves out
    assert set(re.findall(r'href="([^"]+)"', page)) == {
        "assets/favicon.svg", "index.html", "bulletin.txt",
    }  # fmt: skip


def test_both_say_the_days_figures(shop: Snapshot) -> None:
    page, text = made(shop)
    ca = formats.euros(int(shop.jours["ca_e4"].iloc[-1]))
    for said in (html.unescape(page), text):
        assert ca in said
        assert "Ventes du lundi 17 novembre 2025" in said
        assert "Ce qui monte" in said
        assert "À commander" in said
    assert "<" not in text
    assert "&" not in text


def test_products_to_order_come_with_what_is_left(shop: Snapshot) -> None:
    stock = shop.produits["stock"].copy()
    stock.iloc[0], stock.iloc[1] = 0, 1
    _, text = made(replace(shop, produits=shop.produits.assign(stock=stock)))
    assert " 1 jours" not in text.replace("\u00a0", " ")
    lines = [line for line in text.splitlines() if "en rupture)" in line or "reste 1," in line]
    assert len(lines) == 2
    assert "en rupture" in lines[0]  # the most pressing first


@pytest.mark.parametrize("days", [1, 3, 9])
def test_what_cannot_be_compared_says_why(days: int) -> None:
    page, text = made(snapshots.shop(days=days, products=4, stores=2))
    assert "vs lundi d’avant" in text
    assert "vs N-1 comparable : pas de jour comparable" in text
    assert "(N-1\u00a0: pas de jour comparable)" in text
    assert "title=" not in page  # paper and mail show no tooltip
    for line in text.splitlines():
        assert "—" not in line or re.search(r": — \(\w", line), line


def test_what_is_wrong_with_the_data_is_said(shop: Snapshot) -> None:
    _, text = made(shop)
    assert "Contrôle non tenu" in text
    assert re.search(r"Lignes mises de côté : 4\s+lignes \(", text)
    good = shop.controles.assign(reussi=True)
    empty = shop.rejets.iloc[:0]
    etats = shop.etats.assign(etat=shop.etats["etat"].replace("absent", "ferme"))
    _, text = made(replace(shop, controles=good, rejets=empty, etats=etats))
    assert f"Contrôles réussis : {len(good)}/{len(good)}" in text
    assert "Lignes mises de côté" not in text


def test_the_state_of_the_data_is_said_as_the_banner_says_it(shop: Snapshot) -> None:
    _, text = made(replace(shop, today=shop.today + timedelta(days=1), attendus=(shop.today,)))
    assert "Ventes attendues : mardi 18 nov." in text


def test_a_hostile_name_is_text_in_both(shop: Snapshot) -> None:
    name = "<img src=x onerror=feu()>\u202e\r\nBcc: x@example.org"
    page, text = made(replace(shop, produits=shop.produits.assign(nom=name)))
    assert "<img" not in page
    assert "\nBcc" not in text
    assert "\u202e" not in text


def test_a_very_long_name_is_cut(shop: Snapshot) -> None:
    page, _ = made(replace(shop, produits=shop.produits.assign(nom="M" * 10_000)))
    assert len(page) < 100_000


def test_an_empty_shop_is_told_what_to_do() -> None:
    page, text = made(snapshots.empty())
    assert "make report" in page
    assert "make report" in text


def test_the_same_picture_gives_the_same_bulletin(shop: Snapshot) -> None:
    assert made(shop) == made(replace(shop, jours=pd.DataFrame(shop.jours)))
