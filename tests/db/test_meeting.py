"""Two offices that wrote apart: what both may do, what is refused, and in which order things happened."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.register import register_lines
from donations_app.domain.errors import BothChanged
from donations_app.domain.money import Money
from donations_app.domain.projects import ProjectDraft
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.post import print_run
from donations_app.services.exchange.copies import copy_for_office
from donations_app.services.exchange.homecoming import bring_home
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.projects.recording import record_project
from donations_app.services.receipts.issue import Choice, issue_receipts
from tests.world import TODAY, gift, person, ticking


@pytest.fixture
def apart(file_books: Books, tmp_path: Path) -> Iterator[tuple[Books, Books]]:
    """Books in which two people gave, and the copy in which Lyon writes."""
    person(file_books), person(file_books, "B2", last_name="Amrani")
    gift(file_books), gift(file_books, payer="B2")
    place = tmp_path / "lyon.tiwizi"
    copy_for_office(file_books, place, "LYO")
    copy = open_books(str(place), clock=ticking())
    yield file_books, copy
    copy.close()


def issue(books: Books, office: str, payer: str) -> None:
    run = issue_receipts(books.acting(office=office, today=TODAY), 2025, Choice(payer=payer))
    assert len(run.issued) == 1


def test_both_print_on_the_same_base_and_all_documents_come_home(apart: tuple[Books, Books]) -> None:
    home, copy = apart
    issue(home, "MRS", "A1")
    issue(copy, "LYO", "B2")
    bring_home(home, copy)
    assert verify(home).faults == []
    gift(home, 30_00)
    issue(home, "MRS", "A1")
    assert verify(home).faults == []


def test_a_gift_that_one_receipted_and_the_other_took_back_is_refused_by_name(
    apart: tuple[Books, Books],
) -> None:
    home, copy = apart
    issue(home, "MRS", "A1")
    reverse_payment(copy.acting(office="LYO"), "V-MRS-000001", kind="return", reason="AM04", on=TODAY)
    before = verify(home).heads
    with pytest.raises(BothChanged) as error:
        bring_home(home, copy)
    assert error.value.record == "payment:V-MRS-000001/1"
    assert verify(home).heads == before


def test_a_gift_that_both_receipted_is_refused_and_nothing_is_brought(apart: tuple[Books, Books]) -> None:
    home, copy = apart
    issue(home, "MRS", "A1")
    issue(copy, "LYO", "A1")
    gift(copy, office="LYO")
    before = verify(home).heads
    with pytest.raises(BothChanged):
        bring_home(home, copy)
    assert verify(home).heads == before


def test_one_code_given_by_both_is_refused_by_the_rule_that_it_breaks(apart: tuple[Books, Books]) -> None:
    home, copy = apart
    for books, office in ((home, "MRS"), (copy, "LYO")):
        well = ProjectDraft(key=uuid4(), code="EAU", title_fr="Eau potable", cost=Money(10_000_00))
        record_project(books.acting(office=office), well)
    with pytest.raises(BothChanged) as error:
        bring_home(home, copy)
    assert "project" in error.value.fields[0]


def test_the_last_delivery_is_the_latest_whoever_made_it(books: Books) -> None:
    person(books), gift(books)
    issue(books, "MRS", "A1")
    later = open_books(books.location, clock=ticking(TODAY + timedelta(days=2)))
    for at, office in ((books, "LYO"), (later, "MRS")):
        print_run(at.acting(office=office, today=TODAY), None, year=2025, again=True)
    later.close()
    with books.read() as session:
        (line,) = register_lines(session)
    assert line.sent_on == TODAY + timedelta(days=2)
