"""The catalogues are complete, no text stands outside them, and English is a real switch."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from sales_assets import language
from sales_assets.errors import SettingsError, SiteDiffers
from sales_assets.language import CATALOGUES, _, plural
from sales_assets.report import formats, proof
from sales_assets.report.publish import publish
from sales_assets.settings import PROJECT_ROOT, Settings, asked_locale
from tests import snapshots
from tests.command import Command
from tests.report import BUILT
from tests.shop import lines, products, stores

PLACEHOLDER = re.compile(r"\{[^}]*\}")
# What is the same in every language: files and commands.
NAMES = {
    "data/",
    "data/archive/",
    "products.csv",
    "stores.csv",
    "sales.csv",
    "ventes_2025-11-17.csv",
    "make report",
    "sales-assets accept",
    "sales-assets check",
    "rm -r data/*.csv data/ventes.db data/archive",
}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text of the project, taken out as `make messages` does."""
    makefile = (PROJECT_ROOT / "Makefile").read_text("utf-8")
    options = re.search(r"^WORDS := (.+)$", makefile, re.MULTILINE)
    assert options
    found = tmp_path_factory.mktemp("mots") / "messages.pot"
    command = ["pybabel", "-q", "extract", str(PROJECT_ROOT), "-F", "pyproject.toml"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT_ROOT)
        CommandLineInterface().run([*command, *options[1].split(), "-o", str(found)])
    with found.open("rb") as file:
        return read_po(file)


@pytest.fixture(params=sorted(path.stem for path in CATALOGUES.glob("*.po")))
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (CATALOGUES / f"{request.param}.po").open("rb") as file:
        return read_po(file, request.param)


@pytest.fixture
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("fr")


def texts(catalogue: Catalog) -> dict[object, object]:
    return {message.id: message.string for message in catalogue if message.id}


# --- the catalogues ------------------------------------------------------------------------------


def test_a_catalogue_has_every_text_and_no_other(words: Catalog, catalogue: Catalog) -> None:
    wanted, known = texts(words), texts(catalogue)
    assert [text for text in wanted if text not in known] == [], "make messages"
    assert [text for text in known if text not in wanted] == [], "make messages"
    assert not catalogue.obsolete


def test_every_text_is_translated_for_good(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            found = message.string if message.pluralizable else (message.string,)
            assert all(found), message.id
            assert not message.fuzzy, message.id


def test_a_translation_keeps_placeholders_and_the_spaces_around(catalogue: Catalog) -> None:
    for message in catalogue:
        sources = message.id if message.pluralizable else (message.id,)
        found = message.string if message.pluralizable else (message.string,)
        for source, translated in zip(sources, found, strict=True):
            if not source:
                continue
            assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(source))
            for edge in (0, -1):
                assert (translated[edge] == " ") == (source[edge] == " "), source


def test_the_rules_sentences_are_in_the_catalogues(words: Catalog) -> None:
    for path in sorted((PROJECT_ROOT / "expectations").glob("*.json")):
        for rule in json.loads(path.read_text("utf-8"))["expectations"]:
            assert rule["meta"]["phrase"] in words, rule["meta"]["name"]
            assert rule["meta"]["notes"] in words, rule["meta"]["name"]


# --- nothing outside -----------------------------------------------------------------------------


def test_no_word_is_hidden_from_the_extraction() -> None:
    """Babel reads neither a call inside an f-string nor a text made on the spot."""
    for path in sorted((PROJECT_ROOT / "sales_assets").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        made = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        inside = {id(call) for text in made for call in ast.walk(text)}
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "mark"):
                where = f"{path.name}:{call.lineno}"
                assert not isinstance(call.args[0], ast.JoinedStr), where
                assert not (isinstance(call.args[0], ast.Constant) and id(call) in inside), where


@pytest.mark.parametrize("folder", ["templates", "theme"])
def test_a_template_says_nothing_by_itself(folder: str) -> None:
    for path in sorted((PROJECT_ROOT / "site" / folder).rglob("*.html")):
        code = r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>"
        bare = re.sub(code, " ", path.read_text("utf-8"), flags=re.S)
        said = re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', bare)
        said += re.sub(r"<[^>]*>|&\w+;", "\n", bare).splitlines()
        for text in said:
            assert text.strip() in NAMES or not re.search(r"[^\W\d_]", text), (path.name, text)


def test_a_script_says_nothing_by_itself() -> None:
    for path in (PROJECT_ROOT / "site" / "theme" / "assets").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.S)
        for quoted in re.findall(r'"([^"\n]*)"|`([^`]*)`', code):
            text = re.sub(r"\$\{[^}]*\}", "", "".join(quoted))
            sentence = r"[À-ÖØ-öø-ÿ]|[A-Z][a-z]+ [a-z]|^[a-z]+ [a-z]+ [a-z]+$"
            assert not re.search(sentence, text), text


# --- the switch ----------------------------------------------------------------------------------


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    assert [plural("ligne", "lignes", n) for n in (0, 1, 2)] == ["ligne", "ligne", "lignes"]
    language.use("en")
    assert [plural("ligne", "lignes", n) for n in (0, 1, 2)] == ["lines", "line", "lines"]


@pytest.mark.usefixtures("english")
def test_an_unknown_text_falls_back_on_french() -> None:
    assert _("Un texte que personne n’a traduit") == "Un texte que personne n’a traduit"
    assert plural("cheval", "chevaux", 0) == "cheval"
    assert _("") == ""


