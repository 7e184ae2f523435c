"""After a receipt: returned, refunded, recorded wrongly; said beforehand, written in one step, on both engines."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.changes import BatchStanding, DuesChange
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotFound, ReasonMissing
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.services.audit.verify import verify
from donations_app.services.payments.batches import close_batch, open_batch
from donations_app.services.payments.corrections import Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.originals import Fill
from tests.receipts.reading import text_of
from tests.world import TODAY, association, gift, payment, person, project, to

RETURNED = date(2026, 1, 20)


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "receipted" in request.fixturenames else None


@pytest.fixture
def receipted(books: Books) -> list[str]:  # noqa: ARG001 -- they begin with them
    """Two gifts of one donor on one receipt; the second stands on a project for an association."""
    return ["V-MRS-000001", "V-MRS-000002"]


def fill(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    association(books)
    project(books, cost=1_000_00, partners={"AMAN": 500_00})
    gift(books, 100_00, method="cash")
    gift(books, 150_00, method="direct_debit", credited_on=date(2025, 11, 28),
         allocations=(to(150_00, "EAU", "AMAN"),))  # fmt: skip
    issue_receipts(books, 2025)


def states(books: Books) -> list[tuple[str, str, int]]:
    with books.read() as session:
        return [(line.number, line.status, line.counted.cents) for line in register_lines(session)]


@pytest.mark.parametrize("method", ["none", "cash"])
def test_no_bank_returns_what_none_took(books: Books, method: str) -> None:
    person(books)
    facts: dict[str, Any] = {"kind": "waived_expenses", "evidence": "R-1"} if method == "none" else {}
    ref = gift(books, method=method, **facts)
    for act in (take_back, reverse_payment):
        with pytest.raises(InputRefused, match="return_without_bank"):
            act(books, ref, kind="return", reason="x", on=books.today)
    with pytest.raises(InputRefused, match="return_without_bank"):
        gift(books, method=method, returned_on=books.today, **facts)
    take_back(books, ref, kind="refund", reason="x", on=books.today)
    with books.read() as session:
        assert session.scalars(select(Payment.reversal).order_by(Payment.id)).all() == ["", "refund"]


def back(books: Books, ref: str, kind: str = "return") -> Corrected:
    return take_back(
        books,
        ref,
        kind=kind,
        reason="MD06",
        on=RETURNED,
        return_code="MD06",
    )


def test_case_51_a_debit_returned_after_the_receipt(books: Books, receipted: list[str]) -> None:
    done = back(books, receipted[1])
    assert (done.cancelled, done.replaced_by) == (("2025-MRS-P-000001",), ("2025-MRS-P-000002",))
    assert states(books) == [("2025-MRS-P-000001", "replaced", 0), ("2025-MRS-P-000002", "issued", 100_00)]
    assert "2025-MRS-P-000002" in text_of(receipt_copy(books, "2025-MRS-P-000001"))
    assert "Annule et remplace le reçu n° 2025-MRS-P-000001" in text_of(
        receipt_copy(books, "2025-MRS-P-000002")
    )
    with books.read() as session:
        (share,) = project_shares(session, today=TODAY)
        assert [line.payment for line in receipt(session, "2025-MRS-P-000002").content.lines] == [
            receipted[0]
        ]
    assert (share.share.private.cents, share.associations[0].share.private.cents) == (0, 0)
    assert {line.reason for line in plan_receipts(books, 2025).left_out} == {
        "returned", "already_receipted",
    }  # fmt: skip
    assert verify(books).faults == []


def test_when_nothing_remains_the_receipt_is_cancelled_without_another(books: Books) -> None:
    person(books)
    ref = gift(books)
    issue_receipts(books, 2025)
    done = back(books, ref, "refund")
    assert (done.cancelled, done.replaced_by) == (("2025-MRS-P-000001",), ())
    assert states(books) == [("2025-MRS-P-000001", "cancelled", 0)]
    with pytest.raises(AlreadyReversed):
        back(books, ref)
    assert verify(books).faults == []


def test_what_will_change_is_said_beforehand_and_nothing_is_written(
    books: Books, receipted: list[str]
) -> None:
    before = states(books)
    said: Foreseen[Corrected] = foresee(books, lambda twin: back(twin, receipted[1]))
    assert (states(books), verify(books).faults) == (before, [])
    assert said.records == (
        ("receipt.cancelled", "receipt:2025-MRS-P-000001"),
        ("payment.reversed", f"payment:{receipted[1]}-R"),
        ("receipt.issued", "receipt:2025-MRS-P-000002"),
    )
    whole, part = said.shares
    assert (whole.project, whole.association, whole.is_lost) == ("EAU", "", True)  # 15,00 % before
    assert (part.association, part.before.private.cents, part.after.private.cents) == ("AMAN", 150_00, 0)
    (year,) = said.receipted
    assert (year.year, year.before.cents, year.after.cents, year.is_filed) == (2025, 250_00, 100_00, False)
    assert back(books, receipted[1]) == said.result


def test_a_wrong_payer_is_put_right_and_each_gets_what_is_his(books: Books, receipted: list[str]) -> None:
    right = payment(
        150_00,
        payer="B2",
        method="direct_debit",
        credited_on=date(2025, 11, 28),
        allocations=(to(150_00, "EAU", "AMAN"),),
    )
    done = correct_payment(books, receipted[1], right, reason="Same surname")
    assert done.replaced_by == ("2025-MRS-P-000002",)
    (waiting,) = plan_receipts(books, 2025).receipts
    assert (waiting.giver.ref, waiting.payments, waiting.amount.cents) == ("B2", [done.recorded], 150_00)
    with books.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert share.share.private.cents == 150_00
    assert verify(books).faults == []


def test_a_wrong_amount_of_the_same_payer_stands_right_on_the_new_receipt(
    books: Books, receipted: list[str]
) -> None:
    right = payment(110_00, method="cash")
    done = correct_payment(books, receipted[0], right, reason="Miscounted")
    assert states(books)[-1] == ("2025-MRS-P-000002", "issued", 260_00)
    with books.read() as session:
        on_it = {line.payment for line in receipt(session, "2025-MRS-P-000002").content.lines}
    assert on_it == {done.recorded, receipted[1]}


def test_a_wrong_year_leaves_the_receipt_of_the_one_and_waits_in_the_other(
    books: Books, receipted: list[str]
) -> None:
    right = payment(100_00, method="cash", received_on=date(2026, 1, 2))
    done = correct_payment(books, receipted[0], right, reason="January")
    assert states(books)[-1] == ("2025-MRS-P-000002", "issued", 150_00)
    (waiting,) = plan_receipts(books, 2026).receipts
    assert waiting.payments == [done.recorded]


def test_a_payment_of_gift_and_dues_is_put_right_as_one(books: Books) -> None:
    person(books)
    ref = record_payment(
        books,
        payment(
            lines=(
                LineDraft(kind="donation", amount=Money(10_00)),
                LineDraft(kind="dues", amount=Money(5_00), dues_year=2025),
            )
        ),
    ).ref
    issue_receipts(books, 2025)
    right = replace(payment(20_00), lines=(LineDraft(kind="donation", amount=Money(20_00)),), key=uuid4())
    correct_payment(books, ref, right, reason="No dues")
    assert states(books) == [("2025-MRS-P-000001", "replaced", 0), ("2025-MRS-P-000002", "issued", 20_00)]


def test_nothing_at_all_is_written_when_something_stands_against_it(
    books: Books, receipted: list[str]
) -> None:
    before = states(books)
    with pytest.raises(ReasonMissing):
        take_back(books, receipted[0], kind="return", reason=" ", on=RETURNED)
    with pytest.raises(InputRefused):  # it came back before it arrived
        take_back(books, receipted[0], kind="return", reason="r", on=date(2025, 1, 1))
    with pytest.raises(InputRefused):
        correct_payment(books, receipted[0], payment(payer="NOBODY"), reason="r")
    with pytest.raises(NotFound):
        back(books, "V-NONE")
    assert (states(books), verify(books).faults) == (before, [])


def test_what_is_put_right_stays_in_the_batch_that_was_counted(books: Books) -> None:
    person(books)
    key = uuid4()
    open_batch(books, key, name="B1", method="cheque", count=2, amount=Money(170_00))
    first = gift(books, 80_00, batch=key)
    gift(books, 80_00, batch=key)
    done = correct_payment(books, first, payment(90_00), reason="Misread")
    assert done.batch == BatchStanding("B1", 2, Money(170_00), 2, Money(170_00))
    close_batch(books, key)  # no reason is asked for
    again = correct_payment(books, done.recorded, payment(90_00, bank="BNP"), reason="Bank")
    assert again.batch == done.batch  # also once it is closed
    assert back(books, again.recorded).batch == BatchStanding("B1", 2, Money(170_00), 1, Money(80_00))
    assert verify(books).faults == []


def test_a_payment_put_right_for_another_office_leaves_the_batch(books: Books) -> None:
    person(books)
    key = uuid4()
    open_batch(books, key, name="B1", method="cheque", count=1, amount=Money(80_00))
    ref = gift(books, 80_00, batch=key)
    done = correct_payment(books, ref, payment(80_00, office="LYO"), reason="Lyon")
    assert done.batch == BatchStanding("B1", 1, Money(80_00), 0, Money(0))


def test_the_dues_that_a_correction_moves_are_said_beforehand(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 5_00, kind="dues", dues_year=2025)
    ref = gift(books, 20_00, kind="dues", dues_year=2025)
    right = payment(15_00, payer="B2", kind="dues", dues_year=2026)
    said = foresee(books, lambda twin: correct_payment(twin, ref, right, reason="Wrong person"))
    assert said.dues == (
        DuesChange("A1", "Mohand Aït Ahmed", 2025, Money(25_00), Money(5_00)),
        DuesChange("B2", "Claire Aït Ahmed", 2026, Money(0), Money(15_00)),
    )
    same = payment(20_00, kind="dues", dues_year=2025, method="cash")
    assert foresee(books, lambda twin: correct_payment(twin, ref, same, reason="Cash")).dues == ()


def test_a_receipt_is_not_cancelled_before_it_was_issued(books: Books, receipted: list[str]) -> None:
    with pytest.raises(InputRefused):
        cancel_receipt(books.acting(today=date(2026, 1, 1)), "2025-MRS-P-000001", reason="r")
    assert len(states(books)) == 1
    assert receipted


def test_what_is_put_right_of_a_couple_stays_a_couple_s(books: Books) -> None:
    person(books, "C1", kind="couple", second_last_name="Tazi", second_first_name="Zahra")
    ref = gift(books, 20_00, payer="C1")
    done = correct_payment(books, ref, payment(30_00, payer="C1"), reason="Misread")
    with books.read() as session:
        kinds = select(Allocation.payer_kind).join(PaymentLine, PaymentLine.id == Allocation.line_id)
        kinds = kinds.join(Payment, Payment.id == PaymentLine.payment_id).where(Payment.ref == done.recorded)
        assert session.scalars(kinds).all() == ["couple"]
