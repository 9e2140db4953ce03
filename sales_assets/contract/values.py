"""One cell to one value: numbers, prices, dates, by explicit ASCII patterns.

What goes in: pure functions of a text, which return the value or the `Reason` it is set aside, and
the styles that settle what a text alone does not. What stays out: columns and frames (`rows`), what
settles a style (`styles`), and Python's own `int()` or `fromisoformat` on raw text, which accept
other digits, `1_000` or `20251017`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from sales_assets.contract.reasons import Reason

TRIMMED = " \u00a0\u202f\t\r\n\ufeff"
FIRST_YEAR = 1990
MAX_DIGITS = 12
"""Longest whole number read (stock, quantity before its own limit)."""
MAX_PRICE_E4 = 100_000_000 * 10_000
"""Dearest price read: with the largest quantity, a line's total still fits in 64 bits."""
NOTHING = frozenset({"", "null", "n/a", "na", "nan", "-", "--", "none", "nil", "#n/a"})
"""What an optional column says when it says nothing, in lower case."""

_SPACES = " \u00a0\u202f"
_GAP = f"[{_SPACES}]"
_PROTECTED = re.compile(r'="(.*)"|\'([0-9A-Za-z+(.,-].*)')

# --- numbers -------------------------------------------------------------------------------------

_GAPS = re.compile(rf"([0-9]{{1,3}}(?:[{_SPACES}'’][0-9]{{3}})+)([.,][0-9]+)?")
_BOTH = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)")
_GROUPS = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})")
_ONE = re.compile(r"([0-9]*)([.,])([0-9]+)")
_THREE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MINUS = "-\u2212"
_EURO = re.compile(r"€|EUR(?:OS?)?", re.IGNORECASE)
_CODES = (
    "USD GBP CHF JPY CAD AUD NZD CNY HKD SGD KRW INR SEK NOK DKK ISK PLN CZK HUF RON BGN RSD UAH "
    "RUB TRY ILS AED SAR MAD TND DZD EGP XOF XAF XPF ZAR MUR MGA BRL MXN ARS CLP COP THB VND PHP"
)
_OTHER_MONEY = re.compile(
    rf"[A-Z]{{0,3}}[$£¥₣₽₩₺₹]|{'|'.join(_CODES.split())}|Fr\b\.?", re.IGNORECASE
)


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a column are written, once for the whole file.

    Attributes:
        decimal: the decimal mark; "" when nothing says which it is: what reads in two ways is then
            set aside.
        thousands: whether the other mark parts thousands, so that "1.234" is 1234 where the
            decimal mark is a comma; set aside where it does not.
    """

    decimal: str = ""
    thousands: bool = True


@dataclass(frozen=True)
class _Number:
    """A number cut into its parts: sign, digits before and after the mark."""

    negative: bool
    whole: str
    decimals: str

    def scaled(self, places: int) -> int | None:
        """Return the number × 10**places; None when it has more decimals, or is too long."""
        decimals = self.decimals.rstrip("0")
        whole = self.whole.lstrip("0") or "0"
        if len(decimals) > places or len(whole) > MAX_DIGITS:
            return None
        number = int(whole + decimals.ljust(places, "0"))
        return -number if self.negative else number


def printable(text: str) -> str:
    """Return the text with � for each hidden character, which may be an order to a terminal."""
    return "".join(char if char.isprintable() or char in _SPACES else "\ufffd" for char in text)


def clean(text: str) -> str:
    """Return the cell without the spaces around it, no-break ones included."""
    return text.strip(TRIMMED)


def unprotected(text: str) -> str:
    """Return a cell without what keeps a spreadsheet from changing it: `="007"`, `'007`."""
    text = clean(text)
    match = _PROTECTED.fullmatch(text)
    return clean(match[1] or match[2] or "") if match else text


def is_nothing(text: str) -> bool:
    """Tell whether the text of an optional column says that nothing is given."""
    return clean(text).casefold() in NOTHING


def three_decimals(text: str) -> str:
    """Return the mark of a number that may be thousands or thousandths ("1.234"), else ""."""
    body = _split_sign(_money(unprotected(text))[0])[1]
    return body[-4] if _THREE.fullmatch(body) else ""


def decimal_mark(text: str) -> str:
    """Return the decimal mark that a number shows without any doubt, else ""."""
    body = _split_sign(_money(unprotected(text))[0])[1]
    if gaps := _GAPS.fullmatch(body):
        return gaps[2][0] if gaps[2] else ""
    if both := _BOTH.fullmatch(body):
        return "," if both[1] else "."
    if _GROUPS.fullmatch(body):
        return "," if "." in body else "."
    one = _ONE.fullmatch(body)
    return one[2] if one and not _THREE.fullmatch(body) else ""


def _number(text: str, style: NumberStyle) -> _Number | None:
    """Cut a number without its currency; None when it is none, or may be read in two ways."""
    negative, body = _split_sign(text)
    if body.isascii() and body.isdigit():
        return _Number(negative, body, "")
    if gaps := _GAPS.fullmatch(body):
        return _Number(negative, re.sub("[^0-9]", "", gaps[1]), (gaps[2] or "")[1:])
    if both := _BOTH.fullmatch(body):
        whole, decimals = both[1] or both[3], both[2] or both[4]
        return _Number(negative, re.sub("[.,]", "", whole), decimals)
    if _GROUPS.fullmatch(body):
        return _Number(negative, re.sub("[.,]", "", body), "")
    one = _ONE.fullmatch(body)
    if one is None:
        return None
    if not _THREE.fullmatch(body) or style.decimal == one[2]:
        return _Number(negative, one[1], one[3])
    return _Number(negative, one[1] + one[3], "") if style.decimal and style.thousands else None


def _split_sign(text: str) -> tuple[bool, str]:
    """Return whether a number is negative, as tills write it, and the number without its sign."""
    text = clean(text)
    if len(text) > 1 and text[0] == "(" and text[-1] == ")":
        return True, clean(text[1:-1])
    if text[:1] in _MINUS and text[:1]:
        return True, clean(text[1:])
    if len(text) > 1 and text[-1] in _MINUS:
        return True, clean(text[:-1])
    return False, clean(text[1:]) if text[:1] == "+" else text


def _money(text: str) -> tuple[str, bool]:
    """Return an amount without its currency, and whether that is another one than the euro."""
    bare = clean(_EURO.sub(" ", text, count=1))
    if bare != text:
        return bare, False
    bare = clean(_OTHER_MONEY.sub(" ", text))
    return (
        (bare, True)
        if bare != text and any(char in "0123456789" for char in bare)
        else (text, False)
    )


def parse_quantity(text: str, limit: int, style: NumberStyle | None = None) -> int | Reason:
    """Read a number of units into 1/1000 unit, negative for a return, at most `limit` units."""
    text = unprotected(text)
    if not text:
        return Reason.QUANTITE_MANQUANTE
    number = _number(text, style or NumberStyle())
    e3 = None if number is None else number.scaled(3)
    if e3 is None or abs(e3) > limit * 1000:
        return Reason.QUANTITE_INVALIDE
    return e3 or Reason.QUANTITE_NULLE


def parse_count(text: str) -> int | None:
    """Read a stock or a number of employees: a whole number >= 0, None when it is not one."""
    number = _number(unprotected(text), NumberStyle())
    count = None if number is None else number.scaled(0)
    return None if count is None or count < 0 else count


def parse_price(text: str, style: NumberStyle | None = None) -> int | Reason:
    """Read a price in euros into 1/10 000 €; a negative or doubtful one is `PRIX_INVALIDE`."""
    e4 = parse_amount(text, style)
    if isinstance(e4, Reason):
        return e4 if e4 is Reason.DEVISE_ETRANGERE else Reason.PRIX_INVALIDE
    return Reason.PRIX_INVALIDE if e4 < 0 else e4


def parse_amount(text: str, style: NumberStyle | None = None) -> int | Reason:
    """Read euros into 1/10 000 €, negative for what is given back; empty is `MONTANT_INVALIDE`."""
    bare, is_foreign = _money(unprotected(text))
    number = _number(bare, style or NumberStyle())
    if is_foreign and number is not None:
        return Reason.DEVISE_ETRANGERE
    e4 = None if number is None else number.scaled(4)
    return Reason.MONTANT_INVALIDE if e4 is None or abs(e4) > MAX_PRICE_E4 else e4


def parse_rate(text: str, style: NumberStyle | None = None) -> int | Reason:
    """Read a percentage, "20" or "20 %", into 1/10 000: `2000`; from 0 to 100."""
    bare = clean(unprotected(text).removesuffix("%"))
    number = _number(bare, style or NumberStyle())
    rate = None if number is None else number.scaled(2)
    return Reason.REMISE_INVALIDE if rate is None or abs(rate) > 10_000 else abs(rate)


VAT_RATES = frozenset({0, 90, 105, 175, 210, 550, 700, 850, 1000, 1300, 1960, 2000})
"""The rates of France, Corsica and the overseas departments, and its former ones, in 1/10 000."""


def parse_vat(text: str, style: NumberStyle | None = None) -> int | None:
    """Read a rate of VAT, "5,5", "5,5 %" or the share "0.055", into 1/10 000: 550.

    None when it is none of the country's: what it would leave without tax is not known.
    """
    bare = clean(unprotected(text).removesuffix("%"))
    number = _number(bare, style or NumberStyle())
    e4 = None if number is None else number.scaled(4)
    if e4 is None:
        return None
    if e4 % 100 == 0 and e4 // 100 in VAT_RATES:
        return e4 // 100
    is_share = not text.strip().endswith("%") and e4 in VAT_RATES
    return e4 if is_share else None


# --- days ----------------------------------------------------------------------------------------

_ZONE = r"Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?"
_TIME = (
    rf"(?:(?:T|,?{_GAP}*(?:[àa]|at|-)?{_GAP}+)(?P<hour>[01]?[0-9]|2[0-3])[:hH](?P<minute>[0-5][0-9])"
    rf"(?::(?P<second>[0-5][0-9]|60)(?:[.,][0-9]{{1,9}})?)?(?:{_GAP}?(?P<half>[AaPp][Mm]))?"
    rf"(?:{_GAP}?(?P<zone>{_ZONE}))?)?"
)
_CLOCK = re.compile(
    rf"(?P<hour>[01]?[0-9]|2[0-3])(?:{_GAP}?[:hH.]{_GAP}?(?P<minute>[0-5][0-9])"
    rf"(?:[:.](?P<second>[0-5][0-9]|60)(?:[.,][0-9]{{1,9}})?)?|{_GAP}?[hH])?"
    rf"(?:{_GAP}?(?P<half>[AaPp][Mm]))?"
)
_ISO = re.compile(rf"(?P<year>[0-9]{{4}})([-/])(?P<month>[0-9]{{2}})\2(?P<day>[0-9]{{2}}){_TIME}")
_DAY_MONTH = re.compile(
    rf"(?P<one>[0-9]{{1,2}})([-/.])(?P<two>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_WEEKDAY = r"(?:[a-z]{3,9}\.?,?\s+)?"
_NAMED = (
    re.compile(
        rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th)?[\s.-]+(?P<name>[a-z]{{3,9}})\.?,?[\s.-]+"
        rf"(?P<year>[0-9]{{4}}){_TIME}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+"
        rf"(?P<year>[0-9]{{4}}){_TIME}",
        re.IGNORECASE,
    ),
)
_MONTHS = (
    ("janvier", "january", "janv"), ("fevrier", "february", "fevr"), ("mars", "march"),
    ("avril", "april", "avr"), ("mai", "may"), ("juin", "june"), ("juillet", "july", "juil"),
    ("aout", "august"), ("septembre", "september", "sept"), ("octobre", "october"),
    ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip


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


@dataclass(frozen=True)
class DateStyle:
    """How the dates of a column are written, once for the whole file.

    Attributes:
        order: of the day and the month, where both are numbers.
        short_years: whether two digits are a year, which takes a whole column of them.
        zone: the shop's time zone, where a time that names its own is a civil day; None leaves the
            day as written.
    """

    order: DateOrder = DateOrder.JOUR_MOIS
    short_years: bool = False
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Moment:
    """A day, and the minute of it (0 to 1439) where a text gives the time."""

    day: date
    minute: int | None = None


def parse_date(text: str, style: DateStyle | DateOrder = DateOrder.JOUR_MOIS) -> date | Reason:
    """Read a day, future or not; a time is checked and dropped."""
    moment = parse_moment(text, DateStyle(style) if isinstance(style, DateOrder) else style)
    return moment.day if isinstance(moment, Moment) else moment


def parse_moment(text: str, style: DateStyle) -> Moment | Reason:
    """Read a day, future or not, and its time; one that names its zone is of the shop's clock."""
    text = unprotected(text)
    if not text:
        return Reason.DATE_MANQUANTE
    match, day = _read_day(text, style)
    if match is None or day is None or day.year < FIRST_YEAR:
        return Reason.DATE_INVALIDE
    if style.zone and match["zone"]:
        return _civil(day, match, style.zone)
    return Moment(day, _minute(match) if match["hour"] else None)


