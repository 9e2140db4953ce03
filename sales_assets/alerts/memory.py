"""What was sent, by channel: one small file, replaced whole, so that a crash leaves the old or new.

A cause that is no longer open is forgotten: if it comes back, it is told again. The file is written
after each alert: a crash just between may tell once more, never once less; and before each bulletin
is handed over, which is the other way round. Without the file, what is open is told again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sales_assets import locks

NAME = "alertes.json"


@contextmanager
def opened(folder: Path) -> Iterator[Memory]:
    """Hold the memory: whoever else sends, waits, then sees what was sent.

    Args:
        folder: Where the file stands, created when missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locks.held(folder):
        yield Memory(folder)


class Memory:
    """The keys of the causes that each channel has told; `opened` gives it to one at a time.

    Args:
        folder: Where the file stands.
    """

    def __init__(self, folder: Path) -> None:
        """Read the file; one that is missing or torn is an empty memory."""
        self._path = folder / NAME
        self._sent: dict[str, list[str]] = {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            self._sent = {str(way): [str(key) for key in keys] for way, keys in found.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return

    def sent(self, channel: str) -> set[str]:
        """What this channel has told and is still open."""
        return set(self._sent.get(channel, ()))

    def keep(self, channel: str, told: Collection[str]) -> None:
        """Remember that these, and no others, are told; nothing is written when nothing changes."""
        if self.sent(channel) == set(told):
            return
        sent = {**self._sent, channel: sorted(told)}
        aside = self._path.with_suffix(".part")
        aside.touch(mode=0o600)
        with aside.open("w", encoding="utf-8") as file:
            json.dump(sent, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)
        self._sent = sent
