"""Whether the process of a run still lives: each run holds a lock on a file of its own.

The system frees the lock when the process ends, however it ends. A number of a process would not
do: the next boot or another container gives it to somebody else. What stays out: what becomes of a
run whose process is gone (`launcher.py`).
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = "en_cours"
_GRACE = 20  # seconds from the announcement of a run to its lock, with room for a slow machine


def announce(home: Path, run_id: str) -> None:
    """Say that a run is about to begin: from now on, a free lock means that it is gone."""
    path = _path(home, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


@contextmanager
def held(home: Path, run_id: str) -> Iterator[None]:
    """Hold the lock of a run for the length of the block."""
    announce(home, run_id)
    path = _path(home, run_id)
    with path.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def is_gone(home: Path, run_id: str) -> bool:
    """Whether the process of a run has ended without a word.

    A run that was never announced in this home may well live elsewhere: it is not gone.
    """
    try:
        with _path(home, run_id).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            age = time.time() - _path(home, run_id).stat().st_mtime
    except (BlockingIOError, FileNotFoundError):
        return False
    return age > _GRACE


def sweep(home: Path, known: set[str]) -> None:
    """Remove the files of runs that are gone, but those of these runs."""
    for path in (home / _FOLDER).glob("*"):
        if path.name not in known and is_gone(home, path.name):
            path.unlink(missing_ok=True)


def _path(home: Path, run_id: str) -> Path:
    return home / _FOLDER / run_id
