"""Where the project's own files are, and where a shop stands when no setting says otherwise.

In a checkout both are its top folder. A wheel carries the files inside the package, as
`pyproject.toml` lays them, and its shop stands where the command is started.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_CARRIED = PACKAGE / "carried"

FILES = _CARRIED if _CARRIED.is_dir() else PACKAGE.parent
"""The folder of `mkdocs.yml`, `expectations/` and `site/`; nothing is written there by a wheel."""
PROJECT_ROOT = Path.cwd() if FILES is _CARRIED else PACKAGE.parent
"""The folder of `.env`, `data/`, `logs/` and the published site."""
