"""The bulletin by mail after real publications: once a day, by Dagster or the command line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sales_assets.graph import instance, jobs
from sales_assets.report import releases
from sales_assets.report.formats import euros, long_day, span_words
from sales_assets.settings import Settings
from tests.command import Command, plain
from tests.graph.shop import DagsterShop, published
from tests.mailbox import Mailbox, mail_server
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow

HOSTILE = '"<img src=https://pirate.exemple.fr/x onerror=feu()>"'


def back(days: int) -> date:
    return Settings().today() - timedelta(days=days)


def sold(*days: int, store: int = 1) -> str:
    """A file of these days, counted back from today: two A at 1.50 € each."""
    return lines(*(f"{back(one)} A 2 {store}" for one in days))


def ways(box: Mailbox, **more: Any) -> dict[str, Any]:
    return {
        "alert_smtp_host": "127.0.0.1",
        "alert_smtp_port": box.port,
        "alert_smtp_security": "none",
        "alert_from": "Épicerie Dupont <epicerie@exemple.fr>",
        "bulletin_to": "gerante@exemple.fr",
        "site_url": "http://epicerie.exemple.fr",
        **more,
    }


@contextmanager
def opened(folder: Path, **more: Any) -> Iterator[tuple[DagsterShop, Mailbox]]:
    home = folder / "logs" / "dagster"
    with instance.opened(home) as dagster, mail_server(folder, "none") as box:
        shop = DagsterShop(folder, dagster)
        shop.settings = Settings(**dict(shop.settings) | ways(box, **more))
        shop.files.drop("produits.csv", products(A="1.50"))
        shop.files.drop("magasins.csv", stores(1, 2))
        yield shop, box
        shop.files.close()


def log(shop: DagsterShop) -> list[str]:
    """What `etl.log` says of the bulletin: outcome and message."""
    text = (shop.settings.log_dir / "etl.log").read_text("utf-8")
    found = [line.split(" | ") for line in text.splitlines()]
    return [" ".join(parts[4:]) for parts in found if parts[1] == "bulletin"]


def test_the_bulletin_of_a_day_is_sent_once_whatever_is_published(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        shop.files.drop("ventes.csv", sold(1, 2, 8))
        assert published(shop.run())
        (subject,) = box.subjects
        assert plain(subject) == plain(f"Épicerie Dupont : {euros(30_000)}, {long_day(back(1))}")
        site = (shop.settings.site_dir / "bulletin.txt").read_text("utf-8")
        said = [line for line in site.splitlines() if line and not line.startswith("Publié le")]
        assert [line for line in said if line not in box.text()] == []
        assert "http://epicerie.exemple.fr/bulletin.html" in box.text()
        assert published(shop.run())  # nothing new
        shop.files.drop("ventes_plus.csv", sold(9))
        assert published(shop.run())  # an older day
        shop.files.drop("ventes.csv", sold(1, 1, 2, 8))
        assert published(shop.run())  # the day corrected
        assert published(shop.run(job=jobs.TABLES))
        assert len(box.mails) == 1
        assert len(log(shop)) == 1


def test_no_bulletin_of_a_history(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        shop.files.drop("ventes.csv", sold(*range(60, 70)))
        assert published(shop.run())
        assert box.mails == []
        shop.files.drop("ventes_plus.csv", sold(7))
        assert published(shop.run())
        assert len(box.mails) == 1


def test_a_mail_server_that_is_down_holds_back_nothing(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        box.refuses = True
        shop.files.drop("ventes.csv", sold(1))
        assert shop.run().success
        assert (shop.settings.site_dir / "bulletin.html").is_file()
        (told,) = log(shop)
        assert "ERREUR lecteur 1 : 451" in plain(told)
        assert "gerante@" not in "".join(shop.site().values())
        box.refuses = False
        assert shop.run().success
        assert shop.run().success
        assert len(box.mails) == 1


def test_no_bulletin_while_a_file_of_the_day_waits_for_a_person(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        name = f"ventes_{back(1)}"
        shop.files.drop(f"{name}_paris.csv", sold(1))
        shop.files.drop(f"{name}_lyon.csv", "nom;adresse\nx;y\n")
        assert published(shop.run())  # what is good is, with the banner
        assert box.mails == []
        shop.files.drop(f"{name}_lyon.csv", sold(1, store=2))
        assert shop.run().success
        assert plain(euros(60_000)) in plain(box.subjects[0])
        # held: it would take lines away
        shop.files.drop(f"ventes_{back(0)}_x.csv", sold(9, 9, 9, 9, 9))
        shop.run()
        assert len(box.mails) == 1


def test_no_bulletin_of_a_day_that_a_rule_holds_back(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        shop.files.drop("ventes.csv", sold(2))
        assert published(shop.run())
        assert len(box.mails) == 1
        shop.files.drop(f"ventes_{back(1)}.csv", lines(*[f"{back(1)} ZZZ 2 1"] * 3))
        assert published(shop.run())
        assert len(box.mails) == 1, "all its lines are set aside: the last day is still the other"
        shop.files.drop("produits.csv", products(A="1.50", ZZZ=1))
        assert published(shop.run())
        assert plain(long_day(back(1))) in plain(box.subjects[1])


def test_no_bulletin_without_a_publication(tmp_path: Path):
    with opened(tmp_path) as (shop, box):
        shop.files.drop("ventes.csv", sold(1))
        place = shop.settings.site_dir.parent
        place.write_text("the disk is in the way")
        assert not shop.run().success
        assert box.mails == []
        place.unlink()
        assert shop.run().success
        assert len(box.mails) == 1


def test_no_bulletin_that_denies_the_site_a_person_went_back_to(tmp_path: Path):
    with opened(tmp_path, bulletin_to="", alert_to="a@b.fr") as (shop, box):
        shop.files.drop("ventes.csv", sold(2))
        assert published(shop.run())
        shop.files.drop("ventes_plus.csv", sold(1))
        assert published(shop.run())
        releases.go_back(shop.settings.site_dir)
        shop.settings = Settings(**dict(shop.settings) | ways(box))
        assert published(shop.run())
        assert box.mails == []


def test_the_bulletin_of_a_week_is_sent_once_it_has_ended(tmp_path: Path):
    sunday = back(Settings().today().weekday() + 1)
    monday = sunday - timedelta(days=6)
    with opened(tmp_path, bulletin="weekly") as (shop, box):
        shop.files.drop("ventes.csv", lines(f"{monday - timedelta(days=3)} A 2 1"))
        assert published(shop.run())
        shop.files.drop("ventes_plus.csv", lines(f"{monday} A 2 1", f"{monday} A 3 1"))
        assert published(shop.run())
        assert box.mails == [], "days of this week are still expected"
        shop.files.drop("ventes_fin.csv", lines(f"{sunday} A 10 1"))
        assert published(shop.run())
        assert published(shop.run())
        (subject,) = box.subjects
        week = span_words(monday, sunday)
        assert plain(subject) == plain(f"Épicerie Dupont : {euros(225_000)}, semaine {week}")
        assert f"Semaine {week}" in box.text()
        assert "http://epicerie.exemple.fr/index.html" in box.text()


def test_whoever_publishes_at_once_or_is_killed_sends_one(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        given = {f"SALES_{name.upper()}": value for name, value in ways(box).items()}
        command = Command(tmp_path, **given)
        command.drop("produits.csv", products(A="1.50"))
        command.drop("magasins.csv", stores(1))
        command.drop("ventes.csv", sold(2))
        with command.started("run") as one, command.started("run") as other:
            ends = [process.wait(timeout=240) for process in (one, other)]
        assert 0 in ends
        assert len(box.mails) == 1
        box.slow = 8
        command.drop("ventes_plus.csv", sold(1))
        with command.started("run") as process:
            while len(box.mails) == 1 and process.poll() is None:
                time.sleep(0.05)
            process.kill()  # the text is handed over, the server has not answered yet
        box.slow = 0
        assert command("run").code == 0
        assert len(box.mails) == 2


def test_the_command_line_sends_it_once_in_english_and_a_hostile_name_is_inert(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        given = {f"SALES_{name.upper()}": value for name, value in ways(box).items()}
        command = Command(tmp_path, **given, SALES_LOCALE="en", SALES_SHOP_NAME=HOSTILE)
        command.drop("produits.csv", products(A="1.50").replace("Nom A", HOSTILE))
        command.drop("magasins.csv", stores(1))
        command.drop("ventes.csv", sold(1))
        assert command("run").code == 0
        assert command("run").code == 0
        (subject,) = box.subjects
        assert plain(subject).startswith(f"{HOSTILE}: €3.00, ")
        assert "Open the site" in box.part("html")
        assert "<img" not in box.part("html")
        assert "<script" not in box.part("html")
        assert box.part("html").count("<a ") == 1
