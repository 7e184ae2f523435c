"""When the declaration is due, and how cancelled and replaced documents count."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain import appeals, payments, receipt_base, thresholds
from donations_app.domain.control import FINDINGS as FINDING_CODES
from donations_app.domain.declaration import (
    Cancelled,
    ChangedReceipt,
    Correction,
    Declaration,
    Document,
    Filing,
    cancelled_in,
    corrected,
    due_on,
)
from donations_app.domain.eligibility import REASONS as REASON_CODES
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipts import WARNINGS as WARNING_CODES
from donations_app.domain.statements import Sum
from donations_app.words.control import FINDINGS, STEPS
from donations_app.words.law import DUTIES
from donations_app.words.phrases import PROBLEMS
from receipts import french
from receipts.wording import wording
from tests.unit.builders import HEADING

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
        ("2026-10-15", "2027-01-15"),
        ("2026-08-31", "2026-11-30"),
        ("2026-09-29", "2026-12-29"),
        ("2025-11-29", "2026-02-28"),
        ("2026-12-30", "2027-03-30"),
        ("2027-01-31", "2027-04-30"),
        ("2027-01-30", "2027-04-30"),
        ("2027-02-27", "2027-05-27"),
        ("2028-02-28", "2028-05-28"),
        ("2028-02-29", "2028-05-31"),
    ],
)
def test_the_declaration_is_due_three_months_after_the_closing_or_after_the_first_of_may(
    closing: str, due: str
) -> None:
    assert due_on(date.fromisoformat(closing)).isoformat() == due


@pytest.mark.parametrize(
    ("closing", "due"),
    [("2021-12-31", "2022-12-31"), ("2022-06-30", "2022-12-31"), ("2022-12-31", "2023-05-03")],
)
def test_a_declaration_is_never_due_before_the_day_up_to_which_time_was_given(closing: str, due: str) -> None:
    assert due_on(date.fromisoformat(closing), date(2022, 12, 31)).isoformat() == due


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
    ("first", "second", "counts"),
    [
        ("2025-12-31", "2026-01-01", (0, 0, 0, 1)), ("2026-01-01", "2026-12-31", (1, 0, 0, 0)),
        ("2026-12-31", "2027-01-01", (0, 1, 0, 0)), ("2025-06-01", "2025-12-31", (0, 0, 0, 0)),
        ("2025-12-31", "2026-12-31", (0, 0, 0, 1)), ("2025-12-31", "2027-01-01", (0, 0, 0, 0)),
        ("2027-01-01", "2027-02-01", (0, 0, 0, 0)),
    ],
)  # fmt: skip
def test_the_first_and_the_last_day_of_the_period_are_in_it(
    first: str, second: str, counts: tuple[int, ...]
) -> None:
    found = cancelled_in(chain(first, second, ends_live=True), *YEAR)
    assert (
        found.replaced_within, found.replaced_later, found.withdrawn, found.replacements_of_earlier,
    ) == counts  # fmt: skip


def test_a_chain_over_two_later_years_counts_once_if_its_end_stands() -> None:
    issued = ("2026-02-01", "2027-01-10", "2028-01-10")
    assert cancelled_in(chain(*issued, ends_live=True), *YEAR) == Cancelled(0, 1, 0, 0)
    assert cancelled_in(chain(*issued, ends_live=False), *YEAR) == Cancelled(0, 0, 1, 0)
    assert cancelled_in(chain(*issued, ends_live=True), date(2027, 1, 1), date(2027, 12, 31)) == Cancelled(
        0, 1, 0, 0
    )


def test_a_receipt_without_a_replacement_has_none_in_the_first_of_the_books() -> None:
    documents = {
        1: Document(1, "R1", date(2026, 3, 1), is_live=True, replaced_by=None),
        2: Document(2, "R2", date(2025, 2, 1), is_live=False, replaced_by=None),
    }
    assert cancelled_in(documents, *YEAR) == Cancelled(0, 0, 0, 0)


def test_chains_of_a_period_are_counted_together() -> None:
    documents = {
        1: Document(1, "R1", date(2026, 2, 1), is_live=False, replaced_by=2),
        2: Document(2, "R2", date(2026, 3, 1), is_live=True, replaced_by=None),
        3: Document(3, "R3", date(2026, 2, 1), is_live=False, replaced_by=4),
        4: Document(4, "R4", date(2026, 3, 1), is_live=True, replaced_by=None),
        5: Document(5, "R5", date(2026, 2, 1), is_live=False, replaced_by=None),
        6: Document(6, "R6", date(2026, 2, 1), is_live=False, replaced_by=None),
    }
    later = {
        n + 10 * k: Document(n + 10 * k, "L", date(year, 5, 1), n == 2, 2 + 10 * k if n == 1 else None)
        for k in (1, 2, 3, 4)
        for n, year in ((1, 2025 + k // 3), (2, 2026 + k // 3))
    }
    assert cancelled_in(documents | later, *YEAR) == Cancelled(2, 2, 2, 2)


def rule(reading: str) -> DatedValue:
    return DatedValue(
        "declaration_documents", reading, date(2021, 1, 1), None, confirmed=False, source="its page"
    )


def declared(
    received: int,
    live: int,
    cancelled: Cancelled,
    *,
    of_gifts: int = 9,
    reading: str = "issued",
    **facts: Any,
) -> Declaration:
    known: dict[str, Any] = {"has_begun": True} | facts
    return Declaration(
        heading=HEADING,
        due_on=date(2026, 5, 5),
        rule=rule(reading),
        received=Sum(of_gifts, Money(received)),
        in_kind=ZERO,
        by_form={},
        issued_live=Sum(live, Money(1)),
        issued_by_year={},
        cancelled=cancelled,
        duplicates=2,
        **known,
    )


def test_the_numbers_of_a_period_are_the_live_the_replaced_and_the_withdrawn() -> None:
    found = declared(18_450_20, 140, Cancelled(3, 5, 7, 11))
    assert found.documents == 145
    assert found.documents_with_withdrawn == 152
    assert found.numbers_taken == 155
    assert found.correction is None
    assert found.documents_by == {"gifts": 9, "issued": 145}
    assert (found.reading, found.other_reading) == ("issued", "gifts")


def test_by_the_reading_on_the_gifts_both_figures_are_of_the_same_receipts() -> None:
    found = declared(18_450_20, 140, Cancelled(3, 5, 7, 11), reading="gifts")
    assert (found.documents, found.reading, found.other_reading) == (9, "gifts", "issued")
    assert (found.documents_issued, found.numbers_taken) == (145, 155)


NOTHING = Cancelled(0, 0, 0, 0)
FILED = (Filing(1, Money(1_00), 1, date(2026, 4, 1), "naima", ""),)


@pytest.mark.parametrize(
    ("filed_on", "n", "documents", "has_begun", "days"),
    [
        (date(2026, 5, 5), 1, 1, True, 0),  # the last day itself
        (date(2026, 5, 6), 1, 1, True, 1),
        (date(2026, 5, 6), 2, 1, True, 0),  # a correction has no last day
        (date(2026, 5, 6), 1, 0, True, 0),  # nothing was to be declared
        (date(2026, 5, 6), 1, 1, False, 0),
    ],
)
def test_a_filing_is_late_from_the_day_after_its_last(
    filed_on: date, n: int, documents: int, has_begun: bool, days: int
) -> None:
    filing = Filing(n, Money(documents * 10_00), documents, filed_on, "naima", "")
    found = declared(1_00, 1, NOTHING, filings=(filing,), has_begun=has_begun)
    assert found.days_late(filing) == days
    assert found.days_overdue == 0


@pytest.mark.parametrize(
    ("today", "of_gifts", "days"),
    [(date(2026, 5, 5), 1, 0), (date(2026, 5, 6), 1, 1), (date(2026, 5, 6), 0, 0)],
)
def test_what_nobody_has_filed_is_overdue_from_the_day_after(today: date, of_gifts: int, days: int) -> None:
    found = declared(of_gifts, of_gifts, NOTHING, of_gifts=of_gifts)
    assert replace(found, heading=replace(HEADING, printed_on=today)).days_overdue == days


@pytest.mark.parametrize(
    ("facts", "not_due", "doubt"),
    [
        ({"received": 1_00, "of_gifts": 1, "live": 1}, None, None),
        ({"received": 1_00, "of_gifts": 1, "live": 0}, None, "amount_without_documents"),
        ({"received": 1_00, "of_gifts": 1, "live": 0, "reading": "gifts"}, None, None),
        ({"received": 0, "of_gifts": 0, "live": 4}, None, "documents_without_amount"),
        ({"received": 0, "of_gifts": 0, "live": 4, "reading": "gifts"}, "no_document", "nothing_to_declare"),
        ({"received": 0, "of_gifts": 0, "live": 0}, "no_document", "nothing_to_declare"),
        ({"received": 0, "of_gifts": 0, "live": 0, "filings": FILED}, "no_document", None),
        ({"received": 1_00, "of_gifts": 1, "live": 1, "has_begun": False}, "not_begun", "nothing_to_declare"),
        ({"received": 1_00, "of_gifts": 1, "live": 1, "has_begun": False, "filings": FILED}, "not_begun", None),
    ],
)  # fmt: skip
def test_nothing_is_due_without_a_document_and_figures_that_do_not_go_together_are_asked_about(
    facts: dict[str, Any], not_due: str | None, doubt: str | None
) -> None:
    found = declared(cancelled=NOTHING, **facts)
    assert (found.not_due, found.doubt) == (not_due, doubt)
    assert doubt is None or doubt in PROBLEMS


@pytest.mark.parametrize(
    ("amount", "documents", "difference", "is_needed"),
    [(100_00, 5, (0, 0), False), (99_99, 5, (1, 0), True), (100_01, 5, (-1, 0), True), (100_00, 4, (0, 1), True),
     (100_00, 6, (0, -1), True)],
)  # fmt: skip
def test_a_correction_is_needed_when_a_figure_is_no_longer_the_one_filed(
    amount: int, documents: int, difference: tuple[int, int], is_needed: bool
) -> None:
    filed = Filing(1, Money(amount), documents, date(2026, 4, 1), "naima", "")
    changes = [ChangedReceipt("R1", "cancelled", Money(-1))]
    found = corrected(declared(100_00, 3, Cancelled(0, 2, 9, 0)), filed, iter(changes))
    assert found == Correction(Money(difference[0]), difference[1], tuple(changes))
    assert found.is_needed is is_needed


def test_everything_a_page_may_name_has_its_french_word_and_its_sentence() -> None:
    assert set(french.REASONS) == {*REASON_CODES, "other_year", "to_issue"}
    assert set(french.FINDINGS) == set(FINDING_CODES)
    assert set(FINDINGS) == {*FINDING_CODES, "other_year"}
    assert set(french.WARNINGS) == set(WARNING_CODES)
    assert set(french.GIFT_FORMS) == set(wording("11580-05")["gift_forms"])
    assert set(french.KINDS) == set(payments.KINDS)
    assert set(french.METHODS) == set(payments.METHODS)
    assert set(french.STEPS) == set(STEPS) == set(receipt_base.ADJUSTMENTS)
    assert set(french.ACCOUNTS) == set(receipt_base.ACCOUNTS)
    assert set(french.DUTIES) == set(DUTIES) == {
        *thresholds.GIFT_DUTIES, *thresholds.SUBSIDY_DUTIES, *appeals.DUTIES.values(),
    }  # fmt: skip
