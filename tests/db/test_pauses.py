"""Who is suspended, taken up again, honorary; kinds that run otherwise; the set day: on both engines."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, members
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import MembershipPause
from donations_app.domain.errors import InputRefused, NotFound, ReasonMissing
from donations_app.domain.membership_errors import AlreadyPaused, JoinedLater, NotMember, NotSuspended
from donations_app.domain.money import Money
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter
from donations_app.services.people.memberships import admit, leave, set_fee
from donations_app.services.people.pauses import honour, resume, suspend
from tests.world import TODAY, gift, person

SPRING = date(2025, 3, 1)


@pytest.fixture
def ready(books: Books) -> Books:
    person(books), person(books, "B2", kind="couple", second_first_name="Anne")
    set_fee(books, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    admit(books, uuid4(), "A1", kind="ADH", since=SPRING)
    admit(books, uuid4(), "B2", kind="ADH", since=date(2026, 1, 1))
    return books


def member(books: Books, ref: str = "A1", on: date = TODAY) -> Member:
    with books.read() as session:
        (found,) = members(session, day=on, today=TODAY, running=False, ref=ref)
    return found


def told(found: Member) -> tuple[str, str, int, int]:
    return found.standing, found.dues.state, found.missing.cents, found.votes


def test_a_suspension_lifts_dues_and_vote_while_it_runs(ready: Books) -> None:
    assert told(member(ready)) == ("late", "owed", 60_00, 1)
    for _ in range(2):
        suspend(ready, "A1", on=date(2025, 12, 1), reason=" Abroad ")
    assert told(member(ready)) == ("suspended", "suspended", 0, 0)
    assert member(ready, on=date(2025, 11, 30)).pause is None
    resume(ready, "A1", on=TODAY)
    resume(ready, "A1", on=TODAY)
    assert told(member(ready)) == ("owed", "owed", 30_00, 1)  # 2025 was let off for good, 2026 is owed again
    with ready.read() as session:
        (held,) = session.execute(select(MembershipPause.until, MembershipPause.reason)).all()
        assert tuple(held) == (date(2026, 11, 22), "Abroad")
        kinds = [entry.kind for entry in person_card(session, "A1", today=TODAY).entries]
    assert kinds[-2:] == ["membership.suspended", "membership.resumed"]
    assert verify(ready).faults == []


def test_a_suspension_may_end_by_itself_and_another_follow(ready: Books) -> None:
    suspend(ready, "A1", on=date(2026, 2, 1), until=date(2026, 4, 30), reason="Illness")
    for first, last in ((date(2026, 4, 30), None), (date(2026, 1, 1), date(2026, 2, 1)), (SPRING, None)):
        with pytest.raises(AlreadyPaused) as error:
            suspend(ready, "A1", on=first, until=last, reason="Illness")
        assert error.value.since == date(2026, 2, 1)
    suspend(ready, "A1", on=date(2026, 5, 1), until=date(2026, 5, 31), reason="Illness")
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [member(ready, on=day).pause is not None for day in days] == [False, True, True, False]
    with pytest.raises(NotSuspended):
        resume(ready, "A1", on=TODAY)


def test_a_suspension_taken_back_on_its_first_day_never_held(ready: Books) -> None:
    suspend(ready, "A1", on=TODAY, reason="Mistake")
    resume(ready, "A1", on=TODAY)
    assert told(member(ready)) == ("late", "owed", 60_00, 1)
    suspend(ready, "A1", on=TODAY, reason="Abroad")
    assert member(ready).standing == "suspended"


def test_who_is_honorary_owes_nothing_of_the_year_and_votes(ready: Books) -> None:
    gift(ready, 30_00, payer="A1", kind="dues", dues_year=2025)
    for _ in range(2):
        honour(ready, "A1", on=date(2026, 6, 1), reason="General assembly of 2026")
    with pytest.raises(AlreadyPaused):
        honour(ready, "A1", on=TODAY, reason="Again")
    assert told(member(ready)) == ("honorary", "honorary", 0, 1)
    suspend(ready, "A1", on=TODAY, reason="Quarrel")
    assert told(member(ready)) == ("suspended", "suspended", 0, 0)
    resume(ready, "A1", on=TODAY)
    assert told(member(ready)) == ("honorary", "honorary", 0, 1)


def test_nothing_rests_of_who_is_no_member_or_without_a_reason(ready: Books) -> None:
    with pytest.raises(ReasonMissing):
        suspend(ready, "A1", on=TODAY, reason=" ")
    with pytest.raises(InputRefused):
        suspend(ready, "A1", on=TODAY, until=date(2026, 11, 22), reason="x")
    with pytest.raises(NotFound):
        honour(ready, "X9", on=TODAY, reason="x")
    with pytest.raises(JoinedLater):
        suspend(ready, "A1", on=date(2025, 2, 28), reason="x")
    leave(ready, "A1", on=date(2026, 6, 30))
    with pytest.raises(NotMember):
        suspend(ready, "A1", on=TODAY, reason="x")
    with pytest.raises(NotMember):
        resume(ready, "A1", on=TODAY)
    assert told(member(ready)) == ("left", "owed", 60_00, 1)
    with ready.read() as session:
        assert session.scalars(select(MembershipPause.id)).all() == []


def test_a_kind_runs_from_the_day_of_joining_and_stays_so(ready: Books) -> None:
    set_fee(ready, "JOUR", name="From the day", from_year=2025, fee=Money(20_00), runs="joining")
    set_fee(ready, "JOUR", from_year=2026, fee=Money(25_00))
    person(ready, "C3")
    admit(ready, uuid4(), "C3", kind="JOUR", since=date(2025, 12, 1))
    assert told(member(ready, "C3")) == ("owed", "paid", 20_00, 1)
    gift(ready, 20_00, payer="C3", kind="dues", dues_year=2025)
    assert told(member(ready, "C3")) == ("paid", "paid", 0, 1)  # 2026 begins on 1 December
    with pytest.raises(InputRefused) as error:
        set_fee(ready, "JOUR", from_year=2027, fee=Money(25_00), runs="calendar")
    assert error.value.problems[0].code == "kind_stands"
    with ready.read() as session:
        found = {kind.code: (kind.runs, kind.is_free) for kind in kinds_of_members(session)}
    assert found == {"ADH": ("calendar", False), "JOUR": ("joining", False)}


def test_a_free_amount_is_owed_until_something_is_given(ready: Books) -> None:
    set_fee(ready, "LIB", name="Free", from_year=2026, fee=Money(0), is_free=True)
    person(ready, "C3")
    admit(ready, uuid4(), "C3", kind="LIB", since=date(2026, 1, 1))
    assert told(member(ready, "C3")) == ("owed", "owed", 0, 1)
    gift(ready, 5_00, payer="C3", kind="dues", dues_year=2026)
    assert told(member(ready, "C3")) == ("paid", "paid", 0, 1)


def test_dues_are_late_after_the_day_that_was_decided_for_their_year(ready: Books) -> None:
    with pytest.raises(InputRefused):
        decide_parameter(
            ready, "dues_late_after", first_on=date(2026, 1, 1), value="13-01", source="Assembly"
        )
    decide_parameter(ready, "dues_late_after", first_on=date(2026, 1, 1), value="06-30", source="Assembly")
    assert member(ready, "B2").dues.state == "late"
    assert member(ready, "B2", on=date(2026, 6, 30)).dues.state == "late"  # seen from today
    assert member(ready, on=date(2025, 12, 31)).dues.state == "late"
    gift(ready, 10_00, payer="B2", kind="dues", dues_year=2026)
    assert told(member(ready, "B2")) == ("late", "late", 20_00, 2)


def test_a_couple_has_two_votes_and_its_survivor_one(ready: Books) -> None:
    person(
        ready, "D4", kind="couple", second_first_name="Anne", deceased_on=date(2026, 2, 1),
    )  # fmt: skip
    admit(ready, uuid4(), "D4", kind="ADH", since=date(2026, 1, 1))
    assert [member(ready, "D4", on=day).votes for day in (date(2026, 2, 1), date(2026, 2, 2))] == [2, 1]


def test_one_cheque_for_two_years_is_told_ahead(ready: Books) -> None:
    for year in (2026, 2027):
        gift(ready, 30_00, payer="B2", kind="dues", dues_year=year)
    assert (member(ready, "B2").standing, member(ready, "B2").ahead) == ("paid", (2027,))
