"""One at a time: a place that one process holds and the others wait for; a kill frees it.

What stays out: locks that are tried and not waited for (`loading/backup`, `graph/liveness`), whose
answer is the point. Add here only another way of waiting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Wait until nobody else holds a place, then hold it.

    Args:
        place: A folder, or a file to make when it is missing.
    """
    import fcntl

    kind = os.O_RDONLY if place.is_dir() else os.O_RDWR | os.O_CREAT
    lock = os.open(place, kind | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
