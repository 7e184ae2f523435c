"""Receipts held against money: each finding alone, the first of several, and what is no finding."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.control import (
    Compared,
    Control,
    Policy,
    ReceiptedMoney,
    finding,
    is_unexplained,
    policy_on,
)
from donations_app.domain.money import Money
from donations_app.domain.statements import Sum
from tests.unit.builders import HEADING

SOUND = ReceiptedMoney(
    number="2025-MRS-P-000001", year=2025, issued_on=date(2026, 1, 15), payer_id=1, amount=Money(100_00), line_id=1,
    payment="V1", position=1, kind="donation", method="cheque", paid=Money(100_00), paid_by=1,
    received_on=date(2025, 3, 1), credited_on=None, reversal="", is_live=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ""), ({"reversal": "return"}, "returned"), ({"reversal": "correction"}, "reversed"),
        ({"reversal": "refund"}, "reversed"), ({"is_live": False}, "not_live"), ({"paid_by": 2}, "payer_differs"),
        ({"paid_by": None}, "payer_differs"), ({"paid": Money(99_99)}, "amount_differs"),
        ({"paid": Money(100_01)}, "amount_differs"), ({"received_on": date(2024, 12, 31)}, "outside_year"),
        ({"received_on": date(2025, 1, 1)}, ""), ({"received_on": date(2025, 12, 31)}, ""),
        ({"received_on": date(2026, 1, 1)}, "outside_year"), ({"received_on": None}, "outside_year"),
        ({"method": "transfer", "credited_on": date(2026, 1, 2)}, "outside_year"),
    ],
)  # fmt: skip
def test_each_line_of_a_receipt_is_held_against_its_payment(facts: dict[str, Any], found: str) -> None:
    assert finding(replace(SOUND, **facts), "credited") == found


def test_the_policy_of_the_day_of_issue_decides_for_online_gifts() -> None:
    late = replace(SOUND, method="online", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 2))
    assert (finding(late, "paid"), finding(late, "credited")) == ("", "outside_year")


def test_the_first_finding_is_the_one_told() -> None:
    facts: dict[str, Any] = {
        "reversal": "return", "is_live": False, "paid_by": 2, "paid": Money(1), "received_on": date(2024, 1, 1),
    }  # fmt: skip
    told = []
    for name in facts:
        told.append(finding(replace(SOUND, **facts), "credited"))
        facts[name] = getattr(SOUND, name)
    assert told == ["returned", "not_live", "payer_differs", "amount_differs", "outside_year"]


@pytest.mark.parametrize(
    ("day", "policy"),
    [("2020-01-01", "paid"), ("2022-12-31", "paid"), ("2023-01-01", "paid"), ("2024-12-31", "paid"),
     ("2025-01-01", "credited"), ("2026-06-01", "credited")],
)  # fmt: skip
def test_a_policy_holds_from_its_day_on_and_the_first_before_it_too(day: str, policy: str) -> None:
    policies = [Policy(date(2023, 1, 1), "paid"), Policy(date(2025, 1, 1), "credited")]
    assert policy_on(policies, date.fromisoformat(day)) == policy


def compared(side: Any, reason: str) -> Compared:
    return Compared(side, "", "V1", 1, "donation", "cheque", Money(1), reason)


@pytest.mark.parametrize(
    ("side", "reason", "is_finding"),
    [
        ("receipt", "", False), ("receipt", "returned", True), ("receipt", "anonymous", True), ("payment", "", False),
        ("payment", "to_issue", True), ("payment", "receipted_elsewhere", True), ("payment", "anonymous", False),
        ("payment", "other_year", False),
    ],
)  # fmt: skip
def test_money_without_a_receipt_is_a_finding_only_when_it_should_have_one(
    side: Any, reason: str, is_finding: bool
) -> None:
    assert is_unexplained(compared(side, reason)) is is_finding


def test_a_control_is_clean_while_nothing_is_unexplained() -> None:
    agreed, explained, open_one = (
        compared("receipt", ""), compared("payment", "anonymous"), compared("payment", "to_issue"),
    )  # fmt: skip
    control = Control(
        heading=HEADING,
        receipts=Sum(),
        payments=0,
        payments_of_year=0,
        base=Sum(),
        compared=(agreed, explained),
        explained={},
        without_receipt={},
        natures={},
        methods={},
        issued={},
        issued_elsewhere=0,
    )
    assert control.is_clean
    assert (control.matched, control.unmatched) == ([agreed], [])
    found = replace(control, compared=(agreed, explained, open_one))
    assert not found.is_clean
    assert (found.matched, found.unmatched) == ([agreed], [open_one])
