"""How a file is written, and what is no CSV."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sales_assets.contract import Genre, Shop, read
from sales_assets.errors import Refused
from tests.contract.helpers import SALES, TODAY, load, put, refusal

ROWS = [["2025-10-17", "RÉF1", "4", "1"], ["2025-10-18", "RÉF2", "-2", "12"]]
HEADER = ["Date", "ID_produit", "Quantité", "ID_Magasin"]


def dressed(delimiter: str, end: str, final: bool = True) -> str:
    text = end.join(delimiter.join(row) for row in [HEADER, *ROWS])
    return text + end if final else text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_every_dialect_reads_the_same(
    tmp_path: Path, encoding: str, delimiter: str, end: str, final: bool
) -> None:
    loaded = load(put(tmp_path, dressed(delimiter, end, final), encoding=encoding))
    assert loaded.reading.encoding == encoding
    assert loaded.reading.delimiter == delimiter
    assert loaded.rows["ID_produit"].tolist() == ["RÉF1", "RÉF2"]
    assert loaded.rows["quantite_e3"].tolist() == [4_000, -2_000]
    assert loaded.rows["ligne"].tolist() == [2, 3]
    assert loaded.counts == (2, 2, 0, 0)


@pytest.mark.parametrize("bom", ["utf-16-le", "utf-16-be"])
def test_utf16_either_way_round(tmp_path: Path, bom: str) -> None:
    loaded = load(put(tmp_path, "\ufeff" + dressed("\t", "\r\n"), encoding=bom))
    assert loaded.rows["ID_produit"].tolist() == ["RÉF1", "RÉF2"]


def test_cp1252_is_found_however_far_down_its_first_accent_is(tmp_path: Path) -> None:
    text = SALES + "2025-10-17,REF1,1,1\n" * 100_000 + "2025-10-17,R\u00c9F€,1,1\n"
    loaded = load(put(tmp_path, text, encoding="cp1252"))
    assert loaded.reading.encoding == "cp1252"
    assert loaded.rows["ID_produit"].iloc[-1] == "RÉF€"


def test_excel_hint_is_honoured(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, "sep=;\r\n" + dressed(";", "\r\n")))
    assert loaded.reading.delimiter == ";"
    assert loaded.rows["ligne"].tolist() == [3, 4]
    assert loaded.counts == (2, 2, 0, 0)


def test_hint_wins_over_what_the_header_looks_like(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "sep=,\n" + dressed(";", "\n"))).cause == "colonne_manquante"


def test_unusable_hint_is_refused(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "sep=:\nDate:x\n")).cause == "separateur"


def test_delimiter_is_chosen_by_the_header_not_by_the_data(tmp_path: Path) -> None:
    path = put(tmp_path, "Nom;ID_produit;Prix;Stock\na, b, c, d, e;A;1,5;3\n", "produits.csv")
    loaded = load(path)
    assert loaded.rows["prix_e4"].tolist() == [15_000]
    assert loaded.rows["nom"].tolist() == ["a, b, c, d, e"]


def test_quotes_delimiters_and_newlines_inside_a_cell(tmp_path: Path) -> None:
    text = SALES.replace("\n", ",Note\n") + (
        '"2025-10-17","REF,1","4","1","deux\nlignes, ""citées"""\n2025-10-18,REF2,2, "12" ,x\n'
    )
    loaded = load(put(tmp_path, text))
    assert loaded.rows["ID_produit"].tolist() == ["REF,1", "REF2"]
    assert loaded.rows["ID_magasin"].tolist() == ["1", "12"]
    assert loaded.rows["ligne"].tolist() == [2, 4]


def test_quoted_header_over_two_lines(tmp_path: Path) -> None:
    text = '"Date";"ID\nproduit";"Quantité";"ID_Magasin"\n2025-10-17;A;1;1\n'
    loaded = load(put(tmp_path, text))
    assert loaded.rows["ligne"].tolist() == [3]
    assert loaded.reading.columns["ID_produit"] == "ID produit"


