"""All projects as their page reads them: funders, programmes, what is late, and words by which they are found."""

from datetime import date
from typing import Any
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.db.queries.project_overview import Overview, project_overview
from donations_app.db.queries.share_tally import missing_abroad, tally
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.project_filter import ProjectFilter
from donations_app.domain.projects import ProgrammeDraft
from donations_app.formats.reference import place_names
from donations_app.services.funding.financing import promise
from donations_app.services.projects.programmes import record_programme
from tests.project_books import agree
from tests.world import TODAY, association, company, gift, person, project, to

IRHERM = "09.541.01.05"


def test_all_projects_are_read_with_what_one_may_ask_of_them(books: Books) -> None:
    person(books), association(books), company(books)
    record_programme(books, ProgrammeDraft(key=uuid4(), code="CODEV", title_fr="Codéveloppement"))
    project(
        books, "EAU", cost=1_000_00, partners={"AMAN": 1_000_00}, municipality=IRHERM, province="09.541",
        programme="CODEV", currency="MAD", rate="10.80",
    )  # fmt: skip
    project(books, "DAM", cost=2_000_00, state="done")
    project(
        books,
        "TREES",
        cost=100_03,
        currency="MAD",
        rate="10.80",
        rule=FundingRule(currency="EUR"),
        state="done",
    )  # 15,0045 € asked, rounded up
    promise(
        books, FinancingDraft(key=uuid4(), project="DAM", funder="E1", amount=Money(5_00), stated_on=TODAY)
    )
    gift(books, 100_00, received_on=date(2026, 3, 1), allocations=(to(100_00, "EAU", "AMAN"),))
    agree(books, "EAU", "AMAN", 30_00, date(2026, 6, 1))
    found = read(books)
    assert [one.row.code for one in found.projects] == ["DAM", "EAU", "TREES"]
    dam, water, trees = found.projects
    assert (trees.share.share.missing, missing_abroad(trees.share, trees.share.share)) == (
        Money(15_01),
        162_11,
    )
    assert (set(dam.funders), dam.late, water.late) == ({"E1"}, ZERO, Money(30_00))
    assert next(one.late for one in read(books, date(2026, 5, 31)).projects if one.row.code == "EAU") == ZERO
    assert (dict(found.funders), found.programmes["CODEV"][0]) == (
        {"E1": "Ateliers Méditerranée"},
        "Codéveloppement",
    )
    assert (water.share.share.missing, missing_abroad(water.share, water.share.share)) == (
        Money(50_00),
        540_00,
    )
    assert missing_abroad(dam.share, dam.share.share) is None, "of one in euros"
    assert dict(tally([dam.share, water.share]).missing_abroad) == {"MAD": 540_00}
    asked: list[dict[str, Any]] = [
        {"funder": "E1"}, {"association": "AMAN"}, {"text": "irher aman"}, {"text": "تارودانت"}, {"state": "open"},
    ]  # fmt: skip
    through = [
        [one.row.code for one in found.projects if one.is_asked(ProjectFilter(**only))] for only in asked
    ]
    assert through == [["DAM"], ["EAU"], ["EAU"], ["EAU"], ["EAU"]]
    (_dam, before, _trees) = read(books, on=date(2026, 1, 1)).projects
    assert (before.share.share.private, before.share.share.missing) == (ZERO, Money(150_00))


def read(books: Books, on: date | None = None) -> Overview:
    with books.read() as session:
        return project_overview(session, today=TODAY, on=on, places=place_names())
