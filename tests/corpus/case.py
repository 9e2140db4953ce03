"""What a case is, and the short ways to write one; the tables are in the modules beside.

A case goes through the real loading into a real SQLite base that knows products A (1.50 €) and
B (10 €) and stores 1 and 2, at noon on 2025-10-20. `BASE` is one sale that every value table
brings besides its own row, to see that the good rows of a file are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.shop import Shop

TITLES = "Date;ID_produit;Quantite;ID_Magasin"
PRICED = f"{TITLES};Prix_unitaire"
BASE = "2025-10-17;B;1;1"
NOTHING = (0, 0, 0)

Drop = tuple[str, str | bytes]
Step = Drop | Callable[[Shop], object]


@dataclass(frozen=True)
class Case:
    """Files, and what becomes of them.

    Attributes:
        phrase: The sentence of the contract, a key of `sentences.SENTENCES`.
        what: In a few words, unique for its sentence.
        steps: Files dropped one after the other, a pass after each; or something done to the shop.
        sold: Rows, units and 1/10 000 € in `ventes` at the end.
        rejects: Reason of each line set aside, in the file dropped last.
        blank: Blank rows of that file.
        said: What a person is told, in parts of sentences.
        statut: What becomes of the last delivery.
        look: Something more to see, true when right.
    """

    phrase: str
    what: str
    steps: Sequence[Step]
    sold: tuple[int, float, int] = NOTHING
    rejects: Mapping[int, str] = field(default_factory=dict)
    blank: int = 0
    said: Sequence[str] = ()
    statut: str = "chargee"
    look: Callable[[Shop], bool] = lambda _shop: True

    def __str__(self) -> str:
        """Name it in the test's report."""
        return f"{self.phrase}: {self.what}"


def sales(*rows: str, name: str = "ventes.csv", titles: str = TITLES) -> tuple[str, str]:
    """A file of sales, by default `;` and four columns."""
    return name, "\n".join([titles, *rows]) + "\n"


def quantity(phrase: str, cell: str, found: float | str) -> Case:
    """A quantity as written: its units, or the reason it is set aside."""
    rows = sales(f"2025-10-17;A;{cell};1", BASE)
    if isinstance(found, str):
        return Case(phrase, repr(cell), [rows], (1, 1, 10_0000), {2: found})
    worth = round(found * 1_5000) + 10_0000
    return Case(phrase, repr(cell), [rows], (2, found + 1, worth))


def price(phrase: str, cell: str, found: int | str, *said: str) -> Case:
    """A price on a line as written: its 1/10 000 €, or the reason it is set aside."""
    rows = sales(f"2025-10-17;A;1;1;{cell}", f"{BASE};", titles=PRICED)
    if isinstance(found, str):
        return Case(phrase, repr(cell), [rows], (1, 1, 10_0000), {2: found})
    return Case(phrase, repr(cell), [rows], (2, 2, found + 10_0000), said=said)


def day(phrase: str, cell: str, found: str) -> Case:
    """A date as written: its day, or the reason it is set aside."""
    rows = sales(f"{cell};A;1;1", BASE)
    if not found[:1].isdigit():
        return Case(phrase, repr(cell), [rows], (1, 1, 10_0000), {2: found})
    sold = "SELECT count(*) FROM ventes WHERE \"ID_produit\" = 'A' AND date = '" + found + "'"
    return Case(phrase, repr(cell), [rows], (2, 2, 11_5000), look=lambda s: s.value(sold) == 1)


def refused(
    phrase: str, what: str, content: str | bytes, *said: str, name: str = "ventes.csv"
) -> Case:
    """A file of which nothing is loaded, and why; what was there before stays."""
    before = sales(BASE, name="ventes_avant.csv")
    return Case(
        phrase, what, [before, (name, content)], (1, 1, 10_0000), said=[name, *said],
        statut="refusee",
    )  # fmt: skip


def named(phrase: str, name: str, genre: str) -> Case:
    """A name and the kind of file that it says."""
    content = {
        "produits": "id;name;price;stock\nA;Thé;1.5;1\nB;Sac;10;1\nC;Bol;2;1\n",
        "magasins": "id;city;employees\n1;Lyon;1\n2;Lille;1\n3;Nice;1\n",
    }.get(genre, f"{TITLES}\n{BASE}\n")
    kind = "SELECT genre FROM livraisons ORDER BY livraison DESC LIMIT 1"
    sold = (1, 1, 10_0000) if genre in ("historique", "jour") else NOTHING
    return Case(phrase, name, [(name, content)], sold, look=lambda shop: shop.value(kind) == genre)
