"""What `docker compose up` needs before anything starts: Dagster's home, passwords, allowed names.

Run by the service `prepare` at each start, as `sales-assets prepare FOLDER`; the services read
FOLDER. What is there is kept, so that a restart changes no password. What stays out:
the guard itself (`site/nginx.conf`).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from sales_assets.errors import NotReady
from sales_assets.language import cause, mark
from sales_assets.settings import Settings

USER = "boutique"
_HERE = ("http://127.0.0.1:3000", "http://localhost:3000")
_SITE = ("http://127.0.0.1:8080", "http://localhost:8080")


def prepare(settings: Settings, folder: Path) -> str | None:
    """Write what is missing; the door's password if it was made up this time, to be told once.

    Raises:
        NotReady: A folder cannot be written.
    """
    from sales_assets.graph import instance

    try:
        instance.prepare_home(settings.dagster_home, settings.dagster_storage)
        _base_password(folder)
        made_up = _door_password(settings, folder / "htpasswd")
        _names(folder / "dagster", [*_HERE, settings.dagster_url])
        _names(folder / "site", [*_SITE, settings.site_url])
    except OSError as error:
        raise NotReady(
            mark(
                "{dossier} ne peut pas être écrit : {cause}. Donnez ce dossier au compte des "
                "conteneurs, ou mettez dans .env vos numéros (id -u, id -g) en SALES_UID et "
                "SALES_GID."
            ),
            dossier=error.filename,
            cause=cause(error),
        ) from error
    return made_up


def _base_password(folder: Path) -> None:
    """The password of the base: one file for its server, one for those who dial it."""
    password, dialled = folder / "postgres", folder / "pgpass"
    if not password.exists():
        _write(password, secrets.token_urlsafe(24), 0o444)
    # libpq reads it only if nobody else can
    _write(dialled, f"*:*:*:dagster:{password.read_text(encoding='ascii')}\n", 0o600)


def _door_password(settings: Settings, file: Path) -> str | None:
    """Keep the password before Dagster's pages: the one of the settings, else one made up."""
    given = settings.dagster_password.get_secret_value() if settings.dagster_password else None
    if given is None and file.exists():
        return None
    password = given or secrets.token_urlsafe(12)
    salt = secrets.token_bytes(8)
    digest = hashlib.sha1(password.encode() + salt, usedforsecurity=False).digest()
    _write(file, f"{USER}:{{SSHA}}{base64.b64encode(digest + salt).decode()}\n", 0o444)
    return password if given is None else None


def _names(stem: Path, addresses: list[str | None]) -> None:
    """The names and the origins by which people reach a server, for nginx's `map`."""
    known = sorted({address for address in addresses if address})
    hosts = sorted({urlsplit(address).netloc for address in known})
    _write(stem.with_suffix(".hosts"), "".join(f'"{host}" 1;\n' for host in hosts), 0o444)
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(one)) for one in known})
    _write(stem.with_suffix(".origins"), "".join(f'"{one}" 1;\n' for one in origins), 0o444)


def _write(file: Path, text: str, mode: int) -> None:
    aside = file.with_name(file.name + ".part")
    aside.unlink(missing_ok=True)
    aside.touch(mode=mode)
    aside.chmod(0o600)
    aside.write_text(text, encoding="utf-8")
    aside.chmod(mode)
    aside.replace(file)
