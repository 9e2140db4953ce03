"""P20: a lost base loses nothing. What the archive says of itself makes it again."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from sales_assets.context import Limits
from sales_assets.contract import own_layouts
from sales_assets.errors import BaseBehind, FewerDays, NotReady
from sales_assets.inbox import records
from sales_assets.loading import rebuilding
from sales_assets.loading.passes import Decisions
from sales_assets.report.publish import publish
from sales_assets.warehouse import schema
from sales_assets.warehouse.engine import Warehouse
from tests.command import Command
from tests.conftest import MadeOnce
from tests.faults import FULL
from tests.report import BUILT, ROOT
from tests.shop import NOON, Shop, check_books, lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]
DAY_LATER = NOON + timedelta(days=1)
LIVED = NOON + timedelta(days=5, minutes=20)
LIMITS = Limits(plausible_quantity=40_000)
ROUNDS = 60 if FULL else 2
TABLES = [name for name in schema.metadata.tables if name not in ("empreintes", "controles")]


LAYOUT = """
[[fichier]]
nom = "export*"
contenu = "ventes"
[fichier.colonnes]
date = "Jour"
ID_produit = "Art."
quantite = "Nb"
[fichier.constantes]
ID_magasin = "{store}"
"""


def live(shop: Shop) -> None:
    """A shop to which everything happens that a base remembers."""
    shop.open()
    sales = ["2025-10-01 A 2 1", *["2025-10-01 B 1 2"] * 2, *["2025-10-02 A 1 1"] * 2]
    shop.deliver("ventes.csv", *sales, "hier A 1 1", "2025-10-03 ZZ 4 1")
    shop.later(minutes=5)
    shop.deliver("ventes_jour.csv", "2025-10-01 A 3 1", "2025-10-21 A 5 1")  # one is to come
    shop.later(days=1)
    shop.drop("produits.csv", products(A="2.50", B=10, ZZ="0.99"))
    shop.run()  # a price, a product that rows waited for, a day that has come
    shop.later(minutes=5)
    shop.deliver("ventes_jour.csv", "2025-10-21 A 6 1", "2025-10-22 B 1 1")
    shop.deliver("ventes_moins.csv", "2025-10-02 A 1 1")  # one line less: on hold
    shop.deliver("ventes_attente.csv", "2025-10-01 B 1 2", "2025-10-02 B 1 1")
    number = shop.value("SELECT livraison FROM livraisons WHERE nom = 'ventes_moins.csv'")
    shop.later(days=1)
    shop.run(Decisions(accept=(number,)), (date(2025, 10, 21), date(2025, 10, 21)))
    shop.drop("ventes_copie.csv", lines("2025-10-02 A 1 1"))  # a duplicate
    shop.drop("ventes_faux.csv", "Date;Rien\n1;2\n")  # refused
    shop.drop("magasins.csv", stores(1, 2, 3))
    shop.run()
    shop.later(days=1)
    shop.drop("produits.csv", products(A="3.00", B=10))
    shop.drop("ventes_tard.csv", lines("2025-10-02 A 9 3"))  # all at once: price, sales, decision
    shop.run(Decisions(reprice=(("A", "2025-10-01", "2025-10-02"),)))
    shop.drop("produits.csv", products(A="1.50", B=10))  # back to the first list
    shop.run()
    shop.later(days=2)
    shop.deliver("ventes_jour2.csv", "2025-10-23 A 1 3", "2025-10-24 B -1 1")
    gros = shop.deliver("ventes_gros.csv", "2025-10-24 A 12000 2", "2025-10-24 B 1 2").livraison
    shop.later(minutes=5)
    shop.run(Decisions(accept=(gros,)))  # a line beyond a limit
    shop.deliver("ventes_gros2.csv", "2025-10-25 A 30000 2", "2025-10-25 B 1 2")
    shop.limits = LIMITS
    shop.later(minutes=5)
    shop.run()  # a limit that is raised
    shop.drop("export.csv", "Jour,Art.,Nb\n2025-10-26,A,2\n")
    shop.drop(own_layouts.NAME, LAYOUT.format(store=1))
    shop.run()
    shop.drop(own_layouts.NAME, LAYOUT.format(store=2))  # for the files to come
    shop.drop("produits.csv", products(A="1.50", B="600000"))  # a price beyond its limit
    shop.run()
    check_books(shop)


def again(shop: Shop) -> rebuilding.Rebuilt:
    """Make the base again, whatever stands in its place."""
    shop.close()
    base = shop.context

    done = rebuilding.rebuild(
        shop.url, shop.data / "archive", lambda warehouse: replace(base, warehouse=warehouse)
    )
    shop.warehouse = Warehouse(shop.url)
    return done


def files(shop: Shop, suffix: str = "registre.json") -> list[Path]:
    return sorted((shop.data / "archive").glob(f"*/{suffix}"))


@pytest.fixture
def shop(tmp_path: Path, made_once: MadeOnce) -> Iterator[Shop]:
    """A shop that has lived, on SQLite."""

    def make(folder: Path) -> None:
        shop = Shop(folder)
        live(shop)
        shop.close()

    shutil.copytree(made_once("a_vecu", make), tmp_path / "boutique")
    shop = Shop(tmp_path / "boutique", now=LIVED)
    shop.limits = LIMITS
    yield shop
    shop.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """The same on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("shop")
        return
    shop = Shop(tmp_path, request.getfixturevalue("postgres_base"))
    live(shop)
    yield shop
    shop.close()


