"""A backup and the way back: the whole state or nothing, whatever happens to the file or to us."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sales_assets.errors import ArchiveError, BackupError, WarehouseError
from sales_assets.loading import backup, bundle
from sales_assets.settings import PROJECT_ROOT
from sales_assets.warehouse import objects
from sales_assets.warehouse.engine import Warehouse
from tests.command import Command
from tests.shop import Shop, check_books
from tests.test_migrations import SCHEMAS, VERSIONS

pytestmark = pytest.mark.slow

FIRST = ("2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-09-30 A 3 1", "2025-10-03 ZZ 1 1")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with a history, a daily file, a rectification and a quarantined row."""
    opened = Shop(tmp_path, f"sqlite:///{tmp_path / 'data' / 'ventes.db'}")
    opened.open()
    opened.deliver("ventes.csv", *FIRST)
    opened.deliver("ventes_jour.csv", "2025-10-02 B 5 2", "2025-10-02 A -1 2")
    yield opened
    opened.close()


def file_of(shop: Shop) -> Path:
    return Path(shop.url.removeprefix("sqlite:///"))


def state(shop: Shop) -> list[str]:
    """Every table of the base, every row, as SQL."""
    shop.close()
    with closing(sqlite3.connect(file_of(shop))) as base:
        return list(base.iterdump())


def archive_of(shop: Shop) -> dict[str, bytes]:
    """The original files of the archive."""
    folder = shop.data / "archive"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.csv")}


def save(shop: Shop, name: str = "garde.sauvegarde") -> Path:
    target = shop.data.parent / name
    backup.save(shop.url, shop.data / "archive", target)
    return target


def restore(shop: Shop, source: Path) -> backup.Saved:
    shop.close()
    return backup.restore(shop.url, shop.data / "archive", source)


def leftovers(shop: Shop) -> list[str]:
    """What a backup or a restoration forgot to take away."""
    known = {"archive", "ventes.db"}
    names = [path.name for path in shop.data.iterdir() if path.suffix != ".csv"]
    names += [path.name for path in shop.data.parent.glob(".*")]
    return sorted(set(names) - known)


# --- there and back ------------------------------------------------------------------------------


def test_round_trip_gives_the_same_base_and_archive(shop: Shop):
    before, contents = state(shop), archive_of(shop)
    kept = save(shop)
    file_of(shop).unlink()
    shutil.rmtree(shop.data / "archive")
    done = restore(shop, kept)
    assert state(shop) == before
    assert archive_of(shop) == contents
    assert done.contents == len(contents) == 4
    assert leftovers(shop) == []
    shop.rebuild("2025-09-30", "2025-10-19")  # from the archive alone
    check_books(shop)
    assert shop.run() == []


def test_the_same_state_gives_the_same_file(shop: Shop):
    one, other = save(shop), save(shop, "autre")
    assert one.read_bytes() == other.read_bytes()


def test_a_backup_is_written_over_by_the_next_one_and_nothing_else_is(shop: Shop):
    kept = save(shop)
    shop.deliver("ventes_2.csv", "2025-10-09 A 2 1")
    assert save(shop) == kept
    before = (shop.data / "ventes.csv").read_bytes()
    for target in (shop.data / "ventes.csv", file_of(shop), shop.data):
        with pytest.raises(BackupError, match="existe déjà"):
            backup.save(shop.url, shop.data / "archive", target)
    with pytest.raises(BackupError, match="n’existe pas"):
        backup.save(shop.url, shop.data / "archive", shop.data / "loin" / "b")
    assert (shop.data / "ventes.csv").read_bytes() == before
    assert len(shop.sales()) == 5
    restore(shop, kept)
    assert len(shop.sales()) == 5


def test_a_restoration_over_a_newer_state_mixes_nothing(shop: Shop, figure: Callable[..., None]):
    before = state(shop)
    kept = save(shop)
    rng = random.Random(1)
    restores = 12
    for number in range(restores):
        rows = [f"2025-10-{rng.randint(1, 19):02} A {rng.randint(1, 9)} {rng.choice('12')}"
                for _ in range(5)]  # fmt: skip
        shop.deliver(f"ventes_jour_{number}.csv", *dict.fromkeys(rows))
        assert state(shop) != before
        for suffix in ("-journal", "-wal", "-shm"):  # of a base that is gone
            Path(f"{file_of(shop)}{suffix}").write_bytes(b"")
        restore(shop, kept)
        assert state(shop) == before
        assert leftovers(shop) == []
    figure("P13", restores=restores, mixed=0)


