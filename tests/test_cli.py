"""The command line as real processes: what it says, where, its exit status, and the site after."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from sales_assets.graph import instance
from sales_assets.settings import PROJECT_ROOT
from tests.command import Command, Result, group, plain
from tests.shop import SALES as SALES_TITLES
from tests.shop import lines, products, stores

SAMPLE = PROJECT_ROOT / "data"
SALES = ("2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-10-02 A 2 1", "2025-10-02 A 1 1")


def assert_plain(result: Result) -> None:
    """No traceback, no Python name, no English warning reaches a shopkeeper."""
    said = result.out + result.err
    assert not re.search(r"Traceback|Warning|Error\b|Exception|\bdagster\b|sales_assets\.", said), (
        result
    )


def assert_site_last(command: Command, result: Result) -> None:
    address, how = result.out.strip().splitlines()[-2:]
    assert address == f"Site : {(command.site / 'index.html').as_uri()}"
    assert how.endswith(str(command.site / "index.html"))


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small shop that was loaded and published once; tests copy it."""
    folder = tmp_path_factory.mktemp("bonne")
    command = Command(folder)
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    command.drop("ventes.csv", lines(*SALES))
    result = command("run")
    assert result.code == 0, result
    return folder


@pytest.fixture
def shop(good: Path, tmp_path: Path) -> Command:
    """A copy of the good shop, in its own folder."""
    for name in ("data", "site"):
        shutil.copytree(good / name, tmp_path / name, symlinks=True)
    return Command(tmp_path)


# --- the sample ----------------------------------------------------------------------------------


def test_the_sample_is_loaded_published_and_then_nothing_is_new(tmp_path: Path):
    command = Command(tmp_path)
    names = sorted(path.name for path in SAMPLE.glob("*.csv"))
    for name in names:
        shutil.copy(SAMPLE / name, command.data)
    first = command("run")
    assert first.code == 0, first
    assert first.err == ""
    assert_plain(first)
    for name in names:
        assert re.search(rf"^{re.escape(name)} +chargé +\d", first.out, re.M), first
    assert re.search(r"^\d+ jours de ventes, du 01/07/2025 au \d\d/\d\d/\d{4} ;", first.out, re.M)
    assert re.search(r"^Chiffre d’affaires total : [\d ]+,\d\d €$", first.out, re.M)
    assert_site_last(command, first)
    log = (command.logs / "etl.log").read_text("utf-8")
    assert re.search(
        r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| ventes \| ventes.csv \| \d+ \| SUCCÈS", log, re.M
    )

    second = command("run")
    assert second.code == 0, second
    assert second.err == ""
    assert second.out.startswith("Rien de nouveau dans le dossier de données.\n")
    state = second.out.splitlines()[1:]
    assert re.match(r"\d+ jours de ventes, ", state[0])
    assert state == first.out.splitlines()[-len(state) :]


def test_its_runs_are_those_of_the_user_interface(good: Path):
    with instance.opened(good / "logs" / "dagster") as dagster:
        (run,) = dagster.get_runs()
    assert run.status == DagsterRunStatus.SUCCESS
    assert run.job_name == "tout"
    assert run.tags[".dagster/repository"] == f"__repository__@{instance.MODULE}"
    assert run.remote_job_origin is not None
    assert run.remote_job_origin.location_name == instance.MODULE


# --- bad input -----------------------------------------------------------------------------------


def figures(shop: Command) -> dict[str, bytes]:
    """The downloads of the site that hold amounts of sales."""
    found = (shop.site / "donnees").glob("totaux*.csv")
    return {path.name: path.read_bytes() for path in sorted(found)}


def page(shop: Command, name: str) -> str:
    """A page of the site as it reads."""
    return plain(html.unescape((shop.site / name).read_text("utf-8")))


def test_an_empty_folder_is_said_and_the_site_stays(shop: Command):
    live = shop.release()
    for path in shop.data.glob("*.csv"):
        path.unlink()
    result = shop("run")
    assert result.code == 1
    assert f"Le dossier {shop.data} ne contient aucun fichier" in result.err
    assert "produits.csv, magasins.csv et ventes.csv" in result.err
    assert "SALES_DATA_DIR" in result.err
    assert_plain(result)
    assert shop.release() == live
    assert_site_last(shop, result)


