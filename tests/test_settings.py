"""The settings: defaults, what each variable takes, and what an invalid one says."""

from __future__ import annotations

import traceback
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path

import pytest

from sales_assets.errors import SettingsError
from sales_assets.feasts import Feasts
from sales_assets.settings import PROJECT_ROOT, Closing, Settings


def test_defaults_hang_on_the_project_whatever_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.data_dir == PROJECT_ROOT / "data"
    assert settings.archive_dir == PROJECT_ROOT / "data" / "archive"
    assert settings.warehouse_url == f"sqlite:///{PROJECT_ROOT}/data/ventes.db"
    assert settings.site_dir == PROJECT_ROOT / "site" / "public"
    assert settings.dagster_home == PROJECT_ROOT / "logs" / "dagster"
    assert settings.start_date is None
    assert (settings.timezone.key, settings.locale) == ("Europe/Paris", "fr")
    assert settings.schedule == time(6, 0)
    assert settings.closed == Closing()
    assert settings.dagster_url is None
    assert settings.max_quantity == 1_000_000


def test_given_folders_are_read_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALES_DATA_DIR", "caisse")
    monkeypatch.setenv("SALES_LOG_DIR", "journal")
    settings = Settings()
    assert settings.data_dir == tmp_path / "caisse"
    assert settings.warehouse_url == f"sqlite:///{tmp_path}/caisse/ventes.db"
    assert settings.dagster_home == tmp_path / "journal" / "dagster"


def test_the_link_of_the_site_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "release").mkdir()
    (tmp_path / "public").symlink_to("release")
    monkeypatch.setenv("SALES_SITE_DIR", str(tmp_path / "public"))
    assert Settings().site_dir == tmp_path / "public"


def test_an_empty_variable_is_an_unset_one(monkeypatch):
    monkeypatch.setenv("SALES_CLOSED", "")
    monkeypatch.setenv("DAGSTER_URL", "")
    monkeypatch.setenv("SALES_START_DATE", "")
    assert Settings() == Settings(closed=Closing(), dagster_url=None, start_date=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dimanche", Closing(frozenset({6}))),
        ("Sunday, LUNDI", Closing(frozenset({6, 0}))),
        ("2026-12-25", Closing(dates=frozenset({date(2026, 12, 25)}))),
        (
            "dimanche,2026-12-25,2027-01-01,",
            Closing(frozenset({6}), frozenset({date(2026, 12, 25), date(2027, 1, 1)})),
        ),
    ],
)
def test_closed_days_are_weekdays_and_dates(monkeypatch, text, expected):
    monkeypatch.setenv("SALES_CLOSED", text)
    assert Settings().closed == expected


def test_the_calendar_is_that_of_the_region(monkeypatch):
    stephen, closed = date(2026, 12, 26), Closing(frozenset({6}))
    assert not Settings(closed=closed).calendar.feasts.is_holiday(stephen)
    monkeypatch.setenv("SALES_HOLIDAYS", "alsace-moselle")
    monkeypatch.setenv("SALES_SCHOOL_ZONE", "B")
    found = Settings(closed=closed).calendar
    assert found.feasts == Feasts("alsace-moselle", "B")
    assert found.feasts.is_holiday(stephen)
    assert found.weekdays == closed.weekdays


@pytest.mark.parametrize(
    ("text", "share"), [("+5%", "1/20"), ("7,5 %", "3/40"), ("−10%", "-1/10"), ("0%", "0")]
)
def test_an_objective_is_a_change_on_the_year_before(monkeypatch, text, share):
    monkeypatch.setenv("SALES_OBJECTIVE", text)
    assert Settings().objective == Fraction(share)


def test_a_closing_covers_its_weekdays_and_dates_only():
    closing = Closing(frozenset({6}), frozenset({date(2026, 12, 25)}))
    assert closing.covers(date(2026, 11, 22))  # a Sunday
    assert closing.covers(date(2026, 12, 25))
    assert not closing.covers(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:////srv/ventes.db", "sqlite:////srv/ventes.db"),
        ("postgresql://moi@serveur/base", "postgresql+psycopg2://moi@serveur/base"),
        ("postgresql+psycopg2://moi@serveur/b", "postgresql+psycopg2://moi@serveur/b"),
    ],
)
def test_the_warehouse_is_a_file_or_a_server(monkeypatch, given, used):
    monkeypatch.setenv("SALES_WAREHOUSE_URL", given)
    assert Settings().warehouse_url == used