def test_a_base_beyond_repair_is_replaced(shop: Shop):
    before = state(shop)
    kept = save(shop)
    file_of(shop).write_bytes(b"no base at all" * 1000)
    Path(f"{file_of(shop)}-journal").write_bytes(random.Random(1).randbytes(5000))
    restore(shop, kept)
    assert state(shop) == before


def test_the_way_back_after_an_upgrade_goes_through_the_backup(shop: Shop):
    """Today's program is the earlier one: it refuses the base of a later one, then replaces it."""
    before, kept = state(shop), save(shop)
    with closing(sqlite3.connect(file_of(shop))) as base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
        base.commit()
    newer = state(shop)
    with pytest.raises(WarehouseError, match="version plus récente"):
        Warehouse(shop.url)
    assert state(shop) == newer
    restore(shop, kept)
    assert state(shop) == before
    assert shop.run() == []


# --- sealed by a key -----------------------------------------------------------------------------

KEY = "une phrase que personne ne devine"


def test_with_a_key_only_what_it_sealed_is_restored(shop: Shop, figure: Callable[..., None]):
    plain, sealed = save(shop), shop.data.parent / "scellee"
    backup.save(shop.url, shop.data / "archive", sealed, KEY)
    other = shop.data.parent / "autre"
    backup.save(shop.url, shop.data / "archive", other, f"{KEY}.")
    forged = shop.data.parent / "contrefaite"
    remade(shop, forged, "UPDATE produits SET nom = 'autre'")
    before = state(shop)
    refused = [(plain, KEY, "n’est pas scellé par la clé"), (forged, KEY, "n’est pas scellé"),
               (other, KEY, "une autre clé"), (sealed, None, "une autre clé")]  # fmt: skip
    for source, key, said in refused:
        with pytest.raises(BackupError, match=said):
            backup.restore(shop.url, shop.data / "archive", source, key)
        assert state(shop) == before
    assert backup.restore(shop.url, shop.data / "archive", sealed, KEY).contents == 4
    assert state(shop) == before
    figure("P13", unsealed_or_forged=len(refused), restored=0)


def test_the_key_is_a_setting_and_is_never_shown(tmp_path: Path):
    command = Command(tmp_path, SALES_BACKUP_KEY="trop courte")
    result = command("backup", tmp_path / "garde")
    assert result.code == 2
    assert "SALES_BACKUP_KEY" in result.err
    assert "16 signes" in result.err
    assert "trop courte" not in result.err + result.out


# --- damage --------------------------------------------------------------------------------------


def test_every_damage_to_the_backup_is_seen_and_changes_nothing(
    shop: Shop, figure: Callable[..., None]
):
    kept = save(shop)
    shop.deliver("ventes_2.csv", "2025-10-09 A 2 1")
    before, contents = state(shop), archive_of(shop)
    good = kept.read_bytes()
    rng = random.Random(20251017)
    damaged = []
    for _ in range(150):
        flipped = bytearray(good)
        flipped[rng.randrange(len(good))] ^= 1 << rng.randrange(8)
        damaged.append(bytes(flipped))
    for _ in range(30):
        damaged.append(good[: rng.randrange(len(good))])
        start = rng.randrange(len(good) - 600)
        damaged.append(good[:start] + bytes(512) + good[start + 512 :])
    damaged += [b"", good + b"0", good[1:], b"0" * 64, (PROJECT_ROOT / "README.md").read_bytes()]
    damaged = [one for one in damaged if one != good]
    seen = 0
    for one in damaged:
        kept.write_bytes(one)
        with pytest.raises(BackupError, match="abîmé, incomplet, scellé par une autre clé"):
            restore(shop, kept)
        seen += 1
    assert state(shop) == before
    assert archive_of(shop) == contents
    assert leftovers(shop) == []
    figure("P13", damaged=len(damaged), seen=seen)


