"""Money moved by a decision: many at once, from the day decided on; donors' wishes and receipts told; both engines."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.free_money import GENERAL, free_money, standing_money
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, AllocationDecision, Project
from donations_app.domain.decisions import DecidedMoves, Decision, MoveDraft
from donations_app.domain.errors import InputRefused, NotAllocated, NotFound
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.allocations import decide_moves, foresee_moves
from donations_app.services.payments.foresight import foresee
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.parties import record_party
from donations_app.words.effects import change_sentences
from tests.world import TODAY, association, gift, issue, person, project, to

MAY = date(2026, 5, 4)


def decision(**facts: Any) -> Decision:
    known: dict[str, Any] = {
        "key": uuid4(),
        "decided_on": MAY,
        "decided_by": "Bureau",
        "minutes": "PV 2026-4",
    }
    return Decision(**(known | facts))


def moved(ref: str, cents: int, away: tuple[str, str], onto: tuple[str, str]) -> MoveDraft:
    return MoveDraft(payment=ref, away=to(cents, *away), to=to(cents, *onto))


def on_day(books: Books, day: date) -> dict[str, int]:
    query = (
        select(Project.code, func.sum(Allocation.amount))
        .outerjoin(Project, Project.id == Allocation.project_id)
        .where(Allocation.decided_on <= day)
        .group_by(Project.code)
    )
    with books.read() as session:
        return {code or GENERAL: amount.cents for code, amount in session.execute(query) if amount}


def said(figures: str) -> str:
    return f"{figures}\u00a0%"


def problems(books: Books, moves: list[MoveDraft], **facts: Any) -> set[tuple[str, str]]:
    with pytest.raises(InputRefused) as refused:
        decide_moves(books, moves, decision(**facts))
    return {(one.field, one.code) for one in refused.value.problems}


def test_a_decision_moves_many_at_once_from_its_day_on_or_nothing(books: Books) -> None:
    person(books), association(books)
    project(books, partners={"AMAN": 10_000_00}), project(books, "ECOLE")
    first = gift(books, 100_00, received_on=date(2026, 3, 1))
    second = gift(
        books, 60_00, received_on=date(2026, 4, 1), allocations=(to(60_00),), earmarked_by_donor=True
    )
    late = gift(books, 10_00, received_on=date(2026, 6, 1))
    general, eau, aman, school = ("", ""), ("EAU", ""), ("EAU", "AMAN"), ("ECOLE", "")
    several = [moved(first, 70_00, general, aman), moved(second, 60_00, eau, school)]

    assert problems(books, several) == {("consent", "consent_wanted")}
    assert problems(books, [moved(late, 1, general, eau)]) == {("decided_on", "decided_before_money")}
    assert problems(books, several, decided_on=date(2026, 11, 24), minutes=" ") == {
        ("decided_on", "decided_in_future"), ("minutes", "missing")
    }  # fmt: skip
    assert problems(books, []) == {("moves", "moves_nothing")}
    with pytest.raises(NotAllocated):
        decide_moves(books, [*several, moved(first, 30_01, general, eau)], decision(consent="Letter, 02/05"))
    assert on_day(books, TODAY) == {GENERAL: 110_00, "EAU": 60_00}, "all of it, or nothing"

    split = [*several, moved(first, 10_00, general, school), moved(first, 20_00, general, eau)]
    foreseen = foresee_moves(books, several, on=MAY), foresee_moves(books, split, on=MAY)
    assert on_day(books, TODAY) == {GENERAL: 110_00, "EAU": 60_00}, "what is foreseen is not written"
    assert [one.share.private.cents for one in foreseen[1]] == [90_00, 70_00]
    asked = decision(consent="Letter of 02/05/2026")
    done = decide_moves(books, several, asked)
    with books.read() as session:
        assert project_shares(session, today=books.today) == foreseen[0]
    assert done == DecidedMoves(2, done.amount, (second,))
    assert done.amount.cents == 130_00
    assert decide_moves(books, several, asked) == DecidedMoves(2, done.amount, already=True)
    assert on_day(books, date(2026, 5, 3)) == {GENERAL: 100_00, "EAU": 60_00}
    assert on_day(books, MAY) == {GENERAL: 30_00, "EAU": 70_00, "ECOLE": 60_00}
    with pytest.raises(NotAllocated):  # it stands there now, but did not yet
        decide_moves(books, [moved(first, 1, aman, eau)], decision(decided_on=date(2026, 4, 1)))
    # what stood there on the day, but is gone since, is moved by no decision written later for that day
    decide_moves(books, [moved(first, 70_00, aman, school)], decision(decided_on=TODAY))
    with pytest.raises(NotAllocated):
        decide_moves(books, [moved(first, 1, aman, eau)], decision())
    with books.read() as session:
        rows = session.execute(
            select(AllocationDecision.decided_on, AllocationDecision.minutes, AllocationDecision.consent)
        ).all()
        reasons = set(session.scalars(select(Allocation.reason).where(Allocation.move_key == asked.key)))
    assert [tuple(row) for row in rows][:1] == [(MAY, "PV 2026-4", "Letter of 02/05/2026")]
    assert reasons == {"PV 2026-4"}
    assert not list(verify(books).faults)


@pytest.mark.file_only
def test_where_money_stands_and_what_may_be_moved_is_listed_the_oldest_first(books: Books) -> None:
    person(books), association(books)
    project(books, partners={"AMAN": 10_000_00})
    body = PartyDraft(
        key=uuid4(), ref="CR", kind="public_body", organisation="Conseil régional", country="FR"
    )
    record_party(books, body)
    public = gift(books, 900_00, payer="CR", received_on=date(2025, 1, 1))
    wished = gift(books, 50_00, received_on=date(2025, 1, 2), earmarked_by_donor=True)
    new = gift(books, 80_00, received_on=date(2026, 1, 1))
    old = gift(
        books, 40_00, received_on=date(2025, 2, 1), allocations=(to(15_00, association="AMAN"), to(25_00, ""))
    )
    back = gift(books, 5_00, received_on=date(2025, 3, 1))
    reverse_payment(books, back, kind="correction", reason="Twice", on=TODAY)
    with books.read() as session:
        found = [(one.payment, one.amount.cents, one.freedom) for one in free_money(session)]
        (part,) = standing_money(session, place="EAU")
        with pytest.raises(NotFound):
            standing_money(session, place="NO")
    assert found == [
        (old, 25_00, "free"), (new, 80_00, "free"), (public, 900_00, "public"), (wished, 50_00, "earmarked")
    ]  # fmt: skip
    (receipt,) = (one.number for one in issue(books).issued)
    told = decide_moves(books, [moved(old, 25_00, ("", ""), ("EAU", ""))], decision())
    with books.read() as session:
        assert (
            {one.receipt for one in standing_money(session, payment=old)} == {receipt} == set(told.receipts)
        )
    assert (part.payment, part.association, part.amount.cents, part.payer) == (old, "AMAN", 15_00, "A1")


@pytest.mark.file_only
def test_before_a_move_it_is_said_who_falls_below_which_rule_by_how_much(books: Books) -> None:
    person(books), association(books), association(books, "TIZI", "Association Tizi")
    project(books, partners={"AMAN": 5_000_00, "TIZI": 5_000_00})
    ref = gift(books, 800_00, received_on=date(2026, 3, 1), allocations=(to(800_00, association="AMAN"),))
    gift(books, 100_00, received_on=date(2026, 3, 1), allocations=(to(100_00, association="TIZI"),))
    move = moved(ref, 150_00, ("EAU", "AMAN"), ("EAU", "TIZI"))
    foreseen = foresee(books, lambda twin: decide_moves(twin, [move], decision()))
    assert on_day(books, TODAY) == {"EAU": 900_00}
    assert change_sentences(foreseen.shares, ())[::2] == [
        (f"EAU, Association Aman: private share from {said('16,00')} to {said('13,00')}. It falls below its "
        f"threshold of {said('15')}: 100,00\u00a0€ will be missing."),
        (f"EAU, Association Tizi: private share from {said('2,00')} to {said('5,00')}. It is below its threshold "
        f"of {said('15')}: 500,00\u00a0€ will be missing instead of 650,00\u00a0€."),
    ]  # fmt: skip
    public_only = replace(foreseen.shares[0], after=foreseen.shares[0].before)
    assert change_sentences([public_only], ()) == []
    gift(books, 900_00, received_on=date(2026, 3, 1), allocations=(to(900_00, association="TIZI"),))
    foreseen = foresee(books, lambda twin: decide_moves(twin, [move], decision()))
    assert (  # enough in all, and not of each
        f"EAU: private share from {said('18,00')} to {said('18,00')}. It is reached no longer: 100,00\u00a0€ will be "
        "missing, see its associations and rules."
    ) in change_sentences(foreseen.shares, ())


@pytest.mark.file_only
def test_another_funders_rule_that_falls_is_foreseen_beside_the_one_that_leads(books: Books) -> None:
    person(books), association(books), association(books, "FORIM", "FORIM")
    project(books, partners={"AMAN": 10_000_00})
    rule = FundingRule(name="PRA", minimum=1_000, scope="project")
    add_rule(books, rule, key=uuid4(), project="EAU", funder="FORIM", since=date(2026, 1, 1))
    gift(books, 900_00, received_on=date(2026, 3, 1), allocations=(to(900_00, association="AMAN"),))
    ref = gift(books, 300_00, received_on=date(2026, 3, 1), allocations=(to(300_00, association="AMAN"),))
    foreseen = foresee(books, lambda twin: reverse_payment(twin, ref, kind="return", reason="AM04", on=TODAY))
    lead, one = foreseen.rules
    assert (lead.leads, lead.told) == (True, [])  # its private part is that of the share
    assert (one.project, one.funder, one.rule.name) == ("EAU", "FORIM", "PRA")
    assert (one.before and one.before.reached, one.after.reached, one.leads) == (True, False, False)
    ((was, now),) = one.told
    assert (was and was.points, now.points, now.gap) == (1_200, 900, Money(100_00))
    # what bounds a funder's own money, and is all that its rule asks, is told by its own figure
    bound = FundingRule(name="Bound", minimum=0, maximum_funder=500, scope="project")
    state = foresee(
        books,
        lambda twin: add_rule(
            twin, bound, key=uuid4(), project="EAU", funder="FORIM", since=date(2026, 1, 1)
        ),
    )
    assert not state.rules  # it gave nothing yet
    add_rule(books, bound, key=uuid4(), project="EAU", funder="FORIM", since=date(2026, 1, 1))
    given = foresee(
        books, lambda twin: gift(twin, 600_00, payer="FORIM", kind="grant", allocations=(to(600_00),))
    )
    (one,) = given.rules
    ((was, now),) = one.told
    assert (was and was.points, now.condition, now.asked, now.points, now.gap) == (
        0, "maximum_funder", 500, 600, Money(100_00),
    )  # fmt: skip
    assert [
        without_marks(told).replace("\u00a0", " ") for told in change_sentences((), (), rules=given.rules)
    ] == ["EAU: money of this funder: at most 5 % (FORIM, Bound): from 0,00 % to 6,00 %, 100,00 € too much."]
