"""The account of resources from the public: each figure is its payments, and its account in the entries."""

import pytest

from donations_app.db.books import Books
from donations_app.domain.generosity import LINES, PARTS
from donations_app.domain.money import Money
from donations_app.services.statements.accounting import accounts
from donations_app.services.statements.generosity import generosity_account
from tests.db.test_accounting import a_year, sums
from tests.originals import Fill
from tests.world import gift, person, to


@pytest.fixture
def begins_with() -> Fill:
    return a_year


def test_each_figure_is_the_sum_of_its_payments_and_its_account_in_the_entries(books: Books) -> None:
    found = generosity_account(books, 2025)
    amounts = {one.line.code: one.amount.cents for one in found.figures if one.behind}
    assert amounts == {
        "dues": 10_00,
        "gifts": 131_00,
        "company_gifts": 500_00,
        "things": 40_00,
        "funds_added": 50_00,
        "funds_left": 50_00,
        "taken_back": -70_00,
    }
    assert (found.total, found.total_before) == (Money(641_00), Money(70_00))
    assert found.figure("gifts").before == Money(70_00)
    assert found.figure("company_gifts").before == Money(0)
    of = sums(accounts(books, 2025))
    by_account: dict[str, int] = {}
    for one in found.figures:
        for behind in one.behind if one.line.code != "funds_left" else ():
            number = behind.account.number
            by_account[number] = by_account.get(number, 0) + behind.amount.cents
    assert by_account.pop("6896") == -of.pop("6896")  # it is debited
    assert by_account == {number: of[number] for number in by_account}
    assert set(of) - set(by_account) == {"5112", "530", "512", "860", "196"}  # no income
    back = [one for one in found.figure("dues").behind if one.of]
    assert [one.amount.cents for one in back] == [-5_00]
    assert found.necessity == "below"
    after = generosity_account(books, 2026)
    assert [after.figure(code).amount.cents for code in ("funds_before", "funds_left")] == [50_00, 50_00]
    assert after.figure("funds_before").before == Money(0)


def test_what_the_books_do_not_know_stays_open(books: Books) -> None:
    found = generosity_account(books, 2025)
    unknown = [one.line.code for one in found.figures if not one.is_known]
    assert unknown == [
        "legacies", "other", "provisions", "left_over", "missions", "collecting", "running", "provided",
    ]  # fmt: skip
    assert {one.name for one in found.doubtful} == {
        "generosity_account_duty", "account_things", "account_taken_back",
    }  # fmt: skip
    assert generosity_account(books, 2024).has_before is False
    assert generosity_account(books, 2024).total_before is None
    assert generosity_account(books, 2019).necessity == "not_begun"
    assert {line.part for line in LINES} == set(PARTS)


@pytest.mark.file_only
def test_earmarked_money_that_is_not_of_the_public_alone_is_left_to_the_accountant(books: Books) -> None:
    person(books, "CITY", kind="public_body", organisation="Ville")
    gift(books, 300_00, payer="CITY", kind="subsidy", earmarked_by_donor=True, allocations=(to(300_00),))
    found = generosity_account(books, 2025)
    assert found.mixed == ("EAU",)
    assert not found.figure("funds_added").behind
    assert found.figure("funds_added_mixed").amount == Money(350_00)
    assert found.total == Money(641_00)  # a subsidy is not of the public
    assert found.figure("subsidies").amount == Money(300_00)
