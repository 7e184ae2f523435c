"""Identifiers, names as they are searched, dues, numbers of receipts."""

from datetime import date

import pytest

from donations_app.domain import identifiers
from donations_app.domain.dues import dues_years
from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.numbers import check_pattern, file_name, number_in, series_of


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (identifiers.siren, "552 100 554", "552100555"),
        (identifiers.rna, "W131000001", "X131000001"),
        (identifiers.iban, "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890188"),
        (identifiers.iban, "MA64011519000001205000534921", "MA64011519000001205000534922"),
    ],
)
def test_identifiers_are_checked(check, good: str, bad: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert check(good) == identifiers.compact(good)
    with pytest.raises(identifiers.IdentifierInvalid):
        check(bad)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Aït Ahmed", "AIT AHMED"), ("Hélène", "helene"), ("Ɛli", "eli"), ("أحمد", "احمد"), ("فاطمة", "فاطمه"),
     ("محمّد", "محمد"), ("Œuvre", "oeuvre")],
)  # fmt: skip
def test_names_are_found_however_they_are_written(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_dues_are_paid_partly_paid_owed_late_or_exempt() -> None:
    years = dues_years(
        since=date(2022, 5, 1), until=None, fees={year: Money(30_00) for year in range(2022, 2027)},
        paid={2023: Money(30_00), 2026: Money(10_00)}, exempt=[2024], today=date(2026, 11, 23),
    )  # fmt: skip
    assert [(year.year, year.state, year.missing.cents) for year in years] == [
        (2022, "late", 30_00), (2023, "paid", 0), (2024, "exempt", 0), (2025, "late", 30_00),
        (2026, "partly_paid", 20_00),
    ]  # fmt: skip


def test_a_number_says_its_year_office_and_form() -> None:
    pattern = "{year}-{office}-{form}-{n:06}"
    assert number_in(pattern, year=2025, office="MRS", form="11580*05", n=187) == "2025-MRS-P-000187"
    assert series_of(pattern, year=2025, office="MRS", form="11580*05") == "2025-MRS-P"


@pytest.mark.parametrize(
    "bad", ["{n}", "{year}-{office}-{form}", "{year}{year}-{office}-{form}-{n}", "{x}-{n"]
)
def test_a_pattern_that_could_repeat_a_number_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_pattern(bad)


def test_a_file_name_cannot_leave_its_folder() -> None:
    assert file_name("../2025/MRS") == "---2025-MRS"
