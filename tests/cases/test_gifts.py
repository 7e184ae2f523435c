"""C. Nature, eligibility, counterpart: what is a gift, and for how much."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import PaymentLine
from donations_app.domain.money import Money
from donations_app.domain.receipt_base import account_of
from donations_app.services.statements.register import write_register
from tests.cases.steps import frozen, issued_one, plan, reasons, registered, shown, ticked
from tests.world import TODAY, company, gift, person, project, to

pytestmark = pytest.mark.file_only


def test_case_27_dues_stand_in_the_register_by_their_name(books: Books, tmp_path: Path) -> None:
    person(books)
    gift(
        books,
        30_00,
        kind="dues",
        dues_year=2025,
        counterpart=Money(0),
        counterpart_kind="symbolic",
        description="Vote et bulletin",
    )
    made = issued_one(books)
    assert "trente euros" in shown(made.document)
    assert {"nature:money", "method:cheque"} <= ticked(made.document)
    (line,) = registered(books)
    assert (line.kinds, line.natures, line.dues) == (("dues",), ("money",), Money(30_00))
    write_register(books, tmp_path / "r.pdf", form="pdf")
    page = shown((tmp_path / "r.pdf").read_bytes())
    assert "cotisation (art. 200)" in page
    assert "Par nature : numéraire 30,00 € ; dont cotisations 30,00 €" in page
    assert account_of("dues", "individual") == "7561"


def test_case_29_the_first_basket_leaves_the_gift_whole_and_the_second_is_one_too_many(books: Books) -> None:
    person(books)
    first = gift(
        books, 400_00, received_on=date(2025, 3, 1), counterpart=Money(60_00), counterpart_kind="goods"
    )
    found = plan(books, 2025)
    assert (found.receipts[0].amount.cents, found.left_out) == (400_00, [])
    assert [warning.code for warning in found.receipts[0].warnings] == ["counterpart_near_ceiling"]
    second = gift(
        books, 200_00, received_on=date(2025, 4, 1), counterpart=Money(20_00), counterpart_kind="goods"
    )
    assert reasons(books) == {second: "counterpart_too_large"}
    assert plan(books).receipts[0].payments == [first]


def test_case_45_a_gift_for_a_programme_of_ours_is_receipted_and_stays_marked_as_the_donors_wish(
    books: Books,
) -> None:
    person(books)
    project(books, "EAU", cost=10_000_00)
    family = gift(books, 80_00, pass_through=True, description="Pour ma famille au village")
    water = gift(books, 120_00, allocations=(to(120_00),), earmarked_by_donor=True)
    office = gift(books, 30_00, allocations=(to(30_00),))  # put there by the board, not by the donor
    assert reasons(books) == {family: "pass_through"}
    made = issued_one(books)
    assert made.planned.payments == [water, office]
    assert "***150,00***" in shown(made.document)
    with books.read() as session:
        query = select(PaymentLine.amount, PaymentLine.earmarked_by_donor).order_by(PaymentLine.id)
        marked = {amount.cents: earmarked for amount, earmarked in session.execute(query)}
        (share,) = project_shares(session, today=TODAY)
    assert marked == {80_00: False, 120_00: True, 30_00: False}  # only the second may be a fonds dédié
    assert share.share.private.cents == 150_00


def test_case_47_what_is_called_a_gift_by_its_kind_alone_is_none(books: Books) -> None:
    person(books), company(books)
    refs = [
        gift(books, payer=payer, kind=kind)
        for payer in ("A1", "E1")
        for kind in ("sale", "participation", "subsidy", "grant", "collection")
    ]
    assert reasons(books) == dict.fromkeys(refs, "not_a_gift")


def test_case_37_the_retail_price_is_not_the_value_that_the_company_states(books: Books) -> None:
    company(books)
    facts = {
        "payer": "E1", "kind": "in_kind", "method": "none", "description": "20 bancs d'école en pin",
        "received_on": date(2025, 3, 3),
    }  # fmt: skip
    retail = gift(books, 3_200_00, **facts)
    assert reasons(books) == {retail: "valuation_missing"}
    gift(books, 1_800_00, evidence="Attestation de valeur du 28/02/2025", **facts)
    made = issued_one(books)
    content = frozen(books, made.number)
    assert (content.in_kind.cents, content.in_kind_in_words) == (1_800_00, "mille huit cents euros")
    page = shown(made.document)
    assert all(said in page for said in ("***1 800,00***", "20 bancs d'école en pin"))
    assert "3 200" not in page
    assert ticked(made.document, "16216-03") == set()  # no payment: no box of payment
