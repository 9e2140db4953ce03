"""The two tools from npm that judge pages: axe-core in the page, Lighthouse from outside.

They are in `.venv/node`, where `make outils` installs them; a machine without them skips.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import CHROMIUM_ARGUMENTS, wait_for

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".venv" / "node" / "node_modules"
_TURNS = 3
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_source() -> str:
    """Return axe-core's own script, to be evaluated in a page."""
    script = MODULES / "axe-core" / "axe.min.js"
    if not script.is_file():
        wait_for("axe-core", "apt install nodejs npm, puis make outils")
    return script.read_text("utf-8")


def violations(page: Any, source: str) -> list[str]:
    """Return what axe finds wrong in a page as it is shown, one line a rule and element."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(source)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def lighthouse(url: str, workdir: Path) -> dict[str, Any]:
    """Return Lighthouse's report of a page, on its own emulated phone.

    A busy browser may not be recorded at all ("Please run Lighthouse again"): it is run again.
    """
    program = MODULES / ".bin" / "lighthouse"
    if not program.exists() or shutil.which("node") is None:
        wait_for("Lighthouse", "apt install nodejs npm, puis make outils")
    report = workdir / "lighthouse.json"
    flags = " ".join(["--headless=new", *CHROMIUM_ARGUMENTS])
    for turn in range(_TURNS):
        done = subprocess.run(
            [str(program), url, "--output=json", f"--output-path={report}", "--quiet",
             f"--chrome-flags={flags}", "--no-enable-error-reporting",
             "--only-categories=performance,accessibility,best-practices,seo"],
            check=turn == _TURNS - 1, cwd=workdir, timeout=240, stdout=subprocess.DEVNULL,
            env={**os.environ, "CHROME_PATH": str(shutil.which("chromium"))},
        )  # fmt: skip
        if done.returncode == 0:
            break
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found
