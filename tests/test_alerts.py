"""Alerts as they travel: a real mail server, a real webhook, and a memory that survives."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sales_assets import language
from sales_assets.alerts import Alert, causes, mail, send_bulletin, send_new, send_trial
from sales_assets.alerts.memory import NAME
from sales_assets.errors import SettingsError
from sales_assets.loading.late import Late, late
from sales_assets.settings import Closing, Settings
from sales_assets.warehouse.states import expected_day
from tests.command import Command
from tests.mailbox import PASSWORD, USER, Hook, mail_server, webhook_server
from tests.shop import NOON, Shop, lines, products, stores

EIGHT = time(8)

REFUSED = Alert("livraison 8", "Fichier refusé : ventes.csv", "ventes.csv, ligne 3 : …", "runs/r1")
LATE = Alert("retard", "Ventes en retard", "…", page="jours.html")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook_server() as server:
        yield server


@pytest.fixture
def by_hook(tmp_path: Path, hook: Hook) -> Settings:
    return Settings(log_dir=tmp_path / "logs", alert_webhook_url=hook.url)


def by_mail(folder: Path, port: int, security: str, **more: Any) -> Settings:
    return Settings(
        log_dir=folder / "logs",
        alert_smtp_host="127.0.0.1",
        alert_smtp_port=port,
        alert_smtp_security=security,
        alert_from="Boutique <boutique@exemple.fr>",
        alert_to="gerante@exemple.fr, Comptable <compta@exemple.fr>",
        **more,
    )


# --- by mail -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("security", "login"),
    [("none", False), ("starttls", False), ("starttls", True), ("tls", False), ("tls", True)],
)
def test_a_mail_arrives_whole_however_it_travels(tmp_path: Path, security: str, login: bool):
    with mail_server(tmp_path, security, login=login) as box:
        given: dict[str, Any] = {"alert_smtp_ca": box.ca} if security != "none" else {}
        if login:
            given |= {"alert_smtp_user": USER, "alert_smtp_password": PASSWORD}
        settings = by_mail(
            tmp_path, box.port, security, dagster_url="http://d.exemple.fr/", site_url="http://s",
            **given,
        )  # fmt: skip
        report = send_new(settings, [REFUSED, LATE], NOON)
        assert (report.sent, report.troubles) == (2, {})
        assert box.subjects == ["Fichier refusé : ventes.csv", "Ventes en retard"]
        first, second = box.text(0), box.text(1)
        assert box.mails[0]["To"] == "gerante@exemple.fr, Comptable <compta@exemple.fr>"
        assert box.mails[0]["Date"].datetime == NOON
        assert "ventes.csv, ligne 3" in first
        assert "http://d.exemple.fr/runs/r1" in first
        assert "http://s/jours.html" in second
        assert box.encrypted == [security != "none"] * 2
        assert box.logins == [USER] * (2 if login else 0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path, security: str):
    with mail_server(tmp_path, security) as box:
        report = send_new(by_mail(tmp_path, box.port, security), [LATE], NOON)
        assert "CERTIFICATE_VERIFY_FAILED" in report.troubles["mail"]
        assert box.mails == []


def test_a_server_without_starttls_gets_nothing(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        report = send_new(by_mail(tmp_path, box.port, "starttls"), [LATE], NOON)
        assert "STARTTLS" in report.troubles["mail"]
        assert box.mails == []


def test_a_wrong_password_is_said_without_it(tmp_path: Path):
    with mail_server(tmp_path, "tls", login=True) as box:
        settings = by_mail(
            tmp_path, box.port, "tls", alert_smtp_ca=box.ca, alert_smtp_user=USER,
            alert_smtp_password="un-autre-secret",
        )  # fmt: skip
        report = send_new(settings, [LATE], NOON)
        assert report.troubles == {"mail": "le serveur refuse le compte (535)"}


def test_a_hostile_name_stays_in_its_line(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        name = "ventes\r\nBcc: pirate@exemple.fr\x00\u202e.csv"
        (alert,) = causes.of_deliveries([(1, name, "refusee", f"{name} : …")])
        send_new(by_mail(tmp_path, box.port, "none"), [alert], NOON)
        assert box.subjects == ["Fichier refusé : ventes Bcc: pirate@exemple.fr .csv"]
        assert box.mails[0]["Bcc"] is None


# --- by webhook ----------------------------------------------------------------------------------


def test_a_webhook_gets_the_text_and_the_links(tmp_path: Path, hook: Hook):
    settings = Settings(
        log_dir=tmp_path, alert_webhook_url=hook.url, dagster_url="http://d", locale="en"
    )
    language.use("en")
    assert send_new(settings, [REFUSED], NOON).sent == 1
    assert hook.bodies == [
        {
            "text": "Fichier refusé : ventes.csv\n\nventes.csv, ligne 3 : …\n\n"
            "Details in Dagster\nhttp://d/runs/r1",
            "title": "Fichier refusé : ventes.csv",
            "message": "ventes.csv, ligne 3 : …",
            "links": [{"text": "Details in Dagster", "url": "http://d/runs/r1"}],
        }
    ]


@pytest.mark.parametrize("answer", [302, 404, 500])
def test_another_answer_is_a_failure_that_does_not_name_the_address(
    by_hook: Settings, hook: Hook, answer: int
):
    hook.answer = answer
    report = send_new(by_hook, [LATE], NOON)
    assert report.troubles == {"webhook": f"HTTP {answer}"}
    assert hook.methods == ["POST"]  # a redirection is not followed


def test_nobody_at_the_address_is_a_failure(tmp_path: Path):
    settings = Settings(log_dir=tmp_path, alert_webhook_url="http://127.0.0.1:9/jeton-secret")
    report = send_new(settings, [LATE], NOON)
    assert report.sent == 0
    assert "jeton" not in report.troubles["webhook"]


# --- once a cause --------------------------------------------------------------------------------


def test_a_cause_is_told_once_until_it_comes_back(by_hook: Settings, hook: Hook):
    for alerts in ([REFUSED], [REFUSED], [LATE, REFUSED], [LATE], [LATE, REFUSED]):
        send_new(by_hook, alerts, NOON)
    assert [body["title"] for body in hook.bodies] == [
        "Fichier refusé : ventes.csv",
        "Ventes en retard",
        "Fichier refusé : ventes.csv",
    ]


def test_what_could_not_be_sent_is_sent_when_the_way_is_open_again(by_hook: Settings, hook: Hook):
    hook.answer = 503
    assert send_new(by_hook, [REFUSED], NOON).troubles == {"webhook": "HTTP 503"}
    hook.answer = 200
    assert send_new(by_hook, [REFUSED], NOON).sent == 1
    assert send_new(by_hook, [REFUSED], NOON).sent == 0


def test_a_way_that_fails_does_not_hold_the_other(tmp_path: Path, hook: Hook):
    with mail_server(tmp_path, "none") as box:
        box.refuses = True
        settings = by_mail(tmp_path, box.port, "none", alert_webhook_url=hook.url)
        assert list(send_new(settings, [LATE], NOON).troubles) == ["mail"]
        box.refuses = False
        send_new(settings, [LATE], NOON)
        assert (len(box.mails), len(hook.bodies)) == (1, 1)


def test_while_something_is_not_known_nothing_is_taken_for_solved(by_hook: Settings, hook: Hook):
    send_new(by_hook, [REFUSED], NOON)
    send_new(by_hook, [], NOON, all_known=False)
    send_new(by_hook, [REFUSED], NOON)
    assert len(hook.bodies) == 1


def test_many_causes_at_once_are_one_message(by_hook: Settings, hook: Hook):
    alerts = [Alert(f"livraison {n}", "Fichier refusé", f"f{n}.csv") for n in range(365)]
    send_new(by_hook, alerts, NOON)
    send_new(by_hook, alerts, NOON)
    (body,) = hook.bodies
    assert body["title"] == "365 points demandent votre attention"
    assert body["message"].count(".csv") == 365


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"webhook": 3}'])
def test_a_torn_memory_is_an_empty_one(by_hook: Settings, torn: str):
    by_hook.log_dir.mkdir()
    (by_hook.log_dir / NAME).write_text(torn)
    assert send_new(by_hook, [LATE], NOON).sent == 1
    assert send_new(by_hook, [LATE], NOON).sent == 0


def test_a_trial_goes_by_every_way(tmp_path: Path, hook: Hook):
    with mail_server(tmp_path, "none") as box:
        settings = by_mail(tmp_path, box.port, "none", alert_webhook_url=hook.url)
        assert send_trial(settings, NOON).sent == 2
        assert (box.subjects, len(hook.bodies)) == (["Essai des alertes"], 1)
        assert send_trial(settings, NOON).sent == 2  # a trial is never "already told"


# --- the bulletin --------------------------------------------------------------------------------

SATURDAY, SUNDAY = date(2025, 10, 18), date(2025, 10, 19)
LETTER = ("Boutique : 12,00 €", "Le texte.", "<p>La page.</p>")


def for_readers(folder: Path, port: int, readers: str = "gerante@exemple.fr") -> Settings:
    return Settings(
        log_dir=folder / "logs", alert_smtp_host="127.0.0.1", alert_smtp_port=port,
        alert_smtp_security="none", bulletin_to=readers,
    )  # fmt: skip


def test_each_reader_has_the_bulletin_of_a_day_once(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        one = for_readers(tmp_path, box.port)
        assert send_bulletin(one, SATURDAY, LETTER, NOON).sent == 1
        assert send_bulletin(one, SATURDAY, LETTER, NOON).sent == 0
        two = for_readers(tmp_path, box.port, "Gérante <GERANTE@exemple.fr>, compta@exemple.fr")
        assert send_bulletin(two, SATURDAY, LETTER, NOON).sent == 1
        assert send_bulletin(two, SUNDAY, LETTER, NOON).sent == 2
        assert send_bulletin(two, SATURDAY, LETTER, NOON).sent == 0, "it never goes back"
        assert [str(mail["To"]) for mail in box.mails] == [
            "gerante@exemple.fr", "compta@exemple.fr",
            "Gérante <GERANTE@exemple.fr>", "compta@exemple.fr",
        ]  # fmt: skip


def test_the_bulletin_is_a_text_and_a_page(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        hostile = ("12,00 €\r\nBcc: pirate@exemple.fr", *LETTER[1:])
        send_bulletin(for_readers(tmp_path, box.port), SUNDAY, hostile, NOON)
        (mail,) = box.mails
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == [
            "text/plain", "text/html",
        ]  # fmt: skip
        assert (box.text().strip(), box.part("html").strip()) == LETTER[1:]
        assert (mail["Subject"], mail["Bcc"]) == ("12,00 € Bcc: pirate@exemple.fr", None)
        assert mail["From"] == "gerante@exemple.fr"


def test_a_bulletin_that_the_server_refuses_is_sent_the_next_time_once(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        box.refuses = True
        settings = for_readers(tmp_path, box.port)
        assert "451" in send_bulletin(settings, SUNDAY, LETTER, NOON).troubles["lecteur 1"]
        box.refuses = False
        assert [send_bulletin(settings, SUNDAY, LETTER, NOON).sent for _time in "12"] == [1, 0]


def test_a_bulletin_that_finds_nobody_is_sent_the_next_time_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the call and says nothing
        port = mute.getsockname()[1]
        report = send_bulletin(for_readers(tmp_path, port), SUNDAY, LETTER, NOON)
        assert "arrivé" not in report.troubles["lecteur 1"]
    assert send_bulletin(for_readers(tmp_path, port), SUNDAY, LETTER, NOON).sent == 0
    with mail_server(tmp_path, "none") as box:
        settings = for_readers(tmp_path, box.port)
        assert [send_bulletin(settings, SUNDAY, LETTER, NOON).sent for _time in "12"] == [1, 0]


def test_a_bulletin_that_may_have_arrived_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mail, "_TIMEOUT", 0.5)
    with mail_server(tmp_path, "none") as box:
        settings = for_readers(tmp_path, box.port)
        box.slow = 3
        report = send_bulletin(settings, SUNDAY, LETTER, NOON)
        assert "peut-être arrivé" in report.troubles["lecteur 1"]
        box.slow = 0
        assert send_bulletin(settings, SUNDAY, LETTER, NOON).sent == 0
        assert len(box.mails) == 1


def test_a_reader_unknown_to_the_server_does_not_hold_the_others(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        box.unknown = ("faute@exemple.fr",)
        settings = for_readers(tmp_path, box.port, "faute@exemple.fr,compta@exemple.fr")
        report = send_bulletin(settings, SUNDAY, LETTER, NOON)
        assert report.sent == 1
        assert "550" in report.troubles["lecteur 1"]
        assert "exemple.fr" not in str(report), "the log is on the site"
        box.unknown = ()
        assert send_bulletin(settings, SUNDAY, LETTER, NOON).sent == 1


def test_several_who_publish_at_once_send_one_bulletin(tmp_path: Path):
    with mail_server(tmp_path, "none") as box, ThreadPoolExecutor(4) as several:
        box.slow = 0.2
        settings = for_readers(tmp_path, box.port)
        sent = several.map(
            lambda _one: send_bulletin(settings, SUNDAY, LETTER, NOON).sent, range(4)
        )
        assert sorted(sent) == [0, 0, 0, 1]
        assert len(box.mails) == 1


def test_what_is_taken_is_sent_however_the_server_says_goodbye(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        box.rude = True
        assert send_bulletin(for_readers(tmp_path, box.port), SUNDAY, LETTER, NOON).sent == 1
        assert send_new(by_mail(tmp_path, box.port, "none"), [LATE], NOON).sent == 1


def test_alerts_and_bulletin_forget_nothing_of_each_other(tmp_path: Path):
    with mail_server(tmp_path, "none") as box:
        alone, alerted = for_readers(tmp_path, box.port), by_mail(tmp_path, box.port, "none")
        for _time in "12":
            send_bulletin(alone, SUNDAY, LETTER, NOON)
            send_new(alerted, [LATE], NOON)
        assert len(box.mails) == 2


# --- what a cause is -----------------------------------------------------------------------------


def test_a_run_that_fails_again_for_the_same_reason_is_the_same_cause():
    keys = {
        causes.of_failed_run("tout", run, [text])[0].key
        for run, text in (("a", "échec à 12:01, essai 3"), ("b", "échec à 13:47, essai 4"))
    }
    assert len(keys) == 1
    assert causes.of_failed_run("tout", "c", ["autre chose"])[0].key not in keys
    assert causes.of_failed_run("tout", "d", []) == []


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=NOON.tzinfo)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "closing", "due"),
    [
        (at(2026, 11, 24), Closing(), date(2026, 11, 23)),
        (at(2026, 11, 23), Closing(frozenset({6})), date(2026, 11, 21)),
        (at(2027, 1, 5), Closing(dates=frozenset({date(2027, 1, 4)})), date(2027, 1, 3)),
        (at(2027, 1, 2), Closing(), date(2026, 12, 31)),  # the 1st of January
    ],
)
def test_the_day_that_is_due_is_the_last_open_one(now: datetime, closing: Closing, due: date):
    sold = pd.DataFrame({"date": pd.to_datetime(["2025-10-17"])})
    assert expected_day(sold, now.date(), closing) == due


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    found.drop("produits.csv", products(A="1.50"))
    found.drop("magasins.csv", stores(1))
    yield found
    found.close()


def test_a_shop_without_sales_is_not_late(shop: Shop):
    assert late(shop.warehouse, NOON, Closing(), EIGHT) is None


def test_sales_are_late_until_they_come(shop: Shop):
    shop.drop("ventes.csv", lines("2025-10-17 A 2 1", "2025-10-18 A 2 1"))
    shop.run()
    assert late(shop.warehouse, NOON, Closing(), EIGHT) == Late(
        date(2025, 10, 19), date(2025, 10, 18)
    )
    assert (
        late(shop.warehouse, NOON, Closing(frozenset({6})), EIGHT) is None
    )  # the 19th is a Sunday
    assert late(shop.warehouse, NOON.replace(hour=7), Closing(), EIGHT) is None
    shop.drop("ventes_2025-10-19.csv", lines("2025-10-19 A 2 1"))
    shop.run()
    assert late(shop.warehouse, NOON, Closing(), EIGHT) is None


@pytest.mark.parametrize("content", [lines(), lines("2025-10-19 INCONNU 2 1")])
def test_a_day_without_sales_or_all_in_quarantine_did_come(shop: Shop, content: str):
    shop.drop("ventes.csv", lines("2025-10-18 A 2 1"))
    shop.drop("ventes_2025-10-19.csv", content)
    shop.run()
    assert late(shop.warehouse, NOON, Closing(), EIGHT) is None


# --- the settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SALES_ALERT_SMTP_HOST", "smtp exemple"),
        ("SALES_ALERT_SMTP_PORT", "0"),
        ("SALES_ALERT_SMTP_SECURITY", "ssl"),
        ("SALES_ALERT_SMTP_CA", "/nulle/part.pem"),
        ("SALES_ALERT_FROM", "boutique"),
        ("SALES_ALERT_TO", "gerante@exemple.fr;compta@exemple.fr"),
        ("SALES_ALERT_TO", "Chez: Dupont <gerante@exemple.fr>"),
        ("SALES_ALERT_TO", "gerante@[exemple"),
        ("SALES_BULLETIN_TO", "gérante"),
        ("SALES_BULLETIN", "monthly"),
        ("SALES_SITE_URL", "exemple.fr"),
    ],
)
def test_an_invalid_setting_is_said_at_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as refusal:
        Settings()
    assert str(refusal.value).startswith(f"{variable}\u00a0: la valeur «\u00a0{value}\u00a0»")


@pytest.mark.parametrize(
    "value", ["ftp://h/jeton-secret", "jeton-secret", "http://h:x/jeton-secret"]
)
def test_an_invalid_webhook_is_refused_unseen(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("SALES_ALERT_WEBHOOK_URL", value)
    with pytest.raises(SettingsError) as refusal:
        Settings()
    assert "SALES_ALERT_WEBHOOK_URL" in str(refusal.value)
    assert "jeton" not in str(refusal.value)


MAIL = {"alert_smtp_host": "h", "alert_to": "a@b.fr"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"alert_smtp_host": "h"}, ("SALES_ALERT_SMTP_HOST", "SALES_ALERT_TO")),
        ({"bulletin_to": "a@b.fr"}, ("SALES_BULLETIN_TO", "SALES_ALERT_SMTP_HOST")),
        ({"alert_to": "a@b.fr"}, ("SALES_ALERT_TO", "SALES_ALERT_SMTP_HOST")),
        ({**MAIL, "alert_smtp_user": "u"}, ("SALES_ALERT_SMTP_USER", "SALES_ALERT_SMTP_PASSWORD")),
        (
            {**MAIL, "alert_smtp_user": "u", "alert_smtp_password": "chut",
             "alert_smtp_security": "none"},
            ("SALES_ALERT_SMTP_USER", "SALES_ALERT_SMTP_SECURITY"),
        ),
        (
            {**MAIL, "alert_smtp_user": "u", "alert_smtp_password": "chut-é"},
            ("SALES_ALERT_SMTP_PASSWORD",),
        ),
    ],
)  # fmt: skip
def test_settings_that_go_together_are_asked_together(
    given: dict[str, str], named: tuple[str, str]
):
    with pytest.raises(SettingsError) as refusal:
        Settings(**given)
    assert all(name in str(refusal.value) for name in named)
    assert "chut" not in str(refusal.value)


def test_a_child_process_sees_the_same_ways_and_nobody_sees_the_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "ca.pem").touch()
    settings = Settings(
        **MAIL | {"alert_to": "a@b.fr,C <c@d.fr>"},
        alert_smtp_security="tls", alert_smtp_ca=tmp_path / "ca.pem", alert_smtp_user="u",
        alert_smtp_password="chut-1", alert_webhook_url="https://h/chut-2",
    )  # fmt: skip
    for variable, value in settings.environment().items():
        if variable.startswith(("SALES_", "DAGSTER_")):
            monkeypatch.setenv(variable, value)
    assert Settings() == settings
    assert settings.smtp_port == 465
    assert settings.alert_channels == ("mail", "webhook")
    assert "chut" not in repr(settings)


def test_nobody_is_told_by_default():
    assert Settings().alert_channels == ()
    assert Settings().bulletin_to == ()


def test_a_bulletin_alone_is_no_way_of_alert():
    assert Settings(alert_smtp_host="h", bulletin_to="a@b.fr").alert_channels == ()


def test_the_command_line_sends_a_trial_or_says_why_not(tmp_path: Path, hook: Hook):
    told = Command(tmp_path, SALES_ALERT_WEBHOOK_URL=hook.url)("alert")
    assert (told.code, told.out.strip()) == (0, "1 message d’essai envoyé.")
    hook.answer = 500
    told = Command(tmp_path, SALES_ALERT_WEBHOOK_URL=hook.url)("alert")
    assert (told.code, "HTTP 500" in told.err, "jeton" in told.err) == (1, True, False)
    assert Command(tmp_path)("alert").code == 2
