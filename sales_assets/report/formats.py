"""How numbers, days and periods are written for a reader, in the language in use.

What goes in: formats, from Babel's locale data; callers also find here the doors of foreign text
(`texts`). What stays out: words of the pages (`language`), indicators, HTML. Money is formatted
from whole 1/10 000 €, never through a float; rounding is half-even and happens here only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from sales_assets.language import _, locale, plural
from sales_assets.report.texts import LABEL_LENGTH as LABEL_LENGTH
from sales_assets.report.texts import clean as clean
from sales_assets.report.texts import esc as esc
from sales_assets.report.texts import shortened as shortened
from sales_assets.report.texts import slug as slug
from sales_assets.report.texts import undefined as undefined
from sales_assets.report.texts import unlinked as unlinked
from sales_assets.report.texts import untagged as untagged

NARROW = "\u202f"
MINUS = "−"
UNDEFINED = "—"

Number = int | Fraction
_REGIONS = {"en": "en_GB"}  # the country whose habits a language follows here


def _region() -> str:
    return _REGIONS.get(locale(), locale())


@lru_cache(maxsize=4)
def _symbols(name: str) -> tuple[str, str]:
    """Return the decimal mark and the thousands mark of a locale."""
    symbols = Locale.parse(name).number_symbols["latn"]
    return str(symbols["decimal"]), str(symbols["group"])


def _digits(scaled: int, places: int, *, least: int | None = None) -> str:
    """Write abs(scaled) / 10**places, keeping at least `least` decimals (all when None)."""
    mark, group = _symbols(_region())
    whole, rest = divmod(abs(scaled), 10**places)
    decimals = str(rest).zfill(places) if places else ""
    if least is not None:
        decimals = decimals[:least] + decimals[least:].rstrip("0")
    text = f"{whole:,}".replace(",", group)
    return f"{text}{mark}{decimals}" if decimals else text


def _rounded(value: Number | float, times: int = 1, over: int = 1) -> int:
    """Return value × times / over as the nearest whole number, a half to the even one.

    Exact, in whole numbers: `Fraction` would look for a common divisor at each step, ten thousands
    of times a publication.
    """
    if isinstance(value, float):
        above, below = value.as_integer_ratio()
    else:
        above, below = int(value.numerator), int(value.denominator)  # numpy's may overflow
    whole, rest = divmod(above * times, below * over)
    left = 2 * rest - below * over
    return whole + (left > 0 or (left == 0 and whole % 2 == 1))


def _sign(scaled: int, signed: bool) -> str:
    if scaled < 0:
        return MINUS
    return "+" if signed and scaled > 0 else ""


def _euro(sign: str, digits: str) -> str:
    return f"{sign}{digits}{NARROW}€" if locale() == "fr" else f"{sign}€{digits}"


def exact_euros(e4: int | None, *, signed: bool = False) -> str:
    """Write whole 1/10 000 € to the last digit, of two decimals up to four: "1 234,5678 €".

    For a proof; pages write cents. "—" when undefined.
    """
    if undefined(e4):
        return UNDEFINED
    amount = int(e4)
    return _euro(_sign(amount, signed), _digits(amount, 4, least=2))


def euros(e4: Number | None, *, signed: bool = False) -> str:
    """Write an amount in 1/10 000 €, rounded half-even to the cent: `12345600` gives "1 234,56 €".

    "—" when undefined.
    """
    if undefined(e4):
        return UNDEFINED
    cents = _rounded(e4, over=100)
    return _euro(_sign(cents, signed), _digits(cents, 2))


def round_euros(e4: Number | None, *, signed: bool = False) -> str:
    """Write an amount rounded half-even to the euro, for a label where space is short."""
    if undefined(e4):
        return UNDEFINED
    whole = _rounded(e4, over=10_000)
    return _euro(_sign(whole, signed), _digits(whole, 0))


def to_euro(e4: int) -> int:
    """Return an amount (1/10 000 €) as `round_euros` writes it, to subtract what is so written."""
    return 10_000 * _rounded(e4, over=10_000)


def bare(amount: str) -> str:
    """Return an amount without its sign of euro, for a column whose heading gives the unit."""
    return amount.replace("€", "").strip()


def whole(value: int | None, *, signed: bool = False) -> str:
    """Write a whole number: `12345` gives "12 345"."""
    if undefined(value):
        return UNDEFINED
    whole = int(value)
    return _sign(whole, signed) + _digits(whole, 0)


def quantity(e3: int | None, *, signed: bool = False) -> str:
    """Write 1/1000 units exactly: `12345000` gives "12 345", `350` gives "0,35"."""
    if undefined(e3):
        return UNDEFINED
    amount = int(e3)
    return _sign(amount, signed) + _digits(amount, 3, least=0)


def rounded(value: Number | float) -> int:
    """Return the nearest whole number, as `nombre` writes it."""
    return _rounded(value)


def counted(number: int, one: str, many: str) -> str:
    """Write a number and the noun that agrees with it (gettext keyword `compte`)."""
    return f"{whole(number)}\u00a0{plural(one, many, number)}"


def decimal(value: Number | float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a ratio or a mean with a fixed number of decimals; infinity is "∞"."""
    return UNDEFINED if undefined(value) else _fixed(value, decimals, signed)


def _fixed(value: Number | float, decimals: int, signed: bool = False, times: int = 1) -> str:
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    scaled = _rounded(value, times * 10**decimals)
    return _sign(scaled, signed) + _digits(scaled, decimals)


