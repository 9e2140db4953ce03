"""The sensor of the alerts on a real instance: what is open after real runs, each cause told once.

One shop goes through its life in order; its mail goes to a real server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from dagster import (
    DagsterRun,
    DagsterRunStatus,
    DefaultSensorStatus,
    SensorEvaluationContext,
    build_sensor_context,
)

from sales_assets.alerts.memory import NAME
from sales_assets.definitions import build_defs
from sales_assets.graph import alerts, instance, jobs, verification
from sales_assets.graph.shop import Shop as Resource
from sales_assets.settings import Settings
from sales_assets.warehouse import ledger
from tests.command import plain
from tests.graph.shop import DagsterShop, published
from tests.mailbox import Mailbox, mail_server
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow


@dataclass
class Life:
    """A shop with a mail server."""

    shop: DagsterShop
    box: Mailbox
    settings: Settings

    def tick(self, cursor: str | None = None) -> str:
        """One tick of the sensor as the daemon gives it; its own words."""
        defs = build_defs(self.settings)
        sensor = defs.resolve_sensor_def(alerts.NAME)
        context: SensorEvaluationContext = build_sensor_context(
            instance=self.shop.dagster,
            cursor=cursor,
            definitions=defs,
            resources={"shop": Resource(self.settings)},
        )
        data = sensor.evaluate_tick(context)
        return str(data.skip_message)

    def new_mails(self) -> list[tuple[str, str]]:
        """What came with this tick: subject and text."""
        before = len(self.box.mails)
        assert "451" not in self.tick()
        return [
            (plain(str(mail["Subject"])), plain(str(mail.get_content())))
            for mail in self.box.mails[before:]
        ]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder = tmp_path_factory.mktemp("boutique")
    home = folder / "logs" / "dagster"
    with instance.opened(home) as dagster, mail_server(folder, "none") as box:
        shop = DagsterShop(folder, dagster)
        ways = {
            "alert_smtp_host": "127.0.0.1",
            "alert_smtp_port": box.port,
            "alert_smtp_security": "none",
            "alert_to": "gerante@exemple.fr",
            "dagster_url": "http://dagster.exemple.fr",
        }
        yield Life(shop, box, Settings(**dict(shop.settings) | ways))
        shop.files.close()


def day(back: int) -> str:
    """An ISO day before today."""
    return (Settings().today() - timedelta(days=back)).isoformat()


def test_it_runs_by_itself_only_when_there_is_somebody_to_tell(life: Life):
    def status(settings: Settings) -> DefaultSensorStatus:
        return build_defs(settings).resolve_sensor_def(alerts.NAME).default_status

    assert status(life.settings) is DefaultSensorStatus.RUNNING
    assert status(life.shop.settings) is DefaultSensorStatus.STOPPED


def test_late_sales_are_told_once_and_tell_no_secret(life: Life):
    assert life.new_mails() == []  # nothing ever came: nothing is late
    life.shop.files.drop("produits.csv", products(A="1.50"))
    life.shop.files.drop("magasins.csv", stores(1))
    life.shop.files.drop("ventes.csv", lines(f"{day(9)} A 2 1"))
    assert life.shop.run().success
    ((subject, text),) = life.new_mails()
    assert subject == "Ventes en retard"
    assert "à 08:00" in text
    assert "SALES_CLOSED" in text
    assert "http://dagster.exemple.fr/assets/ventes" in text
    assert life.new_mails() == []
    life.shop.files.drop("ventes_jour.csv", lines(f"{day(8)} A 2 1"))
    assert life.shop.run().success
    assert life.new_mails() == [], "a day that catches up is no new cause while others are late"


def test_a_refused_file_is_told_once_even_after_a_restart(life: Life):
    new = lines(*(f"{day(back)} A 2 1" for back in (1, 2)))
    life.shop.files.drop("ventes_jour.csv", new)
    life.shop.files.drop("ventes_jour (1).csv", "nom;adresse\nx;y\n")
    life.shop.run()
    ((subject, text),) = life.new_mails()
    assert subject == "Fichier refusé : ventes_jour (1).csv"
    assert "ventes_jour (1).csv" in text
    assert "http://dagster.exemple.fr/assets/deliveries" in text
    life.shop.run()
    assert life.new_mails() == []


def test_a_cause_that_comes_back_is_told_again(life: Life):
    life.shop.files.drop("ventes_jour (1).csv", lines(f"{day(3)} A 2 1"))
    assert life.shop.run().success
    assert life.new_mails() == []
    life.shop.files.drop("ventes_jour (1).csv", "nom;adresse\nx;y\nz;t\n")
    life.shop.run()
    assert [subject for subject, _text in life.new_mails()] == [
        "Fichier refusé : ventes_jour (1).csv"
    ]


def test_a_held_file_says_how_to_accept_it(life: Life):
    life.shop.files.drop("ventes_jour (1).csv", lines(*[f"{day(4)} A 2 1"] * 5))
    life.shop.run()
    life.shop.files.drop("ventes_jour (1).csv", lines(f"{day(4)} A 2 1"))
    life.shop.run()
    ((subject, text),) = life.new_mails()
    assert subject == "Fichier en attente : ventes_jour (1).csv"
    assert "sales-assets accept" in text
    (life.shop.files.data / "ventes_jour (1).csv").unlink()


def test_a_failed_check_names_the_file_the_line_and_the_run(life: Life):
    life.shop.files.drop("ventes_jour (2).csv", lines(f"{day(5)} A 1 1", f"{day(5)} ZZZ 2 1"))
    run = life.shop.run().run_id
    ((subject, text),) = life.new_mails()
    assert subject == "Contrôle non respecté"
    assert "ventes_jour (2).csv, ligne 3" in text
    assert f"http://dagster.exemple.fr/runs/{run}" in text
    life.shop.files.drop("produits.csv", products(A="1.50", ZZZ=1))
    life.shop.run()
    assert life.new_mails() == []


def test_a_failed_run_is_told_once_whatever_its_number(life: Life):
    place = life.settings.site_dir.parent
    place.rename(place.with_name("ailleurs"))
    place.write_text("the disk is in the way")
    life.shop.files.drop("ventes_jour (3).csv", lines(f"{day(6)} A 1 1"))
    first = life.shop.run()
    assert not first.success
    ((subject, text),) = life.new_mails()
    assert subject == "Le traitement a échoué"
    assert first.run_id in text
    life.shop.files.drop("ventes_jour (3).csv", lines(f"{day(6)} A 7 1"))
    assert not life.shop.run().success
    assert life.new_mails() == []
    place.unlink()
    place.with_name("ailleurs").rename(place)
    assert published(life.shop.run())
    assert life.new_mails() == []


def test_a_run_of_another_job_forgets_no_failure_and_a_stopped_one_is_told(life: Life):
    dagster = life.shop.dagster
    change = "UPDATE totaux_jour SET ca_e4 = ca_e4 {0} 1, brut_e4 = brut_e4 {0} 1"
    life.shop.files.execute(change.format("+"))
    failed = life.shop.run(job=verification.NAME)
    life.shop.files.execute(change.format("-"))
    assert not failed.success
    assert published(life.shop.run())
    ((subject, text),) = life.new_mails()
    assert subject == "Le traitement a échoué"
    assert failed.run_id in text
    dagster.add_run(DagsterRun(verification.NAME, status=DagsterRunStatus.SUCCESS))
    stopped = dagster.add_run(DagsterRun(jobs.TABLES, status=DagsterRunStatus.CANCELED))
    ((subject, text),) = life.new_mails()
    assert subject == "Lancement arrêté"
    assert stopped.run_id in text
    assert life.new_mails() == []
    dagster.delete_run(stopped.run_id)


def test_a_base_that_cannot_be_read_neither_repeats_nor_forgets(life: Life):
    base = life.settings.data_dir / "ventes.db"
    kept = json.loads((life.settings.log_dir / NAME).read_text())["mail"]
    assert kept
    aside = base.with_name("aside")
    base.rename(aside)
    base.write_text("this is no base, whatever one does to read it " * 100)
    assert life.new_mails() == []
    base.unlink()
    aside.rename(base)
    assert life.new_mails() == []


def test_nothing_is_told_nor_forgotten_while_a_run_changes_the_ledger(life: Life):
    life.shop.files.drop("ventes_jour (4).csv", "nom;adresse\nx;y\n")
    life.shop.run()
    assert len(life.new_mails()) == 1
    run = life.shop.dagster.add_run(DagsterRun(jobs.EVERYTHING, status=DagsterRunStatus.STARTED))
    # as receiving it again does
    last = life.shop.files.value("SELECT max(livraison) FROM livraisons")
    with life.shop.files.warehouse.write() as connection:
        ledger.settle(connection, last, statut="recue")
    assert life.new_mails() == []
    life.shop.dagster.delete_run(run.run_id)
    life.shop.run()
    assert life.new_mails() == []
    life.shop.files.drop("ventes_jour (4).csv", lines(f"{day(7)} A 1 1"))
    assert published(life.shop.run())
    assert life.new_mails() == []


def test_a_way_that_is_closed_breaks_nothing_and_is_written_once(life: Life):
    (life.settings.log_dir / NAME).unlink()
    life.box.refuses = True
    trouble = life.tick()
    assert "451" in trouble
    log = life.settings.log_dir / "etl.log"
    assert log.read_text().count("451") == 1
    life.tick(cursor=trouble)
    assert log.read_text().count("451") == 1
    life.box.refuses = False
    assert len(life.new_mails()) == 1
