"""A small JSON file that carries its own SHA-256: torn, damaged or edited, it is as none.

What stays out: what the files say (`staged.py`, `records.py`).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

_CONTENT, _SEAL = "contenu", "sha256"


def write(path: Path, content: Any) -> None:
    """Put `content` in the place of the file, in one step."""
    text = json.dumps({_CONTENT: content, _SEAL: _seal(content)}, ensure_ascii=False, indent=1)
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            target.write(f"{text}\n")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read(path: Path) -> Any:
    """Give the content of a file; None where there is none, or it is not what was written."""
    try:
        found = json.loads(path.read_bytes())
        content, seal = found[_CONTENT], found[_SEAL]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return content if seal == _seal(content) else None


def _seal(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
