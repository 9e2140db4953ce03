"""The front door keeps its word: what the README names exists, and what exists is named there.

Commands in `sh` blocks are run for real on a small shop of their own, or listed with the reason
why not.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from sales_assets import cli
from sales_assets.errors import ACT, USAGE
from sales_assets.settings import PROJECT_ROOT, Settings
from sales_assets.tools.demo import generate


def text(page: str) -> str:
    return (PROJECT_ROOT / page).read_text(encoding="utf-8")


README, LISEZMOI = text("README.md"), text("LISEZMOI.md")
COMMANDS, SETTINGS = text("docs/commands.md"), text("docs/settings.md")
FRONT = README + COMMANDS + SETTINGS
PAGES = [
    "README.md",
    "LISEZMOI.md",
    "docs/commands.md",
    "docs/settings.md",
    "docs/errors.md",
    "docs/architecture.md",
    "docs/exploitation.md",
    "docs/captures.md",
    "data/README.md",
]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]

RUN_HERE = {
    "sales-assets status": 0,
    "sales-assets check data/ventes.csv": 0,
    "sales-assets demo essai --rows 100000 --days 730 --products 120 --stores 12 --seed 7": 0,
    "sales-assets alert": 2,  # no way of alert is set up here: it says so
    "sales-assets serve": 1,  # a shop without a site yet: it says so and stops
}
NOT_RUN = {
    "make report": "it would set up .venv and publish over the real site",
    "make test": "it is what runs this",
    "sales-assets run": "tests/graph runs the whole graph",
    "sales-assets accept 8": "a whole run, and this shop holds nothing back; see test_loading",
    "sales-assets run --from 2026-11-10 --to 2026-11-14": "a whole run; see tests/graph",
    "sales-assets reprice REF001 --from 2026-11-10 --to 2026-11-14": "see test_cli_prices",
    "sales-assets backup ../boutique.sauvegarde": "see test_backup",
    "sales-assets restore ../boutique.sauvegarde": "see test_backup",
    "sales-assets rebuild": "see tests/faults/test_lost_base.py",
    "sales-assets rollback": "this shop has no site; see tests/faults/test_site.py",
    "sales-assets ui": "it stays up until it is stopped",
    "export SALES_WAREHOUSE_URL=postgresql://utilisateur:mot-de-passe@serveur/ventes": (
        "its server does not exist; the address itself is read below"
    ),
    "docker compose up --build -d --wait": "it needs a Docker engine: `make containers`",
    "docker compose logs prepare": "it needs a Docker engine: `make containers`",
}


def commands() -> dict[str, Any]:
    known = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    return {name: command for name, command in known.items() if not command.hidden}


def options() -> Iterator[tuple[str, str]]:
    for name, command in commands().items():
        for parameter in command.params:
            for flag in (*parameter.opts, *parameter.secondary_opts):
                if flag.startswith("--"):
                    yield name, flag


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def row_of(command: str) -> str:
    """The rows of a command in the table of commands: its own, and the unnamed ones below."""
    rows = COMMANDS.splitlines()
    start = next(number for number, row in enumerate(rows) if row.startswith(f"| `{command}"))
    own = [rows[start]]
    for row in rows[start + 1 :]:
        if not row.startswith("| |"):
            break
        own.append(row)
    return "\n".join(own)


def variables() -> dict[str, Any]:
    fields = Settings.model_fields
    return {str(f.validation_alias or f"SALES_{name.upper()}"): f for name, f in fields.items()}


# --- the same in two languages -------------------------------------------------------------------


def shape(page: str) -> dict[str, list[str]]:
    """What two languages share: the steps of titles, blocks, code, first cells, pictures, pages."""
    rows = re.findall(r"^\| (.*?) \|", page, re.MULTILINE)
    links = re.findall(r"\]\(([^)#]+)", page)
    return {
        "titles": re.findall(r"^#+", page, re.MULTILINE),
        "blocks": re.findall(r"^```.*?^```", page, re.MULTILINE | re.DOTALL),
        "code": sorted(re.findall(r"`([^`\n]+)`", page)),
        "rows": [" ".join(re.findall(r"`[^`]+`", row)) for row in rows],
        "links": [link for link in links if link not in ("README.md", "LISEZMOI.md")],
        "paragraphs": re.findall(r"^(?:- )?\*\*", page, re.MULTILINE),
    }


@pytest.mark.parametrize("part", shape(README))
def test_the_front_door_says_the_same_in_french_and_in_english(part: str):
    assert shape(README)[part] == shape(LISEZMOI)[part]


# --- settings ------------------------------------------------------------------------------------


def test_the_table_of_settings_is_the_settings():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.MULTILINE)
    assert sorted(listed) == sorted(variables())


def test_every_setting_named_anywhere_exists():
    known = {*variables(), "SALES_UID", "SALES_GID", "SALES_BIND"}  # docker-compose.yml's own
    assert set(re.findall(r"\b(?:SALES|DAGSTER)_[A-Z_]+\b", FRONT)) <= known
    compose = (PROJECT_ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert "SALES_UID" in compose
    assert "SALES_GID" in compose


@pytest.mark.parametrize(
    ("variable", "default"),
    [
        ("SALES_TIMEZONE", "Europe/Paris"),
        ("SALES_LOCALE", "fr"),
        ("SALES_MAX_QUANTITY", "1000000"),
        ("SALES_PLAUSIBLE_QUANTITY", "10000"),
        ("SALES_PLAUSIBLE_PRICE", "100000"),
        ("SALES_PLAUSIBLE_AMOUNT", "1000000"),
        ("SALES_SCHEDULE", "06:00"),
        ("SALES_DATA_DIR", "data"),
        ("SALES_SITE_DIR", "site/public"),
        ("SALES_LOG_DIR", "logs"),
        ("DAGSTER_HOME", "logs/dagster"),
    ],
)
def test_a_default_is_the_one_told(variable: str, default: str):
    assert re.search(rf"^\| `{variable}` \| `{re.escape(default)}` \|", SETTINGS, re.MULTILINE)
    used = Settings().environment()[variable]
    assert used.removeprefix(f"{PROJECT_ROOT}/") == default


def test_the_settings_shown_are_accepted(monkeypatch: pytest.MonkeyPatch):
    shown = next(line for line in LINES if line.startswith("export SALES_WAREHOUSE_URL="))
    monkeypatch.setenv("SALES_WAREHOUSE_URL", shown.partition("=")[2])
    monkeypatch.setenv("SALES_CLOSED", "dimanche,2026-12-25")
    assert "dimanche,2026-12-25" in README
    assert Settings().warehouse_url.startswith("postgresql+psycopg2://")


# --- the command line ----------------------------------------------------------------------------


def test_the_table_of_commands_is_the_command_line():
    listed = re.findall(r"^\| `(?!make )([a-z]+)[ `]", COMMANDS, re.MULTILINE)
    assert sorted(listed) == sorted(commands())


@pytest.mark.parametrize(("command", "flag"), sorted(options()))
def test_every_option_is_told_beside_its_command(command: str, flag: str):
    if flag == "--help":
        assert "`--help`" in COMMANDS
    else:
        assert f"`{flag}`" in row_of(command)


def test_every_option_told_exists():
    known = {flag for _name, flag in options()}
    told = set(re.findall(r"`(--[a-z-]+)`", COMMANDS))
    assert told <= known | {"--help"}


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_defaults_of_numbers_are_told(command: str):
    for parameter in commands()[command].params:
        if isinstance(parameter.default, int) and not isinstance(parameter.default, bool):
            told = rf"`{parameter.opts[0]}` \({parameter.default}\b"
            assert re.search(told, row_of(command)), parameter.opts[0]


def test_every_exit_status_is_told():
    told = re.findall(r"^\| ([0-9]) \| \w", COMMANDS, re.MULTILINE)
    assert [int(code) for code in told] == [0, ACT, USAGE]


def test_every_make_target_exists_and_is_told():
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)`", COMMANDS)) == targets


def test_the_jobs_and_the_run_options_are_those_of_the_graph():
    from dagster import validate_run_config

    from sales_assets.definitions import defs
    from sales_assets.graph import jobs

    for job in (jobs.EVERYTHING, jobs.TABLES):
        assert f"`{job}`" in README
    shown = re.search(r"`(ops: \{ventes_et_totaux: \{config: \{\w+: \[8\]\}\}\})`", README)
    assert shown
    config = yaml.safe_load(shown[1])
    assert validate_run_config(defs.resolve_job_def(jobs.EVERYTHING), config)


# --- files, links, tables ------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The addresses of a page's titles, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_links_and_images_lead_somewhere(page: str):
    path = PROJECT_ROOT / page
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        name, _sharp, anchor = target.partition("#")
        other = path.parent / name if name else path
        assert other.exists(), target
        assert not anchor or anchor in anchors(other), target


def test_images_are_shown_and_light():
    images = sorted((PROJECT_ROOT / "docs" / "images").iterdir())
    assert images
    docs = "".join(
        page.read_text(encoding="utf-8") for page in (PROJECT_ROOT / "docs").glob("*.md")
    )
    for image in images:
        assert f"](docs/images/{image.name})" in README or f"](images/{image.name})" in docs
        assert image.stat().st_size < 300_000
    assert sum(image.stat().st_size for image in images) < 3_000_000


def test_the_tables_told_are_those_of_the_base():
    from sales_assets.warehouse import schema

    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| ", section("How it works"), re.M)
    told = {name.strip("`") for row in rows for name in row.split(", ")}
    assert told == set(schema.metadata.tables)


def test_the_files_named_are_recognised_as_told():
    from sales_assets.contract import recognise

    section_text = section("With your own files")
    told = {
        "products": "produits", "stores": "magasins",
        "sales history": "historique", "sales of a day": "jour",
        "what happened": "evenements", "objectives": "objectifs",
    }  # fmt: skip
    for title, genre in told.items():
        row = re.search(rf"^\| {title} \| (.*?) \|", section_text, re.MULTILINE)
        assert row
        for pattern in re.findall(r"`([^`]+)`", row[1]):
            name = pattern.replace("*", "_x").replace("AAAA-MM-JJ", "2026-11-21")
            known = recognise(name)
            assert known is not None, name
            assert known.genre == genre, name


# --- commands shown ------------------------------------------------------------------------------


def test_every_command_shown_is_run_here_or_says_why_not():
    assert sorted(LINES) == sorted([*RUN_HERE, *NOT_RUN, "sales-assets run"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with a small shop in `data` and nothing loaded."""
    folder = tmp_path_factory.mktemp("boutique")
    last = Settings().today().replace(day=1)
    generate(
        folder / "data", rows=60, days=20, products=4, stores=2, seed=1, last_day=last
    )  # fmt: skip
    return folder


@pytest.mark.parametrize(("line", "status"), RUN_HERE.items())
def test_a_command_shown_works(shop: Path, line: str, status: int):
    for left in ("essai", "logs"):
        shutil.rmtree(shop / left, ignore_errors=True)
    program, *arguments = shlex.split(line)
    assert program == "sales-assets"
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=shop,
        env=os.environ
        | {
            "SALES_DATA_DIR": "data",
            "SALES_SITE_DIR": "site/public",
            "SALES_LOG_DIR": "logs",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["", *sorted(commands())])
def test_every_command_has_its_help(command: str):
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sales-assets")), *command.split(), "--help"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "--help" in done.stdout


# --- typography ----------------------------------------------------------------------------------


def test_french_typography_is_kept():
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", LISEZMOI, flags=re.DOTALL)
    assert not re.findall(r".{12} [;!?%€»].*", prose)
    assert not re.findall(r".{12} :(?=\s)", prose)
    assert not re.findall(r"« .*", prose)
    assert not re.findall(r"\w'\w.*", prose)
