"""Entries of a journal: roles, sides, what is taken back, what donors earmarked."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.accounting import (
    Banked,
    Booking,
    Entry,
    Given,
    balances,
    banked_entries,
    booked_entries,
    closing_entries,
    given_entries,
    plan_on,
)
from donations_app.domain.money import ZERO, Money
from donations_app.domain.spending import EarmarkedYear
from donations_app.formats.legal import parameters

FIRST, ON, LAST = date(2025, 1, 1), date(2025, 3, 5), date(2025, 12, 31)
PLAN = plan_on(parameters(), LAST)


def booking(cents: int = 50_00, **facts: Any) -> Booking:
    known: dict[str, Any] = {
        "payment": "V1", "of": "", "on": ON, "arrived_on": ON, "method": "transfer", "is_banked": False,
        "kind": "donation", "payer_kind": "individual",
    }  # fmt: skip
    return Booking(**{**known, **facts}, amount=Money(cents))


def sides(entry: Entry) -> tuple[str, str, int]:
    """Return debit, credit and cents of an entry of two lines."""
    debit, credit = entry.lines
    assert (debit.credit, credit.debit, debit.debit) == (ZERO, ZERO, credit.credit)
    return debit.account.number, credit.account.number, debit.debit.cents


def booked(*bookings: Booking) -> list[tuple[str, str, int]]:
    return [sides(one) for one in booked_entries(bookings, PLAN, year_first_on=FIRST)]


@pytest.mark.parametrize(
    ("facts", "debit", "credit"),
    [
        ({}, "512", "75411"),
        ({"method": "cash"}, "530", "75411"),
        ({"method": "cheque"}, "5112", "75411"),
        ({"method": "cheque", "is_banked": True}, "5112", "75411"),  # it came as a cheque; the slip banks it
        ({"method": "card", "kind": "dues"}, "512", "7561"),
        ({"payer_kind": None}, "512", "75411"),
        ({"payer_kind": "company"}, "512", "7542"),
        ({"payer_kind": "association"}, "512", "7551"),
        ({"payer_kind": "public_body"}, "512", "741"),
        ({"kind": "subsidy", "payer_kind": "public_body"}, "512", "741"),
        ({"kind": "grant", "payer_kind": "foundation"}, "512", "7551"),
        ({"kind": "sale"}, "512", "707"),
        ({"kind": "participation"}, "512", "706"),
        ({"kind": "securities"}, "508", "75411"),
        ({"kind": "in_kind", "method": "none"}, "860", "870"),
        ({"kind": "skills", "method": "none", "payer_kind": "company"}, "862", "871"),
    ],
)
def test_each_kind_of_line_has_its_two_accounts(facts: dict[str, Any], debit: str, credit: str) -> None:
    assert booked(booking(**facts)) == [(debit, credit, 50_00)]


def test_waived_expenses_are_owed_to_the_volunteer_and_then_given() -> None:
    line = booking(kind="waived_expenses", method="none")
    assert booked(line) == [("625", "4681", 50_00), ("4681", "75412", 50_00)]


@pytest.mark.parametrize(
    ("facts", "debit", "credit"),
    [
        ({}, "75411", "512"),
        ({"method": "cash"}, "75411", "530"),
        ({"method": "cheque"}, "75411", "5112"),
        ({"method": "cheque", "is_banked": True}, "75411", "512"),
        ({"arrived_on": date(2024, 12, 31)}, "672", "512"),
        ({"arrived_on": FIRST}, "75411", "512"),
    ],
)
def test_what_is_taken_back_goes_the_other_way_and_of_an_earlier_year_through_its_own_account(
    facts: dict[str, Any], debit: str, credit: str
) -> None:
    assert booked(booking(-50_00, of="V0", **facts)) == [(debit, credit, 50_00)]


def test_cheques_and_cash_come_to_the_bank_and_contributions_stand_beside() -> None:
    banked = [Banked("B1", ON, "cheque", Money(70_00)), Banked("B2", ON, "cash", Money(5_00))]
    assert [sides(one) for one in banked_entries(banked, PLAN)] == [
        ("512", "5112", 70_00), ("512", "530", 5_00),
    ]  # fmt: skip
    given_ = [Given("A1", ON, "labour", Money(9_00)), Given("A2", ON, "land", Money(-8_00))]
    assert [sides(one) for one in given_entries(given_, PLAN)] == [("864", "875", 9_00), ("870", "860", 8_00)]
    assert [one.journal for one in (*banked_entries(banked, PLAN), *given_entries(given_, PLAN))] == [
        "BQ", "BQ", "OD", "OD",
    ]  # fmt: skip


sums = st.integers(0, 1_000_00).map(Money)


@given(
    carried=sums,
    received=sums,
    taken=st.integers(-500_00, 500_00).map(Money),
    used=st.integers(-500_00, 900_00),
)
def test_what_is_left_of_earmarked_money_stands_on_its_account(
    carried: Money, received: Money, taken: Money, used: int
) -> None:
    year = EarmarkedYear("EAU", "", 2025, carried, received, taken, Money(used))
    of = {one.account.number: one.credit - one.debit for one in balances(closing_entries([year], PLAN, LAST))}
    assert carried + of.get("196", ZERO) == year.left
    assert sum((amount for amount in of.values()), start=ZERO) == ZERO


def test_carried_money_is_used_first() -> None:
    year = EarmarkedYear("EAU", "", 2025, Money(100_00), Money(60_00), ZERO, Money(120_00))
    entries = closing_entries([year], PLAN, LAST)
    assert [sides(one) for one in entries] == [("196", "7896", 100_00), ("6896", "196", 40_00)]
