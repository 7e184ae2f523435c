"""What lies beside the numbered cases: children, couples, boxes of payment, estates, companies under control."""

from datetime import date
from typing import Any

import pytest

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.services.audit.verify import verify
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.records import record_payment
from donations_app.services.statements.control import control, reconciliation
from donations_app.services.statements.thresholds import foreign_statement
from tests.cases.steps import frozen, issued_one, reasons, registered, shown, ticked
from tests.raw import tamper
from tests.world import company, gift, issue, payment, person, project, to

pytestmark = pytest.mark.file_only


def test_a_child_has_a_receipt_in_its_own_name_at_the_address_of_its_parents(books: Books) -> None:
    person(books, first_name="Yanis", minor=True, address2="chez Mohand Aït Ahmed, son père")
    gift(books, 15_00, method="cash")
    made = issued_one(books)
    donor = frozen(books, made.number).donor
    assert (donor.name, donor.first_names) == ("Yanis Aït Ahmed", "Yanis")
    assert "chez Mohand Aït Ahmed, son père" in shown(made.document)


@pytest.mark.parametrize(
    ("facts", "name", "last", "firsts"),
    [({"second_first_name": "Paul"}, "Claire et Paul Moreau", "Moreau", "Claire et Paul"),
     ({"second_first_name": "Paul", "second_last_name": "Durand"}, "Claire Moreau et Paul Durand",
      "Moreau et Durand", "Claire et Paul")],
)  # fmt: skip
def test_a_couple_of_one_household_has_one_receipt_with_both_names_and_counts_once(
    books: Books, facts: dict[str, Any], name: str, last: str, firsts: str
) -> None:
    person(books, kind="couple", last_name="Moreau", first_name="Claire", **facts)
    gift(books, 100_00), gift(books, 50_00, method="cash")
    made = issued_one(books)
    donor = frozen(books, made.number).donor
    assert (donor.name, donor.last_name, donor.first_names) == (name, last, firsts)
    page = shown(made.document)
    assert all(said in page for said in (f"Nom : {last}", f"Prénoms : {firsts}", "***150,00***"))
    assert [line.name for line in registered(books)] == [name]


METHODS = [
    ("cash", "cash"), ("cheque", "cheque"), ("transfer", "transfer"), ("direct_debit", "transfer"),
    ("card", "transfer"), ("online", "transfer"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "box"), METHODS)
@pytest.mark.parametrize("payer", ["A1", "E1"])
def test_each_method_ticks_its_one_box_on_each_form(books: Books, payer: str, method: str, box: str) -> None:
    person(books), company(books)
    gift(books, payer=payer, method=method, credited_on=date(2025, 3, 2))
    made = issued_one(books)
    version = "11580-05" if payer == "A1" else "16216-03"
    boxes = {code for code in ticked(made.document, version) if code.startswith("method:")}
    assert boxes == {f"method:{box}"}


@pytest.mark.parametrize(("kind", "nature"), [("in_kind", "other"), ("securities", "securities")])
def test_what_is_no_money_ticks_its_nature_and_no_method(books: Books, kind: str, nature: str) -> None:
    person(books)
    gift(books, 800_00, kind=kind, method="none", evidence="Expertise n° 4", description="Tableau")
    made = issued_one(books)
    assert ticked(made.document) == {"article:200", "form:manual_gift", f"nature:{nature}"}
    assert (": don en nature" in shown(made.document)) is (nature == "other")


def test_money_and_goods_of_a_person_tick_both_natures_and_the_method_of_the_money_alone(
    books: Books,
) -> None:
    person(books)
    gift(books, 20_00, method="cash")
    gift(books, 80_00, kind="in_kind", method="cheque", evidence="Facture n° 4")
    made = issued_one(books)
    assert ticked(made.document) == {
        "article:200", "form:manual_gift", "nature:money", "nature:other", "method:cash",
    }  # fmt: skip
    assert "***100,00***" in shown(made.document)


def test_of_a_ticket_with_a_meal_only_what_goes_beyond_its_price_is_receipted(books: Books) -> None:
    person(books)
    lines = (LineDraft(kind="sale", amount=Money(35_00)), LineDraft(kind="donation", amount=Money(65_00)))
    ref = record_payment(books, payment(100_00, lines=lines)).ref
    assert reasons(books) == {ref: "not_a_gift"}
    assert "***65,00***" in shown(issued_one(books).document)


def test_an_estate_is_named_on_the_receipt_and_gets_no_other_name(books: Books) -> None:
    person(books, deceased_on=date(2025, 6, 1))
    gift(books)
    assert "Succession de Mohand Aït Ahmed" in shown(issued_one(books).document)


def test_a_moroccan_who_lives_here_is_resident_and_a_company_abroad_is_not(books: Books) -> None:
    person(books)  # lives in Marseille; the bank is in Agadir
    company(books, "ES", country="ES", siren="", city="Séville")
    gift(books, method="transfer", credited_on=date(2025, 3, 1), bank="Banque populaire d'Agadir")
    abroad = gift(books, payer="ES")
    assert reasons(books) == {abroad: "not_tax_resident"}
    assert [state.name for state in foreign_statement(books, 2025).states] == ["Espagne"]


@pytest.fixture
def companies(books: Books) -> list[str]:
    """People and companies with receipts on both forms: money, goods, skills, two fiscal years."""
    person(books), project(books)
    company(books, fiscal_year_end="06-30"), company(books, "E2", siren="999000029", organisation="Autre")
    goods = {"method": "none", "evidence": "Attestation n° 3", "description": "20 bancs"}
    gift(books, 100_00, allocations=(to(100_00),))
    gift(books, 500_00, payer="E1", method="transfer", credited_on=date(2025, 6, 30))
    gift(books, 1_800_00, payer="E1", kind="in_kind", received_on=date(2025, 7, 1), **goods)
    gift(books, 2_100_00, payer="E2", kind="skills", received_on=date(2025, 9, 1), **goods)
    back = gift(books, 70_00, payer="E2", method="direct_debit", credited_on=date(2025, 10, 1))
    made = [one.number for one in issue(books).issued]
    take_back(books, back, kind="return", reason="MD06", on=date(2026, 1, 5))
    return made


def test_companies_stand_in_the_control_beside_people_and_nothing_is_left_over(
    books: Books, companies: list[str]
) -> None:
    assert sorted(companies) == [
        "2025-MRS-E-000001", "2025-MRS-E-000002", "2025-MRS-E-000003", "2025-MRS-P-000001",
    ]  # fmt: skip
    found = control(books, 2025)
    assert found.is_clean
    assert (found.receipts.count, found.receipts.amount.cents) == (4, 4_500_00)
    assert {line.number for line in found.matched} == {*companies[:3], "2025-MRS-E-000004"}
    assert {kind: total.amount.cents for kind, total in found.natures.items()} == {
        "donation": 600_00, "in_kind": 1_800_00, "skills": 2_100_00,
    }  # fmt: skip
    page = reconciliation(books, 2025)
    assert page.difference.cents == 0
    assert page.base.accounts["7542"].cents == 570_00  # the debit came back after the closing
    assert page.base.adjustments["taken_back_later"].cents == -70_00
    assert verify(books).faults == []


def test_a_company_changed_behind_its_receipt_is_found_by_the_control(
    books: Books, companies: list[str]
) -> None:
    assert companies
    tamper(
        books.location, "UPDATE tax_receipt SET amount = amount + 1 WHERE form = '16216*03'", disarmed=True
    )
    assert not control(books, 2025).is_clean
