"""The tables: constraints the database itself keeps, transactions, what is read back."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from sales_assets.errors import WarehouseError
from sales_assets.settings import UNSTATED, Closing
from sales_assets.warehouse import catalogue, journal, ledger, schema, windows
from sales_assets.warehouse.engine import Warehouse
from sales_assets.warehouse.openings import habitual_closing
from sales_assets.warehouse.states import day_states, expected_days
from tests.faults import FULL
from tests.shop import NOON, Shop, products, stores

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path, warehouse_url: str) -> Iterator[Shop]:
    """A shop with two lines of sales, on each database."""
    opened = Shop(tmp_path, warehouse_url)
    opened.open()
    opened.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 ZZ 1 1")
    yield opened
    opened.close()


# --- constraints ---------------------------------------------------------------------------------

SALE = (
    'INSERT INTO ventes ("ID_vente", "ID_produit", "ID_magasin", date, quantite_e3, '
    "prix_unitaire_e4, total_e4) VALUES "
)


@pytest.mark.parametrize(
    "statement",
    [
        SALE + "(1, 'nobody', '1', '2025-10-01', 1, 1, 1)",
        SALE + "(1, 'A', 'nowhere', '2025-10-01', 1, 1, 1)",
        SALE + "(1, 'A', '1', '2025-10-01', 2, 3, -7)",
        SALE + "(1, 'A', '1', '2025-10-01', 0, 3, 0)",
        SALE + "(1, 'A', '1', '2025-10-01', 1, -3, -3)",
        SALE + "(1, 'A', '1', NULL, 1, 3, 3)",
        SALE + "(1, NULL, '1', '2025-10-01', 1, 3, 3)",
        SALE + "((SELECT min(\"ID_vente\") FROM ventes), 'A', '1', '2025-10-01', 1, 3, 3)",
        "DELETE FROM produits WHERE \"ID_produit\" = 'A'",
        "DELETE FROM magasins WHERE \"ID_magasin\" = '1'",
        "DELETE FROM livraisons",
        "UPDATE livraisons SET lignes = lignes + 1",
        "UPDATE livraisons SET acceptees = acceptees - 1",
        "UPDATE livraisons SET statut = 'perdue'",
        "UPDATE livraisons SET genre = 'autre'",
        "UPDATE livraisons SET sha256 = NULL",
        "UPDATE produits SET prix_e4 = -1",
        "UPDATE produits SET \"ID_produit\" = '' WHERE \"ID_produit\" = 'B'",
        "UPDATE produits SET actif = NULL",
        "UPDATE magasins SET numero = 1",
        "UPDATE magasins SET numero = 10000 WHERE \"ID_magasin\" = '2'",
        "UPDATE prix_historique SET valable_au = '1990-01-01'",
        "UPDATE totaux_jour SET ca_e4 = ca_e4 + 1",
        "UPDATE totaux_mois SET lignes = 0",
        "UPDATE totaux_magasin_jour SET livraison = 99",
        "UPDATE rejets SET raison = NULL",
    ],
)
def test_the_database_itself_refuses(shop: Shop, statement: str) -> None:
    with pytest.raises(IntegrityError), shop.warehouse.write() as connection:
        connection.execute(text(statement))


def test_euros_are_derived_exactly(shop: Shop) -> None:
    (row,) = shop.rows("SELECT prix_unitaire, total_price FROM ventes")
    assert [f"{value:.4f}" for value in row] == ["1.5000", "3.0000"]
    assert f"{shop.value('SELECT ca FROM totaux_jour'):.4f}" == "3.0000"


# --- transactions --------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing(shop: Shop) -> None:
    before = shop.dump(["livraisons", "ventes"])

    def fail() -> None:
        with shop.warehouse.write() as connection:
            connection.execute(text("DELETE FROM ventes"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert shop.dump(before) == before


@pytest.mark.parametrize("turn", range(20 if FULL else 1))
def test_writers_wait_for_one_another(shop: Shop, turn: int, figure: Callable[..., None]) -> None:
    def add_ten(warehouse: Warehouse) -> None:
        for number in range(10):
            with warehouse.write() as connection:
                following = journal.extent(connection)[0] + 1
                receipt = journal.Receipt(following, "x", f"{turn} {number}", "jour", None, 1, NOON)
                ledger.record(connection, receipt, statut="recue")

    before = len(shop.statuses())
    warehouses = [Warehouse(shop.url) for _ in range(4)]
    threads = [threading.Thread(target=add_ten, args=(one,)) for one in warehouses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in warehouses:
        one.close()
    assert len(shop.statuses()) == before + 40  # each took the number after the last
    figure("P6", writers=4, locked=0, lost=0)


def test_several_processes_may_open_an_empty_database_at_once(warehouse_url: str) -> None:
    program = (
        "import sys; from sales_assets.warehouse.engine import Warehouse; Warehouse(sys.argv[1])"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, warehouse_url], stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    complaints = [child.communicate()[1] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], complaints


def test_a_reader_sees_one_state(shop: Shop) -> None:
    with shop.warehouse.read() as connection:
        count = text("SELECT count(*) FROM livraisons")
        before = connection.execute(count).scalar()
        if "sqlite" not in shop.url:  # there, the writer waits for the reader to end
            shop.deliver("ventes_2.csv", "2025-10-02 A 1 1")
        assert connection.execute(count).scalar() == before


def test_a_load_killed_at_any_moment_leaves_a_consistent_database(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    program = """
import sys
from pathlib import Path
from tests.shop import Shop, lines
shop = Shop(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2]), 1000):
    day = f"2025-{number % 9 + 1:02d}-{number % 28 + 1:02d}"
    shop.deliver(f"ventes_{number}.csv", *[f"{day} A {number + 1} {s}" for s in (1, 2)] * 50)
