"""Any sequence of deliveries gives what a plain model of the contract gives.

The model knows no database: files are lists of rows, a cell (day, store) belongs to the newest
delivery that speaks for it, and nothing is ever taken away but by a row for the same cell.
`make fuzz` tries far more sequences than the suite does.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.open_rows import derived_open, noted_open
from tests.shop import SALES, TOTALS, Shop, check_books, products, stores

SEQUENCES = int(os.environ.get("FUZZ_SEQUENCES", "15"))
DAYS = ("2025-09-30", "2025-10-01", "2025-10-02")
PRICES = {"A": "1.50", "B": "10", "P": "2", "Q": "3"}  # A and B from the start
NAMES = ("ventes.csv", "ventes_jour.csv", "ventes_2025-10-01.csv", "daily (2).csv")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
TOO_MANY = 20_000  # beyond what is believed: the line waits for a person
BEYOND = "beyond"

Row = tuple[str, str, int, str]  # day, product, quantity, store
Cell = tuple[str, str]

quantities = st.sampled_from([1, 1, 2, 3, -1])
rows = st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from(["A", "A", "B", "P", "Q"]),
    st.one_of(quantities, quantities, quantities, st.just(TOO_MANY)),
    st.sampled_from(["1", "2", "1", "9"]),
)
files = st.lists(rows, max_size=6)


@dataclass
class Told:
    """A delivery as the model knows it."""

    number: int
    name: str
    rows: tuple[Row, ...]
    status: str
    waiting: dict[int, str] = field(default_factory=dict)  # rows, with what they wait for
    closed: set[int] = field(default_factory=set)  # those that a newer delivery put right


class Model:
    """What the contract says, row by row."""

    def __init__(self) -> None:
        self.products = {"A", "B"}
        self.stores = {"1", "2"}
        self.accepted: set[Row] = set()
        self.told: list[Told] = []
        self.cells: dict[Cell, tuple[int, list[Row]]] = {}
        self.number = 2  # the catalogue and the stores came first

    def deliver(self, name: str, content: tuple[Row, ...]) -> None:
        same_name = [one for one in self.told if one.name == name]
        if not (same_name and same_name[-1].rows == content):
            self.number += 1
            alive = any(
                one.rows == content and one.status in ("chargee", "en_attente") for one in self.told
            )
            one = Told(self.number, name, content, "doublon" if alive else "lue")
            self.told.append(one)
            if not alive:
                self.load(one)
            self.close()
        self.retry()

    def close(self) -> None:
        for one in self.told:
            one.closed |= {place for place in one.waiting if self.replaced(one, place)}

    def rank(self, number: int) -> int:
        content = next(one.rows for one in self.told if one.number == number)
        return max(one.number for one in self.told if one.rows == content)

    def taken(self, one: Told, cell: Cell) -> bool:
        if cell in self.cells:
            owner = self.cells[cell][0]
            return owner != one.number and self.rank(owner) > one.number
        return any(
            (other.rows[place][0], other.rows[place][3]) == cell
            for other in self.told
            if other.number > one.number and other.status == "chargee"
            for place in other.waiting
        )

    def replaced(self, one: Told, place: int) -> bool:
        """Whether a newer delivery has put right a row that waits, now or at any time before."""
        if place in one.closed:
            return True
        day, _product, _quantity, store = one.rows[place]
        for (held_day, held_store), (owner, _held) in self.cells.items():
            if held_day != day or owner == one.number:
                continue
            content = next(other.rows for other in self.told if other.number == owner)
            for newer in self.told:
                same = held_store == store or newer.name == one.name
                if newer.rows == content and newer.number > one.number and same:
                    return True
        return (day, store) not in self.cells and self.taken(one, (day, store))

    def load(self, one: Told, *, days: set[str] | None = None, allow: bool = False) -> bool:
        """Load a delivery, or some days of it; False when it is held."""
        mine = [
            place
            for place, (day, _product, _quantity, store) in enumerate(one.rows)
            if (days is None or day in days)
            and not self.taken(one, (day, store))
            and not (place in one.waiting and self.replaced(one, place))
        ]
        waiting = {}
        for place in mine:
            _day, product, quantity, store = one.rows[place]
            if product not in self.products:
                waiting[place] = product
            elif store not in self.stores:
                waiting[place] = store
            elif quantity == TOO_MANY and one.rows[place] not in self.accepted:
                waiting[place] = BEYOND
        new: dict[Cell, list[Row]] = {}
        for place in mine:
            day, _product, _quantity, store = one.rows[place]
            cell = (day, store)
            if store not in self.stores:
                continue
            new.setdefault(cell, [])
            if place not in waiting:
                new[cell].append(one.rows[place])
        for cell, lines in new.items():
            owner, held = self.cells.get(cell, (0, []))
            if len(lines) < len(held) and owner != one.number and not allow:
                return False
        for cell, lines in new.items():
            if lines:
                self.cells[cell] = (one.number, lines)
            else:
                self.cells.pop(cell, None)
        others = {place: what for place, what in one.waiting.items() if place not in mine}
        one.waiting = others | waiting
        one.status = "chargee"
        self.close()
        return True

    def beyond(self) -> list[Told]:
        """The loaded deliveries with open rows beyond a limit."""
        return [one for one in self.told if one.status == "chargee" and self.places_beyond(one)]

    def places_beyond(self, one: Told) -> list[int]:
        return [
            place
            for place, what in one.waiting.items()
            if what == BEYOND and not self.replaced(one, place)
        ]

    def accept_lines(self, one: Told) -> None:
        places = self.places_beyond(one)
        self.accepted |= {one.rows[place] for place in places}
        self.load(one, days={one.rows[place][0] for place in places})

    def retry(self) -> None:
        for one in self.told:
            ripe = {
                one.rows[place][0]
                for place, what in one.waiting.items()
                if what in self.products | self.stores and not self.replaced(one, place)
            }
            if one.status == "chargee" and ripe:
                self.load(one, days=ripe)
        for one in self.told:
            if one.status in ("lue", "en_attente") and not self.load(one):
                one.status = "en_attente"


class Deliveries(RuleBasedStateMachine):
    """The program and the model, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="suite-", dir=MEMORY)
        self.shop = Shop(Path(self.folder.name))
        self.model = Model()
        self.open_before: set[tuple[int, int]] = set()

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    @initialize()
    def open(self) -> None:
        self.shop.open()

    def catalogue(self) -> None:
        known = {ident: PRICES[ident] for ident in sorted(self.model.products)}
        self.shop.drop("produits.csv", products(**known))
        self.shop.drop("magasins.csv", stores(*sorted(self.model.stores)))

    def drop(self, name: str, content: tuple[Row, ...]) -> None:
        text = "".join(
            f"{day},{product},{count},{store}\n" for day, product, count, store in content
        )
        self.shop.drop(name, SALES + text)
        self.shop.run()
        self.same_open_rows()
        self.model.deliver(name, content)

    @rule(name=st.sampled_from(NAMES), content=files)
    def deliver(self, name: str, content: list[Row]) -> None:
        self.drop(name, tuple(content))

    @rule(content=files, place=st.integers(0, 6))
    def deliver_split(self, content: list[Row], place: int) -> None:
        """One content in two files, cut anywhere."""
        self.drop(NAMES[0], tuple(content[:place]))
        self.drop(NAMES[-1], tuple(content[place:]))

    @precondition(lambda self: self.model.told)
    @rule(name=st.sampled_from(NAMES), data=st.data())
    def deliver_again(self, name: str, data: st.DataObject) -> None:
        """An earlier content, as it was, shuffled, cut short or longer, under any name."""
        earlier = data.draw(st.sampled_from(self.model.told)).rows
        how = data.draw(st.sampled_from(["same", "shuffled", "first half", "longer", "corrected"]))
        content = list(earlier)
        if how == "shuffled":
            content = data.draw(st.permutations(content))
        elif how == "first half":
            content = content[: (len(content) + 1) // 2]
        elif how == "longer":
            content += data.draw(st.lists(rows, min_size=1, max_size=3))
        elif how == "corrected":
            content = [(day, "A", 1, store) for day, _product, _count, store in content]
        self.drop(name, tuple(content))

    @precondition(lambda self: any(one.status == "en_attente" for one in self.model.told))
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        held = [one for one in self.model.told if one.status == "en_attente"]
        one = data.draw(st.sampled_from(held))
        self.shop.accept(one.number)
        self.model.load(one, allow=True)
        self.shop.run()
        self.model.retry()

    @precondition(lambda self: self.model.beyond())
    @rule(data=st.data())
    def accept_lines(self, data: st.DataObject) -> None:
        """A person says that the lines of a file that a limit holds are right."""
        one = data.draw(st.sampled_from(self.model.beyond()))
        self.shop.accept(one.number)
        self.model.accept_lines(one)
        self.shop.run()
        self.model.retry()

    @precondition(lambda self: len(self.model.products) < len(PRICES))
    @rule(data=st.data())
    def add_product(self, data: st.DataObject) -> None:
        missing = sorted(set(PRICES) - self.model.products)
        self.model.products.add(data.draw(st.sampled_from(missing)))
        self.catalogue()
        self.shop.run()
        self.model.number += 1
        self.model.retry()

    @precondition(lambda self: "9" not in self.model.stores)
    @rule()
    def add_store(self) -> None:
        self.model.stores.add("9")
        self.catalogue()
        self.shop.run()
        self.model.number += 1
        self.model.retry()

    @rule()
    def rebuild(self) -> None:
        def everything() -> object:
            counts = "SELECT livraison, statut, acceptees, rejetees FROM livraisons ORDER BY 1"
            tables = ["ventes", *TOTALS, "rejets", "rectifications"]
            return self.shop.dump(tables), self.shop.rows(counts)

        before = everything()
        self.shop.rebuild(DAYS[0], DAYS[-1])
        assert everything() == before

    @invariant()
    def same_statuses(self) -> None:
        sales = [
            one for one in self.shop.statuses() if one[0] not in ("produits.csv", "magasins.csv")
        ]
        assert sales == [(one.name, one.status) for one in self.model.told]

    @invariant()
    def same_sales(self) -> None:
        expected = Counter(row for _number, held in self.model.cells.values() for row in held)
        assert Counter(self.shop.sales()) == expected

    @invariant()
    def same_quarantine(self) -> None:
        query = 'SELECT livraison, ligne, raison, "ID_produit", "ID_magasin" FROM rejets'
        found = {
            (
                number,
                line - 2,
                {"produit_inconnu": product, "magasin_inconnu": store}.get(raison, BEYOND),
            )
            for number, line, raison, product, store in self.shop.rows(query)
        }
        assert found == {
            (one.number, place, what)
            for one in self.model.told
            for place, what in one.waiting.items()
        }

    @invariant()
    def same_open_rows(self) -> None:
        """What was put right once stays so, if another file changes that day later."""
        noted, derived = noted_open(self.shop.rows), derived_open(self.shop.rows)
        assert noted <= derived
        assert not (derived - noted) & self.open_before
        self.open_before = noted

    @invariant()
    def balanced_books(self) -> None:
        check_books(self.shop)


Deliveries.TestCase.settings = settings(
    max_examples=SEQUENCES,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking outlasts the time limit
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestDeliveries = pytest.mark.timeout(60 + 20 * SEQUENCES)(Deliveries.TestCase)
