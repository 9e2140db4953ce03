"""`sales-assets reprice` as a real process: the file corrected first, then the days, the site."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.command import Command
from tests.shop import lines, products, stores


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A shop loaded once, at 1.50 € for A."""
    command = Command(tmp_path_factory.mktemp("prix"))
    command.drop("produits.csv", products(A="1.50", B=10))
    command.drop("magasins.csv", stores(1, 2))
    command.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-02 B 1 2", "2025-10-02 A 4 1"))
    result = command("run", "--no-site")
    assert result.code == 0, result
    return command


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["A", "--from", "2025-10-03", "--to", "2025-10-01"], 2, "--from vient après --to."),
        (["A", "--from", "2025-10-03", "--to", "2999-01-01"], 2, "n’est pas encore passé"),
        (["A", "--from", "2025-10-03"], 2, "--to"),
        (["A", "--from", "hier", "--to", "2025-10-03"], 2, "hier"),
        (["Z", "--from", "2025-10-01", "--to", "2025-10-02"], 1, "produit Z n’est pas connu"),
        (["A", "--from", "2025-11-01", "--to", "2025-11-02"], 1, "Aucune vente du produit A"),
    ],
)
def test_what_cannot_be_repriced_is_said(shop: Command, words: list[str], code: int, said: str):
    result = shop("reprice", *words)
    assert result.code == code, result
    assert said in result.err
    assert "Traceback" not in result.err
    assert code == 1 or not shop.site.exists(), "a wrong use does nothing"


def test_the_corrected_file_then_the_days_then_the_site(shop: Command):
    shop.drop("produits.csv", products(A="2", B=10))
    done = shop("reprice", "A", "--from", "2025-10-02", "--to", "2025-10-02")
    assert done.code == 0, done
    assert done.err == ""
    assert re.search(r"^produits.csv +chargé", done.out, re.MULTILINE)  # in the same run
    assert "1 total d’un jour d’un magasin corrigé" in done.out
    assert "Chiffre d’affaires total : 21,00 €" in done.out
    assert sold(shop.site / "donnees" / "totaux_jours.csv") == {"2025-10-01": 3, "2025-10-02": 18}
    log = (shop.logs / "etl.log").read_text("utf-8")
    assert "ERREUR | Le produit Z n’est pas connu" in log

    again = shop("reprice", "A", "--from", "2025-10-02", "--to", "2025-10-02")
    assert again.code == 0, again
    assert "Aucun total ne change" in again.out
    assert "Chiffre d’affaires total : 21,00 €" in again.out


def sold(path: Path) -> dict[str, float]:
    """The CA of each day in a download."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    return {row["date"]: float(row["ca"].replace(",", ".")) for row in rows}
