"""Many programs at once, some of them killed: no number lost, none twice, every confirmed payment there."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.register import continuity
from donations_app.db.tables import LiveReceiptLine, Payment, ReceiptLine
from donations_app.services.audit.verify import verify
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.programs import Programs
from tests.world import gifts, payment, people, person, person_draft

pytestmark = pytest.mark.server


def issue_at_once_and_kill(books: Books, programs: Programs, donors: int, many: int) -> int:
    """Let so many programs issue the receipts of new donors, a third of them to die; return how many did."""
    with books.read() as session:
        first = session.scalar(select(func.count(Payment.id))) or 0
    new = [f"D{first + n}" for n in range(donors)]
    people(books, map(person_draft, new))
    gifts(books, (payment(10_00 + n, payer=ref) for n, ref in enumerate(new)))
    programs.start("at_once", "issue", books.location, str(many))
    told, end = programs.rest()
    ends = "".join(told).split()
    assert (end, set(ends) | {"-9"}, len(ends)) == (0, {"0", "-9"}, many)
    issue_receipts(books, 2025)  # whoever comes after a crash goes on
    return ends.count("-9")


def each_has_one_receipt(books: Books) -> None:
    with books.read() as session:
        (series,) = continuity(session)
        everything = session.scalar(select(func.count()).select_from(ReceiptLine))
        live = session.scalar(select(func.count()).select_from(LiveReceiptLine))
        payments = session.scalar(select(func.count(Payment.id)))
    assert (series.first, series.last, series.issued) == (1, payments, payments)
    assert (series.missing, series.duplicated, series.counter) == ((), (), payments)
    assert (everything, live) == (payments, payments)
    assert plan_receipts(books, 2025).receipts == []
    assert verify(books).faults == []


@pytest.mark.suite
@pytest.mark.parametrize(("many", "donors"), [(10, 20), pytest.param(20, 30, marks=pytest.mark.long)])
def test_programs_issue_at_once_and_some_are_killed(
    books: Books, programs: Programs, many: int, donors: int
) -> None:
    # by chance all may have ended before they were to die
    assert any(issue_at_once_and_kill(books, programs, donors, many) for _time in range(5))
    each_has_one_receipt(books)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_no_number_is_lost_or_given_twice_in_two_hundred_kills_while_issuing(
    books: Books, programs: Programs
) -> None:
    killed = 0
    while killed < 200:
        killed += issue_at_once_and_kill(books, programs, 100, 20)
    each_has_one_receipt(books)


def kill_while_recording(books: Books, programs: Programs, times: int) -> None:
    person(books)
    confirmed: dict[str, int] = {}
    for seed in range(1, times + 1):
        number = programs.start("record", books.location, str(seed))
        confirmed |= dict([said(programs.said())])  # it records: now it may die at any moment
        time.sleep(random.Random(seed).uniform(0, 0.15))
        os.kill(number, signal.SIGKILL)
        rest, end = programs.rest()
        assert end == -signal.SIGKILL
        confirmed |= dict(said(line) for line in rest if line.count(" ") == 1)
    with books.read() as session:
        saved = {row.ref: row.amount.cents for row in session.execute(select(Payment.ref, Payment.amount))}
    assert {ref: saved.get(ref) for ref in confirmed} == confirmed
    assert len(saved) - len(confirmed) <= times  # saved, and killed before it could say so
    assert verify(books).faults == []


def said(line: str) -> tuple[str, int]:
    ref, _, cents = line.strip().partition(" ")
    return ref, int(cents)


@pytest.mark.suite
def test_whatever_was_confirmed_before_a_kill_is_there(books: Books, programs: Programs) -> None:
    kill_while_recording(books, programs, 6)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_whatever_was_confirmed_before_two_hundred_kills_is_there(books: Books, programs: Programs) -> None:
    kill_while_recording(books, programs, 200)
