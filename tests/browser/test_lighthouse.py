"""Lighthouse on three pages, as a slow phone would open them.

The machine's own load moves the figure for speed; the best of three tries counts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sales_assets.report.publish import publish
from tests import snapshots
from tests.browser.node import lighthouse
from tests.browser.server import serving
from tests.browser.test_site import BUILT
from tests.report import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 0.95}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site") / "public"
    snap = snapshots.shop(days=420, products=30, stores=7)
    publish(snap, built_at=BUILT, root=ROOT, site_dir=place)
    return place.resolve()


@pytest.mark.parametrize("path", ["index.html", "produits/ref001.html", "explorer.html"])
def test_a_page_is_fast_and_well_made(site: Path, tmp_path: Path, path: str) -> None:
    scores: dict[str, float] = {}
    with serving(site) as base:
        for _try in range(3):
            found = lighthouse(base + path, tmp_path)["categories"]
            scores = {name: max(scores.get(name, 0), found[name]["score"]) for name in LEAST}
            if all(scores[name] >= least for name, least in LEAST.items()):
                break
    print(f"\nLighthouse {path}: {scores}")
    assert {name for name, least in LEAST.items() if scores[name] < least} == set(), scores
