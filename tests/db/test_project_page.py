"""What the page of a project reads adds up to its share, on any day."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.financing import financing_plan
from donations_app.db.queries.funding_rules import rules
from donations_app.db.queries.project_drafts import standing_project
from donations_app.db.queries.project_money import project_curve, project_money
from donations_app.db.queries.project_page import ProjectPage, project_page
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.spending import SpendingDraft
from donations_app.i18n import set_language
from donations_app.services.funding.financing import withdraw
from donations_app.services.funding.rules import end_rule
from donations_app.services.funding.spending import correct_spending, record_spending
from donations_app.services.projects.changing import revise_budget
from donations_app.ui.projects.project import parts_words
from donations_app.words.funding import counted_how
from donations_app.words.project_page import money_kind, money_name, rule_name
from tests import irherm
from tests.originals import Originals
from tests.world import TODAY


@pytest.fixture
def books(shelf: str, originals: Originals) -> Iterator[Books]:
    made = originals.books(shelf, irherm.fill)
    yield made
    made.close()


def page_on(books: Books, on: date | None = None) -> ProjectPage:
    with books.read() as session:
        return project_page(session, irherm.CODE, today=TODAY, on=on)


def test_sources_funders_and_what_is_left_add_up_to_the_cost(books: Books) -> None:
    for on in (None, date(2026, 8, 31), date(2026, 1, 31)):
        page = page_on(books, on)
        share = page.share.share
        public = Money.total(one.whole for one in page.funders)
        assert Money.total(one.amount for one in page.sources) == share.private, on
        assert Money.total(one.received for one in page.funders) == share.public, on
        assert share.private + share.missing + public + page.left == share.cost, on
    page = page_on(books)
    assert [(one.kind, one.is_alone, one.amount.cents) for one in page.sources] == [
        ("gifts", False, 12_200_00), ("village_cash", False, 6_000_00), ("dues", False, 1_000_00),
        ("labour", False, 1_000_00), ("participation", False, 1_000_00), ("foundations", True, 1_000_00),
    ]  # fmt: skip
    assert [(one.name, one.received.cents, one.to_come.cents) for one in page.funders] == [
        ("AFD", 0, 60_000_00), ("FORIM", 15_000_00, 0), ("Région Souss-Massa", 0, 12_000_00),
    ]  # fmt: skip
    assert (page.left.cents, page.share.share.missing_minor) == (4_800_00, 64_800_00)
    assert {one.kind for one in page.entries} >= {"financing.agreed", "contribution.attested"}


def test_money_line_by_line_adds_up_and_the_curve_ends_where_the_share_stands(books: Books) -> None:
    with books.read() as session:
        money = project_money(session, irherm.CODE, today=TODAY)
        curve = project_curve(session, irherm.CODE, today=TODAY)
    share = page_on(books).share
    received = [one for one in money.arrived if one.state == "received"]
    assert Money.total(one.amount for one in received) == share.share.private + share.share.public
    (waiting,) = (one for one in money.arrived if one.state == "waiting")
    assert (waiting.amount.cents, waiting.association, waiting.kind) == (1_800_00, "AZEK", "labour")
    assert [(one.on, one.amount.cents, one.name) for one in money.expected][-3:] == [
        (date(2027, 3, 5), 2_000_00, "Mohand Aït Ahmed"), (None, 60_000_00, "AFD"),
        (None, 12_000_00, "Région Souss-Massa"),
    ]  # fmt: skip
    assert {one.ref: one.stood[-1] for one in curve.lines} == {
        one.ref: (TODAY, one.share.basis_points) for one in share.associations
    }
    azekka = next(one for one in curve.lines if one.ref == "AZEK")
    assert azekka.coming[2] == (share.share.reached_on, 1_500)
    assert dict(curve.lines[1].stood)[date(2026, 5, 31)] == 1_666  # 10 000 of 60 000


def test_the_journal_keeps_what_was_replaced_withdrawn_ended_and_put_right(books: Books) -> None:
    with books.read() as session:
        (afd, *_others) = financing_plan(session, irherm.CODE)
        (rule,) = (one.ref for one in rules(session, project=irherm.CODE) if one.funder == "AFD")
    withdraw(books, afd.commitments[0].ref, on=TODAY, reason="Refus", key=uuid4())
    end_rule(books, rule, last_on=TODAY, reason="Refus")
    spent = SpendingDraft(key=uuid4(), project=irherm.CODE, amount=Money(30_00), spent_on=TODAY)
    correct_spending(books, record_spending(books, spent), reason="Doublon")
    kinds = [one.kind for one in page_on(books).entries]
    assert kinds.count("financing.agreed") == 3
    assert {
        "financing.withdrawn", "funding_rule.added", "funding_rule.ended", "spending.recorded", "spending.put_right",
    } <= set(kinds)  # fmt: skip


@pytest.mark.file_only
def test_arabic_words_are_parted_by_the_comma_of_arabic(books: Books) -> None:
    with books.read() as session:
        page = project_page(session, irherm.CODE, today=TODAY)
        lines = project_money(session, irherm.CODE, today=TODAY).arrived
    set_language("ar")
    said = [parts_words(page), *map(rule_name, page.share.rules), *map(money_name, lines)]
    said.append(counted_how(page.share.rule))
    assert [one for one in said if ", " in one] == []
    assert "AFD، convention" in said


def test_a_project_that_is_not_there_is_told(books: Books) -> None:
    with books.read() as session, pytest.raises(NotFound):
        project_page(session, "NONE", today=TODAY)


def test_the_line_of_who_left_ends_on_that_day(books: Books) -> None:
    with books.read() as session:
        draft = standing_project(session, irherm.CODE).draft
    stays = replace(draft, partners=tuple(one for one in draft.partners if one.association != "AZEK"))
    revise_budget(books, irherm.CODE, stays, since=date(2026, 9, 16), reason="Vote", key=uuid4())
    with books.read() as session:
        curve = project_curve(session, irherm.CODE, today=TODAY)
    ends = {one.ref: one.stood[-1][0] for one in curve.lines}
    assert ends.pop("AZEK") == date(2026, 9, 16)
    assert set(ends.values()) == {TODAY}
    left = next(one for one in curve.lines if one.ref == "AZEK")
    stood = next(one for one in page_on(books, date(2026, 9, 15)).share.associations if one.ref == "AZEK")
    assert left.stood[-2] == (date(2026, 9, 15), stood.share.basis_points)
    assert left.coming == ()


def test_the_table_of_money_begins_each_kind_with_a_capital(books: Books) -> None:
    with books.read() as session:
        money = project_money(session, irherm.CODE, today=TODAY)
    kinds = {money_kind(one) for one in (*money.arrived, *money.expected)}
    assert "Labour" in kinds
    assert all(one[0].isupper() for one in kinds), kinds
