"""A payment is found by its reference, with its payer and the live receipt on it."""

from donations_app.db.books import Books
from donations_app.db.queries.payments import NamedPayment, payments_like
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.issue import issue_receipts
from tests.world import TODAY, gift, person


def like(books: Books, typed: str) -> list[NamedPayment]:
    with books.read() as session:
        return payments_like(session, typed)


def test_a_payment_is_found_by_the_beginning_of_its_reference(books: Books) -> None:
    person(books)
    gift(books, 100_00, ref="V-1001"), gift(books, 50_00, ref="V-2001"), gift(books, 7_00, ref="v-abc-9")
    assert [row.ref for row in like(books, "V-1001")] == ["V-1001"]
    assert [row.ref for row in like(books, " v-20 ")] == ["V-2001"]
    assert [row.ref for row in like(books, "v-abc-9")] == ["v-abc-9"]
    assert like(books, "ahmed") == like(books, "V-") == like(books, "%1%") == like(books, "_-1001") == []


def test_a_payment_is_found_by_the_number_of_its_reference_in_each_office(books: Books) -> None:
    person(books)
    refs = {gift(books, 1_00), gift(books, 1_00, office="LYO")}
    assert gift(books, 1_00) == "V-MRS-000002"
    assert {row.ref for row in like(books, "000001")} == {row.ref for row in like(books, "001")} == refs
    assert like(books, "000003") == like(books, "٠٠٠٠٠١") == []


BEGINNINGS = [("V-MRS-00000", ["V-MRS-000001", "V-MRS-000002"]), ("v-mrs-000002", ["V-MRS-000002"]), ("V-MRS-1", []),
 ("V-MRS-0000011", []), ("V-PAR-000001", [])]  # fmt: skip


def test_references_of_our_own_are_found_by_their_beginning(books: Books) -> None:
    person(books)
    gift(books, 1_00), gift(books, 1_00)
    for typed, found in BEGINNINGS:
        assert [row.ref for row in like(books, typed)] == found, typed


def test_the_live_receipt_on_it_is_named_and_what_was_taken_back_is_not_found(books: Books) -> None:
    person(books)
    gift(books, 100_00, ref="V-1001"), gift(books, 50_00, ref="V-1002", payer="")
    issue_receipts(books, 2025)
    (row,) = like(books, "V-1001")
    assert (row.name, row.amount.cents, row.receipt) == ("Mohand Aït Ahmed", 100_00, "2025-MRS-P-000001")
    (row,) = like(books, "V-1002")
    assert (row.name, row.receipt) == ("", "")
    reverse_payment(books, "V-1002", kind="correction", reason="Never came", on=TODAY)
    assert like(books, "V-1002") == []
