"""P7, P8: the site inherits no damage, mends itself, and never goes back by itself."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sales_assets.errors import NotReady, WarehouseBusy
from sales_assets.report import archive, register, releases
from sales_assets.report.publish import SOURCES, Published, publish
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.command import Command
from tests.faults import FULL
from tests.report import BUILT, ROOT
from tests.shop import NOON, Shop, lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]
ROUNDS = 30 if FULL else 3


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=24, products=3, stores=2)


def news(shop: Snapshot) -> Snapshot:
    """The same shop with another stock: a page of products differs, the days do not."""
    return replace(shop, produits=shop.produits.assign(stock=lambda frame: frame["stock"] + 1))


def put(shop: Snapshot, site: Path, **later: float) -> Published:
    return publish(lambda: shop, built_at=BUILT + timedelta(**later), root=ROOT, site_dir=site)


def content(site: Path) -> dict[str, bytes]:
    """The live release's own files."""
    live = site.resolve()
    return {name: (live / name).read_bytes() for name in releases.files(live)}


def flip(path: Path, rng: random.Random) -> None:
    found = bytearray(path.read_bytes())
    found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    path.write_bytes(found)


def cut(path: Path, rng: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])


def empty(path: Path, _rng: random.Random) -> None:
    path.write_bytes(b"")


def delete(path: Path, _rng: random.Random) -> None:
    path.unlink()


DAMAGE = [flip, cut, empty, delete]
BOOKS = [releases.MANIFEST, register.FILE, SOURCES, archive.NAME]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("changed", [False, True], ids=["nothing new", "news"])
def test_damage_to_the_live_site_is_mended_and_never_inherited(
    shop: Snapshot,
    changed: bool,
    damage: Callable[[Path, random.Random], None],
    tmp_path: Path,
    figure: Callable[..., None],
) -> None:
    site, sound = tmp_path / "site" / "public", tmp_path / "sound" / "public"
    rng = random.Random(f"{damage.__name__} {changed}")
    after = news(shop) if changed else shop
    put(shop, site)
    put(after, sound, hours=1)
    names = sorted(content(site))
    chosen = [*BOOKS, "index.html", "jours/2025-11-05.html", *rng.sample(names, ROUNDS)]
    chosen = chosen if FULL else rng.sample(chosen, 2)
    for number, name in enumerate(chosen):
        put(shop, site, days=number)  # another time, so another release
        live = site.resolve()
        damage(live / name, rng)
        put(after, site, hours=1)
        assert content(site) == content(sound), name
        assert releases.is_whole(site.resolve())
    figure("P8", damaged=len(chosen), inherited=0)


def test_a_damaged_release_that_would_be_shown_again_is_mended(
    shop: Snapshot, tmp_path: Path
) -> None:
    site = tmp_path / "public"
    put(shop, site)
    first = site.resolve()
    flip(first / "index.html", random.Random(1))
    mended = put(shop, site)  # the same bytes make the same release
    assert (site.resolve(), mended.changed) == (first, True)
    assert releases.is_whole(first)


def test_a_damaged_file_of_an_old_page_is_not_carried_along(tmp_path: Path, shop: Snapshot) -> None:
    site = tmp_path / "public"
    put(shop, site)
    first = site.resolve()
    put(news(shop), site, hours=1)
    second = site.resolve()
    carried = next(
        path.relative_to(second)
        for path in second.rglob("*.js")
        if path.relative_to(second).as_posix() not in releases.files(second)
    )
    flip(first / carried, random.Random(2))  # a link: the same file in both
    put(shop, site, hours=2)
    shown = site.resolve() / carried
    assert not shown.exists() or releases.is_sound(shown, releases.files(first)[f"{carried}"])


# --- never back by itself -------------------------------------------------------------------------

