"""The shop's own layouts: `correspondances.toml`, applied, refused, proposed and written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sales_assets.contract import own_layouts
from sales_assets.contract.names import Genre
from sales_assets.errors import Refused
from sales_assets.loading import proposal
from sales_assets.settings import PROJECT_ROOT
from tests.command import Command
from tests.shop import Shop, check_books

LAYOUT = (PROJECT_ROOT / "docs" / own_layouts.NAME).read_text("utf-8")
FILE = "Quand;Art.;Nb vendus;Code op\n2025-10-17;A;3;Vente\n2025-10-17;B;9;KO\n2025-10-17;A;1;RB\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.open()
    return shop


def sold(shop: Shop) -> list[tuple[object, ...]]:
    return shop.rows('SELECT "ID_produit", "ID_magasin", quantite, total_price FROM ventes')


def test_a_file_is_read_by_what_the_shop_says_of_it(shop: Shop) -> None:
    shop.drop(own_layouts.NAME, LAYOUT)
    shop.drop("export_soir.csv", FILE)
    shop.run()
    assert sorted(sold(shop)) == [("A", "1", -1, -1.5), ("A", "1", 3, 4.5)]
    assert shop.rows("SELECT ligne, raison FROM rejets") == [(3, "ligne_annulee")]
    check_books(shop)


def test_a_refused_file_is_read_once_the_shop_says_what_it_means(shop: Shop) -> None:
    shop.drop("export_ventes.csv", FILE)
    assert "il manque" in " ".join(step.message for step in shop.run())
    shop.drop(own_layouts.NAME, LAYOUT)
    shop.run()
    assert len(sold(shop)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[fichier]]\nnom = ", "illisible"),
        ("[fichiers]\n", "[[fichier]]"),
        ('[[fichier]]\ncontenu = "ventes"\n', "« nom »"),
        ('[[fichier]]\nnom = "v*"\ntitres = 1\n', "titres"),
        ('[[fichier]]\nnom = "v*"\ncontenu = "stock"\n', "stock"),
        ('[[fichier]]\nnom = "v*"\n[fichier.colonnes]\nquantites = "Nb"\n', "quantites"),
        ('[[fichier]]\nnom = "v*"\n[fichier.constantes]\nID_magasin = 1\n', "guillemets"),
        ('[[fichier]]\nnom = "v*"\n[fichier.valeurs.Etat]\nrendu = ["R"]\n', "rendu"),
    ],
)
def test_a_fault_in_it_is_told_and_nothing_is_read(shop: Shop, text: str, said: str) -> None:
    shop.drop(own_layouts.NAME, text)
    with pytest.raises(Refused) as caught:
        own_layouts.load(shop.data)
    assert said in str(caught.value).replace("\u00a0", " ")
    shop.deliver("ventes.csv", "2025-10-17 A 1 1")
    assert sold(shop) == []


def test_two_layouts_that_both_fit_load_nothing(shop: Shop) -> None:
    shop.drop(own_layouts.NAME, LAYOUT + LAYOUT.replace("export", "*"))
    shop.drop("export_soir.csv", FILE)
    (said,) = [step.message for step in shop.run() if step.nom == "export_soir.csv"]
    assert "deux descriptions" in said
    assert sold(shop) == []
    shop.drop(own_layouts.NAME, LAYOUT)
    shop.run()
    assert len(sold(shop)) == 2


def test_a_title_that_is_not_there_refuses_the_file(shop: Shop) -> None:
    shop.drop(own_layouts.NAME, LAYOUT)
    shop.drop("export.csv", FILE.replace("Art.", "Article vendu"))
    said = " ".join(step.message for step in shop.run()).replace("\u00a0", " ")
    assert "« Art. », qui n’y est pas" in said


def test_what_titles_mean_is_guessed_from_what_stands_below(tmp_path: Path) -> None:
    path = tmp_path / "ventes_caisse2.csv"
    path.write_text("Moment;Bidule;Combien;Vendeur\n17/10/2025;A;2;Eva\n18/10/2025;B;1;Léo\n")
    found = proposal.propose(path, Genre.HISTORIQUE, {"ID_produit": ["A", "B"]})
    assert found is not None
    assert found.guessed == {"date": "Moment", "ID_produit": "Bidule", "quantite": "Combien"}
    assert found.unknown == ()
    proposal.write(tmp_path, found)
    (entry,) = own_layouts.load(tmp_path)
    assert (entry.names, entry.genre) == ("ventes_caisse*.csv", Genre.HISTORIQUE)
    assert entry.columns == found.guessed


def test_check_proposes_and_writes(tmp_path: Path) -> None:
    command = Command(tmp_path)
    command.drop("produits.csv", "ID_produit;Nom;Prix\nA;Thé;1,50\n")
    path = command.drop("ventes.csv", "Date;Bidule;Combien;Magasin\n2025-10-17;A;2;1\n")
    shown = command("check", path)
    assert shown.code == 1
    assert 'ID_produit = "Bidule"' in shown.out
    assert not (command.data / own_layouts.NAME).exists()
    done = command("check", "--write", path)
    assert done.code == 0
    assert 'quantite = "Combien"' in (command.data / own_layouts.NAME).read_text("utf-8")


def test_a_loaded_file_keeps_the_meaning_it_was_read_with(shop: Shop) -> None:
    shop.drop(own_layouts.NAME, LAYOUT)
    shop.drop("export_soir.csv", FILE)
    shop.run()
    before = shop.dump()
    shop.drop(own_layouts.NAME, LAYOUT.replace("annulee", "vente"))
    for folder in (shop.data / "archive").glob("*/lignes"):
        shutil.rmtree(folder)
    days = shop.rows("SELECT min(date), max(date) FROM ventes")[0]
    shop.rebuild(*map(str, days))
    assert shop.dump() == before
    check_books(shop)
