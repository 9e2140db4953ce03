"""What the service `prepare` writes before the others start: passwords, names, Dagster's home."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from sales_assets.cli import console
from sales_assets.loading.summary import Summary
from sales_assets.settings import PROJECT_ROOT, Settings
from sales_assets.tools.containers import USER, prepare
from tests.command import PROGRAM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "guard"
    place.mkdir()
    return place


def settings(folder: Path, **given: str) -> Settings:
    storage = "postgresql+psycopg2://dagster@postgres/dagster"
    return Settings(log_dir=folder / "logs", dagster_storage=storage, **given)


def opens(folder: Path, password: str) -> bool:
    """Whether the guard takes this password, as nginx reads its file."""
    user, _colon, secret = (folder / "htpasswd").read_text().strip().partition(":")
    raw = base64.b64decode(secret.removeprefix("{SSHA}"))
    same = hashlib.sha1(password.encode() + raw[20:]).digest() == raw[:20]
    return user == USER and same


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(folder):
    told = refused(folder, DAGSTER_HOME="/proc/dagster")
    assert told.startswith("✗ /proc/dagster ne peut pas être écrit")
    assert "SALES_UID" in told


def test_a_setting_that_is_not_accepted_is_said_in_one_sentence(folder):
    assert refused(folder, SALES_SCHEDULE="25:00").startswith("✗ SALES_SCHEDULE")


def refused(folder: Path, **environment: str) -> str:
    """What the service says when it cannot do its work."""
    result = subprocess.run(
        [PROGRAM, "prepare", folder],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert result.returncode in (1, 2)
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_password_is_made_up_told_once_and_kept(folder):
    password = prepare(settings(folder), folder)
    assert password is not None
    assert len(password) >= 16
    assert opens(folder, password)
    assert password not in (folder / "htpasswd").read_text()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert prepare(settings(folder), folder) is None
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def test_a_given_password_wins_and_is_not_told(folder):
    prepare(settings(folder), folder)
    assert prepare(settings(folder, dagster_password="ouvre-toi"), folder) is None
    assert opens(folder, "ouvre-toi")


def test_the_password_of_the_base_is_only_for_those_who_need_it(folder):
    prepare(settings(folder), folder)
    password = (folder / "postgres").read_text()
    assert (folder / "pgpass").read_text().strip().endswith(f":dagster:{password}")
    assert (folder / "pgpass").stat().st_mode & 0o777 == 0o600  # else libpq does not read it


def test_the_guard_knows_our_names_and_those_of_the_settings(folder):
    prepare(settings(folder, dagster_url="https://dagster.lan/d", site_url="http://ventes"), folder)
    assert (folder / "dagster.hosts").read_text().splitlines() == [
        '"127.0.0.1:3000" 1;',
        '"dagster.lan" 1;',
        '"localhost:3000" 1;',
    ]
    assert '"https://dagster.lan" 1;' in (folder / "dagster.origins").read_text()
    assert '"ventes" 1;' in (folder / "site.hosts").read_text()


def test_dagster_keeps_its_runs_where_the_settings_say(folder):
    prepare(settings(folder), folder)
    home = (folder / "logs" / "dagster" / "dagster.yaml").read_text()
    assert "postgres_url: {env: SALES_DAGSTER_STORAGE}" in home
    assert "Sqlite" not in home


def test_a_run_says_by_which_address_people_reach_the_site(capsys):
    console.summary(
        Summary([], [], 0, None, None, 0, 0), "", Path("/srv/site/index.html"), "http://ici"
    )
    told = capsys.readouterr().out
    assert "http://ici" in told
    assert "/srv" not in told, "a path inside the container opens nothing"


def test_every_service_is_hardened_and_no_secret_is_in_the_compose():
    compose = (PROJECT_ROOT / "docker-compose.yml").read_text()
    for word in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert word in compose
    services = compose.partition("\nservices:")[2].partition("\nnetworks:")[0]
    assert services.count("mem_limit:") == 6
    assert services.count("healthcheck:") == 5  # `prepare` ends
    assert "POSTGRES_PASSWORD:" not in compose
    assert compose.count(":3000:3000") == 1
    assert "SALES_BIND:-127.0.0.1" in compose
