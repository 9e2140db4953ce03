"""The owner's events and objectives, from the file to the tables: what is good, what waits, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sales_assets.contract import Genre, recognise
from sales_assets.loading import rebuilding
from tests.shop import PRODUCTS, SALES, Shop, stores

EVENTS = "date;date de fin;magasin;texte\n"
OBJECTIVES = "mois;magasin;montant\n"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    found.open()
    yield found
    found.close()


def events(shop: Shop) -> list[tuple[Any, ...]]:
    rows = shop.rows('SELECT du, au, "ID_magasin", texte FROM evenements ORDER BY ligne')
    return [(str(first), str(last), store, text) for first, last, store, text in rows]


def objectives(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.rows('SELECT periode, "ID_magasin", montant_e4 FROM objectifs ORDER BY ligne')


def aside(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT ligne, colonne, raison FROM rejets ORDER BY livraison, ligne")


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("evenements.csv", Genre.EVENEMENTS),
        ("Événements 2026.xlsx", Genre.EVENEMENTS),
        ("notes.csv", Genre.EVENEMENTS),
        ("objectifs.csv", Genre.OBJECTIFS),
        ("objectifs_ventes_2026.csv", Genre.OBJECTIFS),
        ("ventes_notes.csv", Genre.HISTORIQUE),
    ],
)
def test_a_name_says_the_kind(name: str, genre: Genre) -> None:
    found = recognise(name)
    assert found is not None
    assert found.genre is genre


def test_events_are_received_and_each_bad_line_has_its_reason(shop: Shop) -> None:
    shop.drop(
        "evenements.csv",
        EVENTS + "01/10/2025;;;Braderie\n2025-10-02;2025-10-05;1;Travaux, rue de la Paix\n"
        "2025-10-09;2025-10-01;;à rebours\n;;;sans jour\n2025-10-03;;9;inconnu\n2025-10-03;;;\n",
    )
    *_steps, loaded, _missing = shop.run()
    assert (loaded.statut, loaded.lignes, loaded.acceptees, loaded.rejetees) == ("chargee", 6, 2, 4)
    assert events(shop) == [
        ("2025-10-01", "2025-10-01", None, "Braderie"),
        ("2025-10-02", "2025-10-05", "1", "Travaux, rue de la Paix"),
    ]
    assert aside(shop) == [
        (4, "fin", "fin_avant_debut"),
        (5, "date", "date_manquante"),
        (6, "ID_magasin", "lieu_inconnu"),
        (7, "texte", "texte_vide"),
    ]


def test_a_file_of_another_name_says_which_one_it_replaces(shop: Shop) -> None:
    shop.drop("evenements.csv", EVENTS + "2025-10-01;;;Braderie\n")
    shop.run()
    shop.later(minutes=5)
    shop.drop("notes.csv", EVENTS + "2025-10-02;;;Travaux\n")
    (told,) = (step.warnings for step in shop.run() if step.warnings)
    assert told == [
        "notes.csv remplace evenements.csv\u00a0: le dernier fichier arrivé dit tout, le précédent "
        "ne compte plus. Pour garder les deux, réunissez-les en un seul."
    ]
    shop.later(minutes=5)
    shop.drop("notes.csv", EVENTS + "2025-10-02;;;Travaux finis\n")
    assert not any(step.warnings for step in shop.run())


def test_an_event_set_aside_is_no_day_of_sales_in_quarantine(shop: Shop) -> None:
    shop.drop("ventes.csv", SALES + "2025-10-01,A,1,1\n2025-10-03,A,1,1\n")
    shop.drop("notes.csv", EVENTS + "2025-10-02;;9;inconnu\n2025-10-02;;;\n2025-10-02;;;su\n")
    shop.run()
    states = shop.snapshot().etats
    assert states["etat"].tolist() == ["vendu", "absent", "vendu"]


def test_objectives_of_a_wrong_month_or_an_unknown_store_are_told(shop: Shop) -> None:
    shop.drop(
        "objectifs.csv",
        OBJECTIVES + "2025-10;;12 000,50\n2025-13;;5\n10/2025;1;7000\n2025-10-04;2;300\n"
        "2025-11;zzz;100\n2025-11;1;-5\n2025-11;2;beaucoup\n",
    )
    shop.run()
    assert objectives(shop) == [
        ("2025-10", None, 12_000_5000),
        ("2025-10", "1", 7_000_0000),
        ("2025-10-04", "2", 300_0000),
    ]
    assert aside(shop) == [
        (3, "periode", "periode_invalide"),
        (6, "ID_magasin", "lieu_inconnu"),
        (7, "montant", "montant_invalide"),
        (8, "montant", "montant_invalide"),
    ]


def test_two_objectives_of_one_period_refuse_the_file(shop: Shop) -> None:
    shop.drop("objectifs.csv", OBJECTIVES + "2025-10;;5\n")
    shop.run()
    shop.drop("objectifs.csv", OBJECTIVES + "2025-10;;6\n10/2025;;7\n")
    refused = next(step for step in shop.run() if step.statut == "refusee")
    assert "lignes 2 et 3" in refused.message
    assert objectives(shop) == [("2025-10", None, 5_0000)]


def test_the_last_file_is_all_that_is_known_and_a_header_alone_empties_it(shop: Shop) -> None:
    shop.drop("evenements.csv", EVENTS + "2025-10-01;;;un\n2025-10-02;;;deux\n")
    shop.run()
    shop.drop("evenements.csv", EVENTS + "2025-10-02;;;deux\n")
    shop.run()
    assert [row[3] for row in events(shop)] == ["deux"]
    shop.drop("evenements.csv", EVENTS + ";;;rien de bon\n")
    assert next(step for step in shop.run() if step.statut == "refusee")
    assert [row[3] for row in events(shop)] == ["deux"]
    shop.drop("evenements.csv", EVENTS)
    shop.run()
    assert events(shop) == []


def test_a_line_is_taken_when_its_store_comes_by_its_town_too(shop: Shop) -> None:
    shop.drop("evenements.csv", EVENTS + "2025-10-01;;Nantes;Inauguration\n2025-10-02;;;y\n")
    shop.run()
    assert [row[3] for row in events(shop)] == ["y"]
    shop.drop("magasins.csv", stores(1, 2) + "9,Nantes,3\n")
    shop.run()
    assert events(shop)[0] == ("2025-10-01", "2025-10-01", "9", "Inauguration")
    assert aside(shop) == []
    assert shop.rows("SELECT lignes = acceptees + rejetees + vides FROM livraisons WHERE genre = "
                     "'evenements'") == [(1,)]  # fmt: skip


def test_a_base_made_again_has_the_same(shop: Shop) -> None:
    shop.drop("produits.csv", PRODUCTS + "A,Café,1.5,3\nB,Bol,10,3\n")
    shop.drop("evenements.csv", EVENTS + "2025-10-01;;1;un\n2025-10-01;;9;deux\n")
    shop.drop("objectifs.csv", OBJECTIVES + "2025-10;;50\n")
    shop.drop("ventes.csv", SALES + "2025-10-01,A,1,1\n")
    shop.run()
    before = events(shop), objectives(shop), aside(shop)
    context = shop.context
    rebuilding.rebuild(shop.url, shop.data / "archive", lambda one: replace(context, warehouse=one))
    assert (events(shop), objectives(shop), aside(shop)) == before


def test_sales_under_the_name_of_objectives_are_refused_in_words(shop: Shop) -> None:
    shop.drop("objectifs.csv", SALES + "2025-10-01,A,1,1\n")
    refused = next(step for step in shop.run() if step.statut == "refusee")
    assert "des objectifs" in refused.message
    assert "un fichier de ventes" in refused.message
