"""The wheel, in an environment that holds nothing else: it carries all it reads, and publishes.

What stays out: what a run and a site are, which every other test says of the checkout.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from sales_assets.settings import PROJECT_ROOT
from tests.conftest import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CARRIED = ("expectations", "mkdocs.yml", "site/languages", "site/templates", "site/theme")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("roue")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=PROJECT_ROOT, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment made of the wheel and of what is locked."""
    place = tmp_path_factory.mktemp("vide") / "env"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip = [place / "bin" / "python", "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    locked = ["--no-compile", "--no-deps", "--require-hashes", "-r", "requirements.lock"]
    if subprocess.run([*pip, *locked], cwd=PROJECT_ROOT, check=False).returncode:
        wait_for("les paquets figés", "il faut un accès au dépôt de paquets de Python")
    subprocess.run([*pip, "--no-index", "--no-deps", wheel], check=True)
    return place / "bin"


def run(program: Path, *words: str, cwd: Path, **settings: str) -> str:
    """What a command says, started in a folder without the checkout in sight."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SALES_", "DAGSTER_", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [program, *words], cwd=cwd, env={**inherited, "DAGSTER_DISABLE_TELEMETRY": "1", **settings},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_carries_what_the_code_reads_of_the_top_folder(wheel: Path):
    tracked = subprocess.run(
        ["git", "ls-files", "sales_assets", *CARRIED],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tracked.returncode:
        pytest.skip("not a git work tree")
    expected = {
        name if name.startswith("sales_assets/") else f"sales_assets/carried/{name}"
        for name in tracked.stdout.split()
    }
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_installed_alone_it_publishes_a_shop(programs: Path, tmp_path: Path):
    python, command = programs / "python", programs / "sales-assets"
    run(python, "-m", "pip", "check", cwd=tmp_path)
    run(programs / "dagster", "definitions", "validate", "-m", "sales_assets.definitions",
        cwd=tmp_path)  # fmt: skip
    where = run(python, "-c", "import sales_assets; print(sales_assets.__path__[0])", cwd=tmp_path)
    package = Path(where.strip())
    assert package.is_relative_to(programs.parent)
    before = sorted(package.glob("carried/**/*"))
    run(command, "demo", "data", "--rows", "300", "--days", "20", cwd=tmp_path)
    run(command, "run", cwd=tmp_path)
    home = tmp_path / "site" / "public" / "index.html"
    assert "Chiffre d’affaires" in home.read_text("utf-8")
    run(command, "run", cwd=tmp_path, SALES_LOCALE="en")
    assert "Turnover" in home.read_text("utf-8")
    assert sorted(package.glob("carried/**/*")) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "logs", "site"]
