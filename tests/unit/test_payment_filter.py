"""What is typed to find payments, and what it means."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.money import Money
from donations_app.domain.payment_filter import (
    PaymentFilter,
    PaymentOrder,
    asked_for,
    narrowed,
    payment_views,
)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("150", {"least": Money(150_00), "most": Money(150_00)}),
        (" 150,00 € ", {"least": Money(150_00), "most": Money(150_00)}),
        ("1 234,5", {"least": Money(1_234_50), "most": Money(1_234_50)}),
        ("50-200", {"least": Money(50_00), "most": Money(200_00)}),
        ("200 à 50", {"least": Money(50_00), "most": Money(200_00)}),
        ("50,50..60", {"least": Money(50_50), "most": Money(60_00)}),
        ("0004417", {"cheque_number": "0004417"}),
        ("0441", {"cheque_number": "0441"}),
        ("1234567", {"cheque_number": "1234567"}),
        ("123456", {"least": Money(123_456_00), "most": Money(123_456_00)}),
        ("20/11/2026", {"first_on": date(2026, 11, 20), "last_on": date(2026, 11, 20)}),
        ("2026-11-20", {"first_on": date(2026, 11, 20), "last_on": date(2026, 11, 20)}),
        ("11/2026", {"first_on": date(2026, 11, 1), "last_on": date(2026, 11, 30)}),
        ("2/2024", {"first_on": date(2024, 2, 1), "last_on": date(2024, 2, 29)}),
        ("v-mrs-000012", {"ref": "V-MRS-000012"}),
        ("Aït Ahmed", {"name": "Aït Ahmed"}),
        ("13/2026", {"name": "13/2026"}),
        ("0/2026", {"name": "0/2026"}),
        ("1/1990", {"first_on": date(1990, 1, 1), "last_on": date(1990, 1, 31)}),
        ("12/2100", {"first_on": date(2100, 12, 1), "last_on": date(2100, 12, 31)}),
        ("12/1989", {"name": "12/1989"}),
        ("1/2101", {"name": "1/2101"}),
        ("50-x2", {"name": "50-x2"}),
        ("x2-50", {"name": "x2-50"}),
        ("31/02/2026", {"name": "31/02/2026"}),
        ("0", {"name": "0"}),
        ("", {}),
    ],
)
def test_what_is_typed_means_one_thing(typed: str, means: dict[str, Any]) -> None:
    assert asked_for(typed, PaymentFilter()) == PaymentFilter(**means)


def test_what_is_chosen_beside_it_stays() -> None:
    beside = PaymentFilter(method="cheque", first_on=date(2026, 1, 1))
    assert asked_for("150", beside) == PaymentFilter(
        method="cheque", first_on=date(2026, 1, 1), least=Money(150_00), most=Money(150_00)
    )


def test_of_two_bounds_the_closer_one_holds_and_what_excludes_the_other_lets_nothing_through() -> None:
    bounds: dict[str, Any] = {
        "first_on": (date(2026, 1, 1), date(2026, 2, 1)), "last_on": (date(2026, 12, 1), date(2026, 11, 1)),
        "least": (Money(1), Money(2)), "most": (Money(9), Money(8)),
    }  # fmt: skip
    wide, close = (PaymentFilter(**{name: both[n] for name, both in bounds.items()}) for n in (0, 1))
    assert narrowed(wide, close) == narrowed(close, wide) == close
    cheques = PaymentFilter(method="cheque")
    assert narrowed(cheques, wide) == narrowed(wide, cheques) == replace(wide, method="cheque")
    assert (narrowed(cheques, cheques), narrowed(cheques, PaymentFilter(method="cash"))) == (cheques, None)


def test_views_are_ready() -> None:
    views, stands = payment_views(date(2026, 11, 23)), PaymentFilter(state="stands")
    assert views == {
        "all": PaymentFilter(), "uncredited": replace(stands, is_credited=False),
        "unreceipted": replace(stands, has_receipt=False), "taken_back": PaymentFilter(state="taken_back"),
        "undeposited": replace(
            stands, method="cheque", is_deposited=False, is_credited=False, first_on=date(2025, 11, 15),
            last_on=date(2026, 11, 23),
        ),
    }  # fmt: skip
    assert PaymentOrder() == PaymentOrder("day", is_descending=True)
