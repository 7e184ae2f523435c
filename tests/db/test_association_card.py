"""One association as its page reads it, and as its statement says it."""

from datetime import date
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.association_card import AssociationCard, association_card, counted_sum
from donations_app.db.queries.projects import carrying_among, find_projects
from donations_app.domain.errors import NotFound
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.i18n import money
from donations_app.services.funding.financing import promise
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.statements.association_statement import statement_content
from donations_app.words.association_page import part_verdict, rest_words
from tests.azekka import CANALS, REF, SAFFRON, WATER, fill
from tests.world import TODAY, association, gift, project, to

_TYPED = {
    "2026-0": [WATER, SAFFRON], "seguia": [CANALS], "cooperative TALIOUINE": [SAFFRON], "الصالح": [WATER], " ": [],
    "taliouine eau": [],
}  # fmt: skip


def test_all_parts_add_up_and_the_statement_says_the_same(books: Books) -> None:
    fill(books)
    with books.read() as session:
        card = association_card(session, REF, today=TODAY)
        said = statement_content(session, REF, language="fr", on=TODAY)
        with pytest.raises(NotFound):
            association_card(session, "A1", today=TODAY)  # a person
        found = {typed: [one.project for one in find_projects(session, typed, limit=9)] for typed in _TYPED}
        assert carrying_among(session, [REF, "FOND", "A1"]) == {REF}
    assert found == _TYPED
    parts = [(one.code, one.share.cost, one.share.private, one.share.missing) for one in card.parts]
    cents = [(code, *(amount.cents for amount in some)) for code, *some in parts]
    assert cents == [
        (WATER, 40_000_00, 0, 6_000_00), (SAFFRON, 18_000_00, 1_530_00, 1_170_00), (CANALS, 12_000_00, 2_160_00, 0),
    ]  # fmt: skip
    assert (card.cost, card.private, card.missing) == (Money(70_000_00), Money(3_690_00), Money(7_170_00))
    assert card.missing_dirhams == 77_436_00  # 6 000 and 1 170 at 10.80
    assert card.parts[0].funders == ("AFD", "FORIM", "Région Souss-Massa")
    assert [(one.euros, one.dirhams) for one in said.figures[:1]] == [
        ("7\u202f170,00\u00a0€", "77\u202f436,00\u00a0MAD")
    ]
    assert [one.euros for one in said.figures] == [
        money(one) for one in (card.missing, card.private, card.expected)
    ]
    assert money(counted_sum(card.came_in(TODAY.year))) in [line.amount for line in said.came if line.strong]
    _comes(card)
    _came(card)
    _grows(books)


def test_a_rule_for_the_whole_project_does_not_hide_what_the_association_lacks_by_another(
    books: Books,
) -> None:
    association(books), project(books, cost=1_000_00, partners={"AMAN": 1_000_00})
    whole = FundingRule(minimum=2_000, scope="project")
    add_rule(books, whole, key=uuid4(), project="EAU")
    verdicts = [_verdict(books)]
    gift(books, 160_00, payer="AMAN", kind="donation", allocations=(to(160_00, "EAU", "AMAN"),))
    assert [*verdicts, _verdict(books)] == ["another rule: not reached", "the project as a whole"]


def _verdict(books: Books) -> str:
    with books.read() as session:
        (part,) = association_card(session, "AMAN", today=TODAY).parts
    return part_verdict(part)[0]


def _comes(card: AssociationCard) -> None:
    """Hold that named lines add up to what the share expects, and what will be missing once they came."""
    by_part = {
        one.code: Money.total(due.amount for due in card.coming if due.project == one.code and due.on)
        for one in card.parts
    }
    assert by_part == {one.code: one.share.expected for one in card.parts}
    assert Money.total(one.amount for one in card.coming) == card.expected == Money(9_050_00)
    assert card.still_missing == Money(420_00)  # 1 170 but for three times 250; the water is reached
    promised = card.coming[-1]
    assert (promised.on, promised.name, promised.amount) == (None, "Fondation Atlas", Money(300_00))
    assert [(one.on, one.state) for one in card.late] == [
        (date(2026, 10, 15), "missed"), (date(2026, 11, 15), "late"),
    ]  # fmt: skip


def _came(card: AssociationCard) -> None:
    """Hold that what waits for its attestation stands last and is not summed."""
    assert card.years() == [2026, 2024]
    found = card.came_in(2026)
    assert [one.amount.cents for one in found] == [480_00, 350_00, 380_00, 200_00, 120_00, 1_800_00]
    assert (found[-1].counted, found[-1].half_days, found[-1].contribution[:2]) == ("waiting", 180, "A-")
    assert counted_sum(found) == Money(1_530_00)
    assert counted_sum(card.came_in(None)) == card.private
    assert card.came_in(2025) == []


def _grows(books: Books) -> None:
    """Hold what is expected of a project without an end, up to that of the year, and of what names it alone."""
    project(books, "2026-09", cost=1_000_00, partners={REF: 600_00}, unassigned="carrier")
    agree_recurring(books, RecurringGift(
        key=uuid4(), ref="P9", payer="K1", amount=Money(10_00), frequency="monthly", day=5,
        first_on=date(2026, 12, 5), project="2026-09", association=REF, method="transfer",
    ))  # fmt: skip
    draft = FinancingDraft(
        key=uuid4(), project="2026-09", funder="FOND", amount=Money(70_00), stated_on=TODAY
    )
    promise(books, draft)
    with books.read() as session:
        card = association_card(session, REF, today=TODAY)
    part = next(one for one in card.parts if one.code == "2026-09")
    coming = [(one.name, one.amount) for one in card.coming if one.project == "2026-09"]
    assert coming == [("Khadija Azergui", Money(10_00)), ("", Money(70_00))]
    assert (part.share.expected, part.promised) == (Money(10_00), Money(70_00))
    gift(books, 5_00, payer="K1", method="transfer", received_on=TODAY, allocations=(to(5_00, "2026-09"),))
    with books.read() as session:
        card = association_card(session, REF, today=TODAY)
    told = rest_words(card, counted_sum(card.came_in(None)))
    assert told.endswith("\u202f695,00\u00a0€")
    assert "5,00" in told
