"""Dues of several years in one payment: how they are typed, and what each year gets."""

import pytest

from donations_app.domain.dues_years import parse_years, spread, years_text
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError

FEES = {2024: Money(20_00), 2025: Money(20_00), 2026: Money(25_00)}


@pytest.mark.parametrize(
    ("typed", "cents", "parts"),
    [
        ("2026", 60_00, {2026: 60_00}),
        ("2024-2026", 65_00, {2024: 20_00, 2025: 20_00, 2026: 25_00}),
        ("2026, 2024 ; 2025", 66_00, {2024: 20_00, 2025: 20_00, 2026: 26_00}),
        ("2024 – 2026", 40_01, {2024: 20_00, 2025: 20_00, 2026: 1}),
        ("2024:15 2025", 40_00, {2024: 15_00, 2025: 25_00}),
        ("2024:15,50,2025:20.00", 35_50, {2024: 15_50, 2025: 20_00}),
        ("2025-2027", 100_00, {2025: 33_34, 2026: 33_33, 2027: 33_33}),  # nobody knows what 2027 will cost
        ("٢٠٢٥-٢٠٢٦", 45_00, {2025: 20_00, 2026: 25_00}),
    ],
)
def test_each_year_gets_what_is_wanted_of_it_the_earliest_first(
    typed: str, cents: int, parts: dict[int, int]
) -> None:
    found = spread(Money(cents), parse_years(typed), FEES)
    assert {year: part.cents for year, part in found} == parts
    assert spread(Money(cents), parse_years(years_text(found)), {}) == found


@pytest.mark.parametrize(
    ("typed", "cents", "why"),
    [
        ("", 60_00, "years_unreadable"),
        ("24", 60_00, "years_unreadable"),
        ("1989", 60_00, "years_unreadable"),
        ("2101", 60_00, "years_unreadable"),
        ("2026-2024", 60_00, "years_unreadable"),
        ("2024-", 60_00, "years_unreadable"),
        ("2024 2024", 60_00, "years_twice"),
        ("2015-2027", 60_00, "years_too_many"),
        ("2015-2020 2021-2027", 60_00, "years_too_many"),
        ("2024:1,005 2025", 60_00, "amount_too_precise"),
        ("2024-2026", 40_00, "years_not_reached"),
        ("2024:60 2025", 60_00, "years_not_reached"),
        ("2024:61 2025", 60_00, "years_not_reached"),
        ("2024:30 2025:20", 60_00, "years_differ"),
        ("2024:30 2025:40", 60_00, "years_differ"),
    ],
)
def test_years_that_cannot_be_taken_say_why(typed: str, cents: int, why: str) -> None:
    with pytest.raises(TypedError) as refused:
        spread(Money(cents), parse_years(typed), FEES)
    assert refused.value.problem == why
