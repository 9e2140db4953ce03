"""The house rules that no single module can keep: layers, top level, environment, clock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from sales_assets.settings import PROJECT_ROOT, Settings
from sales_assets.warehouse import schema

PACKAGE = PROJECT_ROOT / "sales_assets"
TOP_LEVEL = {
    *("sales_assets", "expectations", "site", "data", "logs", "tests"),
    *("workspace.yaml", "mkdocs.yml", "Dockerfile", "docker-compose.yml", "pyproject.toml"),
    *("README.md", "LISEZMOI.md", "LICENSE", "CHANGELOG.md", "Makefile", "requirements.lock"),
    *("requirements-dev.lock", "docs", ".ci", ".gitignore", ".editorconfig", ".dockerignore"),
    ".env.example",
}
HAS_A_CLOCK = {"settings", "etl_log.py", "graph", "cli"}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def rooms_with(pattern: re.Pattern[str]) -> set[str]:
    """The rooms (packages and modules at the top) in which a pattern is found."""
    found = [path for path in sources() if pattern.search(path.read_text())]
    return {path.relative_to(PACKAGE).parts[0] for path in found}


def test_imports_keep_to_the_layers():
    linter = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert linter.returncode == 0, linter.stdout
    assert "0 broken" in linter.stdout


def test_the_top_level_is_the_agreed_one():
    tracked = run("git", "ls-tree", "--name-only", "HEAD")
    if tracked.returncode != 0:
        pytest.skip("not a git work tree")
    assert set(tracked.stdout.split()) == TOP_LEVEL


def test_only_settings_reads_the_environment():
    reads = re.compile(r"\benviron(b)?\b|\bgetenv\b|\bload_dotenv\b|BaseSettings\b")
    assert rooms_with(reads) == {"settings"}


def test_only_the_command_line_prints():
    prints = re.compile(r"(?<![\w.])print\(|sys\.stdout")
    assert rooms_with(prints) == {"cli"}


def test_pure_code_has_no_clock():
    clock = re.compile(
        r"\b(datetime|date|Timestamp)\.(now|today|utcnow)\(|\btime\.(time|monotonic)\("
    )
    assert rooms_with(clock) - HAS_A_CLOCK == set()


ENGLISH_TOO = {
    *("asset", "date", "e3", "e4", "id", "message", "phrase", "price", "sha256", "stock", "ticket"),
    *("tickets", "total"),
}
SPOKEN = {
    *("annee", "apres", "avant", "chiffre", "classe", "cle", "colonne", "cumul", "debut", "du"),
    *("etats", "fenetre", "feuille", "fiche", "fin", "groupe", "jours", "lien", "lignes"),
    *("livraisons", "magasins", "mois", "mot", "nom", "perimetre", "periode", "produits"),
    *("racine", "rejets", "serie", "signe", "taux", "texte", "titre", "valeur", "vide"),
}
"""French words of a shop and of its report that are no stored name by themselves."""


def french() -> set[str]:
    """The words that the names of tables and columns are made of."""
    tables = schema.metadata.tables.values()
    names = {name for table in tables for name in (table.name, *table.columns.keys())}
    return {word.lower() for name in names for word in name.split("_")} - ENGLISH_TOO | SPOKEN


@pytest.mark.parametrize("room", ["indicators", "report"])
def test_python_is_english(room: str) -> None:
    """Modules, classes, functions and parameters; a field may be named as the stored column."""
    words, found = french(), []
    for path in sorted((PACKAGE / room).rglob("*.py")):
        named = [path.stem]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                named.append(node.name)
            elif isinstance(node, ast.arg):
                named.append(node.arg)
        found += [
            f"{path.name}: {name}"
            for name in named
            if not name.endswith(("_e3", "_e4")) and words & set(name.lower().split("_"))
        ]
    assert found == []


def test_a_file_that_a_charter_names_exists():
    known = [f"/{path.relative_to(PROJECT_ROOT)}" for path in PROJECT_ROOT.rglob("*")
             if not {".venv", ".git"} & set(path.parts)]  # fmt: skip
    lost = []
    for path in sources():
        charter = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        for name in re.findall(r"\b[a-z_/-]+\.(?:py|toml|html|js|sql)\b", charter):
            if not any(one.endswith(f"/{name}") for one in known):
                lost.append(f"{path.relative_to(PACKAGE)}: {name}")
    assert lost == []


def test_every_module_states_its_charter():
    silent = [str(path) for path in sources() if not path.read_text().startswith(('"""', "'''"))]
    assert silent == []


def test_the_code_location_does_not_pay_for_the_gate_nor_the_publication():
    heavy = ("great_expectations", "mkdocs", "plotly", "playwright")
    script = (
        f"import sys, sales_assets.definitions; print([m for m in {heavy} if m in sys.modules])"
    )
    process = run(sys.executable, "-c", script)
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip() == "[]"


def locked(name: str) -> dict[str, str]:
    """Return each requirement of a lock file with its version (the last one of several)."""
    text = (PROJECT_ROOT / name).read_text()
    assert len(re.findall(r"^    --hash=sha256:", text, re.M)) >= text.count("==")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.M))


def test_every_dependency_is_locked_once_for_all():
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    names = {re.split(r"[<>=\[]", text)[0] for text in project["project"]["dependencies"]}
    tools = {text for text in project["dependency-groups"]["dev"] if isinstance(text, str)}
    assert names <= runtime.keys()
    assert tools <= dev.keys()
    assert runtime.items() <= dev.items()


def test_every_dependency_is_bounded_by_what_was_tested_and_the_next_major_version():
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]
    locked_at = locked("requirements-dev.lock")
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    for one in map(Requirement, asked):
        assert Version(locked_at[one.name]) in one.specifier, one
        bounds = {bound.operator: bound.version for bound in one.specifier}
        if one.name != "tzdata":  # its versions are years
            assert Version(bounds["<"]).release == (Version(bounds[">="]).major + 1,), one


def test_every_setting_is_in_the_example_and_reaches_the_container():
    example = (PROJECT_ROOT / ".env.example").read_text()
    compose = (PROJECT_ROOT / "docker-compose.yml").read_text()
    image = (PROJECT_ROOT / "Dockerfile").read_text()
    variables = [
        str(field.validation_alias or f"SALES_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]
    assert len(variables) >= 12
    assert [name for name in variables if f"\n#{name}=" not in example] == []
    reached = compose + image
    assert [v for v in variables if not re.search(rf"\b{v}(=|: )", reached)] == [
        "SALES_WAREHOUSE_URL",
        "SALES_OPENLINEAGE_URL",
    ]


def test_nothing_names_a_registry():
    host = re.compile(r"https?://[^\s\"']*(pypi|pythonhosted|npmjs|/simple)")
    locks = [PROJECT_ROOT / "requirements.lock", PROJECT_ROOT / "requirements-dev.lock"]
    assert [path.name for path in locks if host.search(path.read_text())] == []
