"""The demonstration with all columns: a shop that the program loads whole, and one believes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_assets.contract.values import VAT_RATES
from sales_assets.tools import demo_model
from sales_assets.tools.demo import FULL_HEADER, Summary, generate
from sales_assets.tools.demo_departments import TRADES
from sales_assets.tools.demo_till import OPENING, in_sales
from tests.command import Command
from tests.test_demo import ROOT, Sale, digest, read, sales

PINNED = "10083365f4bd0ff91b9c622f7ca462ff11cae2eb73f0e491420fd9b8a945d6a9"
"""Fails when the stream of numbers moves, be it by a new NumPy or by an innocent edit."""

SIZE = "rows=24_000, days=400, products=120, stores=3, seed=7, last_day=date(2026, 11, 21)"


def full(folder: Path, seed: int = 7, rows: int = 24_000) -> Summary:
    last = date(2026, 11, 21)
    return generate(
        folder, rows=rows, days=400, products=120, stores=3, seed=seed, last_day=last, full=True
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, list[Sale]]:
    """The shop and its lines, as written."""
    summary = full(tmp_path_factory.mktemp("full"))
    return summary, sales(summary)


@pytest.fixture(scope="module")
def base(
    shop: tuple[Summary, list[Sale]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """The same, loaded by the command line."""
    command = Command(tmp_path_factory.mktemp("loaded"))
    for path in shop[0].files:
        command.drop(path.name, path.read_text("utf-8"))
    result = command("run", "--no-site")
    assert result.code == 0, result
    with closing(sqlite3.connect(command.data / "ventes.db")) as opened:
        yield opened


def receipts(lines: list[Sale]) -> dict[tuple[str, str, int], list[Sale]]:
    found = defaultdict(list)
    for line in lines:
        found[line["Date"], line["ID_Magasin"], int(line["N° ticket"])].append(line)
    return found


def minute(line: Sale) -> int:
    hour, _, rest = line["Heure"].partition(":")
    return 60 * int(hour) + int(rest)


# --- the bytes -------------------------------------------------------------------------------


def test_same_arguments_write_the_same_bytes_in_any_process(
    shop: tuple[Summary, list[Sale]], tmp_path: Path
) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from sales_assets.tools.demo import generate;"
        f"generate(Path(sys.argv[1]), full=True, {SIZE})"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT)
    assert digest(tmp_path) == digest(shop[0].files[0].parent) == PINNED


def test_another_seed_writes_other_receipts(
    shop: tuple[Summary, list[Sale]], tmp_path: Path
) -> None:
    other = sales(full(tmp_path, seed=8))
    assert [line["Heure"] for line in other[:99]] != [line["Heure"] for line in shop[1][:99]]


def test_the_command_without_full_writes_what_it_always_wrote(tmp_path: Path) -> None:
    command = Command(tmp_path)
    words = ["--rows", 900, "--days", 40, "--products", 9, "--stores", 2, "--seed", 7]
    plain, told = tmp_path / "plain", tmp_path / "full"
    assert command("demo", plain, *words).code == 0
    assert command("demo", told, *words, "--full").code == 0
    titles = {
        name: (plain / name).read_text("utf-8").splitlines()[0]
        for name in ("produits.csv", "ventes.csv")
    }
    assert titles == {
        "produits.csv": "ID_produit,Nom,Prix,Stock",
        "ventes.csv": "Date,ID_produit,Quantite,ID_Magasin,Prix_unitaire",
    }
    assert (told / "ventes.csv").read_text("utf-8").splitlines()[0] == ",".join(FULL_HEADER)


def test_blocks_of_any_size_cut_a_day_into_receipts_that_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts go on from block to block within a store, and no hour goes back."""
    monkeypatch.setattr(demo_model, "BLOCK", 25)
    lines = sales(full(tmp_path, rows=60_000))
    assert_follow(lines)


def assert_follow(lines: list[Sale]) -> None:
    days = defaultdict(list)
    for line in lines:
        days[line["Date"], line["ID_Magasin"]].append((int(line["N° ticket"]), minute(line)))
    for rung in days.values():
        numbers = [number for number, _ in rung]
        assert sorted(set(numbers)) == list(range(1, numbers[-1] + 1))
        assert rung == sorted(rung)


# --- the day of a till -----------------------------------------------------------------------


def test_receipts_have_one_to_six_lines_and_their_numbers_begin_again_each_day_in_each_store(
    shop: tuple[Summary, list[Sale]],
) -> None:
    found = receipts(shop[1])
    sizes = [len(lines) for lines in found.values()]
    assert set(sizes) == {1, 2, 3, 4, 5, 6}
    assert 2 < sum(sizes) / len(sizes) < 3
    assert all(len({line["Heure"] for line in lines}) == 1 for lines in found.values())
    assert_follow(shop[1])


def test_nobody_sells_outside_the_opening_hours(shop: tuple[Summary, list[Sale]]) -> None:
    seen = defaultdict(set)
    for line in shop[1]:
        seen[date.fromisoformat(line["Date"]).weekday()].add(minute(line))
    assert sorted(seen) == [0, 1, 2, 3, 4, 5]
    for weekday, minutes in seen.items():
        opens, closes = OPENING[weekday]
        assert opens <= min(minutes) < opens + 30
        assert closes - 30 < max(minutes) < closes


