"""The private share as on a day, by the days of money and decisions, and as it was known then."""

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.commands.payment_list import detail_lines
from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.free_money import GENERAL, standing_money
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.project_money import project_money
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.domain.decisions import Decision, MoveDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft
from donations_app.formats.stated_payment import stated_payment
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.allocations import decide_moves
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.parties import record_party
from donations_app.words.shares import rule_sentence
from tests.world import association, gift, gifts, payment, person, project, to

DAYS = [date(2026, 3, 10), date(2026, 3, 20), date(2026, 5, 9), date(2026, 5, 10), date(2026, 6, 2)]


@pytest.fixture
def village(books: Books) -> Books:
    person(books), association(books)
    project(books.acting(today=date(2026, 1, 5)), cost=1_000_00, partners={"AMAN": 1_000_00})
    return books


def on(books: Books, day: date | None, *, as_known: bool = False) -> ProjectShare:
    with books.read() as session:
        (found,) = project_shares(session, today=date(2026, 11, 1), on=day, as_known=as_known)
    return found


def give(books: Books, cents: int, arrived: date, recorded: date) -> str:
    part = AllocationDraft(amount=Money(cents), project="EAU", association="AMAN")
    return gift(
        books.acting(today=recorded), cents, received_on=arrived, credited_on=arrived, allocations=(part,)
    )


def test_a_share_stands_on_each_day_as_it_did_whatever_was_recorded_later(village: Books) -> None:
    give(village, 100_00, date(2026, 3, 1), date(2026, 3, 1))
    late = give(village, 50_00, date(2026, 3, 15), date(2026, 4, 2))
    private = [on(village, day).share.private.cents for day in DAYS[:2]]
    known = [on(village, day, as_known=True).share.private.cents for day in DAYS[:2]]
    assert (private, known) == ([100_00, 150_00], [100_00, 100_00])
    reverse_payment(
        village.acting(today=date(2026, 5, 11)), late, kind="return", reason="AM04", on=date(2026, 5, 10)
    )
    give(village, 50_00, date(2026, 6, 2), date(2026, 6, 3))
    told = [(found.share.missing.cents, found.share.reached) for found in (on(village, day) for day in DAYS)]
    assert told == [(50_00, False), (0, True), (0, True), (50_00, False), (0, True)]
    assert on(village, date(2026, 5, 10), as_known=True).share.reached  # nobody knew of the return on its day
    assert on(village, None).share == on(village, date(2026, 11, 1)).share


@pytest.mark.file_only
def test_no_day_counts_a_wrong_payment_beside_the_right_one_or_one_that_went_before_its_decision(
    village: Books,
) -> None:
    books = village.acting(today=date(2026, 6, 1))
    part = AllocationDraft(
        amount=Money(100_00), project="EAU", association="AMAN", decided_on=date(2026, 3, 15)
    )
    wrong = gift(books, 100_00, received_on=date(2026, 3, 1), allocations=(part,))
    with books.read() as session:
        draft = draft_of(session, wrong, key=uuid4())
    (line,) = draft.lines
    amount = Money(90_00)
    right = replace(
        draft,
        lines=(replace(line, amount=amount, allocations=(replace(line.allocations[0], amount=amount),)),),
    )
    correct_payment(books, wrong, right, reason="typed wrongly")
    stood = [on(village, day).share.private.cents for day in (*DAYS, None)]
    assert stood == [0, 90_00, 90_00, 90_00, 90_00, 90_00]
    gone = gift(books, 50_00, received_on=date(2026, 3, 1), allocations=(replace(part, amount=Money(50_00)),))
    reverse_payment(books, gone, kind="return", reason="AM04", on=date(2026, 3, 9))
    assert [on(village, day).share.private.cents for day in (*DAYS, None)] == stood


@pytest.mark.file_only
def test_who_states_anew_where_a_payment_goes_keeps_the_day_of_its_decision_and_sees_it(
    village: Books,
) -> None:
    books = village.acting(today=date(2026, 6, 1))
    part = AllocationDraft(
        amount=Money(100_00), project="EAU", association="AMAN", decided_on=date(2026, 3, 15)
    )
    ref = gift(books, 100_00, received_on=date(2026, 3, 1), allocations=(part,))
    with books.read() as session:
        draft, shown = draft_of(session, ref, key=uuid4()), detail_lines(payment_detail(session, ref))
    assert any("Aman" in line and line.endswith("decided on 15/03/2026") for line in shown), shown
    for facts, days in (
        ({"projects": "EAU/AMAN:80.00,:20.00"}, [date(2026, 3, 15)]),
        ({"project": "EAU", "association": "AMAN", "amount": "70"}, [date(2026, 3, 15)]),
        ({"received_on": "2026-03-20"}, [None]),
        ({"project": "EAU"}, [None]),
    ):
        right = stated_payment(facts, draft, today=books.today)
        assert [one.decided_on for one in right.lines[0].allocations if one.project] == days, facts


