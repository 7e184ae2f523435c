"""B. Persons and forms: who gets which receipt, and who gets none."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry
from donations_app.domain.receipt_base import account_of
from donations_app.services.audit.trace import trace_receipt
from donations_app.services.audit.verify import verify
from donations_app.services.statements.control import control
from donations_app.services.statements.thresholds import foreign_statement
from tests.cases.steps import frozen, issued_one, reasons, registered, shown, ticked, warnings
from tests.world import company, gift, issue, person

pytestmark = pytest.mark.file_only


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
    found = control(books, 2025)
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
    ref = gift(
        books,
        500_00,
        method="transfer",
        bank="Banque de Casablanca",
        received_on=None,
        credited_on=date(2025, 4, 2),
    )
    assert reasons(books) == {ref: "not_tax_resident"}
    assert issue(books).issued == []
    statement = foreign_statement(books, 2025)
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
    assert control(books, 2025).is_clean


def test_case_23_an_association_that_pays_taxes_on_its_trade_gives_as_a_company(books: Books) -> None:
    company(books, organisation="Amis de l'Atlas", legal_form="Association loi 1901")
    gift(books, 1_000_00, payer="E1")
    made = issued_one(books)
    assert (made.planned.form, frozen(books, made.number).donor.legal_form) == (
        "16216*03", "Association loi 1901",
    )  # fmt: skip
    assert registered(books)[0].articles == ("238 bis",)


BELGIUM: dict[str, Any] = {
    "address": "3 rue Neuve", "postcode": "1000", "city": "Bruxelles", "country": "BE",
}  # fmt: skip


def test_case_19_a_recorded_statement_of_residence_lets_the_receipt_be_issued(books: Books) -> None:
    person(books, **CASABLANCA, tax_resident_fr=True, residence_statement="Attestation du 12/01/2026")
    gift(books, 500_00, method="transfer", credited_on=date(2025, 4, 2))
    assert warnings(books) == ["foreign_address"]
    assert issue(books).issued == []
    made = issued_one(books, accept=["foreign_address"])
    assert "Maroc" in shown(made.document)
    assert foreign_statement(books, 2025).states == ()  # resident: no resource from abroad


def test_a_donor_of_an_overseas_department_has_a_receipt_and_one_of_new_caledonia_only_by_a_statement(
    books: Books,
) -> None:
    person(books, country="RE", postcode="97400", city="Saint-Denis")
    person(books, "NC", country="NC", postcode="98800", city="Nouméa")
    gift(books, 100_00)
    other = gift(books, 40_00, payer="NC")
    assert (warnings(books), reasons(books)) == ([], {other: "not_tax_resident"})
    assert "97400 Saint-Denis" in shown(issued_one(books).document)


def test_case_21_a_resident_of_belgium_taxed_in_france_has_his_statement_kept_with_the_receipt(
    books: Books, tmp_path: Path
) -> None:
    person(books, **BELGIUM, tax_resident_fr=True, residence_statement="Schumacker 2025, pièce 14")
    person(books, "B2", **BELGIUM)
    gift(books, 100_00)
    other = gift(books, 40_00, payer="B2")
    assert reasons(books) == {other: "not_tax_resident"}
    made = issued_one(books, accept=["foreign_address"])
    assert made.planned.form == "11580*05"
    assert frozen(books, made.number).donor.residence_statement == "Schumacker 2025, pièce 14"
    assert all(said in shown(made.document) for said in ("1000 Bruxelles", "Belgique"))
    trace_receipt(books, made.number, out=tmp_path / "t.pdf")
    assert "en France, attestation Schumacker 2025, pièce 14" in shown((tmp_path / "t.pdf").read_bytes())
    assert registered(books)[0].accepted == "foreign_address"
    with books.read() as session:
        query = changes(Entry.content).where(Entry.record == "party:A1")
        assert "Schumacker 2025, pièce 14" in session.scalars(query).one()
    assert verify(books).faults == []
