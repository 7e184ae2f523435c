"""Transactions that take long: an import may, and what a server ends meanwhile is told and not saved."""

import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from donations_app.db.books import Books
from donations_app.db.tables import Entry, Link, Party, Payment
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import BooksUnreachable
from donations_app.services.audit.verify import verify
from donations_app.services.exchange import kinds
from donations_app.services.exchange.imports import import_file
from donations_app.services.people.parties import party_record
from tests.world import person, person_draft

HEADER = "ref;office;payer;received_on;method;kind;amount;returned_on;return_code"


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "payments.csv"
    path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
    return path


def impatient(connection: Any, _record: Any) -> None:
    """Let a server end a transaction that asks nothing for a moment; the books' own minute is too long to wait."""
    if hasattr(connection, "pgconn"):
        connection.execute("SET idle_in_transaction_session_timeout = '100ms'")
        connection.commit()


def pause(books: Books) -> float:
    """Return for how many seconds nothing is asked; a file has nobody who ends what asks nothing."""
    return 0.5 if books.is_server else 0


def test_a_file_may_be_long_to_judge(books: Books, tmp_path: Path) -> None:
    person(books)
    event.listen(books.engine, "connect", impatient)
    books.engine.dispose()
    path = file_of(tmp_path, "V1;MRS;A1;2025-03-01;cash;donation;10,00;;")
    answer = import_file(books, "payments", path, progress=lambda _done, _of: time.sleep(pause(books)))
    assert (answer.accepted, answer.rejected) == (1, [])


@pytest.mark.parametrize("asks_again", [True, False])  # before the end, or with the end alone
def test_what_a_server_ended_meanwhile_is_not_saved_and_said(books: Books, *, asks_again: bool) -> None:
    event.listen(books.engine, "connect", impatient)
    books.engine.dispose()
    with pytest.raises(BooksUnreachable) if books.is_server else nullcontext(), books.write() as write:
        write.add(party_record(write, person_draft("A1"))[0])
        time.sleep(pause(books))
        if asks_again:
            write.session.scalar(select(Payment.id))
    with books.read() as session:
        assert session.scalar(select(func.count(Party.id))) == (0 if books.is_server else 1)


def test_a_return_in_the_file_takes_the_whole_payment_back(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "_AT_ONCE", 1)  # record by record, sealed together all the same
    person(books)
    path = file_of(
        tmp_path,
        "V1;MRS;A1;2025-03-01;direct_debit;donation;10,00;2025-03-09;AM04",
        "V2;MRS;A1;2025-03-01;cash;donation;7,00;;",
    )
    answer = import_file(books, "payments", path)
    assert (answer.accepted, answer.amount) == (2, Money(17_00))
    assert verify(books).faults == []
    with books.read() as session:
        last = session.scalar(select(Link.id).order_by(Link.id.desc()).limit(1))
        entries = select(Entry.position, Entry.kind).where(Entry.link_id == last).order_by(Entry.position)
        assert [tuple(row) for row in session.execute(entries)] == [
            (1, "payment.recorded"),
            (2, "payment.reversed"),
            (3, "payment.recorded"),
            (4, "import.recorded"),
        ]
        found = session.execute(select(Payment.ref, Payment.amount, Payment.return_code).order_by(Payment.id))
        assert [(row.ref, row.amount.cents, row.return_code) for row in found] == [
            ("V1", 10_00, ""),
            ("V1-R", -10_00, "AM04"),
            ("V2", 7_00, ""),
        ]
