"""What a release was made from: the same sources give the same site, so it need not be built again.

The day counts as a source, and so do the words, templates and code of the report.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sales_assets.language import locale
from sales_assets.places import PACKAGE
from sales_assets.warehouse.snapshot import Snapshot

_CODE = ("report", "indicators")
_FILES = ("expectations", "site/languages", "site/templates", "site/theme")


def fingerprint(snapshot: Snapshot, root: Path, footer: str = "") -> str:
    """A digest of everything a site depends on but the time it is built."""
    digest = hashlib.sha256(f"{snapshot.today} {footer}".encode())
    for field in dataclasses.fields(snapshot):
        value = getattr(snapshot, field.name)
        if isinstance(value, pd.DataFrame):
            digest.update(f"{field.name} {list(value.columns)}".encode())
            digest.update(pd.util.hash_pandas_object(value, index=False).to_numpy().tobytes())
    shut = snapshot.fermetures
    digest.update(f"{shut.written()} {shut.feasts}".encode())
    digest.update(code(root).encode())
    return digest.hexdigest()


def code(root: Path) -> str:
    """A digest of the words, templates and code of the report, in the language in use."""
    digest = hashlib.sha256(locale().encode())
    for top, path in _code(root):
        digest.update(path.relative_to(top).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _code(root: Path) -> Iterator[tuple[Path, Path]]:
    """Each file, after the folder from which it is named."""
    yield root, root / "mkdocs.yml"
    for top, folders in ((PACKAGE, _CODE), (root, _FILES)):
        for folder in folders:
            found = (path for path in (top / folder).rglob("*") if path.is_file())
            kept = sorted(path for path in found if "__pycache__" not in path.parts)
            yield from ((top, path) for path in kept)