QUOTE = [
    ("never closed", SALES + '2025-10-17,A,1,1\n2025-10-18,"B,1,1\n2025-10-19,C,1,1\n', 3),
    ("last line", SALES + '2025-10-17,A,1,1\n2025-10-18,B,1,"1', 3),
    ("last cell", SALES + '2025-10-17,A,1,"', 2),
    ("after a good one over lines", SALES + '2025-10-17,"A\nB","1\n2025-10-18,C,1,1\n', 3),
    (
        "closed by a later one",
        SALES + '2025-10-17,A,1,1\n2025-10-18,"B,1,1\n2025-10-19,C,1,1\n2025-10-20,"D",1,1\n',
        3,
    ),
    (
        "closed by an inch mark",
        SALES + '2025-10-17,"A,1,1\n2025-10-18,C,1,1\n2025-10-19,C,1,1"\n',
        2,
    ),
    ("header", 'Date,ID_produit,Quantite,ID_Magasin,"Note\n2025-10-17,A,1,1,x\n', 1),
    ("header closed below", 'Date,ID_produit,Quantite,ID_Magasin,"Note\n2025-10-17,A,1,1,"\n', 1),
    ("long", SALES + '2025-10-17,"A,1,1\n' + "2025-10-18,B,1,1\n" * 200_000, 2),
    (
        "long then closed",
        SALES + '2025-10-17,"A,1,1\n' + "2025-10-18,B,1,1\n" * 20_000 + '2025-10-18,"B",1,"x\ny"\n',
        2,
    ),
]


@pytest.mark.parametrize(("text", "line"), [case[1:] for case in QUOTE], ids=[c[0] for c in QUOTE])
def test_quote_never_closed_names_the_line_where_it_opened(
    tmp_path: Path, text: str, line: int
) -> None:
    caught = refusal(put(tmp_path, text))
    assert caught.cause == "guillemet_ouvert"
    assert f"ligne {line}\u00a0:" in str(caught)


def test_quotes_inside_a_cell_are_only_quotes(tmp_path: Path) -> None:
    loaded = load(put(tmp_path, SALES + '2025-10-17,Vis 6",1,1\n2025-10-17,"7"" x",1,1\n'))
    assert loaded.rows["ID_produit"].tolist() == ['Vis 6"', '7" x']


def test_endless_line_is_refused_without_being_held(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + "2025-10-17,A,1,1\n" + "x" * 30_000_000)
    caught = refusal(path)
    assert caught.cause == "ligne_trop_longue"
    assert "ligne 3\u00a0:" in str(caught)


def test_endless_quoted_cells_are_refused_without_being_held(tmp_path: Path) -> None:
    path = put(tmp_path, SALES + '2025-10-17,"A\n' + '","\n' * 5_000_000)
    assert refusal(path).cause == "guillemet_ouvert"


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf", "vide"),
        (b"\xff\xfe", "vide"),
        (b" \r\n\r\n\t\n", "vide"),
        (zipped("xl/workbook.xml"), "pas_du_texte"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "pas_du_texte"),
        (b"%PDF-1.7\n", "pas_du_texte"),
        (b"\x1f\x8b\x08\x00", "pas_du_texte"),
        (b"SQLite format 3\x00" + bytes(50), "pas_du_texte"),
        (SALES.encode("utf-16-le") * 3, "pas_du_texte"),
        (SALES.encode("utf-32"), "pas_du_texte"),
        (SALES.encode() + bytes(1000), "pas_du_texte"),
        (bytes(range(32)) * 20, "pas_du_texte"),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "pas_du_texte"),
        (b"<table><tr><td>Date</td></tr></table>", "pas_du_texte"),
        (SALES.encode() + b"2025-10-17,R\x81F,1,1\n", "indecodable"),
        (b"\xef\xbb\xbf" + SALES.encode() + b"2025-10-17,R\xe9F,1,1\n", "indecodable"),
        (b"\xff\xfe" + SALES.encode("utf-16-le") + b"\x00\xd8a\x00", "indecodable"),
        (b"\xff\xfeD", "indecodable"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(put(tmp_path, content)).cause == code


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_unreadable_character_is_placed(tmp_path: Path, end: bytes) -> None:
    content = SALES.encode() + b"2025-10-17,A,1,1\n2025-10-17,R\x81F,1,1\n"
    content = content.replace(b"\n", end)
    assert "ligne 3" in str(refusal(put(tmp_path, content)))


def test_two_encodings_pasted_together_are_warned_of(tmp_path: Path) -> None:
    content = SALES.encode() + "2025-10-17,É,1,1\n".encode() + b"2025-10-17,\xc9,1,1\n"
    loaded = load(put(tmp_path, content))
    assert any("accents" in warning for warning in loaded.reading.warnings)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("2025-10-17,A,1,1\n2025-10-18,A,1,1\n", "entete_absent", "ligne 1"),
        ("17/10/2025;A;1;1\n", "entete_absent", "ligne 1"),
        ("<<<<<<< HEAD\n" + SALES, "conflit", "ligne 1"),
        (SALES + "2025-10-17,A,1,1\n<<<<<<< HEAD\n2025-10-17,A,2,1\n", "conflit", "ligne 3"),
        (SALES + "=======\n>>>>>>> autre\n", "conflit", "ligne 3"),
        ("bonjour\n", "colonne_manquante", "bonjour"),
        ("Date:ID_produit:Quantite:ID_Magasin\n", "colonne_manquante", "Date:ID_produit"),
    ],
)
def test_a_file_without_its_header_is_refused(
    tmp_path: Path, text: str, code: str, words: str
) -> None:
    caught = refusal(put(tmp_path, text))
    assert caught.cause == code
    assert words in str(caught)