def test_a_base_made_again_has_the_same_tables(either: Shop, figure: Callable[..., None]):
    shop = either
    before = shop.dump(TABLES)
    statuses = {status for _name, status in shop.statuses()}
    assert statuses == {"chargee", "en_attente", "doublon", "refusee"}
    assert len(before["rectifications"]) >= 3
    assert len(before["prix_historique"]) >= 4
    for path in shop.data.glob("*.csv"):
        path.unlink()  # only the archive is left
    with shop.warehouse.write() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(delete(table))
    with pytest.raises(BaseBehind, match="sales-assets rebuild"):
        shop.run()
    done = again(shop)
    assert (done.deliveries, done.unread, done.unrecorded) == (len(before["livraisons"]), [], 0)
    after = shop.dump(TABLES)
    for name in TABLES:
        assert after[name] == before[name], name
    check_books(shop)
    shop.run()  # and life goes on
    assert shop.dump(("ventes",)) == {"ventes": before["ventes"]}
    figure("P20", bases_made_again=1, different=0)


def test_a_base_made_again_over_a_good_one_is_the_same(shop: Shop):
    before = shop.dump(TABLES)
    again(shop)
    assert shop.dump(TABLES) == before


def test_a_run_killed_before_it_noted_is_caught_up(shop: Shop):
    noted = [path.read_bytes() for path in files(shop)]
    for path in [*files(shop), shop.data / "archive" / "dernier.json"]:
        path.unlink()  # as an archive of an earlier version, too
    shop.run()
    assert [path.read_bytes() for path in files(shop)] == noted


def test_a_record_says_by_itself_what_it_is(tmp_path: Path):
    shop = Shop(tmp_path)
    shop.open()
    (path,) = (one for one in files(shop) if b"magasins.csv" in one.read_bytes())
    found = json.loads(path.read_bytes())["contenu"]
    assert found["sha256"] == path.parent.name
    (receipt,) = found["receptions"]
    passages = receipt.pop("passages")
    assert receipt == {
        "livraison": 2,
        "nom": "magasins.csv",
        "genre": "magasins",
        "jour": None,
        "octets": (shop.data / "magasins.csv").stat().st_size,
        "recue_le": "2025-10-20T12:00:00",
        "correspondances": "{}",
    }
    assert passages == [
        {"passage": 1, "jour": "2025-10-20", "decisions": {"catalogue": True}},
        {"passage": 2, "jour": "2025-10-20", "decisions": {}},
    ]
    shop.close()


# --- stopped, told, nothing changed ---------------------------------------------------------------


def older(shop: Shop) -> None:
    """The base of before the last delivery."""
    base = Path(shop.url.removeprefix("sqlite:///"))
    kept = base.with_name("older.db")
    shutil.copy(base, kept)
    shop.deliver("ventes_neuf.csv", "2025-10-20 A 1 1")
    shop.close()
    kept.replace(base)
    shop.warehouse = Warehouse(shop.url)


def undecided(shop: Shop) -> None:
    """The base of before the last decision."""
    base = Path(shop.url.removeprefix("sqlite:///"))
    kept = base.with_name("older.db")
    shutil.copy(base, kept)
    shop.run(Decisions(reprice=(("A", "2025-10-01", "2025-10-01"),)))
    shop.close()
    kept.replace(base)
    shop.warehouse = Warehouse(shop.url)


def gone(shop: Shop) -> None:
    """No base at all."""
    shop.close()
    Path(shop.url.removeprefix("sqlite:///")).unlink()
    shop.warehouse = Warehouse(shop.url)


def emptied(shop: Shop) -> None:
    """A file of no byte."""
    shop.close()
    Path(shop.url.removeprefix("sqlite:///")).write_bytes(b"")
    shop.warehouse = Warehouse(shop.url)


