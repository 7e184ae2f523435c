"""Which day decides the year of a gift, what counts of what the donor got back, the boxes of the forms."""

from datetime import date
from typing import Any

import pytest

from donations_app.domain.gifts import (
    COMPANY_NATURE_BOXES,
    METHOD_BOXES,
    NATURE_BOXES,
    OnlineDate,
    cashing_day,
    deciding_day,
)
from donations_app.domain.money import Money
from tests.unit.builders import company, conditions, giver, line

HANDED, CREDITED = date(2025, 12, 31), date(2026, 1, 2)


@pytest.mark.parametrize(
    ("kind", "method", "online", "day"),
    [
        # BOI-IR-RICI-250-20: a cheque when handed over or arrived, a transfer when credited
        ("donation", "cash", "credited", HANDED), ("donation", "cheque", "credited", HANDED),
        ("donation", "transfer", "credited", CREDITED), ("donation", "direct_debit", "paid", CREDITED),
        ("dues", "card", "paid", CREDITED), ("donation", "online", "credited", CREDITED),
        ("donation", "online", "paid", HANDED), ("waived_expenses", "none", "credited", HANDED),
        ("in_kind", "none", "credited", HANDED), ("securities", "transfer", "credited", HANDED),
        ("skills", "online", "credited", HANDED),
    ],
)  # fmt: skip
def test_the_method_decides_which_day_counts(kind: str, method: str, online: OnlineDate, day: date) -> None:
    of = line(kind=kind, method=method, received_on=HANDED, credited_on=CREDITED)
    assert deciding_day(of, online) == day


@pytest.mark.parametrize(
    ("kind", "method", "day"),
    [("donation", "cheque", CREDITED), ("grant", "transfer", CREDITED), ("donation", "online", CREDITED),
     ("donation", "cash", HANDED), ("in_kind", "none", HANDED), ("skills", "cheque", HANDED)],
)  # fmt: skip
def test_money_is_cashed_when_the_bank_credits_it_and_cash_when_it_is_handed_over(
    kind: str, method: str, day: date
) -> None:
    assert cashing_day(line(kind=kind, method=method, received_on=HANDED, credited_on=CREDITED)) == day
    assert cashing_day(line(kind=kind, method=method, received_on=HANDED, credited_on=None)) == HANDED
    assert cashing_day(line(kind=kind, method=method, received_on=None, credited_on=HANDED)) == HANDED


@pytest.mark.parametrize(("method", "missing"), [("cheque", "received_on"), ("transfer", "credited_on")])
def test_a_day_that_is_not_known_yet_decides_nothing(method: str, missing: str) -> None:
    days: dict[str, Any] = {"received_on": HANDED, "credited_on": CREDITED, missing: None}
    assert deciding_day(line(method=method, **days), "credited") is None


@pytest.mark.parametrize(
    ("facts", "counts"),
    [({"goods": 60_00}, 60_00), ({"goods": 60_00, "counterpart_kind": "symbolic"}, 0),
     ({"goods": 60_00, "reversal": "return"}, 0), ({}, 0)],
)  # fmt: skip
def test_a_symbol_and_what_was_taken_back_are_no_goods(facts: dict[str, Any], counts: int) -> None:
    assert line(**facts).goods == Money(counts)


def test_a_plan_is_of_the_whole_year_or_of_a_period_in_it() -> None:
    assert (conditions().first_on, conditions().last_on) == (date(2025, 1, 1), date(2025, 12, 31))
    half = (date(2025, 4, 1), date(2025, 6, 30))
    assert (conditions(period=half).first_on, conditions(period=half).last_on) == half


def test_each_kind_of_payer_has_the_boxes_of_its_form() -> None:
    assert company().is_company
    assert company().nature_boxes is COMPANY_NATURE_BOXES
    for kind in ("individual", "couple"):
        assert not giver(kind=kind).is_company
        assert giver(kind=kind).nature_boxes is NATURE_BOXES
    assert NATURE_BOXES["dues"] == NATURE_BOXES["donation"] == "money"
    assert COMPANY_NATURE_BOXES["skills"] == "in_kind"
    assert {METHOD_BOXES[method] for method in ("transfer", "direct_debit", "card", "online")} == {"transfer"}
    assert "none" not in METHOD_BOXES
