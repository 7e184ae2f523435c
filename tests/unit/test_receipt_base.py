"""From the accounts to the receipts: the account of each line, and each step between."""

from typing import Any

import pytest

from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_base import (
    ACCOUNTS,
    ADJUSTMENTS,
    Base,
    Booked,
    Reconciliation,
    account_of,
    base_of,
)
from donations_app.domain.statements import Sum
from tests.unit.builders import HEADING


@pytest.mark.parametrize(
    ("kind", "payer", "account"),
    [
        # ANC 2018-06
        ("donation", "individual", "75411"), ("donation", "couple", "75411"), ("donation", None, "75411"),
        ("collection", None, "75411"), ("securities", "individual", "75411"), ("donation", "company", "7542"),
        ("securities", "company", "7542"), ("donation", "association", ""), ("donation", "foundation", ""),
        ("donation", "public_body", ""), ("waived_expenses", "individual", "75412"), ("dues", "individual", "7561"),
        ("dues", "association", "7561"), ("dues", None, "7561"), ("in_kind", "individual", "87"),
        ("skills", "company", "87"), ("sale", "individual", ""), ("participation", None, ""), ("grant", "company", ""),
        ("subsidy", None, ""),
    ],
)  # fmt: skip
def test_each_line_stands_on_its_account(kind: str, payer: str | None, account: str) -> None:
    assert account_of(kind, payer) == account


def booked(cents: int = 100, **facts: Any) -> Booked:
    known: dict[str, Any] = {
        "kind": "donation", "payer_kind": "individual", "is_booked": True, "has_booking_day": True, "is_undone": False,
        "is_of_year": True, "is_reversed": False, "amount": Money(cents),
    }  # fmt: skip
    return Booked(**(known | facts))


@pytest.mark.parametrize(
    ("facts", "in_accounts", "steps"),
    [
        ({}, 100, {}), ({"is_of_year": False}, 100, {"of_other_year": -100}),
        ({"is_reversed": True}, 100, {"taken_back_later": -100}),
        ({"is_reversed": True, "is_of_year": False}, 100, {"of_other_year": -100}),
        ({"is_reversed": True, "is_undone": True}, 0, {}), ({"is_booked": False}, 0, {"booked_elsewhere": 100}),
        ({"is_booked": False, "has_booking_day": False}, 0, {"not_credited": 100}),
        ({"is_booked": False, "is_of_year": False}, 0, {}), ({"is_booked": False, "is_reversed": True}, 0, {}),
        ({"is_undone": True}, 0, {"booked_elsewhere": 100}), ({"kind": "in_kind"}, 0, {"in_kind": 100}),
        ({"kind": "in_kind", "is_booked": False}, 0, {"in_kind": 100}),
        ({"kind": "in_kind", "is_of_year": False}, 0, {}),
        ({"kind": "in_kind", "is_reversed": True}, 0, {}), ({"kind": "sale"}, 0, {}),
        ({"kind": "sale", "is_booked": False}, 0, {}),
    ],
)  # fmt: skip
def test_each_difference_between_accounts_and_gifts_has_its_step(
    facts: dict[str, Any], in_accounts: int, steps: dict[str, int]
) -> None:
    base = base_of([booked(**facts)])
    assert base.in_accounts == Money(in_accounts)
    assert {name: money.cents for name, money in base.adjustments.items() if money} == steps
    assert base.amount == Money(in_accounts + sum(steps.values()))


def test_sums_of_an_account_and_of_a_step_add_up() -> None:
    parts = [
        booked(100),
        booked(20),
        booked(3, kind="dues"),
        booked(5, is_booked=False),
        booked(7, is_booked=False),
    ]
    parts += [
        booked(11, kind="skills", payer_kind="company"),
        booked(13, kind="in_kind"),
        booked(17, is_of_year=False),
    ]
    parts += [booked(19, is_of_year=False)]
    base = base_of(parts)
    assert {name: money.cents for name, money in base.accounts.items()} == {
        "75411": 156, "75412": 0, "7561": 3, "7542": 0,
    }  # fmt: skip
    assert {name: money.cents for name, money in base.adjustments.items()} == {
        "of_other_year": -36, "taken_back_later": 0, "booked_elsewhere": 12, "not_credited": 0, "in_kind": 24,
    }  # fmt: skip


def test_an_empty_year_has_every_account_and_every_step() -> None:
    assert list(Base().accounts) == list(ACCOUNTS)
    assert list(Base().adjustments) == list(ADJUSTMENTS)
    assert Base().amount == ZERO


@pytest.mark.parametrize(("receipts", "difference"), [(70_00, 0), (69_99, 1), (70_01, -1)])
def test_what_nothing_explains_is_the_difference(receipts: int, difference: int) -> None:
    page = Reconciliation(
        heading=HEADING,
        base=base_of([booked(100_00)]),
        receipts=Sum(3, Money(receipts)),
        prepaid_dues=Money(9),
        without_receipt={"anonymous": Sum(1, Money(20_00)), "reversed": Sum(1, Money(10_00))},
    )
    assert (page.expected, page.difference) == (Money(70_00), Money(difference))
