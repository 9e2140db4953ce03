import html
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sales_assets import language
from sales_assets.report import formats

S = "\u202f"  # narrow no-break space


@pytest.fixture
def english():
    language.use("en")
    yield
    language.use("fr")


@pytest.mark.parametrize(
    ("e4", "written"),
    [
        (12_345_600, f"1{S}234,56{S}€"),
        (0, f"0,00{S}€"),
        (5, f"0,0005{S}€"),
        (12_300, f"1,23{S}€"),
        (12_340, f"1,234{S}€"),
        (-12_345_678, f"−1{S}234,5678{S}€"),
        (10**23 + 1, f"10{S}000{S}000{S}000{S}000{S}000{S}000,0001{S}€"),
        (None, "—"),
        (pd.NA, "—"),
    ],
)
def test_euros_are_exact_with_decimals_only_when_needed(e4, written):
    assert formats.exact_euros(e4) == written


@given(st.integers(-(10**24), 10**24))
def test_written_euros_read_back_as_the_same_amount(e4):
    text = formats.exact_euros(e4)
    plain = text.replace(S, "").replace("€", "").replace("−", "-").replace(",", ".")
    assert Decimal(plain) * 10_000 == e4
    assert re.fullmatch(rf"−?\d{{1,3}}({S}\d{{3}})*,\d{{2,4}}{S}€", text)


def test_signs_are_shown_when_asked_and_zero_has_none():
    assert formats.euros(10_000, signed=True) == f"+1,00{S}€"
    assert formats.euros(-10_000, signed=True) == f"−1,00{S}€"
    assert formats.euros(0, signed=True) == f"0,00{S}€"
    assert formats.euros(Fraction(-1, 3), signed=True) == f"0,00{S}€"


@pytest.mark.parametrize(
    ("cents", "written"), [("0.5", "0,00"), ("1.5", "0,02"), ("2.5", "0,02"), ("-1.5", "−0,02")]
)
def test_means_are_rounded_half_even_to_the_cent(cents, written):
    assert formats.euros(Fraction(cents) * 100) == f"{written}{S}€"


