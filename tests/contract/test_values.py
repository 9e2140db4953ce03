"""One cell to one value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.contract import (
    DateOrder,
    Reason,
    clean,
    explain,
    parse_count,
    parse_date,
    parse_price,
    parse_quantity,
)

TODAY = date(2025, 11, 20)
LIMIT = 1_000_000
BAD_Q, ZERO, NO_Q = Reason.QUANTITE_INVALIDE, Reason.QUANTITE_NULLE, Reason.QUANTITE_MANQUANTE
BAD_P = Reason.PRIX_INVALIDE
FOREIGN = Reason.DEVISE_ETRANGERE
BAD_D, NO_D = Reason.DATE_INVALIDE, Reason.DATE_MANQUANTE


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" REF001 ", "REF001"),
        ("\u00a0REF001\u202f", "REF001"),
        ("\tREF001\r\n", "REF001"),
        ("007", "007"),
        ("ref 001", "ref 001"),
        ("1.0", "1.0"),
        (" ", ""),
    ],
)
def test_clean_trims_normal_and_no_break_spaces_only_around(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("+5", 5),
        ("-3", -3),
        (" 7", 7),
        ("007", 7),
        ("2.0", 2),
        ("2,0", 2),
        ("-2,00", -2),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f0", BAD_Q),
        ("12 34", BAD_Q),
        ("1  234", BAD_Q),
        ("1000000", 1_000_000),
        ("-1000000", -1_000_000),
        ("1 000 001", BAD_Q),
        ("-1000001", BAD_Q),
        ("9" * 5000, BAD_Q),
        ("0", ZERO),
        ("-0", ZERO),
        ("0,0", ZERO),
        ("", NO_Q),
        ("\u00a0", NO_Q),
        ("2.5", 2.5),
        ("2,5", 2.5),
        ("0,350", 0.35),
        ("2.3456", BAD_Q),
        ("2.000", BAD_Q),
        ("2,000", BAD_Q),
        ("1.234", BAD_Q),
        ("2.", BAD_Q),
        (".0", ZERO),
        ("1e3", BAD_Q),
        ("1_000", BAD_Q),
        ("0x10", BAD_Q),
        ("deux", BAD_Q),
        ("NaN", BAD_Q),
        ("inf", BAD_Q),
        ("--1", BAD_Q),
        ("- 1", -1),
        ("5-", -5),
        ("(5)", -5),
        ("'-2", -2),
        ("(-5)", BAD_Q),
        ("٣", BAD_Q),
        ("５", BAD_Q),
        ("²", BAD_Q),
        ("−3", -3),
        ("5 pcs", BAD_Q),
        ("5\n6", BAD_Q),
    ],
)
def test_quantity(text: str, value: float | Reason) -> None:
    assert parse_quantity(text, LIMIT) == (value if isinstance(value, Reason) else value * 1000)


def test_quantity_limit_is_the_callers() -> None:
    assert parse_quantity("11", 10) is BAD_Q
    assert parse_quantity("-10", 10) == -10_000


@pytest.mark.parametrize(
    ("text", "e4"),
    [
        ("49.99", 499_900),
        ("49,99", 499_900),
        ("18", 180_000),
        ("0", 0),
        ("0,00 €", 0),
        ("1,2345", 12_345),
        ("12,50 €", 125_000),
        ("12,50€", 125_000),
        ("12,50\u202f€", 125_000),
        ("€12.50", 125_000),
        ("€ 12.50", 125_000),
        ("1 234,56", 12_345_600),
        ("1\u202f234\u00a0567,8", 12_345_678_000),
        ("1.234,56", 12_345_600),
        ("1,234.56", 12_345_600),
        ("1,234,567.8", 12_345_678_000),
        ("1.234,567", 12_345_670),
        (".5", 5_000),
        (",99", 9_900),
        ("1.234", BAD_P),
        ("1,234", BAD_P),
        ("0.125", 1_250),
        ("1 234,567", 12_345_670),
        ("1'234,50", 12_345_000),
        ("1’234’567.5", 12_345_675_000),
        (",125", 1_250),
        ("1.23456", BAD_P),
        ("1.00000", 10_000),
        ("1.2345,6", BAD_P),
        ("1,23.45", BAD_P),
        ("1.234.567", 12_345_670_000),
        ("1,2,3", BAD_P),
        ("5.", BAD_P),
        ("", BAD_P),
        ("€", BAD_P),
        (".", BAD_P),
        ("-1", BAD_P),
        ("-0", 0),
        ("+1", 10_000),
        ("NaN", BAD_P),
        ("inf", BAD_P),
        ("1e3", BAD_P),
        ("1_000", BAD_P),
        ("$5", FOREIGN),
        ("5 $", FOREIGN),
        ("£5", FOREIGN),
        ("100 JPY", FOREIGN),
        ("CHF 5.-", BAD_P),
        ("5 EUR", 50_000),
        ("EUR 5,00", 50_000),
        ("€5€", BAD_P),
        ("gratuit", BAD_P),
        ("٣", BAD_P),
        ("100000000", 1_000_000_000_000),
        ("100000000,01", BAD_P),
        ("9" * 5000, BAD_P),
    ],
)
def test_price(text: str, e4: int | Reason) -> None:
    assert parse_price(text) == e4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", 100),
        (" 7", 7),
        ("0", 0),
        ("2,0", 2),
        ("1 234", 1234),
        ("", None),
        ("-1", None),
        ("2.5", None),
        ("beaucoup", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 13, None),
    ],
)
def test_count_is_a_whole_number_or_unknown(text: str, value: int | None) -> None:
    assert parse_count(text) == value


DAY = date(2025, 10, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-10-17", DAY),
        ("2025/10/17", DAY),
        (" 2025-10-17\u00a0", DAY),
        ("17/10/2025", DAY),
        ("17-10-2025", DAY),
        ("17.10.2025", DAY),
        ("7/1/2025", date(2025, 1, 7)),
        ("07/01/2025", date(2025, 1, 7)),
        ("2025-10-17 00:00:00", DAY),
        ("2025-10-17T23:59:59", DAY),
        ("2025-10-17T23:59:59.123456", DAY),
        ("2025-10-17T23:30:00Z", DAY),
        ("2025-10-17T23:30:00+02:00", DAY),
        ("2025-10-17T00:30:00-1100", DAY),
        ("2025-10-17 9:05", DAY),
        ("17/10/2025 23:30", DAY),
        ("17/10/2025 23h30", DAY),
        ("17/10/2025 11:30:00 PM", DAY),
        ("1990-01-01", date(1990, 1, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2025-11-20", TODAY),
        ("2025-11-21", date(2025, 11, 21)),
        ("2099-01-01", date(2099, 1, 1)),
        ("21/11/2025 00:00", date(2025, 11, 21)),
        ("", NO_D),
        ("\u202f", NO_D),
        ("2023-02-30", BAD_D),
        ("2023-02-29", BAD_D),
        ("2025-13-01", BAD_D),
        ("2025-00-10", BAD_D),
        ("30/02/2023", BAD_D),
        ("10/17/2025", BAD_D),
        ("17/10/25", BAD_D),
        ("25-10-17", BAD_D),
        ("1989-12-31", BAD_D),
        ("0001-01-01", BAD_D),
        ("45947", BAD_D),
        ("20251017", BAD_D),
        ("2025-W42-5", BAD_D),
        ("2025-290", BAD_D),
        ("2025-1-5", BAD_D),
        ("2025-10/17", BAD_D),
        ("17/10-2025", BAD_D),
        ("2025.10.17", BAD_D),
        ("17 octobre 2025", date(2025, 10, 17)),
        ("1er août 2025", date(2025, 8, 1)),
        ("vendredi 17 oct. 2025 à 10:15", date(2025, 10, 17)),
        ("17-Oct-2025", date(2025, 10, 17)),
        ("Oct 17, 2025", date(2025, 10, 17)),
        ("Fri October 17 2025 9:05 PM", date(2025, 10, 17)),
        ("17 brumaire 2025", BAD_D),
        ("31 février 2025", BAD_D),
        ("hier", BAD_D),
        ("N/A", BAD_D),
        ("٢٠٢٥-10-17", BAD_D),
        ("2025-10-17T25:00", BAD_D),
        ("2025-10-17 12:60", BAD_D),
        ("2025-10-17T", BAD_D),
        ("2025-10-17 matin", BAD_D),
        ("2025-10-17\n2025-10-18", BAD_D),
    ],
)
def test_date_day_first(text: str, day: date | Reason) -> None:
    assert parse_date(text, DateOrder.JOUR_MOIS) == day


@pytest.mark.parametrize(
    ("text", "day_first", "month_first", "mixed"),
    [
        ("17/10/2025", DAY, BAD_D, DAY),
        ("10/17/2025", BAD_D, DAY, BAD_D),
        ("03/04/2025", date(2025, 4, 3), date(2025, 3, 4), BAD_D),
        ("05/05/2025", date(2025, 5, 5), date(2025, 5, 5), date(2025, 5, 5)),
        ("2025-03-04", date(2025, 3, 4), date(2025, 3, 4), date(2025, 3, 4)),
    ],
)
def test_date_order(
    text: str, day_first: date | Reason, month_first: date | Reason, mixed: date | Reason
) -> None:
    assert parse_date(text, DateOrder.JOUR_MOIS) == day_first
    assert parse_date(text, DateOrder.MOIS_JOUR) == month_first
    assert parse_date(text, DateOrder.MELANGE) == mixed


def test_order_is_day_first_unless_only_month_first_values_prove_otherwise() -> None:
    assert DateOrder.decide(0, 0) is DateOrder.JOUR_MOIS
    assert DateOrder.decide(3, 0) is DateOrder.JOUR_MOIS
    assert DateOrder.decide(0, 1) is DateOrder.MOIS_JOUR
    assert DateOrder.decide(900, 1) is DateOrder.MELANGE


GAPS = st.sampled_from(["", " ", "\u00a0", "\u202f"])


def grouped(number: int, gap: str) -> str:
    return f"{number:,}".replace(",", gap)


@given(st.integers(-LIMIT, LIMIT).filter(bool), GAPS, st.sampled_from(["", ".0", ",00"]), GAPS)
def test_any_whole_quantity_is_read_back(number: int, gap: str, end: str, pad: str) -> None:
    assert parse_quantity(pad + grouped(number, gap) + end + pad, LIMIT) == number * 1000


@given(
    st.integers(0, 10**8 - 1),
    st.text("0123456789", max_size=4),
    st.sampled_from([".", ","]),
    GAPS,
    st.sampled_from(["{}", "{} €", "{}\u202f€", "€{}", " {} "]),
)
def test_any_price_is_read_back_or_is_the_ambiguous_shape(
    euros: int, decimals: str, point: str, gap: str, dress: str
) -> None:
    text = dress.format(grouped(euros, gap) + (point + decimals if decimals else ""))
    expected = euros * 10_000 + int(decimals.ljust(4, "0"))
    doubtful = len(decimals) == 3 and 0 < euros < 1000
    assert parse_price(text) == (BAD_P if doubtful else expected)


@given(st.integers(1_000, 10**8 - 1), st.integers(0, 9999), st.sampled_from([",.", ".,"]))
def test_with_both_separators_the_last_is_the_decimal_one(euros: int, e4: int, pair: str) -> None:
    thousands, point = pair
    assert parse_price(grouped(euros, thousands) + f"{point}{e4:04}") == euros * 10_000 + e4


DAYS = st.dates(date(1990, 1, 1), TODAY)


@given(DAYS, st.sampled_from("-/"), st.sampled_from(["", " 08:00", "T23:59:59Z"]))
def test_any_iso_day_is_read_back_in_every_order(day: date, sep: str, time: str) -> None:
    text = day.isoformat().replace("-", sep) + time
    assert {parse_date(text, order) for order in DateOrder} == {day}


@given(DAYS, st.sampled_from("-/."), st.booleans())
def test_any_day_month_year_is_read_back(day: date, sep: str, padded: bool) -> None:
    form = "{0:02}{3}{1:02}{3}{2}" if padded else "{0}{3}{1}{3}{2}"
    assert parse_date(form.format(day.day, day.month, day.year, sep), DateOrder.JOUR_MOIS) == day
    assert parse_date(form.format(day.month, day.day, day.year, sep), DateOrder.MOIS_JOUR) == day


@given(st.text())
def test_any_text_is_a_value_or_a_reason(text: str) -> None:
    assert isinstance(parse_quantity(text, LIMIT), int | Reason)
    assert isinstance(parse_price(text), int | Reason)
    assert isinstance(parse_date(text, DateOrder.MELANGE), date | Reason)
    assert parse_count(text) is None or parse_count(text) >= 0


@given(st.text("0123456789.,+-€ \u00a0\u202fe_/:TZ", max_size=12))
def test_what_is_read_is_in_bounds(text: str) -> None:
    quantity, price = parse_quantity(text, LIMIT), parse_price(text)
    assert isinstance(quantity, Reason) or 0 < abs(quantity) <= LIMIT * 1000
    assert isinstance(price, Reason) or 0 <= price <= 10**12


def test_every_reason_is_explained_in_a_sentence() -> None:
    for reason in Reason:
        assert explain(reason.value).endswith(".")
    with pytest.raises(ValueError, match="inconnu"):
        explain("inconnu")
