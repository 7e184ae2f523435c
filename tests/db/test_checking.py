"""A PDF that somebody shows: only the very bytes that were issued, or marked here, pass."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.receipts import receipt
from donations_app.domain.checking import Checked
from donations_app.domain.money import Money
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.certificate import signer_from
from donations_app.services.receipts.checking import check_document
from donations_app.services.receipts.contents import press_of
from donations_app.services.receipts.copies import duplicate_receipt, receipt_copy
from donations_app.services.statements.register import write_register
from donations_app.words.checks import verdict_lines
from receipts.updates import without_signature
from tests.certificates import PASSPHRASE, Authority
from tests.originals import Originals
from tests.world import gift, issue, issue_whole, person

NUMBER, NEWER = "2025-MRS-P-000001", "2025-MRS-P-000002"


@pytest.fixture
def full(shelf: str, originals: Originals) -> Iterator[Books]:
    """Books with one receipt."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books)
    gift(books, 100_00)
    issue(books)


def issued(books: Books) -> bytes:
    with books.read() as session:
        return document(session, NUMBER)


def cancelled(books: Books) -> None:
    cancel_receipt(books, NUMBER, reason="wrong name")


def test_the_very_document_stands(full: Books) -> None:
    found = check_document(full, issued(full))
    assert (found.verdict, found.copy, found.number, found.stands) == ("issued", "original", NUMBER, True)
    assert (found.name, found.amount, found.signed) == ("Mohand Aït Ahmed", Money(100_00), False)


@pytest.mark.parametrize(
    ("make", "copy"),
    [(issued, "original"), (lambda books: receipt_copy(books, NUMBER), "cancelled"),
     (lambda books: duplicate_receipt(books, NUMBER), "duplicate")],
)  # fmt: skip
def test_what_is_made_of_a_cancelled_receipt_says_so(
    full: Books, make: Callable[[Books], bytes], copy: str
) -> None:
    cancelled(full)
    found = check_document(full, make(full))
    assert (found.verdict, found.copy, found.reason, found.stands) == ("cancelled", copy, "wrong name", False)


def test_a_duplicate_is_one_and_follows_its_receipt(full: Books) -> None:
    made = duplicate_receipt(full, NUMBER)
    found = check_document(full, made)
    assert (found.verdict, found.copy, found.stands) == ("duplicate", "duplicate", True)
    cancelled(full)
    assert check_document(full, made).verdict == "cancelled"


def test_a_replaced_one_names_what_stands_in_its_place(full: Books) -> None:
    old = issued(full)
    new = replace_receipt(full, NUMBER, reason="wrong name").document
    found = check_document(full, old)
    assert (found.verdict, found.number, found.replaced_by) == ("replaced", NUMBER, NEWER)
    found = check_document(full, new)
    assert (found.verdict, found.number) == ("issued", NEWER)
    found = check_document(full, new + b"\n")  # it names both numbers
    assert (found.verdict, found.number) == ("changed", NEWER)


def test_what_is_added_behind_a_document_changes_it(full: Books) -> None:
    found = check_document(full, issued(full) + b"% a remark\n")
    assert (found.verdict, found.number, found.missing) == ("changed", NUMBER, ())


def forged(books: Books) -> bytes:
    """Print another amount under the number, sealed as the program seals."""
    with books.read() as session:
        content = receipt(session, NUMBER).content
    press = press_of(content.beneficiary, content.signatory, content.wording, None, content.form)
    return press.print(replace(content, amount=Money(900_00), amount_in_words="neuf cents euros")).content


def test_another_amount_under_seal_is_named(full: Books) -> None:
    found = check_document(full, forged(full))
    assert (found.verdict, found.number, found.amount) == ("changed", NUMBER, Money(100_00))
    assert found.missing == ("***100,00***", "cent euros")


def test_a_document_saved_anew_by_another_program_says_the_same_and_proves_nothing(full: Books) -> None:
    opened, again = pypdfium2.PdfDocument(issued(full)), io.BytesIO()
    opened.save(again, flags=3)  # without the seal
    opened.close()
    found = check_document(full, again.getvalue())
    assert (found.verdict, found.number, found.missing) == ("changed", NUMBER, ())


def test_one_cut_short_is_known_by_its_beginning(full: Books) -> None:
    found = check_document(full, issued(full)[:-900])
    assert (found.verdict, found.stands) == ("changed", False)


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n" + bytes(500)])
def test_what_is_none_of_ours_is_foreign(full: Books, content: bytes) -> None:
    found = check_document(full, content)
    assert found == Checked("foreign", found.sha256)


def test_a_page_of_another_program_is_foreign(full: Books) -> None:
    opened, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    opened.new_page(200, 200)
    opened.save(made)
    opened.close()
    assert check_document(full, made.getvalue()).verdict == "foreign"


def test_a_signed_document_stands_with_its_signature_alone(books: Books, tmp_path: Path) -> None:
    certificate = tmp_path / "aman.p12"
    certificate.write_bytes(Authority().p12())
    person(books)
    gift(books)
    run = issue_whole(books, 2025, signer=signer_from(certificate, PASSPHRASE, now=books.clock()))
    (one,) = run.issued
    found = check_document(books, one.document)
    assert (found.verdict, found.signed) == ("issued", True)
    assert check_document(books, without_signature(one.document)).verdict == "changed"
    assert check_document(books, duplicate_receipt(books, one.number)).verdict == "duplicate"


def test_a_register_names_several_receipts_and_is_none_itself(full: Books, tmp_path: Path) -> None:
    person(full, "B2", last_name="Moreau", first_name="Claire")
    gift(full, 50_00, payer="B2")
    issue(full)
    path = tmp_path / "register.pdf"
    write_register(full, path, form="pdf", year=2025)
    found = check_document(full, path.read_bytes())
    assert (found.verdict, found.number, found.stands) == ("foreign", "", False)
    assert found.several == (NUMBER, NEWER)
    said = verdict_lines(found)
    assert said[0] == f"No receipt by itself: it names several of these books ({NUMBER}, {NEWER})."


def test_a_replacement_that_was_altered_is_still_one(full: Books) -> None:
    replace_receipt(full, NUMBER, reason="name")
    with full.read() as session:
        newer = document(session, NEWER)
    found = check_document(full, newer + b" ")
    assert (found.verdict, found.number, found.several) == ("changed", NEWER, ())