@given(
    st.one_of(st.fractions(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    st.integers(0, 3),
)
@example(Fraction(-1, 2), 0)
@example(Fraction(-3, 2), 0)
@example(0.125, 2)
def test_a_number_is_written_as_the_nearest_a_half_as_the_even_one(value, decimals):
    plain = formats.decimal(value, decimals).replace(S, "").replace("−", "-").replace(",", ".")
    assert Fraction(plain) == round(Fraction(value), decimals)


@pytest.mark.parametrize(
    ("ratio", "written"),
    [
        (Fraction(1, 8), f"12,5{S}%"),
        (Fraction(1, 3), f"33,3{S}%"),
        (Fraction(-31, 1000), f"−3,1{S}%"),
        (12, f"1{S}200,0{S}%"),
        (Fraction(1, 10**9), f"0,0{S}%"),
        (None, "—"),
    ],
)
def test_percentages(ratio, written):
    assert formats.percent(ratio) == written


def test_changes_have_arrow_sign_and_words():
    assert formats.change(Fraction(62, 1000)) == f"▲\u00a0+6,2{S}%"
    assert formats.change(Fraction(-1, 2)) == f"▼\u00a0−50,0{S}%"
    assert formats.change(Fraction(0)) == f"=\u00a00,0{S}%"
    assert formats.change(None) == "—"
    said = [formats.direction(v) for v in (Fraction(1, 9), Fraction(-1, 9), Fraction(0), None)]
    assert said == ["en hausse", "en baisse", "stable", "non comparable"]


def test_other_numbers():
    assert formats.whole(-1_234_567) == f"−1{S}234{S}567"
    assert formats.decimal(Fraction(5, 2)) == "2,5"
    assert formats.decimal(float("inf")) == "∞"
    assert formats.index(Fraction(1031, 1000)) == "103,1"
    assert formats.round_euros(12_345_678) == f"1{S}235{S}€"
    assert formats.file_size(999) == f"999{S}o"
    assert formats.file_size(1_250_000) == f"1,2{S}Mo"


def test_days_and_months_as_a_person_writes_them():
    day = date(2025, 11, 17)
    assert formats.long_day(day) == "lundi 17 novembre 2025"
    assert formats.short_day(day) == "17/11/2025"
    assert formats.medium_day(day) == "17 nov. 2025"
    assert formats.long_month(day) == formats.long_month("2025-11") == "novembre 2025"
    assert formats.long_day(date(2025, 11, 1)) == "samedi 1er novembre 2025"
    assert formats.long_day(pd.Timestamp("2025-11-11")) == "mardi 11 novembre 2025"
    assert formats.short_day(datetime(2025, 1, 2, 23, 59)) == "02/01/2025"  # noqa: DTZ001
    assert formats.long_day(None) == formats.long_day(pd.NaT) == "—"


@pytest.mark.parametrize(
    ("du", "au", "written"),
    [
        ("2025-11-01", "2025-11-17", "du 1er au 17 novembre 2025"),
        ("2025-09-30", "2025-11-17", "du 30 septembre au 17 novembre 2025"),
        ("2024-11-30", "2025-11-01", "du 30 novembre 2024 au 1er novembre 2025"),
        ("2025-11-17", "2025-11-17", "lundi 17 novembre 2025"),
    ],
)
def test_a_period_repeats_no_word(du, au, written):
    assert formats.span_words(date.fromisoformat(du), date.fromisoformat(au)) == written


@pytest.mark.usefixtures("english")
def test_english_is_a_switch():
    assert formats.euros(-12_345_600) == "−€1,234.56"
    assert formats.percent(Fraction(1, 8)) == "12.5%"
    assert formats.long_day(date(2025, 11, 1)) == "Saturday 1 November 2025"


def test_an_unknown_language_is_refused():
    with pytest.raises(FileNotFoundError, match="xx_invalid_locale"):
        language.use("xx_invalid_locale")
    assert language.locale() == "fr"


HOSTILE = [
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt;",
    "`x` *y* _z_ # titre\n- liste\n\n    code",
    "\u202egnp.exe\u2066\u200f",
    "a\x00b\x1b[31m\ud800",
    "'\"=`\\|~^$",
    "![x](https://evil.example/x.png) www.evil.example :smile: [[toc]]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_has_only_letters_digits_and_entities(text):
    assert re.fullmatch(r"(?:[^\W_]|&#\d+;)*", formats.esc(text))


@given(st.text())
@example("\ufeff\u00ad\U000e0041é²Ⅷ")
def test_escaped_text_is_inert_and_reads_the_same(text):
    escaped = formats.esc(text)
    bare = re.sub(r"&#\d+;", "", escaped)
    assert all(char.isalnum() for char in bare)
    assert html.unescape(escaped) == formats.clean(text)


@given(st.text())
def test_cleaned_text_has_no_control_nor_bidi_character(text):
    kept = {unicodedata.category(c) for c in formats.clean(text) if c not in "\u200c\u200d"}
    assert not kept & {"Cc", "Cf", "Cs", "Co", "Cn"}


def test_undefined_text_is_nothing_and_line_ends_are_spaces():
    assert formats.esc(None) == formats.esc(pd.NA) == ""
    assert formats.clean("a\r\nb\tc\u2028d") == "a  b c d"


def test_a_plain_id_is_its_own_file_name():
    assert formats.slug("REF001") == "ref001"
    assert formats.slug("007") == "007"
    assert formats.slug("A-12") == "a-12"


def test_ids_that_a_file_system_would_confuse_get_other_names():
    alike = ["REF001", "ref001", "Ref001", "REF 001", "REF-001", "REF_001", "REF001 ", "RÉF001"]
    alike += ["1", "1.0", "01", "", " ", "é", "e\u0301", "x_", "X", "ＲＥＦ００１"]
    assert len({formats.slug(identifier).casefold() for identifier in alike}) == len(alike)


def test_a_slug_cannot_be_taken_by_an_id_that_looks_like_it():
    taken = formats.slug("ref001")
    assert formats.slug(taken) != taken
    assert formats.slug(taken.upper()) != taken


@pytest.mark.parametrize("name", ["CON", "NUL", "COM1", "LPT9", "INDEX", "README", "..", "/etc"])
def test_reserved_names_and_paths_are_avoided(name):
    assert re.fullmatch(r"[a-z0-9-]+_[0-9a-f]{20}", formats.slug(name))


@given(st.text(max_size=60))
@example("A" * 10_000)
@example("é" * 10_000)
def test_a_slug_is_short_and_safe(identifier):
    found = formats.slug(identifier)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", found)
    assert unicodedata.normalize("NFKC", found).casefold() == found


ids = st.text(st.characters(codec="utf-8"), max_size=12) | st.text("aA1-_ .é", max_size=6)


@given(st.sets(ids, max_size=60))
def test_slugs_are_one_to_one(identifiers):
    everything = identifiers | {i.upper() for i in identifiers} | {i.lower() for i in identifiers}
    assert len({formats.slug(i) for i in everything}) == len(everything)


def test_a_change_that_is_written_as_zero_has_no_direction():
    assert formats.change(Fraction(-4, 10_000)) == f"=\u00a00,0{S}%"
    assert formats.change(Fraction(6, 10_000)) == f"▲\u00a0+0,1{S}%"


def test_a_run_of_months():
    assert formats.month_span("2025-01", "2025-09") == "janvier 2025 à septembre 2025"
