"""One plain table in the dresses that tills give it: every line is read as it was, or set aside.

A dress is a delimiter, an encoding, marks, signs, a shape of dates, titles, what stands above. What
is read in a dress is never another sum: a line that comes out differs in nothing from the one that
went in.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from sales_assets.contract import Genre, Shop, read
from sales_assets.errors import Refused

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
TODAY = date(2026, 11, 28)
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"

DATES = {
    "iso": lambda day: day.isoformat(),
    "iso time": lambda day: f"{day.isoformat()} 09:15:00",
    "iso slash": lambda day: f"{day:%Y/%m/%d}",
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "day dot": lambda day: f"{day:%d.%m.%Y}",
    "month first": lambda day: f"{day:%m/%d/%Y}",
    "short year": lambda day: f"{day:%d/%m/%y}",
    "short year dash": lambda day: f"{day:%y-%m-%d}",
    "named": lambda day: f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}",
}
SIGNS = {
    "before": lambda text: f"-{text}",
    "after": lambda text: f"{text}-",
    "brackets": lambda text: f"({text})",
    "minus": lambda text: f"−{text}",
    "apostrophe": lambda text: f"'-{text}",
}
TITLES = {
    "date": ["Date", "Date de vente", "sale_date", "Jour"],
    "product": ["ID_produit", "Référence", "SKU", "Code article", "Produit"],
    "quantity": ["Quantité", "Qté", "qty", "Quantity sold"],
    "store": ["ID_magasin", "Magasin", "Store", "Point de vente"],
    "price": ["Prix unitaire", "PU TTC", "Unit price", "Prix"],
}


@dataclass(frozen=True)
class Line:
    """A sale: day, product, store, quantity in 1/1000 unit, price in 1/10 000 €."""

    day: date
    product: str
    store: str
    e3: int
    e4: int


@dataclass(frozen=True)
class Dress:
    """How a till writes a table."""

    dates: str
    sign: str
    mark: str
    thousands: str
    euro: str
    delimiter: str
    encoding: str
    titles: tuple[str, ...]
    above: int
    quoting: int

    def number(self, scaled: int, places: int) -> str:
        whole, rest = divmod(abs(scaled), 10**places)
        decimals = f"{rest:0{places}d}".rstrip("0")
        grouped = f"{whole:,}".replace(",", self.thousands)
        text = f"{grouped}{self.mark}{decimals}" if decimals else grouped
        return SIGNS[self.sign](text) if scaled < 0 else text

    def file(self, lines: list[Line]) -> bytes:
        text = io.StringIO()
        for number in range(self.above):
            text.write(f"Boutique du port {number}\n")
        writer = csv.writer(text, delimiter=self.delimiter, quoting=self.quoting)
        writer.writerow(self.titles)
        for line in lines:
            price = self.euro.format(self.number(line.e4, 4))
            writer.writerow([
                DATES[self.dates](line.day), line.product, self.number(line.e3, 3), line.store,
                price,
            ])  # fmt: skip
        return text.getvalue().encode(self.encoding, "replace")


dresses = st.builds(
    Dress,
    st.sampled_from([*DATES]),
    st.sampled_from([*SIGNS]),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from(["{}", "{} €", "€{}", "{} EUR"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.tuples(*(st.sampled_from(TITLES[name]) for name in TITLES)),
    st.integers(0, 3),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
lines = st.lists(
    st.builds(
        Line,
        st.dates(date(2019, 1, 1), TODAY),
        st.sampled_from(["A", "B-12", "007", "3760251234567"]),
        st.sampled_from(["1", "2", "PAR"]),
        st.integers(-(10**6), 10**7).filter(bool),
        st.integers(0, 10**9),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, dresses)
def test_a_dress_never_changes_a_line(tmp_path: Path, lines: list[Line], dress: Dress) -> None:
    # by the contract, days come first unless one of them can only come second
    assume(dress.dates != "month first" or any(line.day.day > 12 for line in lines))
    path = tmp_path / "ventes.csv"
    path.write_bytes(dress.file(lines))
    try:
        reading = read(path, name=path.name, genre=Genre.HISTORIQUE, shop=Shop(TODAY))
        blocks = list(reading.blocks())
    except Refused as refused:
        event(f"refused: {refused.cause}")
        return
    first = dress.above + 2
    known = {first + place: line for place, line in enumerate(lines)}
    count = 0
    for block in blocks:
        for row in block.rows.itertuples():
            line = known[row.ligne]
            found = Line(
                row.date.date(), row.ID_produit, row.ID_magasin, row.quantite_e3,
                row.prix_unitaire_e4,
            )  # fmt: skip
            assert found == line
            count += 1
    assert count + sum(len(block.rejects) for block in blocks) == len(lines)
    event(f"read: {dress.dates}, {'all' if count == len(lines) else 'some' if count else 'none'}")
