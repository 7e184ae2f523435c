"""A run of any length: what it holds, and that it goes through the year some payers at a time; on both engines."""

import gc
from datetime import date

import pytest

from donations_app.db.books import Books
from donations_app.domain.errors import Cancelled
from donations_app.domain.receipts import PlannedReceipt
from donations_app.services.receipts import issue as issuing
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.records import Issued
from tests.world import gift, gifts, issue, payment, people, person, person_draft


@pytest.fixture
def seven(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let a run plan seven payers in one view, so that few make a long run."""
    monkeypatch.setattr(issuing, "_PAYERS", 7)
    return 7


def givers(books: Books, count: int) -> None:
    wishes = ("each", "annual", "annual", "annual", "annual")
    people(books, (person_draft(f"D{n:02}", receipt_wish=wishes[n % 5]) for n in range(count)))
    gifts(books, (payment(payer=f"D{n:02}") for n in range(count)))
    again = (payment(30_00, payer=f"D{n:02}", received_on=date(2025, 5, 2)) for n in range(0, count, 3))
    gifts(books, again)


@pytest.fixture
def _what_stood_before_apart() -> None:
    """Set all that is in memory apart, for good: to look through it at each count took nine tenths of the test."""
    gc.collect()
    gc.freeze()


def held(kind: type) -> int:
    """Return how many of a kind are in memory that were not there when the test began."""
    gc.collect()
    return sum(type(one) is kind for one in gc.get_objects())


@pytest.mark.usefixtures("_what_stood_before_apart")
def test_a_run_holds_the_documents_of_one_transaction_and_the_plan_of_some_payers(
    books: Books, seven: int
) -> None:
    givers(books, 30)
    documents, plans = list[int](), list[int]()

    def look(issued: Issued) -> None:
        if int(issued.number[-2:]) % 5 == 0:
            documents.append(held(Issued))
            plans.append(held(PlannedReceipt))

    run = issue_receipts(books, 2025, each=look)
    assert len(run.issued) == 32
    assert 0 < max(documents) <= seven + 2  # two payers of seven at most wish a receipt a gift
    assert 0 < max(plans) <= seven + 2
    assert (held(Issued), held(PlannedReceipt)) == (0, 0)


@pytest.mark.usefixtures("seven")
def test_a_long_run_issues_the_plan_of_the_year_in_its_order_and_leaves_out_the_same(books: Books) -> None:
    givers(books, 17)
    for n in (4, 9, 15):
        person(books, f"D{n:02}b", country="BE", postcode="1000", city="Bruxelles", tax_resident_fr=True)
        person(books, f"D{n:02}c", receipt_wish="none")
        gift(books, payer=f"D{n:02}b"), gift(books, payer=f"D{n:02}c"), gift(books, payer="")
    plan = plan_receipts(books, 2025)
    made = issue(books)
    calm = [one for one in plan.receipts if not one.warnings]
    assert len(made.issued) == len(calm) == 19
    assert [one.planned for one in made.issued] == calm
    assert [one.number[-2:] for one in made.issued] == [f"{n:02}" for n in range(1, len(calm) + 1)]
    assert [(one.payer, one.warnings) for one in made.postponed] == [
        (one.giver.ref, one.warnings) for one in plan.receipts if one.warnings
    ]
    assert [one.payer for one in made.postponed] == ["D04b", "D09b", "D15b"]
    assert made.left_out == plan.left_out
    assert [line.payer for line in made.left_out] == ["", "", "", "D04c", "D09c", "D15c"]


@pytest.mark.usefixtures("seven")
def test_a_long_run_tells_how_many_payers_are_done_and_stops_where_it_is_told(books: Books) -> None:
    givers(books, 17)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 14:
            raise Cancelled

    run = issue(books, progress=stop)
    assert told == [(0, 17), (7, 17), (14, 17)]
    assert ({one.planned.giver.ref for one in run.issued}, run.stopped) == (
        {f"D{n:02}" for n in range(14)}, True,
    )  # fmt: skip
    told.clear()
    rest = issue(books, progress=lambda *far: told.append(far))
    assert told == [(0, 17), (7, 17), (14, 17), (17, 17)]
    assert {one.planned.giver.ref for one in rest.issued} == {"D14", "D15", "D16"}
    assert {line.reason for line in rest.left_out} == {"already_receipted"}


@pytest.mark.usefixtures("seven")
def test_what_another_issued_before_a_long_run_came_to_it_is_left_out_once(books: Books) -> None:
    givers(books, 17)

    def meanwhile(done: int, _total: int) -> None:
        if done == 7:
            issue_receipts(books, 2025, issuing.Choice(payers=["D08", "D16"]))

    run = issue(books, progress=meanwhile)
    assert sorted(line.payer for line in run.left_out) == ["D08", "D16"]
    assert {line.reason for line in run.left_out} == {"already_receipted"}
    assert [issued.number[-2:] for issued in run.issued] == [
        f"{n:02}" for n in range(1, 20) if n not in {9, 10}
    ]
