"""Many programs at once, some of them killed: no number lost, none twice, every confirmed payment there."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.receipts import continuity
from donations_app.db.tables import LiveReceiptLine, Payment, ReceiptLine
from donations_app.services.audit.verify import verify
from donations_app.services.receipts.issue import issue_receipts, plan_receipts
from tests.programs import Programs, start
from tests.world import gifts, payment, people, person, person_draft


def test_twenty_programs_issue_at_once_and_some_are_killed(books: Books) -> None:
    donors = 30
    people(books, (person_draft(f"D{n}") for n in range(donors)))
    gifts(books, (payment(10_00 + n, payer=f"D{n}") for n in range(donors)))
    told, _ = start("at_once", "issue", books.location, "20").communicate(timeout=240)
    ends = told.split()
    assert (set(ends), len(ends)) == ({"0", "-9"}, 20)
    issue_receipts(books, 2025)  # whoever comes after a crash goes on
    with books.read() as session:
        (series,) = continuity(session)
        on_receipts = session.scalar(select(func.count()).select_from(ReceiptLine))
        live = session.scalar(select(func.count()).select_from(LiveReceiptLine))
    assert (series.first, series.last, series.issued) == (1, donors, donors)
    assert (series.missing, series.duplicated, series.counter) == ((), (), donors)
    assert (on_receipts, live) == (donors, donors)
    assert plan_receipts(books, 2025).receipts == []
    assert verify(books).faults == []


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


def test_whatever_was_confirmed_before_a_kill_is_there(books: Books, programs: Programs) -> None:
    kill_while_recording(books, programs, 6)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_whatever_was_confirmed_before_two_hundred_kills_is_there(books: Books, programs: Programs) -> None:
    kill_while_recording(books, programs, 200)
