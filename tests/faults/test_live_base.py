"""P12: damage and hand edits of the live base are found before they are published.

Every bit flip and every edit is judged by what a reader would see; the figures are printed.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from sales_assets.errors import SalesError
from sales_assets.warehouse import audit, reads, schema, windows
from sales_assets.warehouse.engine import Warehouse
from tests.command import Command
from tests.conftest import MadeOnce
from tests.faults import FULL
from tests.shop import NOON, Shop, lines, products, stores

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]
FLIPS = 1000 if FULL else 100
DAYS = [f"2025-0{month}-{day:02}" for month in (1, 5, 8, 9) for day in range(1, 13)]


def fill(folder: Path, url: str) -> Shop:
    """A shop of 48 days in four months, with all that a page may be made from."""
    shop = Shop(folder, url)
    shop.drop("produits.csv", products(A="1.50", B=10, C="0.99", D=7))
    shop.drop("magasins.csv", stores(1, 2, 3))
    rng = random.Random(7)
    rows = [f"{day} {rng.choice('ABCD')} {rng.randint(-1, 9) or 1} {rng.randint(1, 3)}"
            for day in DAYS for _ in range(20)]  # fmt: skip
    shop.deliver("ventes.csv", *rows, "2025-09-13 ZZ 1 1", "hier A 1 1")
    shop.deliver("ventes_jour.csv", *["2025-08-01 B 5 2"] * 12, "2025-08-02 A 1 2")
    shop.later(days=1)
    shop.drop("produits.csv", products(A="2.50", B=10, C="0.99"))
    shop.run()
    return shop


@pytest.fixture(scope="module")
def good(made_once: MadeOnce) -> Path:
    def make(folder: Path) -> None:
        fill(folder, f"sqlite:///{folder / 'ventes.db'}").close()

    return made_once("base_saine", make) / "ventes.db"


def seen(path: Path) -> object:
    """All that a page could be made from; None where it cannot be read.

    On no page: the digests, the passes (which the archive has too) and the schema's version.
    """
    with closing(sqlite3.connect(path)) as base, suppress(sqlite3.Error, UnicodeDecodeError):
        base.text_factory = bytes
        names = [
            name.decode()
            for (name,) in base.execute(
                "SELECT name FROM sqlite_master "
                "WHERE type = 'table' AND name NOT IN ('empreintes', 'passages', 'alembic_version')"
            )
        ]
        return {name: sorted(map(repr, base.execute(f'SELECT * FROM "{name}"')))
                for name in names}  # fmt: skip
    return None


def published(url: str) -> str:
    """What a publication says of a base before it makes the first page; empty where it goes on."""
    try:
        warehouse = Warehouse(url)
    except SalesError as trouble:
        return str(trouble)
    try:
        with warehouse.read() as connection:
            audit.check_file(connection)
        snapshot = reads.snapshot(warehouse, NOON.date())
        for day in snapshot.jours["date"].dt.date:
            snapshot.lignes(day)
        for month in snapshot.mois["mois"]:
            snapshot.cube(month)
    except SalesError as trouble:
        return str(trouble)
    finally:
        warehouse.close()
    return ""


def whole(url: str) -> list[str]:
    """What `verify` finds."""
    warehouse = Warehouse(url)
    try:
        with warehouse.read() as connection:
            return [str(one) for one in audit.problems(connection)]
    finally:
        warehouse.close()


def damaged() -> Iterator[tuple[str, Callable[[bytearray, random.Random], None]]]:
    def flip(content: bytearray, rng: random.Random) -> None:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)

    def zero(content: bytearray, rng: random.Random) -> None:
        start = rng.randrange(len(content) // 4096) * 4096
        content[start : start + 4096] = bytes(4096)

    def swap(content: bytearray, rng: random.Random) -> None:
        one, other = (rng.randrange(len(content) // 4096) * 4096 for _ in range(2))
        kept = content[one : one + 4096]
        content[one : one + 4096] = content[other : other + 4096]
        content[other : other + 4096] = kept

    def cut(content: bytearray, rng: random.Random) -> None:
        del content[rng.randrange(len(content)) :]

    for kind, number in ((flip, FLIPS), (zero, 40), (swap, 40), (cut, 20)):
        for _ in range(number):
            yield kind.__name__, kind


def test_damage_to_the_file_is_found_before_it_is_published(
    good: Path, tmp_path: Path, figure: Callable[..., None]
):
    content, shown = good.read_bytes(), seen(good)
    target = tmp_path / "ventes.db"
    rng = random.Random(20251017)
    visible: dict[str, int] = {}
    missed: list[int] = []
    for number, (name, damage) in enumerate(damaged()):
        changed = bytearray(content)
        damage(changed, rng)
        target.write_bytes(changed)
        if seen(target) != shown:
            visible[name] = visible.get(name, 0) + 1
            if not published(f"sqlite:///{target}"):
                missed.append(number)
    total = sum(visible.values())
    seen_as = {f"{kind}_seen": count for kind, count in visible.items()}
    figure("P12", flips=FLIPS, other_damage=100, **seen_as, missed=len(missed))
    assert total > 60
    assert len(missed) <= total // 100, missed


# --- hand edits ----------------------------------------------------------------------------------


def swapped(table: str, one: str, other: str) -> list[str]:
    """Two rows of a table exchange their amounts; `{t}` stands for the table."""
    pair = [(one, other), (other, one)]
    when = " OR ".join(
        f"({left.format(t=table)} AND {right.format(t='other')})" for left, right in pair
    )
    amounts = ", ".join(f"{name} = other.{name}" for name in ("ca_e4", "brut_e4", "retours_e4"))
    return [f"UPDATE {table} SET {amounts} FROM {table} AS other WHERE {when}"]


OLD, NEW = "2025-01-03", "2025-09-11"
LINE = (
    'UPDATE ventes SET {change} WHERE "ID_vente" = '
    "(SELECT min(\"ID_vente\") FROM ventes WHERE date = '{day}' AND quantite_e3 > 0{more})"
)
EDITS = {
    "CA of two days swapped": (swapped("totaux_jour", "{t}.date = '2025-01-03'",
                                       "{t}.date = '2025-05-04'"), OLD),
    "CA of two products of a day swapped": (
        swapped("totaux_produit_jour", "{t}.date = '2025-01-03' AND {t}.\"ID_produit\" = 'A'",
                "{t}.date = '2025-01-03' AND {t}.\"ID_produit\" = 'B'"), OLD),
    "CA of two stores of a day swapped": (
        swapped("totaux_magasin_jour", "{t}.date = '2025-01-03' AND {t}.\"ID_magasin\" = '1'",
                "{t}.date = '2025-01-03' AND {t}.\"ID_magasin\" = '2'"), OLD),
    "a day's CA in every table of totals": (
        [f"UPDATE {table} SET ca_e4 = ca_e4 + 10000, brut_e4 = brut_e4 + 10000 WHERE {where}"
         for table, where in (("totaux_jour", "date = '2025-01-03'"),
                              ("totaux_mois", "mois = '2025-01'"))], OLD),
    "quantity + 1000": (
        [LINE.format(change="quantite_e3 = quantite_e3 + 1000000, total_e4 = (quantite + 1000) * "
                     "prix_unitaire_e4", day=NEW, more="")], NEW),
    "price × 10": (
        [LINE.format(change="prix_unitaire_e4 = prix_unitaire_e4 * 10, total_e4 = total_e4 * 10",
                     day=NEW, more="")], NEW),
    "lines moved to another product": (
        [LINE.format(change="\"ID_produit\" = 'B'", day=NEW, more=" AND \"ID_produit\" = 'A'")],
        NEW),
    "a line deleted": (
        [f"DELETE FROM ventes WHERE \"ID_vente\" = (SELECT max(\"ID_vente\") FROM ventes "
         f"WHERE date = '{NEW}')"], NEW),
    "a day of totals deleted": (["DELETE FROM totaux_jour WHERE date = '2025-01-03'"], OLD),
    "a product renamed": (["UPDATE produits SET nom = 'Autre' WHERE \"ID_produit\" = 'A'"], ""),
    "a price of the catalogue × 10": (["UPDATE produits SET prix_e4 = prix_e4 * 10"], ""),
    "a price in time × 10": (["UPDATE prix_historique SET prix_e4 = prix_e4 * 10"], ""),
    "a store moved": (["UPDATE magasins SET ville = 'Ailleurs' WHERE \"ID_magasin\" = '1'"], ""),
    "a quarantined row rewritten": (["UPDATE rejets SET \"ID_produit\" = 'YY' "
                                     "WHERE \"ID_produit\" = 'ZZ'"], ""),
    "a delivery renamed": (["UPDATE livraisons SET nom = 'x.csv' WHERE livraison = 3"], ""),
    "a rectification hidden": (["DELETE FROM rectifications"], ""),
    "a verdict turned": (["UPDATE controles SET juges = juges + 1"], ""),
}  # fmt: skip
FIGURES = ("ventes", "totaux_jour", "totaux_magasin_jour", "totaux_produit_jour", "totaux_mois")


@pytest.fixture
def filled(warehouse_url: str, tmp_path: Path) -> Iterator[Shop]:
    shop = fill(tmp_path, warehouse_url)
    yield shop
    shop.close()


def test_every_hand_edit_is_found_and_the_command_named_mends_it(
    filled: Shop, figure: Callable[..., None]
):
    seen_by_publication = 0
    for name, (statements, day) in EDITS.items():
        assert published(filled.url) == "", name
        before = filled.dump(FIGURES)
        kept = filled.dump(["produits", "magasins", "prix_historique", "rejets", "livraisons",
                            "controles", "rectifications", "empreintes"])  # fmt: skip
        filled.execute(*statements)
        said = published(filled.url)
        assert said, name
        seen_by_publication += 1
        assert whole(filled.url), name
        if day:
            command = f"sales-assets run --from {day} --to {day}"
            assert command in said, (name, said)
            for first, last in re.findall(r"--from ([-0-9]+) --to ([-0-9]+)", said):
                filled.rebuild(first, last)
            with filled.warehouse.write() as connection:
                windows.sum_all_months(connection)  # as each run does
            assert filled.dump(FIGURES) == before, name
            assert published(filled.url) == "", name
        else:
            restore(filled, kept)
    figure("P12", kinds_of_hand_edits=len(EDITS), found=seen_by_publication)


def restore(shop: Shop, kept: dict[str, list[tuple[object, ...]]]) -> None:
    """Undo an edit that no command of days mends."""
    for name, rows in kept.items():
        table = schema.metadata.tables[name]
        columns = [column for column in table.columns if column.computed is None]
        places = [list(table.columns).index(column) for column in columns]
        now = shop.dump([name])[name]
        for row in [*(one for one in rows if one not in now)]:
            values = {columns[i].name: row[place] for i, place in enumerate(places)}
            same = [column == values[column.name] for column in table.primary_key.columns]
            engine = create_engine(shop.url)
            with engine.begin() as connection:
                if not connection.execute(table.update().where(*same).values(values)).rowcount:
                    connection.execute(table.insert().values(values))
            engine.dispose()


# --- a person's day ------------------------------------------------------------------------------


def test_a_run_publishes_nothing_of_an_altered_base_and_names_what_mends_it(tmp_path: Path):
    command = Command(tmp_path)
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-10-02 A 3 1"))
    assert command("run").code == 0
    release = command.release()
    with closing(sqlite3.connect(command.data / "ventes.db")) as base:
        base.execute(
            "UPDATE totaux_produit_jour SET ca_e4 = ca_e4 + 10000, brut_e4 = brut_e4 + "
            "10000 WHERE date = '2025-10-02' AND ID_produit = 'A'"
        )
        base.execute("UPDATE totaux_produit_jour SET ca_e4 = ca_e4 - 10000, brut_e4 = brut_e4 - "
                     "10000 WHERE date = '2025-10-02' AND ID_produit = 'B'")  # fmt: skip
        base.commit()
    mend = ("run", "--from", "2025-10-02", "--to", "2025-10-02")
    for words in (["run"], ["verify"]):
        told = command(*words)
        assert told.code == 1, told
        assert "totaux_produit_jour" in told.err
        assert "02/10/2025" in told.err
        assert f"sales-assets {' '.join(mend)}" in told.err
        assert "Traceback" not in told.err
    assert command.release() == release
    assert command(*mend).code == 0
    sound = command("verify")
    assert sound.code == 0, sound
    assert "2 jours" in sound.out
