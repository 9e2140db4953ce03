"""One cell to one value: numbers, prices, dates, by explicit ASCII patterns.

What goes in: pure functions of a text, which return the value or the `Reason` it is set aside.
What stays out: columns and frames (`rows`), and Python's own `int()` or `fromisoformat` on raw
text, which accept other digits, `1_000` or `20251017`.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from sales_assets.contract.reasons import Reason

TRIMMED = " \u00a0\u202f\t\r\n\ufeff"
FIRST_YEAR = 1990
MAX_DIGITS = 12
"""Longest whole number read (stock, quantity before its own limit)."""
MAX_PRICE_E4 = 100_000_000 * 10_000
"""Dearest price read: with the largest quantity, a line's total still fits in 64 bits."""

_SPACES = " \u00a0\u202f"
_GAP = f"[{_SPACES}]"
_DIGITS = rf"(?:[0-9]+|[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+)"
_WHOLE = re.compile(rf"([+-]?)({_DIGITS})(?:[.,](0+))?")
_PRICE = re.compile(rf"({_DIGITS})?(?:[.,]([0-9]{{1,4}}))?")
_PRICE_GROUPED = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,4})|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,4})"
)
_TIME = (
    rf"(?:(?:T|{_GAP}+)(?:[01]?[0-9]|2[0-3])[:h][0-5][0-9]"
    rf"(?::(?:[0-5][0-9]|60)(?:[.,][0-9]{{1,9}})?)?(?:{_GAP}?[AaPp][Mm])?"
    rf"(?:{_GAP}?(?:Z|UTC|GMT|[+-][0-9]{{2}}(?::?[0-9]{{2}})?))?)?"
)
_ISO = re.compile(rf"([0-9]{{4}})([-/])([0-9]{{2}})\2([0-9]{{2}}){_TIME}")
_DAY_MONTH = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")


class DateOrder(StrEnum):
    """How the two-number part of dates such as 03/04/2025 is read, once for a whole file."""

    JOUR_MOIS = "jour_mois"
    MOIS_JOUR = "mois_jour"
    MELANGE = "melange"

    @classmethod
    def decide(cls, day_only: int, month_only: int) -> DateOrder:
        """Return the order of a file from its counts of values readable in one way only."""
        if month_only == 0:
            return cls.JOUR_MOIS
        return cls.MELANGE if day_only else cls.MOIS_JOUR


def printable(text: str) -> str:
    """Return the text with � for each hidden character, which may be an order to a terminal."""
    return "".join(char if char.isprintable() or char in _SPACES else "\ufffd" for char in text)


def clean(text: str) -> str:
    """Return the cell without the spaces around it, no-break ones included."""
    return text.strip(TRIMMED)


def parse_quantity(text: str, limit: int) -> int | Reason:
    """Read a whole number of units, negative for a return, at most `limit` either way."""
    text = clean(text)
    if not text:
        return Reason.QUANTITE_MANQUANTE
    number = _whole(text)
    if number is None or abs(number) > limit:
        return Reason.QUANTITE_INVALIDE
    return number or Reason.QUANTITE_NULLE


def parse_count(text: str) -> int | None:
    """Read a stock or a number of employees: a whole number >= 0, None when it is not one."""
    number = _whole(clean(text))
    return None if number is None or number < 0 else number


def parse_price(text: str) -> int | Reason:
    """Read a price in euros into 1/10 000 €; an empty or doubtful one is `PRIX_INVALIDE`."""
    text = _without_euro(clean(text))
    match = _PRICE_GROUPED.fullmatch(text)
    if match:
        euros, decimals = match[1] or match[3], match[2] or match[4]
    else:
        match = _PRICE.fullmatch(text)
        # "1.234" may be a thousand or a fraction: nobody can tell, so nobody guesses
        if not text or match is None or len(match[2] or "") == 3:
            return Reason.PRIX_INVALIDE
        euros, decimals = match[1] or "0", match[2] or ""
    whole = _digits(euros)
    if whole is None:
        return Reason.PRIX_INVALIDE
    e4 = whole * 10_000 + int(decimals.ljust(4, "0"))
    return e4 if e4 <= MAX_PRICE_E4 else Reason.PRIX_INVALIDE


def parse_date(text: str, order: DateOrder) -> date | Reason:
    """Read a day as written, future or not; a time or zone after it is checked and dropped."""
    text = clean(text)
    if not text:
        return Reason.DATE_MANQUANTE
    iso = _ISO.fullmatch(text)
    day = _day(iso[1], iso[3], iso[4]) if iso else _in_order(day_month_readings(text), order)
    return Reason.DATE_INVALIDE if day is None or day.year < FIRST_YEAR else day


def is_iso(text: str) -> bool:
    """Tell whether a text has the shape AAAA-MM-JJ, with or without a time."""
    return _ISO.fullmatch(clean(text)) is not None


def day_month_readings(text: str) -> tuple[date | None, date | None] | None:
    """Return a non-ISO date read day first and month first; None when it has not that shape."""
    match = _DAY_MONTH.fullmatch(clean(text))
    if match is None:
        return None
    return _day(match[4], match[3], match[1]), _day(match[4], match[1], match[3])


def _in_order(readings: tuple[date | None, date | None] | None, order: DateOrder) -> date | None:
    if readings is None:
        return None
    day_first, month_first = readings
    if order is DateOrder.MOIS_JOUR:
        return month_first
    # in a file where days and months were swapped, only what reads one way is certain
    if order is DateOrder.MELANGE and month_first not in (None, day_first):
        return None
    return day_first


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    match = _WHOLE.fullmatch(text)
    # "2.000" may be two or two thousand
    if match is None or len(match[3] or "") == 3:
        return None
    number = _digits(match[2])
    return -number if number and match[1] == "-" else number


def _digits(text: str) -> int | None:
    """Return the number under thousands separators; None when too long to be one of ours."""
    digits = re.sub(r"[^0-9]", "", text).lstrip("0") or "0"
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _without_euro(text: str) -> str:
    if text.startswith("€"):
        return clean(text[1:])
    return clean(text[:-1]) if text.endswith("€") else text
