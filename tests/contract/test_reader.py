"""A whole file to typed rows and rejects: accepted, set aside, blank, never lost."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_assets.contract import DateOrder, Genre, Reason, Shop, raw_lines, read
from tests.contract.helpers import SALES, TODAY, load, put, refusal

PRICED = "Date,ID_produit,Quantite,ID_Magasin,Prix_unitaire,Ticket\n"
PRODUCTS = "Nom,ID_produit,Prix,Stock\n"
STORES = "ID_Magasin,Ville,Nombre_de_salaries\n"


def test_sales_rows_are_typed(tmp_path: Path) -> None:
    text = PRICED + '2025-10-17, REF001 ,-4,007,49.99,T1\n18/10/2025 10:00,ref001,"1 234",1.0,,\n'
    rows = load(put(tmp_path, text)).rows
    assert {name: str(kind) for name, kind in rows.dtypes.items()} == {
        "ligne": "int64",
        "date": "datetime64[s]",
        "ID_produit": "str",
        "nom_produit": "str",
        "ID_magasin": "str",
        "quantite_e3": "int64",
        "prix_unitaire_e4": "Int64",
        "montant_e4": "Int64",
        "remise_e4": "Int64",
        "taux_remise_e4": "Int64",
        "ticket": "str",
        "minute": "Int64",
    }
    assert rows["minute"].tolist() == [pd.NA, 600]
    assert rows["date"].tolist() == [pd.Timestamp(2025, 10, 17), pd.Timestamp(2025, 10, 18)]
    assert rows["ID_produit"].tolist() == ["REF001", "ref001"]
    assert rows["ID_magasin"].tolist() == ["007", "1.0"]
    assert rows["quantite_e3"].tolist() == [-4_000, 1_234_000]
    assert rows["prix_unitaire_e4"].tolist() == [499_900, pd.NA]
    assert rows["ticket"].isna().tolist() == [False, True]


def test_optional_columns_not_in_the_file_are_not_given(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, SALES + "2025-10-17,A,1,1\n"))
    assert loaded.rows["prix_unitaire_e4"].isna().all()
    assert loaded.rows["ticket"].isna().all()
    assert "prix_unitaire" not in loaded.reading.columns


def test_products_rows_are_typed(tmp_path: Path) -> None:
    rows = load(put(tmp_path, PRODUCTS + 'Thé,A,"1 234,5 €",7\n,B,2,x\n', "produits.csv")).rows
    assert {name: str(kind) for name, kind in rows.dtypes.items()} == {
        "ligne": "int64",
        "ID_produit": "str",
        "nom": "str",
        "prix_e4": "Int64",
        "stock": "Int64",
    }
    assert rows["prix_e4"].tolist() == [12_345_000, 20_000]
    assert rows["stock"].tolist() == [7, pd.NA]
    assert rows["nom"].isna().tolist() == [False, True]


def test_stores_rows_are_typed(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, STORES + "1,Paris,10\n2,,\n3,Paris, 7\n", "magasins.csv"))
    assert {name: str(kind) for name, kind in loaded.rows.dtypes.items()} == {
        "ligne": "int64",
        "ID_magasin": "str",
        "ville": "str",
        "nombre_salaries": "Int64",
    }
    assert loaded.rows["nombre_salaries"].tolist() == [10, pd.NA, 7]
    assert loaded.rows["ville"].isna().tolist() == [False, True, False]
    assert loaded.counts == (3, 3, 0, 0)
    assert len(loaded.reading.warnings) == 2


REJECTS = [
    (",A,1,1", "date_manquante", "date"),
    ("2023-02-30,A,1,1", "date_invalide", "date"),
    ("20251017,A,1,1", "date_invalide", "date"),
    ("2025-11-21,A,1,1", "date_future", "date"),
    ("2025-10-17,,1,1", "id_manquant", "ID_produit"),
    ("2025-10-17,A,1,", "id_manquant", "ID_magasin"),
    ("2025-10-17,A,,1", "quantite_manquante", "quantite"),
    ("2025-10-17,A,1e3,1", "quantite_invalide", "quantite"),
    ("2025-10-17,A,1000001,1", "quantite_invalide", "quantite"),
    ("2025-10-17,A,0,1", "quantite_nulle", "quantite"),
    ("2025-10-17,A,1,1,1.234,", "prix_invalide", "prix_unitaire"),
    ("2025-10-17,A,1,1,$1,", "devise_etrangere", "prix_unitaire"),
    ("2025-10-17,A,1", "ligne_irreguliere", None),
    ("2025-10-17,A,1,1,,,de trop", "ligne_irreguliere", None),
    ("2025-10-17,A\0,1,1", "caractere_nul", None),
    ("Date,ID_produit,Quantite,ID_Magasin", "entete_repetee", None),
    ("Total,,42,", "ligne_total", "date"),
    (",,42,", "date_manquante", "date"),
]


@pytest.mark.parametrize(("row", "reason", "column"), REJECTS)
def test_bad_row_is_set_aside_with_its_reason_and_the_good_ones_kept(
    tmp_path: Path, row: str, reason: str, column: str | None
) -> None:
    priced = reason in ("prix_invalide", "devise_etrangere") or "trop" in row
    header = PRICED if priced else SALES
    good = "2025-10-17,A,1,1" + (",," if priced else "")
    loaded = load(put(tmp_path, f"{header}{good}\n{row}\n{good}\n"))
    assert loaded.counts == (3, 2, 1, 0)
    assert loaded.rows["ligne"].tolist() == [2, 4]
    reject = loaded.rejects.iloc[0]
    assert reject["raison"] == reason == Reason(reason)
    assert reject["ligne"] == 3
    assert reject["texte"] == row.replace("\0", "␀")
    assert reject["colonne"] == column if column else pd.isna(reject["colonne"])


@pytest.mark.parametrize(
    ("rows", "quantities"),
    [
        ("1,250 4,00|0.350 4,00", [None, 350]),  # two marks in one column
        ("1,234 12,50|1.5 4,00", [None, 1500]),
        ("1.250 4,00|2.500 4,00", [None, None]),  # kilos, or crates, in a file with commas
        ("1.250 4,00|2 4,00", [None, 2000]),
        ("1,250 4.00|2 4.00", [None, 2000]),
        ("1,250 4,00|2 4,00", [1250, 2000]),
        ("1.250 4|2.500 4", [1250, 2500]),
    ],
)
def test_a_mark_never_parts_thousands_where_it_may_be_decimal(
    tmp_path: Path, rows: str, quantities: list[int | None]
) -> None:
    cut = [row.split() for row in rows.split("|")]
    lines = "".join(f"2025-10-17;A;{quantity};1;{price}\n" for quantity, price in cut)
    loaded = load(put(tmp_path, "Date;ID_produit;Quantite;ID_Magasin;Prix_unitaire\n" + lines))
    read = dict(zip(loaded.rows["ligne"], loaded.rows["quantite_e3"], strict=True))
    assert [read.get(2), read.get(3)] == quantities


def test_a_price_in_a_file_of_two_marks_is_set_aside(tmp_path: Path) -> None:
    header = "Date;ID_produit;Quantite;ID_Magasin;Prix_unitaire\n"
    rows = "2025-10-17;A;0.5;1;12,50\n2025-10-17;A;1.5;1;1.234\n"
    assert load(put(tmp_path, header + rows)).rejects["raison"].tolist() == ["prix_invalide"]
    rows = "2025-10-17;A;0,5;1;12,50\n2025-10-17;A;1,5;1;1.234\n"
    assert load(put(tmp_path, header + rows)).counts == (2, 2, 0, 0)


TWO_AMOUNTS = "Date;ID_produit;Quantite;ID_Magasin;Montant TTC;Total TTC\n"


def test_two_amounts_that_differ_refuse_the_file_naming_the_line(tmp_path: Path) -> None:
    path = put(tmp_path, TWO_AMOUNTS + "2025-10-17;A;1;1;4,00;4\n2025-10-17;A;3;1;4,00;12,00\n")
    told = refusal(path)
    assert told.cause == "montants_differents"
    assert "ligne 3" in str(told)
    assert "Montant TTC\u00a0» et «\u00a0Total TTC" in str(told)


def test_two_amounts_that_agree_are_one(tmp_path: Path) -> None:
    path = put(tmp_path, TWO_AMOUNTS + "2025-10-17;A;1;1;4,00;4\n2025-10-17;A;3;1;12,00;\n")
    loaded = load(path)
    assert loaded.counts == (2, 2, 0, 0)
    assert loaded.rows["montant_e4"].tolist() == [40_000, 120_000]
    assert any("Montant TTC\u00a0» est lue, et non «\u00a0Total TTC" in one
               for one in loaded.reading.warnings)  # fmt: skip


def test_reject_keeps_what_could_be_read(tmp_path: Path) -> None:
    text = PRICED + "2025-10-17,A,x,1,2.50,T\nhier,B,-3,2,,\n2025-10-17,C\n"
    rejects = load(put(tmp_path, text)).rejects
    assert {name: str(kind) for name, kind in rejects.dtypes.items()} == {
        "ligne": "int64",
        "colonne": "str",
        "raison": "str",
        "texte": "str",
        "date": "datetime64[s]",
        "ID_magasin": "str",
        "ID_produit": "str",
        "quantite_e3": "Int64",
        "prix_unitaire_e4": "Int64",
    }
    assert rejects["date"].tolist() == [pd.Timestamp(2025, 10, 17), pd.NaT, pd.NaT]
    assert rejects["ID_produit"].fillna("?").tolist() == ["A", "B", "?"]
    assert rejects["ID_magasin"].fillna("?").tolist() == ["1", "2", "?"]
    assert rejects["quantite_e3"].tolist() == [pd.NA, -3000, pd.NA]
    assert rejects["prix_unitaire_e4"].tolist() == [25_000, pd.NA, pd.NA]


def test_blank_rows_are_counted_and_nothing_else(tmp_path: Path) -> None:
    text = SALES + '\n2025-10-17,A,1,1\n,,,\n\u00a0,\u202f, ,\n"","","",""\n,\n\n'
    loaded = load(put(tmp_path, text))
    assert loaded.counts == (7, 1, 0, 6)
    assert loaded.rows["ligne"].tolist() == [3]


def test_row_with_only_an_unknown_column_is_not_blank(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, SALES.replace("\n", ",Note\n") + ",,,,bonjour\n"))
    assert loaded.counts == (1, 0, 1, 0)


def test_delimiter_at_the_end_of_lines_is_no_fault(tmp_path: Path) -> None:
    loaded = load(
        put(tmp_path, SALES + "2025-10-17,A,1,1,\n2025-10-17,A,1,1,,\n2025-10-17,A,1,1\n")
    )
    assert loaded.counts == (3, 3, 0, 0)


def test_identical_lines_are_real_sales(tmp_path: Path) -> None:
    assert load(put(tmp_path, SALES + "2025-10-17,A,1,1\n" * 3)).counts == (3, 3, 0, 0)


def test_header_only_file_is_read_and_warned_of(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, SALES))
    assert loaded.counts == (0, 0, 0, 0)
    assert list(loaded.rows.columns)[:2] == ["ligne", "date"]
    assert len(loaded.reading.warnings) == 1


def test_lines_are_physical_and_start_where_the_record_does(tmp_path: Path) -> None:
    text = SALES.replace("\n", ",Note\n") + (
        '2025-10-17,A,1,1,"un\ndeux\r\ntrois"\r\n\r\nhier,A,1,1,"a\nb"\n2025-10-17,A,1,1,\n'
    )
    loaded = load(put(tmp_path, text))
    assert loaded.rows["ligne"].tolist() == [2, 8]
    assert loaded.rejects["ligne"].tolist() == [6]


def test_raw_text_is_the_lines_as_written(tmp_path: Path) -> None:
    text = PRICED + 'hier , "A" ,1,1,,"T\n2"\n2025-10-17,A,1,1,,\n2025-10-17,B,1,1,,'
    path = put(tmp_path, text)
    loaded = load(path)
    assert loaded.rejects["texte"].tolist() == ['hier , "A" ,1,1,,"T\n2"']
    assert raw_lines(loaded.reading, {2, 5}) == {
        2: 'hier , "A" ,1,1,,"T\n2"',
        5: "2025-10-17,B,1,1,,",
    }
    assert raw_lines(loaded.reading, {3, 99}) == {}


@pytest.mark.parametrize(
    ("values", "order", "days", "bad"),
    [
        (["03/04/2025", "17/04/2025"], DateOrder.JOUR_MOIS, ["2025-04-03", "2025-04-17"], 0),
        (["03/04/2025", "05/06/2025"], DateOrder.JOUR_MOIS, ["2025-04-03", "2025-06-05"], 0),
        (["03/04/2025", "04/17/2025"], DateOrder.MOIS_JOUR, ["2025-03-04", "2025-04-17"], 0),
        (["17/04/2025", "04/17/2025", "03/04/2025"], DateOrder.MELANGE, ["2025-04-17"], 2),
        (["2025-04-03", "04/17/2025"], DateOrder.MOIS_JOUR, ["2025-04-03", "2025-04-17"], 0),
        (["2025-04-03"], None, ["2025-04-03"], 0),
        (["03/04/2025", "31/02/2025"], DateOrder.JOUR_MOIS, ["2025-04-03"], 1),
    ],
)
def test_date_order_is_decided_once_for_the_file(
    tmp_path: Path, values: list[str], order: DateOrder | None, days: list[str], bad: int
) -> None:
    text = SALES + "".join(f"{value},A,1,1\n" for value in values)
    for block_rows in (1, 100):
        loaded = load(put(tmp_path, text), block_rows=block_rows)
        assert loaded.reading.date_order == order
        assert loaded.rows["date"].dt.strftime("%Y-%m-%d").tolist() == days
        assert loaded.reasons == ["date_invalide"] * bad
        said = [w for w in loaded.reading.warnings if "mois d’abord" in w]
        assert len(said) == (order in (DateOrder.MOIS_JOUR, DateOrder.MELANGE))


def test_one_late_value_decides_for_the_first_rows(tmp_path: Path) -> None:
    text = SALES + "03/04/2025,A,1,1\n" * 5000 + "04/17/2025,A,1,1\n"
    rows = load(put(tmp_path, text), block_rows=1000).rows
    assert rows["date"].iloc[0] == pd.Timestamp(2025, 3, 4)


def test_rows_set_aside_for_another_reason_still_tell_the_order(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, SALES + "03/04/2025,A,1,1\n04/17/2025,A,0,1\n"))
    assert loaded.rows["date"].tolist() == [pd.Timestamp(2025, 3, 4)]


def test_unpriced_product_is_known_and_set_aside(tmp_path: Path) -> None:
    loaded = load(
        put(tmp_path, PRODUCTS + "Thé,A,1.234,7\nCafé,B,,7\nLait,C,1,1\n", "produits.csv")
    )
    assert loaded.rows["ID_produit"].tolist() == ["A", "B", "C"]
    assert loaded.rows["prix_e4"].tolist() == [pd.NA, pd.NA, 10_000]
    assert loaded.reasons == ["prix_invalide", "prix_invalide"]
    assert loaded.rejects["ID_produit"].tolist() == ["A", "B"]
    assert loaded.counts == (3, 1, 2, 0)


@pytest.mark.parametrize(
    ("name", "header", "row", "reason"),
    [
        ("produits.csv", PRODUCTS, "Thé,,1,1", "id_manquant"),
        ("produits.csv", PRODUCTS, "Thé,TOTAL,1,1", "ligne_total"),
        ("produits.csv", PRODUCTS, "Nom,ID_produit,Prix,Stock", "entete_repetee"),
        ("produits.csv", PRODUCTS, "Thé,A,1", "ligne_irreguliere"),
        ("magasins.csv", STORES, ",Paris,1", "id_manquant"),
        ("magasins.csv", STORES, "Total,,25", "ligne_total"),
        ("magasins.csv", STORES, "ID_Magasin,Ville,Nombre_de_salaries", "entete_repetee"),
    ],
)
def test_bad_row_of_a_catalogue_is_set_aside(
    tmp_path: Path, name: str, header: str, row: str, reason: str
) -> None:
    loaded = load(put(tmp_path, f"{header}{row}\n", name))
    assert loaded.reasons == [reason]
    assert loaded.rows.empty


@pytest.mark.parametrize("block_rows", [1, 100])
def test_same_product_twice_is_one(tmp_path: Path, block_rows: int) -> None:
    text = PRODUCTS + 'Thé,A,2.50,7\nThé,B,1,7\nThé ,A,"2,5",7.0\n,C,,x\n,C,,\n'
    loaded = load(put(tmp_path, text, "produits.csv"), block_rows=block_rows)
    assert loaded.rows["ID_produit"].tolist() == ["A", "B", "C"]
    assert loaded.counts == (5, 3, 2, 0)
    assert any("lignes 4, 6" in warning for warning in loaded.reading.warnings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("produits.csv", PRODUCTS + "Thé,A,2.50,7\nLait,B,1,1\nThé,A,2.51,7\n"),
        ("produits.csv", PRODUCTS + "Thé,A,2.50,7\nLait,B,1,1\nThé,A,,7\n"),
        ("magasins.csv", STORES + "1,Paris,5\n2,Paris,5\n1,Lyon,5\n"),
    ],
)
@pytest.mark.parametrize("block_rows", [1, 100])
def test_same_id_with_other_content_refuses_the_file(
    tmp_path: Path, name: str, text: str, block_rows: int
) -> None:
    path = put(tmp_path, text, name)
    caught = refusal(path, block_rows=block_rows)
    assert caught.cause == "id_en_double"
    assert "lignes 2 et 4" in str(caught)


def test_two_stores_in_one_city_and_two_products_of_one_name_are_two(tmp_path: Path) -> None:
    assert len(load(put(tmp_path, STORES + "1,Paris,5\n2,Paris,5\n", "magasins.csv")).rows) == 2
    assert len(load(put(tmp_path, PRODUCTS + "Thé,a,1,1\nThé,A,1,1\n", "produits.csv")).rows) == 2


def test_free_prices_are_kept_with_a_warning(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, PRICED + "2025-10-17,A,1,1,0,\n2025-10-17,A,1,1,,\n"))
    assert loaded.rows["prix_unitaire_e4"].tolist() == [0, pd.NA]
    assert [w for w in loaded.reading.warnings if "(ligne 2)" in w]
    loaded = load(put(tmp_path, PRODUCTS + "Sac,A,0,1\n", "produits.csv"))
    assert len(loaded.reading.warnings) == 1


def test_rows_of_another_day_than_the_names_are_kept_with_a_warning(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + "2025-10-17,A,1,1\n2025-10-18,A,1,1\n")
    loaded = load(path, "ventes_2025-10-17.csv")
    assert loaded.counts == (2, 2, 0, 0)
    assert ["(ligne 3)" in warning for warning in loaded.reading.warnings] == [True]


PRIVATE = ["jean@dupont.fr", "0612345678", "4970101234567890", "Jean", "Dupont"]


def test_personal_columns_are_ignored_named_once_and_never_kept(tmp_path: Path) -> None:
    header = "Date,E-mail,ID_produit,Téléphone,Quantite,ID_Magasin,Carte,Client\n"
    mail, phone, card, first, last = PRIVATE
    rows = [
        f'2025-10-17,{mail},A,{phone},1,1,{card},"{last}, {first}"',
        f'hier,{mail},A,{phone},1,1,{card},"{last}, {first}"',
        f"2025-10-17,{mail},A,{phone},1,1,{card},{last}, {first}",
        f"2025-10-17,{mail},{phone},{card}",
    ]
    path = put(tmp_path, header + "\n".join(rows))
    loaded = load(path)
    assert loaded.reading.ignored == ["E-mail", "Téléphone", "Carte", "Client"]
    assert sum("E-mail" in warning for warning in loaded.reading.warnings) == 1
    assert loaded.rejects["texte"].tolist() == [
        "hier,…,A,…,1,1,…,…",
        "2025-10-17,…,…,…,1,1,…,…,…",
        "2025-10-17,…,…,…",
    ]
    raw = raw_lines(loaded.reading, {2, 3, 4, 5})
    kept = loaded.rows.to_csv() + loaded.rejects.to_csv() + str(raw) + str(loaded.reading.warnings)
    assert not [secret for secret in PRIVATE if secret in kept]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + "2025-10-17,A,1,1\nhier,A,1,1\n\n")
    reading = read(path, name="ventes.csv", genre=Genre.HISTORIQUE, shop=Shop(TODAY))
    for _time in range(2):
        assert [len(block.rows) for block in reading.blocks()] == [1]
        assert (reading.lignes, reading.acceptees, reading.rejetees, reading.vides) == (3, 1, 1, 1)


def test_quantity_limit_is_a_parameter(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + "2025-10-17,A,11,1\n")
    reading = read(path, name="v.csv", genre=Genre.JOUR, shop=Shop(TODAY, 10))
    assert [len(block.rejects) for block in reading.blocks()] == [1]


def test_today_is_not_future(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + "2025-11-20,A,1,1\n2025-11-21,A,1,1\n")
    reading = read(path, name="v.csv", genre=Genre.JOUR, shop=Shop(date(2025, 11, 20)))
    assert [(len(block.rows), len(block.rejects)) for block in reading.blocks()] == [(1, 1)]


def test_memory_does_not_follow_the_size_of_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        long = "R" * 200
        lines = f"2025-10-17,{long},1,1\nhier,{long},1,1\n" * (rows // 2)
        path = put(tmp_path, SALES + lines)
        reading = read(path, name="v.csv", genre=Genre.JOUR, shop=Shop(TODAY), block_rows=2_000)
        tracemalloc.start()
        for block in reading.blocks():
            del block
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert reading.lignes == rows
        return top

    small = peak(12_000)
    assert peak(60_000) < small * 1.5


messy = st.one_of(
    st.sampled_from(
        ["", " ", "2025-10-17", "17/10/2025", "10/17/2025", "A", "1", "-2", "0", "Date"]
    ),
    st.sampled_from(
        [
            "ID_produit",
            "Quantite",
            "ID_Magasin",
            "1.234",
            "Total",
            "un\0caractère nul",
            "é€",
            '"',
            "a\nb",
        ]
    ),
    # many control characters make a file no text at all, which `test_dialect` covers
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(messy, max_size=7), max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(
        [
            ("ventes.csv", SALES),
            ("ventes_jour.csv", PRICED),
            ("magasins.csv", STORES),
        ]
    ),
    st.integers(1, 5),
)
def test_no_row_is_ever_lost(
    tmp_path: Path,
    rows: list[list[str]],
    delimiter: str,
    end: str,
    kind: tuple[str, str],
    block_rows: int,
) -> None:
    name, header = kind
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(header.strip().split(","))
    # two rows of one store that differ refuse the file: each gets an id of its own
    stores = name == "magasins.csv"
    rows = [[f"{n}{row[0]}", *row[1:]] if stores and row else row for n, row in enumerate(rows)]
    writer.writerows(rows)
    path = put(tmp_path, text.getvalue(), name)
    small, large = load(path, block_rows=block_rows), load(path)
    assert small.counts == large.counts
    assert large.counts[0] == len(rows)
    assert len(large.rows) == large.counts[1]
    assert len(large.rejects) == large.counts[2]
    pd.testing.assert_frame_equal(small.rows, large.rows)
    pd.testing.assert_frame_equal(small.rejects, large.rejects)
    assert small.reading.warnings == large.reading.warnings
    lines = [*large.rows["ligne"], *large.rejects["ligne"]]
    assert len(set(lines)) == len(lines)


def test_a_file_that_is_not_there_is_no_folder(tmp_path: Path) -> None:
    assert "Vérifiez qu’il existe" in str(refusal(tmp_path / "ventes.csv"))
    (tmp_path / "ventes.csv").mkdir()
    assert "fichier ordinaire" in str(refusal(tmp_path / "ventes.csv"))
