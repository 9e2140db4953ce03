"""Where a warehouse is, as SQLAlchemy takes it; light, for the code location looks at it too."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url

_SQLITE = "sqlite:///"


def address(url: str) -> URL:
    """The address that SQLAlchemy opens; a path is one as it is written, `?` and `%` included."""
    path = url.removeprefix(_SQLITE)
    return URL.create("sqlite", database=path) if path != url else make_url(url)
