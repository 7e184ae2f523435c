"""What new books hold already, and what a reference or an amount leads to, on both engines."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.first_steps import FirstSteps, first_steps
from donations_app.db.queries.payment_list import is_some_payment
from donations_app.db.queries.references import kind_of
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, asked_for
from donations_app.domain.recurring import RecurringGift
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.memberships import set_fee
from tests.world import TODAY, gift, person


def steps(books: Books) -> FirstSteps:
    with books.read() as session:
        return first_steps(session, TODAY)


def test_each_first_step_is_done_once_the_books_hold_it(books: Books) -> None:
    new = steps(books)
    assert new == FirstSteps(
        association=True, signatory=True, offices=new.offices, kinds=False, people=False, payments=False
    )
    assert new.offices[0] == "MRS"
    set_fee(books, "ADH", name="Member", from_year=2026, fee=Money(30_00))
    assert steps(books) == replace(new, kinds=True)
    person(books)
    assert steps(books) == replace(new, kinds=True, people=True)
    gift(books, 150_00, cheque_number="0004417", received_on=date(2026, 11, 2))
    assert steps(books).payments

    agreed = RecurringGift(
        key=UUID(int=1), ref="", payer="A1", amount=Money(10_00), frequency="monthly",
        first_on=date(2026, 12, 5), method="transfer",
    )  # fmt: skip
    ref = agree_recurring(books, agreed)
    with books.read() as session:
        for typed, is_there in (
            ("150", True), ("150,00", True), ("0004417", True), ("02/11/2026", True), ("11/2026", True),
            ("V-MRS-000001", True), ("150,01", False), ("0004418", False), ("03/11/2026", False),
            ("V-MRS-000002", False),
        ):  # fmt: skip
            assert is_some_payment(session, asked_for(typed, PaymentFilter())) == is_there, typed
        found = [kind_of(session, one) for one in ("V-MRS-000001", "P-MRS-000001", ref, "F-MRS-000001", "x")]
    assert found == ["payment", "party", "recurring_gift", "", ""]