def percent(ratio: Number | float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a ratio as a percentage: `Fraction(1, 8)` gives "12,5 %"."""
    if undefined(ratio):
        return UNDEFINED
    digits = _fixed(ratio, decimals, signed, times=100)
    return f"{digits}{NARROW}%" if locale() == "fr" else f"{digits}%"


def index(ratio: Number | None, decimals: int = 1) -> str:
    """Write a ratio as an index, 100 = the reference."""
    return UNDEFINED if undefined(ratio) else _fixed(ratio, decimals, times=100)


def change(ratio: Number | None) -> str:
    """Write a change as arrow and signed percentage: "▲ +6,2 %"; "—" when undefined."""
    if undefined(ratio):
        return UNDEFINED
    return f"{arrow(rounded_change(ratio))}\u00a0{percent(ratio, signed=True)}"


def rounded_change(ratio: Number) -> Fraction:
    """Return a change as it is written, to a tenth of a percent: "0,0 %" has no direction."""
    return Fraction(_rounded(ratio, 1000), 1000)


def arrow(value: Number | None) -> str:
    """Return ▲, ▼ or =, or nothing when undefined."""
    if undefined(value):
        return ""
    return "▲" if value > 0 else "▼" if value < 0 else "="


def direction(value: Number | None) -> str:
    """Say the direction in words, for screen readers and sentences."""
    if undefined(value):
        return _("non comparable")
    if value > 0:
        return _("en hausse")
    return _("en baisse") if value < 0 else _("stable")


def file_size(size: int) -> str:
    """Write a size in bytes, Ko or Mo."""
    if size < 1000:
        return whole(size) + NARROW + _("o")
    if size < 1_000_000:
        return decimal(Fraction(size, 1000)) + NARROW + _("Ko")
    return decimal(Fraction(size, 1_000_000)) + NARROW + _("Mo")


def as_date(day: date | datetime | pd.Timestamp) -> date:
    """Return the civil day, whatever carries it."""
    return day.date() if isinstance(day, datetime) else day


def _day(day: date | None, pattern: str) -> str:
    return UNDEFINED if undefined(day) else _written(as_date(day), pattern, _region())


@lru_cache(maxsize=16384)
def _written(day: date, pattern: str, name: str) -> str:
    return format_date(day, pattern, locale=name)


def long_day(day: date | None) -> str:
    """Write "lundi 17 novembre 2025" (the first of a month is "1er")."""
    text = _day(day, "EEEE d MMMM y")
    return _first_of_month(text, day)


def short_day(day: date | None) -> str:
    """Write "17/11/2025"."""
    return _day(day, "dd/MM/y")


def medium_day(day: date | None) -> str:
    """Write "17 nov. 2025"."""
    return _first_of_month(_day(day, "d MMM y"), day)


def day_and_month(day: date | None) -> str:
    """Write "17 novembre", where the year is plain from the page."""
    return _first_of_month(_day(day, "d MMMM"), day)


def shortest_day(day: date | None) -> str:
    """Write "17 nov.", under an axis."""
    return _first_of_month(_day(day, "d MMM"), day)


def weekday_name(day: date | None) -> str:
    """Write "lundi"."""
    return _day(day, "EEEE")


def long_month(month: date | str | None) -> str:
    """Write "novembre 2025" from a day or from "2025-11"."""
    day = date.fromisoformat(f"{month}-01") if isinstance(month, str) else month
    return _day(day, "MMMM y")


def medium_month(month: date | str | None) -> str:
    """Write "nov. 2025" from a day or from "2025-11"."""
    day = date.fromisoformat(f"{month}-01") if isinstance(month, str) else month
    return _day(day, "MMM y")


def shortest_month(month: str) -> str:
    """Write "nov." from "2025-11", under an axis whose page says the year."""
    return _day(date.fromisoformat(f"{month}-01"), "MMM")


def month_span(start: str, end: str) -> str:
    """Write a run of months, given as "2025-01": "janvier 2025 à mars 2025"."""
    return _("{debut} à {fin}").format(debut=long_month(start), fin=long_month(end))


def span_words(since: date, until: date) -> str:
    """Write a period: "du 1er au 17 novembre 2025"."""
    if as_date(since) == as_date(until):
        return long_day(since)
    first = (
        day_and_month(since) if since.year == until.year else f"{day_and_month(since)} {since.year}"
    )
    if (since.year, since.month) == (until.year, until.month):
        first = "1er" if since.day == 1 and locale() == "fr" else str(since.day)
    return _("du {du} au {au}").format(du=first, au=f"{day_and_month(until)} {until.year}")


def short_span(since: date, until: date) -> str:
    """Write a few days in a line: "du 23 au 28 nov."."""
    first = shortest_day(since)
    if (since.year, since.month) == (until.year, until.month):
        first = "1er" if since.day == 1 and locale() == "fr" else str(since.day)
    return _("du {du} au {au}").format(du=first, au=shortest_day(until))


def _first_of_month(text: str, day: date | None) -> str:
    if locale() == "fr" and not undefined(day) and day.day == 1:
        return re.sub(r"(^|\s)1\s", r"\g<1>1er ", text, count=1)
    return text


def capital(text: str) -> str:
    """Begin with a capital; `str.capitalize` would take it from "17 November"."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str]) -> str:
    """Join words as a person would: "a, b et c"."""
    return format_list(list(parts), locale=_region())
