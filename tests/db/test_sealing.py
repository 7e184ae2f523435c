"""Sealed receipts in the books: frozen and found again on both engines; those issued before stay as they were."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pypdf.constants import UserAccessPermissions

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.register import register_lines
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.post import print_run, write_copies
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.copies import duplicate_receipt, preview_receipt, receipt_copy
from donations_app.services.receipts.planning import plan_receipts as plan
from tests.receipts.reading import text_of
from tests.world import TODAY, company, gift, issue_whole, person

pytestmark = pytest.mark.server


def is_sealed(content: bytes) -> bool:
    return pypdf.PdfReader(io.BytesIO(content), strict=True).is_encrypted


def test_what_is_handed_out_is_sealed_frozen_and_in_the_register(books: Books, tmp_path: Path) -> None:
    person(books)
    gift(books)
    company(books)
    gift(books, payer="E1", received_on=TODAY.replace(year=2025, month=1))
    planned = plan(books, 2025).receipts
    assert all(is_sealed(preview_receipt(books, one)) for one in planned)
    issued = {one.number: one.document for one in issue_whole(books, 2025).issued}
    assert len(issued) == 2
    with books.read() as session:
        digests = {line.number: line.sha256 for line in register_lines(session)}
        frozen = {number: document(session, number) for number in issued}
    assert frozen == issued
    assert digests == {number: hashlib.sha256(content).hexdigest() for number, content in issued.items()}
    copies = write_copies(books, tmp_path / "copies", year=2025)
    assert {receipt.number: path.read_bytes() for receipt, path in copies} == issued
    for content in issued.values():
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        assert reader.user_access_permissions is not None
        assert UserAccessPermissions.MODIFY not in reader.user_access_permissions
        assert UserAccessPermissions.PRINT in reader.user_access_permissions
    assert verify(books).faults == []


def test_a_receipt_changed_in_spite_of_its_seal_is_no_longer_that_of_the_register(books: Books) -> None:
    person(books)
    gift(books)
    (issued,) = issue_whole(books, 2025).issued
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued.document)) as opened:  # a program that does not care what is allowed
        opened.docinfo["/Title"] = "Reçu de 1 000 000 €"
        opened.save(out)
    with books.read() as session:
        (line,) = register_lines(session)
    assert line.sha256 == hashlib.sha256(issued.document).hexdigest()
    assert line.sha256 != hashlib.sha256(out.getvalue()).hexdigest()


def test_copies_and_the_post_take_it_sealed(books: Books, tmp_path: Path) -> None:
    person(books)
    gift(books)
    (issued,) = issue_whole(books, 2025).issued
    out = tmp_path / "post.pdf"
    print_run(books, out, year=2025)
    assert not is_sealed(out.read_bytes())  # it is the treasurer's own, to print
    assert text_of(out.read_bytes()).split() == text_of(issued.document).split()
    cancel_receipt(books, issued.number, reason="Erreur")
    cancelled, twice = (
        receipt_copy(books, issued.number),
        duplicate_receipt(books, issued.number),
    )
    for copy in (cancelled, twice):
        assert copy.startswith(issued.document)
        assert is_sealed(copy)
    assert "DUPLICATA" in text_of(twice)