def remade(shop: Shop, target: Path, *statements: str) -> None:
    """A sealed backup of a base that somebody changed."""
    copy = target.with_suffix(".db")
    shop.close()
    shutil.copy(file_of(shop), copy)
    with closing(sqlite3.connect(copy)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()
    parts = [(bundle.Part("ventes.db", digest(copy), copy.stat().st_size), copy)]
    for path in sorted((shop.data / "archive").glob("*/livraison.csv")):
        name = f"archive/{path.parent.name}/livraison.csv"
        parts.append((bundle.Part(name, path.parent.name, path.stat().st_size), path))
    bundle.write(target, parts)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE totaux_jour SET ca_e4 = ca_e4 + 1, brut_e4 = brut_e4 + 1", "totaux_jour"),
        ("UPDATE totaux_mois SET lignes = lignes + 1", "totaux_mois"),
        ("UPDATE totaux_produit_jour SET quantite_e3 = 9 WHERE date = '2025-10-01'", "10/2025"),
        ("UPDATE totaux_magasin_jour SET empreinte = 'x'", "totaux_magasin_jour"),
        ("DELETE FROM ventes WHERE date = '2025-09-30'", "09/2025"),
        ("UPDATE ventes SET quantite_e3 = 9000, total_e4 = 9 * prix_unitaire_e4", "09/2025"),
        ("UPDATE ventes SET ID_vente = ID_vente + 10000000 WHERE ID_produit = 'A'", "ventes"),
        ("UPDATE ventes SET date = 'demain' WHERE date = '2025-09-30'", "demain"),
        ("DELETE FROM rejets", "table rejets"),
        ("DELETE FROM produits WHERE ID_produit = 'A'", "absente de produits"),
        ("UPDATE alembic_version SET version_num = '9999'", "version plus récente"),
        ("DELETE FROM livraisons WHERE nom = 'magasins.csv'", "absente de livraisons"),
    ],
)
def test_a_base_that_contradicts_itself_is_neither_kept_nor_brought_back(
    shop: Shop, statement: str, said: str
):
    before = state(shop)
    target = shop.data.parent / "contredite"
    remade(shop, target, statement)
    with pytest.raises(WarehouseError, match=said.replace("(", r"\(").replace(")", r"\)")):
        restore(shop, target)
    assert state(shop) == before
    with closing(sqlite3.connect(file_of(shop))) as base:
        base.execute(statement)
        base.commit()
    target.unlink()
    with pytest.raises(WarehouseError):
        save(shop, target.name)
    assert not target.exists()
    assert leftovers(shop) == []


