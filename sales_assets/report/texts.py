"""The doors that foreign text passes before it reaches a page, a chart or a path.

What goes in: cleaning, escaping, shortening, file names. What stays out: numbers and days
(`formats`), templates. The same text always gives the same result, whatever the language in use.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

if TYPE_CHECKING:
    from typing_extensions import TypeIs

LABEL_LENGTH = 48

# Marks that reorder or hide text on a page; the joiners inside emoji and Persian words stay.
_KEPT_FORMATS = frozenset("\u200c\u200d")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index", "readme", "search", "assets"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)
_PLAIN_ID = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*", re.ASCII)
_PLAIN_LENGTH = 40
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"</?a\b[^>]*>")
_DEFINED = frozenset([str, int, bool, Fraction, date, Markup])
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def undefined(value: object) -> TypeIs[None]:
    """Tell whether `value` is None, NaN, NaT or NA: an indicator that has no value.

    To the type checker each of these is a None: what is left has a value.
    """
    if value is None or type(value) in _DEFINED:  # pandas takes a microsecond to say so
        return value is None
    return bool(pd.isna(value))  # type: ignore[call-overload]


def clean(text: str) -> str:
    """Drop control, bidi and other invisible characters; line ends and tabs become spaces."""
    return "".join(kept for char in text if (kept := _kept(char)))


@lru_cache(maxsize=4096)
def _kept(char: str) -> str:
    if char in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Cn", "Co") or (category == "Cf" and char not in _KEPT_FORMATS):
        return ""
    return char


@lru_cache(maxsize=4096)
def _entity(char: str) -> str:
    kept = _kept(char)
    return kept if not kept or kept.isalnum() else f"&#{ord(kept)};"


def esc(text: object) -> str:
    """Make foreign text inert in HTML, Markdown and Jinja: only letters and digits stay bare.

    Every other character becomes a numeric entity; control and bidi characters are dropped.
    Undefined values give "".
    """
    return "" if undefined(text) else "".join(_entity(char) for char in str(text))


def shortened(text: str, length: int = LABEL_LENGTH) -> str:
    """Cut a long name for a label, with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def slug(identifier: str) -> str:
    """Give an id its file name: [a-z0-9-_], at most 61 characters, one per id.

    A short id of capitals, digits and single hyphens is its own name in lower case (REF001 gives
    "ref001"). Any other id carries a digest after "_", a character that no plain name has, so two
    ids never share a name, even where the file system ignores case.
    """
    plain = identifier.lower()
    if (
        len(identifier) <= _PLAIN_LENGTH
        and _PLAIN_ID.fullmatch(identifier)
        and plain not in _RESERVED
    ):
        return plain
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    decomposed = unicodedata.normalize("NFKD", identifier[:200]).lower()
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    base = re.sub(r"[^a-z0-9]+", "-", letters)[:_PLAIN_LENGTH].strip("-")
    return f"{base}_{digest}" if base else f"x_{digest}"


def is_formula(text: str) -> bool:
    """Tell whether some spreadsheet might evaluate a text."""
    stripped = "".join(c for c in text if c >= " " or c in "\t").lstrip(" \t\u00a0\u202f\u3000")
    # Full-width signs are folded to formula signs by some Asian-language spreadsheets.
    starts = text[:1] in _FORMULAS or stripped[:1] in (*_FORMULAS, *"＝＋－＠")
    return bool(stripped) and starts


def untagged(page: str) -> str:
    """Return what HTML of this project says, as text: tags go, encoded characters return."""
    return html.unescape(_TAG.sub("", page))


def unlinked(page: str) -> str:
    """Return HTML of this project without its links, for a reader who has no address for them."""
    return _LINK.sub("", page)