def test_an_unknown_language_changes_nothing() -> None:
    with pytest.raises(FileNotFoundError):
        language.use("xx")
    assert language.locale() == "fr"
    assert _("Ce matin") == "Ce matin"


def test_french_waits_for_no_catalogue() -> None:
    code = (
        "import sys; from sales_assets import language; language.use('fr'); "
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT).returncode == 0


@pytest.mark.usefixtures("english")
def test_numbers_and_days_are_written_in_english() -> None:
    assert formats.euros(12_345_600) == "€1,234.56"
    assert formats.bare(formats.euros(-12_345_600)) == "−1,234.56"
    assert formats.percent(Fraction(1, 8), signed=True) == "+12.5%"
    assert formats.long_day(date(2025, 11, 17)) == "Monday 17 November 2025"
    assert formats.span_words(date(2025, 11, 1), date(2025, 11, 17)) == "1 to 17 November 2025"
    assert formats.listed(["a", "b", "c"]) == "a, b and c"
    assert formats.file_size(14_900) == "14.9\u202fKB"


def test_the_language_asked_for_is_known_before_the_other_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SALES_SCHEDULE", "tard")
    monkeypatch.setenv("SALES_LOCALE", "en")
    assert asked_locale() == "en"
    language.use(asked_locale())
    with pytest.raises(SettingsError, match=r"the value “tard” is not accepted\. .* a time HH:MM"):
        Settings()
    monkeypatch.setenv("SALES_LOCALE", "klingon")
    assert asked_locale() == "fr"


# --- the site ------------------------------------------------------------------------------------


def test_an_english_site_proves_its_figures_at_the_same_addresses(tmp_path: Path) -> None:
    snap = snapshots.shop(days=20, products=3, stores=2)
    french = publish(lambda: snap, built_at=BUILT, root=PROJECT_ROOT, site_dir=tmp_path / "fr")
    language.use("en")
    english = publish(lambda: snap, built_at=BUILT, root=PROJECT_ROOT, site_dir=tmp_path / "en")
    assert english.release != french.release
    site = (tmp_path / "en").resolve()
    pages = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    old = (tmp_path / "fr").resolve()
    assert pages == {str(path.relative_to(old)) for path in old.rglob("*.html")}
    assert '<html lang="en"' in (site / "index.html").read_text("utf-8")
    assert "17 November 2025" in (site / "recherche-index.js").read_text("utf-8")
    copy = Path(shutil.copytree(site, tmp_path / "copie"))
    proof.verify(copy, snap)
    day = copy / "jours" / "2025-11-17.html"
    day.write_text(day.read_text("utf-8").replace("€", "£"), "utf-8")
    with pytest.raises(SiteDiffers, match=r"2025-11-17\.html: €.* is not in it"):
        proof.verify(copy, snap)


def test_a_change_of_language_is_published(tmp_path: Path) -> None:
    snap = snapshots.shop(days=20, products=3, stores=2)
    publish(lambda: snap, built_at=BUILT, root=PROJECT_ROOT, site_dir=tmp_path / "public")
    language.use("en")
    again = publish(lambda: snap, built_at=BUILT, root=PROJECT_ROOT, site_dir=tmp_path / "public")
    assert again.changed
    assert '<html lang="en"' in (tmp_path / "public" / "index.html").read_text("utf-8")


# --- the command line ----------------------------------------------------------------------------

FRENCH = re.compile(
    r"\b(le|la|les|des|du|une|et|est|sont|dans|pour|avec|au|aux|qui|que|pas|fichier|ligne|lignes"
    r"|jour|jours|aucun|aucune|livraison|magasin|produit|quantité|chiffre|site publié)\b|[éèêàù«»]",
    re.IGNORECASE,
)


def assert_english(said: str) -> None:
    # file names and the columns of the data keep their names
    bare = re.sub(r"\S*(?:/|\.csv|_)\S*|file:\S+", "", said)
    assert not FRENCH.search(bare), said


def test_the_command_line_speaks_english(tmp_path: Path) -> None:
    command = Command(tmp_path, SALES_LOCALE="en")
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    sales = command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-02 B x 2"))
    checked = command("check", sales)
    assert "kind: sales history" in checked.out
    assert "line 3" in checked.out
    assert "cannot be read without guessing" in checked.out
    assert_english(checked.out + checked.err)
    run = command("run")
    assert run.code == 0, run
    assert "Total turnover: €3.00" in run.out
    assert "loaded" in run.out
    assert_english(run.out + run.err)
    refused = command.drop("ventes_2025-10-03.csv", "a;b\n1;2\n")
    failed = command("check", refused)
    assert failed.code == 1
    assert_english(re.sub(r"\(titles accepted .*?\)", "", failed.err))  # as in the files
    home = (command.site / "index.html").read_text("utf-8")
    assert "Thursday 2 October" in home or "Wednesday 1 October" in home


def test_help_and_bad_settings_are_in_english(tmp_path: Path) -> None:
    helped = Command(tmp_path, SALES_LOCALE="en")("--help")
    assert "Load all that is new, check it, publish." in helped.out
    assert_english(helped.out)
    wrong = Command(tmp_path, SALES_LOCALE="en", SALES_CLOSED="toujours")("status")
    assert wrong.code == 2
    assert_english(wrong.err.replace("toujours", ""))
