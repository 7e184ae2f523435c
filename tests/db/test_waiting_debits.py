"""A run that waits to go to the bank while its gifts change, and a payment that takes the place of a debit."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.collections import lines_of, run_named
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.errors import InputRefused
from donations_app.domain.mandates import Terms
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.waiting_debits import DebitsDoubtful
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.collected import cancel_run, mark_sent
from donations_app.services.payments.collections import make_run, plan
from donations_app.services.payments.instalments import (
    forgive_instalment,
    pause_recurring,
    set_apart,
)
from donations_app.services.payments.mandates import amend_mandate, end_mandate
from donations_app.services.payments.recurring import agree_recurring, change_recurring, stop_recurring
from donations_app.services.people.parties import change_party
from donations_app.words.sentences import sentence
from tests.db.test_collections import ACCOUNT, AGREED, DAY, ORDER, OTHER, TODAY, collected, left, states
from tests.world import SETTINGS, gift, people, person_draft

WHY = {
    "stopped": "not_due", "paused": "not_due", "forgiven": "forgiven", "ended": "mandate_ended",
    "moved": "mandate_changed", "more": "amount_changed", "transfer": "not_debited", "paid": "paid",
    "died": "deceased",
}  # fmt: skip


def run_of(books: Books, *donors: str) -> str:
    """Return a run that waits, in which a gift of each donor is collected."""
    load_settings(books, replace(SETTINGS, accounts=(ACCOUNT,)))
    people(books, [person_draft(ref, last_name=f"Donneur {ref}") for ref in donors])
    for ref in donors:
        agree_recurring(books, terms(ref, ref=f"D-{ref}"))
    return make_run(books, uuid4(), ORDER)[0]


def terms(payer: str, **facts: Any) -> RecurringGift:
    beside: dict[str, Any] = {"payer": payer, "mandate_reference": payer, "first_on": date(2026, 11, 20)}
    return replace(AGREED, key=uuid4(), **(beside | facts))


def change(books: Books) -> None:
    """Change the gifts as their names say, all but one."""
    stop_recurring(books, "D-stopped", on=TODAY, reason="déménage")
    pause_recurring(books, uuid4(), "D-paused", first_on=DAY, last_on=None)
    forgive_instalment(books, uuid4(), "D-forgiven", due_on=DAY, reason="maladie")
    end_mandate(books, "D-ended", on=TODAY, reason="rétracté")
    amend_mandate(books, "D-moved", Terms(reference="moved", iban=OTHER), start=TODAY)
    soon = date(2026, 11, 30)
    change_recurring(books, "D-more", terms("more", amount=Money(30_00)), start=soon)
    bare = {"method": "transfer", "iban": "", "bic": "", "mandate_reference": "", "mandate_signed_on": None}
    change_recurring(books, "D-transfer", terms("transfer", **bare), start=soon)
    with books.read() as session:
        draft, seen = party_draft(session, "died")
    change_party(books, "died", replace(draft, deceased_on=TODAY), seen=seen)


def test_what_changed_since_a_run_was_made_is_told_and_refuses_that_it_is_sent(file_books: Books) -> None:
    number = run_of(file_books, "stays", *WHY)
    change(file_books)
    books = file_books.acting(today=date(2026, 12, 4))
    cheque = gift(books, 20_00, payer="paid", received_on=books.today)
    with books.read() as session:
        found = doubtful_debits(session, today=books.today, number=number)
        assert doubtful_debits(session, today=books.today, gift="D-stays") == []
    assert {one.debit.gift.removeprefix("D-"): one.why for one in found} == WHY
    assert [one.payment for one in found if one.payment] == [cheque]
    with pytest.raises(DebitsDoubtful) as refused:
        mark_sent(books, number, kept=[f"D-{ref}" for ref in WHY if ref != "more"])
    told = without_marks(sentence(refused.value) or "")
    assert "today: D-more Mohand Donneur more: 30,00\xa0€ of it is open now." in told
    with books.read() as session:
        assert run_named(session, number).state == "made"
    cancel_run(books, number, reason="à refaire")
    _again, planned = make_run(books, uuid4(), replace(ORDER, on=date(2026, 12, 9)))
    assert {one.of.ref: one.of.amount.cents for one in planned.debits} == {
        "D-stays": 20_00, "D-moved": 20_00, "D-more": 30_00,
    }  # fmt: skip
    assert ("D-paid", "paid") in left(planned)


def test_what_is_kept_by_name_becomes_payments_all_the_same(file_books: Books) -> None:
    number = run_of(file_books, "stays", "stopped")
    stop_recurring(file_books, "D-stopped", on=TODAY, reason="déménage")
    assert mark_sent(file_books, number, kept=["D-stopped"]).state == "sent"
    with file_books.read() as session:
        assert [bool(one.payment) for one in lines_of(session, run_named(session, number).id)] == [True, True]
    assert verify(file_books).faults == []


def test_a_debit_whose_place_a_cheque_takes_is_told_with_it_until_the_cheque_is_for_none(
    file_books: Books,
) -> None:
    cancel_run(file_books, run_of(file_books, "A", "B"), reason="essai")
    cheque = gift(file_books, 20_00, payer="A", received_on=TODAY)
    later = file_books.acting(today=date(2026, 11, 26))
    assert left(plan(later, ORDER)) == []  # so early it meets nothing yet
    last = file_books.acting(today=date(2026, 12, 1))
    early = gift(last, 20_00, payer="A", received_on=last.today)
    planned = plan(last, ORDER)
    assert (collected(planned), left(planned)) == ([("D-B", "RCUR")], [("D-A", "paid")])
    (out,) = planned.left_out
    assert (out.of.paid_by, out.of.amount) == (early, Money(20_00))
    assert cheque != early
    set_apart(last, uuid4(), early, "D-A", reason="fête")
    assert collected(plan(last, ORDER)) == [("D-A", "RCUR"), ("D-B", "RCUR")]
    mark_sent(last, make_run(last, uuid4(), ORDER)[0])
    debit = states(last, "D-A", last.today)[DAY][1]
    with pytest.raises(InputRefused) as refused:
        set_apart(last, uuid4(), debit, "D-A", reason="fête")  # it is for its own instalment
    assert refused.value.problems[0].code == "payment_collected"
    assert left(plan(last, ORDER)) == []
