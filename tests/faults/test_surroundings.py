"""P10: whatever surrounds it, no command ends in a traceback, nor writes elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from sales_assets.settings import PROJECT_ROOT
from tests.command import PROGRAM, Command, Result
from tests.faults import FULL
from tests.faults.disks import by_rights, read_only
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow
Lived = Callable[..., Command]
ALL_AT_ONCE = 'tout #1, {c\'est} 100 % "é" ; & [x] !r %(x)s ?'
NAMES = ["a?b", "a#b", "a%41b", "a,b", "a}b {c", "là où €", "a:b=c;d&e", ALL_AT_ONCE]
TOUR = [
    ["run"], ["status"], ["status", "--json"], ["verify"], ["check", "ventes.csv"],
    ["backup", "s?,#%41.sauvegarde"], ["run", "--from", "2025-10-01", "--to", "2025-10-02"],
    ["rebuild"], ["restore", "s?,#%41.sauvegarde"], ["demo", "d#,é"],
]  # fmt: skip


def told(result: Result) -> Result:
    """A command's end, once it is sure that a person can read it."""
    assert "Traceback" not in result.err + result.out, result
    if result.code:
        assert "✗" in result.err or "Usage" in result.err, result
    return result


def fill(command: Command) -> None:
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-02 B 1 2"))


# --- paths ---------------------------------------------------------------------------------------


def in_folder(folder: Path, words: list[str]) -> list[object]:
    """A command whose file names are those of a folder."""
    names = {"ventes.csv": folder / "data" / "ventes.csv"}
    return [names.get(word, folder / word if "#" in word else word) for word in words]


@pytest.mark.parametrize("name", NAMES if FULL else NAMES[-1:])
def test_a_path_of_any_signs_is_that_path(tmp_path: Path, name: str, figure: Callable[..., None]):
    folder, home = tmp_path / name, tmp_path / "dagster"
    command = Command(folder, **({"DAGSTER_HOME": home} if {"?", "%"} & {*name} else {}))
    fill(command)
    for words in TOUR if FULL else [TOUR[number] for number in (0, 4, 5, 7, 8)]:
        assert told(command(*in_folder(folder, words))).code == 0, words
    elsewhere = {path.name for path in tmp_path.iterdir()} - {name, "dagster"}
    elsewhere |= {path.name for path in folder.iterdir()} - {
        "data", "site", "logs", "s?,#%41.sauvegarde", "d#,é"
    }  # fmt: skip
    assert elsewhere == set()
    assert (command.site / "jours" / "2025-10-02.html").exists()
    figure("P10", paths=1, elsewhere=len(elsewhere), tracebacks=0)


@pytest.mark.parametrize("sign", ["?", "%"])
def test_a_home_that_dagster_would_take_for_another_is_refused(tmp_path: Path, sign: str):
    command = Command(tmp_path / f"a{sign}b")
    fill(command)
    result = told(command("run"))
    assert result.code == 2
    assert "DAGSTER_HOME" in result.err
    assert "ni ? ni %" in result.err
    assert not (tmp_path / "a").exists()


