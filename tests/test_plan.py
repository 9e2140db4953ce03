"""The table at the head of `loading/plan.py` is what the plan does, in every combination."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.loading import plan
from sales_assets.warehouse.schema import MEASURES

DAYS = (date(2025, 10, 1), date(2025, 10, 2))
STORES = ("1", "2", "9")
KNOWN = STORES[:2]
THIS, OLDER, NEWER = 5, 3, 7
HELD_ROWS = 2

# What each column of the table may say, and the combinations that cannot be.
VALUES = {
    "store": ("known", "unknown"),
    "speaker": tuple(str(one) for one in plan.Speaker),
    "day": ("free", "blocked"),
    "rows": ("same", "fewer", "other"),
    "days": ("all", "asked"),
    "fewer": ("refused", "allowed"),
}
Case = dict[str, str]


def table() -> tuple[list[str], list[tuple[list[set[str]], str]]]:
    """The columns of the table, and its lines: the values that fit, and the action."""
    lines = [line.strip() for line in (plan.__doc__ or "").splitlines() if "    | " in line]
    head, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    named = [
        (
            [
                set(VALUES[name] if cell == "*" else cell.split(", "))
                for name, cell in zip(head[:-1], row[:-1], strict=True)
            ],
            row[-1],
        )
        for row in rows
    ]
    return head[:-1], named


COLUMNS, LINES = table()


def combinations() -> Iterator[tuple[Case, str, int]]:
    """Every combination that can be, with what the first line that fits says, and its place."""
    for values in itertools.product(*VALUES.values()):
        case = dict(zip(VALUES, values, strict=True))
        if (case["speaker"], case["rows"]) == ("nobody", "fewer"):
            continue
        place, action = next(
            (place, action)
            for place, (fits, action) in enumerate(LINES)
            if all(case[name] in fit for name, fit in zip(COLUMNS, fits, strict=True))
        )
        yield case, action, place


CASES = list(combinations())


def test_the_table_knows_no_other_value() -> None:
    assert list(VALUES) == COLUMNS
    assert {str(one) for one in plan.Action} == {action for _fits, action in LINES}
    for fits, _action in LINES:
        assert all(fit <= set(VALUES[name]) for name, fit in zip(COLUMNS, fits, strict=True))


@pytest.mark.parametrize("place", range(len(LINES)))
def test_each_line_of_the_table_is_what_is_done(place: int) -> None:
    mine = [(case, action) for case, action, first in CASES if first == place]
    assert mine, "an earlier line says it already"
    assert [(case, str(decided(case))) for case, _action in mine] == mine


def decided(case: Case) -> str:
    """What becomes of one cell, made to be such a case."""
    here, rows = pd.Timestamp(DAYS[0]), HELD_ROWS
    number = {"nobody": 0, "this": THIS, "older": OLDER, "newer": NEWER}[case["speaker"]]
    store = KNOWN[0] if case["store"] == "known" else STORES[-1]
    held = [(here, store, rows, number, "digest")] if number else []
    after = {"fewer": rows - 1, "same": rows if number else 0, "other": rows + 1}[case["rows"]]
    digest = "digest" if case["rows"] == "same" else "another"
    spoken = plan.spoken(
        lines([(here, store)]), cells(held, held=True), claims([]), pd.Series({here: THIS})
    )
    assert spoken["speaker"].tolist() == [case["speaker"]]
    found = plan.decide(
        spoken,
        cells([(here, store, after, THIS, digest)] if after else []),
        KNOWN,
        [DAYS[0]] if case["day"] == "blocked" else [],
        only_these_days=case["days"] == "asked",
        allow_shrink=case["fewer"] == "allowed",
    )
    (action,) = found["action"]
    return action


Cell = tuple[pd.Timestamp, str, int, int, str]  # day, store, rows, delivery, digest


def lines(places: list[tuple[pd.Timestamp, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(places, columns=["date", "ID_magasin"])
    return frame.astype({"date": "datetime64[s]", "ID_magasin": "category"})


def claims(found: list[tuple[int, pd.Timestamp, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=["livraison", "date", "ID_magasin"])
    return frame.astype({"livraison": "int64", "date": "datetime64[s]", "ID_magasin": "str"})


def cells(found: list[Cell], *, held: bool = False) -> pd.DataFrame:
    """As `provenance.cells` gives them, or `measures.measure_cells`."""
    rows = [
        {"date": day, "ID_magasin": store, **dict.fromkeys(MEASURES, count), "empreinte": digest}
        | ({"livraison": number, "rang": number} if held else {})
        for day, store, count, number, digest in found
    ]
    columns = ["date", "ID_magasin", *MEASURES, "empreinte"]
    columns += ["livraison", "rang"] if held else []
    numbers = dict.fromkeys([name for name in columns if name not in columns[:2]], "int64")
    numbers["empreinte"] = "str"
    return pd.DataFrame(rows, columns=columns).astype(
        {**numbers, "date": "datetime64[s]", "ID_magasin": "str"}
    )


places = st.tuples(st.sampled_from([pd.Timestamp(day) for day in DAYS]), st.sampled_from(STORES))
digests = st.sampled_from(["a", "b", "c"])
numbers = st.integers(1, 9)


@given(
    spoken=st.lists(places, min_size=1, max_size=12),
    sources=st.tuples(numbers, numbers),
    held=st.dictionaries(places, st.tuples(st.integers(1, 4), numbers, numbers, digests)),
    claimed=st.sets(st.tuples(numbers, places)),
    given_rows=st.dictionaries(places, st.tuples(st.integers(1, 4), digests)),
    blocked=st.sets(st.sampled_from(DAYS)),
    only_these_days=st.booleans(),
    allow_shrink=st.booleans(),
)
def test_many_cells_are_decided_as_one_by_one(
    spoken: list[tuple[pd.Timestamp, str]],
    sources: tuple[int, int],
    held: dict[tuple[pd.Timestamp, str], tuple[int, int, int, str]],
    claimed: set[tuple[int, tuple[pd.Timestamp, str]]],
    given_rows: dict[tuple[pd.Timestamp, str], tuple[int, str]],
    blocked: set[date],
    only_these_days: bool,
    allow_shrink: bool,
) -> None:
    deliveries = dict(zip((pd.Timestamp(day) for day in DAYS), sources, strict=True))

    def one(place: tuple[pd.Timestamp, str]) -> str:
        day, store = place
        mine = deliveries[day]
        rows, number, later, digest = held.get(place, (0, 0, 0, ""))
        after, digest_after = given_rows.get(place, (0, ""))
        newer = number != mine and max(number, later) > mine
        newer |= not number and any(at == place and claim > mine for claim, at in claimed)
        if store not in KNOWN or newer or (day.date() in blocked and number != mine):
            return "leave"
        if number not in (0, mine) and after < rows and not allow_shrink:
            return "hold"
        if digest == digest_after and not only_these_days:
            return "confirm" if number not in (0, mine) else "leave"
        return "write"

    frame = cells([(*place, *held[place][:2], held[place][3]) for place in held], held=True)
    frame["rang"] = [max(number, later) for _rows, number, later, _digest in held.values()]
    found = plan.decide(
        plan.spoken(
            lines(spoken),
            frame.astype({"rang": "int64"}),
            claims([(number, *place) for number, place in claimed]),
            pd.Series(deliveries),
        ),
        cells([(*place, rows, 0, digest) for place, (rows, digest) in given_rows.items()]),
        KNOWN,
        blocked,
        only_these_days=only_these_days,
        allow_shrink=allow_shrink,
    )
    expected = {place: one(place) for place in dict.fromkeys(spoken)}
    assert found["action"].tolist() == list(expected.values())
    assert list(zip(found["date"], found["ID_magasin"], strict=True)) == list(expected)
