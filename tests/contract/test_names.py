"""What a file's name says."""

from datetime import date

import pytest

from sales_assets.contract import Genre, Recognised, is_ignored, recognise
from sales_assets.contract.names import stores_in

P, M, H, J = Genre.PRODUITS, Genre.MAGASINS, Genre.HISTORIQUE, Genre.JOUR


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("products.csv", P),
        ("PRODUITS_2025.CSV", P),
        ("produits (1).csv", P),
        ("stores.csv", M),
        ("Magasins.csv", M),
        ("sales.csv", H),
        ("ventes 2024.csv", H),
        ("ventes_jour.csv", J),
        ("ventes_jour_test.csv", J),
        ("Ventes-Jour 3.csv", J),
        ("ventes du jour.csv", J),
        ("daily.csv", J),
        ("daily_2.csv", J),
        ("sales_day.csv", J),
        ("Données brief data engineer - ventes.csv", H),
        ("Donne\u0301es brief data engineer - produits.csv", P),
        ("export magasins.csv", M),
        ("ventes_magasins.csv", H),
    ],
)
def test_name_says_the_kind(name: str, genre: Genre) -> None:
    assert recognise(name) == Recognised(genre)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ventes_2025-10-17.csv", Recognised(J, date(2025, 10, 17))),
        ("ventes_jour_2025-10-17.csv", Recognised(J, date(2025, 10, 17))),
        ("Ventes 2025_10_17.csv", Recognised(J, date(2025, 10, 17))),
        ("sales_2025-10-17.csv", Recognised(J, date(2025, 10, 17))),
        ("ventes_2025-10-17_2025-10-31.csv", Recognised(H)),
        ("ventes_2025-02-30.csv", Recognised(H)),
        ("ventes_2025-10.csv", Recognised(H)),
        ("ventes_20251017.csv", Recognised(H)),
        ("produits_2025-10-17.csv", Recognised(P)),
    ],
)
def test_day_in_the_name_makes_a_daily_file(name: str, found: Recognised) -> None:
    assert recognise(name) == found


@pytest.mark.parametrize("name", ["clients.csv", "2025-10-17.csv", ".csv", "a"])
def test_unknown_name_is_not_guessed(name: str) -> None:
    assert recognise(name) is None


@pytest.mark.parametrize(
    "name",
    [
        ".ventes.csv",
        "ventes.csv.part",
        "ventes.tmp",
        "~$ventes.csv",
        "ventes.db",
        "ventes.db-wal",
    ],
)
def test_other_files_are_ignored(name: str) -> None:
    assert is_ignored(name)
    assert recognise(name) is None


@pytest.mark.parametrize("name", ["ventes.csv", "VENTES.CSV", "clients.csv"])
def test_csv_files_are_not_ignored(name: str) -> None:
    assert not is_ignored(name)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("ventes_lyon.csv", {"L1"}),
        ("LYON/ventes.csv", {"L1"}),
        ("ventes Saint-Étienne 2025-10-01.csv", {"S1"}),
        ("ventes_etienne.csv", {"E1"}),
        ("ventes-s1.xlsx", {"S1"}),
        ("ventes_2.csv", set()),
        ("ventes_lyonnaises.csv", set()),
        ("ventes_lyon_etienne.csv", {"L1", "E1"}),
    ],
)
def test_a_name_says_the_store(name: str, named: set[str]) -> None:
    towns = {"lyon": "L1", "saintetienne": "S1", "etienne": "E1", "paris": "2"}
    assert stores_in(name, ["L1", "S1", "E1", "2"], towns) == named