@pytest.mark.parametrize("loss", [older, undecided, gone, emptied])
@pytest.mark.parametrize(
    "last", [True, False] if FULL else [True], ids=lambda last: "told" if last else "not told"
)
def test_a_base_that_knows_less_than_the_archive_takes_nothing(
    tmp_path: Path, loss: Callable[[Shop], None], last: bool, figure: Callable[..., None]
):
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2025-10-01 A 1 1")
    loss(shop)
    if not last:
        (shop.data / "archive" / "dernier.json").write_bytes(b"torn")
    noted = [path.read_bytes() for path in files(shop)]
    shop.drop("ventes_autre.csv", lines("2025-10-02 A 1 1"))
    before = shop.dump(TABLES)
    for _attempt in range(2):
        with pytest.raises(BaseBehind, match="perdue, vidée ou remplacée"):
            shop.run()
    assert shop.dump(TABLES) == before
    assert [path.read_bytes() for path in files(shop)] == noted
    again(shop)
    shop.run()
    assert ("ventes_autre.csv", "chargee") in shop.statuses()
    check_books(shop)
    shop.close()
    figure("P20", losses=1, taken_or_published=0)


def test_a_base_beyond_repair_is_made_again(shop: Shop):
    before = shop.dump(TABLES)
    shop.close()
    base = Path(shop.url.removeprefix("sqlite:///"))
    content = base.read_bytes()
    damages = [content[: len(content) // 2], b"no base at all" * 999, bytes(len(content))]
    for damaged in damages if FULL else damages[:1]:
        base.write_bytes(damaged)
        again(shop)
        assert shop.dump(TABLES) == before
        shop.close()


KILLED = """
import sys, threading, os, signal
from dataclasses import replace
from pathlib import Path
from sales_assets.loading import rebuilding
from tests.faults.test_lost_base import DAY_LATER
from tests.shop import Shop
shop = Shop(Path(sys.argv[1]), now=DAY_LATER)
context = shop.context
print("ready", flush=True)
threading.Timer(float(sys.argv[3]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
if sys.argv[2] == "run":
    shop.run()
else:
    shop.close()
    rebuilding.rebuild(shop.url, shop.data / "archive", lambda one: replace(context, warehouse=one))
os._exit(0)
"""


def killed(folder: Path, what: str, delay: float) -> bool:
    """Do it in a process that is killed after so many seconds; whether it was before its end."""
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(folder), what, str(delay)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode != 0


def test_a_run_killed_anywhere_is_not_taken_for_a_lost_base(
    tmp_path: Path, figure: Callable[..., None]
):
    rng = random.Random(20251017)
    shop = Shop(tmp_path / "never", now=DAY_LATER)
    fresh(shop)
    shop.run()
    expected = shop.dump()
    shop.close()
    kills = 0
    for number in range(ROUNDS):
        shop = Shop(tmp_path / str(number), now=DAY_LATER)
        fresh(shop)
        shop.close()
        for _time in range(rng.randint(1, 3)):
            kills += killed(shop.data.parent, "run", rng.uniform(0.0, 2.5))
        shop.run()
        assert shop.dump() == expected
        check_books(shop)
        told, _passes = records.read(shop.data / "archive")
        assert len(told) == len(shop.statuses()) == 5
        shop.close()
    figure("P20", kills=kills, taken_for_a_lost_base=0)


def test_a_rebuild_killed_anywhere_is_done_again(tmp_path: Path, figure: Callable[..., None]):
    rng = random.Random(20251018)
    shop = Shop(tmp_path, now=DAY_LATER)
    fresh(shop)
    shop.run()
    before = shop.dump(TABLES)
    kills = 0
    for _number in range(ROUNDS):
        gone(shop)
        shop.close()
        kills += killed(tmp_path, "rebuild", rng.uniform(0.0, 2.5))
        shop.warehouse = Warehouse(shop.url)
        if not shop.statuses():  # still lost: said, and done again
            with pytest.raises(BaseBehind):
                shop.run()
            again(shop)
        assert shop.dump(TABLES) == before
    shop.close()
    figure("P20", kills=kills, lost=0)


def fresh(shop: Shop) -> None:
    """Files that came, not received yet."""
    shop.drop("produits.csv", products(A="1.50", B=10))
    shop.drop("magasins.csv", stores(1, 2))
    for day in (1, 2, 3):
        shop.drop(f"ventes_jour{day}.csv", lines(f"2025-10-0{day} A {day} 1", "2025-10-09 B 1 2"))


def test_what_cannot_be_read_again_is_told_and_the_rest_is_there(tmp_path: Path):
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2025-10-01 A 1 1")
    shop.deliver("ventes_jour.csv", "2025-10-02 A 1 1")
    sha = shop.value("SELECT sha256 FROM livraisons WHERE nom = 'ventes.csv'")
    (shop.data / "archive" / sha / "livraison.csv").write_bytes(b"Date")
    (shop.data / "archive" / ("0" * 64)).mkdir()
    (shop.data / "archive" / ("0" * 64) / "livraison.csv").write_bytes(b"?")
    gone(shop)
    done = again(shop)
    assert (done.deliveries, done.unrecorded) == (4, 1)
    (told,) = done.unread
    assert "ventes.csv est absente ou abîmée" in told
    assert shop.sales() == [("2025-10-02", "A", 1, "1")]
    shop.run()  # the folder still has the file
    assert len(shop.sales()) == 2
    shop.close()


def test_nothing_noted_is_said(tmp_path: Path):
    shop = Shop(tmp_path)
    with pytest.raises(NotReady, match="rien noté"):
        again(shop)


# --- the earlier versions -------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["0001", "0004"])
def test_the_archive_of_an_earlier_version_gains_its_records(tmp_path: Path, version: str):
    shop = Shop(tmp_path)
    shop.open()
    shop.close()
    shutil.rmtree(shop.data / "archive")
    (base := Path(shop.url.removeprefix("sqlite:///"))).unlink()
    with closing(sqlite3.connect(base)) as made:
        script = ROOT / "tests" / "schemas" / f"{version}.sql"
        made.executescript(script.read_text("utf-8"))
        named = [row for (row,) in made.execute("SELECT DISTINCT sha256 FROM livraisons")]
    for sha256 in named:
        (shop.data / "archive" / sha256).mkdir(parents=True)
    shop.warehouse = Warehouse(shop.url)
    records.follow(shop.warehouse, shop.data / "archive")
    receipts, passes = records.read(shop.data / "archive")
    assert [one.livraison for one in receipts] == [
        number for (number,) in shop.rows("SELECT livraison FROM livraisons ORDER BY livraison")
    ]
    assert passes
    assert passes[-1].apres == receipts[-1].livraison
    shop.close()


# --- the site -------------------------------------------------------------------------------------


def test_a_site_does_not_lose_a_day_that_nobody_gave_up(tmp_path: Path):
    shop, site = Shop(tmp_path), tmp_path / "site" / "public"
    shop.open()
    shop.deliver("ventes.csv", "2025-10-01 A 1 1", "2025-10-02 A 1 1")
    publish(shop.snapshot, built_at=BUILT, root=ROOT, site_dir=site)
    before = site.resolve()
    other = Shop(tmp_path / "other")  # the archive is lost with the base
    other.open()
    other.deliver("ventes.csv", "2025-10-02 A 1 1")
    with pytest.raises(FewerDays, match="01/10/2025"):
        publish(other.snapshot, built_at=BUILT, root=ROOT, site_dir=site)
    assert site.resolve() == before
    shop.close()
    other.close()


def test_the_command_stops_keeps_the_site_and_makes_the_base_again(tmp_path: Path):
    command = Command(tmp_path)
    command.drop("produits.csv", products(A="1.50"))
    command.drop("magasins.csv", stores(1))
    for day in (1, 2):
        command.drop(f"ventes_jour{day}.csv", lines(f"2025-10-0{day} A {day} 1"))
    assert command("run").code == 0
    (command.data / "ventes_jour1.csv").unlink()  # a day whose file has left the folder
    before, pages = command.release(), (command.site / "jours").glob("*.html")
    days = sorted(path.name for path in pages)
    base = command.data / "ventes.db"
    base.unlink()
    for _attempt in range(2):
        stopped = command("run")
        assert stopped.code == 1, stopped
        assert "sales-assets rebuild" in stopped.err
        assert "Traceback" not in stopped.err
        assert command.release() == before
    assert "sales-assets rebuild" in command("status").err
    assert command("verify").code == 1
    rebuilt = command("rebuild")
    assert rebuilt.code == 0, rebuilt
    assert "4 livraisons reçues de nouveau" in rebuilt.out
    assert command("verify").code == 0
    done = command("run")
    assert done.code == 0, done
    assert sorted(path.name for path in (command.site / "jours").glob("*.html")) == days


def test_a_state_of_before_that_was_restored_may_be_shown(tmp_path: Path):
    command = Command(tmp_path)
    command.drop("produits.csv", products(A="1.50"))
    command.drop("magasins.csv", stores(1))
    command.drop("ventes_jour2.csv", lines("2025-10-02 A 1 1"))
    assert command("run", "--no-site").code == 0
    command.drop("ventes_jour3.csv", lines("2025-10-03 A 1 1"))
    saved = tmp_path / "boutique.sauvegarde"
    assert command("backup", saved).code == 0
    assert command("run").code == 0
    restored = command("restore", saved)  # decided, so it may be shown
    assert restored.code == 0, restored
    (command.data / "ventes_jour3.csv").unlink()
    done = command("run")
    assert done.code == 0, done
    assert [path.name for path in (command.site / "jours").glob("*.html")] == ["2025-10-02.html"]
