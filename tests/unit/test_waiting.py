"""What of a plan waits for a hand, and where one payment stands by it."""

from typing import Any

from donations_app.domain.eligibility import COMPLETABLE
from donations_app.domain.gifts import GiftLine, Giver
from donations_app.domain.receipts import Plan, plan_payer
from donations_app.domain.waiting import Tally, payers_of, payments_of, state_of, tally_of
from tests.unit.builders import conditions, giver, line


def plan(payer: Giver | None, *lines: GiftLine) -> Plan:
    return plan_payer(payer, list(lines), conditions())


def state(payer: Giver | None = None, **facts: Any) -> str:
    """Return where the second of two payments stands; the first is a gift of its own."""
    return state_of(plan(payer or giver(), line(), line(id=2, **facts)), "V2")


def test_a_payment_stands_where_the_plan_of_its_payer_says() -> None:
    assert state() == "annual"
    assert state(giver(receipt_wish="per_payment")) == "to_issue"
    assert state(receipt="2025-MRS-P-000001") == "issued"
    assert state(giver(address="")) == "to_complete"
    assert "address_missing" in COMPLETABLE
    assert state(kind="sale") == "none"
    assert state(giver(receipt_wish="none")) == "none"


def test_of_several_lines_what_can_still_be_done_is_said_first() -> None:
    both = [line(), line(id=2, payment="V1", position=2, receipt="2025-MRS-P-000001")]
    assert state_of(plan(giver(), *both), "V1") == "annual"
    barred = [line(id=2, payment="V1", position=2, kind="sale"), both[1]]
    assert state_of(plan(giver(), *barred), "V1") == "issued"
    assert state_of(plan(giver(), *barred), "V9") == "none"


def test_a_tally_counts_each_payer_and_payment_once() -> None:
    early = line(id=3, method="direct_debit", received_on=conditions().today)
    assert (Tally().receipts, Tally().warned) == (0, 0)
    whole = tally_of(plan(giver(), line(), line(id=2, kind="sale"), line(id=4, kind="sale")))
    whole.add(
        plan(giver(ref="B2", id=2), line(id=5, received_on=conditions().today.replace(year=2025)), early)
    )
    whole.add(plan(giver(ref="C3", id=3, address=""), line(id=6)))
    assert (whole.receipts, whole.donors) == (2, {"A1", "B2"})
    assert whole.payers == {"not_a_gift": {"A1"}, "address_missing": {"C3"}}
    assert whole.payments == {"not_a_gift": {"V2", "V4"}, "address_missing": {"V6"}}
    dead = plan(giver(deceased_on=line().received_on.replace(day=1, month=1)), line())  # type: ignore[union-attr]
    whole.add(dead)
    whole.add(dead)
    assert (whole.receipts, whole.warned) == (4, 2)


def test_lines_of_nobody_have_payments_and_no_payer() -> None:
    left = plan(None, line(), line(id=2, payment="V1")).left_out
    assert (payers_of(left), payments_of(left)) == ([], ["V1"])
