"""Publishing: one whole release live at every moment, whatever fails; same input, same bytes."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sales_assets.errors import NotReady
from sales_assets.report import releases
from sales_assets.report.pages import Extra, Page
from sales_assets.report.publish import publish, publish_pages
from sales_assets.report.releases import MANIFEST
from tests import snapshots
from tests.faults import FULL
from tests.nginx import serving
from tests.report import BUILT, ROOT

MENU = ("index", "jours", "produits", "magasins", "qualite", "donnees", "glossaire")


def some(version: str) -> list[Page]:
    return [
        Page(f"{name}.md", name, f"<p>{name} {version}</p>", lines={"version": version})
        for name in MENU
    ]


def put(site: Path, version: str):
    with releases.publishing(site) as held:
        return publish_pages(
            some(version), [], [Extra("donnees/a.csv", b"a")], root=ROOT, site_dir=held
        )


def whole(release: Path) -> str:
    """The version shown by a release in which every file has its digest."""
    lines = (release / MANIFEST).read_text().splitlines()
    assert lines
    for line in lines:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest, name
    found = re.search(r"<p>index (\w+)</p>", (release / "index.html").read_text())
    assert found
    return found.group(1)


def test_a_shop_is_published_and_published_again_without_change(tmp_path: Path) -> None:
    snap = snapshots.shop(days=40, products=4, stores=2)
    first = publish(lambda: snap, built_at=BUILT, root=ROOT, site_dir=tmp_path / "public")
    again = publish(lambda: snap, built_at=BUILT, root=ROOT, site_dir=tmp_path / "public")
    assert (tmp_path / "public").is_symlink()
    assert not (tmp_path / "public").readlink().is_absolute()
    assert first.changed
    assert again == replace(first, changed=False)
    assert first.path.read_text().count("06:31") == 1
    assert len(list((tmp_path / "releases").iterdir())) == 1


def test_same_input_gives_the_same_bytes_wherever_it_is_built(tmp_path: Path) -> None:
    snap = snapshots.shop(days=40, products=4, stores=2)
    trees = []
    for place in ("a", "b"):
        publish(lambda: snap, built_at=BUILT, root=ROOT, site_dir=tmp_path / place / "public")
        live = (tmp_path / place / "public").resolve()
        files = sorted(path for path in live.rglob("*") if path.is_file())
        trees.append({path.relative_to(live): path.read_bytes() for path in files})
    assert trees[0] == trees[1]


def test_an_empty_shop_gives_a_valid_site(tmp_path: Path) -> None:
    done = publish(snapshots.empty, built_at=BUILT, root=ROOT, site_dir=tmp_path / "public")
    pages = {path.name for path in (tmp_path / "public").rglob("*.html")}
    assert done.pages == len(pages - {"404.html", "bulletin.html"}) > len(MENU)
    assert "make report" in done.path.read_text()


def test_every_page_carries_the_line_of_freshness_and_no_inline_script(tmp_path: Path) -> None:
    snap = snapshots.shop(days=40, products=4, stores=2)
    publish(lambda: snap, built_at=BUILT, root=ROOT, site_dir=tmp_path / "public")
    for page in (tmp_path / "public").rglob("*.html"):
        text = page.read_text()
        if page.name != "bulletin.html":  # an e-mail, which has no banner
            assert 'class="v-bandeau"' in text, page
        for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert not script.strip() or 'type="application/json"' in attributes, page
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text), page


def test_a_failed_build_leaves_the_live_site(tmp_path: Path) -> None:
    site = tmp_path / "public"
    put(site, "un")

    def broken() -> Iterator[Page]:
        yield some("deux")[0]
        raise RuntimeError("a page failed")

    with pytest.raises(RuntimeError, match="a page failed"), releases.publishing(site) as held:
        publish_pages(broken(), root=ROOT, site_dir=held)
    assert whole(site.resolve()) == "un"
    put(site, "trois")
    assert whole(site.resolve()) == "trois"


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "public"
    site.mkdir()
    (site / "photo.jpg").write_bytes(b"x")
    with pytest.raises(NotReady, match="SALES_SITE_DIR"):
        put(site, "un")
    assert (site / "photo.jpg").exists()


def test_an_empty_folder_becomes_the_site(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    put(tmp_path / "public", "un")
    assert whole((tmp_path / "public").resolve()) == "un"


def test_the_last_three_releases_are_kept(tmp_path: Path) -> None:
    made = [put(tmp_path / "public", f"v{number}").release for number in range(5)]
    kept = {path.name for path in (tmp_path / "releases").iterdir()}
    assert kept == set(made[-3:])


def test_releases_share_the_files_of_the_theme(tmp_path: Path) -> None:
    site = tmp_path / "public"
    put(site, "un")
    before = site.resolve()
    put(site, "deux")
    after = site.resolve()
    name = "assets/plotly/plotly-basic.min.js"
    assert (after / name).samefile(before / name)
    assert not (after / "index.html").samefile(before / "index.html")


def test_a_theme_file_that_changed_is_not_shared(tmp_path: Path) -> None:
    before, after = tmp_path / "avant", tmp_path / "apres"
    for folder, text in ((before, "un"), (after, "de")):
        folder.mkdir()
        (folder / "a.css").write_text(text)
        (folder / "b.css").write_text("same")
    releases.share(after, before)
    assert [(after / name).read_text() for name in ("a.css", "b.css")] == ["de", "same"]
    assert (before / "a.css").read_text() == "un"


def test_going_back_to_an_earlier_state_is_its_release(tmp_path: Path) -> None:
    first = put(tmp_path / "public", "un")
    put(tmp_path / "public", "deux")
    back = put(tmp_path / "public", "un")
    assert back.release == first.release
    assert whole((tmp_path / "public").resolve()) == "un"


def test_a_page_read_before_the_swap_still_finds_its_figures(tmp_path: Path) -> None:
    site = tmp_path / "public"
    put(site, "un")
    text = (site / "index.html").read_text()
    asked = re.search(r'data-donnees="([^"]+)"', text)
    assert asked
    put(site, "deux")
    assert b"un" in (site / asked.group(1)).read_bytes()


KILLS, RELEASES = (60, 60) if FULL else (8, 4)

PUBLISHER = """
import sys
from pathlib import Path
from tests.report.test_publish import put
import mkdocs.commands.build
site = Path(sys.argv[1])
print("ready", flush=True)
for turn in range(1000):
    put(site, f"v{turn}")
