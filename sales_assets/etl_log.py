"""`etl.log`: one line a step — when, what, which file, how many rows, success or error.

Each line is one append, so that several processes may write to it; beyond a size the file becomes
`etl.log.1`, and so on. What stays out: Dagster's own logs, and messages to the terminal.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path

_LARGEST = 5 * (1 << 20)
_KEPT = 5
_LONG = 2_000  # bytes of a line, generously


class EtlLog:
    """Writes `AAAA-MM-JJ HH:MM:SS | étape | fichier | lignes | SUCCÈS ou ERREUR | message`.

    Args:
        folder: Where `etl.log` stands, created when missing.
        zone: The shop's; the machine's when not given.
        largest: The size in bytes beyond which the file is put aside.
    """

    def __init__(
        self, folder: Path, zone: tzinfo | None = None, *, largest: int = _LARGEST
    ) -> None:
        """Create the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "etl.log"
        self._zone = zone
        self._largest = largest

    def write(self, step: str, file: str, rows: int, ok: bool, message: str = "") -> None:
        """Add one line; line ends inside a message or a name become spaces, hidden characters �."""
        from sales_assets.contract.values import printable  # with pandas, which the UI never needs

        now = datetime.now(self._zone).strftime("%Y-%m-%d %H:%M:%S")
        outcome = "SUCCÈS" if ok else "ERREUR"
        cells = [now, step, file or "-", str(rows), outcome, message or "-"]
        line = " | ".join(
            printable(" ".join(cell.splitlines())).replace("|", "¦") for cell in cells
        )
        # A full disk must not undo what was loaded, nor another process's rotation stop this one.
        with suppress(OSError):
            self._rotate()
        with suppress(OSError):
            self._path.touch(mode=0o600, exist_ok=False)
        with suppress(OSError), self._path.open("a", encoding="utf-8", errors="replace") as log:
            log.write(line + "\n")

    def last(self, count: int) -> tuple[str, ...]:
        """Return the last lines, oldest first; none where the file cannot be read.

        Only the end of the file is read, and of the one put aside where the first has too few.
        """
        lines = _last(self._path, count)
        if len(lines) < count:
            lines = [*_last(self._path.with_name("etl.log.1"), count - len(lines)), *lines]
        return tuple(lines)

    def _rotate(self) -> None:
        if self._path.stat().st_size < self._largest:
            return
        for number in range(_KEPT - 1, 0, -1):
            older = self._path.with_name(f"etl.log.{number}")
            if older.exists():
                older.replace(self._path.with_name(f"etl.log.{number + 1}"))
        self._path.replace(self._path.with_name("etl.log.1"))


def _last(path: Path, count: int) -> list[str]:
    try:
        with path.open("rb") as log:
            size = log.seek(0, 2)
            start = max(0, size - count * _LONG)
            log.seek(start)
            found = log.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return []
    whole = found[1:] if start else found  # the first one may be cut
    return [line for line in whole if line.strip()][-count:]