@pytest.mark.parametrize(
    ("above", "titles"),
    [("Ventes 2025\n\n", 2), ("Ventes,,,\n", 1), ("\n", 1), ('"Ventes\n2025"\nCaisse;1\n', 3)],
)
def test_what_stands_above_the_header_is_left_out_and_said(
    tmp_path: Path, above: str, titles: int
) -> None:
    loaded = load(put(tmp_path, above + SALES + "2025-10-17,A,1,1\n2025-10-18,B,2,1\n"))
    assert loaded.rows["ID_produit"].tolist() == ["A", "B"]
    assert loaded.rows["ligne"].tolist() == [titles + 2, titles + 3]
    assert any("titre" in said and str(titles) in said for said in loaded.reading.warnings)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "dossier_ventes.csv").mkdir()
    os.mkfifo(tmp_path / "tube_ventes.csv")
    (tmp_path / "lien_ventes.csv").symlink_to(tmp_path / "absent.csv")
    for name in ("dossier_ventes.csv", "tube_ventes.csv", "lien_ventes.csv"):
        assert refusal(tmp_path / name).cause == "pas_un_fichier"


def test_messages_name_the_delivered_file_not_its_archive(tmp_path: Path) -> None:
    path = put(tmp_path, "", "3f2a")
    assert "3f2a" not in str(refusal(path, "ventes du 3.csv"))


cells = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc"]) | st.sampled_from('\n",;|\t'),
    max_size=6,
).map(lambda text: text.replace("\r", ""))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(cells, st.integers(1, 9)), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_any_properly_quoted_file_is_read_back_whole(
    tmp_path: Path,
    rows: list[tuple[str, int]],
    delimiter: str,
    encoding: str,
    end: str,
    quoting: int,
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([*HEADER, "Note"])
    writer.writerows(["2025-10-17", f"R{n}", n, 1, note] for note, n in rows)
    loaded = load(put(tmp_path, text.getvalue(), encoding=encoding))
    assert loaded.rows["quantite_e3"].tolist() == [n * 1000 for _note, n in rows]
    assert loaded.counts == (len(rows), len(rows), 0, 0)


PIECES = st.sampled_from(
    [
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xe9",
        b"\x81",
        b"sep=;\n",
        SALES.encode(),
        b"2025-10-17,A,1,1\n",
        b"<<<<<<< a\n",
        b"17/10/2025",
        b"Total",
        b"PK\x03\x04",
    ]
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(PIECES | st.binary(max_size=6), max_size=12).map(b"".join),
    st.booleans(),
    st.sampled_from(list(Genre)),
)
def test_any_bytes_give_a_reading_or_a_refusal(
    tmp_path: Path, content: bytes, headed: bool, genre: Genre
) -> None:
    path = put(tmp_path, (SALES.encode() if headed else b"") + content)
    try:
        reading = read(path, name="ventes.csv", genre=genre, shop=Shop(TODAY), block_rows=3)
        blocks = list(reading.blocks())
    except Refused as caught:
        event("refusé : " + caught.cause)
        return
    assert reading.lignes == reading.acceptees + reading.rejetees + reading.vides
    assert sum(len(block.rejects) for block in blocks) == reading.rejetees
    assert all(isinstance(warning, str) for warning in reading.warnings)