def test_the_program_itself_may_lie_in_any_folder(tmp_path: Path):
    here = tmp_path / ALL_AT_ONCE
    for name in ("sales_assets", "expectations", "site", "mkdocs.yml"):
        source = PROJECT_ROOT / name
        hidden = shutil.ignore_patterns("__pycache__", "releases", "public")
        if source.is_dir():
            shutil.copytree(source, here / name, ignore=hidden)
        else:
            shutil.copy(source, here / name)
    command = Command(tmp_path / "boutique")
    fill(command)
    done = subprocess.run(
        [PROGRAM.parent / "python", "-c", "from sales_assets.cli import main; main()", "run"],
        cwd=here, env=command.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (command.site / "jours" / "2025-10-02.html").exists()


def test_a_name_that_is_no_text_is_told(tmp_path: Path, lived: Lived):
    command = lived(tmp_path / "boutique")
    odd = b"d\xe9j\xe0".decode(errors="surrogateescape")
    result = told(command("backup", tmp_path / odd))
    assert "n’est pas écrit en UTF-8" in result.err
    command.environment["SALES_DATA_DIR"] = str(tmp_path / odd)
    result = told(command("status"))
    assert result.code == 2
    assert "SALES_DATA_DIR" in result.err
    assert "UTF-8" in result.err


# --- outputs -------------------------------------------------------------------------------------

OUTPUTS = [
    {"LC_ALL": "C"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize(
    "output", OUTPUTS if FULL else OUTPUTS[-1:], ids=lambda one: " ".join(one.values())
)
def test_an_output_of_any_encoding_is_written_to(
    tmp_path: Path, lived: Lived, output: dict[str, str], figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"):
        command.environment.pop(name, None)
    command.environment.update(output)
    command.drop("ventes_jour.csv", lines("2025-10-01 Zé€ 1 1"))
    tour = [["status"], ["status", "--json"], ["check", command.data / "ventes_jour.csv"],
            ["--help"], ["backup", tmp_path / "garde"], ["run", "--from", "zéro"],
            ["check", tmp_path / "absent"]]  # fmt: skip
    for words in tour:
        done = subprocess.run([PROGRAM, *map(str, words)], env=command.environment,
                              cwd=PROJECT_ROOT, capture_output=True, check=False)  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (0, 1, 2)
        assert done.stdout or done.stderr
    figure("P10", outputs=1, commands=len(tour), tracebacks=0)


def test_what_an_output_lacks_is_written_by_the_nearest_signs(tmp_path: Path, lived: Lived):
    command = lived(tmp_path / "boutique", PYTHONIOENCODING="ascii")
    result = command("status")
    assert "Chiffre d'affaires total : 168,00 EUR" in result.out
    assert "double-cliquez sur" in result.out


DEAF = [">&-", "2>&-", ">/dev/full", "2>/dev/full", "| head -c0"]


@pytest.mark.parametrize("closed", DEAF if FULL else DEAF[2:3])
def test_an_output_that_takes_nothing_is_no_traceback(tmp_path: Path, lived: Lived, closed: str):
    command = lived(tmp_path / "boutique")
    done = subprocess.run(
        f"{PROGRAM} status {closed}", shell=True, env=command.environment, cwd=PROJECT_ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr


# --- rights --------------------------------------------------------------------------------------

PLACES = {
    "data": "data", "archive": "data/archive", "base": "data/ventes.db", "site": "site",
    "releases": "site/releases", "logs": "logs", "log": "logs/etl.log", "home": "logs/dagster",
    "runs": "logs/dagster/history",
}  # fmt: skip
MAY_GO_ON = {"logs", "log", "home"}  # where a file that exists may still be written


GUARDED = [(place, way) for place in PLACES for way in ("rights", "mount")]
FEW = [("data", "rights"), ("site", "mount"), ("runs", "rights")]


@pytest.mark.parametrize(("place", "way"), GUARDED if FULL else FEW)
def test_a_place_that_may_not_be_written_is_named(
    tmp_path: Path, lived: Lived, place: str, way: str, figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    command.drop("ventes_jour.csv", lines("2025-10-03 A 1 1"))
    release = command.site.resolve()
    path = tmp_path / "boutique" / PLACES[place]
    mode = path.stat().st_mode
    guarded: AbstractContextManager[None] = read_only(path) if way == "mount" else nullcontext()
    prefix = by_rights() if way == "rights" else ()
    tour = [["run"], ["status"], ["verify"], ["rebuild"]] if FULL else [["run"]]
    with guarded:
        if way == "rights":
            path.chmod(0o555 if path.is_dir() else 0o444)
        ends = [told(command(*words, prefix=prefix)) for words in tour]
        if way == "rights":
            path.chmod(mode)
    if place not in MAY_GO_ON:
        assert ends[0].code == 1
    if ends[0].code:
        assert str(tmp_path / "boutique") in ends[0].err or "ventes_jour.csv" in ends[0].err
        assert re.search("Vérifiez|droits|lecture seule", ends[0].err)
        assert command.site.resolve() == release
    if FULL:
        assert told(command("run")).code == 0
        assert (command.site / "jours" / "2025-10-03.html").exists()
    figure("P10", places=1, commands=len(tour), tracebacks=0)
