"""Odd shops: every page is built, says its day, and costs no more than its share.

What goes in: shops that a real year brings sooner or later. What stays out: how they look
(`tests/browser/test_odd_shops.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sales_assets.report.pages import Page, build_site, bulletin
from sales_assets.report.pages.context import Context
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT

SUMS = ["lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4"]


def with_returns(snap: Snapshot, since: str) -> Snapshot:
    """A shop where all that happened since a day is returns, in its lines as in its totals."""

    def lines(day: date) -> pd.DataFrame:
        found = snap.lignes(day)
        if day < date.fromisoformat(since):
            return found
        quantity = -found["quantite_e3"].abs()
        return found.assign(
            quantite_e3=quantity, total_e4=quantity // 1000 * found["prix_unitaire_e4"]
        )

    days = [stamp.date() for stamp in snap.jours["date"]]
    sales = pd.concat([lines(day).assign(date=pd.Timestamp(day)) for day in days])
    sales["date"] = sales["date"].astype("datetime64[s]")
    sales["ca_e4"] = sales["total_e4"].astype("int64")
    sales = sales.assign(
        lignes=1, brut_e4=sales["ca_e4"].clip(lower=0), retours_e4=sales["ca_e4"].clip(upper=0),
        mois=sales["date"].dt.strftime("%Y-%m"),
    )  # fmt: skip

    def total(*keys: str, of: pd.DataFrame = sales) -> pd.DataFrame:
        return of.groupby([*keys], as_index=False)[SUMS].sum()

    def cube(month: str) -> pd.DataFrame:
        found = total(*snapshots.CUBE, of=sales[sales["mois"] == month])
        return found.drop(columns="brut_e4")

    return replace(
        snap,
        jours=total("date"),
        magasins_jour=total("date", "ID_magasin").assign(livraison=3),
        produits_jour=total("date", "ID_produit"),
        mois=total("mois"),
        lignes=lines,
        vendus=lambda cells: sales.merge(cells)[snapshots.SOLD],
        cube=cube,
    )


def odd(kind: str) -> Snapshot:
    """One odd shop by its name."""
    long = {"REF001": "M" * 10_000, "REF002": "mot " * 2_500}
    rtl = {"REF001": "שמן זית כתית", "REF002": "زيت الزيتون البكر", "REF003": "\u202eabc"}
    shops = {
        "vide": snapshots.empty,
        "un_jour": lambda: snapshots.shop(days=1, products=3, stores=2),
        "un_produit": lambda: snapshots.shop(days=60, products=1, stores=1),
        "deux_cents_magasins": lambda: snapshots.shop(days=5, products=4, stores=200),
        "noms_de_10000": lambda: snapshots.shop(
            days=40, products=3, stores=2, names=long, cities={"1": "V" * 10_000}
        ),
        "droite_a_gauche": lambda: snapshots.shop(
            days=40, products=3, stores=2, names=rtl, cities={"1": "القاهرة"}
        ),
        "jour_de_retours": lambda: with_returns(
            snapshots.shop(days=40, products=4, stores=2), "2025-11-17"
        ),
        "mois_negatif": lambda: with_returns(
            snapshots.shop(days=75, products=4, stores=2), "2025-11-01"
        ),
    }
    return shops[kind]()


KINDS = [
    "vide", "un_jour", "un_produit", "deux_cents_magasins", "noms_de_10000", "droite_a_gauche",
    "jour_de_retours", "mois_negatif",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_an_odd_shop_is_built(kind: str) -> None:
    site = build_site(odd(kind), built_at=BUILT)
    pages = [*site.menu]
    for sheet in site.sheets:
        made = sheet if isinstance(sheet, Page) else sheet.make()
        if isinstance(made, Page):
            pages.append(made)
    for page in pages:
        assert page.title, page.path
        assert "nan" not in page.body.lower().split(), page.path
        assert len(page.title) < 400, page.path
    paths = {page.path for page in pages}
    assert len(paths) == len(pages)


@pytest.mark.parametrize("weekly", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_mail_of_an_odd_shop_is_written(kind: str, weekly: bool) -> None:
    context = Context(odd(kind), BUILT)
    if bulletin.news(context, weekly=weekly) is None:
        assert kind in ("vide", "un_jour")
        return
    mail = bulletin.letter(context, weekly=weekly, site_url="http://exemple.fr")
    assert len(mail.html.encode()) < 100_000  # beyond, mail programs cut
    assert len(mail.title) < 100
    assert "nan" not in mail.plain.lower().split()


def test_thousands_of_products_stay_out_of_the_menu_and_cost_their_share() -> None:
    def sizes(count: int) -> list[int]:
        site = build_site(snapshots.shop(days=3, products=count, stores=2), built_at=BUILT)
        assert len(site.menu) < 25
        sheets = (s if isinstance(s, Page) else s.make() for s in site.sheets)
        return [
            len(s.body) for s in sheets if isinstance(s, Page) and s.path.startswith("produits/")
        ]

    few, many = sizes(50), sizes(1000)
    assert len(many) == 1000
    assert max(many) < 2 * max(few)  # a sheet does not grow with the number of its neighbours