@pytest.mark.parametrize(
    ("weekdays", "hours"), [((1, 2, 3, 4), (12, 17)), ((5,), (11, 15))], ids=["week", "Saturday"]
)
def test_a_day_has_two_rushes(
    shop: tuple[Summary, list[Sale]], weekdays: tuple[int, ...], hours: tuple[int, int]
) -> None:
    counts = [0] * 24
    for line in shop[1]:
        if date.fromisoformat(line["Date"]).weekday() in weekdays:
            counts[minute(line) // 60] += 1
    peaks = [h for h in range(1, 23) if counts[h - 1] < counts[h] > counts[h + 1]]
    assert tuple(peaks) == hours


def test_a_few_lines_in_a_hundred_have_a_discount_and_more_in_the_sales(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, lines = shop
    departments = {p["ID_produit"]: p["Rayon"] for p in read(summary.files[0])}
    usual, house, press = [], [], []
    for line in lines:
        off = Decimal(line["Montant remise"])
        gross = int(line["Quantite"]) * Decimal(line["Prix unitaire TTC"])
        assert Decimal(line["Montant TTC"]) == gross - off
        assert 0 <= off <= abs(gross) / 2 + Decimal("0.01")
        assert not (off and gross < 0)
        rayon = departments[line["ID_produit"]]
        sold = in_sales(date.fromisoformat(line["Date"]))
        (house if sold and rayon == "Maison" else usual).append(off > 0)
        if rayon == "Presse":
            press.append(off > 0)
    assert 0.015 < sum(usual) / len(usual) < 0.04
    assert 0.4 < sum(house) / len(house) < 0.6
    assert press
    assert not any(press)


def test_returns_stand_on_receipts_with_what_was_given_back(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, lines = shop
    back = [line for line in lines if int(line["Quantite"]) < 0]
    assert len(back) == summary.returns
    assert 0.002 < len(back) / len(lines) < 0.01
    assert all(line["N° ticket"] and Decimal(line["Montant TTC"]) < 0 for line in back)
    assert summary.ca_e4 == sum(Decimal(line["Montant TTC"]) for line in lines) * 10_000


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-01-13", False), ("2026-01-14", True), ("2026-02-10", True), ("2026-02-11", False),
     ("2026-06-23", False), ("2026-06-24", True), ("2026-07-21", True), ("2026-07-22", False)],
)  # fmt: skip
def test_the_sales_last_four_weeks_from_a_wednesday(day: str, expected: bool) -> None:
    assert in_sales(date.fromisoformat(day)) is expected


# --- the trade -------------------------------------------------------------------------------


def test_each_department_has_its_rate_of_vat_its_suppliers_and_its_margins(
    shop: tuple[Summary, list[Sale]],
) -> None:
    catalogue = read(shop[0].files[0])
    suppliers = defaultdict(set)
    known = {one.department.nom: one for one in TRADES}
    for product in catalogue:
        trade = known[product["Rayon"]]
        suppliers[product["Rayon"]].add(product["Fournisseur"])
        assert Decimal(product["TVA"]) * 100 == trade.department.vat
        untaxed = Decimal(product["Prix TTC"]) / (1 + Decimal(product["TVA"]) / 100)
        margin = 100 * (1 - Decimal(product["Prix d'achat HT"]) / untaxed)
        assert trade.margin[0] <= margin <= trade.margin[1]
    assert set(suppliers) == set(known)
    assert 5 <= len(known) <= 8
    assert all(2 <= len(names) <= 3 for names in suppliers.values())
    assert len({p["Nom"] for p in catalogue}) == len(catalogue)
    rates = {one.department.vat for one in TRADES}
    assert rates == {210, 550, 1000, 2000} <= set(VAT_RATES)


def test_thousands_of_products_have_each_a_name(tmp_path: Path) -> None:
    generate(
        tmp_path, rows=50, days=10, products=5_000, stores=1, seed=1, last_day=date(2026, 11, 21),
        full=True,
    )  # fmt: skip
    assert len({p["Nom"] for p in read(tmp_path / "produits.csv")}) == 5_000


# --- as loaded -------------------------------------------------------------------------------


def test_it_loads_without_a_line_set_aside_nor_a_doubt(
    shop: tuple[Summary, list[Sale]], base: sqlite3.Connection
) -> None:
    summary = shop[0]
    assert base.execute("SELECT COUNT(*) FROM rejets").fetchone() == (0,)
    assert base.execute("SELECT COUNT(*), SUM(total_e4) FROM ventes").fetchone() == (
        summary.rows,
        summary.ca_e4,
    )


def test_every_line_and_every_product_tells_each_column(base: sqlite3.Connection) -> None:
    columns = ("heure", "ticket", "cout_e4", "taux_tva_e4", "ht_e4", "tva_e4")
    lacking = " OR ".join(f"{name} IS NULL" for name in columns)
    assert base.execute(f"SELECT COUNT(*) FROM ventes WHERE {lacking}").fetchone() == (0,)
    told = "rayon IS NULL OR fournisseur IS NULL OR cout_e4 IS NULL OR taux_tva_e4 IS NULL"
    assert base.execute(f"SELECT COUNT(*) FROM produits WHERE {told}").fetchone() == (0,)
    assert base.execute("SELECT COUNT(*) > 300 FROM ventes WHERE remise_e4 > 0").fetchone() == (1,)


def test_margins_made_are_those_of_each_department(base: sqlite3.Connection) -> None:
    found = dict(
        base.execute(
            "SELECT rayon, 100.0 * (SUM(ht_e4) - SUM(ventes.cout_e4)) / SUM(ht_e4) "
            'FROM ventes JOIN produits USING ("ID_produit") GROUP BY rayon'
        )
    )
    assert set(found) == {one.department.nom for one in TRADES}
    for trade in TRADES:
        low, high = trade.margin
        assert low <= found[trade.department.nom] <= high
