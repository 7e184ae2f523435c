"""Sealed receipts in the books: frozen and found again on both engines; those issued before stay as they were."""

import gzip
import hashlib
import io
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pypdf
from pypdf.constants import UserAccessPermissions

from donations_app.db.engine import Books
from donations_app.db.open import open_books
from donations_app.db.queries.receipts import document, register_lines
from donations_app.services.audit.pack import write_pack
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.post import print_run, write_copies
from donations_app.services.receipts.issue import (
    cancel_receipt,
    duplicate_receipt,
    issue_receipts,
    preview_receipt,
    receipt_copy,
)
from donations_app.services.receipts.issue import plan_receipts as plan
from tests.db.test_migrating import DOCUMENTS, OLD
from tests.receipts.reading import pages_of, text_of
from tests.world import TODAY, company, gift, person, ticking


def is_sealed(content: bytes) -> bool:
    return pypdf.PdfReader(io.BytesIO(content), strict=True).is_encrypted


def test_what_is_handed_out_is_sealed_frozen_and_in_the_register(books: Books, tmp_path: Path) -> None:
    person(books)
    gift(books)
    company(books)
    gift(books, payer="E1", received_on=TODAY.replace(year=2025, month=1))
    planned = plan(books, 2025).receipts
    assert all(is_sealed(preview_receipt(books, one)) for one in planned)
    issued = {one.number: one.document for one in issue_receipts(books, 2025).issued}
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
    (issued,) = issue_receipts(books, 2025).issued
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
    (issued,) = issue_receipts(books, 2025).issued
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


def test_receipts_issued_before_stay_as_they_were_beside_sealed_ones(tmp_path: Path) -> None:
    path = tmp_path / "old.tiwizi"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    books = open_books(str(path), clock=ticking())
    try:
        person(books, "C3", last_name="Neuf")
        gift(books, payer="C3")
        (new,) = issue_receipts(books, 2025).issued
        for number, digest in DOCUMENTS.items():
            copy = receipt_copy(books, number)
            assert hashlib.sha256(copy).hexdigest() == digest
            assert not is_sealed(copy)
            assert "DUPLICATA" in text_of(duplicate_receipt(books, number))
        assert is_sealed(receipt_copy(books, new.number))
        out = tmp_path / "post.pdf"
        run = print_run(books, out, year=2025, again=True)
        pages = pages_of(out.read_bytes())
        assert len(pages) == len(run.posted) > 1
        for receipt, page in zip(run.posted, pages, strict=True):
            assert page.split() == text_of(receipt_copy(books, receipt.number)).split()
        write_pack(books, tmp_path / "pack.zip", 2025)
        with ZipFile(tmp_path / "pack.zip") as archive:
            packed = archive.read(f"receipts/{new.number}.pdf")
        assert packed == new.document
        assert verify(books).faults == []
    finally:
        books.close()
