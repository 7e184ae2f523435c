"""The annual declaration of gifts: which figure is which, its filing, and what changed since; on both engines."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.trail import changes as entries
from donations_app.db.tables import DeclarationFiling, Entry, Link
from donations_app.domain.declaration import Cancelled, Change, Declaration
from donations_app.domain.errors import AlreadyFiled, ChangedMeanwhile, InputRefused
from donations_app.domain.money import Money
from donations_app.domain.statements import Sum
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter
from donations_app.services.books.settings import create_books
from donations_app.services.payments.corrections import take_back
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.statements.declaration import declaration, file_declaration
from tests.world import (
    NAIMA,
    SETTINGS,
    TODAY,
    gift,
    gifts,
    login_of,
    payment,
    people,
    person,
    person_draft,
    ticking,
)

MAY = date(2027, 4, 20)


def issue(books: Books, year: int, today: date = TODAY) -> list[str]:
    run = issue_receipts(books.acting(today=today), year, Choice(accept=["all"]))
    return [issued.number for issued in run.issued]


def declared(books: Books, year: int = 2026, today: date = TODAY) -> Declaration:
    return declaration(books.acting(today=today), year)


def figures(found: Declaration) -> tuple[int, int]:
    return found.received.amount.cents, found.documents


def cancel(books: Books, number: str, today: date = TODAY) -> None:
    cancel_receipt(books.acting(today=today), number, reason="Erreur")


def by_documents_issued(books: Books) -> None:
    """Let the number be that of the documents issued in the period."""
    decide_parameter(
        books, "declaration_documents", first_on=date(1990, 1, 1), value="issued", source="accountant"
    )


def test_case_59_amount_by_year_received_number_by_documents_issued(books: Books) -> None:
    by_documents_issued(books)
    people(books, (person_draft(f"D{n}", last_name=f"Donateur {n}") for n in range(140)))
    gifts(books, (payment(50_00 + n, payer=f"D{n}") for n in range(140)))
    of_2025 = issue(books, 2025)
    for n, cents in enumerate((18_000_00, 400_00, 50_20)):
        gift(books, cents, payer=f"D{n}", received_on=date(2026, 5, 1))
    assert len(issue(books, 2026)) == 3
    person(books, "X", address="")
    gift(books, 999_00, payer="X", received_on=date(2026, 5, 1))  # without a receipt: not declared
    for number in of_2025[:3]:
        replace_receipt(books, number, reason="Nom")
    for number in of_2025[10:12]:
        duplicate_receipt(books, number)
    found = declared(books)
    assert figures(found) == (18_450_20, 143)
    assert found.due_on == date(2027, 5, 4)
    assert found.received == Sum(3, Money(18_450_20))  # the other definition of the number
    assert {year: one.count for year, one in found.issued_by_year.items()} == {"2025": 140, "2026": 3}
    assert found.cancelled == Cancelled(3, 0, 0, 0)
    assert (found.numbers_taken, found.documents_with_withdrawn, found.duplicates) == (146, 143, 2)
    assert figures(declared(books, 2025)) == (sum(50_00 + n for n in range(140)), 0)


@pytest.fixture
def two(books: Books) -> list[str]:
    """Two receipts of 2026, issued in it."""
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 100_00, received_on=date(2026, 2, 1), method="cash")
    gift(books, 25_00, received_on=date(2026, 3, 1), method="cash")
    gift(books, 40_00, payer="B2", received_on=date(2026, 2, 1))
    return issue(books, 2026)


def test_a_receipt_cancelled_without_replacement_counts_in_neither_figure_and_is_shown(
    books: Books, two: list[str]
) -> None:
    cancel(books, two[1])
    found = declared(books)
    assert figures(found) == (125_00, 1)
    assert (found.cancelled.withdrawn, found.documents_with_withdrawn, found.numbers_taken) == (1, 2, 2)


def test_a_receipt_replaced_in_the_next_year_counts_in_its_own_and_its_replacement_in_the_next(
    books: Books, two: list[str]
) -> None:
    replace_receipt(books.acting(today=date(2027, 1, 20)), two[0], reason="Adresse")
    assert (figures(declared(books)), figures(declared(books, 2027))) == ((165_00, 2), (0, 0))
    by_documents_issued(books)
    found = declared(books)
    assert figures(found) == (165_00, 2)
    assert found.cancelled == Cancelled(0, 1, 0, 0)
    following = declared(books, 2027)
    assert figures(following) == (0, 1)
    assert following.cancelled.replacements_of_earlier == 1


@pytest.mark.usefixtures("two")
def test_a_filing_is_recorded_journalled_and_not_twice_the_same(books: Books) -> None:
    assert declared(books).correction is None
    filed = file_declaration(books.acting(today=MAY, login="zohra"), 2026, note=" AR 123 ")
    assert [(one.n, one.amount, one.documents, one.filed_by, one.note) for one in filed.filings] == [
        (1, Money(165_00), 2, login_of(books, "zohra"), "AR 123")
    ]
    assert declared(books) == replace(filed, heading=declared(books).heading)
    with pytest.raises(AlreadyFiled) as error:
        file_declaration(books.acting(today=date(2027, 4, 21)), 2026)
    assert (error.value.year, error.value.on) == (2026, MAY)
    with books.read() as session:
        found = session.execute(
            entries(Link.who, Entry.record).where(Entry.kind == "declaration.filed")
        ).all()
        assert session.scalars(select(DeclarationFiling.n)).all() == [1]
    assert [tuple(entry) for entry in found] == [(login_of(books, "zohra"), "declaration:2026/1")]
    assert verify(books).faults == []


def changes(found: Declaration) -> list[tuple[str, Change, int]]:
    assert found.correction is not None
    receipts = [(one.number, one.change, one.amount.cents) for one in found.correction.receipts]
    assert sum(cents for _, _, cents in receipts) == found.correction.amount.cents
    return receipts


def test_after_a_filing_it_is_told_what_changed_and_by_which_receipts(books: Books, two: list[str]) -> None:
    file_declaration(books.acting(today=MAY), 2026)
    cancel(books, two[1], MAY)
    gift(books, 5_00, received_on=date(2026, 4, 1))
    (late,) = [number for number in issue(books, 2026, MAY) if number.endswith("3")]
    found = declared(books)
    assert found.correction is not None
    assert (found.correction.amount.cents, found.correction.documents) == (5_00, 1)
    assert changes(found) == [
        (two[1], "cancelled", -40_00),
        (late, "issued", 5_00),
        ("2026-MRS-P-000004", "issued", 40_00),
    ]
    filed = file_declaration(books.acting(today=date(2027, 6, 1)), 2026, note="rectification")
    assert [one.n for one in filed.filings] == [1, 2]
    again = declared(books)
    assert again.correction is not None
    assert not again.correction.is_needed
    assert again.correction.receipts == ()


def test_a_refund_after_the_filing_lowers_the_amount_and_keeps_the_number(
    books: Books, two: list[str]
) -> None:
    file_declaration(books.acting(today=MAY), 2026)
    ref = "V-MRS-000002"
    take_back(books.acting(today=date(2027, 5, 2)), ref, kind="refund", reason="MD06", on=date(2027, 5, 1))
    found = declared(books)
    assert changes(found) == [(two[0], "replaced", -125_00), ("2026-MRS-P-000003", "issued", 100_00)]
    assert figures(found) == (140_00, 2)


@pytest.mark.usefixtures("two")
def test_what_came_and_went_since_the_filing_is_no_correction(books: Books) -> None:
    file_declaration(books.acting(today=MAY), 2026)
    gift(books, 9_00, payer="B2", received_on=date(2026, 4, 1))
    (late,) = issue(books, 2026, MAY)
    cancel(books, late, MAY)
    found = declared(books)
    assert changes(found) == []
    assert found.correction is not None
    assert not found.correction.is_needed


def test_a_fiscal_year_that_closes_in_june_is_declared_by_days_three_months_later(location: str) -> None:
    june = replace(SETTINGS, organisation=replace(SETTINGS.organisation, fiscal_year_end="06-30"))
    books = create_books(location, june, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    person(books)
    for cents, day in ((1_00, date(2025, 3, 1)), (2_00, date(2025, 9, 1)), (4_00, date(2026, 2, 1)),
                       (8_00, date(2026, 9, 1))):  # fmt: skip
        gift(books, cents, received_on=day)
    issue(books, 2025, date(2026, 1, 15)), issue(books, 2026)
    found = declared(books)
    # received from July to June; on the receipt of 2025, issued in it, and on that of 2026, issued after it
    assert (figures(found), found.documents_issued) == ((6_00, 2), 1)
    assert (found.heading.first_on, found.heading.last_on) == (date(2025, 7, 1), date(2026, 6, 30))
    assert found.due_on == date(2026, 9, 30)
    books.close()


def test_receipts_issued_in_january_are_declared_with_the_gifts_of_the_year_before(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 100_00)
    gift(books, 16_04, payer="B2")
    issue(books, 2025, date(2026, 1, 20))
    found = declared(books, 2025)
    assert (figures(found), found.documents_by) == ((116_04, 2), {"gifts": 2, "issued": 0})
    assert (found.rule.confirmed, found.doubt, found.not_due) == (False, None, None)
    after = declared(books, 2026)
    assert (figures(after), after.documents_by) == ((0, 0), {"gifts": 0, "issued": 2})
    assert (after.not_due, after.doubt) == ("no_document", "nothing_to_declare")
    filed = file_declaration(books, 2025)
    assert (filed.filings[0].amount.cents, filed.filings[0].documents) == (116_04, 2)


def test_figures_that_are_not_of_the_same_receipts_are_filed_only_once_accepted(books: Books) -> None:
    person(books)
    gift(books)
    issue(books, 2025, date(2026, 1, 20))
    by_documents_issued(books)
    assert declared(books, 2025).rule.confirmed
    for year, doubt in ((2025, "amount_without_documents"), (2026, "documents_without_amount"),
                        (2024, "nothing_to_declare")):  # fmt: skip
        with pytest.raises(InputRefused) as refused:
            file_declaration(books.acting(today=MAY), year)
        assert [(one.field, one.code) for one in refused.value.problems] == [("accept", doubt)]
        filed = file_declaration(books.acting(today=MAY), year, accept=[doubt])
        assert [one.n for one in filed.filings] == [1]


def test_all_receipts_cancelled_after_a_filing_correct_it_to_nothing_unasked(
    books: Books, two: list[str]
) -> None:
    file_declaration(books.acting(today=MAY), 2026)
    for number in two:
        cancel(books, number, MAY)
    found = declared(books)
    assert (figures(found), found.not_due, found.doubt) == ((0, 0), "no_document", None)
    filed = file_declaration(books.acting(today=date(2027, 6, 1)), 2026)
    assert [(one.amount.cents, one.documents) for one in filed.filings] == [(165_00, 2), (0, 0)]


def test_gifts_are_declared_for_years_opened_from_2021_on_and_the_first_time_by_the_end_of_2022(
    location: str,
) -> None:
    june = replace(SETTINGS, organisation=replace(SETTINGS.organisation, fiscal_year_end="06-30"))
    books = create_books(location, june, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    person(books)
    for year in range(2019, 2023):
        gift(books, received_on=date(year, 2, 1))
        issue(books, year)
    found = {year: declared(books, year) for year in (2020, 2021, 2022, 2023)}
    assert {year: one.not_due for year, one in found.items()} == {
        2020: "not_begun", 2021: "not_begun", 2022: None, 2023: "no_document",
    }  # fmt: skip
    assert (found[2022].due_on, found[2023].due_on) == (date(2022, 12, 31), date(2023, 9, 30))
    books.close()


def test_the_first_calendar_year_that_is_declared_is_2021(books: Books) -> None:
    person(books)
    for year in (2020, 2021, 2022):
        gift(books, received_on=date(year, 2, 1))
        issue(books, year)
    assert [declared(books, year).not_due for year in (2020, 2021)] == ["not_begun", None]
    assert [declared(books, year).due_on for year in (2021, 2022)] == [date(2022, 12, 31), date(2023, 5, 3)]


def test_gifts_in_kind_are_declared_and_told_apart(books: Books) -> None:
    person(books)
    gift(books, 100_00, received_on=date(2026, 2, 1))
    gift(books, 33_00, received_on=date(2026, 2, 1), kind="in_kind", method="none", evidence="E1")
    issue(books, 2026)
    found = declared(books)
    assert (figures(found), found.in_kind) == ((133_00, 1), Money(33_00))
    assert found.by_form == {"11580*05": Sum(1, Money(133_00))}


def test_a_filing_keeps_its_own_day_which_lies_after_the_period_and_the_filing_before(
    books: Books, two: list[str]
) -> None:
    assert two

    def file(day: date, today: date = MAY) -> Declaration:
        return file_declaration(books.acting(today=today), 2026, note="A-1", filed_on=day)

    for day in (date(2026, 12, 31), date(2027, 4, 21)):
        with pytest.raises(InputRefused) as refused:
            file(day)
        assert refused.value.problems[0].code == "filed_too_early_or_late"
    assert file(date(2027, 4, 2)).filings[0].filed_on == date(2027, 4, 2)
    cancel(books, two[0], today=MAY)
    with pytest.raises(InputRefused):
        file(date(2027, 4, 1))
    assert [one.filed_on for one in file(MAY).filings] == [date(2027, 4, 2), MAY]
    assert verify(books).faults == []


def test_no_other_figures_are_filed_than_those_that_were_seen(books: Books, two: list[str]) -> None:
    seen = declared(books, today=MAY)
    cancel(books, two[0], today=MAY)
    with pytest.raises(ChangedMeanwhile):
        file_declaration(books.acting(today=MAY), 2026, seen=(seen.received.amount, seen.documents))
    assert declared(books, today=MAY).filings == ()
    now = declared(books, today=MAY)
    filed = file_declaration(books.acting(today=MAY), 2026, seen=(now.received.amount, now.documents))
    assert len(filed.filings) == 1


def test_a_duplicate_made_after_midnight_in_france_is_of_the_new_year(location: str) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    books = create_books(location, SETTINGS, today=lambda: TODAY, clock=lambda: new_year, author=NAIMA)
    person(books), gift(books)
    (number,) = issue(books, 2025)
    duplicate_receipt(books, number)
    assert (declared(books, 2026).duplicates, declared(books, 2027).duplicates) == (0, 1)
    books.close()
