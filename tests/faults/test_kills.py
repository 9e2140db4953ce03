"""P1, P2, P3, P8: what is killed or torn anywhere loses nothing, and the next run ends the work."""

from __future__ import annotations

import random
import re
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from sales_assets.report import archive, register, releases
from sales_assets.report.publish import SOURCES
from sales_assets.settings import PROJECT_ROOT
from tests.command import PROGRAM, Command, group
from tests.faults import FULL
from tests.shop import TOTALS, Shop, check_books, lines

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]
Lived = Callable[..., Command]
SHOPS, KILLS, IN_A_ROW = (4, 70, 5) if FULL else (1, 6, 3)
LINES = 'SELECT "ID_vente", date, "ID_produit", quantite_e3, total_e4 FROM ventes ORDER BY 1'


def reads_only(process: int) -> bool:
    """Whether it is one of Dagster's that show what a step prints, and end within a second."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # over meanwhile
        return True
    return not words or words.startswith(b"tail") or b"watch_orphans" in words


def killed(command: Command, seconds: float) -> tuple[bool, int]:
    """Kill a run after a while: whether it was still at work, and what went on without it."""
    process = subprocess.Popen(
        [PROGRAM, "run"], env=command.environment, cwd=PROJECT_ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(seconds)
    alive = process.poll() is None
    process.kill()
    process.wait()
    return alive, len([one for one in group(process.pid) if not reads_only(one)])


def opened(command: Command) -> Shop:
    return Shop(command.data.parent, f"sqlite:///{command.data / 'ventes.db'}")


def figures(command: Command) -> dict[str, object]:
    """All that a reader may find of the sales: lines, totals, and the site's own copies."""
    shop = opened(command)
    check_books(shop)
    live = command.site.resolve()
    names = [name for name in releases.files(live) if re.search(r"totaux_\w+\.csv$", name)]
    assert names
    found: dict[str, object] = {name: (live / name).read_bytes() for name in names}
    found |= {"days": sorted(name for name in releases.files(live) if "jours/" in name)}
    found |= {"lines": shop.rows(LINES), "totals": shop.dump(TOTALS)}
    shop.close()
    return found


@pytest.mark.parametrize("seed", range(SHOPS))
def test_runs_killed_at_any_moment_lose_nothing(
    tmp_path: Path, lived: Lived, seed: int, figure: Callable[..., None]
):
    command, never = lived(tmp_path / "tuee"), lived(tmp_path / "jamais")
    rng = random.Random(seed)
    kills, late, acknowledged, longest = 0, 0, 0, 6.0
    for number in range(KILLS // IN_A_ROW):
        day = date(2025, 10, 1) + timedelta(days=number)
        sold = [f"{day} {rng.choice('AB')} {rng.randint(1, 9)} {rng.choice('12')}"
                for _ in range(200)]  # fmt: skip
        for shop in (command, never):
            shop.drop(f"ventes_{day}.csv", lines(*sold))
        for _ in range(IN_A_ROW):
            alive, left = killed(command, rng.uniform(0.2, longest))
            kills, late = kills + alive, late + left
            assert releases.is_whole(command.site.resolve())
        if number % 4 == 3:
            start = time.monotonic()
            assert command("run").code == 0
            longest = time.monotonic() - start
        base = opened(command)
        days = base.value("SELECT count(DISTINCT date) FROM ventes")
        base.close()
        assert days >= acknowledged, "a day that was there is lost"
        acknowledged = days
    for shop in (command, never):
        assert shop("run").code == 0
        assert shop("verify").code == 0
    assert figures(command) == figures(never)
    assert late == 0
    figure("P1", kills=kills, lost=0, torn=0, different=0)
    figure("P3", kills=kills, late_writers=late)
    figure("P8", kills=kills, incomplete=0)


# --- torn files ----------------------------------------------------------------------------------

PLACES = [
    "data/archive/*/livraison.csv",
    "logs/dagster/history/runs.db",
    f"site/public/{releases.MANIFEST}",
    "data/archive/*/registre.json",
    "data/archive/*/lignes/*.parquet",
    "data/archive/*/lignes/contenu.json",
    "data/archive/dernier.json",
    "data/ventes.db",
    "logs/etl.log",
    "logs/dagster/dagster.yaml",
    "logs/dagster/history/index.db",
    "logs/dagster/schedules/schedules.db",
    f"site/public/{register.FILE}",
    f"site/public/{SOURCES}",
    f"site/public/{archive.NAME}",
    "site/public/index.html",
    "site/public/jours/2025-08-01.html",
    "site/public/donnees/*.csv",
]


@pytest.mark.parametrize("place", PLACES if FULL else PLACES[:3])
def test_a_file_torn_by_a_power_cut_loses_nothing(
    tmp_path: Path, lived: Lived, place: str, figure: Callable[..., None]
):
    command = lived(tmp_path / "boutique")
    torn = sorted((tmp_path / "boutique").glob(place))
    assert torn, "no such place any more"
    for path in torn:
        path.write_bytes(b"")
    command.drop("ventes_jour.csv", lines("2025-10-01 A 2 1"))
    first = command("run")
    assert "Traceback" not in first.err + first.out, first
    if first.code:
        asked = re.search(r"sales-assets (\w+(?: --\w+ [-\d]+)*)", first.err)
        if asked is not None and asked[1] != "ui":
            assert command(*asked[1].split()).code == 0, first
        again = command("run")
        assert again.code == 0, (first, again)
    assert command("verify").code == 0
    assert len([*(command.site / "jours").glob("2*.html")]) == 57
    assert releases.is_whole(command.site.resolve())
    figure("P2", places=1, files=len(torn), told=int(first.code != 0), lost=0, stuck=0)
