"""Rules of funders, the financing plan, spendings and what donors earmarked, in the books."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.closings import standing_on
from donations_app.db.queries.earmarked import earmarked, spendings
from donations_app.db.queries.financing import financing_plan, standing_financing
from donations_app.db.queries.funding_rules import rules
from donations_app.db.queries.project_money import project_money
from donations_app.db.queries.share_facts import Asked, leaders_of
from donations_app.db.queries.share_promises import arrived_of, given_by_funders, plans, promises_left
from donations_app.domain.errors import InputRefused, KeyReused, NotFound, ReasonMissing
from donations_app.domain.financing import FinancingDraft, FunderPlan
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.spending import EarmarkedYear, SpendingDraft
from donations_app.services.audit.verify import verify
from donations_app.services.funding.financing import agree, change, promise, withdraw
from donations_app.services.funding.origins import state_origin
from donations_app.services.funding.rules import add_rule, end_rule
from donations_app.services.funding.spending import correct_spending, record_spending
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.merging import merge_people
from tests.world import TODAY, association, gift, payment, person, project, to

_ALL = 200  # projects: as many as are read whole
FORIM = FundingRule(name="PRA/OSIM", minimum=0, maximum_funder=7_000, scope="project", source="forim")


def funder(books: Books, ref: str = "FORIM", name: str = "FORIM") -> str:
    return association(books, ref, name)


def problem(refused: Any) -> tuple[str, str, str]:
    (one,) = refused.value.problems
    return one.field, one.code, one.value


def test_rules_are_asked_from_a_day_until_a_day_and_known_from_another(books: Books) -> None:
    funder(books), project(books), project(books, "ECOLE"), person(books)
    key, march = uuid4(), date(2026, 3, 1)
    ref = add_rule(books, FORIM, key=key, project="EAU", funder="FORIM", since=march)
    assert ref == add_rule(books, FORIM, key=key, project="EAU", funder="FORIM", since=march)
    with pytest.raises(KeyReused):
        add_rule(books, replace(FORIM, minimum=1), key=key, project="EAU", funder="FORIM", since=march)
    everywhere = add_rule(books, FundingRule(maximum_public=8_000, counts=("dues", "labour")), key=uuid4())

    def seen(**asked: Any) -> list[str]:
        with books.read() as session:
            return [one.ref for one in rules(session, **asked)]

    first = "R-MRS-000001", "R-MRS-000002"  # those of the projects themselves
    assert seen(on=march, project="EAU") == [everywhere, first[0], ref]
    assert seen(on=date(2026, 2, 28), project="EAU") == [everywhere, first[0]]
    assert seen(project="ECOLE") == [everywhere, first[1]]
    assert seen(funder="FORIM") == [ref]
    assert seen(known_on=date(2026, 11, 22)) == []
    with books.read() as session:
        (one,) = rules(session, funder="FORIM")
        (all_,) = (each for each in rules(session) if not each.project)
    assert (one.rule, one.project, one.funder_name, one.since, one.last_on) == (
        FORIM,
        "EAU",
        "FORIM",
        march,
        None,
    )
    assert all_.rule.counts == ("dues", "labour")

    later = books.acting(today=date(2026, 11, 25))
    with pytest.raises(ReasonMissing):
        end_rule(later, ref, last_on=TODAY, reason=" ")
    with pytest.raises(InputRefused) as refused:
        end_rule(later, ref, last_on=date(2026, 2, 28), reason="Nouvel appel")
    assert problem(refused) == ("on", "ends_before_start", "2026-02-28")
    assert end_rule(later, ref, last_on=TODAY, reason="Nouvel appel")
    assert not end_rule(later, ref, last_on=TODAY, reason="Nouvel appel")
    with pytest.raises(InputRefused) as refused:
        end_rule(later, ref, last_on=march, reason="Autre")
    assert problem(refused) == ("on", "rule_ended", TODAY.isoformat())
    assert seen(on=TODAY, funder="FORIM") == [ref]
    assert seen(on=date(2026, 11, 24), funder="FORIM") == []
    assert seen(on=date(2026, 11, 24), known_on=TODAY, funder="FORIM") == [ref]  # the end was not known yet
    with pytest.raises(NotFound):
        add_rule(books, FundingRule(), key=uuid4(), project="MARS")
    with pytest.raises(InputRefused) as refused:
        add_rule(books, FundingRule(), key=uuid4(), funder="A1")
    assert problem(refused) == ("funder", "funder_is_person", "A1")
    with pytest.raises(NotFound):
        end_rule(books, "R-MRS-000099", last_on=TODAY, reason="x")
    assert verify(books).faults == []


def money(cents: int, **facts: Any) -> FinancingDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "project": "EAU", "funder": "FORIM", "amount": Money(cents), "stated_on": date(2026, 1, 10)
    }  # fmt: skip
    return FinancingDraft(**(known | facts))


def plan(books: Books, **asked: Any) -> list[FunderPlan]:
    with books.read() as session:
        return financing_plan(session, "EAU", **asked)


def sums(one: FunderPlan) -> tuple[int, int, int, int]:
    return one.promised, one.agreed, one.received, one.left


def test_what_is_promised_is_agreed_changed_received_and_withdrawn(books: Books) -> None:
    funder(books), association(books, "AMAN"), project(books, partners={"AMAN": 5_000_00}), person(books)
    assert plan(books) == []
    draft = money(3_000_00)
    promised = promise(books, draft)
    assert (promised, promise(books, draft)) == ("C-MRS-000001", promised)
    with pytest.raises(KeyReused):
        promise(books, replace(draft, amount=Money(1)))
    terms = {"stated_on": date(2026, 3, 1), "reference": "C-2026-7"}
    agreed = agree(books, money(2_500_00, **terms), replaces=promised)
    gift(
        books,
        1_000_00,
        payer="FORIM",
        kind="grant",
        received_on=date(2026, 4, 1),
        allocations=(to(1_000_00),),
    )
    gift(books, 70_00, payer="FORIM", kind="skills", received_on=date(2026, 4, 1), method="none",
         evidence="x", allocations=(to(70_00),))  # fmt: skip
    (one,) = plan(books)
    assert (sums(one), one.received_euros) == ((0, 2_500_00, 1_000_00, 1_500_00), Money(1_000_00))
    assert [(each.ref, each.reference) for each in one.commitments] == [(agreed, "C-2026-7")]
    assert sums(plan(books, on=date(2026, 2, 28))[0]) == (3_000_00, 0, 0, 3_000_00)
    assert sums(plan(books, on=date(2026, 3, 31))[0]) == (0, 2_500_00, 0, 2_500_00)
    assert plan(books, on=date(2026, 1, 9)) == plan(books, known_on=date(2026, 11, 22)) == []

    later = books.acting(today=date(2026, 11, 25))
    more = change(later, agreed, money(2_800_00, **terms, association="AMAN"), reason="Avenant")
    assert sums(plan(books)[0]) == (0, 2_800_00, 1_000_00, 1_800_00)
    assert sums(plan(books, known_on=TODAY)[0]) == (0, 2_500_00, 1_000_00, 1_500_00)
    (stands,) = plan(books)[0].commitments
    assert (stands.ref, stands.association, stands.reason) == (more, "AMAN", "Avenant")
    refused_: list[tuple[str, str]] = []
    for replaces, facts in (
        (agreed, {}), (more, {"stated_on": date(2026, 2, 1)}), (more, {"funder": "AMAN"}),
        ("", {"association": "FORIM"}),
        ("", {"funder": "A1"}), (more, {"amount": Money(2_800_00), "association": "AMAN"}),
    ):  # fmt: skip
        with pytest.raises(InputRefused) as refused:
            agree(later, money(2_000_00, **(terms | facts)), replaces=replaces)
        refused_.append(problem(refused)[:2])
    assert refused_ == [
        ("replaces", "financing_replaced"), ("on", "financing_before_last"), ("replaces", "financing_of_other"),
        ("association", "association_not_partner"), ("funder", "funder_is_person"), ("amount", "nothing_changed"),
    ]  # fmt: skip
    key = uuid4()
    gone = withdraw(later, more, on=date(2026, 11, 24), reason="Appel clos", key=key)
    assert gone == withdraw(later, more, on=date(2026, 11, 24), reason="Appel clos", key=key)
    assert sums(plan(books)[0]) == (0, 0, 1_000_00, 0)
    assert sums(plan(books, on=TODAY)[0]) == (0, 2_800_00, 1_000_00, 1_800_00)
    with books.read() as session:
        assert standing_financing(session, "EAU", "FORIM") == []
    with pytest.raises(InputRefused):
        withdraw(later, gone, on=TODAY, reason="x", key=uuid4())
    with pytest.raises(NotFound):
        change(later, "C-MRS-000099", money(1), reason="x")
    assert verify(books).faults == []


@pytest.mark.file_only
def test_euros_of_a_promise_in_dirhams_are_not_still_to_come(books: Books) -> None:
    funder(books), project(books)
    terms = {"currency": "MAD", "rate": "10.80", "foreign_minor": 108_000_00}
    ref = promise(books, money(10_000_00, **terms))
    gift(books, 9_000_00, payer="FORIM", kind="grant", allocations=(to(9_000_00),))
    came, one = plan(books)
    assert (came.currency, *sums(came)) == ("EUR", 0, 0, 9_000_00, 0)
    assert (one.currency, *sums(one)) == ("MAD", 108_000_00, 0, 0, 10_800_00)
    assert (one.whole_euros, one.left_euros) == (Money(1_000_00), Money(1_000_00))
    association(books, "FONDS", "Fondation")
    state_origin(books, "FONDS", "private", source="Statuts", key=uuid4())
    project(books, "PUITS", partners={"FONDS": 5_000_00})
    promise(books, money(1_000_00, project="PUITS", funder="FONDS"))
    promise(books, money(500_00, project="PUITS", funder="FONDS", association="FONDS",
                         **(terms | {"foreign_minor": 5_400_00})))  # fmt: skip
    gift(books, 1_200_00, payer="FONDS", allocations=(to(1_200_00, "PUITS", "FONDS"),))
    with books.read() as session:
        asked, leaders = Asked(range(_ALL)), leaders_of(session)
        promised = plans(session, asked)
        given = given_by_funders(session, asked, {each.funder for each in promised}, leaders)
        left = [(cents, minor) for *_of, cents, minor in promises_left(promised, arrived_of(given), leaders)]
    assert left == [(1_000_00, 10_800_00), (300_00, None), (0, 0)]  # 1 200,00 came: 500,00 and 700,00 of them
    # a rule that does not count what an association gives counts no promise of one
    assert {each.kind for each in promised} == {"village_cash"}
    withdraw(books, ref, on=TODAY, reason="x", key=uuid4())
    assert [(each.currency, each.received, each.left) for each in plan(books)] == [
        ("EUR", 9_000_00, 0), ("MAD", 0, 0),
    ]  # fmt: skip


@pytest.mark.file_only
def test_a_funder_who_promised_in_two_currencies_and_paid_all_in_one_owes_nothing(books: Books) -> None:
    funder(books), association(books, "AMAN"), project(books, partners={"AMAN": 5_000_00})
    promise(books, money(1_000_00))
    promise(books, money(500_00, association="AMAN", currency="MAD", rate="10.80", foreign_minor=5_400_00))

    def left() -> list[tuple[str, int, int, int]]:
        return [(one.currency, one.left, one.left_euros.cents, one.whole_euros.cents) for one in plan(books)]

    assert left() == [("EUR", 1_000_00, 1_000_00, 1_000_00), ("MAD", 5_400_00, 500_00, 500_00)]
    gift(books, 1_200_00, payer="FORIM", kind="grant", allocations=(to(1_200_00),))
    assert left() == [("EUR", 0, 0, 1_200_00), ("MAD", 3_240_00, 300_00, 300_00)]
    gift(books, 300_00, payer="FORIM", kind="grant", allocations=(to(300_00),))
    assert left() == [("EUR", 0, 0, 1_500_00), ("MAD", 0, 0, 0)]
    with books.read() as session:
        money_ = project_money(session, "EAU", today=TODAY)
    assert money_.expected == ()


@pytest.mark.file_only
def test_dirhams_are_counted_in_dirhams_and_a_funder_recorded_twice_is_one(books: Books) -> None:
    funder(books, "INDH", "INDH"), funder(books, "INDH2", "INDH Taroudannt"), project(books)
    agree(
        books,
        money(7_500_00, funder="INDH", currency="MAD", rate="10.80", foreign_minor=81_000_00, reference="7"),
    )
    dirhams = {"currency": "MAD", "rate": "10.95", "kind": "subsidy", "method": "transfer"}
    for ref, units, euros in (("INDH", 40_500_00, 3_698_63), ("INDH2", 10_950_00, 1_000_00)):
        draft = payment(euros, **dirhams, payer=ref, allocations=(to(euros),))
        line = replace(draft.lines[0], foreign_minor=units)
        record_payment(books, replace(draft, lines=(line,)))
    gift(books, 90_00, payer="INDH", kind="subsidy", allocations=(to(90_00),))
    euros_, dirhams_ = plan(books)
    assert (euros_.currency, sums(euros_)) == ("EUR", (0, 0, 90_00, 0))
    assert (dirhams_.received, dirhams_.left) == (40_500_00, 39_528_00)  # 90,00 € came beside
    assert (dirhams_.received_euros, dirhams_.exchange_difference) == (Money(3_698_63), Money(-51_37))
    merge_people(books, "INDH", "INDH2", {"organisation": "keep"})
    assert plan(books)[1].received == 51_450_00
    with pytest.raises(InputRefused) as refused:
        promise(books, money(10_00, currency="MAD", rate="0.09", foreign_minor=1_00))
    assert problem(refused)[:2] == ("rate", "rate_unlikely")


def year(books: Books, of: int, code: str = "EAU", **asked: Any) -> tuple[int, ...]:
    with books.read() as session:
        found = [one for one in earmarked(session, of, **asked) if one.project == code]
    none = EarmarkedYear(code, "", of, ZERO, ZERO, ZERO, ZERO)
    one = found[0] if found else none
    return tuple(money_.cents for money_ in (one.carried, one.received, one.taken_away, one.used, one.left))


def test_what_donors_earmarked_is_of_the_year_in_which_the_bank_had_it(books: Books) -> None:
    """Its income is booked then: carried over in the year before, it would stand against nothing."""
    person(books), project(books)
    days = {"received_on": date(2025, 12, 31), "credited_on": date(2026, 1, 2)}
    ref, kept = (
        gift(books, cents, method="transfer", earmarked_by_donor=True, allocations=(to(cents),), **days)
        for cents in (300_00, 50_00)
    )
    gift(books, 7_00, earmarked_by_donor=True, allocations=(to(7_00),), **days)  # a cheque
    assert (year(books, 2025), year(books, 2026)) == ((0, 7_00, 0, 0, 7_00), (7_00, 350_00, 0, 0, 357_00))
    reverse_payment(books, ref, kind="correction", reason="Erreur", on=TODAY)
    assert (year(books, 2025), year(books, 2026)) == ((0, 7_00, 0, 0, 7_00), (7_00, 350_00, 300_00, 0, 57_00))
    with books.read() as session:
        (opens,) = [one for one in standing_on(session, date(2025, 12, 31)) if one.place]
    assert (opens.left, opens.earmarked) == (Money(7_00), Money(7_00))
    reverse_payment(books, kept, kind="return", reason="Rejet", on=date(2026, 1, 9))
    assert (year(books, 2025), year(books, 2026)) == ((0, 7_00, 0, 0, 7_00), (7_00, 350_00, 350_00, 0, 7_00))


def spent(cents: int, **facts: Any) -> SpendingDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "project": "EAU", "amount": Money(cents), "spent_on": date(2026, 2, 1), "reference": "AC-12"
    }  # fmt: skip
    return SpendingDraft(**(known | facts))


def _move(books: Books, ref: str, away: str, there: str, cents: int) -> None:
    move_allocation(
        books, ref, 1, away=to(cents, away), to=to(cents, there), reason="Conseil du 3 mai", key=uuid4()
    )


def test_what_donors_earmarked_is_received_used_and_left(books: Books) -> None:
    person(books), project(books), project(books, "ECOLE")
    wish = {"earmarked_by_donor": True}
    ref = gift(books, 300_00, **wish, allocations=(to(300_00),))  # 2025
    other = gift(books, 50_00, **wish, received_on=date(2026, 1, 5), allocations=(to(50_00),))
    free = gift(books, 80_00, received_on=date(2026, 1, 5))
    gift(books, 20_00, kind="in_kind", method="none", evidence="x", **wish, allocations=(to(20_00),))
    assert (year(books, 2025), year(books, 2024)) == ((0, 300_00, 0, 0, 300_00), (0,) * 5)
    assert year(books, 2026) == (300_00, 50_00, 0, 0, 350_00)

    draft = spent(120_00, earmarked=Money(100_00), origin="private")
    first = record_spending(books, draft)
    assert (first, record_spending(books, draft)) == ("S-MRS-000001", first)
    assert year(books, 2026) == (300_00, 50_00, 0, 100_00, 250_00)
    too_much, too_early = {"earmarked": Money(250_01)}, {"spent_on": date(2025, 1, 1)}
    for facts, left in ((too_much, "250,00"), (too_early, "0,00")):
        with pytest.raises(InputRefused) as refused:
            record_spending(books, spent(400_00, **({"earmarked": Money(1)} | facts)))
        (told,) = refused.value.problems
        assert (told.code, told.data["left"]) == ("earmarked_beyond", f"{left}\u00a0€")
    with pytest.raises(KeyReused):
        record_spending(books, replace(draft, amount=Money(121_00)))

    _move(books, free, "", "ECOLE", 80_00)  # a board's move makes no donor's wish
    assert year(books, 2026, "ECOLE") == (0,) * 5
    _move(books, ref, "EAU", "ECOLE", 60_00)
    assert (year(books, 2026), year(books, 2026, "ECOLE")) == (
        (300_00, 50_00, 60_00, 100_00, 190_00),
        (0,) * 5,
    )
    _move(books, ref, "ECOLE", "EAU", 60_00)
    assert year(books, 2026) == (300_00, 50_00, 0, 100_00, 250_00)
    _move(books, ref, "EAU", "ECOLE", 60_00)
    reverse_payment(books, other, kind="return", reason="Impayé", on=date(2026, 3, 1))
    reverse_payment(books, ref, kind="correction", reason="Erreur", on=TODAY)  # of both projects
    # what never was leaves from its own day, in 2025; what the bank took back from the day on which it went
    assert (year(books, 2025), year(books, 2025, known_on=TODAY)) == ((0, 300_00, 300_00, 0, 0),) * 2
    assert year(books, 2026) == (0, 50_00, 50_00, 100_00, -100_00)
    assert year(books, 2026, "ECOLE") == (0,) * 5

    right = correct_spending(books, first, reason="Autre projet")
    assert right == correct_spending(books, first, reason="Autre projet")
    assert year(books, 2026) == (0, 50_00, 50_00, 0, 0)
    assert year(books, 2026, known_on=date(2026, 11, 22)) == (0,) * 5
    with pytest.raises(InputRefused) as wrong:
        correct_spending(books, right, reason="x")
    assert problem(wrong)[1] == "spending_puts_right"
    with pytest.raises(InputRefused) as wrong:
        correct_spending(books, first, reason="x", on=date(2026, 1, 1))
    assert problem(wrong)[1] == "spending_later"
    with books.read() as session:
        found = spendings(session, project="EAU")
    assert [(one.ref, one.amount, one.earmarked, one.description) for one in found] == [
        (first, Money(120_00), Money(100_00), ""), (right, Money(-120_00), Money(-100_00), "Autre projet"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        correct_spending(books, "S-MRS-000099", reason="x")
    with pytest.raises(NotFound):
        record_spending(books, spent(1_00, project="MARS"))
    assert verify(books).faults == []
