"""Which files of the data folder are news, from their names, sizes and dates alone.

A file is known when the ledger has its name and size and received it after its last change. It is
news once it stayed the same between two looks: before, somebody may still be writing it. Between
two looks only what is not settled is remembered, so a memory that is lost costs one look. What
stays out: the ledger itself (`warehouse/glance.py`) and launching anything (`sensors.py`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sales_assets.warehouse.glance import Receipt


@dataclass
class Memory:
    """What one look leaves to the next; for files, name → size and dates.

    Attributes:
        seen: Files not known, as they were at the last look.
        told: Files that the ledger will not show as known, and need no run all the same.
        asked: The files of the last run asked for.
        site: The day a site was asked for that has not been there since; empty when it is there.
    """

    seen: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    site: str = ""

    @classmethod
    def read(cls, text: str | None) -> Memory:
        """From the text of `write`; what cannot be read is forgotten."""
        try:
            kept = json.loads(text or "{}")
            seen, told, asked = (dict(kept[name]) for name in ("seen", "told", "asked"))
            return cls(seen, told, asked, str(kept["site"]))
        except (ValueError, KeyError, TypeError):
            return cls()

    def write(self) -> str:
        """As text."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True)
class Look:
    """What a look found.

    Attributes:
        news: The files to take, each with its size and dates.
        growing: Those that may still be growing.
        memory: For the next look.
    """

    news: dict[str, str]
    growing: list[str]
    memory: Memory

    def tell(self, files: Mapping[str, str]) -> list[str]:
        """Take these files, where unchanged, for told: they are news no more. Their names."""
        told = dict(self.news.items() & files.items())
        self.memory.told.update(told)
        for name in told:
            del self.news[name]
        return sorted(told)


def key(files: Mapping[str, str]) -> str:
    """The same for the same files, whoever looks and however often."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:16]


def look(folder: Path, receipts: Mapping[str, Receipt], memory: Memory, timezone: tzinfo) -> Look:
    """Compare the folder with the ledger.

    Args:
        folder: The data folder.
        receipts: What the ledger says of each name.
        memory: What the last look left.
        timezone: Of the ledger's hours, where they carry none.

    Raises:
        OSError: The folder cannot be read.
    """
    from sales_assets.inbox.files import entries

    found = Look({}, [], Memory(asked=memory.asked, site=memory.site))
    files = sorted((name, _stat(entry)) for name, entry in entries(folder) if _is_candidate(entry))
    for name, (octets, changed) in files:
        stamp = f"{octets}-{changed}"
        receipt = receipts.get(os.fsencode(name).decode("utf-8", "replace"))
        if receipt is not None and receipt.octets == octets:
            received = receipt.recue_le
            if received.tzinfo is None:
                received = received.replace(tzinfo=timezone)
            if changed < received.timestamp() * 1e9:
                continue
        if memory.told.get(name) == stamp:
            found.memory.told[name] = stamp
            continue
        found.memory.seen[name] = stamp
        if memory.seen.get(name) != stamp:
            found.growing.append(name)
        elif receipt is not None and receipt.octets == octets and _same(folder / name, receipt):
            del found.memory.seen[name]
            found.memory.told[name] = stamp
        else:
            found.news[name] = stamp
    return found


def _is_candidate(entry: os.DirEntry[str]) -> bool:
    from sales_assets.contract.names import is_ignored
    from sales_assets.inbox.files import concerns

    return not is_ignored(entry.name) and concerns(entry)


def _stat(entry: os.DirEntry[str]) -> tuple[int, int]:
    """The size in bytes, and the last change of the content or of the file, in nanoseconds."""
    try:
        status = entry.stat()
    except OSError:  # a link that leads nowhere: the run will say so
        status = entry.stat(follow_symlinks=False)
    return status.st_size, max(status.st_mtime_ns, status.st_ctime_ns)


def _same(path: Path, receipt: Receipt) -> bool:
    """Whether a file that was touched holds what was received."""
    from sales_assets.inbox.archive import fingerprint

    try:
        return fingerprint(path) == receipt.sha256
    except OSError:
        return False
