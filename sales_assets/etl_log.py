"""`etl.log`: one line a step — when, what, which file, how many rows, success or error.

Opened by append and rotated by size, so that several processes may write to it. What stays out:
Dagster's own logs, and messages to the terminal.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MEGABYTE = 1 << 20


class EtlLog:
    """Writes `AAAA-MM-JJ HH:MM:SS | étape | fichier | lignes | SUCCÈS ou ERREUR | message`."""

    def __init__(self, folder: Path) -> None:
        """Open `etl.log` in `folder`, created when missing."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "etl.log"
        self._logger = logging.getLogger(f"sales_assets.etl.{path}")
        self._logger.propagate = False
        self._logger.setLevel(logging.INFO)
        if not self._logger.handlers:
            handler = RotatingFileHandler(
                path, maxBytes=5 * _MEGABYTE, backupCount=5, encoding="utf-8", delay=True
            )
            handler.setFormatter(logging.Formatter("%(asctime)s | %(message)s", "%Y-%m-%d %H:%M:%S"))
            self._logger.addHandler(handler)

    def write(self, step: str, file: str, rows: int, ok: bool, message: str = "") -> None:
        """Add one line; line ends inside a message or a name become spaces."""
        outcome = "SUCCÈS" if ok else "ERREUR"
        line = " | ".join([step, file or "-", str(rows), outcome, message or "-"])
        self._logger.info(" ".join(line.splitlines()))