@pytest.mark.parametrize("missing", ["produits", "magasins", "ventes"])
def test_a_file_that_never_came_is_said_and_the_site_stays(
    shop: Command, tmp_path: Path, missing: str
):
    live = shop.release()
    fresh = tmp_path / "autre"
    fresh.mkdir()
    for path in shop.data.glob("*.csv"):
        if not path.name.startswith(missing):
            shutil.copy(path, fresh)
    shop.environment["SALES_DATA_DIR"] = str(fresh)
    result = shop("run")
    assert result.code == 1
    assert f"Aucun fichier de {missing} n’est jamais arrivé : déposez {missing}.csv" in result.err
    assert "Rien n’est publié" in result.err
    assert_plain(result)
    assert shop.release() == live

    shutil.copy(shop.data / f"{missing}.csv", fresh)
    mended = shop("run", "--no-site")
    assert mended.code == 0, mended
    assert "2 jours de ventes, du 01/10/2025 au 02/10/2025 ; 0 ligne en quarantaine" in mended.out
    assert "Chiffre d’affaires total : 17,50 €" in mended.out


def test_a_wrong_header_is_said_and_the_figures_stay(shop: Command):
    before = figures(shop)
    shop.drop("ventes_jour.csv", "Date;Truc;Quantite;ID_magasin\n2025-10-03;A;1;1\n")
    result = shop("run")
    assert result.code == 1
    assert "ventes_jour.csv : il manque" in result.err
    for word in ("« ID_produit »", "« Truc »", "redéposez"):
        assert word in result.err
    assert re.search(r"^ventes_jour.csv +refusé", result.out, re.M)
    assert_plain(result)
    assert figures(shop) == before
    assert "1 fichier refusé ou en attente" in page(shop, "index.html")
    assert "ventes_jour.csv : il manque" in page(shop, "qualite.html")


def test_an_unknown_product_waits_and_the_good_rows_are_published(shop: Command):
    live = shop.release()
    sold = lines("2025-10-03 A 1 1 Ana", "2025-10-03 ZZ 1 2 Bob")
    shop.drop("ventes_jour.csv", sold.replace("\n", ",Vendeur\n", 1))
    result = shop("run")
    assert result.code == 1
    assert "! ventes_jour.csv : colonnes ignorées, jamais enregistrées : « Vendeur »" in result.err
    assert "ventes_jour.csv, ligne 3, colonne ID_produit : produit inconnu (ZZ)" in result.err
    assert "Ajoutez le produit à produits.csv" in result.err
    assert re.search(r"^ventes_jour.csv +chargé +2 +1 +1$", result.out, re.M), result
    assert_plain(result)
    assert shop.release() != live
    assert (shop.site / "jours" / "2025-10-03.html").exists()

    again = shop("run", "--no-site")
    assert again.code == 1, "the row waits still"
    assert "produit inconnu (ZZ)" in again.err

    shop.drop("produits.csv", products(A="1.50", B=10, ZZ=100))
    mended = shop("run", "--no-site")
    assert mended.code == 0, mended
    assert "0 ligne en quarantaine" in mended.out
    assert "Chiffre d’affaires total : 119,00 €" in mended.out


def test_a_line_beyond_a_limit_waits_is_told_and_is_accepted(shop: Command):
    rows = ["2025-10-03 A 1 1", "2025-10-03 A 12000 2", "hier A 1 1", "hier A 1 1"]
    shop.drop("ventes_jour.csv", lines(*rows))
    checked = shop("check", shop.data / "ventes_jour.csv")
    assert "En attente : 1 × Une règle ne croit pas cette ligne" in checked.out
    result = shop("run", "--no-site")
    assert result.code == 1
    assert "ventes_jour.csv : 2 × La date n’est pas lisible" in result.out
    assert "ventes_jour.csv : 1 × Une règle ne croit pas cette ligne" in result.out
    (number,) = re.findall(r"sales-assets accept ([0-9]+)", result.err)
    assert_plain(result)

    accepted = shop("accept", number)
    assert accepted.code == 0, accepted
    assert (shop.site / "jours" / "2025-10-03.html").exists()
    assert shop("accept", number).code == 1  # nothing of it waits any more


