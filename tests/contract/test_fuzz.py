"""Arbitrary bytes named as a CSV: read or refused in a sentence, at once, in bounded memory.

`make fuzz` (ARGS="--hypothesis-seed=7" for another run) tries far more than the suite does.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_assets.contract import Genre, Reason, Shop, explain, raw_lines, read
from sales_assets.errors import Refused

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
SECONDS, MEGABYTES = 5.0, 64
GOOD = {
    Genre.HISTORIQUE: "Date;ID_produit;Quantite;ID_Magasin;Prix;Client\n2025-10-17;A;1;1;2,50;x\n",
    Genre.JOUR: "Date,ID_produit,Quantite,ID_Magasin\n17/10/2025,A,-1,1\n",
    Genre.PRODUITS: "id\tname\tprice\tstock\nA\tThé\t1.50\t3\n",
    Genre.MAGASINS: "id|city|employees\n1|Lyon|3\n",
    Genre.EVENEMENTS: "date;texte;fin;magasin\n2025-10-17;Braderie;18/10/2025;1\n",
    Genre.OBJECTIFS: "mois,montant,magasin\n2025-10,12000,1\n",
}
NASTY = [
    b'"', b'""', b"\0", b"\r", b"\r\n", b"\n\n", b";" * 50, b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a",
    b"PK\x03\x04", b"\x81", b"\xc3", b"sep=;\n", b"<<<<<<< HEAD\n", b"9" * 400, b"\xf0\x9f\x98\x80",
    "\u2028\u202e\ufeff".encode(), b"=1+1", b"2025-02-30", b"Total", b'"\n' * 20, b"a" * 3_000,
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, genre: Genre) -> bytes:
    """A good file, in some encoding, cut, repeated and spoiled at random places."""
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    title, row = GOOD[genre].splitlines(keepends=True)
    content = (title + row * draw(st.integers(0, 40))).encode(codec)
    for _spoil in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 0, 1, 7]))
        bit = draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=12)))
        content = (
            content[:place] + bit * draw(st.sampled_from([1, 1, 30])) + content[place + length :]
        )
    return content


contents = st.sampled_from(list(Genre)).flatmap(
    lambda genre: st.tuples(st.just(genre), st.one_of(mutated(genre), st.binary(max_size=2_000)))
)


def outcome(path: Path, genre: Genre, block_rows: int = 7) -> str:
    """Read to the end, and check that no row is lost and every reason has words."""
    name = f"{genre.value}.csv"
    try:
        reading = read(
            path, name=name, genre=genre, shop=Shop(date(2025, 11, 20)), block_rows=block_rows
        )
        kept = aside = 0
        lines: set[int] = set()
        for block in reading.blocks():
            kept += len(block.rows)
            aside += len(block.rejects)
            lines |= set(block.rejects["ligne"].tolist())
            assert all(explain(Reason(reason)) for reason in set(block.rejects["raison"]))
        assert reading.lignes == reading.acceptees + reading.rejetees + reading.vides
        assert aside == reading.rejetees
        assert raw_lines(reading, lines).keys() == lines
        return f"{kept} {' '.join(reading.warnings)}"
    except Refused as refusal:
        told = str(refusal)
    assert name in told
    assert told.endswith((".", ")"))
    return told


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.timeout(7_200)
@given(file=contents)
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, file: tuple[Genre, bytes], figure: Callable[..., None]
) -> None:
    genre, content = file
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content)
    begun = time.process_time()
    tracemalloc.start()
    first = outcome(path, genre)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begun < SECONDS
    assert peak < MEGABYTES << 20
    assert outcome(path, genre) == first
    figure("P14", files=1, rows_missing=0)


@pytest.mark.parametrize(
    "filler",
    [b"a", b'"', b";", b"\n", b"\0", b'"a\n', b'";"\n', b"\x81", b"=1;\n", b"2025-10-17;A;1;1\n"],
    ids=repr,
)
def test_large_files_of_one_thing_are_quick_and_small(
    tmp_path: Path, filler: bytes, figure: Callable[..., None]
) -> None:
    size = 1 << 18
    title = GOOD[Genre.HISTORIQUE].encode().splitlines(keepends=True)[0]
    path = tmp_path / "fuzz.csv"
    path.write_bytes(title + filler * (size // len(filler)))
    begun = time.process_time()
    tracemalloc.start()
    outcome(path, Genre.HISTORIQUE, block_rows=20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begun < 60  # a hang is what is looked for
    assert peak < MEGABYTES << 20
    figure("P21", files=1, peak_MiB=peak / (1 << 20))
