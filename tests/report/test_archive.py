"""The whole site as one file: complete, sorted, the same bytes for the same release."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from sales_assets.report import archive, formats


@pytest.fixture
def release(tmp_path: Path) -> Path:
    place = tmp_path / "release"
    for name in ("index.html", "assets/ventes.css", "donnees/ventes.db", "produits/x_é.html",
                 "manifest.sha256", "sources.sha256", "fiches.json", archive.NAME):  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name * 100)
    return place


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return packed.namelist()


def test_it_holds_the_site_in_one_folder_and_not_itself(release: Path, tmp_path: Path) -> None:
    target = release / archive.NAME
    assert archive.write_zip(release, target)
    assert names(target) == [
        f"ventes-site/{name}"
        for name in ("assets/ventes.css", "donnees/ventes.db", "index.html", "produits/x_é.html")
    ]
    with zipfile.ZipFile(target) as packed:
        packed.extractall(tmp_path / "ouvert")
    unpacked = tmp_path / "ouvert" / "ventes-site" / "index.html"
    assert unpacked.read_bytes() == (release / "index.html").read_bytes()


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    archive.write_zip(release, first)
    os.utime(release / "index.html", (10**9, 10**9))
    (release / "index.html").chmod(0o600)
    archive.write_zip(release, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_file_shared_with_the_past_release_is_not_packed_again(
    release: Path, tmp_path: Path
) -> None:
    archive.write_zip(release, release / archive.NAME)
    following = tmp_path / "suivante"
    for name in ("assets/ventes.css", "produits/x_é.html"):
        (following / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(release / name, following / name)
    (following / "index.html").write_text("nouvelle" * 100)
    fresh, reused = tmp_path / "1.zip", tmp_path / "2.zip"
    archive.write_zip(following, fresh)
    assert archive.write_zip(following, reused, release)
    assert fresh.read_bytes() == reused.read_bytes()
    (following / "index.html").unlink()  # nothing left to pack anew
    archive.write_zip(following, fresh)
    archive.write_zip(following, reused, release)
    assert fresh.read_bytes() == reused.read_bytes()
    assert names(reused) == ["ventes-site/assets/ventes.css", "ventes-site/produits/x_é.html"]


def test_a_heavy_base_stays_out(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_DATABASE", 10)
    archive.write_zip(release, release / archive.NAME)
    assert "ventes-site/donnees/ventes.db" not in names(release / archive.NAME)


def test_a_huge_site_is_not_packed(release: Path, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(archive, "LARGEST", 1000)
    assert not archive.write_zip(release, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_the_page_of_downloads_tells_the_sizes(release: Path) -> None:
    page = release / archive.PAGE
    page.write_text(f"base {archive.DATABASE_SIZE}, site {archive.ZIP_SIZE}")
    (release / archive.NAME).unlink()

    def base(path: Path) -> bool:
        path.write_bytes(b"x" * 1234)
        return True

    archive.complete(release, base)
    size = formats.file_size((release / archive.NAME).stat().st_size)
    assert page.read_text() == f"base 1,2\u202fKo, site {size}"
    with zipfile.ZipFile(release / archive.NAME) as packed:
        assert packed.read("ventes-site/donnees.html").decode() == "base 1,2\u202fKo, site —"
