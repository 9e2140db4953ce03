"""The demonstration files: the same bytes everywhere, and nothing in them that is not meant."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_assets.errors import CannotGenerate
from sales_assets.tools.demo import HEADER, SAMPLE_DAYS, SAMPLE_LAST_DAY, Summary, generate, sample
from sales_assets.tools.demo_model import is_closed

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
LAST = date(2026, 11, 21)

# Fails when the stream of numbers moves, be it by a new NumPy or by an innocent edit.
PINNED = "aa990566fd59eca04ecc2fa3deb14b286bb2a160718baec92fabb169caea6490"

Sale = dict[str, str]


def small(folder: Path, **changes: object) -> Summary:
    size = {"rows": 3_000, "days": 120, "products": 80, "stores": 6, "seed": 7, "last_day": LAST}
    return generate(folder, **(size | changes))  # type: ignore[arg-type]


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def read(path: Path) -> list[Sale]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sales(summary: Summary) -> list[Sale]:
    found = [path for path in summary.files if path.name.startswith("ventes")]
    return [line for path in found for line in read(path)]


def ids(folder: Path, name: str) -> list[str]:
    return [next(iter(line.values())) for line in read(folder / name)]


def paid(line: Sale) -> int:
    return int(100 * Decimal(line["Montant TTC"]))


def cents(line: Sale) -> int:
    price = Decimal(line.get("Prix unitaire TTC") or line["Prix_unitaire"])
    assert price.as_tuple().exponent == -2
    return int(price * 100)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, list[Sale]]:
    """The sample, written anew, and its good lines."""
    summary = sample(tmp_path_factory.mktemp("sample"))
    return summary, sales(summary)[: -summary.oddities]


def run_elsewhere(folder: Path, hash_seed: str) -> str:
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from sales_assets.tools.demo import generate;"
        "generate(Path(sys.argv[1]), rows=3000, days=120, products=80, stores=6, seed=7,"
        " last_day=date(2026, 11, 21))"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": f"Etc/GMT+{hash_seed}"}
    command = [sys.executable, "-c", code, str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return digest(folder)


def test_same_arguments_write_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    assert run_elsewhere(tmp_path / "a", "1") == run_elsewhere(tmp_path / "b", "2") == PINNED


def test_another_seed_writes_other_sales(tmp_path: Path) -> None:
    small(tmp_path / "a")
    small(tmp_path / "b", seed=8)
    assert digest(tmp_path / "a") != digest(tmp_path / "b")


def test_the_committed_sample_is_what_the_generator_writes(
    shop: tuple[Summary, list[Sale]],
) -> None:
    written = {path.name: path.read_bytes() for path in shop[0].files}
    committed = {n: (DATA / n).read_bytes() for n in written if (DATA / n).is_file()}
    if not any(committed.get(name) == content for name, content in written.items()):
        pytest.skip("data/ holds the owner's files, not the sample")
    assert [name for name in written if committed.get(name) != written[name]] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.one_of(st.none(), st.integers(1, 2_000)),
    days=st.integers(2, 500),
    products=st.integers(1, 60),
    stores=st.integers(1, 12),
    seed=st.integers(0, 2**40),
    last_day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_any_size_gives_exactly_what_was_asked(
    rows: int | None, days: int, products: int, stores: int, seed: int, last_day: date
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            summary = generate(
                folder,
                rows=rows,
                days=days,
                products=products,
                stores=stores,
                seed=seed,
                last_day=last_day,
            )
        except CannotGenerate:  # Sunday and Monday alone, every store closed
            assert days <= 4
            return
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            path.name for path in summary.files
        )
        produits, magasins = ids(folder, "produits.csv"), ids(folder, "magasins.csv")
        assert (len(set(produits)), len(set(magasins))) == (products, stores)
        lines = sales(summary)
        assert len(lines) == summary.rows
        assert rows is None or len(lines) == rows
        order = [(line["Date"], magasins.index(line["ID_Magasin"])) for line in lines]
        assert order == sorted(order)
        assert {line["ID_produit"] for line in lines} <= set(produits)
        first_day = last_day - timedelta(days=days - 1)
        sold = {date.fromisoformat(line["Date"]) for line in lines}
        assert all(first_day <= day <= last_day and not is_closed(day) for day in sold)
        assert summary.absent not in sold
        assert (summary.absent is None) == (days < 40)
        quantities = [int(line["Quantite"]) for line in lines]
        assert 0 not in quantities
        assert summary.units == sum(quantities)
        assert summary.returns == sum(quantity < 0 for quantity in quantities)
        total = sum(q * cents(line) for q, line in zip(quantities, lines, strict=True))
        assert summary.ca_e4 == 100 * total


def test_ten_years_two_hundred_stores_five_thousand_products(tmp_path: Path) -> None:
    summary = small(tmp_path, rows=30_000, days=3_653, products=5_000, stores=200)
    lines = sales(summary)
    assert len(lines) == 30_000
    assert {line["Date"][:4] for line in lines} == {str(year) for year in range(2016, 2027)}
    assert len({line["ID_Magasin"] for line in lines}) == 200
    assert len({line["Nom"] for line in read(tmp_path / "produits.csv")}) == 5_000
    popular = Counter(line["ID_produit"] for line in lines)
    best = sum(count for _, count in popular.most_common(500)) / 30_000
    assert 0.4 < best < 0.9  # one product in ten makes about half of the lines


def test_each_daily_file_holds_its_day_and_the_history_stops_before(tmp_path: Path) -> None:
    summary = small(tmp_path)
    daily = [path for path in summary.files if path.name.startswith("ventes_")]
    assert [path.name for path in daily] == ["ventes_2026-11-20.csv", "ventes_2026-11-21.csv"]
    for path in daily:
        assert {line["Date"] for line in read(path)} == {path.stem.removeprefix("ventes_")}
    assert max(line["Date"] for line in read(tmp_path / "ventes.csv")) == "2026-11-19"


def test_files_are_plain_utf8_with_unix_lines(tmp_path: Path) -> None:
    for path in small(tmp_path).files:
        content = path.read_bytes()
        assert content.decode("utf-8").endswith("\n")
        assert not any(odd in content for odd in (b"\r", b'"', b"\xef\xbb\xbf"))
    assert (tmp_path / "ventes.csv").read_text().splitlines()[0] == ",".join(HEADER)


def test_a_folder_that_holds_csv_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "Mes ventes.CSV").write_text("precious")
    with pytest.raises(CannotGenerate, match=r"Mes ventes\.CSV"):
        small(tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize(
    "wrong",
    [{"rows": 0}, {"days": 0}, {"products": 0}, {"stores": -1}, {"seed": -1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_impossible_size_is_refused_before_anything_is_written(
    tmp_path: Path, wrong: dict[str, int]
) -> None:
    with pytest.raises(CannotGenerate, match=next(iter(wrong))):
        small(tmp_path / "new", **wrong)
    assert not (tmp_path / "new").exists()


def test_a_period_without_an_open_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotGenerate, match="ouvert"):
        small(tmp_path, days=1, last_day=date(2026, 11, 22))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's own count")
@pytest.mark.parametrize("full", [False, True], ids=["plain", "full"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, full: bool) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from sales_assets.tools.demo import generate;"
        "generate(Path(sys.argv[1]), rows=int(sys.argv[2]), days=30, products=500, stores=20,"
        f" seed=1, last_day=date(2026, 11, 21), full={full});"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )

    def peak(rows: int) -> float:
        folder = tmp_path / str(rows)
        command = [sys.executable, "-c", code, str(folder), str(rows)]
        done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
        return int(done.stdout) / 1024

    many = peak(5_000_000)
    assert many - peak(2_500_000) < 60  # holding the rows would take over 100 MB more
    assert many < 400


# --- the sample ------------------------------------------------------------------------------


def test_the_sample_is_small_enough_to_commit(shop: tuple[Summary, list[Sale]]) -> None:
    assert shop[0].rows == 46_000
    assert max(path.stat().st_size for path in shop[0].files) < 2_500_000


def test_the_sample_has_two_lines_to_quarantine_and_no_more(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, good = shop
    folder = summary.files[0].parent
    produits, magasins = ids(folder, "produits.csv"), ids(folder, "magasins.csv")
    assert all(line["ID_produit"] in produits for line in good)
    assert all(line["ID_Magasin"] in magasins for line in good)
    assert all(abs(int(line["Quantite"])) in range(1, 7) for line in good)
    odd = [tuple(line.values()) for line in sales(summary)[-2:]]
    assert odd == [
        ("2026-11-21", "17:58", "", "REF017", "", "7", "8.40", "0.00", ""),
        ("2026-11-21", "18:02", "", "REF004", "deux", "7", "8.90", "0.00", "17.80"),
    ]


def test_the_sample_counts_its_returns_units_and_revenue_exactly(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, good = shop
    quantities = [int(line["Quantite"]) for line in good]
    assert (summary.rows, summary.units) == (len(good), sum(quantities)) == (46_000, 88_860)
    assert summary.ca_e4 == 100 * sum(map(paid, good)) == 9_151_915_800
    assert all(
        paid(line) == quantity * cents(line) - int(100 * Decimal(line["Montant remise"]))
        for quantity, line in zip(quantities, good, strict=True)
    )
    assert 0.002 < sum(quantity < 0 for quantity in quantities) / len(good) < 0.01


def test_the_sample_sells_every_open_day_but_the_absent_one(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, good = shop
    sold = {line["Date"] for line in good}
    civil = [SAMPLE_LAST_DAY - timedelta(days=n) for n in range(SAMPLE_DAYS)]
    silent = {day for day in civil if day.isoformat() not in sold}
    closed = {date(2025, 12, 25), date(2026, 1, 1), date(2026, 5, 1)}
    assert silent == {d for d in civil if d.weekday() == 6} | closed | {date(2026, 10, 28)}
    assert summary.absent == date(2026, 10, 28)


def test_the_small_shops_of_the_sample_close_on_monday_and_one_is_new(
    shop: tuple[Summary, list[Sale]],
) -> None:
    mondays = {
        line["ID_Magasin"] for line in shop[1] if date.fromisoformat(line["Date"]).weekday() == 0
    }
    assert mondays == {"1", "2", "3", "4"}
    assert min(line["Date"] for line in shop[1] if line["ID_Magasin"] == "7") == "2026-03-03"


def test_one_price_of_the_sample_changes_and_the_catalogue_has_the_last(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, good = shop
    current = {p["ID_produit"]: p["Prix TTC"] for p in read(summary.files[0])}
    seen = defaultdict(set)
    for line in good:
        seen[line["ID_produit"]].add((line["Date"] >= "2026-06-01", line["Prix unitaire TTC"]))
    assert seen.pop("REF003") == {(False, "8.70"), (True, "9.40")}
    assert current["REF003"] == "9.40"
    assert all(price == current[key] for key, prices in seen.items() for _, price in prices)


def test_the_sample_has_a_peak_a_dip_and_a_growth(shop: tuple[Summary, list[Sale]]) -> None:
    months: Counter[str] = Counter()
    old_stores: Counter[str] = Counter()
    for line in shop[1]:
        value = paid(line)
        months[line["Date"][:7]] += value
        if line["ID_Magasin"] != "7":
            old_stores[line["Date"][:7]] += value
    assert max(months, key=months.__getitem__) == "2025-12"
    whole = {month: value for month, value in months.items() if month != "2026-11"}
    assert min(whole, key=whole.__getitem__) == "2025-08"
    compared = ("07", "08", "09")  # 10 lacks its absent day, 11 is not over
    before = sum(old_stores[f"2025-{month}"] for month in compared)
    after = sum(old_stores[f"2026-{month}"] for month in compared)
    assert 1.01 < after / before < 1.12


def test_some_stocks_of_the_sample_run_out_within_a_fortnight_and_some_sleep(
    shop: tuple[Summary, list[Sale]],
) -> None:
    summary, good = shop
    recent = [line for line in good if line["Date"] > "2026-10-24"]
    days = len({line["Date"] for line in recent})
    units: Counter[str] = Counter()
    last: dict[str, str] = {}
    for line in recent:
        units[line["ID_produit"]] += int(line["Quantite"])
    for line in good:
        last[line["ID_produit"]] = line["Date"]
    stock = {p["ID_produit"]: int(p["Stock"]) for p in read(summary.files[0])}
    short = {key for key, count in units.items() if stock[key] * days < 14 * count}
    assert short == {"REF003", "REF014", "REF017", "REF023", "REF027", "REF030"}
    assert set(stock) - set(last) == {"REF034"}
    assert "2026-04-01" < last["REF033"] < "2026-05-01"
    assert len({p["Nom"] for p in read(summary.files[0])}) == 35
