"""One tree of errors: nothing outside it, each with a code, told in the language in use."""

from __future__ import annotations

import ast
import errno
import re
import subprocess
import sys

from sales_assets import errors, language
from sales_assets.errors import BackupError, Refused, SalesError
from sales_assets.language import Words, cause, mark
from sales_assets.settings import PROJECT_ROOT

# What only steers the module that catches it, and is never told.
STEERING = {"StillGrowing", "Shrinks", "LoadedApart"}
CLASSES = [one for one in vars(errors).values() if isinstance(one, type) and one is not Words]


def test_every_error_is_in_the_tree() -> None:
    outside = set()
    for path in (PROJECT_ROOT / "sales_assets").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and path.name != "errors.py":
                bases = {getattr(base, "id", "") for base in node.bases}
                known = {one.__name__ for one in CLASSES}
                if any(base in known or base.endswith(("Error", "Exception")) for base in bases):
                    outside.add(node.name)
    assert outside == STEERING & outside


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn: list[tuple[int, str, str | None]] = []
    above: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"(    (?:[│ ]   )*(?:[├└]── )?)(\w+)(?: {2,}\S|$)", line):
            depth = len(found[1]) // 4 - 1
            above[depth] = found[2]
            drawn.append((depth, found[2], above.get(depth - 1)))
    real = {one.__name__: one.__mro__[1].__name__ for one in CLASSES}
    assert {name: parent or "Exception" for _depth, name, parent in drawn} == real


def test_every_code_is_unique_and_documented_with_its_exit_status() -> None:
    page = (PROJECT_ROOT / "docs" / "errors.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d) \|", page, re.MULTILINE)
    told = [one for one in CLASSES if one is not SalesError]
    assert rows == sorted(
        ((one.code, str(one.status)) for one in told), key=lambda row: rows.index(row)
    )
    assert len({one.code for one in told}) == len(told)


def test_a_sentence_is_translated_when_it_is_told() -> None:
    trouble = BackupError(mark("Le dossier {dossier} n’existe pas."), dossier="{là}")
    assert str(trouble) == "Le dossier {là} n’existe pas."
    language.use("en")
    assert str(trouble) == "The folder {là} does not exist."


def test_words_among_the_values_are_translated_along() -> None:
    said = cause(OSError(errno.ENOSPC, "No space left on device"))
    trouble = Refused("{ou} : {cause}", "illisible", ou="ventes.csv", cause=said)
    assert str(trouble) == "ventes.csv : disque plein"
    language.use("en")
    assert str(trouble) == "ventes.csv : disk full"


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert str(SalesError("dit par un serveur : {}")) == "dit par un serveur : {}"


def test_nothing_translates_while_it_is_imported() -> None:
    code = """
import importlib, pkgutil, sales_assets
from sales_assets import language

def early(*words):
    raise AssertionError(words)

language._ = language.plural = language.use = early
for module in pkgutil.walk_packages(sales_assets.__path__, "sales_assets."):
    if not module.name.endswith((".definitions", ".migrations.env")):  # they are run, not imported
        importlib.import_module(module.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
