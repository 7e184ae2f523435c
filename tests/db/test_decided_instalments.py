"""Pauses, instalments forgiven, payments named for them, and what the bank took back; on both engines."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from donations_app.db.books import Books
from donations_app.db.guard import unlocked
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import Agreement, agreement_of
from donations_app.db.queries.overdue import overdue
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import InstalmentDecision
from donations_app.domain.errors import InputRefused, KeyReused, NotFound, ReasonMissing
from donations_app.domain.money import Money
from donations_app.domain.recurring import Pause, RecurringGift
from donations_app.services.audit.verify import verify
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.instalments import (
    forgive_instalment,
    match_payment,
    pause_recurring,
    resume_recurring,
    set_apart,
    take_decision_back,
)
from donations_app.services.payments.recurring import agree_recurring, change_recurring, stop_recurring
from donations_app.services.people.erasure import erase_party
from tests.originals import Originals
from tests.world import gift, person, project, to

TODAY = date(2026, 6, 20)
AGREED = RecurringGift(
    key=uuid4(),
    ref="",
    payer="A1",
    amount=Money(20_00),
    frequency="monthly",
    first_on=date(2026, 1, 5),
    method="transfer",
    project="EAU",
)


@pytest.fixture
def agreed(shelf: str, originals: Originals) -> Iterator[tuple[Books, str]]:
    """Books in which 20 a month are agreed for the water since January, and the reference of the gift."""
    made = originals.books(shelf, fill)
    yield made, "D-MRS-000001"
    made.close()


def fill(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire"), project(books)
    assert agree_recurring(books, AGREED) == "D-MRS-000001"


def day(month: int, number: int = 5) -> date:
    return date(2026, month, number)


def paid(books: Books, on: date, cents: int = 20_00, payer: str = "A1") -> str:
    return gift(
        books,
        cents,
        payer=payer,
        method="transfer",
        received_on=on,
        credited_on=on,
        allocations=(to(cents, "EAU"),),
    )


def whole(books: Books, ref: str, today: date = TODAY) -> Agreement:
    with books.read() as session:
        return agreement_of(session, ref, today=today, until=date(2026, 12, 31))


def states(books: Books, ref: str, today: date = TODAY) -> dict[int, str]:
    return {one.due_on.month: one.state for one in whole(books, ref, today).instalments}


def expected(books: Books, today: date = TODAY) -> int:
    with books.read() as session:
        return project_shares(session, today=today)[0].share.expected.cents


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(InputRefused) as error:
        act()
    return [one.code for one in error.value.problems]


def test_a_gift_is_agreed_once_under_a_reference_of_our_own(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    assert ref.startswith("D-MRS-")
    assert agree_recurring(books, AGREED) == ref
    with pytest.raises(KeyReused):
        agree_recurring(books, replace(AGREED, amount=Money(21_00)))
    other = replace(AGREED, key=uuid4(), payer="NOBODY", amount=Money(0))
    assert refused(lambda: agree_recurring(books, other)) == ["amount_zero", "party_unknown"]
    assert agree_recurring(books, replace(AGREED, key=uuid4(), ref="D9")) == "D9"
    assert refused(lambda: agree_recurring(books, replace(AGREED, key=uuid4(), ref="D9"))) == ["ref_taken"]
    changed = replace(terms(books, ref), amount=Money(30_00))
    assert change_recurring(books, ref, changed, start=day(7, 1)).ref == f"{ref}/2026-07-01"
    assert [one.amount.cents for one in whole(books, ref).instalments[5:7]] == [20_00, 30_00]
    assert verify(books).faults == []


def terms(books: Books, ref: str) -> RecurringGift:
    with books.read() as session:
        return terms_of(session, ref)[-1][1]


def test_nothing_is_due_during_a_pause_and_nothing_expected(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    assert expected(books) == 6 * 20_00
    key = uuid4()
    for _twice in range(2):
        pause_recurring(books, key, ref, first_on=day(5, 5), last_on=day(8, 4), reason="Out of work")
    found = whole(books, ref)
    assert [one.due_on.month for one in found.instalments] == [1, 2, 3, 4, 8, 9, 10, 11, 12]
    assert found.paused == (day(5), day(6), day(7))
    assert expected(books) == 5 * 20_00

    def again() -> Pause:
        return pause_recurring(books, uuid4(), ref, first_on=day(8, 4), last_on=None)

    assert refused(again) == ["pause_overlaps"]
    # resumed sooner: the pause ends the day before
    resume_recurring(books, ref, on=day(7, 5))
    assert whole(books, ref).paused == (day(5), day(6))
    again()
    assert whole(books, ref).paused == tuple(day(month) for month in (5, 6, 8, 9, 10, 11, 12))
    assert verify(books).faults == []


def test_a_pause_resumed_before_it_began_never_was(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    pause_recurring(books, uuid4(), ref, first_on=day(9, 1), last_on=None)
    assert whole(books, ref).paused == (day(9), day(10), day(11), day(12))
    resume_recurring(books, ref, on=day(7, 1))
    assert whole(books, ref).paused == ()
    assert refused(lambda: resume_recurring(books, ref, on=day(7, 1))) == ["not_paused"]
    pause_recurring(books, uuid4(), ref, first_on=day(9, 1), last_on=day(9, 30))  # touches no pause that was
    assert refused(lambda: pause_recurring(books, uuid4(), ref, first_on=day(8), last_on=day(8, 4))) == [
        "ends_before_start"
    ]
    stop_recurring(books, ref, on=day(10, 31), reason="Moved away")
    assert refused(lambda: pause_recurring(books, uuid4(), ref, first_on=day(11, 1), last_on=None)) == [
        "recurring_ended"
    ]


def test_an_instalment_is_forgiven_for_a_reason_and_that_is_taken_back(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    paid(books, day(1))
    key = uuid4()
    for _twice in range(2):
        forgive_instalment(books, key, ref, due_on=day(2), reason="Flood in the village")
    forgive_instalment(books, uuid4(), ref, due_on=day(7), reason="Away")
    found = {one.due_on.month: one for one in whole(books, ref).instalments}
    assert (found[2].state, found[2].reason, found[7].state) == (
        "forgiven",
        "Flood in the village",
        "forgiven",
    )
    assert expected(books) == 5 * 20_00
    with books.read() as session:
        assert overdue(session, TODAY).for_projects == {"late": Money(20_00), "missed": Money(60_00)}
    for month, code in ((1, "instalment_met"), (2, "instalment_forgiven")):
        act = lambda month=month: forgive_instalment(  # noqa: E731
            books, uuid4(), ref, due_on=day(month), reason="r"
        )
        assert refused(act) == [code]
    unknown = lambda: forgive_instalment(books, uuid4(), ref, due_on=day(2, 6), reason="r")  # noqa: E731
    assert refused(unknown) == ["instalment_unknown"]
    with pytest.raises(ReasonMissing):
        forgive_instalment(books, uuid4(), ref, due_on=day(3), reason=" ")
    assert take_decision_back(books, ref, due_on=day(2), reason="It came after all") == 1
    assert states(books, ref)[2] == "missed"
    assert refused(lambda: take_decision_back(books, ref, due_on=day(2), reason="r")) == ["nothing_decided"]
    assert verify(books).faults == []


def test_a_payment_is_named_for_the_instalment_that_it_meets(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    payment = paid(books, day(4, 20), 40_00)
    assert states(books, ref) | {7: ""} == {
        1: "missed", 2: "missed", 3: "met", 4: "met", 5: "missed", 6: "late", 7: "",
        **dict.fromkeys((8, 9, 10, 11, 12), "expected"),
    }  # fmt: skip
    match_payment(books, uuid4(), payment, ref, due_on=day(1))
    key = uuid4()
    for _twice in range(2):
        match_payment(books, key, payment, ref, due_on=day(2))
    assert [states(books, ref)[month] for month in (1, 2, 3, 4)] == ["met", "met", "missed", "missed"]
    assert refused(lambda: match_payment(books, uuid4(), payment, ref, due_on=day(1))) == ["nothing_changed"]
    second = paid(books, day(4, 5))
    assert match_payment(books, uuid4(), second, ref).due_on == day(4)  # that it meets by itself
    assert take_decision_back(books, ref, due_on=day(4), reason="Meant for March") == 1
    match_payment(books, uuid4(), second, ref, due_on=day(3))
    assert [states(books, ref)[month] for month in (1, 2, 3, 4)] == ["met", "met", "met", "missed"]
    small = paid(books, day(4, 2), 5_00)
    assert match_payment(books, uuid4(), small, ref).due_on == day(4)  # the open one nearest to it
    (april,) = [one for one in whole(books, ref).instalments if one.due_on == day(4)]
    assert (april.state, april.received.cents, april.open.cents) == ("missed", 5_00, 15_00)
    assert verify(books).faults == []


def test_up_to_which_day_one_asks_changes_no_instalment(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    paid(books, day(3, 30))  # for April; not for March
    match_payment(books, uuid4(), paid(books, day(3, 1)), ref, due_on=day(6))
    every = states(books, ref)
    assert (every[3], every[4], every[6]) == ("missed", "met", "met")
    for month in range(1, 7):
        with books.read() as session:
            found = agreement_of(session, ref, today=TODAY, until=day(month)).instalments
        assert {one.due_on.month: one.state for one in found} == {n: every[n] for n in range(1, month + 1)}


def test_a_payment_of_somebody_else_or_taken_back_is_named_for_nothing(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    other, gone = paid(books, day(3), payer="B2"), paid(books, day(3))
    sold = gift(books, 20_00, kind="sale", received_on=day(3), allocations=(to(20_00, ""),))
    take_back(books, gone, kind="return", reason="AM04", on=day(3, 9))
    for payment, code in ((other, "payment_of_other"), (gone, "payment_back"), (sold, "payment_no_gift")):
        act = lambda payment=payment: match_payment(books, uuid4(), payment, ref, due_on=day(3))  # noqa: E731
        assert refused(act) == [code]
    with pytest.raises(NotFound):
        match_payment(books, uuid4(), "V-MRS-999999", ref)
    with pytest.raises(NotFound):
        match_payment(books, uuid4(), other, "D404")


def test_an_instalment_whose_debit_came_back_is_missed_at_once(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    payment = paid(books, day(6))
    match_payment(books, uuid4(), payment, ref, due_on=day(6))
    assert states(books, ref)[6] == "met"
    take_back(books, payment, kind="return", reason="AM04", on=day(6, 9))
    (june,) = [one for one in whole(books, ref).instalments if one.due_on == day(6)]
    assert (june.state, june.reason, june.received) == ("missed", "AM04", Money(0))
    wrong = paid(books, day(5))
    take_back(books, wrong, kind="correction", reason="Typed twice", on=day(5, 9))
    (may,) = [one for one in whole(books, ref, day(5, 20)).instalments if one.due_on == day(5)]
    assert (may.state, may.reason) == ("late", "")  # a correction is no refusal of the bank
    paid(books, day(6, 15))
    assert states(books, ref)[6] == "met"  # presented again


def test_what_is_expected_is_never_part_of_the_private_share(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    paid(books, day(6, 28))  # for July, some days before
    today = day(6, 29)
    forgive_instalment(books, uuid4(), ref, due_on=day(12), reason="Away")
    with books.read() as session:
        (share,) = project_shares(session, today=today)
    found = whole(books, ref, today).instalments
    assert share.share.private.cents == 20_00  # what arrived, and not a cent more
    assert share.share.expected.cents == 4 * 20_00  # August to November: July is paid, December forgiven
    assert sum(one.amount.cents for one in found) == 12 * 20_00
    assert sum(one.received.cents for one in found) == share.share.private.cents


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recurring_pause SET last_on = '2026-12-31'", "DELETE FROM recurring_pause",
        "UPDATE instalment_decision SET taken_back_on = NULL", "UPDATE instalment_decision SET reason = 'x'",
        "UPDATE recurring_gift SET end_reason = 'x'",
    ],
)  # fmt: skip
def test_what_was_decided_cannot_be_altered_unseen(agreed: tuple[Books, str], statement: str) -> None:
    books, ref = agreed
    pause_recurring(books, uuid4(), ref, first_on=day(5), last_on=day(5, 31))
    forgive_instalment(books, uuid4(), ref, due_on=day(2), reason="Flood")
    take_decision_back(books, ref, due_on=day(2), reason="It came")
    assert verify(books).faults == []
    with books.engine.begin() as connection, unlocked(connection):
        connection.execute(text(statement))
    assert verify(books).faults != []


def test_the_reasons_of_who_is_erased_go_and_the_decisions_stay(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    pause_recurring(books, uuid4(), ref, first_on=day(5), last_on=day(5, 31), reason="Out of work")
    forgive_instalment(books, uuid4(), ref, due_on=day(2), reason="Illness")
    forgive_instalment(books, uuid4(), ref, due_on=day(3), reason="Illness")
    take_decision_back(books, ref, due_on=day(3), reason="He is well")
    stop_recurring(books, ref, on=day(6, 30), reason="Died")
    was = [(one.due_on, one.state) for one in whole(books, ref).instalments]
    for _twice in range(2):
        erase_party(books.acting(today=TODAY), "A1", asked_on=TODAY)
    found = whole(books, ref)
    assert [(one.due_on, one.state) for one in found.instalments] == was
    assert {one.reason for one in found.instalments} == {"", "–"}
    assert ([one.reason for one in found.pauses], found.now.end_reason) == ([""], "")
    with books.read() as session:
        left = session.scalars(select(InstalmentDecision.taken_back_reason)).all()
    assert set(left) == {""}
    assert verify(books).faults == []


def test_a_gift_beside_what_was_agreed_meets_no_instalment(agreed: tuple[Books, str]) -> None:
    books, ref = agreed
    extra, other = paid(books, day(4)), paid(books, day(5))
    assert states(books, ref)[4] == "met"
    key = uuid4()
    assert refused(lambda: set_apart(books, key, paid(books, day(5), 7_00), ref, reason="fête")) == [
        "payment_meets_none"
    ]
    assert set_apart(books, key, extra, ref, reason="fête").due_on == day(4)
    assert set_apart(books, key, extra, ref, reason="fête").due_on == day(4)  # once
    april = whole(books, ref).instalments[3]
    assert (april.state, april.apart, states(books, ref)[5]) == ("missed", (extra,), "met")
    # named for it all the same it meets it; set apart again it meets none
    match_payment(books, uuid4(), extra, ref, due_on=day(6))
    assert states(books, ref)[6] == "met"
    set_apart(books, uuid4(), extra, ref, reason="fête")
    assert (states(books, ref)[4], states(books, ref)[6]) == ("missed", "late")
    set_apart(books, uuid4(), other, ref, reason="fête")
    erase_party(books.acting(today=TODAY), "A1", asked_on=TODAY)
    assert [states(books, ref)[month] for month in (4, 5)] == ["missed", "missed"]
    take_decision_back(books, ref, due_on=day(4), reason="non")
    assert states(books, ref)[4] == "met"
    assert verify(books).faults == []
