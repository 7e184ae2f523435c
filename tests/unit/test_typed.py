"""What people type: amounts, days, percents, yes or no, texts; each at its edges."""

import unicodedata
from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.errors import InputRefused, ReasonMissing
from donations_app.domain.pasted import pasted
from donations_app.domain.typed import (
    TypedError,
    are_clean,
    clean_reason,
    clean_text,
    has_invisible,
    is_blank,
    is_clean,
    is_month_first,
    is_within_reach,
    parse_amount,
    parse_any_date,
    parse_date,
    parse_kilometres,
    parse_percent,
    parse_rate,
    parse_short_date,
    parse_whole,
    parse_yes_no,
)

TODAY = date(2026, 11, 23)
# hostile amounts and why each is refused; also used by the import, the form and the services
HOSTILE_AMOUNTS = {
    "NaN": "amount_not_a_number", "inf": "amount_not_a_number", "-Infinity": "amount_not_a_number",
    "1e9": "amount_not_a_number", "0": "amount_zero", "0,00": "amount_zero", "-5": "amount_negative",
    "12.345": "amount_too_precise", "1.234,56": "amount_not_a_number", "1,234.56": "amount_not_a_number",
    "1 23": "amount_not_a_number", "１２": "amount_not_a_number", "٣٤ x": "amount_not_a_number",
    "1_000": "amount_not_a_number", "0x10": "amount_not_a_number", "1000000000,01": "amount_too_large",
    "9223372036854775808": "amount_too_large", "12,": "amount_not_a_number", ",50": "amount_not_a_number",
    "douze": "amount_not_a_number", "−5": "amount_negative", "- 5": "amount_negative", "-": "amount_not_a_number",
    "-x": "amount_not_a_number", "--5": "amount_not_a_number", "5-": "amount_not_a_number",
    "1 234,567": "amount_too_precise", "1000000000,00x": "amount_not_a_number", "1 0000": "amount_not_a_number",
    "0000000000001": "amount_too_large", "999999999999": "amount_too_large", "12,5 k€": "amount_not_a_number",
}  # fmt: skip
HOSTILE_DATES = {
    "0001-01-01": "date_out_of_range", "9999-12-31": "date_out_of_range", "29/02/2025": "date_impossible",
    "31/04/2025": "date_impossible", "1/2/26": "date_ambiguous", "infinity": "date_unreadable",
    "2025-13-01": "date_impossible", "25/11/2026": "date_out_of_range", "2025-01-01T00:00:00Z": "date_unreadable",
    "31/12/1989": "date_out_of_range", "1-1-25": "date_ambiguous", "1.1.25": "date_ambiguous",
    "1/1/125": "date_unreadable",
    "00/01/2025": "date_impossible", "2025-1-1": "date_unreadable", "٣١/٠٢/٢٠٢٥": "date_impossible",
    "2025-01-01 25": "date_unreadable",
    "18:23:13": "date_unreadable",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("150", 15000), ("150,5", 15050), ("1 200", 120000), ("1234.56", 123456), ("1\u202f234,56", 123456),
     ("1\u00a0234,56", 123456), (" 0,01 ", 1), ("1000000000", 10**11), ("999999999,99", 10**11 - 1), ("0,10", 10),
     ("0,1", 10), ("000000000001", 100), ("1 000 000", 10**8), ("0012", 1200),
     ("\u200f\u2066 1\u2009234,56\u2069", 123456), ("\t150\n", 15000), ("\ufeff1\u2007000", 100000),
     ("1\u200b50", 15000), ("20,00 €", 2000), ("50€", 5000), ("1\u202f234,56\u00a0€", 123456),
     ("EUR 12", 1200), ("12,5 euros", 1250), ("1\u2009234,56", 123456), ("٣٤", 3400), ("١٬٢٣٤٫٥٦", 123456),
     ("۱۲", 1200)],
)  # fmt: skip
def test_amounts_are_taken_as_people_write_them(typed: str, cents: int) -> None:
    assert parse_amount(typed) == cents


@pytest.mark.parametrize(("typed", "why"), [*HOSTILE_AMOUNTS.items(), ("", "amount_not_a_number")])
def test_hostile_amounts_are_refused_with_their_reason(typed: str, why: str) -> None:
    with pytest.raises(TypedError) as error:
        parse_amount(typed)
    assert error.value.problem == why