def parse_time(text: str) -> int | None:
    """Read the time of a column of its own into the minute of the day; None when it is none."""
    match = _CLOCK.fullmatch(unprotected(text))
    return None if match is None else _minute(match)


def _minute(match: re.Match[str]) -> int:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].casefold() == "pm" else 0)
    return 60 * hour + int(match["minute"] or 0)


def _read_day(text: str, style: DateStyle) -> tuple[re.Match[str] | None, date | None]:
    match = _ISO.fullmatch(text)
    if match:
        return match, _day(match["year"], match["month"], match["day"])
    match = _DAY_MONTH.fullmatch(text)
    if match:
        short = len(match["year"]) == len("26")
        readings = None if short and not style.short_years else _readings(match)
        return match, _in_order(readings, style.order)
    folded = _folded(text) if text[:1].isalnum() else ""
    for pattern in _NAMED:
        match = pattern.fullmatch(folded)
        if match:
            month = _month(match["name"].casefold())
            return match, _day(match["year"], str(month), match["day"]) if month else None
    return None, None


@lru_cache(maxsize=1024)
def _month(name: str) -> int:
    """Return the number of a month named in French or English, in full or by three letters."""
    for number, names in enumerate(_MONTHS, start=1):
        if name in names or (len(name) == 3 and any(full.startswith(name) for full in names)):
            return number
    return 0


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def has_zone(text: str) -> bool:
    """Tell whether a time names its zone."""
    match = _read_day(unprotected(text), DateStyle(short_years=True))[0]
    return match is not None and match["zone"] is not None


