"""A reason is what one can read: cleaned in one place, whatever asks for it."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Allocation, Batch, DuesExemption, Payment
from donations_app.domain.errors import BatchDiffers, InputRefused, ReasonMissing
from donations_app.domain.money import Money
from donations_app.domain.typed import clean_reason
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.batches import close_batch, open_batch
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.memberships import exempt, join, set_fee
from tests.world import TODAY, gift, person, project, to

pytestmark = pytest.mark.file_only

Ask = Callable[[Books, str], None]


def reverse(books: Books, reason: str) -> None:
    reverse_payment(books, "V1", kind="refund", reason=reason, on=TODAY)


def move(books: Books, reason: str) -> None:
    move_allocation(
        books,
        "V1",
        1,
        away=to(10_00, ""),
        to=to(10_00),
        reason=reason,
        key=uuid4(),
    )


def free(books: Books, reason: str) -> None:
    exempt(books, "A1", year=2026, reason=reason)


@pytest.fixture
def ready(books: Books) -> Books:
    person(books), project(books), gift(books, 100_00, ref="V1")
    set_fee(books, "ADH", name="Adhésion", from_year=2026, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(2026, 1, 1))], kind="ADH")
    return books


@pytest.mark.parametrize("ask", [reverse, move, free])
def test_a_reason_that_cannot_be_read_is_none_and_one_beyond_its_place_is_refused(
    ready: Books, ask: Ask
) -> None:
    for unseen in ("", " \t", "\u200b", "\u202e\x1b", "\u3164", "\udcff"):
        with pytest.raises(ReasonMissing):
            ask(ready, unseen)
    with pytest.raises(InputRefused):
        ask(ready, "x" * 501)
    ask(ready, "  De\u0301cision\u202e du\x1b bureau\nsigne\u0301e \udcff ")
    with ready.read() as session:
        found = [
            *session.scalars(select(Payment.reversal_reason)), *session.scalars(select(DuesExemption.reason)),
            *session.scalars(select(Allocation.reason)),
        ]  # fmt: skip
    assert {reason for reason in found if reason} == {"Décision du bureau signée"}


def test_the_reason_of_a_difference_is_read_likewise(ready: Books) -> None:
    key = uuid4()
    open_batch(ready, key, name="Fête", method="cheque", count=2, amount=Money(10_00))
    with pytest.raises(BatchDiffers):
        close_batch(ready, key, reason="\u200b")
    close_batch(ready, key, reason="Un chèque\u200b rendu")
    with ready.read() as session:
        assert session.scalars(select(Batch.difference_reason)).all() == ["Un chèque rendu"]


def test_a_reason_keeps_all_that_can_be_seen() -> None:
    assert clean_reason("<b>=1+1</b> ⵜⴰⵎ & أمان") == "<b>=1+1</b> ⵜⴰⵎ & أمان"
    assert clean_reason(" ", compulsory=False) == ""
