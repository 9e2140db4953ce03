"""Real disks for the tests: small ones that fill up, and folders that nobody may write in.

A mount takes root's rights; where they are missing the test is skipped, and listed at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KIB = 1024
_RIGHTS = "-dac_override,-dac_read_search,-fowner"


def _mount(*words: object) -> None:
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount a disk: {done.stderr.strip()}")


class Disk:
    """A disk in the place of a folder, with what the folder held."""

    def __init__(self, place: Path) -> None:
        """Keep where it is mounted."""
        self._place = place

    def leave(self, free: int) -> None:
        """Make it just large enough to have `free` KiB left."""
        state = os.statvfs(self._place)
        used = (state.f_blocks - state.f_bfree) * state.f_bsize // KIB
        _mount("-o", f"remount,size={used + free}k", self._place)


@contextmanager
def disk(place: Path) -> Iterator[Disk]:
    """Put a disk of its own (tmpfs) in the place of a folder, for the length of the block."""
    aside = place.with_name(f"{place.name}.before")
    place.rename(aside)
    place.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", "size=1g", "tmpfs", place)
    except pytest.skip.Exception:
        place.rmdir()
        aside.rename(place)
        raise
    try:
        shutil.copytree(aside, place, symlinks=True, dirs_exist_ok=True)
        yield Disk(place)
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Mount a folder again, read-only, for the length of the block."""
    _mount("--bind", place, place)
    try:
        _mount("-o", "remount,ro,bind", place)
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def by_rights() -> tuple[str, ...]:
    """Words before a command that make root obey the rights of files, as everybody does."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root ignores the rights of files, and there is no setpriv")
    return ("setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}", "--")
