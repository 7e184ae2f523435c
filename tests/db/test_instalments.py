"""Agreed gifts in the books: which payments met their instalments, and what is told of the others; both engines."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.db.queries.overdue import overdue, overdue_sums
from donations_app.db.queries.shares import project_shares
from donations_app.domain.money import ZERO, Money
from donations_app.services.exchange.imports import import_file
from donations_app.services.funding.origins import state_origin
from donations_app.services.payments.corrections import take_back
from tests.world import association, gift, person, project, to

TODAY = date(2026, 6, 20)
HEADER = "ref;payer;amount;frequency;day;first_on;last_on;project;association\n"


@pytest.fixture
def agreed(books: Books, tmp_path: Path) -> Books:
    """Books of June with an agreed gift of 20 a month for the water of Aman, and one for whatever is needed."""
    person(books), person(books, "B2", first_name="Claire"), association(books)
    project(books, partners={"AMAN": 5_000_00})
    path = tmp_path / "recurring.csv"
    path.write_text(
        HEADER + "D1;A1;20;monthly;5;2026-01-05;;EAU;AMAN\nD2;B2;10;quarterly;1;2025-11-01;2026-03-01;;\n"
    )
    assert import_file(books, "recurring", path).accepted == 2
    return books


def debit(books: Books, on: date, cents: int = 20_00, code: str = "EAU") -> str:
    allocations = (to(cents, code, "AMAN" if code else ""),)
    return gift(books, cents, method="direct_debit", received_on=on, credited_on=on, allocations=allocations)


def found(books: Books, until: date = date(2026, 12, 31)) -> list[AgreedGift]:
    with books.read() as session:
        return agreed_gifts(session, today=TODAY, until=until)


def test_instalments_are_met_by_payments_that_stand_and_the_others_told(agreed: Books) -> None:
    refs = [debit(agreed, date(2026, month, 5)) for month in (1, 2, 4, 5)]
    take_back(agreed, refs[1], kind="return", reason="AM04", on=date(2026, 2, 9))
    first, second = found(agreed)
    assert [(one.due_on.month, one.state, one.payment) for one in first.instalments] == [
        (1, "met", refs[0]), (2, "missed", ""), (3, "missed", ""), (4, "met", refs[2]), (5, "met", refs[3]),
        (6, "late", ""), *((month, "expected", "") for month in range(7, 13)),
    ]  # fmt: skip
    assert (first.ref, first.payer, first.project, first.association, first.state) == (
        "D1", "A1", "EAU", "AMAN", "active",
    )  # fmt: skip
    # what was due before the year of the first payment was recorded by nobody
    assert [(one.due_on, one.state) for one in second.instalments] == [(date(2026, 2, 1), "missed")]
    assert second.state == "ended"
    with agreed.read() as session:
        sums = overdue_sums(session, TODAY)
        assert overdue(session, TODAY).for_projects == {"late": Money(20_00), "missed": Money(40_00)}
        (share,) = project_shares(session, today=TODAY)
        then = [overdue_sums(session, date(2026, 2, day))["EAU", ""] for day in (8, 9)]
        later = agreed_gifts(session, today=date(2026, 4, 4), until=date(2026, 4, 30))[0]
    assert [(one["late"], one["missed"]) for one in then] == [
        (ZERO, ZERO),
        (ZERO, Money(20_00)),
    ]  # it came back then
    assert [one.state for one in later.instalments] == [
        "met",
        "missed",
        "late",
        "expected",
    ]  # paid a day later
    whole = {"late": Money(20_00), "missed": Money(40_00)}
    assert sums == {("EAU", ""): whole, ("EAU", "AMAN"): whole}
    parts = (first.sum_of(state) for state in ("met", "late", "missed"))
    assert share.share.expected + Money.total(parts) == Money(12 * 20_00)  # none has left unsaid
    state_origin(agreed, "A1", "public", source="decree", key=uuid4())
    with agreed.read() as session:
        assert overdue_sums(session, TODAY) == {}  # of public money no private share waits for


def test_money_for_another_purpose_meets_no_instalment_of_a_project(agreed: Books) -> None:
    debit(agreed, date(2026, 1, 5), code="")
    gift(agreed, 20_00, payer="B2", received_on=date(2026, 1, 5), allocations=(to(20_00, "EAU", "AMAN"),))
    gift(agreed, 20_00, kind="dues", dues_year=2026, received_on=date(2026, 1, 5), allocations=(to(20_00),))
    assert {one.state for one in found(agreed, date(2026, 4, 30))[0].instalments} == {"missed"}


def test_without_any_payment_all_that_was_agreed_is_overdue(agreed: Books) -> None:
    first, second = found(agreed, TODAY)
    assert [one.state for one in first.instalments] == [*["missed"] * 5, "late"]
    assert [one.due_on.isoformat() for one in second.instalments] == ["2025-11-01", "2026-02-01"]


def test_nothing_is_overdue_after_the_end_of_a_project(books: Books, tmp_path: Path) -> None:
    person(books), association(books), project(books, ends_on=date(2026, 2, 28), partners={"AMAN": 5_000_00})
    path = tmp_path / "recurring.csv"
    path.write_text(HEADER + "D1;A1;20;monthly;5;2026-01-05;;EAU;AMAN\n")
    import_file(books, "recurring", path)
    assert [one.due_on.month for one in found(books)[0].instalments] == [1, 2]
