"""The bulletin: what an e-mail can carry, and nothing that a mail program would refuse."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta

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


def test_the_shop_s_name_heads_page_text_and_mail_and_is_text(shop: Snapshot) -> None:
    name = "<img src=x onerror=feu()> & Fils"
    context = Context(shop, BUILT, shop_name=name)
    mail = bulletin.letter(context, weekly=False, site_url=None)
    page, text = (extra.content.decode() for extra in bulletin.build(context))
    for said in (page, mail.html):
        head = re.search(r"<p [^>]*>([^<]*)</p>\s*<h1", said)
        assert head
        assert html.unescape(head[1]) == name
        assert "<img" not in said
    assert text.startswith(f"{name}\n\nVentes du lundi 17")
    assert mail.plain.startswith(f"{name}\n\nVentes du lundi 17")
    assert made(shop)[1].startswith("Ventes du lundi 17")


def test_a_very_long_name_is_cut(shop: Snapshot) -> None:
    page, _ = made(replace(shop, produits=shop.produits.assign(nom="M" * 10_000)))
    assert len(page) < 100_000


def test_the_mail_says_the_page_and_loads_nothing(shop: Snapshot) -> None:
    name = "<img src=x onerror=feu()>\u202e\r\nBcc: x@example.org"
    context = Context(replace(shop, produits=shop.produits.assign(nom=name)), BUILT)
    mail = bulletin.letter(context, weekly=False, site_url="http://exemple.fr")
    assert "<style" not in mail.html
    assert not re.search(r"<(script|img|svg|link)|url\(|@import", mail.html)
    assert [html.unescape(link) for link in re.findall(r'(?:href|src)="([^"]+)"', mail.html)] == [
        "http://exemple.fr/bulletin.html"
    ]
    _, text = made(context.snap)
    assert mail.plain.startswith(text[: text.index("Publié le")].rstrip())
    assert "\nBcc" not in mail.plain
    bare = bulletin.letter(context, weekly=False, site_url=None)
    assert "http" not in bare.html + bare.plain


def test_the_week_is_the_sum_of_its_days(shop: Snapshot) -> None:
    mail = bulletin.letter(Context(shop, BUILT), weekly=True, site_url=None)
    week = shop.jours[shop.jours["date"].between("2025-11-10", "2025-11-16")]
    assert mail.title.startswith(formats.euros(int(week["ca_e4"].sum())))
    for day, ca in zip(week["date"], week["ca_e4"], strict=True):
        said = formats.capital(f"{formats.weekday_name(day)} {formats.day_and_month(day)}")
        assert f"- {said} : {formats.euros(int(ca))}" in mail.plain
    assert re.search(r"- Dimanche 16 novembre : — \(ferm", mail.plain)


MONDAY = date(2025, 11, 17)  # the last day of the shop


@pytest.mark.parametrize(
    ("today", "weekly", "attendus", "told"),
    [
        (18, False, (), MONDAY),
        (19, False, (18,), MONDAY),
        (24, False, (18, 19, 20, 21, 22), MONDAY),
        (25, False, (18, 19, 20, 21, 22, 24), None),  # a history
        (17, True, (), date(2025, 11, 16)),
        (17, True, (16,), None),  # that Sunday is still expected
        (18, True, (), date(2025, 11, 16)),  # on Tuesday, if nothing could be sent before
        (24, True, (18, 19, 20, 21, 22), None),
        (25, True, (), date(2025, 11, 23)),
    ],
)
def test_the_news_of_a_morning(
    shop: Snapshot, today: int, weekly: bool, attendus: tuple[int, ...], told: date | None
) -> None:
    expected = tuple(date(2025, 11, day) for day in attendus)
    snap = replace(shop, today=date(2025, 11, today), attendus=expected)
    assert bulletin.news(Context(snap, BUILT), weekly=weekly) == told


@pytest.mark.parametrize(
    ("jour", "received", "told"),
    [
        ("2025-11-17", "2025-11-18", None),
        ("2025-11-10", "2025-11-18", MONDAY),  # another day's
        (None, "2025-11-18", None),  # of any day
        (None, "2025-11-16", MONDAY),  # from before
    ],
)
@pytest.mark.parametrize("state", ["refusee", "en_attente"])
def test_a_day_of_which_a_file_waits_is_no_news(
    shop: Snapshot, jour: str | None, received: str, told: date | None, state: str
) -> None:
    rows = shop.livraisons.iloc[-1:].assign(
        nom="ventes_x.csv", statut=state, message="…", genre="jour",
        jour=pd.Timestamp(jour) if jour else pd.NaT, recue_le=pd.Timestamp(received),
    )  # fmt: skip
    snap = replace(shop, livraisons=pd.concat([shop.livraisons, rows], ignore_index=True))
    assert bulletin.news(Context(snap, BUILT), weekly=False) == told


def test_an_empty_shop_is_no_news() -> None:
    for weekly in (False, True):
        assert bulletin.news(Context(snapshots.empty(), BUILT), weekly=weekly) is None


def test_an_empty_shop_is_told_what_to_do() -> None:
    page, text = made(snapshots.empty())
    assert "make report" in page
    assert "make report" in text


def test_the_same_picture_gives_the_same_bulletin(shop: Snapshot) -> None:
    assert made(shop) == made(replace(shop, jours=pd.DataFrame(shop.jours)))
