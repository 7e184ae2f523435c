from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.typed import (
    TypedError,
    clean_text,
    parse_amount,
    parse_date,
    parse_percent,
    parse_short_date,
)

TODAY = date(2026, 11, 23)
# hostile amounts and why each is refused; also used by the import, the form and the services
HOSTILE_AMOUNTS = {
    "NaN": "amount_not_a_number", "inf": "amount_not_a_number", "-Infinity": "amount_not_a_number",
    "1e9": "amount_not_a_number", "0": "amount_zero", "0,00": "amount_zero", "-5": "amount_negative",
    "12.345": "amount_too_precise", "1.234,56": "amount_not_a_number", "1,234.56": "amount_not_a_number",
    "1 23": "amount_not_a_number", "１２": "amount_not_a_number", "٣٤": "amount_not_a_number",
    "1_000": "amount_not_a_number", "0x10": "amount_not_a_number", "1000000000,01": "amount_too_large",
    "9223372036854775808": "amount_too_large", "12,": "amount_not_a_number", ",50": "amount_not_a_number",
    "douze": "amount_not_a_number",
}  # fmt: skip
HOSTILE_DATES = {
    "0001-01-01": "date_out_of_range", "9999-12-31": "date_out_of_range", "29/02/2025": "date_impossible",
    "31/04/2025": "date_impossible", "1/2/26": "date_ambiguous", "infinity": "date_unreadable",
    "2025-13-01": "date_impossible", "25/11/2026": "date_out_of_range", "2025-01-01T00:00:00Z": "date_unreadable",
    "31/12/1989": "date_out_of_range",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("150", 15000), ("150,5", 15050), ("1 200", 120000), ("1234.56", 123456), ("1\u202f234,56", 123456),
     ("1\u00a0234,56", 123456), (" 0,01 ", 1), ("1000000000", 10**11)],
)  # fmt: skip
def test_amounts_are_taken_as_people_write_them(typed: str, cents: int) -> None:
    assert parse_amount(typed) == cents


@pytest.mark.parametrize(("typed", "why"), HOSTILE_AMOUNTS.items())
def test_hostile_amounts_are_refused_with_their_reason(typed: str, why: str) -> None:
    with pytest.raises(TypedError) as error:
        parse_amount(typed)
    assert error.value.problem == why


@given(st.text(max_size=30))
def test_any_text_is_an_exact_amount_or_refused(typed: str) -> None:
    try:
        cents = parse_amount(typed)
    except TypedError:
        return
    plain = typed.strip(" \u00a0\u202f").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    euros, _, decimals = plain.replace(",", ".").partition(".")
    assert cents == int(euros) * 100 + int(decimals.ljust(2, "0") or 0)


@pytest.mark.parametrize(("typed", "why"), HOSTILE_DATES.items())
def test_hostile_dates_are_refused_with_their_reason(typed: str, why: str) -> None:
    with pytest.raises(TypedError) as error:
        parse_date(typed, today=TODAY)
    assert error.value.problem == why


@pytest.mark.parametrize(
    ("typed", "day"),
    [("21", date(2026, 11, 21)), ("24", date(2026, 11, 24)), ("25", date(2026, 10, 25)),
     ("2111", date(2026, 11, 21)), ("21/11", date(2026, 11, 21)), ("31/12", date(2025, 12, 31)),
     ("+1", date(2026, 11, 24)), ("-1", date(2026, 11, 22)), ("29/02", date(2024, 2, 29)),
     ("31/12/2025", date(2025, 12, 31)), ("2025-12-31", date(2025, 12, 31))],
)  # fmt: skip
def test_short_days_mean_the_last_such_day(typed: str, day: date) -> None:
    assert parse_short_date(typed, today=TODAY) == day


def test_a_percent_is_exact_to_the_hundredth() -> None:
    assert parse_percent("33,33 %") == 3333
    with pytest.raises(TypedError):
        parse_percent("100,01")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [("  Aït   Ahmed ", "Aït Ahmed"), ("Ai\u0308t", "Aït"), ("a\u202eb\u200bc", "abc"), ("O'Brien", "O'Brien"),
     ("line\nbreak", "line break"), ("<SARL> & ⵜⴰⵎⴰⵣⵉⵖⵜ", "<SARL> & ⵜⴰⵎⴰⵣⵉⵖⵜ")],
)  # fmt: skip
def test_texts_lose_what_cannot_be_seen_and_nothing_else(typed: str, clean: str) -> None:
    assert clean_text(typed) == clean


def test_a_text_beyond_its_place_is_refused() -> None:
    with pytest.raises(TypedError, match="text_too_long"):
        clean_text("x" * 201)