PUBLISHER = """
import sys
from pathlib import Path
from tests.report import BUILT, ROOT
from tests.shop import Shop
from sales_assets.report.publish import publish
shop = Shop(Path(sys.argv[1]))
def read():
    found = shop.snapshot()
    print("read", flush=True)
    return found
print("ready", flush=True)
publish(read, built_at=BUILT, root=ROOT, site_dir=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("turn", range(20 if FULL else 1))
def test_a_publisher_paused_after_its_reading_does_not_take_the_site_back(
    tmp_path: Path, turn: int, figure: Callable[..., None]
) -> None:
    site = tmp_path / "site" / "public"
    shop = Shop(tmp_path / "shop", now=NOON + timedelta(minutes=turn))
    shop.open()
    shop.deliver("ventes_jour1.csv", "2025-10-01 A 1 1")

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, tmp_path / "shop", site],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )

    with start() as slow:
        assert slow.stdout
        assert [slow.stdout.readline() for _ in range(2)] == [b"ready\n", b"read\n"]
        slow.send_signal(signal.SIGSTOP)
        shop.deliver("ventes_jour2.csv", "2025-09-02 A 1 1")
        with start() as fast:
            assert fast.stdout
            assert fast.stdout.readline() == b"ready\n"
            with suppress(subprocess.TimeoutExpired):
                fast.wait(2)  # it waits its turn, or would be shown before the older one
            slow.send_signal(signal.SIGCONT)
            assert (slow.wait(), fast.wait()) == (0, 0)
    shop.close()
    assert (site / "jours" / "2025-09-02.html").exists()
    figure("P7", races=1, gone_back=0)


def test_sales_written_since_the_tables_were_read_are_no_damage(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop", now=NOON)
    shop.open()
    shop.deliver("ventes_jour1.csv", "2025-10-01 A 1 1")
    late = shop.snapshot()
    shop.deliver("ventes_jour1.csv", "2025-10-01 A 7 1", "2025-10-02 A 1 1")
    for read in (lambda: late.lignes(date(2025, 10, 1)), lambda: late.cube("2025-10"),
                 lambda: late.vendus(late.magasins_jour)):  # fmt: skip
        with pytest.raises(WarehouseBusy, match="état nouveau"):
            read()
    shop.close()


# --- one release back -----------------------------------------------------------------------------


def test_going_back_lasts_until_there_is_news(shop: Snapshot, tmp_path: Path) -> None:
    site = tmp_path / "public"
    put(shop, site)
    first, good = site.resolve(), content(site)
    put(news(shop), site, hours=1)
    wrong = site.resolve()
    assert releases.go_back(site) == first
    assert content(site) == good
    assert releases.withdrawn(site) == [wrong]
    assert not put(news(shop), site, hours=2).changed, "what it was left for is not news"
    assert site.resolve() == first
    done = put(news(news(shop)), site, hours=3)
    assert done.changed
    assert releases.withdrawn(site) == []
    assert releases.go_back(site) == first, "never the one that was left"


def test_going_back_twice_then_no_further(shop: Snapshot, tmp_path: Path) -> None:
    site = tmp_path / "public"
    states = [shop, news(shop), news(news(shop))]
    made = []
    for number, state in enumerate(states):
        put(state, site, hours=number)
        made.append(site.resolve())
    assert [releases.go_back(site), releases.go_back(site)] == [made[1], made[0]]
    with pytest.raises(NotReady, match="Aucune version antérieure"):
        releases.go_back(site)
    assert not put(states[2], site, hours=4).changed


def test_going_back_to_damage_is_refused_and_damage_there_ends_it(
    shop: Snapshot, tmp_path: Path
) -> None:
    site = tmp_path / "public"
    put(shop, site)
    first = site.resolve()
    put(news(shop), site, hours=1)
    second = site.resolve()
    kept = (first / "index.html").read_bytes()
    flip(first / "index.html", random.Random(3))
    with pytest.raises(NotReady, match="intacte"):
        releases.go_back(site)
    assert site.resolve() == second
    (first / "index.html").write_bytes(kept)
    releases.go_back(site)
    flip(first / "index.html", random.Random(3))
    put(news(shop), site, hours=2)
    assert releases.is_whole(site.resolve())
    assert content(site)["produits.html"] != (first / "produits.html").read_bytes()


def test_the_command_goes_back_and_the_next_news_goes_forward(tmp_path: Path) -> None:
    command = Command(tmp_path)
    assert command("rollback").code == 1, "no site yet"
    command.drop("produits.csv", products(A="1.50"))
    command.drop("magasins.csv", stores(1))
    command.drop("ventes_jour1.csv", lines("2025-10-01 A 2 1"))
    assert command("run").code == 0
    first = command.site.resolve()
    command.drop("ventes_jour2.csv", lines("2025-10-02 A 2 1"))
    assert command("run").code == 0
    back = command("rollback")
    assert back.code == 0, back
    assert "montre de nouveau la version publiée le" in back.out
    assert command.site.resolve() == first
    again = command("run")
    assert again.code == 0, again
    assert "montre une version antérieure" in again.err
    assert command.site.resolve() == first
    command.drop("ventes_jour3.csv", lines("2025-10-03 A 2 1"))
    forward = command("run")
    assert "antérieure" not in forward.err
    assert (command.site / "jours" / "2025-10-03.html").exists()
