"""The sites that the browser's tests open: each is published once for all workers, then only read.

A module names the one it opens (`SITE = sites.plain`) and gets its folder from the fixture `site`.
Add a kind here when none of these holds what a test must see; a shop loaded from files stays with
the module that asks it questions.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sales_assets import language
from sales_assets.report.publish import publish
from sales_assets.report.trace import UNTRACED, Execution, Trace, TracedAsset, TracedColumn
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, ROOT

Publish = Callable[[Path], None]
"""Publishes a site at this address."""

HOSTILE = {
    "REF001": '<img src=x onerror="window.feu=1">',
    "REF002": "</script><script>window.feu=1</script>",
    "REF003": "Savon d’Alep",
    "REF004": '<a href="javascript:window.feu=1">lien</a> <b>gras</b> %{x} &lt;i&gt;',
}
CITIES = {"1": "Lyon", "2": '<svg onload="window.feu=1">'}
FEU = "<img src=x onerror='window.feu=1'>"
TRACE = Trace(
    (
        TracedAsset("ventes", "tables", FEU, (TracedColumn("date", "DATE", FEU),)),
        TracedAsset("site", "report", "Le site.", sources=("ventes",)),
    ),
    (Execution(BUILT, 12.5, "SUCCESS", ("2025-11-17",)),),
    (f"2025-11-18 06:30:00 | lecture | {FEU} | 12 | ERREUR | {FEU}", FEU),
)
ENGLISH = {f"REF{number:03}": f"Article {number}" for number in range(1, 200)}


def put(snap: Snapshot, place: Path, trace: Trace = UNTRACED, shop_name: str = "") -> None:
    """Publish a shop at `place`."""
    publish(
        lambda: snap,
        built_at=BUILT,
        root=ROOT,
        site_dir=place,
        trace=trace,
        shop_name=shop_name,
    )


def plain(place: Path) -> None:
    """A believable shop, with more products than a table shows at once."""
    put(snapshots.shop(days=130, products=40, stores=3), place)


def year(place: Path) -> None:
    """A whole year and what a year compares itself with, in seven stores."""
    put(snapshots.shop(days=420, products=30, stores=7), place)


def accented(place: Path) -> None:
    """A shop whose names have accents and ligatures."""
    names = {
        "REF001": "Thé de Noël",
        "REF002": "Café d’Éthiopie",
        "REF003": "Savon d’Alep",
        "REF004": "Cœur de bœuf",
    }
    put(snapshots.shop(days=70, products=9, stores=3, names=names, cities={"1": "Lyon"}), place)


def hostile(place: Path) -> None:
    """A shop whose names, files and log try to be markup; some of its days were corrected."""
    snap = snapshots.shop(days=70, products=6, stores=3, names=HOSTILE, cities=CITIES)
    put(replace(snap, rectifications=snapshots.corrections(snap, 3)), place, TRACE, FEU)


def english(place: Path) -> None:
    """A shop of more than a year whose site is in English, its own names included."""
    snap = snapshots.shop(days=400, products=130, stores=3, names=ENGLISH)
    rules = json.loads((ROOT / "expectations" / "ventes.json").read_text("utf-8"))["expectations"]
    phrases = [rule["meta"]["phrase"] for rule in rules][: len(snap.controles)]
    language.use("en")
    try:
        put(replace(snap, controles=snap.controles.assign(phrase=phrases)), place)
    finally:
        language.use("fr")