PLANTED = {
    "a trigger": "CREATE TRIGGER piege AFTER INSERT ON livraisons "
    "BEGIN UPDATE produits SET prix_e4 = 1; END",
    "a view": "CREATE VIEW espion AS SELECT * FROM ventes",
    "a table": "CREATE TABLE bagage (contenu BLOB)",
    "an index": "CREATE INDEX pieux ON ventes (quantite)",
    "a column that lies": "ALTER TABLE ventes ADD COLUMN faux AS (quantite * 2)",
    "two versions": "INSERT INTO alembic_version VALUES ('0001')",
    "no version": "DELETE FROM alembic_version",
    "no table of versions": "DROP TABLE alembic_version",
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_somebody_planted_in_a_base_is_refused_before_it_acts(
    shop: Shop, planted: str, figure: Callable[..., None]
):
    target = shop.data.parent / "piégée"
    before, contents = state(shop), archive_of(shop)
    remade(shop, target, PLANTED[planted])
    with pytest.raises(BackupError, match="que ce programme n’y a pas mis"):
        restore(shop, target)
    assert (state(shop), archive_of(shop)) == (before, contents)
    assert leftovers(shop) == []
    figure("P13", planted=1, acted=0)


@pytest.mark.parametrize(
    ("ours", "planted"),
    [
        ("/ 10000.0", "/ 1000.0"),
        ("quantite_e3 <> 0", "quantite_e3 <> 0 OR 1"),
    ],
)
def test_a_table_that_computes_something_else_is_refused(shop: Shop, ours: str, planted: str):
    target = shop.data.parent / "piégée"
    remade(
        shop, target, "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{ours}', '{planted}')",
    )  # fmt: skip
    with pytest.raises(BackupError, match="que ce programme n’y a pas mis"):
        restore(shop, target)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_base_of_each_earlier_version_is_ours(tmp_path: Path, version: str):
    path = tmp_path / "ancienne.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))
        base.execute("ANALYZE")
    assert objects.strange(path) == []


def test_a_backup_that_would_fill_the_disk_is_refused_before_it_is_unpacked(shop: Shop):
    target = shop.data.parent / "bombe"
    before = state(shop)
    with file_of(shop).open("rb") as base:
        whole = hashlib.file_digest(base, "sha256").hexdigest()
    huge = bundle.Part("ventes.db", whole, 1 << 60)
    bundle.write(target, [(huge, file_of(shop))])
    with pytest.raises(BackupError, match="plus de place que le disque"):
        restore(shop, target)
    assert state(shop) == before
    assert leftovers(shop) == []


def test_a_manifest_that_would_fill_the_memory_is_refused(shop: Shop):
    target = shop.data.parent / "bombe"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as forged:
        forged.comment = b"0" * 64
        forged.writestr("manifeste.json", b" " * (200 << 20))
    content = target.read_bytes()[:-64]
    target.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    with pytest.raises(BackupError, match="abîmé, incomplet"):
        restore(shop, target)


def test_a_backup_with_more_files_than_its_base_names_is_refused(shop: Shop):
    target, contents = shop.data.parent / "bagage", archive_of(shop)
    extra = shop.data / "archive" / digest(PROJECT_ROOT / "README.md")
    extra.mkdir()
    shutil.copy(PROJECT_ROOT / "README.md", extra / "livraison.csv")
    remade(shop, target)
    shutil.rmtree(extra)
    with pytest.raises(BackupError, match=r"1 fichier\(s\) que sa base ne nomme pas"):
        restore(shop, target)
    assert archive_of(shop) == contents


def test_a_backup_without_an_original_file_is_refused(shop: Shop):
    target = shop.data.parent / "sans"
    (path, *_others) = sorted((shop.data / "archive").glob("*/livraison.csv"))
    content = path.read_bytes()
    path.unlink()
    remade(shop, target)
    with pytest.raises(BackupError, match=r"manque 1 fichier\(s\) d’origine"):
        restore(shop, target)
    with pytest.raises(ArchiveError, match="absente ou abîmée"):
        save(shop)
    path.write_bytes(content + b"0")
    with pytest.raises(ArchiveError, match="absente ou abîmée"):
        save(shop)


def test_damage_to_the_archive_is_mended(shop: Shop):
    kept, contents = save(shop), archive_of(shop)
    for name in contents:
        (shop.data / "archive" / name).write_bytes(b"abime")
    restore(shop, kept)
    assert archive_of(shop) == contents


# --- others --------------------------------------------------------------------------------------

HOLD = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute(sys.argv[2]).fetchall()
print("prêt", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("held", ["SELECT 1 FROM ventes", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_base_that_another_process_holds_is_not_replaced(shop: Shop, held: str):
    kept = save(shop)
    shop.deliver("ventes_2.csv", "2025-10-09 A 2 1")
    before = state(shop)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file_of(shop)), held],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "prêt\n"
        with pytest.raises(BackupError, match=rf"tient la base .* ouverte.*{holder.pid}"):
            restore(shop, kept)
        holder.stdin.close()
    assert state(shop) == before
    restore(shop, kept)
    assert len(shop.sales()) == 4


def test_a_write_under_way_here_is_waited_for_then_refused(shop: Shop):
    kept = save(shop)
    with closing(sqlite3.connect(file_of(shop), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="une écriture est en cours"):
            backup.restore(shop.url, shop.data / "archive", kept)


def test_a_connection_left_open_cannot_write_into_what_was_replaced(shop: Shop):
    kept = save(shop)
    late = Warehouse(shop.url)
    with late.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM ventes")
    before = state(shop)
    restore(shop, kept)
    with pytest.raises(WarehouseError, match="readonly"), late.write() as connection:
        connection.exec_driver_sql("DELETE FROM ventes")
    late.close()
    assert state(shop) == before


def test_a_backup_taken_while_others_write_is_one_instant(shop: Shop):
    script = f"""
import sys
sys.path.insert(0, {str(PROJECT_ROOT)!r})
from pathlib import Path
from tests.shop import Shop
shop = Shop(Path({str(shop.data.parent)!r}), {shop.url!r})
for number in range(1000):
    shop.deliver("ventes_flux.csv", *[f"2025-10-{{1 + number % 18:02}} A {{number + 1}} 1"] * 3)
    print(number, flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        for _ in range(4):
            assert writer.stdout.readline()
            save(shop)  # it is verified against itself before it is kept
    finally:
        writer.kill()
        writer.communicate()
    restore(shop, shop.data.parent / "garde.sauvegarde")
    check_books(shop)


KILLED = """
import os, signal, sys
from pathlib import Path
from sales_assets.loading import backup
url, archive, kept = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
for line in sys.stdin:
    left = int(line)
    child = os.fork()
    if child == 0:
        def count(event, arguments):  # each file opened, moved, removed, each connection
            global left
            if event.startswith(("open", "os.", "shutil.", "sqlite3.")):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
        backup.restore(url, archive, kept)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_killed_at_any_moment_a_restoration_leaves_the_old_base_or_the_new(shop: Shop):
    kept = save(shop)
    new = state(shop)
    shop.deliver("ventes_2.csv", "2025-10-09 A 2 1", "2025-10-01 A 7 1")
    old, newer = state(shop), file_of(shop).read_bytes()
    archive = shop.data / "archive"
    lost = {path.parent for path in archive.glob("*/livraison.csv")}
    outcomes = {"old": 0, "new": 0}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, shop.url, str(archive), str(kept)],
        cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as runner:  # fmt: skip
        assert runner.stdin is not None
        assert runner.stdout is not None
        kills = 0
        while True:
            file_of(shop).write_bytes(newer)
            shutil.rmtree(sorted(lost)[0], ignore_errors=True)  # something to bring back
            runner.stdin.write(f"{kills + 1}\n")
            runner.stdin.flush()
            if runner.stdout.readline() == "0\n":  # it came to its end
                break
            kills += 1
            found = state(shop)
            assert found in (old, new), kills
            outcomes["old" if found == old else "new"] += 1
            assert not list(shop.data.glob("ventes.db-*"))
        runner.stdin.close()
    assert state(shop) == new
    assert leftovers(shop) == []
    assert outcomes["old"] > 10
    assert outcomes["new"] > 1
    print(f"kills={kills} {outcomes} torn=0")


# --- the command line ----------------------------------------------------------------------------


def test_a_person_keeps_a_backup_and_comes_back_to_it(shop: Shop):
    command = Command(shop.data.parent)
    target = shop.data.parent / "garde.sauvegarde"
    kept = command("backup", target)
    assert (kept.code, kept.err) == (0, ""), kept
    assert "4 fichiers d’origine" in kept.out
    shop.deliver("ventes_2.csv", "2025-10-09 A 2 1")
    shop.close()
    back = command("restore", target)
    assert (back.code, back.err) == (0, ""), back
    assert "lancez sales-assets run" in back.out
    assert "3 jours de ventes" in back.out
    assert len(shop.sales()) == 4
    shop.close()

    target.write_bytes(target.read_bytes()[:-70])
    for words, said in (
        (["restore", target], "est abîmé, incomplet"),
        (["restore", shop.data / "ventes.csv"], "n’est pas une sauvegarde"),
        (["restore", shop.data / "rien"], "rien"),
        (["backup", shop.data / "ventes.csv"], "existe déjà"),
    ):
        refused = command(*words)
        assert refused.code == 1, refused
        assert said in refused.err
        assert "Traceback" not in refused.err
    assert len(shop.sales()) == 4


# --- elsewhere -----------------------------------------------------------------------------------


def test_postgresql_has_its_own_tools(tmp_path: Path):
    url = "postgresql+psycopg2://sales:secret@server/base"
    for call in (backup.save, backup.restore):
        with pytest.raises(BackupError, match="pg_dump") as told:
            call(url, tmp_path / "archive", tmp_path / "b")
        assert str(tmp_path / "archive") in str(told.value)
        assert "secret" not in str(told.value)


def test_nothing_loaded_yet_is_said(tmp_path: Path):
    with pytest.raises(BackupError, match="sales-assets run"):
        backup.save(f"sqlite:///{tmp_path / 'ventes.db'}", tmp_path / "archive", tmp_path / "b")
    assert list(tmp_path.iterdir()) == []
