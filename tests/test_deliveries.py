"""The data folder and its archive: what is taken, in which order, and what is said of the rest."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from sales_assets.contract import Genre
from sales_assets.errors import ArchiveError
from sales_assets.inbox import archive, files
from sales_assets.loading import summary
from tests.shop import Shop, lines


def test_deliveries_come_in_the_order_in_which_they_are_taken(tmp_path: Path) -> None:
    for name in (
        "ventes_jour (10).csv", "ventes_jour (9).csv", "ventes_jour.csv", "ventes.csv",
        "Magasins.CSV", "produits.csv", "ventes_2025-10-01.csv", ".ventes.csv", "ventes.csv.part",
        "~$ventes.csv", "lisez.txt",
    ):  # fmt: skip
        (tmp_path / name).write_text("x")
    found, problems = files.scan(tmp_path)
    assert [one.nom for one in found] == [
        "produits.csv", "Magasins.CSV", "ventes.csv", "ventes_2025-10-01.csv", "ventes_jour.csv",
        "ventes_jour (9).csv", "ventes_jour (10).csv",
    ]  # fmt: skip
    assert problems == []
    assert found[3].jour == date(2025, 10, 1)
    assert found[3].genre is Genre.JOUR


def problem_of(folder: Path, name: str) -> str:
    found, problems = files.scan(folder)
    assert name not in [one.nom for one in found]
    (one,) = [problem for problem in problems if problem.nom == name]
    assert one.message.startswith(name)
    return one.message


def test_an_unknown_name_says_which_names_are_known(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("x")
    assert "ventes_jour" in problem_of(tmp_path, "clients.csv")


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "ventes.csv").mkdir()
    os.mkfifo(tmp_path / "ventes_2.csv")
    assert "n’est pas un fichier" in problem_of(tmp_path, "ventes.csv")
    assert "n’est pas un fichier" in problem_of(tmp_path, "ventes_2.csv")


def test_a_link_is_followed_inside_the_folder_only(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "secret.csv"
    data.mkdir()
    outside.write_text("x")
    (data / "ventes_real.csv").write_text("x")
    (data / "ventes_link.csv").symlink_to("ventes_real.csv")
    (data / "ventes_out.csv").symlink_to(outside)
    (data / "ventes_up.csv").symlink_to("../secret.csv")
    (data / "ventes_gone.csv").symlink_to("nowhere")
    (data / "ventes_loop.csv").symlink_to("ventes_loop.csv")
    found, problems = files.scan(data)
    assert [one.nom for one in found] == ["ventes_link.csv", "ventes_real.csv"]
    assert len(problems) == 4
    assert "hors du dossier" in problem_of(data, "ventes_out.csv")
    assert "hors du dossier" in problem_of(data, "ventes_up.csv")
    assert "ne mène à aucun" in problem_of(data, "ventes_gone.csv")
    assert "ne peut pas être lu" in problem_of(data, "ventes_loop.csv")


def test_a_data_folder_that_is_itself_a_link_works(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "ventes.csv").write_text("x")
    (tmp_path / "real" / "ventes_2.csv").symlink_to("ventes.csv")
    (tmp_path / "data").symlink_to("real")
    assert len(files.scan(tmp_path / "data")[0]) == 2


def test_an_unreadable_file_is_said() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "ventes.csv"
        path.write_text("x")
        path.chmod(0)
        user = os.geteuid()
        if user == 0:  # root reads everything
            os.seteuid(65534)
        try:
            assert "droits" in problem_of(folder, "ventes.csv")
        finally:
            os.seteuid(user)


def test_a_name_that_is_no_text_is_made_printable(tmp_path: Path) -> None:
    (tmp_path / "ventes_\udcff.csv").write_text("x")
    (tmp_path / "clients_\udcff.csv").write_text("x")
    found, problems = files.scan(tmp_path)
    assert found[0].nom == "ventes_\ufffd.csv"
    assert found[0].path.read_text() == "x"
    problems[0].message.encode()


def test_a_name_gives_no_order_to_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "ventes\x1b[31m\n.csv").write_text("x")
    (found,), _problems = files.scan(tmp_path)
    assert found.nom == "ventes\ufffd[31m\ufffd.csv"


def test_a_sub_folder_may_hold_the_files_of_a_store(tmp_path: Path) -> None:
    for name in ("Lyon/ventes.csv", "Lyon/2024/ventes.csv", ".vieux/ventes.csv", "archive/a/v.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "Lyon" / "clients.csv").write_text("x")
    found, problems = files.scan(tmp_path)
    assert [one.nom for one in found] == ["Lyon/ventes.csv"]
    assert [one.nom for one in problems] == ["Lyon/clients.csv"]


def test_the_name_of_a_sub_folder_says_the_store(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    same = "Date,ID_produit,Quantite\n2025-10-01,A,2\n"
    for town in ("Ville 1", "Ville 2"):
        (shop.data / town).mkdir()
        (shop.data / town / "ventes.csv").write_text(same)  # two stores may well sell the same
    shop.run()
    assert shop.sales() == [("2025-10-01", "A", 2, "1"), ("2025-10-01", "A", 2, "2")]
    assert shop.run() == []
    assert [status for _name, status in shop.statuses()] == ["chargee"] * 4


def test_a_refused_file_that_is_taken_away_is_forgotten(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    path = shop.drop("ventes_jour.csv", "Jour;Truc\n1;2\n")
    shop.run()
    assert [one.nom for one in summary.unsettled(summary.deliveries(shop.warehouse))] == [path.name]
    path.unlink()
    shop.run()
    assert summary.unsettled(summary.deliveries(shop.warehouse)) == []
    shop.drop("ventes_jour.csv", "Jour;Truc\n1;2\n")
    shop.run()
    assert len(summary.unsettled(summary.deliveries(shop.warehouse))) == 1


def test_the_archive_keeps_each_content_once_and_unchanged(tmp_path: Path) -> None:
    path, folder = tmp_path / "ventes.csv", tmp_path / "archive"
    path.write_bytes(b"\xef\xbb\xbfa;b\r\n\x00")
    sha256 = archive.fingerprint(path)
    assert archive.keep(path, sha256, folder) == 9
    kept = archive.content(folder, sha256)
    assert kept.read_bytes() == path.read_bytes()
    before = kept.stat().st_mtime_ns
    assert archive.keep(path, sha256, folder) == 9
    assert kept.stat().st_mtime_ns == before
    assert [one.name for one in kept.parent.iterdir()] == ["livraison.csv"]
    archive.verify(folder, sha256, "ventes.csv")


def test_a_file_that_changed_since_it_was_looked_at_is_left_for_later(tmp_path: Path) -> None:
    path, folder = tmp_path / "ventes.csv", tmp_path / "archive"
    path.write_text("a")
    sha256 = archive.fingerprint(path)
    path.write_text("ab")
    with pytest.raises(archive.StillGrowing):
        archive.keep(path, sha256, folder)
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_a_file_being_written_is_left_for_the_next_pass(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.drop("ventes.csv", lines(*["2025-10-01 A 1 1"] * 100_000))
    stop = threading.Event()

    def grow() -> None:
        with (shop.data / "ventes.csv").open("a") as growing:
            while not stop.is_set():
                growing.write("2025-10-01,A,1,1\n")
                growing.flush()
                time.sleep(0.0002)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        (step,) = [step for step in shop.run() if step.nom == "ventes.csv"]
    finally:
        stop.set()
        writer.join()
    assert (step.statut, step.ok) == ("attendue", True)
    assert "prochain passage" in step.message
    assert shop.statuses() == []
    shop.run()
    assert shop.statuses() == [("ventes.csv", "chargee")]


@pytest.mark.parametrize("damage", ["missing", "changed", "folder"])
def test_a_damaged_archive_names_the_file_and_the_way_out(tmp_path: Path, damage: str) -> None:
    path, folder = tmp_path / "ventes.csv", tmp_path / "archive"
    path.write_text("abc")
    sha256 = archive.fingerprint(path)
    archive.keep(path, sha256, folder)
    kept = archive.content(folder, sha256)
    kept.unlink()
    if damage == "changed":
        kept.write_text("abd")
    elif damage == "folder":
        kept.mkdir()
    with pytest.raises(ArchiveError, match=r"ventes\.csv.*livraison\.csv.*sauvegarde"):
        archive.verify(folder, sha256, "ventes.csv")
