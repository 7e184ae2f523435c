"""What is typed to find payments, and what it means."""

from datetime import date
from typing import Any

import pytest

from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, asked_for


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
