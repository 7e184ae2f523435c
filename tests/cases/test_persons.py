"""B. Persons and forms: who gets which receipt, and who gets none."""

from datetime import date
from typing import Any

import pytest

from donations_app.db.engine import Books
from donations_app.domain.receipt_base import account_of
from donations_app.services.controlling import control
from donations_app.services.thresholds import foreign_statement
from donations_app.services.verifying import verify
from tests.cases.steps import frozen, issue, issued_one, reasons, registered, shown, ticked
from tests.world import TODAY, company, gift, person


def test_case_11_the_ordinary_gift_bears_no_other_cross_than_its_own(books: Books) -> None:
    person(books)
    gift(books, 100_00, method="transfer", credited_on=date(2025, 3, 1))
    made = issued_one(books)
    assert ticked(made.document) == {"article:200", "form:manual_gift", "nature:money", "method:transfer"}
    page = shown(made.document)
    for mention in ("Œuvre ou organisme d'intérêt général", "Association loi 1901", "cent euros", "***100,00***",
                    "1 rue de la République", "13001 Marseille"):  # fmt: skip
        assert mention in page, mention


def test_case_15_what_a_sole_trader_gave_as_a_person_never_stands_on_the_form_of_companies(
    books: Books,
) -> None:
    person(books, siren="999000011"), company(books, "E1", siren="999000029")
    own = gift(books, 100_00, method="transfer", credited_on=date(2025, 3, 1))
    gift(books, 70_00, payer="E1", method="transfer", credited_on=date(2025, 3, 1))
    made = {one.planned.form: one.planned.payments for one in issue(books).issued}
    assert made["11580*05"] == [own]
    assert own not in made["16216*03"]
    assert set(reasons(books).values()) == {"already_receipted"}
    found = control(books, 2025, today=TODAY)
    assert (found.receipts.count, len(found.matched), found.unmatched) == (2, 2, [])


def test_case_17_one_cheque_of_two_partners_is_the_gift_of_who_drew_it(books: Books) -> None:
    person(books, "A1"), person(books, "B1", last_name="Moreau", first_name="Claire")
    cheque = gift(books, 200_00, payer="A1", cheque_number="0001234")
    made = issue(books).issued
    assert [(one.planned.giver.ref, one.planned.payments, one.planned.amount.cents) for one in made] == [
        ("A1", [cheque], 200_00)
    ]
    assert "Moreau" not in shown(made[0].document)
    assert reasons(books) == {cheque: "already_receipted"}  # a second receipt cannot be had


def test_case_17_two_payments_of_two_partners_are_two_receipts(books: Books) -> None:
    person(books, "A1"), person(books, "B1", last_name="Moreau", first_name="Claire")
    for payer, number in (("A1", "0001234"), ("B1", "0000777")):
        gift(books, 100_00, payer=payer, cheque_number=number)
    made = issue(books).issued
    assert [(one.planned.giver.ref, one.planned.amount.cents) for one in made] == [
        ("A1", 100_00), ("B1", 100_00),
    ]  # fmt: skip
    assert verify(books).faults == []


CASABLANCA: dict[str, Any] = {
    "address": "12 rue Omar Slaoui", "postcode": "20000", "city": "Casablanca", "country": "MA",
}  # fmt: skip


def test_case_19_a_donor_in_casablanca_gives_and_gets_no_receipt(books: Books) -> None:
    person(books, **CASABLANCA)
    ref = gift(books, 500_00, method="transfer", bank="Banque de Casablanca", received_on=None,
               credited_on=date(2025, 4, 2))  # fmt: skip
    assert reasons(books) == {ref: "not_tax_resident"}
    assert issue(books).issued == []
    statement = foreign_statement(books, 2025, today=TODAY)
    (state,) = statement.states
    (line,) = state.resources
    assert (state.name, line.personality, line.is_direct, line.method, line.on, line.amount.cents) == (
        "Maroc", "natural_person", True, "transfer", date(2025, 4, 2), 500_00,
    )  # fmt: skip
    assert statement.amount.cents == 500_00


@pytest.mark.parametrize("kind", ["association", "foundation"])
def test_case_23_what_an_association_gives_is_no_gift_by_hand(books: Books, kind: str) -> None:
    company(books, kind=kind, organisation="Amis de l'Atlas")
    ref = gift(books, 1_000_00, payer="E1", method="transfer", credited_on=date(2025, 3, 1))
    assert reasons(books) == {ref: "payer_is_organisation"}
    # 7551, a contribution of another organisation: none of the accounts behind the receipts
    assert account_of("donation", kind) == ""
    assert control(books, 2025, today=TODAY).is_clean


def test_case_23_an_association_that_pays_taxes_on_its_trade_gives_as_a_company(books: Books) -> None:
    company(books, organisation="Amis de l'Atlas", legal_form="Association loi 1901")
    gift(books, 1_000_00, payer="E1")
    made = issued_one(books)
    assert (made.planned.form, frozen(books, made.number).donor.legal_form) == (
        "16216*03", "Association loi 1901",
    )  # fmt: skip
    assert registered(books)[0].articles == ("238 bis",)
