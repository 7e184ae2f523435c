"""Numbers of receipts in a file: given in a row, counted with the row that bears each, and never otherwise."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.tables import ReceiptCounter, TaxReceipt
from donations_app.domain.money import Money
from tests.world import TODAY

SERIES = "2025-MRS-P"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def counted(books: Books) -> int | None:
    with books.read() as session:
        return session.scalar(select(ReceiptCounter.last).where(ReceiptCounter.series == SERIES))


def bearing(n: int, of: int) -> rows.TaxReceipt:
    return rows.TaxReceipt(
        id=of, office_id=1, series=SERIES, n=n, number=f"{SERIES}-{n}", form="11580*05", year=2025, payer_id=1,
        replaces_id=None, issued_on=TODAY, issued_at=NOON, issued_by="me", amount=Money(1), content="{}", base_id=1,
        tail=b"", sha256="00" * 32, accepted="",
    )  # fmt: skip


def test_a_number_that_nothing_bears_is_never_counted(file_books: Books) -> None:
    with file_books.write() as write:
        assert [write.next_number(SERIES), write.next_number(SERIES)] == [1, 2]
    assert counted(file_books) is None
    with file_books.write() as write:
        assert [write.next_number(SERIES), write.take_number(SERIES)] == [1, 1]  # the first was not borne
        assert write.next_number(SERIES) == 2
    assert counted(file_books) == 1


def issue_second_alone(books: Books) -> None:
    with books.write() as write:
        write.next_number(SERIES)
        write.insert_derived(TaxReceipt, [bearing(write.next_number(SERIES), 1)])


def test_the_books_refuse_a_row_that_is_not_the_next(file_books: Books) -> None:
    with pytest.raises(IntegrityError, match="tax_receipt: number_of_counter"):
        issue_second_alone(file_books)
    assert counted(file_books) is None
