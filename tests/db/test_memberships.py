"""Who becomes a member, leaves and is freed of dues, on both engines."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, day_of, members
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import Membership, Party
from donations_app.domain.errors import InputRefused, KeyReused, NotFound
from donations_app.domain.membership_errors import (
    AlreadyMember,
    DeadMember,
    JoinedLater,
    NotMember,
    NotMemberIn,
)
from donations_app.domain.money import Money
from donations_app.services.people.memberships import admit, exempt, exempt_several, join, leave, set_fee
from tests.world import TODAY, gift, person

SPRING = date(2024, 3, 1)


@pytest.fixture
def ready(books: Books) -> Books:
    person(books), person(books, "B2", last_name="Zidane")
    set_fee(books, "ADH", name="Member", from_year=2024, fee=Money(20_00))
    set_fee(books, "ADH", from_year=2026, fee=Money(30_00))
    return books


def on(books: Books, day: date, *, running: bool = True, ref: str = "") -> list[Member]:
    with books.read() as session:
        return members(session, day=day, today=TODAY, running=running, ref=ref)


def told(found: list[Member]) -> list[tuple[str, int, int, str, str]]:
    return [(one.ref, one.dues.fee.cents, one.missing.cents, one.dues.state, one.standing) for one in found]


def test_a_member_is_listed_from_his_first_day_to_his_last(ready: Books) -> None:
    admit(ready, uuid4(), "A1", kind="ADH", since=SPRING)
    leave(ready, "A1", on=date(2025, 6, 30))
    days = (date(2024, 2, 29), SPRING, date(2025, 6, 30), date(2025, 7, 1))
    assert [len(on(ready, day)) for day in days] == [0, 1, 1, 0]
    assert [len(on(ready, date(year, 12, 31), running=False)) for year in (2023, 2024, 2025, 2026)] == [
        0,
        1,
        1,
        0,
    ]


def test_who_owes_for_a_year_that_is_over_is_late_in_this_one(ready: Books) -> None:
    for ref in ("A1", "B2"):
        admit(ready, uuid4(), ref, kind="ADH", since=SPRING)
        gift(ready, 20_00, payer=ref, kind="dues", dues_year=2024)
    gift(ready, 20_00, payer="A1", kind="dues", dues_year=2025)
    gift(ready, 10_00, payer="A1", kind="dues", dues_year=2026)
    gift(ready, 30_00, payer="B2", kind="dues", dues_year=2026)
    assert told(on(ready, TODAY)) == [
        ("A1", 30_00, 20_00, "partly_paid", "partly_paid"),
        ("B2", 30_00, 20_00, "paid", "late"),
    ]
    assert [[year.year for year in one.earlier] for one in on(ready, TODAY)] == [[], [2025]]
    assert told(on(ready, date(2025, 12, 31), ref="B2")) == [("B2", 20_00, 20_00, "late", "late")]
    assert told(on(ready, date(2027, 1, 1), ref="A1")) == [("A1", 30_00, 50_00, "owed", "late")]
    exempt(ready, "B2", year=2025, reason="Student")
    assert told(on(ready, TODAY, ref="B2")) == [("B2", 30_00, 0, "paid", "paid")]
    with pytest.raises(NotFound):
        exempt_several(ready, ["A1", "NOBODY"], year=2026, reason="Flood")
    assert told(on(ready, TODAY, ref="A1"))[0][3] != "exempt"  # all are freed, or none
    exempt_several(ready, ["A1", "B2"], year=2026, reason="Flood")
    assert [one[3] for one in told(on(ready, TODAY))] == ["exempt", "exempt"]


def test_a_year_is_looked_at_from_its_day() -> None:
    assert [day_of(year, TODAY) for year in (2025, 2026, 2027)] == [
        date(2025, 12, 31), TODAY, date(2027, 1, 1),
    ]  # fmt: skip


def test_who_leaves_may_join_again_with_years_of_his_own(ready: Books) -> None:
    admit(ready, uuid4(), "A1", kind="ADH", since=SPRING)
    leave(ready, "A1", on=date(2024, 12, 31))
    admit(ready, uuid4(), "A1", kind="ADH", since=date(2026, 1, 1))
    exempt(ready, "A1", year=2024, reason="Founder")
    with pytest.raises(NotMemberIn):
        exempt(ready, "A1", year=2025, reason="Founder")
    assert told(on(ready, date(2024, 12, 31))) == [("A1", 20_00, 0, "exempt", "exempt")]
    assert on(ready, date(2025, 12, 31), running=False) == []
    assert told(on(ready, TODAY)) == [("A1", 30_00, 30_00, "owed", "owed")]


def test_of_memberships_that_ran_at_once_the_one_that_reaches_the_year_counts(ready: Books) -> None:
    join(ready, [(uuid4(), "A1", SPRING)], kind="ADH", until=date(2026, 6, 30))
    join(ready, [(uuid4(), "A1", date(2025, 1, 1))], kind="ADH", until=date(2025, 12, 31))
    assert [one.since for one in on(ready, TODAY, running=False)] == [SPRING]
    assert [one.since for one in on(ready, date(2025, 12, 31))] == [date(2025, 1, 1)]
    assert on(ready, TODAY) == []


def test_two_memberships_never_run_at_once_and_one_key_is_one(ready: Books) -> None:
    key = uuid4()
    admit(ready, key, "A1", kind="ADH", since=SPRING)
    admit(ready, key, "A1", kind="ADH", since=SPRING)
    for since in (date(2020, 1, 1), SPRING, TODAY):
        with pytest.raises(AlreadyMember) as error:
            admit(ready, uuid4(), "A1", kind="ADH", since=since)
        assert error.value.since == SPRING
    with ready.read() as session:
        assert len(session.scalars(select(Membership.id)).all()) == 1


def test_an_end_is_written_once_with_its_reason_and_may_come_sooner(ready: Books) -> None:
    with pytest.raises(NotMember):
        leave(ready, "A1", on=TODAY)
    admit(ready, uuid4(), "A1", kind="ADH", since=SPRING)
    with pytest.raises(JoinedLater):
        leave(ready, "A1", on=date(2024, 2, 29))
    for _ in range(2):
        leave(ready, "A1", on=date(2026, 12, 31), reason=" Moved\n away ")
    leave(ready, "A1", on=TODAY)
    with pytest.raises(NotMember):
        leave(ready, "A1", on=date(2026, 12, 31))
    with ready.read() as session:
        assert session.scalars(select(Membership.until)).all() == [TODAY]
        notes, version = session.execute(select(Party.notes, Party.version).where(Party.ref == "A1")).one()
        entries = [entry.kind for entry in person_card(session, "A1", today=TODAY).entries]
    assert notes.endswith(": Moved away")
    assert notes.count("Moved") == 1
    assert version == 2
    assert entries == [
        "party.recorded", "membership.joined", "membership.left", "party.changed", "membership.left",
    ]  # fmt: skip


def test_the_dead_join_no_more(ready: Books) -> None:
    died = date(2026, 2, 1)
    person(ready, "C3", deceased_on=died)
    person(ready, "D4", kind="couple", second_first_name="Anne", deceased_on=died)
    person(ready, "E5", kind="couple", second_first_name="Anne", deceased_on=SPRING, second_deceased_on=died)
    for ref in ("C3", "E5"):
        with pytest.raises(DeadMember) as error:
            admit(ready, uuid4(), ref, kind="ADH", since=TODAY)
        assert error.value.on == died
        admit(ready, uuid4(), ref, kind="ADH", since=died)
    admit(ready, uuid4(), "D4", kind="ADH", since=TODAY)


def test_nothing_is_asked_of_a_kind_or_a_person_who_is_not_there(ready: Books) -> None:
    with pytest.raises(NotFound):
        admit(ready, uuid4(), "A1", kind="GOLD", since=TODAY)
    with pytest.raises(NotFound):
        admit(ready, uuid4(), "X9", kind="ADH", since=TODAY)
    with pytest.raises(NotFound):
        leave(ready, "X9", on=TODAY)
    with pytest.raises(NotFound):
        exempt(ready, "X9", year=2026, reason="x")
    admit(ready, uuid4(), "A1", kind="ADH", since=date(2025, 5, 1))
    with pytest.raises(JoinedLater):
        exempt(ready, "A1", year=2024, reason="x")


def test_a_kind_keeps_its_name_and_its_earlier_fees(ready: Books) -> None:
    with pytest.raises(InputRefused):
        set_fee(ready, "HON", from_year=2026, fee=Money(0))
    with pytest.raises(InputRefused):
        set_fee(ready, " ", name="Nobody", from_year=2026, fee=Money(0))
    with pytest.raises(KeyReused):
        set_fee(ready, "ADH", from_year=2026, fee=Money(31_00))
    with ready.read() as session:
        (kind,) = kinds_of_members(session)
    assert (kind.code, kind.name) == ("ADH", "Member")
    assert kind.fees == ((2024, Money(20_00)), (2026, Money(30_00)))
    assert [kind.fee_in(year) for year in (2023, 2025, 2027)] == [None, Money(20_00), Money(30_00)]
