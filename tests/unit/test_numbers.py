"""Numbers of receipts: made, taken apart, and patterns that could repeat one."""

import pytest

from donations_app.domain.numbers import (
    DEFAULT_PATTERN,
    PatternInvalid,
    check_pattern,
    file_name,
    letter_of,
    number_in,
    series_of,
)


@pytest.mark.parametrize(
    ("pattern", "form", "series", "number"),
    [
        (DEFAULT_PATTERN, "11580*05", "2025-MRS-P", "2025-MRS-P-000187"),
        (DEFAULT_PATTERN, "16216*03", "2025-MRS-E", "2025-MRS-E-000187"),
        ("{form}/{year}/{office}/{n}", "11580*05", "P/2025/MRS", "P/2025/MRS/187"),
        ("{n:04} {office}.{year}_{form}", "11580*05", "MRS.2025_P", "0187 MRS.2025_P"),
    ],
)
def test_a_number_says_its_year_office_and_form(pattern: str, form: str, series: str, number: str) -> None:
    assert check_pattern(pattern) == pattern
    assert number_in(pattern, year=2025, office="MRS", form=form, n=187) == number
    assert series_of(pattern, year=2025, office="MRS", form=form) == series


def test_both_forms_have_a_letter_whatever_their_version() -> None:
    assert [letter_of(form) for form in ("11580*05", "11580*06", "16216*03", "11580")] == ["P", "P", "E", "P"]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{n}", "number_pattern_invalid"), ("{year}-{office}-{form}", "number_pattern_invalid"),
        ("{year}{year}-{office}-{form}-{n}", "number_pattern_invalid"), ("{x}-{n", "number_pattern_invalid"),
        ("{year}-{office}-{form}-{n}{", "number_pattern_invalid"),
        ("{year}-{office}-{form}-{n}-{n}", "number_pattern_invalid"),
        ("{year}-{office}-{form}-{m}", "number_pattern_invalid"),
        ("{year}{office}-{form}-{n}", "number_pattern_unclear"),
        ("{year}-{office}{form}-{n}", "number_pattern_unclear"),
        ("{year}-{office}-{form}{n}", "number_pattern_unclear"),
        ("{year}-{office}X{form}-{n}", "number_pattern_unclear"),
        ("{year}-{office}-{form}-{n:013}", "number_pattern_unclear"),
        ("{year}-{office}-{form}-{n:00}", "number_pattern_unclear"),
        ("{year:04}-{office}-{form}-{n}", "number_pattern_unclear"),
        ("é{year}-{office}-{form}-{n}", "number_pattern_unclear"),
        ("{year}-{office}-{form}-{n}:", "number_pattern_unclear"),
        ("{year}-{office}-{form}-{n}" + "x" * 35, "number_pattern_unclear"),
    ],
)  # fmt: skip
def test_a_pattern_that_could_repeat_a_number_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(PatternInvalid) as error:
        check_pattern(pattern)
    assert str(error.value) == why


@pytest.mark.parametrize(
    "pattern",
    [
        "A{year}-{office}-{form}-{n:012}Z",
        "{year}-{office}-{form}-{n:01}",
        "{year}-{office}-{form}-{n}" + "x" * 34,
    ],
)
def test_a_pattern_may_have_sixty_characters_and_twelve_digits(pattern: str) -> None:
    assert check_pattern(pattern) == pattern
    assert len(pattern) <= 60


@pytest.mark.parametrize(
    ("number", "name"),
    [("../2025/MRS", "---2025-MRS"), ("2025-MRS_P 000001", "2025-MRS_P-000001"), ("é٣.pdf", "---pdf")],
)
def test_a_file_name_cannot_leave_its_folder(number: str, name: str) -> None:
    assert file_name(number) == name


@pytest.mark.parametrize(("ref", "name"), [("AUX", "AUX-"), ("lpt1", "lpt1-"), ("AUX1", "AUX1")])
def test_no_file_is_named_as_a_device_of_windows(ref: str, name: str) -> None:
    assert file_name(ref) == name
