"""A part of a payment given back: what stands where on each day, receipts, sums; on both engines."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.address import is_url
from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import payment_rows, payment_sums
from donations_app.db.queries.people_list import people_given
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.references import find
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.shares import project_shares
from donations_app.db.queries.traces import traces
from donations_app.db.tables import Allocation, Party, Payment, PaymentLine
from donations_app.domain.errors import (
    AlreadyReversed,
    InputRefused,
    NotAllocated,
    RefundBeyond,
    RefundedAlready,
    RefundStands,
)
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter
from donations_app.domain.payments import AllocationDraft, LineDraft
from donations_app.domain.refunds import Refund
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.notices import cancellation_notice
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.corrections import Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import foresee
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.statements.control import control, reconciliation
from tests.originals import Fill
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.world import TODAY, association, gift, payment, person, project, to

BACK = date(2026, 2, 10)


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "given" in request.fixturenames else None


@pytest.fixture
def given(books: Books) -> str:  # noqa: ARG001 -- they begin with it
    """A gift of 150,00 on a project for an association, with its receipt, beside one of 100,00 on the same."""
    return "V-MRS-000002"


def fill(books: Books) -> None:
    person(books), association(books)
    project(books, cost=1_000_00, partners={"AMAN": 500_00})
    gift(books, 100_00, method="cash")
    gift(books, 150_00, method="transfer", credited_on=date(2025, 11, 28),
         allocations=(to(150_00, "EAU", "AMAN"),))  # fmt: skip
    issue_receipts(books, 2025)


def refund(books: Books, ref: str, cents: int, *, on: date = BACK, **facts: Any) -> Corrected:
    part = Refund(Money(cents), **facts)
    return take_back(books, ref, kind="refund", reason="Trop donné", on=on, part=part)


def private_on(books: Books, day: date | None = None) -> int:
    with books.read() as session:
        (share,) = project_shares(session, on=day, today=TODAY)
    return share.share.private.cents


def states(books: Books) -> list[tuple[str, str, int]]:
    with books.read() as session:
        return [(line.number, line.status, line.counted.cents) for line in register_lines(session)]


def given_by(books: Books, ref: str = "A1") -> int:
    with books.read() as session:
        key = find(session, Party, ref) or 0
        return people_given(session, [key], (date(2025, 1, 1), date(2025, 12, 31))).cents


def test_a_part_is_given_back_on_its_day(books: Books, given: str) -> None:
    told = foresee(books, lambda twin: refund(twin, given, 40_00))
    assert [kind for kind, _ in told.records] == ["receipt.cancelled", "payment.refunded", "receipt.issued"]
    done = refund(books, given, 40_00)
    assert done == told.result
    assert (done.payment, done.reversal) == (given, f"{given}-R1")
    assert (done.cancelled, done.replaced_by) == (("2025-MRS-P-000001",), ("2025-MRS-P-000002",))
    assert states(books) == [("2025-MRS-P-000001", "replaced", 0), ("2025-MRS-P-000002", "issued", 210_00)]
    # the day and the amount are kept, and days before it are as they were
    assert (private_on(books, date(2026, 2, 9)), private_on(books, BACK), private_on(books)) == (
        150_00, 110_00, 110_00,
    )  # fmt: skip
    assert given_by(books) == 210_00
    with books.read() as session:
        row, back = payment_rows(
            session, [find(session, Payment, one) or 0 for one in (given, done.reversal)]
        )
        assert row
        assert back
        assert (row.amount.cents, row.state, row.refunded.cents) == (150_00, "stands", 40_00)
        assert (back.on, back.amount.cents, back.state, back.reverses, back.reversal) == (
            BACK, -40_00, "takes_back", given, "refund",
        )  # fmt: skip
        for only in (PaymentFilter(project="EAU"), PaymentFilter(association="AMAN")):
            shown = payment_sums(session, only)
            assert (shown.count, shown.amount.cents) == (2, 110_00)
        assert back.projects == ("EAU",)
        (line,) = payment_detail(session, done.reversal).lines
        assert [(one.project, one.amount.cents) for one in line.shares] == [("EAU", -40_00)]
        lines = {
            line.payment: line.amount.cents for line in receipt(session, done.replaced_by[0]).content.lines
        }
        assert lines[given] == 110_00
        old, new = traces(session, [*done.cancelled, *done.replaced_by])
    assert (old.is_balanced, new.is_balanced) == (True, True)
    (told_of,) = [line.refunds for line in old.lines if line.payment == given]
    assert [(one.ref, one.on, one.amount.cents) for one in told_of] == [(done.reversal, BACK, 40_00)]
    assert "40,00" in text_of(cancellation_notice(books, done.cancelled[0]))
    assert control(books, 2025).is_clean
    found = reconciliation(books, 2025)
    assert (found.base.accounts, found.base.amount.cents, found.difference.cents) == (
        found.base.accounts | {"75411": Money(250_00)}, 210_00, 0,
    )  # fmt: skip
    assert found.base.adjustments["taken_back_later"].cents == -40_00
    assert reconciliation(books, 2026).base.amount.cents == 0
    assert plan_receipts(books, 2025).receipts == []
    assert verify(books).faults == []


def test_what_is_left_moves_and_is_refunded_and_no_more(books: Books, given: str) -> None:
    refund(books, given, 40_00)
    at, there = AllocationDraft(amount=Money(110_01), project="EAU", association="AMAN"), Money(110_01)
    with pytest.raises(NotAllocated):
        move_allocation(books, given, 1, away=at, to=AllocationDraft(amount=there), reason="r", key=uuid4())
    with pytest.raises(RefundBeyond):
        refund(books, given, 110_01)
    with pytest.raises(RefundedAlready, match=f"{given}-R1"):
        refund(books, given, 40_00)
    with pytest.raises(InputRefused, match="amount_zero"):
        refund(books, given, 0)
    with pytest.raises(InputRefused, match="returned_before_received"):
        refund(books, given, 1_00, on=date(2025, 2, 28))
    with pytest.raises(InputRefused, match="day_in_future"):
        refund(books, given, 1_00, on=TODAY + timedelta(days=1))
    with pytest.raises(InputRefused, match="day_in_future"):
        take_back(books, given, kind="return", reason="r", on=TODAY + timedelta(days=1))
    with pytest.raises(RefundStands, match=f"{given}-R1"):
        take_back(books, given, kind="return", reason="r", on=BACK)
    with pytest.raises(RefundStands, match=f"{given}-R1"):
        correct_payment(books, given, payment(150_00), reason="r")
    with books.read() as session:
        standing = draft_of(session, given, key=uuid4())  # as a form opens it, places hold what is left
    with pytest.raises(RefundStands, match=f"{given}-R1"):
        correct_payment(books, given, replace(standing, payer="B2"), reason="r")
    again = refund(books, given, 10_00, on=date(2026, 3, 1))
    assert (again.reversal, given_by(books)) == (f"{given}-R2", 200_00)
    rest = refund(books, given, 100_00, on=date(2026, 4, 1))  # all that is left: taken back as a whole
    assert (rest.reversal, rest.replaced_by, given_by(books)) == (
        f"{given}-R",
        ("2025-MRS-P-000004",),
        100_00,
    )
    with books.read() as session:
        amounts = select(Payment.amount).where(Payment.amount < Money(0)).order_by(Payment.id)
        assert [one.cents for one in session.scalars(amounts)] == [-40_00, -10_00, -100_00]
    days = (BACK, date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [private_on(books, day) for day in days] == [110_00, 100_00, 100_00, 0]
    with pytest.raises(AlreadyReversed):
        refund(books, given, 1_00)
    with pytest.raises(AlreadyReversed):
        take_back(books, again.reversal, kind="correction", reason="r", on=BACK)
    assert reconciliation(books, 2025).difference.cents == 0
    assert verify(books).faults == []


@pytest.mark.parametrize(
    ("kind", "private"), [("correction", [150_00, 150_00, 150_00]), ("return", [150_00, 110_00, 150_00])]
)
def test_a_refund_is_taken_back_itself(books: Books, given: str, kind: str, private: list[int]) -> None:
    done = refund(books, given, 40_00)
    with pytest.raises(InputRefused, match="refund_as_return"):
        refund(books, done.reversal, 1_00)
    undone = take_back(books, done.reversal, kind=kind, reason="Autre personne", on=date(2026, 3, 5))
    assert (undone.cancelled, undone.replaced_by) == (done.replaced_by, ("2025-MRS-P-000003",))
    assert states(books)[-1] == ("2025-MRS-P-000003", "issued", 250_00)
    days = (date(2026, 2, 9), BACK, date(2026, 3, 5))
    assert [private_on(books, day) for day in days] == private
    assert given_by(books) == 250_00
    with pytest.raises(AlreadyReversed):
        take_back(books, done.reversal, kind=kind, reason="r", on=BACK)
    with books.read() as session:
        assert control(books, 2025).is_clean
        assert (reconciliation(books, 2025).base.amount.cents, reconciliation(books, 2025).difference.cents) == (
            250_00, 0,
        )  # fmt: skip
        rows = payment_rows(session, list(session.scalars(select(Payment.id).order_by(Payment.id))))
    assert [row.state for row in rows if row] == ["stands", "stands", "takes_back", "takes_back"]
    again = refund(books, given, 40_00)  # what was taken back is no refund of the same day
    assert (again.reversal, private_on(books)) == (f"{given}-R2", 110_00)
    take_back(books, again.reversal, kind="correction", reason="r", on=BACK)
    take_back(books, given, kind="return", reason="r", on=date(2026, 5, 1))
    assert (private_on(books), given_by(books)) == (0, 100_00)
    assert verify(books).faults == []


def test_it_is_taken_from_where_it_stands(books: Books) -> None:
    person(books)
    for code in ("EAU", "ECOLE"):
        project(books, code)
    split = (to(60_00, "EAU"), to(30_00, "ECOLE"), AllocationDraft(amount=Money(10_00)))
    gift_line = LineDraft(kind="donation", amount=Money(100_00), allocations=split)
    dues = LineDraft(kind="dues", amount=Money(20_00), dues_year=2025)
    ref = record_payment(books, payment(lines=(gift_line, dues), method="cash")).ref

    def stands() -> dict[str, int]:
        with books.read() as session:
            return {one.code: one.share.private.cents for one in project_shares(session, today=TODAY)}

    with pytest.raises(InputRefused, match="refund_which_line"):
        refund(books, ref, 40_00)
    with pytest.raises(InputRefused, match="refund_no_line"):
        refund(books, ref, 40_00, line=3)
    with pytest.raises(InputRefused, match="refund_no_place"):
        refund(books, ref, 5_00, line=2, project="EAU")
    refund(books, ref, 40_00, line=1)  # the general fund first, then in proportion
    assert stands() == {"EAU": 40_00, "ECOLE": 20_00}
    refund(books, ref, 5_00, line=1, project="ECOLE")
    assert stands() == {"EAU": 40_00, "ECOLE": 15_00}
    with pytest.raises(RefundBeyond):
        refund(books, ref, 15_01, line=1, project="ECOLE")
    told = foresee(books, lambda twin: refund(twin, ref, 20_00, line=2))
    assert [(one.year, one.before.cents, one.after.cents) for one in told.dues] == [(2025, 20_00, 0)]
    refund(books, ref, 20_00, line=2)  # the whole of one line
    assert {line.reason for line in plan_receipts(books, 2025).left_out} == {"reversed"}
    (planned,) = plan_receipts(books, 2025).receipts
    assert planned.amount.cents == 55_00
    issue_receipts(books, 2025)
    assert (control(books, 2025).is_clean, verify(books).faults) == (True, [])


def test_what_another_office_refunds_stands_behind_what_came(books: Books) -> None:
    person(books), project(books)
    gift(books, 20_00)  # the head office records first: its keys come before those of the other
    ref = gift(books, 150_00, office="LYO", method="cash", allocations=(to(150_00, "EAU"),))
    first = refund(books.acting(office="LYO"), ref, 40_00)
    last = refund(books.acting(office="MRS"), ref, 10_00, on=date(2026, 2, 11))
    with books.read() as session:
        shown = payment_detail(session, ref)
    (line,) = shown.lines
    assert [(one.amount.cents, one.on) for one in line.moves] == [
        (150_00, date(2025, 3, 1)), (-40_00, BACK), (-10_00, date(2026, 2, 11)),
    ]  # fmt: skip
    assert [one.ref for one in shown.refunds] == [first.reversal, last.reversal]


def test_in_whatever_order_refunds_are_typed_each_counts_from_its_day(books: Books) -> None:
    person(books), project(books)
    ref = gift(books, 150_00, method="cash", allocations=(to(150_00, "EAU"),))
    summer, winter = date(2025, 8, 9), date(2025, 12, 20)
    refund(books, ref, 10_00, on=winter), refund(books, ref, 20_00, on=summer)
    days = (date(2025, 8, 8), summer, date(2025, 12, 19), winter)
    assert [private_on(books, day) for day in days] == [150_00, 130_00, 130_00, 120_00]
    assert verify(books).faults == []


def test_what_was_no_money_or_was_paid_for_is_refunded_whole(books: Books) -> None:
    person(books)
    given_things = gift(books, kind="in_kind", method="none", description="Pompe", evidence="F-1")
    with_goods = gift(books, counterpart=Money(10_00), counterpart_kind="goods")
    for ref, code in ((given_things, "refund_in_kind"), (with_goods, "refund_with_goods")):
        with pytest.raises(InputRefused, match=code):
            refund(books, ref, 10_00)
    assert refund(books, with_goods, 100_00).reversal == f"{with_goods}-R"


def test_what_another_currency_holds_is_refunded_in_proportion(books: Books) -> None:
    person(books), project(books)
    line = LineDraft(
        kind="donation", amount=Money(100_00), foreign_minor=1_085_01, allocations=(to(100_00, "EAU"),)
    )
    ref = record_payment(
        books,
        payment(lines=(line,), currency="MAD", rate="10.8501", rate_source="BAM", rate_on=date(2025, 3, 1)),
    ).ref
    refund(books, ref, 33_33)
    with books.read() as session:
        minors = select(PaymentLine.foreign_minor).order_by(PaymentLine.id)
        assert list(session.scalars(minors)) == [1_085_01, -361_63]
        assert sum(session.scalars(select(Allocation.foreign_minor))) == 723_38
    moved = {
        "away": AllocationDraft(amount=Money(6_67), project="EAU"),
        "to": AllocationDraft(amount=Money(6_67)),
    }
    move_allocation(books, ref, 1, **moved, reason="r", key=uuid4())
    refund(books, ref, 66_67)
    with books.read() as session:
        assert sum(session.scalars(select(Allocation.foreign_minor))) == 0
        assert sum(session.scalars(minors)) == 0
    assert verify(books).faults == []


def test_the_engine_keeps_it_too(books: Books, location: str, given: str) -> None:
    """No refund beside a live receipt, none beyond its line; what it says never changes."""
    done = refund(books, given, 40_00)
    with books.read() as session:
        back, arrived = find(session, Payment, done.reversal), find(session, Payment, given)
        names = [one.name for one in Payment.__table__.columns if one.name not in ("id", "key", "other_ref")]
    alike, key = ", ".join(names), "gen_random_uuid()" if is_url(location) else "randomblob(16)"
    again = f"SELECT id + 9999, {key}, '', {alike} FROM payment WHERE id = {back}"
    for statement in (
        f"INSERT INTO payment (id, key, other_ref, {alike}) {again}",
        f"UPDATE payment SET refunds_id = NULL WHERE id = {back}",
        f"UPDATE payment SET refunds_id = {back} WHERE id = {arrived}",
    ):
        with pytest.raises(Exception, match=r"receipted|frozen"):
            tamper(location, statement)
