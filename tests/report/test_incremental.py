"""What a publication takes over from the last one is, byte for byte, what it would have made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.report.pages import build_site
from sales_assets.report.publish import publish_pages
from sales_assets.report.releases import files, publishing
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, ROOT

pytestmark = pytest.mark.slow

LAST = date(2025, 11, 17)
CORRECTED = date(2025, 11, 5)


def put(snap: Snapshot, site: Path) -> dict[str, bytes]:
    """Publish, whether the tables agree with each other or not; return the release's files."""
    made = build_site(snap, built_at=BUILT)
    with publishing(site) as held:
        publish_pages(
            made.menu,
            made.sheets,
            made.extras,
            folders=made.folders,
            banner=made.banner,
            root=ROOT,
            site_dir=held,
        )
    live = site.resolve()
    return {name: (live / name).read_bytes() for name in files(live)}


def until(snap: Snapshot, day: date) -> Snapshot:
    """The shop as it was known on the evening of `day`."""
    cut = {
        field.name: frame[frame["date"] <= pd.Timestamp(day)]
        for field in fields(snap)
        if isinstance(frame := getattr(snap, field.name), pd.DataFrame) and "date" in frame
    }
    checks = snap.controles[snap.controles["portee"] <= f"{day}"]
    return replace(snap, **cut, controles=checks, today=day + timedelta(days=1))


def _with(name: str, **columns: Callable[[pd.DataFrame], object]) -> Callable[[Snapshot], Snapshot]:
    return lambda snap: replace(snap, **{name: getattr(snap, name).assign(**columns)})


def _where(column: str, wanted: object, target: str, value: object) -> Callable:
    return lambda frame: frame[target].mask(frame[column] == wanted, value)


def _corrected(snap: Snapshot) -> Snapshot:
    """A day of a store sent again: other amounts, another digest, another delivery."""
    frame = snap.magasins_jour
    touched = (frame["date"] == pd.Timestamp(CORRECTED)) & (frame["ID_magasin"] == "1")
    changed = frame.assign(
        ca_e4=frame["ca_e4"] + 10_000 * touched,
        brut_e4=frame["brut_e4"] + 10_000 * touched,
        livraison=frame["livraison"].mask(touched, 4),
        empreinte=frame["empreinte"].mask(touched, "0" * 16),
    )
    whole = snap.jours["date"] == pd.Timestamp(CORRECTED)
    jours = snap.jours.assign(ca_e4=snap.jours["ca_e4"] + 10_000 * whole)
    return replace(snap, magasins_jour=changed, jours=jours)


def _rectified(snap: Snapshot) -> Snapshot:
    row = {
        "date": pd.Timestamp(CORRECTED), "ID_magasin": "1", "rang": 1, "livraison": 4,
        "lignes_avant": 9, "lignes_apres": 9, "quantite_avant_e3": 10, "quantite_apres_e3": 11,
        "ca_avant_e4": 90_000, "ca_apres_e4": 100_000,
    }  # fmt: skip
    frame = pd.DataFrame([row], columns=list(snap.rectifications.columns))
    return replace(snap, rectifications=frame.astype({"date": "datetime64[s]"}))


CHANGES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "nothing": lambda snap: snap,
    "a product's name": _with("produits", nom=_where("ID_produit", "REF002", "nom", "Autre nom")),
    "a store's town": _with("magasins", ville=_where("ID_magasin", "2", "ville", "Brest")),
    "two stores in one town": _with("magasins", ville=lambda _: "Lyon"),
    "a headcount": _with("magasins", nombre_salaries=lambda frame: frame["nombre_salaries"] + 1),
    "the stock": _with("produits", stock=lambda frame: frame["stock"] + 1),
    "a day sent again": _corrected,
    "a rectification": _rectified,
    "a delivery's message": _with("livraisons", message=lambda _: "à relire"),
    "no reject left": lambda snap: replace(snap, rejets=snap.rejets.iloc[:0]),
    "a known price": _with("prix", prix_e4=lambda frame: frame["prix_e4"] + 5_000),
    "a failed check": _with("controles", reussi=lambda _: False),
    "a closed day": _with(
        "etats", etat=_where("date", pd.Timestamp("2025-11-09"), "etat", "absent")
    ),
    "other lines' ticket": lambda snap: replace(
        snap,
        lignes=lambda day: snap.lignes(day).assign(ticket="T1"),
        magasins_jour=snap.magasins_jour.assign(empreinte="f" * 16),
    ),
    "the last day again not complete": lambda snap: replace(snap, today=LAST),
}


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=24, products=3, stores=2)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_taken_over_is_what_would_be_made(
    shop: Snapshot, change: str, tmp_path: Path
) -> None:
    after = CHANGES[change](shop)
    put(shop, tmp_path / "kept" / "public")
    assert put(after, tmp_path / "kept" / "public") == put(after, tmp_path / "new" / "public")


def test_a_new_day_leaves_the_earlier_sheets_as_they_are(shop: Snapshot, tmp_path: Path) -> None:
    site = tmp_path / "kept" / "public"
    put(until(shop, LAST - timedelta(days=3)), site)
    before = {path.name: path.stat().st_ino for path in (site / "jours").glob("*.html")}
    assert put(shop, site) == put(shop, tmp_path / "new" / "public")
    after = {path.name: path.stat().st_ino for path in (site / "jours").glob("*.html")}
    again = {name for name in before if before[name] != after[name]}
    assert again == {max(before)}, "only the last sheet gains a next day"