@pytest.mark.parametrize("copied", ["1\t234", "1\n234", "\u200f"])
def test_two_cells_are_no_amount_and_marks_alone_neither(copied: str) -> None:
    assert refused(lambda: parse_amount(copied)) == "amount_not_a_number"


@given(st.text(max_size=30))
def test_any_text_is_an_exact_amount_or_refused(typed: str) -> None:
    try:
        cents = parse_amount(typed)
    except TypedError:
        return
    digits = "".join(str(unicodedata.decimal(c, c)) for c in pasted(typed))
    plain = "".join(c for c in digits if c in "0123456789.,٫").replace(",", ".").replace("٫", ".").strip(".")
    euros, _, decimals = plain.partition(".")
    assert cents == int(euros) * 100 + int(decimals.ljust(2, "0") or 0)


@pytest.mark.parametrize(("typed", "why"), [*HOSTILE_DATES.items(), ("", "date_unreadable")])
def test_hostile_dates_are_refused_with_their_reason(typed: str, why: str) -> None:
    with pytest.raises(TypedError) as error:
        parse_date(typed, today=TODAY)
    assert error.value.problem == why


@pytest.mark.parametrize(
    ("typed", "day"),
    [("21", date(2026, 11, 21)), ("24", date(2026, 11, 24)), ("25", date(2026, 10, 25)),
     ("2111", date(2026, 11, 21)), ("21/11", date(2026, 11, 21)), ("31/12", date(2025, 12, 31)),
     ("+1", date(2026, 11, 24)), ("-1", date(2026, 11, 22)), ("29/02", date(2024, 2, 29)),
     ("31/12/2025", date(2025, 12, 31)), ("2025-12-31", date(2025, 12, 31)), ("+0", TODAY), ("-23", date(2026, 10, 31)),
     ("-999", date(2024, 2, 28)), ("31", date(2026, 10, 31)), ("24/11", date(2026, 11, 24)),
     ("25/11", date(2025, 11, 25)),
     ("1.02", date(2026, 2, 1)), (" 0102 ", date(2026, 2, 1)), ("1-12", date(2025, 12, 1))],
)  # fmt: skip
def test_short_days_mean_the_last_such_day(typed: str, day: date) -> None:
    assert parse_short_date(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        ("2026-12-31", "1", "2027-01-01"), ("2026-12-31", "2", "2026-12-02"), ("2026-01-05", "31", "2025-12-31"),
        ("2026-03-02", "30", "2026-01-30"), ("2026-03-02", "29", "2026-01-29"), ("2026-12-31", "0101", "2027-01-01"),
        ("2026-12-31", "0201", "2026-01-02"), ("2027-06-01", "2902", "2024-02-29"),
        ("2028-02-28", "2902", "2028-02-29"),
        ("2028-02-27", "2902", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_short_day_is_never_later_than_tomorrow(today: str, typed: str, day: str) -> None:
    assert parse_short_date(typed, today=date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("32", "date_impossible"), ("0", "date_impossible"), ("3102", "date_impossible"), ("0113", "date_impossible"),
     ("+2", "date_out_of_range"), ("+1000", "date_unreadable"), ("x", "date_unreadable"), ("1/2/26", "date_ambiguous")],
)  # fmt: skip
def test_a_short_day_that_there_is_not_is_refused(typed: str, why: str) -> None:
    assert refused(lambda: parse_short_date(typed, today=TODAY)) == why


def refused(parse: Callable[[], object]) -> str:
    """Return why a text is refused."""
    with pytest.raises(TypedError) as error:
        parse()
    return error.value.problem


def test_a_day_lies_between_1990_and_tomorrow() -> None:
    assert parse_date("01/01/1990", today=TODAY) == date(1990, 1, 1)
    assert parse_date("24/11/2026", today=TODAY) == date(2026, 11, 24)
    assert parse_date(" 1.2.2026 ", today=TODAY) == date(2026, 2, 1)
    assert parse_date("٠١/٠٢/٢٠٢٦", today=TODAY) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "03/04/2026 18:23:13",
        "2026-04-03T18:23:13",
        "2026-04-03 18:23:13.250",
        "03/04/2026  8h05",
        "3.4.2026 18:23",
    ],
)
def test_a_day_with_its_hour_is_that_day(typed: str) -> None:
    assert parse_date(typed, today=TODAY) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("typed", "is_first"),
    [("12/31/2025", True), ("1/13/25", True), (" 08-25-2025 18:23", True), ("31/12/2025", False), ("03/08/2025", False),
     ("31/13/2025", False), ("13/13/2025", False), ("12/32/2025", False), ("05/12/2025", False),
     ("2025-12-31", False), ("x", False)],
)  # fmt: skip
def test_a_day_that_can_only_have_its_month_first_is_told(typed: str, is_first: bool) -> None:
    assert is_month_first(typed) is is_first