"""


@pytest.mark.timeout(3000)
def test_a_publisher_killed_anywhere_leaves_a_whole_release(
    tmp_path: Path, figure: Callable[..., None]
) -> None:
    site = tmp_path / "public"
    put(site, "depart")
    moments = random.Random(1)
    seen = set()
    for _ in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(site)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert child.stdout
        assert child.stdout.readline() == b"ready\n"
        time.sleep(moments.uniform(0.02, 1.2))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        seen.add(whole(site.resolve()))
    assert all(re.fullmatch(r"depart|v\d+", version) for version in seen)
    put(site, "fin")
    assert whole(site.resolve()) == "fin"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"public", "releases", "pages", ".publication.lock"}
    figure("P8", kills=KILLS, incomplete=0)


def test_readers_see_whole_releases_while_publishing(
    tmp_path: Path, figure: Callable[..., None]
) -> None:
    """Through nginx, on one connection: each page with its figures, and never an older one."""
    site = tmp_path / "public"
    put(site, "v0")
    child = subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(site)], cwd=ROOT, stdout=subprocess.PIPE
    )
    seen = [0]
    try:
        assert child.stdout
        child.stdout.readline()
        with serving(site) as address, closing(HTTPConnection(urlsplit(address).netloc)) as web:
            while seen[-1] < RELEASES:
                page = got(web, "/index.html")
                asked = re.search(r'data-donnees="([^"]+)"', page)
                version = re.search(r"<p>index v(\d+)</p>", page)
                assert asked
                assert version
                assert f"v{version[1]}" in got(web, f"/{asked[1]}")
                seen.append(int(version[1]))
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    assert seen == sorted(seen)
    figure("P7", reads=len(seen), releases=len(set(seen)), torn=0, missing=0, gone_back=0)


def got(web: HTTPConnection, path: str) -> str:
    web.request("GET", path)
    answer = web.getresponse()
    assert answer.status == 200, path
    return answer.read().decode()
