"""The last gate: a site that says anything else than the tables is not published."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sales_assets.errors import SiteDiffers
from sales_assets.report import proof
from sales_assets.report.publish import publish
from sales_assets.settings import PROJECT_ROOT
from sales_assets.warehouse.snapshot import Snapshot
from tests.shop import Shop, products, stores
from tests.snapshots import shop

NOW = datetime(2025, 11, 18, 6, 31, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return shop(days=12)


@pytest.fixture(scope="module")
def site(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    publish(lambda: snapshot, built_at=NOW, root=PROJECT_ROOT, site_dir=folder / "public")
    return folder / "public"


def wrong(snapshot: Snapshot, table: str, column: str) -> Snapshot:
    """The same snapshot with 1/10 000 € more in the first row of one table."""
    frame = getattr(snapshot, table).copy()
    frame.loc[frame.index[0], column] += 1
    return dataclasses.replace(snapshot, **{table: frame})


def test_a_site_says_what_its_tables_say(site: Path, snapshot: Snapshot) -> None:
    assert list(proof.differences(site, snapshot)) == []


def test_a_ten_thousandth_of_a_euro_is_seen_in_every_file(site: Path, snapshot: Snapshot) -> None:
    found = list(proof.differences(site, wrong(snapshot, "jours", "ca_e4")))
    day = snapshot.jours["date"].iloc[0].date()
    names = ("totaux_jours.csv", "totaux_mois.csv", "totaux_magasins_jours.csv", f"{day}.html")
    for name in names:
        assert any(line.startswith(name) for line in found), (name, found)
    assert any(f"ventes-{day}.csv" in line for line in found)


def test_explorer_adds_up_to_the_months(site: Path, snapshot: Snapshot) -> None:
    month = snapshot.mois["mois"].iloc[0]
    found = list(proof.differences(site, wrong(snapshot, "mois", "ca_e4")))
    assert [line.split(".")[0] for line in found] == [month]


def test_a_missing_day_is_seen(site: Path, snapshot: Snapshot) -> None:
    fewer = dataclasses.replace(snapshot, jours=snapshot.jours.iloc[1:])
    day = snapshot.jours["date"].iloc[0].date()
    assert any(f"ventes-{day}.csv" in line for line in proof.differences(site, fewer))


def test_a_site_that_differs_is_not_published(snapshot: Snapshot, tmp_path: Path) -> None:
    address = tmp_path / "public"
    publish(lambda: snapshot, built_at=NOW, root=PROJECT_ROOT, site_dir=address)
    before = address.resolve()
    with pytest.raises(SiteDiffers, match="totaux_magasins_jours"):
        publish(
            lambda: wrong(snapshot, "magasins_jour", "ca_e4"),
            built_at=NOW,
            root=PROJECT_ROOT,
            site_dir=address,
        )
    assert address.resolve() == before


def test_the_same_sources_leave_the_live_site(snapshot: Snapshot, tmp_path: Path) -> None:
    address = tmp_path / "public"
    first = publish(lambda: snapshot, built_at=NOW, root=PROJECT_ROOT, site_dir=address)
    later = NOW.replace(hour=9)
    again = publish(lambda: snapshot, built_at=later, root=PROJECT_ROOT, site_dir=address)
    assert (again.changed, again.release, again.pages) == (False, first.release, first.pages)
    other = dataclasses.replace(snapshot, today=snapshot.today.replace(day=19))
    assert publish(lambda: other, built_at=later, root=PROJECT_ROOT, site_dir=address).changed


def test_a_day_that_ends_in_fractions_of_a_cent_is_published(tmp_path: Path) -> None:
    counter = Shop(tmp_path)
    counter.drop("produits.csv", products(A="2.99"))
    counter.drop("magasins.csv", stores(1))
    counter.drop("ventes.csv", "Date;ID_produit;Quantite;ID_magasin\n2025-10-17;A;0,350;1\n")
    counter.run()
    assert counter.value("SELECT ca_e4 FROM totaux_jour") == 10_465
    site = tmp_path / "site" / "public"
    publish(counter.snapshot, built_at=NOW, root=PROJECT_ROOT, site_dir=site)
    counter.close()
    assert (site / "jours" / "2025-10-17.html").exists()
