"""Which column is which, and the refusals of a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets import language
from sales_assets.contract import Genre, layouts
from sales_assets.contract.headers import match, missing, normalise
from sales_assets.errors import Refused

P, M, H, J = Genre.PRODUITS, Genre.MAGASINS, Genre.HISTORIQUE, Genre.JOUR


def columns(genre: Genre, titles: str) -> dict[str, str]:
    cells = titles.split(",")
    header = match("f.csv", genre, cells)
    return {name: cells[place] for name, place in header.places.items()}


def refused(genre: Genre, titles: str) -> Refused:
    with pytest.raises(Refused) as caught:
        match("f.csv", genre, titles.split(","))
    assert "f.csv" in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("genre", "title", "column"),
    [
        (P, "ID_produit", "ID_produit"),
        (P, "ID Référence produit", "ID_produit"),
        (P, "id_reference_produits", "ID_produit"),
        (P, "Reference_produit", "ID_produit"),
        (P, "product_id", "ID_produit"),
        (P, "sku", "ID_produit"),
        (P, "Id", "ID_produit"),
        (P, "Nom", "nom"),
        (P, "name", "nom"),
        (P, "Désignation", "nom"),
        (P, "Produit", "nom"),
        (P, "Prix", "prix"),
        (P, "price", "prix"),
        (P, "PRIX UNITAIRE", "prix"),
        (P, "Stock", "stock"),
        (M, "ID_Magasin", "ID_magasin"),
        (M, "store_id", "ID_magasin"),
        (M, "N° magasin", "ID_magasin"),
        (M, "Magasin", "ID_magasin"),
        (M, "Ville", "ville"),
        (M, "city", "ville"),
        (M, "Nombre_de_salaries", "nombre_salaries"),
        (M, "Nombre de salariés", "nombre_salaries"),
        (M, "nb_salarie", "nombre_salaries"),
        (M, "employees", "nombre_salaries"),
        (H, "Date", "date"),
        (H, "date_vente", "date"),
        (H, "Quantité", "quantite"),
        (H, "QUANTITE", "quantite"),
        (H, "qty", "quantite"),
        (H, "Qté.", "quantite"),
        (H, "Produit", "ID_produit"),
        (H, "magasin", "ID_magasin"),
        (H, "Prix_unitaire", "prix_unitaire"),
        (H, "Prix", "prix_unitaire"),
        (H, "N° ticket", "ticket"),
        (J, "Quantité", "quantite"),
    ],
)
def test_aliases(genre: Genre, title: str, column: str) -> None:
    base = {
        P: {"ID_produit": "ID_produit", "nom": "Nom", "prix": "Prix", "stock": "Stock"},
        M: {"ID_magasin": "ID_Magasin", "ville": "Ville", "nombre_salaries": "employees"},
    }.get(
        genre,
        {"date": "Date", "ID_produit": "sku", "quantite": "qty", "ID_magasin": "store_id"},
    )
    titles = ",".join((base | {column: title}).values())
    assert columns(genre, titles)[column] == title


@pytest.mark.parametrize(
    "title", ["Quantité", " quantite ", "QUANTITE", "Quan-ti_té", "«Quantité»", "quantite\u0301"]
)
def test_titles_are_compared_without_case_accents_spaces_punctuation(title: str) -> None:
    assert normalise(title) == "quantite"


def test_column_order_is_free() -> None:
    assert columns(H, "ID_Magasin,Quantite,Date,ID_produit") == {
        "date": "Date",
        "ID_produit": "ID_produit",
        "quantite": "Quantite",
        "ID_magasin": "ID_Magasin",
    }


def test_unknown_columns_are_named_and_not_read() -> None:
    titles = ["Date", "E-mail client", "ID_produit", "Téléphone", "Quantite", "ID_Magasin", ""]
    header = match("f.csv", H, titles)
    assert header.ignored == ("E-mail client", "Téléphone")
    assert sorted(header.places.values()) == [0, 2, 4, 5]


@pytest.mark.parametrize(
    ("genre", "titles", "absent"),
    [
        (H, "Date,ID_produit,ID_Magasin,Prix", "quantite"),
        (J, "Date,ID_produit,ID_Magasin", "quantite"),
        (H, "ID_produit,Quantite,ID_Magasin", "date"),
        (H, "Date,Quantite,ID_Magasin", "ID_produit"),
        (P, "ID_produit,Nom,Stock", "prix"),
        (P, "ID_produit,Prix,Stock", "nom"),
        (P, "Nom,Prix,Stock", "ID_produit"),
        (M, "ID_Magasin,employees", "ville"),
        (M, "Ville,employees", "ID_magasin"),
    ],
)
def test_missing_column_is_named_with_the_columns_seen(
    genre: Genre, titles: str, absent: str
) -> None:
    refusal = refused(genre, titles)
    assert refusal.cause == "colonne_manquante"
    assert f"«\u00a0{absent}\u00a0»" in str(refusal)
    assert all(title in str(refusal) for title in titles.split(","))


@pytest.mark.parametrize(
    ("genre", "titles"),
    [
        (H, "Date,ID_produit,Quantite,ID_Magasin,Quantité"),
        (H, "Date,ID_produit,Quantite,ID_Magasin,qty"),
        (H, "Date,ID_produit,Quantite,ID_Magasin,date"),
        (M, "ID_Magasin,Ville,city,employees"),
    ],
)
def test_doubled_title_refuses_the_file(genre: Genre, titles: str) -> None:
    refusal = refused(genre, titles)
    assert refusal.cause == "colonne_en_double"
    assert titles.split(",")[-1] in str(refusal) or "city" in titles


@pytest.mark.parametrize(
    ("genre", "titles", "ignored"),
    [
        (H, "Date,Jour,ID_produit,Produit,Quantite,ID_Magasin,Magasin,Prix,Prix_unitaire", 3),
        (P, "id,sku,Nom,Désignation,Prix,Stock", 2),
        (M, "ID_Magasin,Magasin,Ville,employees", 1),
    ],
)
def test_vague_title_gives_way_to_a_clear_one(genre: Genre, titles: str, ignored: int) -> None:
    assert len(match("f.csv", genre, titles.split(",")).ignored) == ignored


@pytest.mark.parametrize(
    ("genre", "titles", "words"),
    [
        (P, "Date,ID_produit,Quantite,ID_Magasin", "un fichier de ventes"),
        (M, "Date,ID_produit,Quantite,ID_Magasin", "un fichier de ventes"),
        (H, "ID_produit,Nom,Prix,Stock", "un fichier de produits"),
        (J, "ID_Magasin,Ville,employees", "un fichier de magasins"),
        (P, "ID_Magasin,Ville,employees", "un fichier de magasins"),
        (M, "ID_produit,Nom,Prix,Stock", "un fichier de produits"),
        (P, "Date,ID_produit,Nom,Prix,Stock,Quantite,ID_Magasin", "un fichier de ventes"),
    ],
)
def test_header_of_another_kind_says_what_it_looks_like(
    genre: Genre, titles: str, words: str
) -> None:
    refusal = refused(genre, titles)
    assert refusal.cause == "mauvais_genre"
    assert words in str(refusal)


def test_message_stays_short_and_printable_whatever_the_titles() -> None:
    refusal = refused(P, "\x1b[31m" + "x" * 10_000 + ",a\0b" + ",c" * 1000)
    assert len(str(refusal)) < 2_000
    assert all(
        char.isprintable() for char in str(refusal).replace("\u00a0", "").replace("\u202f", "")
    )


@given(st.permutations(["Date", "ID_produit", "Quantite", "ID_Magasin", "Prix_unitaire", "x", "y"]))
def test_any_order_gives_the_same_columns(titles: list[str]) -> None:
    places = match("f.csv", H, titles).places
    assert {name: titles[place] for name, place in places.items()} == {
        "date": "Date",
        "ID_produit": "ID_produit",
        "quantite": "Quantite",
        "ID_magasin": "ID_Magasin",
        "prix_unitaire": "Prix_unitaire",
    }


@given(st.lists(st.text(max_size=8), max_size=8), st.sampled_from(list(Genre)))
def test_any_titles_match_or_are_refused(titles: list[str], genre: Genre) -> None:
    try:
        header = match("f.csv", genre, titles)
    except Refused:
        return
    assert not missing(genre, titles)
    assert len(set(header.places.values())) == len(header.places)


@pytest.mark.parametrize(("genre", "said"), [(H, "quantity"), (P, "product_id"), (M, "store_id")])
def test_who_reads_english_is_named_english_titles(genre: Genre, said: str) -> None:
    language.use("en")
    try:
        message = str(refused(genre, "what,when"))
    finally:
        language.use("fr")
    assert said in message
    assert "Référence" not in message


def test_the_english_titles_are_titles() -> None:
    for kind in layouts.KINDS:
        for known in layouts.titles(kind).values():
            assert {normalise(title) for title in known.english} <= {*known.titles}
