"""A web server on loopback that serves a site as `site/nginx.conf` does: compressed, its headers.

What goes in: a folder. What stays out: what is asked of it.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sales_assets.settings import PROJECT_ROOT

_SITE = (PROJECT_ROOT / "site" / "nginx.conf").read_text("utf-8").partition("# The guard.")[0]
HEADERS = re.findall(r'add_header (\S+) "?(.+?)"? always;', _SITE)
_TEXT = (".html", ".css", ".js", ".json", ".svg", ".csv")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed where they are text, and the site's own page for a missing one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        found = path.is_file()
        if not found:
            path = Path(self.directory) / "404.html"
        content = path.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in _TEXT and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = gzip.compress(content, 1)  # nginx's own level
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        for name, value in HEADERS:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None: ...


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve `site` for the length of the block; gives its address, with a slash at the end."""
    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}/"
        web.shutdown()
