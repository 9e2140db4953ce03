"""The site behind a real nginx, on loopback, by the project's own rules (`site/nginx.conf`).

What goes in: a folder. What stays out: what is asked of it, and the guard before Dagster, which
`make containers` tests.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sales_assets.settings import PROJECT_ROOT
from tests.conftest import free_port, wait_for

_SITE = (PROJECT_ROOT / "site" / "nginx.conf").read_text("utf-8").partition("# The guard.")[0]
HEADERS = re.findall(r'add_header (\S+) "?(.+?)"? always;', _SITE)
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_AROUND = """
daemon off;
pid {folder}/pid;
{user}
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  {temporary}
  {site}
}}
"""


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve `site` for the length of the block; gives its address, with a slash at the end."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        wait_for("nginx", "apt install nginx-light")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        rules = folder / "nginx.conf"
        rules.write_text(_rules(folder, site, port), encoding="utf-8")
        web = subprocess.Popen(
            [program, "-p", name, "-e", "stderr", "-c", str(rules)], stdin=subprocess.DEVNULL
        )
        try:
            _wait(web, port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            web.terminate()
            web.wait()


def _rules(folder: Path, site: Path, port: int) -> str:
    for known in ("site.hosts", "dagster.hosts", "dagster.origins"):
        (folder / known).write_text(f'"127.0.0.1:{port}" 1;\n', encoding="ascii")
    ours = {
        "/srv/guard": str(folder),
        "root /srv/site/public": f'root "{site}"',
        "listen 8080": f"listen 127.0.0.1:{port}",
    }
    rules = _SITE
    for theirs, here in ours.items():
        assert theirs in rules
        rules = rules.replace(theirs, here)
    return _AROUND.format(
        folder=folder,
        user="user root;" if os.geteuid() == 0 else "",  # who else could read a test's folder
        temporary=" ".join(f"{one}_temp_path {folder}/{one};" for one in _TEMPORARY),
        site=rules,
    )


def _wait(web: subprocess.Popen[bytes], port: int) -> None:
    while web.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nginx did not start: {web.returncode}")
