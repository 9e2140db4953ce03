"""Two columns that could be the same thing: which one is meant, told by their values, or nobody.

What stays out: which titles may be rivals (`several` in `layouts/common.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from sales_assets.contract import layouts
from sales_assets.contract.cells import Column
from sales_assets.contract.headers import Header, doubled, quoted
from sales_assets.contract.own_layouts import NAME
from sales_assets.contract.reasons import Reason
from sales_assets.contract.tape import Records
from sales_assets.contract.values import clean, parse_amount, unprotected
from sales_assets.errors import Refused
from sales_assets.language import mark

Look = Callable[[], Iterator[Records]]


def settled(
    name: str, header: Header, look: Look, known: Callable[[str], Collection[str]]
) -> Header:
    """Return the header of a sales file with one column for each meaning.

    Args:
        name: the file's name, for messages.
        header: its header.
        look: gives its records from the start.
        known: gives the ids known of a canonical column.

    Raises:
        Refused: the values do not tell.
    """
    for column, places in header.rivals.items():
        if layouts.titles(layouts.SALES)[column].several == "same":
            place = _agreeing(name, header, places, look)
        else:
            place = _fitting(name, header, places, look, known(column))
        header = header.settle(column, place)
    return header


def _fitting(
    name: str, header: Header, places: Sequence[int], look: Look, known: Collection[str]
) -> int:
    """The column most of whose first values are known."""
    found = dict.fromkeys(places, 0)
    for batch in islice(look(), 1):
        for place in places:
            texts = {unprotected(text) for text in batch.column(place).texts}
            found[place] = len(texts.intersection(known))
    best = sorted(places, key=lambda place: -found[place])
    if found[best[0]] == found[best[1]]:
        raise doubled(name, places, header.titles)
    return best[0]


def _agreeing(name: str, header: Header, places: Sequence[int], look: Look) -> int:
    """The first of several amounts that are equal wherever both are given."""
    first, *others = places
    for batch in look():
        one = _amounts(batch.column(first))
        for other in others:
            two = _amounts(batch.column(other))
            differ = (one != "") & (two != "") & (one != two)
            if differ.any():
                line = int(batch.starts[int(differ.argmax())])
                raise _different(name, line, header.titles[first], header.titles[other])
    return first


def _amounts(column: Column) -> npt.NDArray[np.object_]:
    """Per line, the amount in 1/10 000 €, or the text where it is none."""
    known = np.empty(len(column.texts), object)
    for place, text in enumerate(column.texts):
        found = parse_amount(text)
        known[place] = clean(text) if isinstance(found, Reason) else found
    return known[column.codes]


def _different(name: str, line: int, one: str, other: str) -> Refused:
    return Refused(
        mark(
            "{nom}, ligne {ligne} : {une} et {autre} diffèrent, et l’une comme l’autre pourrait "
            "être ce qui a été payé. Dites laquelle lire dans {layout} (montant), ou n’en gardez "
            "qu’une."
        ),
        "montants_differents",
        nom=name,
        ligne=line,
        une=quoted([one]),
        autre=quoted([other]),
        layout=NAME,
    )