def test_a_relative_warehouse_file_keeps_its_place_when_the_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALES_WAREHOUSE_URL", "sqlite:///ventes.db")
    assert Settings().warehouse_url == f"sqlite:///{tmp_path}/ventes.db"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SALES_DATA_DIR", __file__),
        ("DAGSTER_HOME", __file__),
        ("SALES_WAREHOUSE_URL", "ventes.db"),
        ("SALES_WAREHOUSE_URL", "sqlite://"),
        ("SALES_WAREHOUSE_URL", "sqlite:///:memory:"),
        ("SALES_WAREHOUSE_URL", "sqlite:///"),
        ("SALES_WAREHOUSE_URL", "mysql://serveur/base"),
        ("SALES_START_DATE", "17/11/2025"),
        ("SALES_START_DATE", "20251117"),
        ("SALES_START_DATE", "2025-02-30"),
        ("SALES_START_DATE", "1989-12-31"),
        ("SALES_START_DATE", "1731801600"),
        ("SALES_SHOP_NAME", "N" * 81),
        ("SALES_SHOP_NAME", "Épicerie\u202eDupont"),
        ("SALES_TIMEZONE", "Paris"),
        ("SALES_TIMEZONE", "Europe"),
        ("SALES_TIMEZONE", "../../etc/passwd"),
        ("SALES_TIMEZONE", "/etc/localtime"),
        ("SALES_LOCALE", "de"),
        ("SALES_SCHEDULE", "25:00"),
        ("SALES_SCHEDULE", "06:60"),
        ("SALES_SCHEDULE", "6"),
        ("SALES_SCHEDULE", "0630"),
        ("SALES_SCHEDULE", "02:00"),
        ("SALES_SCHEDULE", "03:59"),
        ("SALES_SCHEDULE", "٠٦:٠٠"),
        ("SALES_CLOSED", "dimanche;lundi"),
        ("SALES_CLOSED", "25/12/2026"),
        ("SALES_HOLIDAYS", "alsace"),
        ("SALES_SCHOOL_ZONE", "Paris"),
        ("SALES_OBJECTIVE", "beaucoup"),
        ("SALES_OBJECTIVE", "5"),
        ("SALES_OBJECTIVE", "-150%"),
        ("DAGSTER_URL", "127.0.0.1:3000"),
        ("DAGSTER_URL", "javascript:alert(1)"),
        ("SALES_MAX_QUANTITY", "0"),
        ("SALES_MAX_QUANTITY", "beaucoup"),
    ],
)
def test_an_invalid_setting_names_variable_value_and_choice(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as refusal:
        Settings()
    message = str(refusal.value)
    assert message.count("\n") == 0
    assert message.startswith(f"{variable}\u00a0: la valeur «\u00a0{value}\u00a0»")
    assert "Valeurs possibles" in message


def test_a_shop_s_name_is_one_line(monkeypatch):
    assert Settings().shop_name is None
    monkeypatch.setenv("SALES_SHOP_NAME", " L’Épicerie\u00a0fine \n Bcc: x@exemple.fr ")
    assert Settings().shop_name == "L’Épicerie fine Bcc: x@exemple.fr"


@pytest.mark.parametrize("hour", ["01:59", "04:00", "0:00", "23:59"])
def test_the_schedule_keeps_clear_of_the_change_of_hour_only(monkeypatch, hour):
    monkeypatch.setenv("SALES_SCHEDULE", hour)
    assert f"{Settings().schedule:%H:%M}".endswith(hour)


def test_every_invalid_setting_is_said_at_once(monkeypatch):
    monkeypatch.setenv("SALES_DATA_DIR", __file__)
    monkeypatch.setenv("SALES_LOCALE", "de")
    with pytest.raises(SettingsError) as refusal:
        Settings()
    lines = str(refusal.value).splitlines()
    assert [line.partition("\u00a0")[0] for line in lines] == ["SALES_DATA_DIR", "SALES_LOCALE"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://moi:chut@serveur:port/base",
        "postgresql://moi:chut",
        "postgres://moi:chut@serveur/base",
        "moi:chut@serveur/base",
        "mysql://moi:ch@chut@serveur",
        "serveur/base?password=chut",
    ],
)
def test_a_refused_address_does_not_show_its_password(monkeypatch, url):
    monkeypatch.setenv("SALES_WAREHOUSE_URL", url)
    with pytest.raises(SettingsError) as refusal:
        Settings()
    assert "chut" not in "".join(traceback.format_exception(refusal.value))


def test_an_accepted_address_does_not_show_its_password(monkeypatch):
    url = "postgresql://moi:ch@chut@serveur:5432/base?password=chut"
    monkeypatch.setenv("SALES_WAREHOUSE_URL", url)
    settings = Settings()
    assert "chut" in settings.warehouse_url
    assert settings.warehouse_label == "postgresql+psycopg2://…@serveur:5432/base?…"
    for shown in (repr(settings), str(settings), settings.warehouse_label):
        assert "chut" not in shown


def test_an_address_of_dagster_with_a_password_is_refused_unseen(monkeypatch):
    monkeypatch.setenv("DAGSTER_URL", "https://moi:chut@serveur/")
    with pytest.raises(SettingsError) as refusal:
        Settings()
    assert "chut" not in str(refusal.value)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Paris", date(2026, 3, 29)), ("America/Guadeloupe", date(2026, 3, 28))],
)
def test_today_is_the_civil_day_of_the_zone(zone, day):
    settings = Settings(timezone=zone)
    assert settings.today(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == day


def test_a_file_of_settings_is_read_under_the_environment(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("SALES_LOCALE=en\nSALES_SCHEDULE=07:15\nAUTRE=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("SALES_SCHEDULE", "08:00")
    assert (Settings().locale, Settings().schedule) == ("en", time(8))


def test_a_child_process_sees_the_same_settings(tmp_path, monkeypatch):
    settings = Settings(
        data_dir=tmp_path / "caisse",
        warehouse_url="postgresql://moi:chut@serveur/base",
        start_date="2020-01-01",
        timezone="America/Guadeloupe",
        schedule="04:30",
        closed="dimanche,2026-12-25",
        holidays="alsace-moselle",
        school_zone="C",
        objective="-2,5%",
        dagster_url="http://127.0.0.1:3000",
        max_quantity=500,
    )
    for variable, value in settings.environment().items():
        if variable.startswith(("SALES_", "DAGSTER_")):
            monkeypatch.setenv(variable, value)
    assert Settings() == settings
    assert Settings().warehouse_url == settings.warehouse_url


def test_a_child_process_sees_the_same_defaults(monkeypatch):
    environment = Settings().environment()
    monkeypatch.setattr("os.environ", environment)
    assert Settings() == Settings(closed=Closing(), start_date=None)
    assert Settings().environment() == environment


def test_every_setting_says_what_it_is_for():
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == []
    assert Path(Settings().data_dir).is_absolute()
