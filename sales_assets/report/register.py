"""Which sheets a release holds, and what each was made from: an unchanged sheet is not made again.

Its files are linked from the live release into the one being built, once they were found to be what
was published. What stays out: what a sheet is made from (`pages/ingredients.py`), and going live
(`releases`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sales_assets.report import releases
from sales_assets.report.pages.model import Entry, Extra, Sheet

FILE = "fiches.json"


class Register:
    """The sheets of a release being built, beside those of the live one.

    Attributes:
        digests: SHA-256 of each file known so far, by its path in the release.
        made: Paths of the files written this time.
    """

    def __init__(self, code: str, live: Path | None, building: Path) -> None:
        """Read what the live release says of itself.

        Args:
            code: A digest of the code, words and shell that make sheets; another one makes all.
            live: The live release, None for a first one.
            building: The release being built.
        """
        self._code, self._live, self._building = code, live, building
        self._published = releases.files(live) if live is not None else {}
        self._past = self._read()
        self._sheets: dict[str, dict[str, Any]] = {}
        self.digests: dict[str, str] = {}
        self.made: set[str] = set()

    def reuse(self, sheet: Sheet) -> list[Entry] | None:
        """Link a sheet's files if it is unchanged, and they are undamaged.

        Returns:
            What search knows of it, nothing for a file; None when it must be made.
        """
        known = self._past.get(sheet.name)
        if self._live is None or known is None or known["made_from"] != sheet.made_from:
            return None
        if not all(self._is_sound(name) for name in known["files"]):
            return None
        for name in known["files"]:
            releases.link(self._live / name, self._building / name)
        self.digests.update(known["files"])
        self._sheets[sheet.name] = known
        return [Entry(*entry) for entry in known["search"]]

    def write(self, files: Iterable[Extra]) -> dict[str, str]:
        """Write files into the release; return their digests."""
        digests = {}
        for file in files:
            path = self._building / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            digests[file.path] = hashlib.sha256(file.content).hexdigest()
        self.digests.update(digests)
        self.made.update(digests)
        return digests

    def note(self, sheet: Sheet, digests: dict[str, str], search: list[Entry]) -> None:
        """Remember a sheet just made, for the next publication."""
        known = {"made_from": sheet.made_from, "files": digests, "search": search}
        self._sheets[sheet.name] = known

    def close(self) -> None:
        """Write the register into the release."""
        sheets = dict(sorted(self._sheets.items()))
        text = json.dumps({"code": self._code, "sheets": sheets}, separators=(",", ":"))
        self.write([Extra(FILE, text.encode())])

    def _is_sound(self, name: str) -> bool:
        live, digest = self._live, self._published.get(name)
        return live is not None and releases.is_sound(live / name, digest)

    def _read(self) -> dict[str, Any]:
        """The sheets of the live release; none where its register is not as published."""
        if self._live is None or not self._is_sound(FILE):
            return {}
        found = json.loads((self._live / FILE).read_bytes())
        sheets: dict[str, Any] = found["sheets"] if found["code"] == self._code else {}
        return sheets