@pytest.mark.parametrize(
    "typed",
    [" 01/03/2026", "\t01/03/2026\n", "\u200f01/03/2026\u200f", "\u206701\u200f/03\u200f/2026\u2069",
     "01\u201103\u20112026", "\u00a02026\u201303\u201301", "01\u00ad/03/2026\ufeff"],
)  # fmt: skip
def test_a_day_is_read_without_what_was_copied_with_it(typed: str) -> None:
    assert parse_date(typed, today=TODAY) == date(2026, 3, 1)
    assert parse_short_date(typed, today=TODAY) == date(2026, 3, 1)


def test_other_values_are_read_without_what_was_copied_with_them() -> None:
    assert (parse_percent("\u200f15\u2009%"), parse_whole("\t12\u200e"), parse_rate("\u00a010,85")) == (
        1_500, 12, "10.85",
    )  # fmt: skip
    assert parse_yes_no("\u200foui\u00a0")


def test_the_end_of_a_project_lies_between_1900_and_2100() -> None:
    assert parse_any_date("1900-01-01") == date(1900, 1, 1)
    assert parse_any_date("31/12/2100") == date(2100, 12, 31)
    assert refused(lambda: parse_any_date("1899-12-31")) == "date_beyond"
    assert refused(lambda: parse_any_date("01/01/2101")) == "date_beyond"
    assert [is_within_reach(day) for day in (None, date(1899, 12, 31), date(1900, 1, 1))] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("typed", "points"),
    [("33,33 %", 3333), ("15", 1500), ("15%", 1500), ("0", 0), ("0,01", 1), ("0.1\u00a0%", 10), ("100", 10_000),
     ("100,00", 10_000), (" 5 ", 500), ("٥٫٥٪", 550)],
)  # fmt: skip
def test_a_percent_is_exact_to_the_hundredth(typed: str, points: int) -> None:
    assert parse_percent(typed) == points


@pytest.mark.parametrize("typed", ["100,01", "101", "-1", "1,234", "", "%", "1000", "x", "5 % %", "٥x"])
def test_what_is_no_percent_is_refused(typed: str) -> None:
    assert refused(lambda: parse_percent(typed)) == "percent_unreadable"


@pytest.mark.parametrize(
    ("typed", "number"), [("0", 0), ("999999999", 999_999_999), (" 7 ", 7), ("007", 7), ("٧", 7)]
)
def test_a_whole_number_has_nine_digits_at_most(typed: str, number: int) -> None:
    assert parse_whole(typed) == number


@pytest.mark.parametrize("typed", ["1000000000", "-1", "1.0", "", "٧x", "1 0"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    assert refused(lambda: parse_whole(typed)) == "number_unreadable"


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("10", "10"),
        ("10,85", "10.85"),
        ("0010.850", "10.850"),
        ("0,00000001", "0.00000001"),
        ("9999999", "9999999"),
        (" 1 ", "1"),
        ("١٠٫٨٥", "10.85"),
    ],
)
def test_a_rate_is_a_plain_decimal(typed: str, rate: str) -> None:
    assert parse_rate(typed) == rate


@pytest.mark.parametrize("typed", ["0", "0,00", "-1", "10000000", "1,123456789", "", "x", "1e3", "١x"])
def test_what_is_no_rate_is_refused(typed: str) -> None:
    assert refused(lambda: parse_rate(typed)) == "rate_unreadable"


@pytest.mark.parametrize(
    ("typed", "km"),
    [("12", 12), ("1 000 km", 1000), ("12,0", 12), ("12km", 12), ("5 kilomètres", 5), ("١٢", 12)],
)
def test_a_distance_is_whole_kilometres(typed: str, km: int) -> None:
    assert parse_kilometres(typed) == km


