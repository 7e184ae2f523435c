"""Where a payer's money comes from, stated from a day on: facts move by pairs, sums do not; on both engines."""

from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.origins import origin_rows
from donations_app.db.tables import Allocation, Party, Payment
from donations_app.domain.errors import InputRefused, KeyReused, ReasonMissing
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft
from donations_app.services.audit.verify import verify
from donations_app.services.funding.origins import StatedOrigin, state_origin
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.parties import change_party, record_party
from tests.world import TODAY, association, gift, person, project, to

Y25, Y26 = date(2025, 6, 1), date(2026, 6, 1)


def payer(books: Books, ref: str, kind: str = "association") -> str:
    draft = PartyDraft(key=uuid4(), ref=ref, kind=kind, organisation=f"Association {ref}", country="FR")
    return record_party(books, draft).ref


def stated(books: Books, ref: str, origin: str, **how: object) -> StatedOrigin:
    known = {"source": "Rapport annuel 2025", "key": uuid4()} | how
    return state_origin(books, ref, origin, **known)  # type: ignore[arg-type]


def facts(books: Books, on: date = TODAY, known: date = TODAY) -> dict[str, int]:
    """Return the cents on projects by origin, as on a day and as recorded up to another."""
    query = (
        select(Allocation.money_origin, func.sum(Allocation.amount))
        .where(
            Allocation.project_id.is_not(None), Allocation.decided_on <= on, Allocation.recorded_on <= known
        )
        .group_by(Allocation.money_origin)
    )
    with books.read() as session:
        return {origin: amount.cents for origin, amount in session.execute(query) if amount}


def test_money_passed_on_is_seen_through_from_its_day_and_nothing_else_moves(books: Books) -> None:
    association(books)
    project(books, partners={"AMAN": 10_000_00})
    payer(books, "FORIM")
    early = books.acting(today=date(2026, 7, 1))
    gift(
        early,
        1_000_00,
        payer="FORIM",
        received_on=Y25,
        allocations=(to(600_00, association="AMAN"), to(400_00)),
    )
    wrong = gift(early, 70_00, payer="FORIM", received_on=Y25, allocations=(to(70_00),))
    gift(early, 500_00, payer="FORIM", received_on=Y26, allocations=(to(500_00),))
    reverse_payment(early, wrong, kind="refund", reason="Twice", on=date(2026, 6, 30))
    assert facts(books) == {"private": 1_500_00}

    key = uuid4()
    done = stated(books, "FORIM", "regranted", since=date(2026, 1, 1), key=key)
    assert (done.before, done.after, done.entries, done.amount.cents) == ("", "regranted", 1, 500_00)
    assert stated(books, "FORIM", "regranted", since=date(2026, 1, 1), key=key).already
    with pytest.raises(KeyReused):
        stated(books, "FORIM", "public", since=date(2026, 1, 1), key=key)
    assert facts(books) == {"private": 1_000_00, "regranted": 500_00}
    with pytest.raises(InputRefused):
        stated(books, "FORIM", "regranted", since=date(2026, 1, 1))

    done = stated(books, "FORIM", "regranted")
    assert (done.entries, done.amount.cents) == (4, 1_000_00)  # of the payment taken back both sides, too
    assert facts(books) == {"regranted": 1_500_00}
    assert facts(books, date(2026, 5, 1)) == {"regranted": 1_070_00}, "before the reversal, too"
    assert facts(books, known=date(2026, 7, 1)) == {"private": 1_500_00}
    with books.read() as session:
        pairs = session.execute(
            select(func.sum(Allocation.amount), func.count(), func.min(Allocation.reason))
            .where(Allocation.move_key.is_not(None))
            .group_by(Allocation.move_key)
        ).all()
        assert sorted((amount.cents, n, why) for amount, n, why in pairs) == [
            (0, 2, "Rapport annuel 2025"), (0, 8, "Rapport annuel 2025")
        ]  # fmt: skip
        rows = [(row.ref, row.money_origin, row.since, row.source) for row in origin_rows(session)]
    assert rows == [
        ("FORIM", "regranted", date(2026, 1, 1), "Rapport annuel 2025"),
        ("FORIM", "regranted", None, "Rapport annuel 2025"),
    ]
    assert not list(verify(books).faults)


def test_a_payment_has_the_origin_of_its_own_day_whoever_states_it(books: Books) -> None:
    """A day to come, the person's card, a public body, somebody of whom nothing was stated."""
    association(books)
    project(books)
    payer(books, "G")
    person(books, "A1")
    stated(books.acting(office="LYO"), "G", "private")  # whose keys come after those of the others
    done = stated(books, "G", "regranted", since=date(2026, 12, 1))
    assert (done.before, done.after, done.entries) == ("private", "private", 0)
    later = books.acting(today=date(2026, 12, 2))
    gift(later, 30_00, payer="G", received_on=date(2026, 11, 30), allocations=(to(30_00),))
    gift(later, 40_00, payer="G", received_on=date(2026, 12, 1), allocations=(to(40_00),))
    assert facts(books, date(2027, 1, 1), date(2027, 1, 1)) == {"private": 30_00, "regranted": 40_00}

    gift(books, 5_00, payer="A1", received_on=Y26, allocations=(to(5_00),))
    assert stated(books, "A1", "regranted", since=date(2026, 12, 1)).after == "private"
    gift(later, 7_00, payer="A1", received_on=date(2026, 12, 2), allocations=(to(7_00),))
    assert facts(books, date(2027, 1, 1), date(2027, 1, 1)) == {"private": 35_00, "regranted": 47_00}

    with books.read() as session:
        draft, seen = party_draft(session, "G")
    change_party(books, "G", replace(draft, money_origin="public"), seen=seen)
    assert facts(books, date(2027, 1, 1), date(2027, 1, 1)) == {
        "private": 5_00,
        "public": 30_00,
        "regranted": 47_00,
    }
    with books.read() as session:
        told = [(row.money_origin, row.since, row.source) for row in origin_rows(session) if row.ref == "G"]
        assert session.scalar(select(Party.money_origin).where(Party.other_ref == "G")) == "public"
        assert session.scalar(select(func.count()).select_from(Payment)) == 4
    assert told == [
        ("private", None, "Rapport annuel 2025"),
        ("regranted", date(2026, 12, 1), "Rapport annuel 2025"),
        ("public", None, "person's card"),
    ]
    payer(books, "CR", "public_body")
    for origin, problem in (("private", "public_money_stays"), ("other", "choice_unknown")):
        with pytest.raises(InputRefused) as refused:
            stated(books, "CR", origin)
        assert refused.value.problems[0].code == problem
    with pytest.raises(ReasonMissing):
        stated(books, "CR", "public", source=" ")
    assert not list(verify(books).faults)


def test_money_of_which_a_cent_was_moved_follows_with_its_move(books: Books) -> None:
    association(books)
    project(books, partners={"AMAN": 10_000_00})
    ref = gift(books, 75_00, payer=payer(books, "FORIM"), allocations=(to(75_00, association="AMAN"),))
    away, there = to(1, association="AMAN"), AllocationDraft(amount=Money(1))
    move_allocation(books, ref, 1, away=away, to=there, reason="Typed wrongly", key=uuid4())
    done = stated(books, "FORIM", "regranted")
    assert (done.entries, done.amount.cents) == (3, 75_00)
    assert facts(books) == {"regranted": 74_99}
    assert not list(verify(books).faults)
