"""Projects live: facts that change, budgets from a day on, associations that join and leave, an end."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.project_card import ProjectCard, project_card
from donations_app.db.queries.project_drafts import StandingProject, standing_project
from donations_app.db.queries.project_list import project_rows
from donations_app.db.queries.projects import targets
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused, NotFound, ReasonMissing
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.project_filter import ProjectFilter
from donations_app.domain.projects import PartnerDraft, ProgrammeDraft, ProjectDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.services.audit.verify import verify
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.foresight import foresee
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.projects.changing import change_project, end_project, revise_budget
from donations_app.services.projects.programmes import change_programme, record_programme
from tests.world import TODAY, association, gift, payment, person, project, to

MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
CORIAM = ProgrammeDraft(
    key=uuid4(), code="CORIAM", title_fr="Codéveloppement rural", starts_on=date(2009, 1, 1)
)


def part(ref: str, cents: int) -> PartnerDraft:
    return PartnerDraft(association=ref, cost=Money(cents))


def standing(books: Books, on: date | None = date.max) -> StandingProject:
    with books.read() as session:
        return standing_project(session, "EAU", on=on)


def card(books: Books) -> ProjectCard:
    with books.read() as session:
        return project_card(session, "EAU", today=TODAY)


def budget(draft: ProjectDraft, cents: int, *parts: PartnerDraft) -> ProjectDraft:
    return replace(draft, cost=Money(cents), partners=parts)


def revised(books: Books, draft: ProjectDraft, since: date | None, **known: Any) -> None:
    facts: dict[str, Any] = {"reason": "Devis", "key": uuid4()}
    revise_budget(books, "EAU", draft, since=since, **(facts | known))


def refusals(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputRefused) as refused:
        act()
    return [(one.field, one.code) for one in refused.value.problems]


def of_two(books: Books) -> ProjectDraft:
    """Record a project that one of two associations carries, and return it."""
    association(books), association(books, "TUDERT", "Association Tudert")
    project(books, partners={"AMAN": 5_000_00})
    return standing(books).draft


def test_a_project_is_changed_revised_from_days_on_and_ended(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, (aman, tudert) = of_two(books), (part("AMAN", 6_000_00), part("TUDERT", 4_000_00))
    person(books)
    wrong = gift(books, 900_00, allocations=(to(900_00, association="AMAN"),))
    record_programme(books, CORIAM)
    assert record_programme(books, CORIAM).already

    facts = replace(draft, axis="public_services", action="water", programme="CORIAM", short_ar="الماء")
    change_project(books, "EAU", replace(facts, cost=Money(1), people_served=800, state="running"), seen=1)
    with pytest.raises(ChangedMeanwhile):
        change_project(books, "EAU", facts, seen=1)
    assert standing(books).draft.cost == Money(10_000_00), "what it costs is no fact"

    lyon, key, seen = books.acting(office="LYO"), uuid4(), standing(books).last_budget
    for _ in range(2):  # a form sent twice is one budget
        revised(lyon, budget(draft, 12_000_00, tudert, aman), JUNE, key=key, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        revised(books, budget(draft, 13_000_00, aman), JUNE, seen=seen)
    revised(lyon, budget(draft, 11_000_00, part("AMAN", 5_500_00)), MARCH)  # it holds until June
    with monkeypatch.context() as behind:  # by smaller keys, and by a clock that is an hour behind
        at = books.clock() - timedelta(hours=1)
        behind.setattr(books, "clock", lambda: at)
        revised(books, budget(draft, 12_500_00, tudert), JUNE, reason="AMAN se retire")
    costs = {on: standing(books, on).draft.cost.cents for on in (None, MARCH, MAY, JUNE, TODAY)}
    assert costs == {
        None: 10_000_00, MARCH: 11_000_00, MAY: 11_000_00, JUNE: 12_500_00, TODAY: 12_500_00,
    }  # fmt: skip
    assert standing(books, MARCH).until == JUNE

    with books.read() as session:
        assert [one.association for one in targets(session)] == ["", "TUDERT"]
    pays = {"allocations": (to(10_00, association="AMAN"),)}
    assert refusals(lambda: gift(books, 10_00, **pays))[0][1] == "association_not_partner"
    gift(books, 10_00, allocations=(to(10_00, association="TUDERT"),))
    right = payment(900_00, allocations=(to(900_00, association="AMAN"),), cheque_number="0000042")
    correct_payment(books, wrong, right, reason="Numéro")  # what is put right stays where it stood
    agree_recurring(
        books,
        RecurringGift(
            key=uuid4(), ref="R1", payer="A1", amount=Money(20_00), frequency="monthly", day=5,
            first_on=TODAY, project="EAU", office="MRS",
        ),
    )  # fmt: skip
    done = end_project(books, "EAU", on=TODAY)
    assert (done.standing.money, [one.ref for one in done.standing.gifts], done.already) == (
        (("AMAN", Money(900_00)), ("TUDERT", Money(10_00))), ["R1"], False,
    )  # fmt: skip
    assert end_project(books, "EAU", on=TODAY).already
    gift(books, 5_00, allocations=(to(5_00),))  # what comes late still goes to it

    told = card(books)
    assert (told.facts.state, told.facts.ends_on, told.facts.action) == ("done", TODAY, "water")
    assert [(one.since, one.until, one.is_superseded, one.reason) for one in told.budgets] == [
        (None, MARCH, False, ""), (MARCH, JUNE, False, "Devis"), (JUNE, None, True, "Devis"),
        (JUNE, None, False, "AMAN se retire"),
    ]  # fmt: skip
    assert told.budgets[-1].changes == (
        ("cost", Money(12_000_00), Money(12_500_00)), ("AMAN", Money(6_000_00), None),
    )  # fmt: skip
    assert {one.recorded_by for one in told.budgets} == {books.login}
    assert [one.kind.partition(".")[2] for one in told.entries] == [
        "recorded", "changed", "revised", "revised", "revised", "ended",
    ]  # fmt: skip
    assert verify(books).faults == []


def test_a_change_of_cost_says_before_it_is_made_which_association_falls_below(books: Books) -> None:
    draft = of_two(books)
    person(books), gift(books, 1_000_00, allocations=(to(1_000_00, association="AMAN"),))
    dearer = budget(draft, 20_000_00, part("AMAN", 9_000_00), part("TUDERT", 1_000_00))
    foreseen = foresee(
        books, lambda twin: revise_budget(twin, "EAU", dearer, since=JUNE, reason="Devis", key=uuid4())
    )
    lost = [(one.project, one.association, one.after.missing.cents) for one in foreseen.shares if one.is_lost]
    assert lost == [("EAU", "AMAN", 350_00)]
    assert standing(books).draft.cost == Money(10_000_00), "nothing was written"


@pytest.mark.file_only
def test_what_cannot_be_is_refused_by_name_and_nothing_is_written(books: Books) -> None:
    draft = of_two(books)
    person(books, "P1")

    def change(**facts: Any) -> list[tuple[str, str]]:
        return refusals(lambda: change_project(books, "EAU", replace(draft, **facts), seen=1))

    assert change(axis="water") == [("axis", "axis_is_action")]
    assert change(axis="eau") == [("axis", "axis_unknown")]
    assert change(axis="products", action="water") == [("action", "action_elsewhere")]
    assert change(action="water") == [("action", "action_alone")]
    assert change(axis="products", action="products") == [("action", "action_is_axis")]
    assert change(axis="products", action="tourisme") == [("action", "action_unknown")]
    assert change(action="zzz") == [("action", "action_nothing")]
    assert change(province="Mars") == [("province", "province_unknown")]
    assert change(programme="CORIAM") == [("programme", "no_programme")]
    assert change(short_en="x" * 21, state="gone") == [
        ("short_en", "short_too_long"),
        ("state", "choice_unknown"),
    ]

    def revise(draft: ProjectDraft, since: date | None = JUNE) -> list[tuple[str, str]]:
        return refusals(lambda: revised(books, draft, since))

    assert revise(budget(draft, 4_999_99, *draft.partners)) == [("association_cost", "parts_above_cost")]
    assert revise(budget(draft, 9_000_00, part("P1", 1_00))) == [("association", "carrier_is_person")]
    assert revise(budget(draft, 9_000_00, part("NOBODY", 1_00))) == [("association", "party_unknown")]
    assert revise(replace(draft, eligible=Money(10_000_01))) == [("eligible_cost", "part_above_cost")]
    assert revise(draft) == [("project", "nothing_changed")]
    assert revise(budget(draft, 1_00), date(2026, 11, 24)) == [("from", "budget_ahead")]
    with pytest.raises(ReasonMissing):
        revised(books, budget(draft, 9_000_00), JUNE, reason=" ")
    with pytest.raises(NotFound):
        revise_budget(books, "NONE", draft, since=JUNE, reason="x", key=uuid4())
    key = uuid4()
    project(books, "ECOLE")
    revised(books, budget(draft, 9_000_00), JUNE, key=key)
    with pytest.raises(KeyReused):
        revise_budget(books, "ECOLE", draft, since=JUNE, reason="x", key=key)
    assert refusals(lambda: end_project(books, "EAU", on=date(2026, 11, 24))) == [("ends_on", "end_ahead")]

    record_programme(books, CORIAM)
    with pytest.raises(KeyReused):
        record_programme(books, replace(CORIAM, title_fr="Autre"))
    wrong = replace(CORIAM, ends_on=date(2008, 1, 1))
    assert refusals(lambda: change_programme(books, "CORIAM", wrong, seen=1)) == [
        ("ends_on", "ends_before_start")
    ]
    change_programme(books, "CORIAM", replace(CORIAM, ends_on=date(2011, 12, 31)), seen=1)
    assert verify(books).faults == []


@pytest.mark.file_only
def test_projects_are_found_by_what_is_asked_and_sorted(books: Books) -> None:
    association(books), association(books, "TUDERT", "Association Tudert")
    record_programme(books, CORIAM)
    water: dict[str, Any] = {
        "axis": "public_services",
        "action": "water",
        "programme": "CORIAM",
        "state": "running",
    }
    project(
        books, partners={"AMAN": 5_000_00}, starts_on=date(2024, 5, 1), ends_on=date(2025, 4, 30), **water
    )
    project(books, "DAM", cost=20_000_00, axis="environment", starts_on=date(2026, 1, 1), short_fr="Barrage")
    project(books, "OLD", cost=5_000_00, province="07.041", rule=FundingRule(name="AFD"))

    def found(**asked: Any) -> list[str]:
        with books.read() as session:
            return [one.code for one in project_rows(session, ProjectFilter(**asked))]

    asked: list[dict[str, Any]] = [
        {}, {"axis": "environment"}, {"action": "water"}, {"province": "07.041"}, {"programme": "CORIAM"},
        {"state": "running"}, {"association": "AMAN"}, {"association": "TUDERT"}, {"year": 2025}, {"year": 2026},
        {"funder": "TUDERT"}, {"text": "barr"}, {"text": "aman eau"}, {"state": "open"}, {"state": "done"},
    ]  # fmt: skip
    assert [found(**one) for one in asked] == [
        ["DAM", "EAU", "OLD"], ["DAM"], ["EAU"], ["OLD"], ["EAU"], ["EAU"], ["EAU"], [], ["EAU", "OLD"],
        ["DAM", "OLD"], [], ["DAM"], ["EAU"], ["DAM", "EAU", "OLD"], [],
    ]  # fmt: skip
    for unknown in ({"association": "NOBODY"}, {"programme": "X"}, {"funder": "NOBODY"}):
        with pytest.raises(NotFound):
            found(**unknown)
    with books.read() as session:
        by_cost = project_rows(session, sort="cost", is_descending=True)
        by_day = project_rows(session, sort="starts_on")
    assert [one.code for one in by_cost] == ["DAM", "EAU", "OLD"]
    assert [one.code for one in by_day] == ["EAU", "DAM", "OLD"], "a day that is not known comes last"
    assert [one.short("ar") for one in by_cost] == ["Barrage", "Eau potable", "Eau potable"]
    assert [one.unassigned_cost for one in by_cost][1] == Money(5_000_00)