def _civil(day: date, match: re.Match[str], zone: tzinfo) -> Moment:
    """Return the civil day and minute in `zone` of a time that names its own."""
    hour, minute = divmod(_minute(match), 60)
    offset = UTC
    if match["zone"][0] in "+-":
        digits = match["zone"][1:].replace(":", "").ljust(4, "0")
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if ahead >= timedelta(days=1):
            return Moment(day)
        offset = timezone(-ahead if match["zone"][0] == "-" else ahead)
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=offset)
    here = there.astimezone(zone)
    return Moment(here.date(), 60 * here.hour + here.minute)


def is_iso(text: str) -> bool:
    """Tell whether a text has the shape AAAA-MM-JJ, with or without a time."""
    return _ISO.fullmatch(clean(text)) is not None


def day_month_readings(text: str) -> tuple[date | None, date | None] | None:
    """Return a non-ISO date read day first and month first; None when it has not that shape."""
    match = _DAY_MONTH.fullmatch(unprotected(text))
    return None if match is None else _readings(match)


def short_year(text: str) -> bool:
    """Tell whether a date has a year of two digits."""
    match = _DAY_MONTH.fullmatch(unprotected(text))
    return match is not None and len(match["year"]) == len("26")


def year_first(text: str) -> date | None:
    """Return a date such as 26-11-21 read year first, None where it cannot be so read."""
    match = _DAY_MONTH.fullmatch(unprotected(text))
    if match is None or match[2] != "-" or len(match["one"]) != len("26"):
        return None
    return _day(f"20{match['one']}", match["two"], match["year"])


def _readings(match: re.Match[str]) -> tuple[date | None, date | None]:
    year = match["year"]
    if len(year) == len("26"):
        year = ("19" if int(year) >= FIRST_YEAR % 100 else "20") + year
    return _day(year, match["two"], match["one"]), _day(year, match["one"], match["two"])


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
