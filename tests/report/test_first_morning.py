"""A newcomer's first page: the sample says what it is, a file that fails says why and where."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sales_assets.report.pages import home
from sales_assets.report.pages.banner import banner
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.sample import DIGESTS
from sales_assets.report.publish import publish
from sales_assets.tools import demo
from tests import snapshots
from tests.report import BUILT, ROOT
from tests.report.test_one_fact import text_of
from tests.shop import Shop

NOW = datetime(2026, 1, 20, 7, tzinfo=ZoneInfo("Europe/Paris"))


def test_the_sample_is_known_by_its_content(tmp_path: Path) -> None:
    demo.sample(tmp_path)
    found = {hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.glob("ventes*")}
    assert found == DIGESTS


@pytest.fixture
def sample() -> Context:
    """The sample a month after its last day, as a newcomer meets it."""
    shop = snapshots.shop(days=60, products=4, stores=2)
    sales = shop.livraisons["genre"].isin(["historique", "jour"])
    digests = shop.livraisons["sha256"].mask(sales, next(iter(DIGESTS)))
    later = BUILT + timedelta(days=32)
    days = tuple(shop.today + timedelta(days=n) for n in range(32))
    snap = replace(
        shop,
        today=later.date(),
        attendus=days,
        livraisons=shop.livraisons.assign(sha256=digests),
        controles=shop.controles.assign(reussi=True),
    )
    return Context(snap, later)


def test_the_sample_says_that_it_is_one_and_is_not_late(sample: Context) -> None:
    assert "Boutique d’exemple" in banner(sample)
    for said in (banner(sample), text_of(home.build(sample).body)):
        assert "en retard" not in said
        assert "arrêtées" not in said
        assert "v-alerte" not in said
    said = text_of(home.build(sample).body)
    assert "Ceci est une boutique d’exemple." in said
    assert "rm -r data/*.csv data/ventes.db data/archive" in said


def test_ones_own_sales_mixed_with_the_samples_are_told(sample: Context) -> None:
    rows = sample.snap.livraisons
    mine = rows.assign(sha256=rows["sha256"].where(rows["genre"] != "jour", "f" * 64))
    context = Context(replace(sample.snap, livraisons=mine), sample.built_at)
    assert "Des ventes d’exemple sont mêlées aux vôtres." in text_of(home.build(context).body)
    assert "Boutique d’exemple" not in banner(context)
    assert "exemple" not in text_of(home.build(Context(snapshots.shop(days=9), BUILT)).body)


def test_the_samples_site_gives_way_to_ones_own(sample: Context, tmp_path: Path) -> None:
    place = tmp_path / "public"
    publish(lambda: sample.snap, built_at=sample.built_at, root=ROOT, site_dir=place)
    publish(
        lambda: snapshots.shop(days=3, products=2, stores=1),
        built_at=sample.built_at,
        root=ROOT,
        site_dir=place,
    )
    assert "boutique d’exemple" not in (place / "index.html").read_text("utf-8")


def first_page(folder: Path, **files: str) -> str:
    """The first page of a shop whose first files are these."""
    shop = Shop(folder, now=NOW)
    for name, content in files.items():
        shop.drop(f"{name}.csv", content)
    shop.run()
    snap = shop.snapshot()
    shop.close()
    page = home.build(Context(snap, NOW))
    return f"{page.title} {text_of(page.body)}"


def test_a_first_file_that_is_refused_says_why_and_what_to_do(tmp_path: Path) -> None:
    said = first_page(tmp_path, ventes="Jour;Article;Combien\n12/01/2026;A;2\n")
    assert said.startswith("Vos fichiers n’ont pas encore donné de ventes")
    assert "1 fichier n’a pas pu être lu" in said
    assert "ventes.csv : il manque « quantite » sur la ligne d’en-tête." in said
    assert "Ajoutez ou renommez la colonne" in said
    assert "Il manque encore : le catalogue (produits.csv), les magasins (magasins.csv)." in said


def test_a_first_file_without_a_good_line_says_each_line(tmp_path: Path) -> None:
    said = first_page(
        tmp_path,
        produits="ID_produit,nom,prix\nA,Thé,3\n",
        magasins="ID_magasin,ville\n1,Lyon\n",
        ventes="Date,ID_produit,Quantite,ID_magasin\n31/02/2026,A,1,1\n12/01/2026,Z,1,1\n",
    )
    assert "2 lignes mises de côté" in said
    assert "ventes.csv 2 " in said
    assert "ventes.csv 3 " in said
    assert "Il manque encore" not in said


def test_an_empty_folder_is_no_alarm() -> None:
    page = home.build(Context(snapshots.empty(), BUILT))
    assert page.title == "Bienvenue"
    assert "v-alerte" not in page.body
