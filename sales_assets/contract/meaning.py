"""What a line is, when a column says so: a sale, a refund, no sale at all, or nobody knows what.

What goes in: the values of the columns that `headers` found to be statuses, answers, currencies or
discounts. What stays out: the words themselves, which are data (`layouts/meaning.toml`), and what
becomes of the line (`rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from sales_assets.contract import layouts
from sales_assets.contract.cells import Column
from sales_assets.contract.layouts import normalise, word
from sales_assets.contract.values import is_nothing

_CODE = 2
"""Longest value that is a code, not a word."""


class Kind(IntEnum):
    """What a line is; of two columns that disagree, the greater wins."""

    SALE = 0
    REFUND = 1
    UNKNOWN = 2
    VOID = 3


_KINDS = {"plain": Kind.SALE, "void": Kind.VOID, "refund": Kind.REFUND}


def kinds(family: str, column: Column, own: Mapping[str, str]) -> list[Kind]:
    """Return what each distinct text of a column makes of its lines.

    Args:
        family: of `layouts.meaning`.
        column: the cells.
        own: what the shop says that some words (`layouts.word`) are: plain, void or refund.
    """

    def read(said: str) -> Kind:
        if said in own:
            return _KINDS[own[said]]
        return _status(said) if family == "status" else _answer(said, family)

    return [read(_word(text)) for text in column.texts]


def is_vague(title: str) -> bool:
    """Tell whether a title of a status may as well be one of goods: "Type", "Nature"."""
    return normalise(title) in layouts.meaning()["status"]["vague"]


def are_statuses(texts: Iterable[str]) -> bool:
    """Tell whether all the texts of a column with a vague title speak of lines, not of goods.

    They do when one of them is a word of ours, or when all are codes of a letter or two.
    """
    known = layouts.meaning()["status"]
    said = [one for one in map(_word, texts) if one]
    codes = all(len(one) <= _CODE for one in said)
    return codes or any(one in known[key] for one in said for key in _KINDS)


def foreign(text: str) -> bool:
    """Tell whether the text of a column of currencies is not the euro."""
    return _word(text) not in layouts.meaning()["currency"]["plain"]


def _word(text: str) -> str:
    return "" if is_nothing(text) else word(text)


def _status(said: str) -> Kind:
    known = layouts.meaning()["status"]
    return next((kind for key, kind in _KINDS.items() if said in known[key]), Kind.UNKNOWN)


def _answer(said: str, family: str) -> Kind:
    """Read a yes or a no; anything else, such as the day of a cancellation, is a yes to a void."""
    answers = layouts.meaning()["answers"]
    if said in answers["no"]:
        return Kind.SALE
    if family == "void":
        return Kind.VOID
    return Kind.REFUND if family == "refund" and said in answers["yes"] else Kind.UNKNOWN
