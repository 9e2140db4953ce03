"""`sales-assets` as a person runs it: a real process, folders of its own, nothing inherited.

What stays out: expectations of any one test.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sales_assets.settings import PROJECT_ROOT

PROGRAM = Path(sys.executable).parent / "sales-assets"


class Command:
    """The command line over one shop."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Keep the data, the site and the logs in `folder`; `settings` by their variables."""
        self.data = folder / "data"
        self.site = folder / "site" / "public"
        self.logs = folder / "logs"
        self.data.mkdir(parents=True, exist_ok=True)
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SALES_", "DAGSTER_"))
        }
        self.environment = {
            **inherited,
            "SALES_DATA_DIR": str(self.data),
            "SALES_SITE_DIR": str(self.site),
            "SALES_LOG_DIR": str(self.logs),
            "COLUMNS": "100",
            **{name: str(value) for name, value in settings.items()},
        }

    def drop(self, name: str, text: str) -> Path:
        """Put a file in the data folder."""
        path = self.data / name
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(
        self, *words: object, prefix: tuple[str, ...] = (), program: Path = PROGRAM
    ) -> Result:
        """Run one command to its end."""
        process = subprocess.run(
            [*prefix, str(program), *map(str, words)],
            cwd=PROJECT_ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return Result(process.returncode, process.stdout, process.stderr)

    def release(self) -> tuple[str, int]:
        """The live release, and when its link was made."""
        return str(self.site.readlink()), self.site.lstat().st_mtime_ns

    @contextmanager
    def started(self, *words: object, program: Path = PROGRAM) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on; it and what it started are ended at the end."""
        process = subprocess.Popen(
            [str(program), *map(str, words)],
            cwd=PROJECT_ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if group(process.pid):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)
            assert process.stdout is not None
            process.stdout.close()

    def on_a_terminal(self, *words: object) -> tuple[int, str]:
        """Run one command with a terminal as its output; its exit status and what was drawn."""
        child, terminal = pty.fork()
        if child == 0:  # pragma: no cover - the child becomes the command
            os.chdir(PROJECT_ROOT)
            environment = {**self.environment, "TERM": "xterm"}
            os.execve(PROGRAM, [str(PROGRAM), *map(str, words)], environment)
        drawn = bytearray()
        end = time.monotonic() + 240
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                block = os.read(terminal, 65_536)
            except OSError:  # Linux's word for a terminal that nobody writes to any more
                break
            if not block:
                break
            drawn += block
        _pid, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), drawn.decode()


class Result:
    """What a command said; narrow spaces read as plain ones."""

    def __init__(self, code: int, out: str, err: str) -> None:
        """Keep the exit status and both outputs."""
        self.code = code
        self.out = plain(out)
        self.err = plain(err)

    def __repr__(self) -> str:
        """Show both, for a failing test."""
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


def plain(text: str) -> str:
    """Text with plain spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def group(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, _group, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(session) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found
