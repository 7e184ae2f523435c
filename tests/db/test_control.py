"""Receipts against money, line by line, both ways; and from the accounts to the receipts; on both engines."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.control import Control
from donations_app.domain.keys import key_of
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.domain.statements import Sum
from donations_app.services.books.settings import create_books, load_settings
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.statements.control import control, reconciliation
from tests.originals import Fill
from tests.raw import tamper
from tests.world import NAIMA, ORIGIN, SETTINGS, TODAY, gift, payment, person, project, ticking, to

FIRST = "2025-MRS-P-000001"


def issue(books: Books, year: int = 2025, *, today: date = TODAY) -> list[str]:
    run = issue_receipts(books.acting(today=today), year, Choice(accept=["all"]))
    return [issued.number for issued in run.issued]


def checked(books: Books, year: int = 2025) -> Control:
    return control(books, year)


def findings(found: Control) -> list[tuple[str, str, str, int]]:
    return [(line.side, line.payment, line.reason, line.amount.cents) for line in found.unmatched]


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return a_year if "year" in request.fixturenames else None


@pytest.fixture
def year() -> list[str]:
    """Asked for where books begin with ``a_year``: its three payments that are on receipts."""
    return ["V-MRS-000001", "V-MRS-000002", "V-MRS-000003"]


def a_year(books: Books) -> None:
    """Record a year with every kind of line: two donors with receipts, and what has none, by reason."""
    person(books)
    person(books, "B2", first_name="Claire")
    person(books, "C3", address="")
    person(books, "D4", receipt_wish="none")
    person(books, "MA", country="MA", city="Casablanca", postcode="")
    person(books, "CO", kind="company", organisation="Atlas SARL", legal_form="")
    person(books, "AS", kind="association", organisation="Association Aman")
    project(books)
    gift(books, 100_00, method="cash")
    gift(books, 50_00, method="transfer", credited_on=date(2025, 3, 2))
    gift(books, 30_00, payer="B2", kind="dues", dues_year=2025)
    gift(books, 10_00, payer="C3")
    gift(books, 20_00, payer="D4")
    gift(books, 500_00, payer="MA", method="transfer", credited_on=date(2025, 4, 1))
    gift(books, 1_000_00, payer="CO")
    gift(books, 400_00, payer="AS")
    gift(books, 7_00, payer="", kind="collection", method="cash")
    gift(books, 15_00, kind="sale", method="cash")
    gift(books, 25_00, method="direct_debit", credited_on=date(2025, 5, 1), returned_on=date(2025, 5, 9))
    issue(books)


def test_every_line_agrees_or_is_explained(books: Books, year: list[str]) -> None:
    found = checked(books)
    assert found.is_clean
    assert found.receipts == Sum(2, Money(180_00))
    assert [(line.number, line.payment, line.amount.cents) for line in found.matched] == [
        (FIRST, year[0], 100_00), (FIRST, year[1], 50_00), ("2025-MRS-P-000002", year[2], 30_00),
    ]  # fmt: skip
    assert {reason: (one.count, one.amount.cents) for reason, one in found.explained.items()} == {
        "address_missing": (1, 10_00), "no_receipt_wished": (1, 20_00), "not_tax_resident": (1, 500_00),
        "siren_missing": (1, 1_000_00), "payer_is_organisation": (1, 400_00), "anonymous": (1, 7_00),
        "not_a_gift": (1, 15_00), "returned": (1, 25_00),
    }  # fmt: skip
    assert found.natures == {"donation": Sum(2, Money(150_00)), "dues": Sum(1, Money(30_00))}
    assert found.methods == {
        "cash": Sum(1, Money(100_00)), "cheque": Sum(1, Money(30_00)), "transfer": Sum(1, Money(50_00)),
    }  # fmt: skip
    assert (found.payments, found.payments_of_year) == (8, 11)  # no sale, no return, no association's gift
    assert found.base == Sum(8, Money(1_717_00))


@pytest.mark.usefixtures("year")
def test_a_gift_that_could_have_a_receipt_is_found(books: Books) -> None:
    ref = gift(books, 12_34)
    assert findings(checked(books)) == [("payment", ref, "to_issue", 12_34)]
    issue(books)
    assert checked(books).is_clean


def test_cancelling_frees_the_lines_and_replacing_does_not(books: Books, year: list[str]) -> None:
    duplicate_receipt(books, FIRST)
    replace_receipt(books, FIRST, reason="Nom")
    found = checked(books)
    assert (found.is_clean, found.receipts, len(found.matched)) == (True, Sum(2, Money(180_00)), 3)
    cancel_receipt(books, "2025-MRS-P-000003", reason="Erreur")
    assert findings(checked(books)) == [
        ("payment", year[0], "to_issue", 100_00), ("payment", year[1], "to_issue", 50_00),
    ]  # fmt: skip


def test_a_debit_returned_after_its_receipt_is_explained(books: Books, year: list[str]) -> None:
    take_back(books, year[1], kind="return", reason="MD06", on=date(2025, 5, 2))
    found = checked(books)
    assert found.is_clean
    assert found.receipts == Sum(2, Money(130_00))
    assert found.explained["returned"] == Sum(2, Money(75_00))


TAMPERED = {
    "amount_differs": "UPDATE receipt_line SET amount = 9000 WHERE amount = 10000",
    "payer_differs": "UPDATE payment SET payer_id = (SELECT id FROM party WHERE other_ref = 'B2') WHERE id = {key}",
    "outside_year": "UPDATE payment SET received_on = '2024-12-31' WHERE id = {key}",
    "not_live": "DELETE FROM live_receipt_line WHERE line_id = (SELECT l.id FROM payment_line l"
    " WHERE l.payment_id = {key})",
    "returned": "UPDATE payment SET reverses_id = {key} WHERE reversal = 'return'",
}


@pytest.mark.parametrize("reason", TAMPERED)
def test_what_was_altered_behind_the_program_is_found(
    books: Books, year: list[str], location: str, reason: str
) -> None:
    books.engine.dispose()
    tamper(location, TAMPERED[reason].format(key=key_of(ORIGIN, int(year[0][-6:]))), disarmed=True)
    found = [one for one in findings(checked(books)) if one[0] == "receipt" and one[2] != "sum_differs"]
    assert found == [("receipt", year[0], reason, 90_00 if reason == "amount_differs" else 100_00)]


@pytest.mark.usefixtures("year")
def test_a_receipt_that_is_not_the_sum_of_its_lines_is_found(books: Books, location: str) -> None:
    books.engine.dispose()
    tamper(location, "UPDATE tax_receipt SET amount = 15001 WHERE amount = 15000", disarmed=True)
    (line,) = checked(books).unmatched
    assert (line.number, line.reason) == (FIRST, "sum_differs")
    assert reconciliation(books, 2025).difference == Money(-1)


def test_receipts_issued_in_the_year_are_checked_too_and_told_by_year_of_gifts(
    books: Books, year: list[str], location: str
) -> None:
    gift(books, 60_00, received_on=date(2026, 2, 1))
    issue(books, 2026)
    found = checked(books, 2026)
    assert found.issued == {2025: Sum(2, Money(180_00)), 2026: Sum(1, Money(60_00))}
    assert (found.receipts.count, len(found.matched), found.issued_elsewhere) == (1, 1, 3)
    assert checked(books, 2025).issued == {}
    books.engine.dispose()
    tamper(location, TAMPERED["outside_year"].format(key=key_of(ORIGIN, int(year[0][-6:]))), disarmed=True)
    assert findings(checked(books, 2026)) == [("receipt", year[0], "outside_year", 100_00)]


def test_an_online_gift_keeps_the_year_that_the_policy_of_its_day_gave_it(books: Books) -> None:
    person(books)
    gift(books, 40_00, method="online", received_on=date(2025, 12, 30), credited_on=date(2026, 1, 3))
    issue(books, 2026)
    paid = replace(SETTINGS, organisation=replace(SETTINGS.organisation, online_date="paid"))
    load_settings(books.acting(today=date(2026, 11, 24)), paid)
    later = date(2026, 11, 25)
    assert control(books.acting(today=later), 2026).is_clean
    found = control(books.acting(today=later), 2025)
    assert found.explained == {"other_year": Sum(1, Money(40_00))}
    assert reconciliation(books.acting(today=later), 2025).difference == Money(0)


def steps(books: Books, year: int = 2025) -> dict[str, Any]:
    found = reconciliation(books, year)
    assert found.difference == Money(0)
    return {
        "accounts": {account: amount.cents for account, amount in found.base.accounts.items() if amount},
        "adjustments": {step: amount.cents for step, amount in found.base.adjustments.items() if amount},
        "base": found.base.amount.cents,
        "without": {reason: one.amount.cents for reason, one in found.without_receipt.items()},
        "receipts": found.receipts.amount.cents,
    }


@pytest.mark.usefixtures("year")
def test_the_accounts_lead_to_the_receipts_to_the_cent(books: Books) -> None:
    assert steps(books) == {
        "accounts": {"75411": 687_00, "7561": 30_00, "7542": 1_000_00},
        "adjustments": {},
        "base": 1_717_00,
        "without": {
            "address_missing": 10_00, "no_receipt_wished": 20_00, "not_tax_resident": 500_00,
            "siren_missing": 1_000_00, "anonymous": 7_00,
        },
        "receipts": 180_00,
    }  # fmt: skip


def test_what_lies_between_two_years_is_an_adjustment(books: Books) -> None:
    person(books)
    online = {"method": "online", "received_on": date(2025, 12, 30)}
    gift(books, 40_00, **online, credited_on=date(2026, 1, 3))
    gift(books, 11_00, **online)  # the bank has said nothing yet
    late = gift(
        books, 70_00, method="direct_debit", credited_on=date(2025, 12, 20), received_on=date(2025, 12, 20)
    )
    take_back(books, late, kind="return", reason="MD06", on=date(2026, 1, 15))
    early = gift(books, 90_00, received_on=date(2025, 10, 1))
    take_back(books, early, kind="refund", reason="Erreur", on=date(2025, 12, 1))
    gift(books, 33_33, kind="waived_expenses", method="none", evidence="W1")
    gift(books, 1_800_00, kind="in_kind", method="none", evidence="E1", description="20 bancs")
    issue(books)
    assert steps(books) == {
        "accounts": {"75411": 70_00, "75412": 33_33},
        "adjustments": {"taken_back_later": -70_00, "not_credited": 11_00, "in_kind": 1_800_00},
        "base": 1_844_33,
        "without": {"credited_date_missing": 11_00},
        "receipts": 1_833_33,
    }
    assert steps(books, 2026)["accounts"] == {"75411": 40_00}
    assert steps(books, 2026)["without"] == {"to_issue": 40_00}


def test_gifts_that_the_policy_takes_from_the_next_year_are_booked_there(location: str) -> None:
    paid = replace(SETTINGS, organisation=replace(SETTINGS.organisation, online_date="paid"))
    books = create_books(location, paid, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    person(books)
    gift(books, 40_00, method="online", received_on=date(2025, 12, 30), credited_on=date(2026, 1, 3))
    assert steps(books)["adjustments"] == {"booked_elsewhere": 40_00}
    assert steps(books, 2026)["adjustments"] == {"of_other_year": -40_00}
    books.close()


def test_a_fiscal_year_that_closes_in_june_is_led_to_the_calendar_year(location: str) -> None:
    june = replace(SETTINGS, organisation=replace(SETTINGS.organisation, fiscal_year_end="06-30"))
    books = create_books(location, june, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    person(books)
    for cents, day in ((1_00, date(2024, 9, 1)), (2_00, date(2025, 3, 1)), (4_00, date(2025, 9, 1))):
        gift(books, cents, received_on=day)
    issue(books)
    assert steps(books) == {
        "accounts": {"75411": 3_00}, "adjustments": {"of_other_year": -1_00, "booked_elsewhere": 4_00},
        "base": 6_00, "without": {}, "receipts": 6_00,
    }  # fmt: skip
    books.close()


def test_dues_of_later_years_are_told_to_the_accountant(books: Books) -> None:
    person(books)
    lines = tuple(LineDraft(kind="dues", amount=Money(30_00), dues_year=year) for year in (2025, 2026, 2027))
    record_payment(books, replace(payment(), key=uuid4(), lines=lines))
    found = reconciliation(books, 2025)
    assert (found.base.accounts["7561"], found.prepaid_dues) == (Money(90_00), Money(60_00))


def test_a_gift_on_a_project_without_right_is_explained(books: Books) -> None:
    person(books)
    project(books, receipt_eligible=False)
    gift(books, 10_00, allocations=(to(10_00),))
    found = checked(books)
    assert found.is_clean
    assert found.explained == {"not_eligible_project": Sum(1, Money(10_00))}
