"""A clock that went back dates no receipt before its payments, none before the last unasked, and is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.domain.errors import ClockAhead, ClockBehind, InputRefused
from donations_app.services.receipts.cancelling import replace_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.world import TODAY, gift, person

BACK = date(2020, 1, 1)


def test_no_receipt_is_dated_before_its_payments(books: Books) -> None:
    person(books)
    gift(books, 100_00, received_on=date(2025, 6, 2))
    gift(books, 50_00, received_on=date(2025, 6, 1))
    for today, reasons in (
        (BACK, ["after_today", "after_today"]),
        (date(2025, 6, 1), ["after_today"]),
        (date(2025, 6, 2), []),
    ):
        plan = plan_receipts(books.acting(today=today), 2025)
        assert [line.reason for line in plan.left_out] == reasons
    run = issue_receipts(books.acting(today=BACK), 2025, Choice(accept=["all"]))
    assert run.issued == []


def test_a_receipt_is_dated_before_the_last_one_only_when_that_is_asked_for(books: Books) -> None:
    person(books), person(books, "B2", last_name="Moreau")
    gift(books, 100_00)
    issue_receipts(books, 2025, Choice(accept=["all"]))
    gift(books, 50_00, payer="B2")
    back = books.acting(today=TODAY - timedelta(days=1))
    run = issue_receipts(back, 2025)
    assert (run.issued, [one.warnings[-1].code for one in run.postponed]) == ([], ["dated_back"])
    assert issue_receipts(back, 2025, Choice(payer="B2", accept=["dated_back"])).issued
    assert issue_receipts(books, 2025).postponed == []


def test_a_replacement_is_dated_before_the_last_one_only_when_that_is_asked_for(books: Books) -> None:
    person(books), person(books, "B2", last_name="Moreau")
    gift(books, 100_00)
    back = books.acting(today=TODAY - timedelta(days=1))
    issue_receipts(back, 2025)
    gift(books, 50_00, payer="B2")
    issue_receipts(books, 2025)
    with pytest.raises(InputRefused) as found:
        replace_receipt(back, "2025-MRS-P-000001", reason="r")
    (problem,) = found.value.problems
    assert (problem.field, problem.code, problem.value) == ("on", "dated_back", TODAY.isoformat())
    made = replace_receipt(back, "2025-MRS-P-000001", reason="r", accept=["dated_back"])
    assert made.number == "2025-MRS-P-000003"


@pytest.mark.parametrize(("year", "told"), [(2020, [ClockBehind]), (2026, []), (2036, [ClockAhead])])
def test_a_leap_of_the_clock_is_told_at_the_opening(books: Books, year: int, told: list[type]) -> None:
    person(books)
    books.close()
    now = datetime(year, 11, 24, tzinfo=UTC)
    opened = open_books(books.location, clock=lambda: now)
    assert [type(doubt) for doubt in opened.doubts] == told
    opened.close()