"""
    for turn in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), str(turn * 100)],
            stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parent.parent,
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        before = len(shop.sales())
        deadline = time.monotonic() + 60
        while len(shop.sales()) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.07 * turn)
        child.kill()
        child.wait()
        child.stdout.close()
        assert shop.value("PRAGMA integrity_check") == "ok"
        assert shop.rows("PRAGMA foreign_key_check") == []
        with shop.warehouse.read() as connection:
            found = windows.integrity(connection, date(2025, 1, 1), date(2025, 12, 31))
        for what in ("lignes", "quantite", "ca"):
            columns = [name for name in found.columns if name.startswith(what)]
            assert len(columns) == 4
            assert all(found[name].equals(found[columns[0]]) for name in columns)
    assert len(shop.sales()) > 0
    steps = shop.run()  # what was left half way is taken up
    assert all(step.ok for step in steps)
    assert {statut for _name, statut in shop.statuses()} == {"chargee"}


# --- opening -------------------------------------------------------------------------------------


def test_a_newer_schema_is_refused_untouched(shop: Shop) -> None:
    shop.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(WarehouseError, match="plus récente"):
        Warehouse(shop.url)
    assert shop.value("SELECT version_num FROM alembic_version") == "0999"


def test_the_migrations_make_the_schema_that_the_code_knows(warehouse_url: str) -> None:
    Warehouse(warehouse_url).close()
    engine = create_engine(warehouse_url)
    found = inspect(engine)
    assert set(found.get_table_names()) == {*schema.metadata.tables, "alembic_version"}
    for name, table in schema.metadata.tables.items():
        assert [one["name"] for one in found.get_columns(name)] == list(table.columns.keys())
    engine.dispose()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 400])
def test_a_file_that_is_no_database_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ventes.db").write_bytes(content)
    with pytest.raises(WarehouseError, match=r"ventes\.db"):
        Warehouse(f"sqlite:///{tmp_path / 'ventes.db'}")
    assert (tmp_path / "ventes.db").read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match="ne peut pas être créé"):
        Warehouse(f"sqlite:///{tmp_path / 'file' / 'ventes.db'}")


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(WarehouseError) as refused:
        Warehouse("postgresql+psycopg2://me:hunter2@127.0.0.1:1/x")
    assert "127.0.0.1" in str(refused.value)
    assert "hunter2" not in str(refused.value)


# --- writing -------------------------------------------------------------------------------------


def test_five_thousand_products_are_noted_quickly(shop: Shop) -> None:
    many = pd.DataFrame({"ID_produit": [f"P{number}" for number in range(5_000)]})
    many = many.assign(nom=many["ID_produit"], prix_e4=10_000, stock=1)
    many = many.astype({"prix_e4": "Int64", "stock": "Int64"})
    started = time.process_time()
    for _ in range(2):  # new, then known
        with shop.warehouse.write() as connection:
            catalogue.replace_products(connection, 1, many, date(2025, 10, 20))
    assert time.process_time() - started < 2
    assert shop.value("SELECT count(*) FROM prix_historique") == 5_002
    assert shop.value("SELECT count(*) FROM produits WHERE actif") == 5_000


def test_a_store_keeps_its_number_for_life(shop: Shop) -> None:
    for idents in (("2", "1"), ("9", "2"), ("1", "9", "5")):
        shop.drop("magasins.csv", stores(*idents))
        shop.run()
    assert shop.rows('SELECT "ID_magasin", numero, actif FROM magasins ORDER BY numero') == [
        ("1", 1, True),
        ("2", 2, False),
        ("9", 3, True),
        ("5", 4, True),
    ]


def test_keys_of_sales_read_as_day_store_and_rank(shop: Shop) -> None:
    assert shop.rows('SELECT "ID_vente" FROM ventes') == [(20251001_0001_0000001,)]
    assert windows.day_key(date(9999, 12, 31)) + 10**11 > 2**63 > windows.day_key(date(2199, 1, 1))


def test_keys_do_not_depend_on_what_else_was_read(shop: Shop) -> None:
    shop.drop("produits.csv", products(A=1, B=2, C=3))
    shop.deliver("ventes_1.csv", "2025-09-01 C 1 1", "2025-09-01 B 1 1", "2025-10-02 B 1 1",
                 "2025-10-02 C 1 1", "2025-10-02 A 1 1")  # fmt: skip
    before = shop.dump(["ventes"])
    shop.rebuild("2025-10-02")
    assert shop.dump(["ventes"]) == before
    assert [product for _d, product, _q, _s in shop.sales()] == ["B", "C", "A", "A", "B", "C"]


# --- reading back --------------------------------------------------------------------------------


def test_the_snapshot_keeps_its_promises(shop: Shop) -> None:
    found = shop.snapshot()
    assert found.produits["ID_produit"].tolist() == ["A", "B"]
    assert str(found.produits["prix_e4"].dtype) == "Int64"
    for frame in (found.jours, found.magasins_jour, found.produits_jour):
        assert str(frame["date"].dtype) == "datetime64[s]"
        assert {str(frame[name].dtype) for name in schema.MEASURES} == {"int64"}
    assert found.magasins_produits.to_dict("records") == [
        {"ID_magasin": "1", "ID_produit": "A", "quantite_e3": 2000, "ca_e4": 3_0000}
    ]
    assert found.rejets[["nom", "ligne", "raison"]].to_numpy().tolist() == [
        ["ventes.csv", 3, "produit_inconnu"]
    ]
    assert found.lignes(date(2025, 10, 1))["total_e4"].tolist() == [3_0000]
    assert found.lignes(date(2025, 10, 2)).empty
    assert found.mois["mois"].tolist() == ["2025-10"]


def test_what_days_of_stores_sold_is_theirs_alone(shop: Shop) -> None:
    shop.deliver("ventes_2.csv", "2025-09-30 B 1 2", "2025-09-30 A 3 2", "2025-09-30 A -1 2",
                 "2025-09-30 A 5 1", "2025-09-01 A 1 1", "2025-08-31 A 9 1")  # fmt: skip
    days = pd.to_datetime(["2025-09-30", "2025-09-01", "2025-09-01"]).astype("datetime64[s]")
    found = shop.snapshot().vendus(pd.DataFrame({"date": days, "ID_magasin": ["2", "1", "2"]}))
    assert found.to_numpy().tolist() == [
        ["A", 1000, 1_5000], ["A", 2000, 3_0000], ["B", 1000, 10_0000],
    ]  # fmt: skip
    assert found["ca_e4"].dtype == "int64"


def test_a_cube_is_the_month_by_day_store_and_product(shop: Shop) -> None:
    shop.deliver("ventes_2.csv", "2025-09-30 B 1 2", "2025-09-30 A 3 2", "2025-09-30 A -1 2",
                 "2025-09-01 A 1 1", "2025-08-31 A 9 1")  # fmt: skip
    cube = shop.snapshot().cube
    assert cube("2025-09").astype({"date": "str"}).to_numpy().tolist() == [
        ["2025-09-01", "1", "A", 1, 1000, 1_5000, 0],
        ["2025-09-30", "2", "A", 2, 2000, 3_0000, -1_5000],
        ["2025-09-30", "2", "B", 1, 1000, 10_0000, 0],
    ]
    assert cube("2025-10")["ca_e4"].tolist() == [3_0000]
    assert cube("2025-12").empty
    assert cube("2025-12")["ca_e4"].dtype == "int64"


def test_a_day_s_digest_is_of_its_lines_in_their_stores(shop: Shop) -> None:
    def digests() -> dict[str, str]:
        found = shop.snapshot().empreintes.astype({"date": "str"})
        return dict(found.itertuples(index=False))

    shop.deliver("ventes_1.csv", "2025-10-02 A 2 1", "2025-10-02 B 1 1", "2025-10-02 B 1 2")
    shop.deliver("ventes_2.csv", "2025-10-03 B 1 2", "2025-10-03 B 1 1", "2025-10-03 A 2 1")
    shop.deliver("ventes_3.csv", "2025-10-04 A 2 2", "2025-10-04 B 1 2", "2025-10-04 B 1 1")
    before = digests()
    assert list(before) == ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"]
    assert before["2025-10-02"] == before["2025-10-03"] != before["2025-10-04"]
    shop.rebuild("2025-10-01", "2025-10-04")
    assert digests() == before
    shop.deliver("ventes_3_bis.csv", "2025-10-04 A 1 2", "2025-10-04 B 1 2", "2025-10-04 B 1 1")
    changed = {day for day, digest in digests().items() if digest != before[day]}
    assert changed == {"2025-10-04"}


def test_an_empty_warehouse_has_an_empty_snapshot(tmp_path: Path, warehouse_url: str) -> None:
    found = Shop(tmp_path, warehouse_url).snapshot()
    assert found.jours.empty
    assert found.etats.empty
    assert found.magasins_produits.empty
    assert found.empreintes.columns.tolist() == ["date", "empreinte"]


def frame(*days: date) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.to_datetime(list(days)).astype("datetime64[s]")})


NO_DELIVERY = pd.DataFrame({"sha256": [], "jour": [], "lignes": [], "vides": [], "statut": []})
MONDAY = date(2025, 6, 2)


def weeks(count: int, *, closed: int = 6) -> list[date]:
    every = [MONDAY + timedelta(days=number) for number in range(7 * count)]
    return [day for day in every if day.weekday() != closed]


def states(days: list[date], closing: Closing = UNSTATED) -> dict[date, str]:
    found = day_states(frame(*days), frame().assign(raison=[]), NO_DELIVERY, closing)
    return {stamp.date(): etat for stamp, etat in found.itertuples(index=False)}


def test_a_weekday_never_sold_over_eight_weeks_is_closed() -> None:
    days = [*weeks(9), MONDAY + timedelta(days=65)]
    holiday = days.pop(10)
    found = states(days)
    assert {etat for day, etat in found.items() if day.weekday() == 6} == {"ferme"}
    assert found[holiday] == "absent"


def test_a_habit_needs_eight_weeks_and_no_exception() -> None:
    assert habitual_closing(set(weeks(7))) == frozenset()
    assert habitual_closing({*weeks(8), MONDAY + timedelta(days=55)}) == frozenset()
    assert habitual_closing({*weeks(8, closed=2)}) == frozenset({2})
    assert habitual_closing(set()) == frozenset()


def test_the_closing_calendar_is_always_respected() -> None:
    sunday = MONDAY + timedelta(days=6)
    found = states(weeks(9), Closing(frozenset({0})))
    assert found[sunday] == "absent"
    found = states([*weeks(9), MONDAY + timedelta(days=70)], Closing(dates=frozenset({sunday})))
    assert found[sunday] == "ferme"
    assert found[sunday + timedelta(days=7)] == "absent"
    assert states(weeks(2), Closing(frozenset({6})))[sunday] == "ferme"


def test_a_closed_day_on_which_something_came_is_shown_as_it_was() -> None:
    days = weeks(9)
    found = states(days, Closing(frozenset({0})))
    assert found[MONDAY] == "vendu"


def test_a_public_holiday_without_sales_is_closed_not_missing() -> None:
    """1 May, Christmas and New Year were three missing files of the sample shop."""
    sold = frame("2026-04-29", "2026-04-30", "2026-05-02", "2026-05-08", "2026-05-11")
    found = day_states(sold, frame().assign(raison=[]), NO_DELIVERY)
    states = dict(zip(found["date"].dt.strftime("%m-%d"), found["etat"], strict=True))
    assert states["05-01"] == "ferme"
    assert states["05-04"] == "absent"
    assert states["05-08"] == "vendu", "a holiday on which the shop sold"


def test_every_day_expected_since_the_last_sale_is_named() -> None:
    sold = frame("2026-12-21", "2026-12-22")
    found = expected_days(sold, date(2026, 12, 29), Closing(frozenset({6})))
    assert [f"{day:%d}" for day in found] == ["23", "24", "26", "28"]
    assert expected_days(sold, date(2026, 12, 23)) == ()
    assert expected_days(frame(), date(2026, 12, 23)) == ()