def test_what_the_association_received_over_three_years_is_asked_of_no_project(village: Books) -> None:
    """The worked example of `docs/private-share.md`: 15 000 of 100 000, and a cent less."""
    books = village.acting(today=date(2026, 5, 31))
    record_party(books, PartyDraft(key=uuid4(), ref="CD13", kind="public_body", organisation="CD 13"))
    for day, cents, facts in (
        (date(2022, 12, 31), 50_000_00, {}),  # before
        (date(2023, 1, 1), 9_000_00, {}),
        (date(2024, 5, 2), 85_000_00, {"payer": "CD13", "kind": "subsidy"}),
        (date(2025, 3, 1), 6_000_00, {"allocations": (to(6_000_00, "EAU", "AMAN"),), "ref": "LAST"}),
        (date(2025, 4, 1), 900_00, {"kind": "in_kind", "method": "none", "description": "Pumps"}),  # no paper
        (date(2026, 2, 1), 1_00, {}),  # after
    ):
        gift(books, cents, received_on=day, credited_on=day, **facts)
    rule = FundingRule(name="Three years", scope="organisation")
    ref = add_rule(books, rule, key=uuid4(), project="EAU", funder="CD13", since=date(2026, 1, 1))
    found = on(books, date(2026, 6, 1))
    held = next(one for one in found.rules if one.in_force.ref == ref)
    whole = held.verdict.whole
    assert (whole.base, whole.private, whole.required, whole.missing) == (100_000_00, 15_000_00, 15_000_00, 0)
    assert (found.share.reached, found.why) == (True, "")
    books = village.acting(today=date(2026, 6, 1))
    more = gift(books, 1, payer="CD13", kind="subsidy", received_on=date(2025, 12, 31))
    below = on(books, date(2026, 6, 1))
    held = next(one for one in below.rules if one.in_force.ref == ref)
    assert (held.verdict.missing, held.missing, held.verdict.reached) == (1, Money(1), False)
    assert (below.share.reached, below.share.missing, below.why) == (False, Money(0), "organisation_below")
    assert below.share == replace(
        found.share, reached=False, reached_on_expected=False
    )  # no cent of the project moves
    assert "does not keep its rule over the last three years: 0,01" in rule_sentence(held, below.rate)
    assert on(books, date(2026, 5, 31), as_known=True).share.reached  # it was typed on the day after
    reverse_payment(books, more, kind="correction", reason="Twice", on=books.today)
    assert on(books, date(2026, 6, 1)).share.reached
    bad = replace(rule, basis="spent", base="eligible", currency="MAD").problems(has_funder=True)
    assert [one.field for one in bad] == ["base", "basis", "currency"]


@pytest.mark.file_only
def test_on_every_day_projects_and_the_general_fund_hold_all_that_came_by_then(village: Books) -> None:
    chance, books = Random(14), village.acting(today=date(2026, 7, 31))
    project(books.acting(today=date(2026, 1, 5)), "ECOLE")
    days = [date(2026, 1, 31) + timedelta(days=30 * n) for n in range(6)]
    places = [to(0, "EAU", "AMAN"), to(0, "EAU"), to(0, "ECOLE")]
    kinds = dict(enumerate(("correction", "return", "refund", "return")))
    drafts, came, backs = [], [], []
    for n in range(8):
        arrived, *later = sorted(chance.sample(days, k=4))
        chance.shuffle(later)
        parts = [
            replace(part, amount=Money(cents), decided_on=on)
            for part, cents, on in zip(chance.sample(places, 2), (60_00, 30_00), later, strict=False)
        ]
        facts = {"ref": f"P{n}", "received_on": arrived, "allocations": (*parts, to(10_00, ""))}
        drafts.append(payment(100_00, **facts))
        came += [] if kinds.get(n) == "correction" else [(arrived, 100_00)]
        came += [(later[-1], -100_00)] if kinds.get(n) in ("return", "refund") else []
        backs.append(later[-1])
    gifts(books, drafts)
    for n, kind in kinds.items():
        reverse_payment(books, f"P{n}", kind=kind, reason="it was so", on=backs[n])
    moves = [
        MoveDraft(payment="P7", away=replace(one, decided_on=None), to=to(one.amount.cents, ""))
        for one in drafts[7].lines[0].allocations[:1]
    ]
    decision = Decision(key=uuid4(), decided_on=date(2026, 7, 15), decided_by="Bureau", minutes="PV")
    decide_moves(books, moves, decision)
    days.append(books.today)
    for day in days:
        with books.read() as session:
            general, here, school = (
                Money.total(one.amount for one in standing_money(session, place=place, on=day))
                for place in (GENERAL, "EAU", "ECOLE")
            )
            lines = [project_money(session, code, today=day, on=day).arrived for code in ("EAU", "ECOLE")]
            shares = project_shares(session, today=day, on=day)
        assert (general + here + school).cents == sum(cents for on, cents in came if on <= day), day
        assert [Money.total(one.amount for one in some) for some in lines] == [here, school], day
        assert [one.share.private for one in shares] == [here, school], day