@pytest.mark.parametrize(
    ("typed", "why"),
    [("1 000,5 km", "km_not_whole"), ("0.01", "km_not_whole"), ("12 mi", "number_unreadable"),
     ("", "number_unreadable"), ("-5", "number_unreadable"), ("1 00", "number_unreadable")],
)  # fmt: skip
def test_a_part_of_a_kilometre_is_told_and_never_rounded(typed: str, why: str) -> None:
    assert refused(lambda: parse_kilometres(typed)) == why


def test_yes_and_no_are_said_in_three_languages() -> None:
    assert all(parse_yes_no(typed) for typed in ("yes", " OUI ", "x", "1", "نعم", "Vrai", "true", "o", "y"))
    assert not any(parse_yes_no(typed) for typed in ("no", "NON", "0", "لا", "faux", "false", "n"))
    for typed in ("", "maybe", "2"):
        assert refused(lambda typed=typed: parse_yes_no(typed)) == "yes_no_unreadable"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("typed", "clean"),
    [("  Aït   Ahmed ", "Aït Ahmed"), ("Ai\u0308t", "Aït"), ("a\u202eb\u200bc", "abc"), ("O'Brien", "O'Brien"),
     ("line\nbreak", "line break"), ("<SARL> & ⵜⴰⵎⴰⵣⵉⵖⵜ", "<SARL> & ⵜⴰⵎⴰⵣⵉⵖⵜ")],
)  # fmt: skip
def test_texts_lose_what_cannot_be_seen_and_nothing_else(typed: str, clean: str) -> None:
    assert clean_text(typed) == clean


def test_a_text_beyond_its_place_is_refused() -> None:
    assert clean_text("x" * 200) == "x" * 200
    assert clean_text(f" {'x' * 200} ") == "x" * 200
    assert clean_text("12345", limit=5) == "12345"
    assert refused(lambda: clean_text("x" * 201)) == "text_too_long"
    assert refused(lambda: clean_text("123456", limit=5)) == "text_too_long"


@pytest.mark.parametrize(
    ("text", "is_hidden", "blank"),
    [
        ("", False, True), ("  ", False, True), ("a", False, False), ("é", False, False), ("\u00a0", False, True),
        ("\u200b", True, True), ("a\u200b", True, False), ("\ue000", True, True), ("\u2800", False, True),
        ("\t", False, True),
        ("\x00", True, True), ("a\x00", True, False), ("\u3164\u200b ", True, True), ("a b", False, False),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_told(text: str, is_hidden: bool, blank: bool) -> None:
    assert has_invisible(text) is is_hidden
    assert is_blank(text) is blank


def test_a_reason_is_one_line_of_five_hundred_characters_at_most() -> None:
    assert clean_reason(" Erreur\nde saisie ") == "Erreur de saisie"
    assert clean_reason("x" * 500) == "x" * 500
    assert clean_reason(" \u200b", compulsory=False) == ""
    with pytest.raises(ReasonMissing):
        clean_reason(" \u200b")
    with pytest.raises(InputRefused) as error:
        clean_reason("x" * 501)
    assert [(one.field, one.code, one.value) for one in error.value.problems] == [
        ("reason", "text_too_long", "x" * 80)
    ]


@given(
    st.text(st.characters(codec="utf-8"), max_size=6)
    | st.sampled_from(["V1", "a b", "é", "x" * 201, "\u200b", "\x7f"])
)
def test_what_is_clean_is_left_as_it_is(text: str) -> None:
    if is_clean(text):
        assert clean_text(text) == text
        assert not is_blank(text)
        assert not has_invisible(text)


_LOOKED_AT = (
    "", "a", "b c", "é", "a|b", "|", "aïcha e", " a", "a ", "a  b", "a\tb", "a\nb", "\u200ba", "a\u00a0b", "e\u0301",
    "\u3164", "\u2800", "x" * 9, "x" * 10, "بئر",
)  # fmt: skip


def test_texts_are_looked_at_together_as_each_by_itself() -> None:
    def is_left(text: str) -> bool:
        try:
            return not text or (not is_blank(text) and clean_text(text, limit=9) == text)
        except TypedError:
            return False

    for one, other in product(_LOOKED_AT, repeat=2):
        assert are_clean([one, other], limit=9) == (is_left(one) and is_left(other)), (one, other)
    assert not are_clean(["a |b"])  # it cannot be told from two texts
    assert are_clean(["x" * 200])
    assert not are_clean(["x" * 201])
