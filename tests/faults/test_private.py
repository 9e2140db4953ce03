"""P22: the shop's files are its owner's, and its secrets are nowhere but in its settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sales_assets.alerts import memory
from tests.command import Command
from tests.shop import lines, products, stores

pytestmark = pytest.mark.slow


def open_to_others(place: Path) -> Iterator[Path]:
    """The files below that another user of the machine could read."""
    if place.is_dir():
        if place.stat().st_mode & 0o007 or place.stat().st_mode & 0o070:
            for path in place.iterdir():
                yield from open_to_others(path)
    elif place.stat().st_mode & 0o077:
        yield place


def test_what_the_shop_keeps_is_readable_by_its_owner_only(
    tmp_path: Path, figure: Callable[..., None]
):
    command = Command(tmp_path)
    dropped = [command.drop("produits.csv", products(A="1.50")),
               command.drop("magasins.csv", stores(1)),
               command.drop("ventes.csv", lines("2025-10-01 A 2 1"))]  # fmt: skip
    before = os.umask(0o022)  # what most systems give
    try:
        kept = tmp_path / "garde.sauvegarde"
        for words in (["run"], ["backup", kept], ["rebuild"], ["restore", kept]):
            assert command(*words).code == 0, words
        with memory.opened(command.logs) as told:
            told.keep("mail", ["retard"])
    finally:
        os.umask(before)
    assert [*open_to_others(command.data)] == sorted(dropped) or {
        *open_to_others(command.data)
    } == {*dropped}
    assert [*open_to_others(command.logs)] == []
    assert [*open_to_others(kept)] == []
    page = command.site / "index.html"
    assert page.stat().st_mode & 0o004, "the web server reads the site"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    own = [path for path in files if "site" not in path.parts and path not in dropped]
    figure("P22", files=len(own), readable_by_others=0)


SECRETS = {
    "SALES_BACKUP_KEY": "cle-secrete-de-la-boutique",
    "SALES_ALERT_SMTP_PASSWORD": "mot-secret-du-courriel",
    "SALES_ALERT_WEBHOOK_URL": "http://127.0.0.1:9/adresse-secrete",
    "SALES_DAGSTER_PASSWORD": "mot-secret-de-dagster",
}


def test_no_secret_is_written_said_or_shown_in_the_list_of_processes(
    tmp_path: Path, figure: Callable[..., None]
):
    mail = {"SALES_ALERT_SMTP_HOST": "127.0.0.1", "SALES_ALERT_SMTP_PORT": 9,
            "SALES_ALERT_SMTP_USER": "u", "SALES_ALERT_TO": "a@exemple.fr"}  # fmt: skip
    command = Command(tmp_path, **SECRETS, **mail)
    command.drop("produits.csv", products(A="1.50"))
    command.drop("magasins.csv", stores(1))
    command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-01 Z 2 1"))
    said = ""
    for words in (["run"], ["alert"], ["backup", tmp_path / "garde"]):
        with command.started(*words) as process:
            shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            said += process.communicate(timeout=240)[0] + shown.decode()
    contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    secret = [text.encode() for text in SECRETS.values()] + [b"adresse-secrete"]
    assert [one for one in secret if one in said.encode()] == []
    assert [one for one in secret for content in contents if one in content] == []
    figure("P22", files=len(contents), secrets=len(SECRETS), leaks=0)
