"""`etl.log`: one line a step, whatever the step says and however many processes write."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sales_assets.etl_log import EtlLog

LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| [^|]+ \| [^|]+ \| \d+ \| (SUCCÈS|ERREUR) \| [^|]+"
)


def written(folder: Path, name: str = "etl.log") -> list[str]:
    return (folder / name).read_text(encoding="utf-8").splitlines()


def test_a_step_is_one_line(tmp_path: Path) -> None:
    log = EtlLog(tmp_path / "logs")
    log.write("ventes", "ventes.csv", 30, True)
    log.write("produits", "", 0, False, "Règle non respectée\u00a0: prix.")
    first, second = written(tmp_path / "logs")
    assert LINE.fullmatch(first)
    assert LINE.fullmatch(second)
    assert first.endswith("| ventes | ventes.csv | 30 | SUCCÈS | -")
    assert second.endswith("| produits | - | 0 | ERREUR | Règle non respectée\u00a0: prix.")


def test_hostile_texts_stay_on_their_line(tmp_path: Path) -> None:
    log = EtlLog(tmp_path)
    log.write(
        "ventes", "a\n2025-01-01 | faux | x.csv", 1, True, "deux\r\nlignes\x85\u2028 | non\x1b[2J"
    )
    (line,) = written(tmp_path)
    assert "\x1b" not in line
    assert LINE.fullmatch(line)
    log.write("ventes", "\udcff.csv", 1, True)
    assert len(written(tmp_path)) == 2


def test_hours_are_those_of_the_shop(tmp_path: Path) -> None:
    zone = ZoneInfo("Pacific/Auckland")
    EtlLog(tmp_path, zone).write("ventes", "x", 1, True)
    told = datetime.strptime(written(tmp_path)[0][:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    assert abs((datetime.now(zone) - told).total_seconds()) < 60


def test_a_large_log_is_put_aside_and_the_oldest_are_dropped(tmp_path: Path) -> None:
    log = EtlLog(tmp_path, largest=1)
    for number in range(8):
        log.write("ventes", f"{number}.csv", 1, True)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["etl.log", *(f"etl.log.{number}" for number in range(1, 6))]
    assert "7.csv" in written(tmp_path)[0]
    assert "2.csv" in written(tmp_path, "etl.log.5")[0]


def test_several_processes_lose_no_line(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from sales_assets.etl_log import EtlLog\n"
        "log = EtlLog(pathlib.Path(sys.argv[1]))\n"
        "for n in range(200): log.write('ventes', sys.argv[2], n, True, 'x' * 100)"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"{number}.csv"])
        for number in range(3)
    ]
    assert [child.wait() for child in children] == [0, 0, 0]
    found = written(tmp_path)
    assert len(found) == 600
    assert all(LINE.fullmatch(line) for line in found)


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "etl.log").mkdir()
    EtlLog(tmp_path).write("ventes", "x", 1, True)


def test_the_last_lines_are_read_oldest_first_and_over_a_rotation(tmp_path: Path) -> None:
    log = EtlLog(tmp_path, largest=400)
    assert log.last(3) == ()
    for number in range(30):
        log.write("ventes", f"f{number}", number, ok=True)
    assert (tmp_path / "etl.log.1").exists()
    assert [line.split(" | ")[2] for line in log.last(3)] == ["f27", "f28", "f29"]
    whole = [line.split(" | ")[2] for line in log.last(9)]
    assert whole == [f"f{number}" for number in range(30 - len(whole), 30)]
    assert len(whole) > 3


def test_a_log_that_is_not_text_is_read_all_the_same(tmp_path: Path) -> None:
    log = EtlLog(tmp_path)
    (tmp_path / "etl.log").write_bytes(b"\xff\xfe\x00 | x\n" + b"y" * 5000 + b"\n<script>\n")
    assert log.last(2)[-1] == "<script>"