def test_a_missing_data_folder_is_said_and_not_made(shop: Command, tmp_path: Path):
    live = shop.release()
    shop.environment["SALES_DATA_DIR"] = str(tmp_path / "fauté")
    for words in (["run"], ["status"], ["accept", 1]):
        result = shop(*words)
        assert result.code == 1
        assert f"Le dossier {tmp_path / 'fauté'} n’existe pas." in result.err
        assert_plain(result)
    assert not (tmp_path / "fauté").exists()
    assert shop.release() == live


def as_nobody(*folders: Path) -> tuple[str, ...]:
    """Words before a command that make it an ordinary user's who owns these folders."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root ignores the rights of folders, and there is no setpriv")
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534, follow_symlinks=False)
    return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@pytest.mark.parametrize("words", [("run",), ("status",)])
def test_a_read_only_data_folder_names_the_fix(tmp_path: Path, words: tuple[str, ...]):
    command = Command(tmp_path)
    command.drop("produits.csv", products(A="1.50"))
    prefix = as_nobody(tmp_path)
    for parent in [path for path in tmp_path.parents if path.owner() == "root"][:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    if subprocess.run([*prefix, sys.executable, "-c", "import typer"], check=False).returncode:
        pytest.skip("an ordinary user cannot reach this Python")
    command.data.chmod(0o555)
    result = command(*words, prefix=prefix)
    command.data.chmod(0o755)
    assert result.code == 1, result
    assert str(command.data) in result.err
    assert "Vérifiez" in result.err
    assert "écrire" in result.err or "droits" in result.err
    assert_plain(result)


# --- choices of a run ----------------------------------------------------------------------------


def test_a_delivery_that_takes_lines_away_waits_until_it_is_accepted(shop: Command):
    before = figures(shop)
    shop.drop("ventes_2025-10-02.csv", lines("2025-10-02 A 5 1"))
    held = shop("run")
    assert held.code == 1
    assert "ventes_2025-10-02.csv est en attente, rien n’a été remplacé" in held.err
    number = re.search(r"sales-assets accept (\d+)", held.err)
    assert number, held
    assert re.search(r"^ventes_2025-10-02.csv +en attente", held.out, re.M)
    assert_plain(held)
    assert figures(shop) == before
    assert "ventes_2025-10-02.csv est en attente" in page(shop, "qualite.html")
    told = shop("status")
    assert told.code == 0
    assert f"n° {number[1]} ventes_2025-10-02.csv est en attente" in told.err

    unknown = shop("accept", 999)
    assert unknown.code == 1
    assert "La livraison 999 n’est pas en attente." in unknown.err
    accepted = shop("accept", number[1])
    assert accepted.code == 0, accepted
    assert "Chiffre d’affaires total : 20,50 €" in accepted.out
    assert re.search(r"^ventes_2025-10-02.csv +chargé", accepted.out, re.M)
    assert "en attente" not in shop("status").err
    assert figures(shop) != before


def test_days_can_be_done_again_without_the_site(shop: Command):
    live = shop.release()
    for words in (
        ("--from", "2025-10-01", "--to", "2025-10-02"),
        ("--to", "2025-10-01"),
        ("--from", "2020-01-01", "--to", "2090-01-01"),
    ):
        result = shop("run", *words, "--no-site")
        assert result.code == 0, result
        assert "Chiffre d’affaires total : 17,50 €" in result.out
    assert shop.release() == live
    with instance.opened(shop.logs / "dagster") as dagster:
        tags = [run.tags for run in dagster.get_runs()]
        jobs = {run.job_name for run in dagster.get_runs()}
    assert jobs == {"sans_site"}
    assert tags[2]["dagster/asset_partition_range_start"] == "2025-10-01"
    assert tags[2]["dagster/asset_partition_range_end"] == "2025-10-02"
    assert tags[1]["dagster/partition"] == "2025-10-01"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--from", "hier"], "hier"),
        (["run", "--from", "2025-10-02", "--to", "2025-10-01"], "--from vient après --to"),
        (["run", "--from", "2090-01-01"], "Aucun de ces jours"),
        (["run", "--to", "1999-12-31"], "Aucun de ces jours"),
        (["run", "--plus-vite"], "--plus-vite"),
        (["accept", "trois"], "livraison"),
        (["check"], "FICHIER"),
        (["demo"], "DOSSIER"),
        (["serve", "--port", "99999"], "--port"),
        (["ui", "--port", "0"], "--port"),
        (["manger"], "manger"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_exit_2(shop: Command, words: list[str], said: str):
    result = shop(*words)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SALES_TIMEZONE", "Paris"), ("SALES_SCHEDULE", "25:00"), ("SALES_MAX_QUANTITY", "beaucoup")],
)
def test_an_invalid_setting_is_exit_2(shop: Command, variable: str, value: str):
    shop.environment[variable] = value
    result = shop("run")
    assert result.code == 2
    assert f"{variable} : la valeur « {value} » n’est pas acceptée" in result.err
    assert_plain(result)


def test_progress_is_drawn_on_a_terminal_only(shop: Command):
    code, drawn = shop.on_a_terminal("run", "--no-site")
    assert code == 0, drawn
    assert "ventes_et_totaux" in drawn
    assert "\x1b[" in drawn
    piped = shop("run", "--no-site")
    assert piped.code == 0
    assert piped.err == ""
    assert "\x1b" not in piped.out
    assert "ventes_et_totaux" not in piped.out


# --- the other commands --------------------------------------------------------------------------


def test_check_says_what_would_load_and_keeps_nothing(tmp_path: Path):
    command = Command(tmp_path)
    fine = command.drop("ventes.csv", lines(*SALES))
    before = sorted(tmp_path.rglob("*"))
    result = command("check", fine)
    assert result.code == 0, result
    assert "4 lignes : 4 à charger." in result.out
    assert "dates : AAAA-MM-JJ" in result.out
    assert "les identifiants n’ont pas été comparés" in result.err
    assert sorted(tmp_path.rglob("*")) == before


def test_check_says_which_files_it_could_not_compare_with(tmp_path: Path):
    command = Command(tmp_path)
    command.drop("produits.csv", "Truc;Machin\n1;2\n")
    command.drop("magasins.csv", stores(1, 2))
    result = command("check", command.drop("ventes.csv", lines(*SALES)))
    assert "aucun fichier de produits lisible ici" in result.err
    assert "de magasins" not in result.err
    assert "produits.csv est là mais refusé" in result.err


def test_check_says_line_by_line_what_would_not_load(tmp_path: Path):
    command = Command(tmp_path)
    rows = command.drop("ventes_jour.csv", lines("2025-13-01 A 1 1", "2025-10-01 A zéro 1"))
    header = command.drop("magasins.csv", "a,b\n1,2\n")
    odd = command.drop("clients.csv", "a,b\n1,2\n")
    result = command("check", rows, header, odd, tmp_path / "absent" / "ventes.csv")
    assert result.code == 1
    assert "ligne 2" in result.out
    assert "ligne 3" in result.out
    assert "2025-13-01,A,1,1" in result.out
    assert "2 à mettre en quarantaine" in result.out
    assert "magasins.csv : il manque" in result.err
    assert "clients.csv : ce nom ne dit pas" in result.err
    assert "ventes.csv" in result.err.splitlines()[-1]
    assert_plain(result)


def test_check_obeys_no_order_of_a_file_and_ends_its_lines(tmp_path: Path):
    command = Command(tmp_path)
    orders = "\x1b[31mROUGE\x07 [bold]x[/]"
    rows = [f"{orders},A,1,1", '"hier\nsoir",A,1,1', f"2025-10-01,A,{'9' * 9_000},1"]
    file = command.drop("ventes\x1b[2J.csv", SALES_TITLES + "\n".join(rows))
    result = command("check", file)
    assert result.code == 0, result
    assert not set(result.out + result.err) & set("\x1b\x07")
    assert "ventes�[2J.csv" in result.out
    assert "ligne 2, date | �[31mROUGE� [bold]x[/],A,1,1" in result.out
    assert 'ligne 3, date | "hier⏎soir",A,1,1' in result.out
    assert max(map(len, result.out.splitlines())) < 300


def test_check_knows_what_has_come_and_what_would_be_held(shop: Command):
    same = shop.drop("ventes_copie.csv", lines(*SALES))
    told = shop("check", same)
    assert told.code == 0, told
    assert "déjà arrivé sous le nom ventes.csv, il n’y a rien à charger" in told.err
    fewer = shop.drop("ventes_courtes.csv", lines(*SALES[:2], "2025-10-02 Z 1 1"))
    told = shop("check", fewer)
    assert told.code == 1, told
    assert "serait mis en attente : le 02/10/2025, le magasin 1 passerait de 2 à 0" in told.err
    more = shop.drop("ventes_longues.csv", lines(*SALES, "2025-10-02 A 1 1"))
    told = shop("check", more)
    assert (told.code, told.err) == (0, "")


def test_check_says_why_it_cannot_look_at_a_file(tmp_path: Path):
    command = Command(tmp_path)
    book = command.drop("ventes.xlsx", "PK")
    result = command("check", book, tmp_path / "export.csv", tmp_path / "ventes.csv")
    assert result.code == 1
    said = result.err.splitlines()
    assert "ventes.xlsx : ce fichier est abîmé" in said[0]
    assert "export.csv : fichier ou dossier introuvable" in said[1]
    assert "ventes.csv : le fichier ne peut pas être lu (fichier ou dossier introuvable)" in said[2]
    assert_plain(result)


def test_check_knows_the_catalogue_and_shows_a_few_lines_of_each_reason(tmp_path: Path):
    command = Command(tmp_path)
    command.drop("produits.csv", products(A="1.50", B="?"))
    command.drop("magasins.csv", stores(1))
    rows = [
        "Date;Réf;Qté;N° magasin;Client",
        *["hier;A;1;1;Dupont"] * 9,
        "17/10/2025;ZZ;1;1;Dupont", "17/10/2025;A;1;9;Dupont", "17/10/2025;B;1;1;Dupont",
        *["17/10/2025;A;1;1;Dupont"] * 2, ";;;;",
    ]  # fmt: skip
    file = command.drop("ventes.csv", "\n".join(rows))
    before = sorted(tmp_path.rglob("*"))
    result = command("check", file)
    assert result.code == 0, result
    for said in (
        "genre : historique de ventes", "encodage : UTF-8", "séparateur : point-virgule « ; »",
        "dates : jour d’abord (JJ/MM/AAAA)", "date ← « Date », ID_produit ← « Réf »",
        "jours : 1, du 17/10/2025 au 17/10/2025",
        "À mettre en quarantaine : 9 × La date n’est pas lisible",
        "ligne 6, date | hier;A;1;1;…", "… et 4 autres",
        "En attente : 1 × Ce produit n’est pas au catalogue", "(ZZ)",
        "ligne 11, ID_produit | 17/10/2025;ZZ;1;1;…", "En attente : 1 × Ce magasin", "(9)",
        "En attente : 1 × Le produit n’a pas de prix lisible", "(B)",
        "15 lignes : 2 à charger, 3 en attente, 9 à mettre en quarantaine, 1 vide.",
        "1 ligne identique",
    ):  # fmt: skip
        assert said in result.out, said
    assert "colonnes ignorées, jamais enregistrées : « Client »" in result.err
    assert "ligne 7, date" not in result.out
    assert "Dupont" not in result.out + result.err
    assert sorted(tmp_path.rglob("*")) == before

    assert command("run", "--no-site").code == 1  # what waits needs a person
    (command.data / "produits.csv").unlink()
    again = command("check", file)  # the warehouse knows them too
    assert "En attente : 1 × Ce produit" in again.out
    english = Command(tmp_path, SALES_LOCALE="en")("check", file)
    assert "dates: day first (DD/MM/YYYY)" in english.out
    assert "waiting" in english.out


def test_demo_writes_files_that_load_and_never_over_others(tmp_path: Path):
    command = Command(tmp_path)
    folder = tmp_path / "exemple"
    words = ["demo", folder, "--rows", 300, "--days", 20, "--products", 5, "--stores", 2]
    result = command(*words, "--seed", 7)
    assert result.code == 0, result
    written = result.out.split()
    assert sorted(written) == sorted(str(path) for path in folder.glob("*.csv"))
    assert command("check", *written).code == 0
    again = command(*words)
    assert again.code == 2
    assert str(folder) in again.err
    assert_plain(again)


def test_status_tells_the_state_of_the_shop(shop: Command):
    result = shop("status")
    assert result.code == 0, result
    assert "2 jours de ventes, du 01/10/2025 au 02/10/2025" in result.out
    assert_site_last(shop, result)


def test_status_is_told_to_a_program_too(shop: Command):
    told = json.loads(shop("status", "--json").out)
    assert (told["jours"], told["premier"], told["dernier"]) == (2, "2025-10-01", "2025-10-02")
    assert told["a_reprendre"] == []
    assert told["en_retard"] is None, "nothing came for months: no single day is late"
    assert isinstance(told["ca_e4"], int)
    assert Path(told["site"]).exists()


def test_the_site_is_served_on_loopback_only(shop: Command):
    with shop.started("serve", "--port", 0) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said
        with urllib.request.urlopen(found[0], timeout=10) as answer:
            assert answer.status == 200
            assert "<title>" in answer.read().decode()
        listening = _listening(int(found[1]))
        assert listening == {"0100007F"}, "127.0.0.1 as Linux writes it"
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0


def _listening(port: int) -> set[str]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {
        row[1].split(":")[0] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"
    }


def test_serve_without_a_site_and_on_a_taken_port(shop: Command, tmp_path: Path):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for word in ("serve", "ui"):
            result = shop(word, "--port", port)
            assert result.code == 1
            assert f"Le port {port} n’est pas libre" in result.err
            assert_plain(result)
    nothing = Command(tmp_path / "rien")("serve")
    assert nothing.code == 1
    assert "Aucun site n’est publié" in nothing.err


@pytest.mark.slow
def test_a_first_run_that_fails_publishes_the_page_that_says_why(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ventes.csv").write_text("Jour;Article;Combien\n12/01/2026;A;2\n")
    result = Command(tmp_path)("run")
    assert result.code == 1
    page = html.unescape((tmp_path / "site" / "public" / "index.html").read_text("utf-8"))
    assert "Vos fichiers n’ont pas encore donné de ventes" in page
    assert "sur la ligne d’en-tête" in page


@pytest.mark.parametrize("word", ["SIGINT", "SIGTERM"])
def test_the_ui_shows_the_runs_and_ends_with_all_it_started(good: Path, word: str):
    command, port = Command(good), free_port()
    with command.started("ui", "--port", port) as ui:
        query = "{ workspaceOrError { ... on Workspace { locationEntries { name } } } }"
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/graphql",
            json.dumps({"query": query}).encode(),
            {"Content-Type": "application/json"},
        )
        answer = _eventually(lambda: urllib.request.urlopen(request, timeout=5).read().decode())
        assert f'"name":"{instance.MODULE}"' in answer.replace(" ", "")
        assert _listening(port) == {"0100007F"}
        assert len(group(ui.pid)) >= 4, "the webserver, the daemon, the code location"
        ui.send_signal(getattr(signal, word))
        said, _nothing = ui.communicate(timeout=60)
        _eventually(lambda: not group(ui.pid) or 1 / 0)
    assert "BetaWarning" not in said
    assert "SupersessionWarning" not in said


def _eventually(ask: Callable[[], object], seconds: float = 90) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            return str(ask())
        except (OSError, ZeroDivisionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
