"""A debit of a run that waits, held against what would be collected of its instalment today."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.instalments import Instalment, InstalmentState
from donations_app.domain.money import Money
from donations_app.domain.waiting_debits import DOUBTS, Standing, WaitingDebit, doubtful

DUE = date(2026, 12, 5)
DAY = date(2026, 12, 7)
AFTER = DAY + timedelta(days=1)
DEBIT = WaitingDebit(
    run="E1", collected_on=DAY, gift="D1", name="Fatima", due_on=DUE, amount=Money(20_00), mandate_id=7,
    reference="RUM", iban="FR1",
)  # fmt: skip


def due(state: InstalmentState = "expected", cents: int = 20_00, received: int = 0) -> Instalment:
    return Instalment(DUE, Money(cents), state, Money(received), ("V1",) if received else ())


CASES: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("", {"ended_on": AFTER, "suspended_on": AFTER}),
    ("", {"instalment": due("missed")}),
    ("deceased", {"is_deceased": True, "instalment": None}),
    ("mandate_ended", {"ended_on": DAY, "suspended_on": DAY}),
    ("mandate_suspended", {"suspended_on": DAY}),
    ("not_due", {"instalment": None}),
    ("not_debited", {"is_debited": False, "mandate_id": None}),
    ("mandate_changed", {"mandate_id": 8}),
    ("mandate_changed", {"iban": "FR2"}),
    ("forgiven", {"instalment": due("forgiven")}),
    ("paid", {"instalment": due("met", received=20_00)}),
    ("amount_changed", {"instalment": due(cents=30_00)}),
    ("amount_changed", {"instalment": due("late", received=5_00)}),
]


@pytest.mark.parametrize(("why", "facts"), CASES)
def test_a_debit_is_in_doubt_for_the_first_reason_that_holds(why: str, facts: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"instalment": due(), "mandate_id": 7, "iban": "FR1"}
    found = doubtful(DEBIT, Standing(**(usual | facts)))
    assert (found.why if found else "") == why
    assert found is None or found.payment == ("V1" if why == "paid" else "")


def test_each_reason_has_a_case_and_an_account_that_was_erased_says_nothing() -> None:
    assert {why for why, _facts in CASES} == {"", *DOUBTS}
    erased = replace(DEBIT, iban="")
    assert doubtful(erased, Standing(instalment=due(), mandate_id=7, iban="FR2")) is None
