"""When the declaration is due, and how cancelled and replaced documents count."""

from datetime import date

import pytest

from donations_app.domain import payments, receipt_base, thresholds
from donations_app.domain.control import FINDINGS as FINDING_CODES
from donations_app.domain.declaration import Document, cancelled_in, due_on
from donations_app.domain.eligibility import REASONS as REASON_CODES
from donations_app.domain.foreign import intermediary
from donations_app.domain.holidays import easter, holidays, is_working_day
from donations_app.domain.periods import fiscal_year_closed_in
from donations_app.phrases import DUTIES, FINDINGS, STEPS
from receipts import french

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("closing", "due"),
    [
        ("2025-12-31", "2026-05-05"),  # 1 May is a Friday
        ("2026-12-31", "2027-05-04"),  # a Saturday
        ("2027-12-31", "2028-05-03"),  # a Monday
        ("2034-12-31", "2035-05-04"),  # Ascension is 3 May 2035
        ("2026-06-30", "2026-09-30"),
        ("2026-09-30", "2026-12-31"),
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-02-28", "2026-05-31"),
        ("2026-08-15", "2026-11-15"),
    ],
)
def test_the_declaration_is_due_three_months_after_the_closing_or_after_the_first_of_may(
    closing: str, due: str
) -> None:
    assert due_on(date.fromisoformat(closing)).isoformat() == due


def test_easter_and_the_holidays_that_follow_it_are_those_of_the_calendar() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25), 2285: (3, 22)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known
    assert {date(2026, 5, 14), date(2026, 5, 25), date(2026, 4, 6), date(2026, 5, 8)} < holidays(2026)
    assert len(holidays(2026)) == 11
    assert not is_working_day(date(2026, 5, 9))  # a Saturday


def test_a_fiscal_year_closes_once_in_each_year() -> None:
    assert fiscal_year_closed_in("", 2026) == YEAR
    assert fiscal_year_closed_in("06-30", 2026) == (date(2025, 7, 1), date(2026, 6, 30))
    assert fiscal_year_closed_in("02-28", 2025) == (date(2024, 3, 1), date(2025, 2, 28))
    assert fiscal_year_closed_in("02-28", 2024) == (date(2023, 3, 1), date(2024, 2, 29))


def chain(*issued: str, ends_live: bool) -> dict[int, Document]:
    """Documents of which each replaces the one before it."""
    last = len(issued)
    return {
        n: Document(n, f"R{n}", date.fromisoformat(day), ends_live and n == last, n + 1 if n < last else None)
        for n, day in enumerate(issued, 1)
    }


@pytest.mark.parametrize(
    ("documents", "within", "later", "withdrawn", "earlier"),
    [
        (chain("2026-02-01", "2026-03-01", ends_live=True), 1, 0, 0, 0),
        (chain("2026-02-01", "2026-03-01", "2026-04-01", ends_live=True), 2, 0, 0, 0),
        (chain("2026-02-01", ends_live=False), 0, 0, 1, 0),
        (chain("2026-02-01", "2026-03-01", ends_live=False), 1, 0, 1, 0),
        (chain("2026-02-01", "2027-01-10", ends_live=True), 0, 1, 0, 0),
        (chain("2026-02-01", "2027-01-10", ends_live=False), 0, 0, 1, 0),
        (chain("2025-02-01", "2026-01-10", ends_live=True), 0, 0, 0, 1),
        (chain("2026-02-01", "2026-03-01", "2027-01-10", ends_live=True), 1, 1, 0, 0),
    ],
)
def test_each_document_counts_where_it_was_issued_and_a_chain_once_a_period(
    documents: dict[int, Document], within: int, later: int, withdrawn: int, earlier: int
) -> None:
    found = cancelled_in(documents, *YEAR)
    assert (
        found.replaced_within, found.replaced_later, found.withdrawn, found.replacements_of_earlier,
    ) == (within, later, withdrawn, earlier)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "description", "issued_by", "through"),
    [
        ("transfer", "", "", None),
        ("transfer", "Village de Tizgui", "", None),
        ("transfer", "Viaduc de Tizgui", "", None),
        ("transfer", "Don via Fondation Atlas, mai", "", "Fondation Atlas"),
        ("cash", "par l'intermédiaire de l'association Aman", "", "l'association Aman"),
        ("online", "", "", ""),
        ("online", "", "HelloAsso", "HelloAsso"),
    ],
)
def test_a_resource_is_direct_unless_the_books_name_an_intermediary(
    method: str, description: str, issued_by: str, through: str | None
) -> None:
    assert intermediary(method=method, description=description, issued_by=issued_by) == through


def test_everything_a_page_may_name_has_its_french_word_and_its_sentence() -> None:
    assert set(french.REASONS) == {*REASON_CODES, "other_year", "to_issue"}
    assert set(french.FINDINGS) == set(FINDING_CODES)
    assert set(FINDINGS) == {*FINDING_CODES, "other_year"}
    assert set(french.KINDS) == set(payments.KINDS)
    assert set(french.METHODS) == set(payments.METHODS)
    assert set(french.STEPS) == set(STEPS) == set(receipt_base.ADJUSTMENTS)
    assert set(french.ACCOUNTS) == set(receipt_base.ACCOUNTS)
    assert set(french.DUTIES) == set(DUTIES) == {*thresholds.GIFT_DUTIES, *thresholds.SUBSIDY_DUTIES}
